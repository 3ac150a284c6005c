"""
Hard case 5: whose word stands inside an institution.

A principal overrules the focal point, who sends again at 17:59; the principal delegates; the principal disowns an
answer after the close, which is on record and, where the procedure says so, raised.
"""

from datetime import datetime, timedelta
from typing import Any, Literal

import pytest

from domain.letter.commands import DispatchLetter
from domain.letter.write import letter
from domain.participation.authority import Acting
from domain.participation.commands import Appointment, AppointPerson, Party
from domain.procedure.check.procedure import check
from domain.procedure.explain.page import explain
from domain.procedure.models import Procedure
from domain.process import fold
from domain.process.commands import StartProcess
from domain.process.fold import replay
from domain.process.judge import Decision
from domain.process.verify import verify
from domain.step.commands import (
    Answer,
    Disavow,
    ExtendDeadline,
    Judge,
    RaiseQuestion,
    Reported,
    WithdrawAnswer,
)
from tests.domain.forgery import stored
from tests.domain.play import Play, parties, principals, procedure
from tests.domain.test_silence import START, closes, publish

QUESTION: dict[str, Any] = {
    "given_by": ["principal", "officer_in_charge", "deputy", "focal_point"],
    "answers": {
        "objection": {"title": "Objection", "each": "one", "needs": ["reason"]},
        "clear": {"title": "No objection", "each": "one"},
    },
    "hold": None,
    "window": {"lasts": {"hours": 72}},
}

DISOWNED: dict[str, Any] = {
    "disowned": {
        "title": "An answer that its own institution disowns",
        "raised_by": ["member"],
        "given_by": ["principal"],
        "needs": ["grounds", "about"],
        "per_party": 1,
        "total": 9,
        "clock": "runs",
        "precedence": 1,
        "question": {
            "title": "Does the answer count that its institution disowns?",
            "about": "finding",
            "asks": ["coordinator"],
            "given_by": ["principal"],
            "answers": {
                "ruling": {
                    "title": "Ruling",
                    "each": "one",
                    "needs": ["choice"],
                    "choices": ["counts", "void"],
                }
            },
            "silence_means": "overdue",
            "window": {"on": "answered"},
            "stands": "never",
            "if_the_text_changes": "stand",
            "escalates_to": "coordinator",
            "visible": "chair",
            "adds_up_to": [{"permits": ["chosen"]}],
            "decided_by": "automatic",
        },
        "then": {"counts": "continues", "void": {"ends": "held"}},
    }
}


def rules(**question: Any) -> Procedure:
    data = procedure("silence-20-seconds").model_dump(mode="json")
    data["roadmap"][0]["questions"]["objections"].update(QUESTION | question)
    return Procedure.model_validate(data)


def placed(clock: Literal["live", "stepped"] = "stepped", **question: Any) -> Play:
    people = [
        Appointment(person=f"a-{capacity}", party="a", capacity=capacity)
        for capacity in ("principal", "deputy", "focal_point")
    ]
    act = StartProcess(
        title="A text",
        procedure=rules(**question),
        parties=(
            Party(party="chair", name="Chair", roles=("coordinator",)),
            *parties("a", "b", roles=("member",)),
        ),
        appointments=(*principals("chair", "b"), *people),
        clock=clock,
        starts_at=START if clock == "stepped" else None,
    )
    play = Play(act, START)
    publish(play, "v1")
    play.settle()
    play.now += timedelta(seconds=1 if clock == "live" else 0)
    return play


def says(play: Play, name: str, person: str) -> Decision:
    reason = "sealed:x:1" if name == "objection" else None
    step = play.step("agreement.objections").step
    return play.send(Answer(step=step, answer=name, reason=reason), person)


def number(play: Play) -> int:
    return play.step("agreement.objections").answers[-1].version


def delegate(play: Play, by: str, **fields: Any) -> Decision:
    one = {"person": "a-focal_point", "party": "a", "capacity": "focal_point", **fields}
    return play.send(AppointPerson(appointment=Appointment.model_validate(one)), by)


def over(play: Play) -> None:
    play.until(closes(play) + timedelta(hours=1))


def clean(play: Play) -> None:
    assert replay(play.history) == play.state
    assert verify(stored(play.history)).findings == ()


