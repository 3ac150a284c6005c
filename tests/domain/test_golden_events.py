"""
One golden file for each event type and version: what was recorded once must be readable for ever.

To add the file of a new type or version, write its body by hand; never edit the file of an old one. A new field whose
default means what was meant before needs no new version: the files say nothing of it.
"""

import json
from pathlib import Path

import pytest

import domain.process.fold  # noqa: F401  (registers every type)
from domain.event import EVENTS
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


def _says(again: object, written: object) -> bool:
    """Whether what is written now says all that was written then; of parts as well."""
    if isinstance(written, dict) and isinstance(again, dict):
        return all(key in again and _says(again[key], one) for key, one in written.items())
    if isinstance(written, list) and isinstance(again, list):
        return len(written) == len(again) and all(map(_says, again, written))
    return again == written


def _file(name: str, version: int) -> Path:
    return GOLDEN / f"{name}.v{version}.json"
