"""
One golden file for each event type and version: what was recorded once must be readable for ever.

To add the file of a new type or version, write its body by hand; never edit the file of an old one. A new field whose
default means what was meant before needs no new version: the files say nothing of it.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

import domain.process.fold  # noqa: F401  (registers every type)
from domain.event import EVENTS
from domain.procedure.models import Procedure
from domain.record.canonical import canonical
from domain.record.upcasting import read_event

GOLDEN = Path(__file__).parent / "golden"
FILES = sorted(GOLDEN.glob("*.json"))


def test_every_event_type_has_a_golden_file_of_its_present_version() -> None:
    missing = [name for name, kind in EVENTS.items() if _file(name, kind.type_v) not in FILES]
    assert missing == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_what_was_recorded_once_is_still_read(file: Path) -> None:
    name, version = file.stem.split(".v")
    event = read_event(name, int(version), file.read_text())
    assert type(event) is EVENTS[name]
    if EVENTS[name].type_v == int(version):
        written = json.loads(file.read_text())
        again = event.model_dump(mode="json")
        assert read_event(name, int(version), json.dumps(again)) == event
        assert [
            key for key in written if key != "procedure" and not _says(again[key], written[key])
        ] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_an_event_is_written_short_and_read_back_whole(file: Path) -> None:
    name, version = file.stem.split(".v")
    event = read_event(name, int(version), file.read_text())
    body = canonical(event.written())
    assert read_event(name, event.type_v, body) == event
    assert [value for value in json.loads(body).values() if value in (None, [], {})] == []


def test_what_is_left_out_means_nothing_and_will_never_mean_anything_else() -> None:
    """A default that changed would change what was recorded: fields that were left out would be read otherwise."""
    kinds = dict.fromkeys(model for kind in EVENTS.values() for model in _models(kind, set()))
    found = {
        f"{kind.__name__}.{name}": default
        for kind in kinds
        for name, field in kind.model_fields.items()
        if not field.is_required()
        and (default := field.get_default(call_default_factory=True)) not in (None, (), {}, False)
    }
    assert found == {"ActionRecorded.done_when": "owner", "Figures.eligible_as_of": "act"}


def _models(kind: Any, seen: set[Any]) -> Iterator[type[BaseModel]]:
    """The models that a body is made of. Rules have a written form of their own, of which their hash is taken."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        if kind in seen or kind is Procedure:
            return
        seen.add(kind)
        yield kind
        for field in kind.model_fields.values():
            yield from _models(field.annotation, seen)
    for part in get_args(kind):
        yield from _models(part, seen)


def _says(again: object, written: object) -> bool:
    """Whether what is written now says all that was written then; of parts as well."""
    if isinstance(written, dict) and isinstance(again, dict):
        return all(key in again and _says(again[key], one) for key, one in written.items())
    if isinstance(written, list) and isinstance(again, list):
        return len(written) == len(again) and all(map(_says, again, written))
    return again == written


def _file(name: str, version: int) -> Path:
    return GOLDEN / f"{name}.v{version}.json"
