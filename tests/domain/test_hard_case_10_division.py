"""Hard case 10: a question about a matter with parts is divided, by rule or by act, and the stage waits for all."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.procedure.course import Course
from domain.process.commands import ChangeCourse
from domain.process.fold import replay
from domain.process.judge import Decision
from domain.process.pages import InboxMoved, pages
from domain.process.verify import verify
from domain.step import division, state, whole
from domain.step.commands import (
    AdmitAct,
    Answer,
    DivideQuestion,
    ExtendDeadline,
    Reported,
    WithdrawAnswer,
)
from domain.step.whole import item_outcomes, whole_outcome
from store.page_rows import page_rows
from tests.domain.asking import START, publish, rules, says, started
from tests.domain.forgery import Forger, stored
from tests.domain.play import Play

ORGANISATIONS = tuple(f"org-{n}" for n in range(1, 43))
THEN = {"held": ["end"], "broken": ["end"], "divided": ["end"], "withdrawn": ["end"]}
EXPIRY = START + timedelta(hours=72)
MONDAY = datetime(2022, 2, 28, 23, tzinfo=UTC)


def accreditation(**values: Any) -> Play:
    """A list of 42 organisations under silence of 72 hours."""
    play = started(rules(THEN, **{"divides": ["by_item", "by_act"], **values}))
    publish(play, ORGANISATIONS)
    return play


def divide(play: Play, *labels: str, closes_at: datetime | None = None) -> Decision:
    act = DivideQuestion(
        step=play.step("only.list").step,
        paragraphs=labels,
        closes_at=closes_at,
        grounds="objected to",
    )
    decision = play.send(act, "chair-principal")
    play.settle()
    return decision


def test_forty_are_accredited_and_two_are_not_by_the_same_rule_for_each() -> None:
    play = accreditation()
    says(play, "only.list", "objection", "a", paragraphs=("org-41", "org-42"))
    play.until(EXPIRY)
    step = play.step("only.list")
    broken = [label for label, outcome in step.items_came_to.items() if outcome == "broken"]
    assert (step.outcome, broken, len(step.items_came_to)) == ("divided", ["org-41", "org-42"], 42)
    assert play.state.texts["v1"].agreed_at is None


def test_without_division_two_objections_break_the_whole_list() -> None:
    play = accreditation(divides=())
    says(play, "only.list", "objection", "a", paragraphs=("org-41", "org-42"))
    play.until(EXPIRY)
    assert play.step("only.list").outcome == "broken"
    assert play.step("only.list").items_came_to == {}


def test_an_objection_that_names_no_item_is_to_all_of_them() -> None:
    play = accreditation()
    says(play, "only.list", "objection", "a")
    play.until(EXPIRY)
    step = play.step("only.list")
    assert (step.outcome, set(step.items_came_to.values())) == ("broken", {"broken"})


def test_without_any_objection_the_whole_list_is_agreed() -> None:
    play = accreditation()
    play.until(EXPIRY)
    assert play.step("only.list").outcome == "held"
    assert play.state.texts["v1"].agreed_at == EXPIRY


def test_the_part_runs_on_to_monday_with_its_answers_and_the_stage_waits() -> None:
    play = accreditation()
    says(play, "only.list", "objection", "a", paragraphs=("org-40", "org-41"))
    says(play, "only.list", "objection", "b", paragraphs=("org-42",))
    assert divide(play, "org-41", "org-42", closes_at=MONDAY).refused is None
    part, rest = play.step("only.list.1"), play.step("only.list")
    assert {g.said.paragraphs for g in part.answers} == {("org-41",), ("org-42",)}
    assert [g.said.paragraphs for g in rest.answers if g.stands] == [("org-40",)]
    play.until(EXPIRY)
    assert (rest.outcome, part.outcome, play.state.status) == ("divided", None, "running")
    assert whole_outcome(play.state, rest) is None
    play.until(MONDAY)
    assert (part.outcome, play.state.status, play.state.outcome) == ("broken", "ended", "divided")
    outcomes = item_outcomes(play.state, rest)
    assert sorted(label for label, one in outcomes.items() if one == "broken") == [
        "org-40",
        "org-41",
        "org-42",
    ]
    assert len(outcomes) == 42


def test_objections_that_are_withdrawn_on_the_part_in_time_let_all_be_agreed() -> None:
    play = accreditation()
    says(play, "only.list", "objection", "a", paragraphs=("org-41",))
    divide(play, "org-41", closes_at=MONDAY)
    play.until(EXPIRY + timedelta(hours=3))
    act = WithdrawAnswer(step=play.step("only.list.1").step, answer="objection")
    assert play.send(act, "a-principal").refused is None
    play.until(MONDAY)
    assert play.state.outcome == "held"
    assert play.state.texts["v1"].agreed_at == MONDAY


def test_an_answer_about_a_part_is_not_taken_by_the_rest_nor_the_other_way_round() -> None:
    play = accreditation()
    divide(play, "org-41", closes_at=MONDAY)
    for step, label in (("only.list", "org-41"), ("only.list.1", "org-1")):
        decision = says(play, step, "objection", "b", paragraphs=(label,))
        assert decision.refused is not None and decision.refused.code == "ParagraphElsewhere"


def test_an_objection_on_the_part_after_the_rest_has_closed_is_in_time_there() -> None:
    play = accreditation()
    divide(play, "org-41", closes_at=MONDAY)
    play.until(EXPIRY)
    assert says(play, "only.list.1", "objection", "b", paragraphs=("org-41",)).refused is None
    late = says(play, "only.list", "objection", "b", paragraphs=("org-1",))
    assert late.refused is not None and late.refused.code == "DeadlinePassed"
    play.until(MONDAY)
    assert play.step("only.list").outcome == "held"
    assert play.state.outcome == "divided"


def test_a_part_may_be_divided_once_more() -> None:
    play = accreditation()
    divide(play, "org-41", "org-42", closes_at=MONDAY)
    act = DivideQuestion(step=play.step("only.list.1").step, paragraphs=("org-42",), grounds="x")
    assert play.send(act, "chair-principal").refused is None
    assert play.step("only.list.1.1").only == ("org-42",)
    play.until(MONDAY)
    assert play.state.outcome == "held"


@pytest.mark.parametrize(
    ("labels", "closes_at", "code"),
    [
        (("org-43",), MONDAY, "NotDivisible"),
        (ORGANISATIONS, MONDAY, "NotDivisible"),
        (("org-1",), EXPIRY - timedelta(seconds=1), "DeadlineTooEarly"),
    ],
)
def test_a_division_is_refused_that_would_be_none(
    labels: tuple[str, ...], closes_at: datetime, code: str
) -> None:
    decision = divide(accreditation(), *labels, closes_at=closes_at)
    assert decision.refused is not None and decision.refused.code == code


def test_only_the_chair_divides_only_where_the_procedure_says_so_and_only_in_time() -> None:
    play = accreditation()
    act = DivideQuestion(step=play.step("only.list").step, paragraphs=("org-1",), grounds="x")
    member = play.send(act, "a-principal")
    assert member.refused is not None and member.refused.code == "NotPermitted"
    play.until(EXPIRY - timedelta(seconds=1))
    play.now = play.clock
    assert divide(play, "org-1").refused is None
    by_rule = accreditation(divides=("by_item",))
    refused = divide(by_rule, "org-1").refused
    assert refused is not None and refused.code == "NotDivisible"


def test_an_act_that_is_admitted_later_changes_what_one_item_came_to_and_nothing_else() -> None:
    play = accreditation(divides=("by_item",))
    says(play, "only.list", "objection", "a", paragraphs=("org-42",))
    play.until(EXPIRY + timedelta(hours=1))
    reported = Reported(
        channel="e-mail",
        source="mail",
        reported_at=EXPIRY - timedelta(minutes=2),
        precision="instant",
        person="b-principal",
        party="b",
        capacity="principal",
    )
    step = play.step("only.list")
    late = Answer(step=step.step, answer="objection", paragraphs=("org-41",), reported=reported)
    play.send(late, "desk-principal")
    number = play.history[-1].envelope.version
    act = AdmitAct(refused=number, evidence="server log", grounds="in time")
    assert play.send(act, "chair-principal").refused is None
    broken = {label for label, outcome in step.items_came_to.items() if outcome == "broken"}
    assert (step.outcome, broken) == ("divided", {"org-41", "org-42"})


def test_a_vote_on_a_text_with_three_brackets_settles_the_other_paragraphs() -> None:
    """Silence is broken on three paragraphs, and the rest is agreed ad referendum."""
    play = started(rules(THEN, divides="by_item"))
    publish(play, tuple(str(n) for n in range(1, 62)))
    says(play, "only.list", "objection", "a", paragraphs=("12", "34"))
    says(play, "only.list", "objection", "b", paragraphs=("34", "61"))
    play.until(EXPIRY)
    outcomes = item_outcomes(play.state, play.step("only.list"))
    assert [label for label, one in outcomes.items() if one == "broken"] == ["12", "34", "61"]


def statuses(play: Play) -> dict[str, str]:
    text, book = play.state.texts["v1"], play.state.paragraphs
    return {label: book.standing[one].status for label, one in text.identity.items()}


@pytest.mark.parametrize(
    ("scope", "rest"), [("listed_paragraphs", "agreed_ad_ref"), ("whole_text", "open")]
)
def test_the_parts_on_which_silence_held_are_agreed_ad_referendum_where_the_procedure_says_so(
    scope: str, rest: str
) -> None:
    """Three paragraphs are taken apart and run on; the rest is agreed once all is settled, and not before."""
    play = started(rules(THEN, divides=["by_act"], scope_after_break=scope))
    publish(play, ("1", "2", "34"))
    says(play, "only.list", "objection", "a", paragraphs=("34",))
    divide(play, "34", closes_at=MONDAY)
    play.until(EXPIRY)
    assert set(statuses(play).values()) == {"open"}
    play.until(MONDAY)
    assert whole_outcome(play.state, play.step("only.list")) == "divided"
    assert statuses(play) == {"1": rest, "2": rest, "34": "open"}


def test_the_record_replays_to_the_same_and_an_audit_computes_the_items_again() -> None:
    play = accreditation()
    says(play, "only.list", "objection", "a", paragraphs=("org-41",))
    divide(play, "org-41", closes_at=MONDAY)
    play.until(MONDAY)
    again = replay(play.history)
    assert again is not None and again.steps == play.state.steps
    assert verify(stored(play.history)).findings == ()


def test_a_record_in_which_an_item_comes_to_something_else_is_found() -> None:
    play = accreditation()
    says(play, "only.list", "objection", "a", paragraphs=("org-41",))
    play.until(EXPIRY)
    forger = Forger(stored(play.history))
    version = forger.version_of("StepClosed")
    forger.body(version, lambda body: body | {"divided": body["divided"] | {"org-41": "held"}})
    assert "close" in {one.what for one in verify(forger.rows).findings}


def test_the_check_knows_the_outcome_divided_and_what_has_no_items() -> None:
    nowhere = {key: to for key, to in THEN.items() if key != "divided"}
    with pytest.raises(AssertionError, match="divided"):
        rules(nowhere, divides="by_item")
    with pytest.raises(AssertionError, match="a role picks one outcome"):
        rules(THEN, divides="by_item", decided_by="chair")


# More time for one alone.


def inputs(course: Course | None = None, **values: Any) -> Play:
    """A call for comments of 72 hours, in which one party may be given more time alone."""
    fields: dict[str, Any] = {
        "answers": {"comment": {"title": "Comment", "each": "many", "takes": ["paragraphs"]}},
        "silence_means": "no_comment",
        "extension": {"by": ["chair"], "for_one": True},
        "adds_up_to": [{"permits": ["held"]}],
        "text_agreed_by": [],
        **values,
    }
    procedure = rules({"held": ["end"]}, **fields)
    play = started(procedure.model_copy(update={"course": course}))
    publish(play, ORGANISATIONS)
    return play


def more_time(play: Play, party: str, until: datetime = MONDAY) -> Decision:
    step = play.step("only.list").step
    act = ExtendDeadline(step=step, closes_at=until, party=party, grounds="it asked for it")
    decision = play.send(act, "chair-principal")
    play.settle()
    return decision


def test_one_party_runs_on_to_monday_while_the_others_conclude_on_thursday() -> None:
    play = inputs()
    assert more_time(play, "b").refused is None
    play.until(EXPIRY)
    assert says(play, "only.list", "comment", "b").refused is None
    late = says(play, "only.list", "comment", "a")
    assert late.refused is not None and late.refused.code == "DeadlinePassed"
    play.until(MONDAY - timedelta(seconds=1))
    assert play.step("only.list").closed_at is None
    play.until(MONDAY)
    step = play.step("only.list")
    assert (step.outcome, step.closed_at) == ("held", MONDAY)
    assert verify(stored(play.history)).findings == ()


def test_the_time_of_one_alone_stands_still_with_the_process_and_uses_up_no_extension() -> None:
    """Suspended for five hours: both deadlines are five hours later, and the chair may still extend once."""
    by = {"by": ["chair"]}
    course = Course.model_validate({"suspend": {**by, "clocks": "stop"}, "resume": by})
    play = inputs(course=course)
    more_time(play, "b")
    for hours, became in ((10, "suspended"), (15, "resumed")):
        play.until(START + timedelta(hours=hours))
        act = ChangeCourse.model_validate({"became": became, "grounds": "The building is closed."})
        assert play.send(act, "chair-principal").refused is None
    step, later = play.step("only.list"), timedelta(hours=5)
    assert (step.closes_at, step.own_closing) == (EXPIRY + later, {"b": MONDAY + later})
    assert step.extensions == 1
    assert replay(play.history) == play.state


def test_the_letter_about_it_goes_to_that_party_alone() -> None:
    play = inputs()
    more_time(play, "b")
    assert play.state.milestones[play.history[-1].envelope.version].addressees == ("b",)


def one_has_more_time() -> Play:
    """One that has answered has more time alone, and the others have answered or not."""
    play = inputs()
    says(play, "only.list", "comment", "a")
    says(play, "only.list", "comment", "b")
    more_time(play, "b")
    return play


def inbox(play: Play) -> dict[str, str]:
    """The closing that each party's page shows, by the rows that the last event writes."""
    last = pages(play.state, play.history[-1:])
    rows = json.loads(page_rows([(play.process_id(), last)]) or "{}")
    return {party: row["closes_at"] for row in rows.get("put", ()) for party in row["parties"]}


