"""
Dates of the roadmap that move: a meeting is postponed, suspended until another day, or cancelled.

What hangs on the date says whether it follows or stays; where the procedure leaves that open, whoever moves the date
says it of each question. Nothing moves silently, and nothing below its notice.

Source: hard case 14
"""

from collections.abc import Iterator
from copy import copy
from datetime import datetime
from typing import Literal

from domain.event import Event
from domain.participation.authority import Acting, require_chair
from domain.procedure.models import CANCELLED
from domain.process.closed_day import dates_on, falls, steps_on
from domain.process.commands import MoveDates
from domain.process.events import DatesMoved, How
from domain.process.state import AskedToMove, Process
from domain.record.recorded import Recorded
from domain.refused import AlreadyDone, DateAsks, DeadlineTooEarly, OutOfPlace
from domain.step.deadline import counts, not_too_early, not_too_short
from domain.step.events import ClosingBroughtForward, StepMoved
from domain.step.state import Step
from domain.step.telling import milestone
from domain.step.when import closing, due, opening


def move_dates(process: Process, act: MoveDates, who: Acting) -> list[Event]:
    """
    Move dates of the roadmap, or cancel them, in one act with one reason.

    :raises DateAsks: a question hangs on one of them, and neither its procedure nor the act says whether it moves
    :raises DeadlineTooEarly: a deadline would be too near; WindowTooShort: a window would be too short
    """
    require_chair(who, "move a date")
    on = falls(process, act.closed_day) if act.closed_day is not None else None
    if on is not None:
        act = act.model_copy(update={"dates": dates_on(process, on, who.at) | act.dates})
    _known(process, act, who.at)
    later = copy(process)
    later.dates = {d: at for d, at in process.dates.items() if d not in act.cancelled} | act.dates
    fell = list(steps_on(process, on, act.stay, who.at)) if on is not None else []
    if on is not None and not fell and not act.dates and not act.cancelled:
        raise AlreadyDone(what=f"nothing falls on {on.day} that is still to come")
    here = {moved.step for moved in fell}
    open_ = [step for step in process.open_steps() if step.step not in here]
    hanging = [step for step in open_ if _is_meant(process, step, act, who.at)]
    gone = [step for step in hanging if hangs(step, act.cancelled, who.at)]
    moving = [step for step in hanging if step not in gone and _follows(process, step, act)]
    return [
        _moved(process, act, who.at),
        *fell,
        *(moved for step in moving for moved in follow(process, later, step, who)),
        *(_cancelled(process, step, act) for step in gone),
    ]


def _known(process: Process, act: MoveDates, now: datetime) -> None:
    """The dates are those of the process, none lies in the past, and each step is asked about once."""
    for name in (*act.dates, *act.cancelled):
        if name not in process.dates:
            raise OutOfPlace(why=f"there is no date {name}; given are: {', '.join(process.dates)}")
    for name, new in act.dates.items():
        _may_become(process, act, name, new, now)
    for name in act.cancelled:
        if name in act.dates or process.dates[name] <= now:
            raise OutOfPlace(
                why=f"{name} can be cancelled before it has come, and not be moved too"
            )
    if set(act.follow) & set(act.stay):
        raise OutOfPlace(why="a question cannot follow and stay")


def _may_become(process: Process, act: MoveDates, name: str, new: datetime, now: datetime) -> None:
    """Whether a date may become another one; or stay the same, where somebody has to say what moves with it."""
    if new == process.dates[name] and process.to_move.keys() & {*act.follow, *act.stay}:
        return
    if new == process.dates[name]:
        raise AlreadyDone(what=f"{name} is {process.procedure.shown(new)}")
    if process.answers is not None and process.procedure.dates[name].outer:
        raise OutOfPlace(
            why=f"{name} is the closing of a question of another process, and moves with it"
        )
    if new < now:
        raise DeadlineTooEarly(new=new, bound="at least", least=now)


def _is_meant(process: Process, step: Step, act: MoveDates, now: datetime) -> bool:
    """Whether an act is about a step: it hangs on a date that becomes another one, or the act says whether it moves."""
    moved = tuple(name for name, new in act.dates.items() if process.dates[name] != new)
    said = step.step in act.follow or step.step in act.stay
    names = tuple(act.dates) if said else moved
    return hangs(step, (*names, *act.cancelled), now)


def hangs(step: Step, names: tuple[str, ...], now: datetime) -> bool:
    """Whether an instant of the step that is still to come was counted from one of these dates."""
    window = step.rule.window
    moments = [window.closes, window.due, *([] if step.opened else [window.opens])]
    over = step.brought_forward or (step.closes_at is not None and step.closes_at <= now)
    parts = [part for one in moments if one is not None for part in one.parts()]
    return not over and any(part.date in names for part in parts)