def test_the_focal_point_does_not_replace_what_the_principal_said() -> None:
    play = placed()
    says(play, "objection", "a-focal_point")
    assert says(play, "clear", "a-principal").refused is None
    play.until(closes(play) - timedelta(minutes=1))
    again = says(play, "objection", "a-focal_point")
    assert again.refused is not None and again.refused.code == "LowerCapacity"
    over(play)
    assert play.step("agreement.objections").outcome == "held"
    clean(play)


def test_by_delegation_a_lower_capacity_replaces_a_higher_ones_answer() -> None:
    play = placed()
    says(play, "clear", "a-principal")
    assert delegate(play, "a-principal", delegated="principal").refused is None
    assert says(play, "objection", "a-focal_point").refused is None
    over(play)
    assert play.step("agreement.objections").outcome == "broken"
    clean(play)


def test_a_word_given_by_delegation_is_as_strong_as_the_one_who_delegated() -> None:
    play = placed()
    delegate(play, "a-principal", delegated="principal")
    says(play, "objection", "a-focal_point")
    deputy = says(play, "clear", "a-deputy")
    assert deputy.refused is not None and deputy.refused.code == "LowerCapacity"
    assert says(play, "clear", "a-principal").refused is None


def test_a_delegation_ends_at_its_instant_and_answers_given_under_it_stand() -> None:
    play = placed()
    says(play, "clear", "a-principal")
    until = START + timedelta(hours=1)
    delegate(play, "a-principal", delegated="principal", valid_until=until)
    says(play, "objection", "a-focal_point")
    says(play, "clear", "a-principal")
    play.until(until)
    again = says(play, "objection", "a-focal_point")
    assert again.refused is not None and again.refused.code == "LowerCapacity"


@pytest.mark.parametrize("person", ["a-focal_point", "a-deputy", "b-principal", "chair-principal"])
def test_nobody_delegates_what_is_not_theirs(person: str) -> None:
    refused = delegate(placed(), person, delegated="principal")
    assert refused.refused is not None and refused.refused.code == "NotPermitted"


def test_a_late_act_that_counts_later_counts_as_what_was_delegated_to_it() -> None:
    """Nobody of a lower capacity replaces it in the time that was given."""
    play = placed("live")
    says(play, "clear", "a-principal")
    delegate(play, "a-principal", delegated="principal")
    play.now = expiry = closes(play)
    late = says(play, "objection", "a-focal_point")
    assert late.refused is not None and late.refused.code == "DeadlinePassed"
    more = ExtendDeadline(
        step=play.step("agreement.objections").step,
        closes_at=expiry + timedelta(hours=24),
        grounds="asked for in time",
    )
    in_time = expiry - timedelta(seconds=1)
    assert play.send(more, "chair-principal", received_at=in_time).refused is None
    stands = play.step("agreement.objections").single("a")
    assert stands is not None
    assert (stands.said.answer, stands.said.delegated) == ("objection", "principal")
    deputy = says(play, "clear", "a-deputy")
    assert deputy.refused is not None and deputy.refused.code == "LowerCapacity"
    clean(play)


def extended(play: Play, expiry: datetime) -> None:
    """The chair extends; the extension was in time, and comes after acts that were late."""
    step = play.step("agreement.objections").step
    more = ExtendDeadline(step=step, closes_at=expiry + timedelta(hours=24), grounds="asked for")
    at = expiry - timedelta(seconds=1)
    assert play.send(more, "chair-principal", received_at=at).refused is None


@pytest.mark.parametrize(("capacity", "stands"), [("deputy", "clear"), ("principal", "objection")])
def test_what_was_typed_in_late_replaces_no_higher_capacitys_answer(
    capacity: str, stands: str
) -> None:
    """It is the word of who sent it, and not of who typed it in. Both are late, and count by the extension."""
    play = placed("live")
    play.now = expiry = closes(play)
    assert code(says(play, "clear", "a-principal")) == "DeadlinePassed"
    reported = Reported(
        channel="e-mail",
        source="message",
        precision="day",
        person=f"a-{capacity}",
        party="a",
        capacity=capacity,  # type: ignore[arg-type]
    )
    step = play.step("agreement.objections").step
    act = Answer(step=step, answer="objection", reason="sealed:x:1", reported=reported)
    assert code(play.send(act, "chair-principal")) == "DeadlinePassed"
    extended(play, expiry)
    single = play.step("agreement.objections").single("a")
    assert single is not None and single.said.answer == stands
    clean(play)


