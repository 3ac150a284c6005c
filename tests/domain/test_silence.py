"""A silence procedure, judged on the live clock and on the stepped one."""

from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest

from domain.calendar.models import Span
from domain.calendar.show import parse_instant
from domain.model import GRACE
from domain.process.commands import StartProcess
from domain.process.judge import Decision
from domain.refused import NotNamed, NotYet
from domain.step.commands import (
    AdmitAct,
    Answer,
    BringClosingForward,
    CloseStep,
    ExtendDeadline,
    Reported,
    WithdrawAnswer,
)
from domain.step.events import DeadlineExtended
from domain.step.when import after
from domain.text.commands import PublishText, WithdrawText
from tests.domain.play import Play, parties, principals, procedure

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LABELS = ("1", "2", "3")


def started(clock: Literal["live", "stepped"] = "live") -> Play:
    act = StartProcess(
        title="A text",
        procedure=procedure("silence-20-seconds"),
        parties=(
            *parties("chair", roles=("coordinator",)),
            *parties("a", "b", "c", roles=("member",)),
            *parties("o", roles=("observer",)),
        ),
        appointments=principals("chair", "a", "b", "c", "o"),
        clock=clock,
        starts_at=START if clock == "stepped" else None,
    )
    return Play(act, START)


def placed(clock: Literal["live", "stepped"] = "live") -> Play:
    play = started(clock)
    publish(play, "v1")
    play.settle()
    if clock == "live":
        play.now += timedelta(seconds=1)
    return play


def publish(play: Play, text: str) -> Decision:
    act = PublishText(text=text, kind="final", title=text, sha256="a" * 64, labels=LABELS)
    return play.send(act, "chair-principal")


def objection(play: Play, **fields: object) -> Answer:
    step = play.step("agreement.objections").step
    said = {"step": step, "answer": "objection", "reason": "sealed:x:1", **fields}
    return Answer.model_validate(said)


def closes(play: Play) -> datetime:
    closes_at = play.step("agreement.objections").closes_at
    assert closes_at is not None
    return closes_at


def finish(play: Play) -> None:
    play.until(closes(play) + timedelta(minutes=1))


def test_no_objection_in_the_window_means_agreed() -> None:
    play = placed()
    finish(play)
    assert play.step("agreement.objections").outcome == "held"
    assert play.state.texts["v1"].agreed_at is not None
    assert play.state.status == "ended"


def test_the_window_is_computed_once_from_the_opening_itself() -> None:
    play = placed()
    step = play.step("agreement.objections")
    assert step.closes_at == step.opens_at + timedelta(seconds=20)
    assert step.text == "v1"


def test_one_objection_breaks_silence_when_the_window_has_passed() -> None:
    play = placed()
    play.send(objection(play, paragraphs=("2",)), "a-principal")
    assert play.step("agreement.objections").outcome is None
    finish(play)
    assert play.step("agreement.objections").outcome == "broken"
    assert play.state.texts["v1"].agreed_at is None


def test_an_objection_at_the_closing_instant_is_late_and_is_kept() -> None:
    play = placed()
    play.now = closes(play)
    decision = play.send(objection(play), "a-principal")
    assert decision.refused is not None and decision.refused.code == "DeadlinePassed"
    finish(play)
    step = play.step("agreement.objections")
    assert step.outcome == "held" and len(step.late) == 1


def test_an_objection_a_microsecond_before_the_closing_counts_even_when_decided_after_it() -> None:
    play = placed()
    postmark = closes(play) - timedelta(microseconds=1)
    play.now = closes(play) + timedelta(seconds=3)
    assert play.send(objection(play), "a-principal", received_at=postmark).refused is None
    finish(play)
    assert play.step("agreement.objections").outcome == "broken"


def test_a_live_step_does_not_close_before_grace_has_passed() -> None:
    play = placed()
    play.now = closes(play) + GRACE - timedelta(microseconds=1)
    step = play.step("agreement.objections")
    with pytest.raises(NotYet):
        play.send(CloseStep(step=step.step, closes_at=closes(play)), via="clockwork")
    play.now = closes(play) + GRACE
    play.send(CloseStep(step=step.step, closes_at=closes(play)), via="clockwork")
    assert step.outcome == "held"


def test_an_objection_can_be_withdrawn_in_time_and_silence_holds() -> None:
    play = placed()
    play.send(objection(play), "a-principal")
    play.send(
        WithdrawAnswer(step=play.step("agreement.objections").step, answer="objection"),
        "a-principal",
    )
    finish(play)
    assert play.step("agreement.objections").outcome == "held"


def test_an_observers_objection_is_refused_and_kept() -> None:
    play = placed()
    decision = play.send(objection(play), "o-principal")
    assert decision.refused is not None and decision.refused.code == "KeptAsComment"
    finish(play)
    assert play.step("agreement.objections").outcome == "held"


def test_a_stranger_is_refused_at_the_door_and_leaves_no_event() -> None:
    play = placed()
    before = len(play.history)
    with pytest.raises(NotNamed):
        play.send(objection(play), "nobody")
    assert len(play.history) == before


