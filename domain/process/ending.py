"""
The close of a question by conditions: as soon as they hold, judged after every act that may make them hold.

It closes at the instant of that act, like the gavel, and is counted after the grace: an act that was postmarked before
still counts. Source: hard case 7; treaties that enter into force when a number of Parties has joined
"""

from collections.abc import Iterator
from datetime import datetime

from domain.action.events import ActionDueFixed, ActionRecorded, ActionStatusSet
from domain.command import Command
from domain.event import Event
from domain.letter.events import LetterDispatched
from domain.process.events import ActRefused, ClockMoved
from domain.process.facts import facts_of
from domain.process.foreseen import after
from domain.process.state import Process
from domain.record.envelope import Author
from domain.rule.condition import first_that_fails
from domain.step.events import (
    AnswerDisavowed,
    ClosingBroughtForward,
    RemindersSent,
    StepOpened,
    StepScheduled,
    WithheldRead,
)
from domain.step.state import Step

CHANGES_NOTHING = (
    ActRefused,
    ClockMoved,
    LetterDispatched,
    RemindersSent,
    ActionRecorded,
    ActionDueFixed,
    ActionStatusSet,
    AnswerDisavowed,
    WithheldRead,
)
"""Events after which no condition of a rule is another than before."""


def ends_when(
    process: Process,
    command: Command,
    events: tuple[Event, ...],
    author: Author,
    received_at: datetime,
    recorded_at: datetime,
) -> Iterator[Event]:
    """Give the closings that these events bring about: of every open question whose conditions hold after them."""
    if not _may(process, events):
        return
    then = after(process, command, author, events, received_at, recorded_at)
    now = then.now if then.clock == "stepped" and then.now is not None else received_at
    for step in then.open_steps():
        if _waits(step, now) and _hold(then, step, now):
            yield ClosingBroughtForward(step=step.step, old=step.closes_at, by="conditions")


def _may(process: Process, events: tuple[Event, ...]) -> bool:
    """Whether anything can have come to hold: seldom, so that nothing is copied for other questions."""
    if any(isinstance(event, StepScheduled | StepOpened) for event in events):
        stages = process.procedure.roadmap
        return any(one.window.ends_when for stage in stages for one in stage.with_raised())
    if not any(step.rule.window.ends_when for step in process.open_steps()):
        return False
    return not all(isinstance(event, CHANGES_NOTHING) for event in events)


def _waits(step: Step, now: datetime) -> bool:
    """Whether a step is open, and nothing that is raised on it holds it up."""
    in_time = step.closes_at is None or now < step.closes_at
    waits = step.opened and not step.brought_forward and in_time and not step.pending
    return waits and bool(step.rule.window.ends_when)


def _hold(process: Process, step: Step, now: datetime) -> bool:
    return first_that_fails(step.rule.window.ends_when, facts_of(process, step, now)) is None