def test_what_was_late_replaces_nothing_once_the_break_is_known() -> None:
    play = placed("live", **BROKEN)
    objects(play, "b", "2")
    play.now = expiry = closes(play)
    assert code(says(play, "clear", "b-principal")) == "DeadlinePassed"
    assert tells(play, broken(play)[0]) is None
    extended(play, expiry)
    over_at = play.step("agreement.objections").closes_at
    assert over_at is not None
    play.until(over_at + timedelta(hours=1))
    assert play.step("agreement.objections").outcome == "broken"
    clean(play)


def test_a_late_act_that_loses_its_delegation_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin: it would count as the word of the focal point, and not replace the principal's."""
    monkeypatch.setattr(fold, "delegated_to", lambda *_: None)
    with pytest.raises(AssertionError):
        test_a_late_act_that_counts_later_counts_as_what_was_delegated_to_it()


def test_a_disavowal_after_the_close_is_on_record_and_changes_no_outcome() -> None:
    play = placed()
    says(play, "objection", "a-focal_point")
    act = Disavow(
        step=play.step("agreement.objections").step, answer=number(play), grounds="Not cleared."
    )
    early = play.send(act, "a-principal")
    assert early.refused is not None and early.refused.code == "OutOfPlace"
    over(play)
    for person in ("a-focal_point", "b-principal"):
        assert play.send(act, person).refused is not None
    assert play.send(act, "a-principal").refused is None
    step = play.step("agreement.objections")
    assert step.outcome == "broken" and list(step.disavowed) == [act.answer]
    told = letter(play.history, play.state.version)
    assert [one.party for one in told.addressees] == ["chair"]
    clean(play)


@pytest.mark.parametrize(("ruling", "outcome"), [("void", "held"), ("counts", "broken")])
def test_a_disavowal_is_raised_while_the_outcome_waits_for_whom_it_waits_for(
    ruling: str, outcome: str
) -> None:
    play = placed(
        incidental=DISOWNED,
        adds_up_to=[
            {"when": [{"count": "objection", "at_least": 1}], "permits": ["broken", "held"]},
            {"permits": ["held"]},
        ],
        decided_by="coordinator",
    )
    says(play, "objection", "a-focal_point")
    answer = number(play)
    over(play)
    step = play.step("agreement.objections")
    assert not step.settled
    disown = Disavow(step=step.step, answer=answer, grounds="Not cleared.")
    assert play.send(disown, "a-principal").refused is None
    raised = RaiseQuestion(step=step.step, raises="disowned", about=answer, grounds="Not cleared.")
    assert play.send(raised, "a-principal").refused is None
    play.settle()
    asked = play.step("agreement.objections.disowned").step
    said = Answer(step=asked, answer="ruling", choice=ruling)
    assert play.send(said, "chair-principal").refused is None
    play.settle()
    if ruling == "counts":
        judge = Judge(step=step.step, outcome="broken", grounds="The objection stands.")
        assert play.send(judge, "chair-principal").refused is None
        play.settle()
    assert step.outcome == outcome
    clean(play)


# Until notice of a break.

BROKEN: dict[str, Any] = {
    "stands": "notice_of_break",
    "answers": {
        "objection": {
            "title": "Objection",
            "each": "one",
            "needs": ["reason"],
            "takes": ["paragraphs"],
        },
        "clear": {"title": "No objection", "each": "one"},
    },
}


def objects(play: Play, party: str, *paragraphs: str) -> str | None:
    step = play.step("agreement.objections").step
    act = Answer(step=step, answer="objection", reason="sealed:x:1", paragraphs=paragraphs)
    return code(play.send(act, f"{party}-principal"))


def takes_back(play: Play, party: str) -> str | None:
    step = play.step("agreement.objections").step
    return code(play.send(WithdrawAnswer(step=step, answer="objection"), f"{party}-principal"))


def tells(play: Play, event: int) -> str | None:
    act = DispatchLetter(event=event, channel="e-mail", addressees=("a", "b"))
    return code(play.send(act, "chair-principal"))


