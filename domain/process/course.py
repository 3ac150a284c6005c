"""
The course of a process as a whole: suspended, resumed, abandoned or merged; a settled text reopened.

By whom, the procedure says. Each is an event with a reason, and everybody is told. While a process is suspended nothing
new begins; whether its windows stand still meanwhile is a value: where the clocks stop, the deadlines that were ahead
move on by as long as it was suspended, each by an event with its old and its new instant. Source: hard case 18
"""

from datetime import datetime

from domain.act import ActBase
from domain.event import Event
from domain.participation.authority import Acting
from domain.procedure.course import CourseRule, SuspendRule
from domain.procedure.models import END, ENDED
from domain.process.commands import ChangeCourse, FollowOuter, LinkInner, NoteCarried
from domain.process.events import CourseChanged, ProcessEnded
from domain.process.roadmap import rounds_run
from domain.process.state import Owed, Process
from domain.refused import AlreadyDone, NotPermitted, OutOfPlace, ProcessSuspended, UnknownText
from domain.step.commands import AdmitAct, LapseConfirmation, ReadWithheld
from domain.step.deadline import gone_on
from domain.step.events import ClosingBroughtForward
from domain.step.meeting import sits
from domain.step.state import Step
from domain.text.commands import PublishText, WithdrawText


def change_course(process: Process, act: ChangeCourse, who: Acting) -> list[Event]:
    """
    Change the course of the process.

    :raises NotPermitted: the procedure does not let this role do it, or nobody
    :raises OutOfPlace: it is not how the process stands
    """
    rule = rule_of(process, act.became)
    if rule is None or who.role not in rule.by:
        named = ", ".join(rule.by) if rule else "nobody"
        raise NotPermitted(role=who.role, why=f"by this procedure that is for: {named}")
    changed = CourseChanged(
        became=act.became,
        text=act.text,
        into=act.into,
        grounds=act.grounds,
        since=process.paused_at,
    )
    return [changed, *_effects(process, act, who)]


def rule_of(process: Process, became: str) -> CourseRule | SuspendRule | None:
    course = process.procedure.course
    return getattr(course, VERBS[became]) if course else None


VERBS = {
    "suspended": "suspend",
    "resumed": "resume",
    "abandoned": "abandon",
    "merged": "merge",
    "reopened": "reopen",
}


def _effects(process: Process, act: ChangeCourse, who: Acting) -> list[Event]:
    match act.became:
        case "suspended":
            if process.paused_at is not None:
                raise AlreadyDone(what="the process is suspended")
            return []
        case "resumed":
            if process.paused_at is None:
                raise AlreadyDone(what="the process is not suspended")
            return _moved(process, act, who)
        case "reopened":
            _reopenable(process, act)
            return []
        case _:
            if act.became == "merged" and act.into is None:
                raise OutOfPlace(why="say into which process it is merged")
            return _ending(process, act)


def _moved(process: Process, act: ChangeCourse, who: Acting) -> list[Event]:
    """The deadlines that were ahead when the clocks stopped: as far ahead as they were then."""
    since = process.paused_at
    if since is None or not clocks_stand(process):
        return []
    steps = process.open_steps()
    return [one for step in steps for one in gone_on(process, step, since, act.grounds, who)]


def _reopenable(process: Process, act: ChangeCourse) -> None:
    text = process.texts.get(act.text or "")
    if text is None:
        raise UnknownText(text=act.text)
    if text.agreed_at is None:
        raise OutOfPlace(why=f"text {act.text} is not settled, so there is nothing to reopen")
    for key in leads_to(process):
        if rounds_run(process, key) >= process.procedure.stage(key).rounds_at_most:
            raise OutOfPlace(why=f"{key} has had all the rounds that the procedure gives it")


def leads_to(process: Process) -> tuple[str, ...]:
    course = process.procedure.course
    then = course.reopen.then if course and course.reopen else ()
    return tuple(key for key in then if key != END)


def _ending(process: Process, act: ChangeCourse) -> list[Event]:
    """Everything that is open ends without a result; what comes later is kept and does not count."""
    closing: list[Event] = [
        ClosingBroughtForward(
            step=step.step,
            old=step.closes_at,
            by="end_of_process",
            ended_by=ENDED,
            grounds=act.grounds,
        )
        for step in process.open_steps()
        if not step.brought_forward
    ]
    return [*closing, ProcessEnded(grounds=act.grounds, outcome=act.became)]


def clocks_stand(process: Process) -> bool:
    """Whether the windows stand still: the process is suspended, and its procedure stops the clocks then."""
    course = process.procedure.course
    suspend = course.suspend if course else None
    return process.paused_at is not None and suspend is not None and suspend.clocks == "stop"


def not_while_suspended(process: Process, act: ActBase, at: datetime) -> None:
    """
    Whether an act is taken while the clocks stand. One that was postmarked before still is.

    :raises ProcessSuspended: its time has not come; it is kept, and can be sent again
    """
    about_a_step = hasattr(act, "step") or isinstance(act, PublishText | WithdrawText)
    if not about_a_step or isinstance(act, AdmitAct | ReadWithheld) or process.paused_at is None:
        return
    if clocks_stand(process) and at >= process.paused_at:
        raise ProcessSuspended


def runs_on(process: Process, step: Step) -> bool:
    """Whether what is due on an open step is due while the process, or the meeting that it is in, is suspended."""
    if not sits(process, step):
        return False
    if not clocks_stand(process) or process.paused_at is None:
        return True
    return step.closes_at is not None and step.closes_at <= process.paused_at


def waits(process: Process, act: ActBase) -> bool:
    """Whether an act of the clockwork waits until the process is resumed."""
    asked = process.steps.get(getattr(act, "step", None) or process.process_id)
    if asked is not None and not isinstance(act, LapseConfirmation) and not sits(process, asked):
        return True
    if process.paused_at is None or isinstance(act, LinkInner | FollowOuter | NoteCarried):
        return False
    if isinstance(act, LapseConfirmation):
        return clocks_stand(process)
    step = process.steps.get(getattr(act, "step", None) or process.process_id)
    return step is None or not runs_on(process, step)


def _limits_moved(process: Process, at: datetime) -> None:
    """The time within which a provisional outcome can be confirmed stood still, too."""
    since = process.paused_at
    for step in process.steps.values():
        if since is not None and clocks_stand(process) and step.provisional_since is not None:
            step.provisional_since += at - max(since, step.provisional_since)


def course_changed(process: Process, event: CourseChanged, at: datetime) -> None:
    """Fold it. The ends of steps and of the process, and the moved deadlines, are events of their own."""
    if event.became == "suspended":
        process.paused_at = at
    elif event.became == "resumed":
        _limits_moved(process, at)
        process.paused_at = None
    elif event.became in ("abandoned", "merged"):
        process.paused_at, process.merged_into = None, event.into
    elif event.text is not None:
        process.texts[event.text].agreed_at = None
        process.status, process.outcome, process.ended_at = "running", None, None
        for key in leads_to(process):
            round_ = process.rounds.get(key, 0) + 1
            process.owed.append(Owed(key, round_, at, None, None))
