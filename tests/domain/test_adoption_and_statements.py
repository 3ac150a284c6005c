"""Figures that a body reports, adoption of the agreed text, and statements that leave the outcome as it is."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.letter.write import letter
from domain.procedure.check.procedure import check
from domain.procedure.explain.page import explain
from domain.procedure.read import parse_procedure
from domain.process.commands import StartProcess
from domain.process.judge import Decision
from domain.process.limits import limits
from domain.step.adoption import adoptions, said_of, statements
from domain.step.commands import Answer, WithdrawAnswer
from domain.step.events import StepClosed
from domain.text.commands import PublishText
from tests.domain.play import Play, parties, principals

FILE = Path(__file__).parent / "adoption.yaml"
START = datetime(2019, 7, 1, 14, 0, tzinfo=UTC)
LIMIT = datetime(2019, 7, 31, 22, 0, tzinfo=UTC)
MEMBERS = tuple(f"m{n}" for n in range(1, 11))


def started(rules: str = "") -> Play:
    act = StartProcess(
        title="A text",
        procedure=parse_procedure(rules or FILE.read_text()),
        dates={"limit": LIMIT},
        parties=(
            *parties("office", roles=("chair",)),
            *parties(*MEMBERS, roles=("member",)),
            *parties("assembly", roles=("body",)),
        ),
        appointments=principals("office", "assembly", *MEMBERS),
        clock="stepped",
        starts_at=START,
    )
    return Play(act, START)


def publish(play: Play, text: str, words: str = "a") -> Decision:
    act = PublishText(text=text, kind="final", title=text, sha256=words * 64, labels=("1", "2"))
    return play.send(act, "office-principal")


def agreed(rules: str = "") -> Play:
    play = started(rules)
    publish(play, "v1")
    play.until(START + timedelta(days=2))
    return play


def say(play: Play, key: str, name: str, person: str, **fields: Any) -> Decision:
    step = play.step(key).step
    decision = play.send(Answer.model_validate({"step": step, "answer": name, **fields}), person)
    play.settle()
    return decision


def voted(play: Play, **figures: int) -> Decision:
    return say(play, "adoption.decision", "recorded_vote", "assembly-principal",
               figures=figures, symbol="A/RES/1")  # fmt: skip


def code(decision: Decision) -> str | None:
    return decision.refused.code if decision.refused else None


def test_a_held_silence_agrees_a_text_and_adopts_nothing() -> None:
    play = agreed()
    assert play.state.texts["v1"].agreed_at is not None
    assert adoptions(play.state) == []


def test_a_recorded_vote_adopts_the_agreed_text_with_its_figures_and_symbol() -> None:
    play = agreed()
    assert code(voted(play, **{"for": 6, "against": 1, "abstain": 1})) is None
    [one] = adoptions(play.state)
    assert (one.text, one.manner, one.symbol) == ("v1", "recorded_vote", "A/RES/1")
    assert one.figures == {"for": 6, "against": 1, "abstain": 1, "not_taking_part": 2}
    closed = [r.event for r in play.history if isinstance(r.event, StepClosed)][-1]
    assert closed.figures.reported == one.figures
    assert said_of(play.state, one) == (
        "adopted by ASSEMBLY by a recorded vote (6 for, 1 against, 1 abstain, 2 not taking part), "
        "as A/RES/1"
    )


def test_who_takes_no_part_has_not_abstained() -> None:
    play = agreed()
    voted(play, **{"for": 6, "against": 1, "abstain": 0})
    assert adoptions(play.state)[0].figures["abstain"] == 0
    assert adoptions(play.state)[0].figures["not_taking_part"] == 3


@pytest.mark.parametrize(
    ("figures", "refusal"),
    [
        ({"for": 6, "against": 3, "abstain": 2}, "FiguresExceed"),
        ({"for": 6, "against": 3, "abstain": 1}, None),
        ({"for": 6, "not_taking_part": 5}, "FiguresExceed"),
        ({"for": 6, "not_taking_part": 3}, "FiguresFallShort"),
        ({"for": 6, "not_taking_part": 4}, None),
        ({"yes": 6}, "FigureUnknown"),
        ({}, "FieldMissing"),
    ],
)
def test_figures_never_exceed_those_who_are_counted(
    figures: dict[str, int], refusal: str | None
) -> None:
    assert code(voted(agreed(), **figures)) == refusal


def test_the_refusal_of_too_many_says_how_many_there_are() -> None:
    refused = voted(agreed(), **{"for": 6, "against": 3, "abstain": 2}).refused
    assert refused is not None and refused.sentence.startswith("11 exceeds the 10 members")


def test_only_the_agreed_text_can_be_adopted_to_the_word() -> None:
    play = agreed()
    publish(play, "v2", words="b")
    assert code(voted(play, **{"for": 6})) == "AgreedTextDiffers"
    publish(play, "tabled", words="a")
    assert code(voted(play, **{"for": 6})) is None
    assert adoptions(play.state)[0].text == "tabled"


def test_nobody_but_the_body_adopts() -> None:
    play = agreed()
    decision = say(play, "adoption.decision", "no_vote", "office-principal")
    assert code(decision) == "NotPermitted"
    assert adoptions(play.state) == []


def test_a_statement_is_attached_and_leaves_the_outcome_as_it_is() -> None:
    play = agreed()
    voted(play, **{"for": 6, "against": 1})
    before = adoptions(play.state)
    said = say(play, "statements.statements", "dissociation", "m3-principal", paragraphs=("2",))
    assert code(said) is None
    [one] = statements(play.state, "v1")
    assert (one.party, one.title, one.given.said.paragraphs) == ("m3", "Dissociation", ("2",))
    play.until(START + timedelta(days=20))
    assert adoptions(play.state) == before
    closed = [r.event for r in play.history if isinstance(r.event, StepClosed)][-1]
    assert closed.figures.answered == 0 and closed.figures.given == {"dissociation": 1}


def test_a_dissociation_names_paragraphs_that_exist() -> None:
    play = agreed()
    voted(play, **{"for": 6})
    where = "statements.statements"
    assert code(say(play, where, "dissociation", "m3-principal")) == "FieldMissing"
    said = say(play, where, "dissociation", "m3-principal", paragraphs=("34",))
    assert code(said) == "UnknownParagraph"


def test_the_letter_of_an_adoption_says_how_and_one_of_an_agreement_does_not() -> None:
    play = agreed()
    voted(play, **{"for": 6, "against": 1})
    reached = [r.envelope.version for r in play.history if r.envelope.type == "OutcomeReached"]
    agreement, adoption = (" ".join(letter(play.history, n).body) for n in reached[:2])
    assert "agreed" in agreement and "adopted" not in agreement
    assert "adopted by ASSEMBLY by a recorded vote (6 for, 1 against" in adoption
    assert "consensus" not in agreement + adoption


def test_a_limit_shows_its_distance_in_days_of_the_venue_and_whether_it_was_met() -> None:
    play = agreed()
    late_evening = datetime(2019, 7, 18, 3, 30, tzinfo=UTC)  # the 17th in New York
    assert [(one.days_left, one.met) for one in limits(play.state, late_evening)] == [(14, None)]
    assert limits(play.state, LIMIT + timedelta(seconds=1))[0].met is False
    voted(play, **{"for": 6})
    assert limits(play.state, LIMIT + timedelta(seconds=1))[0].met is True


MADE = "adds_up_to: [{permits: [made]}]"


def stated(visible: str = "all") -> tuple[Play, int]:
    """A dissociation on paragraph 2, where the chair and the body are told of statements; the number of its event."""
    told = f"tells: {{stated: [chair, body]}}\n        {MADE}"
    head, statements, rest = FILE.read_text().replace(MADE, told).partition("  - stage: statements")
    play = agreed(head + statements + rest.replace("visible: all", f"visible: {visible}"))
    voted(play, **{"for": 6})
    said = say(
        play,
        "statements.statements",
        "dissociation",
        "m3-principal",
        paragraphs=("2",),
        wording="Not us.",
    )
    assert code(said) is None
    return play, max(play.state.milestones)


def test_who_is_named_for_it_is_told_that_a_statement_was_attached() -> None:
    play, version = stated()
    assert play.state.milestones[version].addressees == ("assembly", "office")
    written = letter(play.history, version)
    assert written.subject == "A text: a statement is attached, Dissociation"
    assert "A statement is attached to the decision: “Dissociation” of M3." in written.body
    assert "It is about paragraph 2." in written.body and "Not us." in written.body
    assert written.body[-1] == "The outcome stays as it is."


def test_where_not_all_who_are_told_may_see_it_the_letter_names_nobody_and_quotes_nothing() -> None:
    play, version = stated(visible="chair")
    written = letter(play.history, version)
    assert "A statement is attached to the decision: “Dissociation”." in written.body
    assert not any("M3" in line or "Not us." in line for line in written.body)
    assert "party" not in written.facts and "wording" not in written.facts


def test_of_a_statement_that_is_withdrawn_before_its_letter_was_sent_nobody_need_be_told() -> None:
    play, version = stated()
    step = play.step("statements.statements").step
    play.send(WithdrawAnswer(step=step, answer="dissociation"), "m3-principal")
    assert version not in play.state.milestones


def test_no_letter_is_owed_of_a_statement_where_the_question_names_nobody_for_it() -> None:
    play = agreed()
    voted(play, **{"for": 6})
    before = set(play.state.milestones)
    say(play, "statements.statements", "dissociation", "m3-principal", paragraphs=("2",))
    assert set(play.state.milestones) == before


WRONG = [
    (
        "adopts: {body: body, does",
        "tells: {stated: [chair]}\n        adopts: {body: body, does",
        "it says who is told of a statement, and no answer is one",
    ),
    ("figures: {of: [member]", "figures: {of: [nobody]", "there is no role nobody"),
    ("needs: [figures]", "needs: []", "and the answer takes none"),
    ("each: one, takes: [symbol]}", "each: one, takes: [figures]}", "nothing says of whom"),
    ("{count: recorded_vote", "{count: explanation", "there is no answer explanation"),
    ("by: {by_vote:", "by: {other: recorded_vote, by_vote:", "gives the outcome other"),
    ("adopts: {body: body", "adopts: {body: nobody", "there is no role nobody"),
    ("met_by: adoption.decision", "met_by: adoption.vote", "there is no question adoption.vote"),
    ("at: {date: limit}", "at: {date: other}", "there is no date other"),
    ("at: {date: limit}", "at: {named_in: adoption.vote}", "there is no question adoption.vote"),
    ("outcomes: [by_vote", "outcomes: [adopted", "has no outcome adopted"),
    (
        "adds_up_to: [{permits: [made]}]",
        "adds_up_to: [{when: [{count: dissociation, at_least: 1}], permits: [made]}, {permits: [made]}]",
        "which is a statement",
    ),
]


def test_the_procedure_has_nothing_wrong() -> None:
    assert check(parse_procedure(FILE.read_text())) == []


@pytest.mark.parametrize(("old", "new", "wrong"), WRONG)
def test_the_check_finds(old: str, new: str, wrong: str) -> None:
    text = FILE.read_text()
    assert text.count(old) == 1
    found = check(parse_procedure(text.replace(old, new)))
    assert any(wrong in one.wrong for one in found), found


def test_the_page_says_what_adoption_is() -> None:
    lines = [line for one in explain(parse_procedure(FILE.read_text())) for line in one.lines]
    page = " ".join(lines)
    assert "By the outcome “by vote” the Body adopts the text, by a recorded vote." in page
    assert "Nothing else is its adoption: agreement before it is none." in page
    assert "Who is in no figure is counted as “not taking part”." in page
    assert "leaves the outcome as it is" in page
    assert "Adoption, with the outcome “by vote” or “without a vote”." in page