def code(decision: Decision) -> str | None:
    return decision.refused.code if decision.refused else None


def broken(play: Play) -> list[int]:
    """The breaks that somebody is to be told of."""
    return [one.version for one in play.state.milestones.values() if one.type == "Answered"]


def test_until_the_break_is_made_known_an_objection_may_be_withdrawn_and_then_it_stands() -> None:
    play = placed(**BROKEN)
    assert objects(play, "b", "2") is None
    assert takes_back(play, "b") is None
    assert objects(play, "b", "2") is None
    [event] = broken(play)
    assert tells(play, event) is None
    assert takes_back(play, "b") == "BreakMadeKnown"
    assert code(says(play, "clear", "b-principal")) == "BreakMadeKnown"
    assert play.types()[-1] == "ActRefused", "it is kept"
    over(play)
    assert play.step("agreement.objections").outcome == "broken"
    clean(play)


def test_who_has_not_answered_before_the_notice_still_may() -> None:
    play = placed(**BROKEN)
    objects(play, "b", "2")
    tells(play, broken(play)[0])
    assert objects(play, "a", "1") is None
    assert broken(play) == [play.history[-3].envelope.version], "it was broken before"
    clean(play)


def test_the_letter_about_the_break_names_paragraphs_and_nobody() -> None:
    play = placed(**BROKEN)
    objects(play, "b", "2")
    [event] = broken(play)
    told = letter(play.history, event)
    assert told.subject.endswith("silence on text v1 is broken")
    assert told.facts == {"paragraphs": ["2"], "amended": []}
    assert [one.party for one in told.addressees] == ["a", "b"]
    assert not [line for line in told.body if "B" in line.split()]


def test_a_break_that_was_withdrawn_before_anybody_was_told_is_told_to_nobody() -> None:
    play = placed(**BROKEN)
    objects(play, "b", "2")
    [event] = broken(play)
    takes_back(play, "b")
    assert broken(play) == [] and tells(play, event) == "OutOfPlace"
    assert says(play, "clear", "b-principal").refused is None
    over(play)
    assert play.step("agreement.objections").outcome == "held"
    clean(play)


def test_another_letter_is_no_notice_of_the_break() -> None:
    play = placed(**BROKEN)
    opened = next(one for one in play.state.milestones.values() if one.type == "StepOpened")
    objects(play, "b", "2")
    assert tells(play, opened.version) is None
    assert takes_back(play, "b") is None


@pytest.mark.parametrize(("stands", "refused"), [("close", None), ("never", "AnswerFinal")])
def test_with_the_other_values_the_letter_changes_nothing(stands: str, refused: str | None) -> None:
    play = placed(**BROKEN | {"stands": stands})
    objects(play, "b", "2")
    assert broken(play) == [], "there is no letter about it"
    assert takes_back(play, "b") == refused


def test_the_check_finds_a_notice_of_a_break_that_never_comes() -> None:
    def found(**values: Any) -> list[str]:
        return [one.wrong for one in check(rules(**BROKEN | values)) if one.place[-1] == "stands"]

    assert found() == []
    assert found(silence_means="not_counted") == [
        "answers stand from the notice of a break on, and there is no silence to break"
    ]
    ends = {**BROKEN["answers"]["objection"], "effect": "ends"}
    assert found(answers={"objection": ends}) == [
        "the first objection ends the question, so no notice of a break comes before its end"
    ]
    told = check(rules(tells={"broken": ["member"]}))
    assert "a break here has no letter of its own" in told[0].wrong


def test_the_page_says_until_when_an_answer_may_be_withdrawn() -> None:
    lines = [line for one in explain(rules(**BROKEN)) for line in one.lines]
    said = "An answer may be replaced or withdrawn until a break of the silence is made known by letter"
    assert f"{said}, at most until the deadline." in lines


def test_a_notice_that_binds_nobody_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("domain.step.decide.until_known", lambda *_: None)
    with pytest.raises(AssertionError):
        test_until_the_break_is_made_known_an_objection_may_be_withdrawn_and_then_it_stands()


def test_a_judge_that_forgets_ranks_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin: the last word is anybody's."""
    monkeypatch.setattr(Acting, "rank", property(lambda _: 9))
    with pytest.raises(AssertionError):
        test_the_focal_point_does_not_replace_what_the_principal_said()
