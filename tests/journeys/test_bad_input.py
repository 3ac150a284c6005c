"""What people and programs send by mistake: a sentence and an exit code, never a traceback, nothing half-written."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys.town import ROOT, Town

TEXT = "A text for mistakes"
PROCEDURE = ROOT / "procedures" / "silence-20-seconds.yaml"
PARTIES = ROOT / "scenarios" / "three-members.parties.yaml"


@pytest.fixture(scope="session")
def process(town: Town) -> str:
    """A process that waits for its text: nothing happens in it by itself."""
    town.parley("start", PROCEDURE, PARTIES, "--title", TEXT, as_="chair")
    town.when(TEXT, lambda status: status["version"] == 1)
    return TEXT


def file(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


Words = Callable[[Path], list[object]]

MISTAKES: dict[str, tuple[Words, str]] = {
    "a NUL in a text": (
        lambda f: ["publish", TEXT, file(f, "v1.txt", b"1. One\0.\n"), "--text", "v1", "--yes"],
        "U+0000",
    ),
    "bytes that are no text": (
        lambda f: ["publish", TEXT, file(f, "v1.txt", b"1. \xff\xfe"), "--text", "v1", "--yes"],
        "is not UTF-8 text",
    ),
    "a text that is too large": (
        lambda f: ["publish", TEXT, file(f, "v1.txt", b"1. " + b"a" * 2_000_001), "--text", "v1", "--yes"],
        "larger than 2,000,000 bytes",
    ),
    "a text that is not there": (
        lambda f: ["publish", TEXT, f / "none.txt", "--text", "v1", "--yes"],
        "cannot be read",
    ),
    "a name that is none": (
        lambda f: ["publish", TEXT, file(f, "v1.txt", b"1. One.\n"), "--text", "V 1", "--yes"],
        '"V 1" is not a short name',
    ),
    "a lone surrogate in a reason": (
        lambda _: ["end", TEXT, "--grounds", "Wait \udcff", "--yes"],
        "U+DCFF",
    ),
    "a reason that is too long": (
        lambda _: ["end", TEXT, "--grounds", "a" * 20_001, "--yes"],
        "at most 20,000 characters, these are 20,001",
    ),
    "a NUL in a file of reasons": (
        lambda f: ["end", TEXT, "--grounds", f"@{file(f, 'why.txt', b'no' + bytes(1))}", "--yes"],
        "U+0000",
    ),
    "a time without a zone": (
        lambda _: ["extend", TEXT, "agreement", "--closes-at", "2027-02-24T18:00", "--grounds", "More", "--yes"],
        "no time zone",
    ),
    "a step that was never put": (
        lambda _: ["gavel", TEXT, "agreement", "--grounds", "Enough", "--yes"],
        'no step "agreement"',
    ),
    "a process that is not there": (
        lambda _: ["end", "Nowhere", "--grounds", "Enough", "--yes"],
        'no process "Nowhere"',
    ),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_in_a_sentence_and_leaves_no_event(
    town: Town, process: str, mistake: str, tmp_path: Path
) -> None:
    words, sentence = MISTAKES[mistake]
    before = town.events(process)
    said = town.parley(*words(tmp_path), as_="chair", exit_=2)
    assert sentence in said.sentence
    assert town.events(process) == before


def test_an_unknown_person_and_an_unknown_field_of_json_are_told_to_programs_as_json(
    town: Town, process: str
) -> None:
    said = town.parley("end", process, "--grounds", "x", "--yes", "--json", as_="nobody", exit_=2)
    assert said.data["exit"] == 2 and "nobody" in said.data["problem"] and said.err == ""


@pytest.mark.parametrize(
    ("what", "old", "new"),
    [
        ("procedure", "venue: geneva\n", "venue: geneva\nvenu: geneva\n"),
        ("procedure", "silence_means: agrees", "silence_means: perhaps"),
        ("parties", "    name: Member A\n", "    name: Member A\n    colour: blue\n"),
        ("parties", "capacity: deputy}", "capacity: deputy, until: 2022-04-01T00:00}"),
    ],
)  # fmt: skip
def test_an_unknown_field_of_a_file_is_told_with_its_line_and_nothing_is_started(
    town: Town, tmp_path: Path, what: str, old: str, new: str
) -> None:
    files = {"procedure": PROCEDURE, "parties": PARTIES}
    text = files[what].read_text()
    assert text.count(old) == 1
    files[what] = file(tmp_path, f"{what}.yaml", text.replace(old, new).encode())
    line = text[: text.index(old)].count("\n") + 1
    before = town.parley("processes", "--all", "--json").data
    said = town.parley("start", *files.values(), "--title", "Never", as_="chair", exit_=2)
    assert any(f"{files[what].name}:{near}" in said.sentence or f"line {near}" in said.sentence
               for near in (line, line + 1))  # fmt: skip
    assert town.parley("processes", "--all", "--json").data == before


def test_the_same_act_sent_twice_is_one_act_and_another_under_its_id_is_none(
    town: Town, process: str, tmp_path: Path
) -> None:
    before = town.events(process)
    twice = [
        "publish",
        process,
        file(tmp_path, "v.txt", b"1. One.\n"),
        "--text",
        "v0",
        "--command-id",
        "once",
    ]
    wrong = town.parley(*twice, "--yes", "--json", as_="member-a", exit_=3)
    assert town.parley(*twice, "--yes", "--json", as_="member-a", exit_=3).out == wrong.out
    assert town.events(process) == before + 1
    other = town.parley(
        "end", process, "--grounds", "x", "--yes", "--command-id", "once", as_="chair", exit_=4
    )
    assert "CommandIdReused" in other.out
    assert town.events(process) == before + 1


def test_parties_that_do_not_fit_the_procedure_start_nothing_and_give_nobody_a_say(
    town: Town, process: str
) -> None:
    others = ROOT / "scenarios" / "un-system-pledge-2022.parties.yaml"
    before = town.events(process), town.parley("processes", "--all", "--json").data
    start = town.parley(
        "start", PROCEDURE, others, "--title", "Others", as_="iom-principal", exit_=4
    )
    assert "no role principal in the procedure" in start.err
    town.parley("end", process, "--grounds", "x", "--yes", as_="iom-principal", exit_=2)
    assert (town.events(process), town.parley("processes", "--all", "--json").data) == before