def test_its_inbox_shows_its_own_deadline_and_that_of_the_others_theirs() -> None:
    play = inputs()
    more_time(play, "b")
    shown = inbox(play)
    assert (shown.get("b"), shown.get("a")) == (MONDAY.isoformat(), EXPIRY.isoformat())


@pytest.mark.parametrize(
    ("values", "party", "code"),
    [
        ({"extension": {"by": ["chair"]}}, "b", "NoExtension"),
        ({"extension": None}, "b", "NoExtension"),
        ({}, "org", "NotAsked"),
    ],
)
def test_more_time_for_one_alone_is_given_only_where_the_procedure_says_so(
    values: dict[str, Any], party: str, code: str
) -> None:
    decision = more_time(inputs(**values), party)
    assert decision.refused is not None and decision.refused.code == code


def test_where_silence_agrees_nobody_is_given_more_time_alone() -> None:
    with pytest.raises(AssertionError, match="silence agrees"):
        rules(THEN, extension={"by": ["chair"], "for_one": True})


# Broken twins: each changes one rule, and a test above turns red by it.


def test_twin_an_item_sees_only_the_answers_that_name_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(division, "about_item", lambda step, _: step)
    with pytest.raises(AssertionError):
        test_forty_are_accredited_and_two_are_not_by_the_same_rule_for_each()


def test_twin_the_stage_waits_for_the_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole, "family", lambda _, step: [step])
    with pytest.raises(AssertionError):
        test_the_part_runs_on_to_monday_with_its_answers_and_the_stage_waits()


def test_twin_more_time_for_one_is_more_time_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state.Step, "closing_of", lambda step, _: step.last_closing)
    with pytest.raises(AssertionError):
        test_one_party_runs_on_to_monday_while_the_others_conclude_on_thursday()


def test_twin_the_deadline_of_all_is_shown_to_who_has_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    moved = "domain.process.pages._moved"
    monkeypatch.setattr(moved, lambda _, step: [InboxMoved(step.step, step.closes_at)])
    with pytest.raises(AssertionError):
        test_its_inbox_shows_its_own_deadline_and_that_of_the_others_theirs()
