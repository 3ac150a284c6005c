"""Hard case 9: an amendment from the floor is voted first, and, adopted, becomes the text that is decided on."""

from datetime import timedelta
from typing import Any

import pytest

from cli.owed import owed
from domain.procedure.explain.page import explain
from domain.process.fold import replay
from domain.process.judge import Decision
from domain.process.verify import verify
from domain.step import concluding
from domain.text import amendment
from domain.text.commands import Paragraph, PublishText, WithdrawText, traced
from tests.domain.asking import question, says, started
from tests.domain.forgery import Forger, stored
from tests.domain.play import Play
from tests.domain.test_hard_case_09_incidental_questions import (
    EXPIRY,
    HOUR,
    code,
    raised,
    raises,
    rules,
    vote,
)

WORDS = {"1": "We recall.", "2": "We decide.", "34": "We review."}
AMENDED = {**WORDS, "2": "We decide, and youth."}


def published(play: Play, name: str, words: dict[str, str], **fields: Any) -> Decision:
    paragraphs = tuple(Paragraph(label=label, wording=text) for label, text in words.items())
    act = PublishText(text=name, kind="final", title=name, **traced(paragraphs), **fields)
    decision = play.send(act, "chair-principal", role="chair")
    play.settle()
    return decision


def floor(clock: str = "stops", **values: Any) -> Play:
    """A text under silence of 72 hours; a party may move an amendment, on which members vote at once."""
    moved = raised(
        vote("carried", "fell"),
        {"carried": "amends", "fell": "continues"},
        needs=["wording"],
        takes=["paragraphs"],
        clock=clock,
        precedence=1,
        per_party=3,
    )
    other = raised(vote("yes", "no"), {"yes": "continues", "no": "continues"}, per_party=3)
    asked = question(**{"incidental": {"amendment": moved, "other": other}, **values})
    play = started(rules(asked, ["held", "broken", "withdrawn", "adopted", "not_adopted"]))
    assert published(play, "v1", WORDS).refused is None
    return play


def moved(play: Play, party: str = "b", **fields: Any) -> int:
    """A party moves an amendment of paragraph 2."""
    said = {"wording": AMENDED["2"], "paragraphs": ("2",), **fields}
    assert raises(play, "amendment", party, **said).refused is None
    numbers = [o.envelope.version for o in play.history if o.envelope.type == "QuestionRaised"]
    return numbers[-1]


def carried(play: Play, number: int = 1, yes: str = "abc") -> None:
    name = "only.q.amendment" + (f".{number}" if number > 1 else "")
    for party in yes:
        says(play, name, "yes", party)
    for party in sorted(set("abcd") - set(yes)):
        says(play, name, "no", party)


def waits(play: Play) -> bool:
    """Whether the chair owes the amended text."""
    return "amendment" in {one.kind for one in owed(play.state, play.clock)}


def test_an_amendment_that_is_carried_becomes_the_text_that_is_decided_on() -> None:
    play = floor()
    number = moved(play)
    carried(play)
    assert play.step("only.q").text == "v1"
    assert published(play, "v2", AMENDED, amended_by=(number,)).refused is None
    step = play.step("only.q")
    assert (step.text, step.is_open, play.state.texts["v2"].amended_by) == ("v2", True, (number,))
    play.until(EXPIRY)
    assert play.state.outcome == "held"
    assert play.state.texts["v2"].agreed_at is not None
    assert play.state.texts["v1"].agreed_at is None


def test_until_it_is_in_the_text_nothing_is_counted_and_the_chair_owes_it() -> None:
    play = floor()
    play.until(EXPIRY - HOUR)
    number = moved(play)
    assert not waits(play)
    carried(play)
    assert waits(play)
    play.until(EXPIRY + 10 * HOUR)
    assert play.step("only.q").is_open
    assert published(play, "v2", AMENDED, amended_by=(number,)).refused is None
    assert not waits(play)
    assert play.step("only.q").closes_at == EXPIRY + 11 * HOUR
    play.until(EXPIRY + 11 * HOUR)
    assert play.step("only.q").outcome == "held"


def test_an_amendment_that_falls_leaves_the_text_and_owes_nothing() -> None:
    play = floor()
    moved(play)
    carried(play, yes="ab")
    assert not waits(play)
    play.until(EXPIRY + HOUR)
    assert play.state.texts["v1"].agreed_at is not None


def test_answers_on_the_text_before_follow_what_the_question_says() -> None:
    for becomes, left in (("lapse", {}), ("stand", {"objection": ("a",)})):
        play = floor(if_the_text_changes=becomes)
        says(play, "only.q", "objection", "a")
        number = moved(play)
        carried(play)
        published(play, "v2", AMENDED, amended_by=(number,))
        assert play.step("only.q").roster() == left


