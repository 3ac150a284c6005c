"""Letters: written from events only, redacted to their addressees, their dispatch on record."""

import re
from pathlib import Path

import pytest

from domain.letter.about import About
from domain.letter.write import as_text, letter
from domain.process.fold import replay
from domain.record.recorded import Recorded
from tests.cli.terminal import Played, Terminal
from tests.domain.pledge import agreed, geneva, revised, say


def test_a_letter_is_owed_until_its_last_addressee_was_told(
    parley: Terminal, published: Played
) -> None:
    number = published.number("TextPublished")
    owed = {one["event"]: one for one in parley("letter", "list", published.process, "--json").data}
    assert len(owed[number]["not_told"]) == len(published.state().parties)
    sent = ("letter", "sent", published.process, number, "--channel", "e-mail")
    parley(*sent, "--to", "who,ilo", as_="secretariat-principal")
    owed = {one["event"]: one for one in parley("letter", "list", published.process, "--json").data}
    assert not {"who", "ilo"} & set(owed[number]["not_told"])
    assert "WHO, ILO by e-mail" in parley("letter", "list", published.process).out
    parley(*sent, as_="secretariat-principal")
    left = [one["event"] for one in parley("letter", "list", published.process, "--json").data]
    assert number not in left
    told = parley("letter", "list", published.process, "--all", "--json").data
    first = next(one for one in told if one["event"] == number)["told"][0]
    assert first["parties"] == ["who", "ilo"] and first["channel"] == "e-mail"
    assert parley(*sent, exit_=2, as_="secretariat-principal").err.startswith("All addressees")


def test_a_letter_names_who_what_which_text_and_every_time_in_both_cities(
    parley: Terminal, published: Played
) -> None:
    number = published.number("TextPublished")
    text = parley("letter", "write", published.process, number).out
    for part in ("To:", "WHO", "From:    Network Coordinator (IOM)", "v1", "SHA-256", "REHEARSAL"):
        assert part in text
    assert re.search(r"Geneva \(.*New York\)", text)
    data = parley("letter", "write", published.process, number, "--json").data
    assert data["facts"]["text"] == "v1" and data["sender"] == "Network Coordinator (IOM)"


def test_a_letter_goes_to_a_file_as_a_whole(
    parley: Terminal, published: Played, tmp_path: Path
) -> None:
    number = published.number("TextPublished")
    file = tmp_path / "letter.txt"
    parley("letter", "write", published.process, number, "-o", file)
    assert file.read_text().startswith("To: ")
    wrong = parley(
        "letter", "write", published.process, number, "-o", tmp_path / "no" / "x", exit_=2
    )
    assert "cannot be written" in wrong.err


def test_an_event_without_addressees_has_no_letter(parley: Terminal, published: Played) -> None:
    told = parley("letter", "write", published.process, 1, exit_=2)
    assert "not one that letters are written about" in told.err
    unknown = parley("letter", "sent", published.process, published.number("TextPublished"),
                     "--channel", "e-mail", "--to", "nobody", exit_=2, as_="secretariat-principal")  # fmt: skip
    assert '"nobody" does not take part' in unknown.err


def test_dispatch_is_recorded_by_the_chair_or_the_secretariat_only(
    parley: Terminal, published: Played
) -> None:
    number = published.number("TextPublished")
    words = ("letter", "sent", published.process, number, "--channel", "e-mail")
    refused = parley(*words, "--json", exit_=3, as_="who-principal").data
    assert refused["refused"]["code"] == "NotPermitted" and refused["kept"]


def test_a_break_of_silence_names_paragraphs_and_no_institution() -> None:
    play = revised()
    key = "agreement.objections"
    say(play, key, "objection", "who-principal", reason="Too far.", paragraphs=("b",))
    say(play, key, "objection", "ilo-principal", reason="Not so.", paragraphs=("a", "b"))
    play.until(geneva(2, 27, 18))
    number = _last(play.history, "OutcomeReached")
    written = letter(play.history, number)
    assert "silence on text v2 is broken" in written.subject
    assert written.facts["paragraphs"] == ["a", "b"]
    assert "Silence is broken. Objected to: paragraphs a and b." in written.body
    assert _named(written) == set()
    assert "Too far" not in as_text(written)


def test_a_break_over_the_whole_text_and_one_paragraph_says_both() -> None:
    play = revised()
    key = "agreement.objections"
    say(play, key, "objection", "who-principal", reason="No.", paragraphs=("b",))
    say(play, key, "objection", "ilo-principal", reason="No.")
    play.until(geneva(2, 27, 18))
    body = letter(play.history, _last(play.history, "OutcomeReached")).body
    assert "Silence is broken. Objected to: paragraph b and the text as a whole." in body


def test_the_letter_about_more_time_does_not_say_who_asked() -> None:
    play = revised()
    say(play, "agreement.objections", "hold", "who-principal")
    written = letter(play.history, _last(play.history, "HoldGranted"))
    assert _named(written) == set() and "party" not in written.facts


def test_naming_regardless_of_visibility_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin: a letter that names wherever it can."""
    monkeypatch.setattr(About, "may_name", True)
    play = revised()
    say(play, "agreement.objections", "objection", "who-principal", reason="No.", paragraphs=("b",))
    play.until(geneva(2, 27, 18))
    assert _named(letter(play.history, _last(play.history, "OutcomeReached"))) == {"WHO", "who"}


def test_a_letter_is_the_same_whenever_it_is_written() -> None:
    play = agreed()
    number = _last(play.history, "OutcomeReached")
    early = letter(play.history[:number], number)
    play.until(geneva(5, 17, 9))
    assert as_text(letter(play.history, number)) == as_text(early)


def test_every_milestone_has_a_letter() -> None:
    play = agreed()
    play.until(geneva(5, 17, 9))
    process = replay(play.history)
    assert process is not None
    types = {one.type for one in process.milestones.values()}
    assert {"TextPublished", "StepOpened", "DeadlineSet", "OutcomeReached", "StepRead"} <= types
    for version in process.milestones:
        assert letter(play.history, version).body


def _last(history: list[Recorded], type_: str) -> int:
    return next(e.envelope.version for e in reversed(history) if e.envelope.type == type_)


def _named(written: object) -> set[str]:
    """The institutions that a letter names in what it says: those it goes to, and the chair, stand above."""
    body = " ".join(getattr(written, "body", ())) + str(getattr(written, "facts", ""))
    return {name for name in ("WHO", "ILO", "who", "ilo") if re.search(rf"\b{name}\b", body)}