def test_a_hold_moves_the_closing_and_can_be_asked_for_once_by_each() -> None:
    play = placed()
    old = closes(play)
    hold = Answer(step=play.step("agreement.objections").step, answer="hold")
    play.send(hold, "a-principal")
    assert closes(play) == old + timedelta(seconds=20)
    decision = play.send(hold, "a-principal")
    assert decision.refused is not None and decision.refused.code == "HoldExhausted"
    play.send(hold, "b-principal")
    decision = play.send(hold, "c-principal")
    assert decision.refused is not None and decision.refused.code == "HoldExhausted"


def test_the_gavel_closes_at_its_own_instant_and_what_was_postmarked_before_still_counts() -> None:
    play = placed()
    step = play.step("agreement.objections")
    before = play.now + timedelta(seconds=5)
    play.now = before + timedelta(seconds=1)
    play.send(BringClosingForward(step=step.step, grounds="all have spoken"), "chair-principal")
    assert step.closes_at == play.now and step.outcome is None
    play.now += timedelta(seconds=1)
    assert play.send(objection(play), "a-principal", received_at=before).refused is None
    late = play.send(objection(play), "b-principal")
    assert late.refused is not None and late.refused.code == "DeadlinePassed"
    finish(play)
    assert step.outcome == "broken"


def test_an_extension_in_time_makes_acts_count_that_were_marked_late_meanwhile() -> None:
    play = placed()
    end = closes(play)
    play.now = end + timedelta(seconds=1)
    late = play.send(objection(play), "a-principal")
    assert late.refused is not None
    act = ExtendDeadline(
        step=play.step("agreement.objections").step,
        closes_at=end + timedelta(minutes=1),
        grounds="asked",
    )
    play.send(act, "chair-principal", received_at=end - timedelta(seconds=1))
    extended = play.history[-1].event
    assert isinstance(extended, DeadlineExtended)
    assert extended.counts == (len(play.history) - 1,)
    finish(play)
    assert play.step("agreement.objections").outcome == "broken"


def test_an_extension_after_the_deadline_is_late_itself() -> None:
    play = placed()
    end = closes(play)
    play.now = end
    act = ExtendDeadline(
        step=play.step("agreement.objections").step,
        closes_at=end + timedelta(minutes=1),
        grounds="x",
    )
    decision = play.send(act, "chair-principal")
    assert decision.refused is not None and decision.refused.code == "DeadlinePassed"


def reported(play: Play, at: datetime, channel: str = "e-mail") -> Answer:
    how = Reported(
        channel=channel,
        source="message of the mission",
        reported_at=at,
        precision="instant",
        person="a-principal",
        party="a",
        capacity="principal",
    )
    return objection(play, reported=how)


def test_an_emailed_objection_typed_in_late_counts_only_once_it_is_admitted() -> None:
    play = placed()
    sent = closes(play) - timedelta(seconds=2)
    play.now = closes(play) + timedelta(seconds=1)
    late = play.send(reported(play, sent), "chair-principal")
    assert late.refused is not None and late.refused.code == "DeadlinePassed"
    number = len(play.history)
    finish(play)
    step = play.step("agreement.objections")
    assert step.outcome == "held"
    play.send(
        AdmitAct(refused=number, evidence="header of the message", grounds="in time"),
        "chair-principal",
    )
    assert step.outcome == "broken" and step.superseded == ["held"]
    assert play.state.texts["v1"].agreed_at is None


def test_a_channel_that_the_procedure_does_not_name_admits_nothing() -> None:
    play = placed()
    decision = play.send(reported(play, play.now, channel="telephone"), "chair-principal")
    assert decision.refused is not None and decision.refused.code == "ChannelNotOfficial"


@pytest.mark.parametrize("clock", ["live", "stepped"])
def test_a_withdrawn_text_ends_its_silence_without_a_result(
    clock: Literal["live", "stepped"],
) -> None:
    play = placed(clock)
    play.send(WithdrawText(text="v1", grounds="a mistake"), "chair-principal")
    play.until(play.clock + timedelta(minutes=1))
    assert play.step("agreement.objections").outcome == "withdrawn"


def test_a_rehearsal_closes_exactly_at_the_deadline() -> None:
    play = placed("stepped")
    end = closes(play)
    play.until(end)
    assert play.step("agreement.objections").closed_at == end


@pytest.mark.parametrize(
    ("begins", "ends"),
    [
        ("2022-03-26T02:30 Geneva", "2022-03-27T03:30 Geneva"),
        ("2022-10-29T02:30 Geneva", "2022-10-30T02:30:00+01:00"),
    ],
    ids=["the hour that is left out", "the hour that comes twice"],
)
def test_a_window_of_days_that_ends_on_the_night_of_a_change_of_the_clocks_has_an_end(
    begins: str, ends: str
) -> None:
    """A procedure cannot know when it is run; the process would stand still for ever."""
    instant = after(placed().state, parse_instant(begins), Span(days=1))
    assert instant == parse_instant(ends)
