"""The page that parties agree to: short, in the words of people, with the real dates where they are sure."""

from pathlib import Path

import pytest

from domain.procedure.explain.page import explain
from domain.procedure.explain.words import FIELDS
from domain.procedure.question import AnswerField
from tests.cli.terminal import Terminal
from tests.domain.play import procedure

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "procedures").glob("*.yaml"))


@pytest.fixture
def parley() -> Terminal:
    return Terminal(None)


def new(parley: Terminal, folder: Path) -> Path:
    """A silence of 72 hours among Member States, by the clocks of New York, shown in Geneva too."""
    file = folder / "silence.yaml"
    words = ("--template", "silence", "--title", "Silence on the text", "--members", "Member State")
    parley("procedure", "new", *words, "--venue", "new-york", "-o", file)
    text = file.read_text().replace(
        "zone: America/New_York}",
        "zone: America/New_York}\n  geneva: {name: Geneva, zone: Europe/Zurich}",
    )
    file.write_text(text)
    return file


def test_the_page_says_the_real_deadline_in_the_sentence_that_parties_agree_to(
    parley: Terminal, tmp_path: Path
) -> None:
    file = new(parley, tmp_path)
    said = parley("procedure", "explain", file, "--start", "2022-05-06T18:00 New York").out
    assert (
        "If no Member State objects before 18:00 New York time on Monday 9 May 2022 (00:00 in Geneva on "
        "Tuesday 10 May), the text is agreed. An objection sent later is kept but does not count."
    ) in said
    assert "within 72 hours, the text is agreed" in parley("procedure", "explain", file).out


def test_a_date_that_hangs_on_what_nobody_knows_is_the_earliest_only(parley: Terminal) -> None:
    dates = (
        "--date",
        "meeting=2022-02-15T16:00 Geneva",
        "--date",
        "reading=2022-05-16T18:00 Geneva",
    )
    said = parley(
        "procedure", "explain", ROOT / "procedures" / "un-system-pledge.yaml",
        "--start", "2022-02-01T09:00 Geneva", *dates,
    ).out  # fmt: skip
    assert (
        "Its deadline is 16:00 Geneva time on Tuesday 15 February 2022 (10:00 in New York)." in said
    )
    assert "It does not close before 16:00 Geneva time on Saturday 19 February 2022" in said
    assert "objects within 72 hours" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--lang", "tlh"), 'no page in "tlh"'),
        (("--date", "meeting=2022-02-15T16:00 Geneva"), "without --start"),
        (("--start", "2022-02-01T09:00 Geneva"), "asks for a date: meeting"),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(
    parley: Terminal, words: tuple[str, ...], said: str
) -> None:
    file = ROOT / "procedures" / "un-system-pledge.yaml"
    assert said in parley("procedure", "explain", file, *words, exit_=2).err


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_name_of_a_field_and_no_underscore_reaches_a_reader(file: Path) -> None:
    for passage in explain(procedure(file.stem)):
        for line in (passage.heading, *passage.lines):
            assert "_" not in line, line
            assert "None" not in line and "  " not in line, line


def test_every_field_of_an_answer_has_words() -> None:
    assert set(FIELDS) >= set(AnswerField.__args__)  # type: ignore[attr-defined]


def test_the_way_in_short_names_every_stage_and_every_outcome() -> None:
    rules = procedure()
    short = next(one for one in explain(rules) if one.heading == "In short")
    for number, (stage, line) in enumerate(zip(rules.roadmap, short.lines, strict=True), start=1):
        assert line.startswith(f"{number}. {stage.title}.")
        if len(set(stage.then.values())) > 1:
            assert all(f"“{one.replace('_', ' ')}”" in line for one in stage.then)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_key_of_a_question_and_no_lapse_reaches_a_reader(file: Path) -> None:
    rules = procedure(file.stem)
    keys = [f"{s.stage}.{name}" for s in rules.roadmap for name in s.questions]
    for line in (line for passage in explain(rules) for line in passage.lines):
        assert not any(key in line for key in keys), line
        assert "answers lapse" not in line and "answers stand" not in line, line
        assert "at most 0 times" not in line and "1 times" not in line, line


def lines_of(name: str) -> list[str]:
    return [line for passage in explain(procedure(name)) for line in passage.lines]


def test_the_end_of_one_of_several_tracks_is_not_said_to_be_that_of_the_process() -> None:
    lines = lines_of("progress-declaration-2022")
    assert "3. Space for inputs. Then: its track ends." in lines
    assert "The process ends when the last of its tracks has ended." in lines
    assert not [line for line in lines if line.endswith("Then: the process ends.")]
    joined = lines_of("entity-clearance")
    assert "4. Signature. Then: the process ends." in joined


def test_several_stages_that_follow_are_listed_with_their_numbers() -> None:
    assert (
        "1. Preparation of the answer. Then: The units (2) and The legal office (3), side by side."
        in lines_of("entity-clearance")
    )


def test_a_list_is_agreed_as_a_list_and_a_text_as_a_text() -> None:
    consultation = "\n".join(lines_of("consultation-new-york-geneva"))
    assert "If no Member State objects within 72 hours, the list is agreed." in consultation
    assert "within 72 hours, the text is agreed" in "\n".join(lines_of("un-system-pledge"))


def test_what_has_no_deadline_may_be_changed_until_it_closes_or_as_long_as_it_is_open() -> None:
    pledge = "\n".join(lines_of("un-system-pledge"))
    for until in ("until the deadline", "until it closes", "as long as it is open"):
        assert f"An answer may be replaced or withdrawn {until}." in pledge