def test_amendments_are_taken_one_by_one_each_on_the_text_as_amended() -> None:
    play = floor()
    first = moved(play)
    second = moved(play, "c", paragraphs=("34",), wording="We review yearly.")
    carried(play)
    assert [s.question for s in play.state.open_steps()] == ["q"]
    published(play, "v2", AMENDED, amended_by=(first,))
    assert play.step("only.q.amendment.2").is_open
    assert play.step("only.q").stopped_at is not None
    carried(play, 2)
    last = {**AMENDED, "34": "We review yearly."}
    assert published(play, "v3", last, amended_by=(second,)).refused is None
    assert play.step("only.q").stopped_at is None
    play.until(EXPIRY)
    assert play.state.texts["v3"].agreed_at is not None


def test_no_version_passes_over_what_was_adopted_nor_takes_what_was_not() -> None:
    play = floor()
    number = moved(play)
    early = published(play, "v2", AMENDED, amended_by=(number,)).refused
    assert early is not None and "no amendment that was adopted" in early.sentence
    carried(play)
    without = published(play, "v2", AMENDED).refused
    assert without is not None and "must take it over" in without.sentence
    more = published(play, "v2", {**AMENDED, "1": "We forget."}, amended_by=(number,)).refused
    assert more is not None and "paragraph 1 would change" in more.sentence
    same = published(play, "v2", WORDS, amended_by=(number,)).refused
    assert same is not None and "the text is as it was" in same.sentence
    assert play.step("only.q").text == "v1"


def test_an_amendment_without_paragraphs_may_add_one() -> None:
    play = floor()
    number = moved(play, paragraphs=(), wording="at the end add: We report.")
    carried(play)
    assert (
        published(play, "v2", {**WORDS, "35": "We report."}, amended_by=(number,)).refused is None
    )


def test_the_text_can_be_withdrawn_while_the_amended_one_is_awaited() -> None:
    play = floor()
    moved(play)
    carried(play)
    act = WithdrawText(text="v1", grounds="back to the drafters")
    assert play.send(act, "chair-principal", role="chair").refused is None
    play.settle()
    assert (play.state.status, play.state.outcome) == ("ended", "withdrawn")


def test_a_body_that_adopts_does_so_on_the_amended_text() -> None:
    play = floor(
        asks=["chair"],
        answers={"adopted": {"title": "Adopted", "each": "one"}},
        silence_means="overdue",
        escalates_to="desk",
        window={"on": "answered"},
        adds_up_to=[{"permits": ["adopted"]}],
        text_agreed_by=["adopted"],
    )
    number = moved(play)
    carried(play)
    assert code(says(play, "only.q", "adopted", "chair")) == "QuestionPending"
    published(play, "v2", AMENDED, amended_by=(number,))
    assert says(play, "only.q", "adopted", "chair").refused is None
    assert play.state.texts["v2"].agreed_at is not None


def test_the_check_wants_words_a_text_and_a_clock_that_stands() -> None:
    with pytest.raises(AssertionError, match="while the clock runs on"):
        floor("runs")
    asked = raised(vote("yes", "no"), {"yes": "amends", "no": "continues"})
    with pytest.raises(AssertionError, match="need not say what: wording"):
        floor(incidental={"amendment": asked})


def test_the_explanation_says_that_the_question_waits_for_the_text() -> None:
    passages = explain(floor().state.procedure)
    words = "\n".join(line for passage in passages for line in passage.lines)
    assert "that question waits for the text with this amendment, and goes on with it." in words


def test_the_record_folds_to_the_same_and_its_audit_is_clean() -> None:
    play = floor()
    number = moved(play)
    play.until(play.clock + timedelta(minutes=5))
    carried(play)
    published(play, "v2", AMENDED, amended_by=(number,))
    play.until(EXPIRY + HOUR)
    again = replay(play.history)
    assert again is not None and again.steps == play.state.steps
    rows = stored(play.history)
    assert verify(rows).findings == ()
    forged = Forger(rows)
    forged.body(forged.version_of("TextPublished", -1), lambda body: body | {"amended_by": []})
    assert verify(forged.rows).findings != ()


# Broken twins.


def test_twin_the_question_waits_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(concluding, "amended_now", lambda *_: False)
    with pytest.raises(AssertionError):
        test_until_it_is_in_the_text_nothing_is_counted_and_the_chair_owes_it()


def test_twin_anything_may_change_with_an_amendment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(amendment, "_nothing_else", lambda *_: None)
    with pytest.raises(AssertionError):
        test_no_version_passes_over_what_was_adopted_nor_takes_what_was_not()
