"""
Hard case 15: an entity must clear with its units, the legal office and its principal before Tuesday 18:00.

The outer question is a silence procedure or an opt-in among institutions; the inner process is the institution's own,
by `entity-clearance`. Its deadlines count backwards from the outer one; its outcome is the institution's answer.
"""

from datetime import timedelta
from typing import Any

import pytest

from domain.procedure.check.procedure import check
from domain.procedure.explain.page import explain
from domain.procedure.models import Procedure
from domain.process.proof import proved
from domain.process.verify import verify
from domain.refused import Malformed, OutcomeNotProved
from domain.step import decide
from domain.step.commands import Answer, BringClosingForward
from domain.step.events import RemindersSent
from tests.domain.clearance import (
    DUE,
    GIVES,
    answered,
    cleared,
    inner,
    opt_in,
    outcome_of,
    outer,
    publish,
    says,
)
from tests.domain.forgery import stored
from tests.domain.play import procedure


def test_the_inner_outcome_is_the_institutions_answer_and_both_records_name_the_other() -> None:
    play = outer()
    own = cleared(play)
    assert answered(play, outcome_of(own)).refused is None
    step = play.step("agreement.objections")
    assert step.roster() == {"endorse": ("a",)}
    said = step.answers[0].said.outcome_of
    assert said is not None and said.process == own.state.process_id
    assert own.state.answers is not None and own.state.answers.step == step.step
    proved(play.state, Answer(step=step.step, answer="endorse", outcome_of=said), own.history)
    assert verify(stored(play.history)).findings == ()


def test_inner_deadlines_count_backwards_from_the_outer_one() -> None:
    play = outer()
    own = inner(play)
    publish(own, "brief", "desk")
    assert play.step("agreement.objections").closes_at == DUE
    for key in ("units.positions", "legal_review.review"):
        assert own.step(key).closes_at == DUE - timedelta(hours=24)
    own.until(DUE - timedelta(hours=24))
    assert own.step("signature.signature").closes_at == DUE - timedelta(hours=1)
    with pytest.raises(Malformed, match="answer_due is the closing of the question"):
        inner(play, due=DUE + timedelta(hours=1))


def test_units_and_legal_office_work_side_by_side_and_the_signature_waits_for_both() -> None:
    own = inner(outer())
    publish(own, "brief", "desk")
    assert {own.state.stages[s.stage].key for s in own.state.open_steps()} == {
        "units",
        "legal_review",
    }
    for unit in ("one", "two"):
        says(own, "units.positions", "clear", unit)
    own.settle()
    assert own.state.step_of("signature.signature") is None
    says(own, "legal_review.review", "review", "law", choice="cleared")
    own.settle()
    assert own.state.step_of("signature.signature") is not None


def test_unfinished_in_time_the_institution_is_silent_and_silence_means_what_it_means() -> None:
    play = outer()
    own = inner(play)
    publish(own, "brief", "desk")
    own.until(DUE)
    assert (own.state.status, own.state.outcome) == ("ended", "unsigned")
    unsigned = answered(play, outcome_of(own))
    assert unsigned.refused is not None and unsigned.refused.code == "OutcomeGivesOther"
    play.until(DUE)
    figures = play.step("agreement.objections").figures
    assert figures is not None and (figures.asked, figures.answered) == (2, 0)


def test_a_duty_that_is_overdue_escalates_to_the_deputy_head() -> None:
    own = inner(outer())
    publish(own, "brief", "desk")
    own.until(DUE)
    told = [one.event.escalated_to for one in own.history if isinstance(one.event, RemindersSent)]
    assert told.count("deputy_head") == 2  # the legal office, and the head


@pytest.mark.parametrize("choice", ["cleared", "not_cleared"])
def test_each_inner_outcome_is_one_answer_here(choice: str) -> None:
    play = outer()
    own = outcome_of(cleared(play, choice))
    wrong = "decline" if choice == "cleared" else "endorse"
    refused = answered(play, own, wrong)
    assert refused.refused is not None and refused.refused.code == "OutcomeGivesOther"
    assert answered(play, own, GIVES[choice]).refused is None


def test_where_the_question_says_so_these_answers_are_taken_in_no_other_way() -> None:
    play = outer()
    refused = answered(play, None)
    assert refused.refused is not None and refused.refused.code == "OnlyByProcess"
    assert answered(outer(opt_in(only=False)), None).refused is None


def test_a_process_run_for_another_party_or_by_other_rules_is_no_answer() -> None:
    play = outer()
    own = outcome_of(cleared(play))
    another = answered(play, own, by="b")
    assert another.refused is not None and another.refused.code == "OutcomeOfAnother"
    other = answered(play, own.model_copy(update={"procedure": "a-show-of-hands"}))
    assert other.refused is not None and other.refused.code == "NotByThisProcess"


@pytest.mark.parametrize(
    ("forged", "why"),
    [
        ({"head_hash": "1" * 64}, "hash"),
        ({"outcome": "not_cleared"}, "not ended there"),
        ({"procedure": "another"}, "runs by"),
        ({"party": "b"}, "answer for a"),
        ({"version": 3}, "no such version"),
    ],
)
def test_what_the_inner_record_does_not_show_is_not_taken(forged: dict[str, Any], why: str) -> None:
    play = outer()
    own = cleared(play)
    step = play.step("agreement.objections").step
    said = outcome_of(own, **forged)
    act = Answer(step=step, answer="endorse", outcome_of=said)
    with pytest.raises(OutcomeNotProved, match=why):
        proved(play.state, act, own.history)


def test_an_outcome_that_answers_another_question_is_not_taken() -> None:
    play, elsewhere = outer(), outer()
    own = cleared(play)
    other = Answer(step=own.step("units.positions").step, answer="endorse")
    act = other.model_copy(update={"outcome_of": outcome_of(own)})
    with pytest.raises(OutcomeNotProved, match="was not started to answer this question"):
        proved(elsewhere.state, act, own.history)


def test_the_answer_comes_through_the_door_in_time_or_is_late_like_any_other() -> None:
    play = outer()
    own = outcome_of(cleared(play))
    closing = BringClosingForward(step=play.step("agreement.objections").step, grounds="enough")
    play.send(closing, "chair-principal")
    late = answered(play, own)
    assert late.refused is not None and late.refused.code == "DeadlinePassed"


def test_the_rules_are_checked_and_said_in_plain_words() -> None:
    lines = [line for passage in explain(opt_in()) for line in passage.lines]
    assert any("“cleared” there is “Join” here" in line for line in lines)
    assert any("the party is silent" in line for line in lines)
    assert [one for one in check(opt_in()) if one.level == "error"] == []
    wrong = check(opt_in(gives={"cleared": "applaud"}))
    assert [one.wrong for one in wrong if one.level == "error"] == ["there is no answer applaud"]
    assert check(procedure("entity-clearance")) == []


def test_an_outcome_brings_no_fields_so_the_answer_that_it_gives_may_need_none() -> None:
    data = opt_in().model_dump(mode="json", by_alias=True)
    data["roadmap"][0]["questions"]["objections"]["answers"]["decline"]["needs"] = ["reason"]
    wrong = [one for one in check(Procedure.model_validate(data)) if one.level == "error"]
    assert [one.wrong for one in wrong] == [
        "the answer decline needs reason, and an outcome brings nothing"
    ]


def test_a_judge_that_does_not_look_at_the_link_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin: any process answers any question."""
    monkeypatch.setattr(decide, "by_process", lambda *_: None)
    with pytest.raises(AssertionError):
        test_a_process_run_for_another_party_or_by_other_rules_is_no_answer()
