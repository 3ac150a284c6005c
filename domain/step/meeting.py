"""
A meeting is suspended and resumed: acts of who chairs it, with a reason, of which everybody is told.

The meeting is a stage: its session, and what is put while it sits. While it is suspended nothing is said or voted,
nothing new is put, and its deadlines stand still; who was recorded present stays so. What hangs on its end waits:
it has not ended.

Source: hard case 14
"""

from datetime import datetime
from typing import Literal

from domain.act import ActBase
from domain.event import Event
from domain.participation.authority import Acting
from domain.procedure.question import ON_MEETINGS, AnswerRule
from domain.process.seen import readers
from domain.process.state import Process, StageRun
from domain.record.recorded import Recorded
from domain.refused import AlreadyDone, MeetingSuspended
from domain.step.commands import (
    Answer,
    BringClosingForward,
    DivideQuestion,
    Judge,
    RaiseQuestion,
    WithdrawAnswer,
)
from domain.step.deadline import gone_on
from domain.step.events import MeetingChanged
from domain.step.state import Step
from domain.step.telling import milestone

DONE_THERE = (Answer, WithdrawAnswer, RaiseQuestion, BringClosingForward, DivideQuestion, Judge)
"""The acts that are done in a meeting, and not while it is suspended."""


def changed(
    process: Process, step: Step, rule: AnswerRule, act: Answer, who: Acting
) -> list[Event]:
    """
    Suspend a meeting, or resume it: what was ahead then is as far ahead now.

    :raises AlreadyDone: it is suspended already, or is not
    """
    run = process.stages[step.stage]
    since = suspended_since(process, run)
    if rule.effect == "suspends_meeting":
        if since is not None:
            raise AlreadyDone(what="the meeting is suspended")
        return [_changed(step, "suspended", act)]
    if since is None:
        raise AlreadyDone(what="the meeting is not suspended")
    return [_changed(step, "resumed", act, since), *_moved(process, run, since, act, who)]


def _changed(
    step: Step, became: Literal["suspended", "resumed"], act: Answer, since: datetime | None = None
) -> MeetingChanged:
    return MeetingChanged(
        step=step.step,
        became=became,
        since=since,
        resumes_at=act.instant if became == "suspended" else None,
        grounds=act.grounds or "",
    )


def _moved(
    process: Process, run: StageRun, since: datetime, act: Answer, who: Acting
) -> list[Event]:
    """The deadlines of the meeting that were ahead when it was suspended."""
    steps = [step for step in process.open_steps() if step.stage == run.stage]
    reason = act.grounds or ""
    return [one for step in steps for one in gone_on(process, step, since, reason, who)]


def not_while_meeting_suspended(process: Process, act: ActBase, at: datetime) -> None:
    """
    Whether an act is taken: nothing is done in a meeting while it is suspended, but to resume it.

    One that was postmarked before still is taken.

    :raises MeetingSuspended: it is kept, and can be sent again
    """
    step = process.steps.get(act.step) if isinstance(act, DONE_THERE) else None
    if step is None or (isinstance(act, Answer) and _on_meeting(step, act)):
        return
    since = suspended_since(process, process.stages[step.stage])
    if since is not None and at >= since:
        raise MeetingSuspended


def _on_meeting(step: Step, act: Answer) -> bool:
    rule = step.rule.answers.get(act.answer)
    return rule is not None and rule.effect in ON_MEETINGS


def suspended_since(process: Process, run: StageRun) -> datetime | None:
    """Since when a meeting is suspended; None: it sits, or its session has ended and cannot go on."""
    session = process.steps.get(run.suspended_in) if run.suspended_in is not None else None
    if session is None or session.brought_forward or session.closed_at is not None:
        return None
    return run.suspended_at if process.status == "running" else None


def sits(process: Process, step: Step) -> bool:
    """Whether what is due on a step is due now: not what lies ahead while its meeting is suspended."""
    since = suspended_since(process, process.stages[step.stage])
    if since is None or step.brought_forward:
        return True
    return step.closes_at is not None and step.closes_at <= since


def meeting_changed(
    process: Process, recorded: Recorded, event: MeetingChanged, at: datetime
) -> None:
    step = process.steps[event.step]
    run = process.stages[step.stage]
    suspended = event.became == "suspended"
    run.suspended_at, run.suspended_in = (at, event.step) if suspended else (None, None)
    run.resumes_at = event.resumes_at
    told = readers(process, step.rule.seen.step, process.asked(step))
    milestone(process, recorded, step, at, tuple(sorted(told)))
