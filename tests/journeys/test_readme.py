"""What the documents say is so: the README's process is typed line by line, and all that is named is there."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.journeys.documents import (
    DOCUMENTS,
    commands,
    dotted,
    examples,
    is_known,
    is_there,
    missing,
    paths,
    rooms,
)
from tests.journeys.town import PATIENCE, PROGRAM, ROOT, Town, environment

README = (ROOT / "README.md").read_text()
TWELVE = re.search(r"## A process in twelve lines\n.*?```sh\n(.*?)```", README, re.DOTALL)
STANDING = {"make up", ". .venv/bin/activate"}
"""Lines that the test stands in for: its servers run, and its program is on the PATH."""
CONTENTS = ("*.py", "*.yaml", "*.md")
"""What makes a folder a room."""

SAYS = {
    "parley procedure explain": "the text is agreed",
    "parley publish": "Accepted. Receipt",
    "parley inbox": "A short text",
    "parley object": "Accepted. Receipt",
    "parley status --watch": "broken",
    "parley audit log": "objection on agreement#1.objections",
    "parley audit replay": "as it stood after event 5",
    "parley audit verify": "All of it holds",
}


def lines() -> list[str]:
    assert TWELVE is not None
    return [line.partition("  #")[0].strip() for line in TWELVE[1].splitlines()]


def test_the_process_has_twelve_lines_of_which_the_first_two_prepare() -> None:
    assert len(lines()) == 12
    assert set(lines()[:2]) == STANDING


@pytest.mark.timeout(240)
def test_the_process_in_twelve_lines_goes_as_it_is_written(town: Town) -> None:
    for line in lines()[2:]:
        if line.startswith("parley object"):
            town.opened("A short text", "agreement.objections")
        out = typed(town, line)
        kind = "parley status --watch" if "--watch" in line else line
        expected = [text for start, text in SAYS.items() if kind.startswith(start)]
        assert all(text in out for text in expected), (line, out)
    assert town.status("A short text")["outcome"] == "broken"


def typed(town: Town, line: str) -> str:
    """Type a line into a shell, as a reader does. :returns: what stands on the screen then"""
    path = f"{PROGRAM.parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", line],
        env=environment(town.home) | {"PATH": path},
        cwd=ROOT,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, (line, done.stdout, done.stderr)
    return done.stdout.decode()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_everything_that_a_document_names_is_there(document: Path) -> None:
    text = document.read_text()
    assert [(line, missing(line)) for line in commands(text) if missing(line)] == []
    assert [name for name in paths(text) if not is_there(name, document)] == []
    assert [name for name in dotted(text) if not is_known(name)] == []


def test_every_example_of_the_help_could_be_typed_and_is_of_its_command() -> None:
    shown = list(examples())
    assert len(shown) > 30
    assert [(name, text) for name, text in shown if missing(text)] == []
    assert [(name, text) for name, text in shown if not text.startswith(f"{name} ")] == []


def test_every_command_that_the_program_advises_is_there() -> None:
    advised = {line for path in (ROOT / "cli").glob("*.py") for line in commands(path.read_text())}
    assert len(advised) > 5
    assert {(line, missing(line)) for line in advised if missing(line)} == set()


def test_every_room_is_in_the_table_of_rooms_and_in_no_other_place() -> None:
    text = (ROOT / "docs" / "structure.md").read_text()
    table = re.findall(r"^\| `(\w+)/` \|.*\| (.*) \|$", text, re.MULTILINE)
    tracked = {path.name for path in rooms() if any(any(path.rglob(kind)) for kind in CONTENTS)}
    assert {room for room, _ in table} == tracked
    for room, reading in table:
        for name in re.findall(r"`([^`]+)`", reading):
            assert (ROOT / room / name).exists(), (room, name)


def test_every_stop_on_the_road_of_an_act_is_there() -> None:
    text = (ROOT / "docs" / "how-an-act-travels.md").read_text()
    stops = re.findall(r"^([1-8]) (\S+\.py) ", text, re.MULTILINE)
    assert [number for number, _ in stops] == list("12345678")
    assert [path for _, path in stops if not (ROOT / path).exists()] == []


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("parley nonsense", "command nonsense"),
        ("parley audit nonsense PROCESS", "command nonsense"),
        ("parley status PROCESS --nonsense", "option --nonsense of status"),
        ("make nonsense", "make target nonsense"),
        ("parley audit replay PROCESS --at INSTANT", None),
        ("parley status X -w   # live", None),
        ("make demo", None),
    ],
)
def test_what_is_not_there_would_be_noticed(line: str, what: str | None) -> None:
    assert list(commands(f"Type `{line}` now")) == [line]
    assert missing(line) == what


def test_files_and_names_that_are_not_there_would_be_noticed() -> None:
    text = "`domain/step/nonsense.py` and `domain.step.decide.nonsense` and [a](docs/nonsense.md)"
    readme = ROOT / "README.md"
    assert [is_there(name, readme) for name in paths(text)] == [False, False]
    assert [is_known(name) for name in dotted(text)] == [False]
    assert is_known("domain.process.judge.judge") and is_there("domain/step/decide.py", readme)
