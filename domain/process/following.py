"""
Dates that stand for the closing of the question that a process answers: they follow it, by an event with its reason.

The windows that hang on them follow, stay, or wait for the word of who coordinates, as each question says. None is
moved below its notice: it waits for that word as well. Source: hard case 15
"""

from copy import copy
from datetime import datetime

from domain.event import Event
from domain.participation.authority import Acting
from domain.process.commands import FollowOuter
from domain.process.course import clocks_stand
from domain.process.events import DatesMoved, OuterEvent
from domain.process.moving import follow, hangs, how
from domain.process.state import Process
from domain.refused import AlreadyDone, DeadlineTooEarly, OutOfPlace, WindowTooShort
from domain.step.events import StepMoved
from domain.step.state import Step


def follow_outer(process: Process, act: FollowOuter, who: Acting) -> list[Event]:
    """
    Move the dates to where the outer question closes now, with what hangs on them.

    :raises OutOfPlace: this process answers another one, has no such date, or has ended
    """
    names = outer_dates(process)
    if process.answers is None or process.answers.process != act.process or not names:
        raise OutOfPlace(why="no date here stands for the closing of that question")
    if process.status == "ended":
        raise OutOfPlace(why="the process has ended")
    if all(process.dates.get(name) == act.closes_at for name in names):
        raise AlreadyDone(what="the dates have followed")
    later = copy(process)
    later.dates = process.dates | dict.fromkeys(names, act.closes_at)
    steps = [step for step in process.open_steps() if hangs(step, names, who.at)]
    moved = {step.step: _moved(process, later, step, who) for step in steps}
    old = {name: process.dates[name] for name in names if name in process.dates}
    return [
        DatesMoved(
            dates=dict.fromkeys(names, act.closes_at),
            old=old,
            how={name: how(at, act.closes_at, who.at) for name, at in old.items()},
            asks=tuple(step for step, events in moved.items() if events is None),
            outer=OuterEvent(process=act.process, event=act.event, head_hash=act.head_hash),
            grounds=act.grounds,
        ),
        *(one for events in moved.values() for one in events or ()),
    ]


def outer_dates(process: Process) -> tuple[str, ...]:
    """The dates that stand for the closing of the question that this process answers."""
    return tuple(name for name, rule in process.procedure.dates.items() if rule.outer)


def _moved(process: Process, later: Process, step: Step, who: Acting) -> list[StepMoved] | None:
    """How a question follows; None: whoever coordinates has to say."""
    rule = step.rule.if_the_date_moves
    if rule == "stay":
        return []
    if rule != "follow" or clocks_stand(process):
        return None
    try:
        return list(follow(process, later, step, who))
    except (DeadlineTooEarly, WindowTooShort):
        return None


def waits_for_a_word(process: Process, step: Step) -> datetime | None:
    """Since when a question waits for somebody to say whether it moves with its date."""
    asked = process.to_move.get(step.step)
    if asked is None or step.closed_at is not None or step.brought_forward:
        return None
    return asked.at if (step.opens_at, step.closes_at, step.due_at) == asked.instants else None
