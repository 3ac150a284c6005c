"""docs/event-format.md says what is true: every type and field, the hashes, and a script that verifies an export."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields
from hashlib import sha256
from pathlib import Path

import pytest
from pydantic import BaseModel

import domain.process.fold  # noqa: F401  (registers every type)
from domain.action.commands import Owner
from domain.calendar.models import Calendar
from domain.event import EVENTS
from domain.participation.commands import Appointment, Party
from domain.record.canonical import canonical
from domain.record.envelope import Envelope
from domain.record.stored import export_line
from domain.rule.models import Test
from domain.step.commands import Item, Reported, Source
from domain.step.events import Figures, Weighed
from domain.text.paragraphs import ParagraphStatus
from domain.text.rendition import EditorialCorrection, Rendition
from store.event_store import Store
from tests.intake.case import Case

DOCUMENT = (Path(__file__).parents[2] / "docs" / "event-format.md").read_text(encoding="utf-8")
PARTS = (
    Party,
    Appointment,
    Item,
    ParagraphStatus,
    Rendition,
    EditorialCorrection,
    Reported,
    Source,
    Figures,
    Weighed,
    Test,
    Owner,
    Calendar,
)
ROW = re.compile(r"^\| `(\w+)` \| (?:(\d+) \| )?((?:`\w+\??`(?:, )?)+) \|", re.MULTILINE)
ROWS = {name: (version, told) for name, version, told in ROW.findall(DOCUMENT)}


def told(model: type[BaseModel]) -> str:
    """The fields of a model as the document writes them."""
    return ", ".join(
        f"`{name}`" if field.is_required() else f"`{name}?`"
        for name, field in model.model_fields.items()
    )


@pytest.mark.parametrize("name", EVENTS)
def test_every_type_of_event_is_told_with_its_version_and_all_its_fields(name: str) -> None:
    assert ROWS[name] == (str(EVENTS[name].type_v), told(EVENTS[name]))


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_the_parts_of_bodies_are_told_with_all_their_fields(part: type[BaseModel]) -> None:
    assert ROWS[part.__name__] == ("", told(part))


def test_nothing_is_told_that_does_not_exist() -> None:
    assert set(ROWS) == {*EVENTS, *(part.__name__ for part in PARTS)}


def test_every_field_of_the_envelope_is_told() -> None:
    chapter = DOCUMENT.split("## The envelope")[1].split("## ")[0]
    first_cells = " ".join(re.findall(r"^\| (`[^|]*) \|", chapter, re.MULTILINE))
    assert set(re.findall(r"`(\w+)`", first_cells)) == {field.name for field in fields(Envelope)}


async def test_the_rules_are_pinned_by_the_hash_of_their_canonical_form(
    store: Store, case: Case
) -> None:
    body = json.loads((await store.events(case.process))[0].body)
    rules = canonical(body["procedure"]).encode()
    assert body["procedure_sha256"] == sha256(rules).hexdigest()


# --- the script --------------------------------------------------------------------------------


@pytest.fixture
async def lines(store: Store, case: Case) -> list[str]:
    """The export of a process that went through the real door."""
    return [export_line(row) for row in await store.events(case.process)]


def script() -> str:
    found = re.findall(r"```python\n(.*?)```", DOCUMENT, re.DOTALL)
    assert len(found) == 1
    return str(found[0])


def run(folder: Path, lines: list[str]) -> subprocess.CompletedProcess[str]:
    """Run the script of the document on an export, by a Python that knows nothing of this project."""
    (folder / "verify.py").write_text(script(), encoding="utf-8")
    (folder / "export.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    command = [sys.executable, "-I", "-S", "verify.py", "export.jsonl"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_the_script_is_short() -> None:
    assert len([line for line in script().splitlines() if line.strip()]) <= 25


async def test_the_script_finds_a_real_export_in_order(
    tmp_path: Path, store: Store, case: Case, lines: list[str]
) -> None:
    done = run(tmp_path, lines)
    head = await store.head(case.process)
    assert head is not None
    expected = f"{len(lines)} events, last hash {head.head_hash.hex()}\n"
    assert (done.stdout, done.stderr, done.returncode) == (expected, "", 0)


TAMPERED: dict[str, tuple[Callable[[list[str]], list[str]], str]] = {
    "a word in a body": (lambda x: [*x[:5], x[5].replace("step", "Step", 1), *x[6:]], "event 6: "),
    "a letter of an envelope": (
        lambda x: [*x[:5], x[5].replace('command_id\\":\\"', 'command_id\\":\\"X'), *x[6:]],
        "event 6: hash",
    ),
    "an event left out": (lambda x: [*x[:5], *x[6:]], "event 6: chain"),
    "two events swapped": (lambda x: [*x[:5], x[6], x[5], *x[7:]], "event 6: number"),
    "a beginning left out": (lambda x: x[1:], "event 1: chain"),
    "an event twice": (lambda x: [*x[:6], *x[5:]], "event 7: order"),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_the_script_finds_what_was_done_to_an_export(
    tmp_path: Path, lines: list[str], name: str
) -> None:
    tamper, expected = TAMPERED[name]
    changed = tamper(lines)
    assert changed != lines
    done = run(tmp_path, changed)
    assert done.returncode == 1 and done.stderr == ""
    assert expected in done.stdout