def _follows(process: Process, step: Step, act: MoveDates) -> bool:
    """
    Whether a step moves with the date that it hangs on.

    :raises DateAsks: nobody says
    """
    rule = step.rule.if_the_date_moves
    said = step.step in act.follow or step.step in act.stay
    if step.step in process.to_move and said:
        return step.step in act.follow
    if rule in ("follow", "stay"):
        if said and (rule == "follow") != (step.step in act.follow):
            raise OutOfPlace(why=f"the procedure says of “{step.rule.title}”: {rule}")
        return rule == "follow"
    if not said:
        raise DateAsks(question=step.rule.title)
    return step.step in act.follow


def follow(process: Process, later: Process, step: Step, who: Acting) -> Iterator[StepMoved]:
    """
    Compute the step's instants anew from the moved date. What holds and extensions had added to it stays added.

    :raises DeadlineTooEarly, WindowTooShort: its new deadline would be below its notice or its length
    """
    window = step.rule.window
    opens = step.opens_at if step.opened else opening(later, window, who.at)
    closes = step.closes_at
    if closes is not None:
        before = closing(_as_counted(process, step), window, step.opens_at)
        after = closing(later, window, opens)
        closes = after + (closes - before) if after is not None and before is not None else closes
    elif window.closes is not None:
        closes = closing(later, window, opens)
    if closes is not None and closes != step.closes_at:
        not_too_early(process, closes, who, window.minimum_notice)
        not_too_short(process, step, closes)
        if closes <= opens:
            raise DeadlineTooEarly(new=closes, bound="at least", least=opens)
    due_at = due(later, window, opens)
    if (opens, closes, due_at) != (step.opens_at, step.closes_at, step.due_at):
        yield StepMoved(
            step=step.step,
            old_opens_at=step.opens_at,
            opens_at=opens,
            old=step.closes_at,
            new=closes,
            old_due_at=step.due_at,
            due_at=due_at,
            counts=counts(step, closes) if closes is not None else (),
        )


def _as_counted(process: Process, step: Step) -> Process:
    """The process with the dates that a step was counted from: earlier ones, where somebody has still to say."""
    asked = process.to_move.get(step.step)
    if asked is None:
        return process
    then = copy(process)
    then.dates = process.dates | asked.counted_from
    return then


def _moved(process: Process, act: MoveDates, now: datetime) -> DatesMoved:
    old = {name: process.dates[name] for name in (*act.dates, *act.cancelled)}
    became = {name: how(old[name], act.dates.get(name), now) for name in old}
    return DatesMoved(
        dates=act.dates,
        cancelled=act.cancelled,
        old=old,
        how=became,
        follow=act.follow,
        stay=act.stay,
        closed_day=act.closed_day,
        grounds=act.grounds,
    )


def how(old: datetime, new: datetime | None, now: datetime) -> How:
    """What has become of a meeting: one that has begun is suspended, and goes on at the new time."""
    if new is None:
        return "cancelled"
    if old <= now:
        return "suspended"
    return "postponed" if new > old else "brought_forward"


def _cancelled(process: Process, step: Step, act: MoveDates) -> ClosingBroughtForward:
    """
    End a question whose meeting does not take place.

    :raises OutOfPlace: the procedure does not say what follows then
    """
    stage = process.procedure.stage(process.stages[step.stage].key)
    if CANCELLED not in stage.then:
        raise OutOfPlace(
            why=f"the procedure does not say what follows if “{step.rule.title}” is cancelled; move the date instead"
        )
    by: Literal["cancelled"] = "cancelled"
    return ClosingBroughtForward(
        step=step.step, old=step.closes_at, by=by, ended_by=CANCELLED, grounds=act.grounds
    )


def dates_moved(process: Process, recorded: Recorded, event: DatesMoved, at: datetime) -> None:
    for name in event.cancelled:
        process.dates.pop(name)
    process.dates.update(event.dates)
    waiting = {step: process.to_move.get(step) for step in event.asks}
    said = (*event.follow, *event.stay) if event.outer is None else tuple(process.to_move)
    for step in said:
        process.to_move.pop(step, None)
    for step, asked in waiting.items():
        one = process.steps[step]
        instants = (one.opens_at, one.closes_at, one.due_at)
        before = asked.counted_from if asked else event.old
        process.to_move[step] = AskedToMove(at, before, instants)
    milestone(process, recorded, None, at)
