"""Hard cases 1 and 9: a question is raised by e-mail, typed in by the secretariat, and admitted as in time."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from cli.owed import owed
from domain.process.fold import replay
from domain.process.judge import Decision
from domain.process.verify import verify
from domain.step import fold, raising
from domain.step.commands import AdmitAct, Answer, RaiseQuestion, Reported
from domain.text.commands import WithdrawText
from tests.domain.asking import publish, question, says, started, with_stage
from tests.domain.forgery import stored
from tests.domain.play import Play
from tests.domain.test_hard_case_09_incidental_questions import (
    EXPIRY,
    HOUR,
    code,
    objection_to_silence,
    raised,
    raises,
    ruling,
    silence,
)

MINUTE = timedelta(minutes=1)


def typed_in(
    play: Play, name: str, sent: datetime | None, by: str = "desk", **reported: Any
) -> Decision:
    """Let the secretariat type in what member c has raised by e-mail."""
    how = Reported.model_validate(
        {
            "channel": "e-mail",
            "source": "message 17",
            "reported_at": sent,
            "precision": "instant",
            "person": "c-principal",
            "party": "c",
            "capacity": "principal",
            **reported,
        }
    )
    act = RaiseQuestion(step=play.step("only.q").step, raises=name, reported=how)
    decision = play.send(act, f"{by}-principal")
    play.settle()
    return decision


def admitted(play: Play, refused: int, by: str = "chair") -> Decision:
    act = AdmitAct(refused=refused, evidence="headers of the message", grounds="sent in time")
    decision = play.send(act, f"{by}-principal")
    play.settle()
    return decision


def both(clock: str = "runs") -> Play:
    """Silence on which two kinds of questions may be raised; one keeps the count waiting beyond the expiry."""
    other = raised(ruling("noted"), {"noted": "continues"}, clock="runs", precedence=1)
    asked = {"procedure": objection_to_silence(clock), "other": other}
    play = silence("procedure", asked["procedure"], incidental=asked)
    play.until(EXPIRY - HOUR)
    raises(play, "other", "b")
    return play


def waiting(clock: str = "runs") -> tuple[Play, int]:
    """An objection to silence sent two minutes before the expiry, and typed in twenty after it."""
    play = both(clock)
    play.until(EXPIRY + 20 * MINUTE)
    assert code(typed_in(play, "procedure", EXPIRY - 2 * MINUTE)) == "DeadlinePassed"
    return play, play.history[-1].envelope.version


def test_what_is_typed_in_in_time_is_raised_by_who_sent_it() -> None:
    play = silence("procedure", objection_to_silence())
    assert typed_in(play, "procedure", EXPIRY - HOUR).refused is None
    one = play.step("only.q").pending[0]
    assert (one.party, play.history[-3].event.model_dump()["person"]) == ("c", "c-principal")
    assert play.step("only.q.procedure").is_open


def test_who_may_not_enter_acts_of_others_raises_nothing_for_them() -> None:
    play = silence("procedure", objection_to_silence())
    assert code(typed_in(play, "procedure", None, by="b")) == "NotPermitted"
    assert code(typed_in(play, "procedure", None, channel="rumour")) == "ChannelNotOfficial"
    assert code(typed_in(play, "procedure", None, capacity="deputy")) == "CapacityNotInForce"
    org = {"party": "org", "person": "org-principal"}
    assert code(typed_in(play, "procedure", None, **org)) == "NotPermitted"
    assert play.step("only.q").pending == []


def test_the_author_has_used_up_the_right_and_not_the_desk_that_types_it_in() -> None:
    play = silence("procedure", objection_to_silence())
    assert typed_in(play, "procedure", None).refused is None
    assert code(typed_in(play, "procedure", None)) == "NotRaisable"
    other = {"party": "d", "person": "d-principal"}
    assert typed_in(play, "procedure", None, **other).refused is None


def test_raised_in_time_and_typed_in_late_it_is_kept_and_admits_nothing_by_itself() -> None:
    play, number = waiting()
    assert list(play.step("only.q").late) == [number]
    says(play, "only.q.other", "ruling", "chair", choice="noted")
    assert play.step("only.q").outcome == "held"


def test_once_it_is_admitted_the_count_waits_for_it() -> None:
    play, number = waiting()
    assert code(admitted(play, number, by="desk")) == "NotPermitted"
    assert admitted(play, number).refused is None
    says(play, "only.q.other", "ruling", "chair", choice="noted")
    assert play.step("only.q").closed_at is None
    says(play, "only.q.procedure", "ruling", "chair", choice="upheld")
    assert play.state.outcome == "not_used"


def test_the_clock_stands_still_from_the_instant_at_which_it_was_sent() -> None:
    play, number = waiting("stops")
    admitted(play, number)
    play.until(EXPIRY + HOUR)
    assert says(play, "only.q", "objection", "d").refused is None
    says(play, "only.q.other", "ruling", "chair", choice="noted")
    says(play, "only.q.procedure", "ruling", "chair", choice="dismissed")
    assert play.step("only.q").closes_at == EXPIRY + HOUR + 2 * MINUTE
    play.until(EXPIRY + HOUR + 2 * MINUTE)
    assert play.step("only.q").outcome == "broken"


def test_what_was_sent_after_the_closing_is_not_admitted_nor_what_came_through_the_door() -> None:
    play = both()
    play.until(EXPIRY + 20 * MINUTE)
    typed_in(play, "procedure", EXPIRY)
    assert code(admitted(play, play.history[-1].envelope.version)) == "OutOfPlace"
    assert code(raises(play, "procedure", "d")) == "DeadlinePassed"
    assert code(admitted(play, play.history[-1].envelope.version)) == "OutOfPlace"


def test_the_record_of_it_folds_to_the_same_and_its_audit_is_clean() -> None:
    play, number = waiting("stops")
    admitted(play, number)
    says(play, "only.q.other", "ruling", "chair", choice="noted")
    says(play, "only.q.procedure", "ruling", "chair", choice="dismissed")
    again = replay(play.history)
    assert again is not None and again.steps == play.state.steps
    assert verify(stored(play.history)).findings == ()


def test_twin_whoever_types_it_in_is_taken_for_its_author(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raising, "on_behalf", lambda _, __, who: (who.party, who.capacity))
    with pytest.raises(AssertionError):
        test_the_author_has_used_up_the_right_and_not_the_desk_that_types_it_in()


# Admitted after the outcome.


def settled(**values: Any) -> tuple[Play, int]:
    """An objection to silence sent two minutes before the expiry, and typed in when the silence had held."""
    play = silence("procedure", objection_to_silence(), **values)
    play.until(EXPIRY + 20 * MINUTE)
    assert play.step("only.q").outcome == "held"
    assert code(typed_in(play, "procedure", EXPIRY - 2 * MINUTE)) == "DeadlinePassed"
    return play, play.history[-1].envelope.version


def test_admitted_after_the_outcome_it_is_put_and_the_outcome_stands_meanwhile() -> None:
    play, number = settled()
    assert play.state.status == "ended"
    assert admitted(play, number).refused is None
    assert (play.state.status, play.step("only.q").outcome) == ("running", "held")
    assert play.step("only.q.procedure").is_open


def test_upheld_it_puts_the_outcome_right_and_dismissed_it_leaves_it() -> None:
    for choice, came_to in (("upheld", "not_used"), ("dismissed", "held")):
        play, number = settled()
        admitted(play, number)
        says(play, "only.q.procedure", "ruling", "chair", choice=choice)
        assert (play.state.status, play.state.outcome) == ("ended", came_to)
        assert (play.state.texts["v1"].agreed_at is None) == (choice == "upheld")
        again = replay(play.history)
        assert again is not None and again.steps == play.state.steps
        assert again.stages == play.state.stages
        assert verify(stored(play.history)).findings == ()


def challenge_by_mail(about_code: str) -> Play:
    """A challenge to a refusal is sent in time and typed in when the silence has held; what it is about is refused."""
    what = raised(
        ruling("upheld", "dismissed"),
        {"upheld": "admits", "dismissed": "continues"},
        needs=["about"],
        about_refusals=["capacity"],
    )
    play = silence("challenge", what, given_by=["principal"])
    step = play.step("only.q").step
    paragraphs = ("99",) if about_code == "UnknownParagraph" else ()
    play.send(Answer(step=step, answer="objection", paragraphs=paragraphs), "d-focal_point")
    number = play.history[-1].envelope.version
    play.until(EXPIRY + HOUR)
    how = Reported(
        channel="e-mail",
        source="message 18",
        reported_at=EXPIRY - HOUR,
        precision="instant",
        person="d-principal",
        party="d",
        capacity="principal",
    )
    act = RaiseQuestion(step=step, raises="challenge", about=number, reported=how)
    play.send(act, "desk-principal")
    return play


def test_a_challenge_that_is_admitted_after_the_outcome_has_it_counted_anew() -> None:
    play = challenge_by_mail("CapacityInsufficient")
    assert admitted(play, play.history[-1].envelope.version).refused is None
    says(play, "only.q.challenge", "ruling", "chair", choice="upheld")
    step = play.step("only.q")
    assert (step.outcome, step.superseded, play.state.outcome) == ("broken", ["held"], "broken")
    assert verify(stored(play.history)).findings == ()


def test_a_challenge_that_could_not_be_upheld_is_not_kept_as_late() -> None:
    play = challenge_by_mail("UnknownParagraph")
    assert play.step("only.q").late == {}
    assert code(admitted(play, play.history[-1].envelope.version)) == "OutOfPlace"


def test_what_followed_goes_on_and_is_voided_only_by_another_outcome() -> None:
    for choice, voided in (("upheld", True), ("dismissed", False)):
        play = followed()
        assert [run.key for run in play.state.stages.values()] == ["only", "next"]
        typed_in(play, "procedure", EXPIRY - 2 * MINUTE)
        admitted(play, play.history[-1].envelope.version)
        says(play, "only.q.procedure", "ruling", "chair", choice=choice)
        runs = list(play.state.stages.values())
        assert [run.voided for run in runs[1:]] == [voided]
        assert (play.state.status == "ended") == voided
        if not voided:
            says(play, "next.n", "ruling", "chair", choice="done")
        assert play.state.status == "ended"
        assert verify(stored(play.history)).findings == ()


def followed() -> Play:
    """After silence that held the chair is asked something else, without a date."""
    asked = question(incidental={"procedure": objection_to_silence()})
    stage = {"kind": "single_question", "questions": {"q": asked}}
    after = {
        "stage": "next",
        "kind": "single_question",
        "title": "What follows",
        "then": {"done": ["end"]},
        "questions": {"n": ruling("done")},
    }
    then = {"held": ["next"], **{one: ["end"] for one in ("broken", "withdrawn", "not_used")}}
    first = {"stage": "only", "title": "The question", "then": then, **stage}
    play = started(with_stage(then, stage, roadmap=[first, after]))
    publish(play, ("1", "2"))
    play.until(EXPIRY + 20 * MINUTE)
    return play


def test_the_todo_of_a_process_that_has_ended_names_what_could_be_admitted() -> None:
    play, number = settled()
    found = [one for one in owed(play.state, play.clock) if one.kind == "admission"]
    assert len(found) == 1 and f"act {number}" in found[0].what


def test_what_was_withdrawn_or_ended_otherwise_is_not_taken_up_again() -> None:
    play = silence("procedure", objection_to_silence())
    play.until(EXPIRY - HOUR)
    act = WithdrawText(text="v1", grounds="wrong file")
    assert play.send(act, "chair-principal", role="chair").refused is None
    play.settle()
    play.until(EXPIRY)
    typed_in(play, "procedure", EXPIRY - 2 * HOUR)
    assert code(admitted(play, play.history[-1].envelope.version)) == "StepIsOver"


def test_twin_a_stage_that_is_over_stays_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fold, "goes_on", lambda *_: None)
    with pytest.raises(AssertionError):
        test_admitted_after_the_outcome_it_is_put_and_the_outcome_stands_meanwhile()
