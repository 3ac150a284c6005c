"""
The processes that are run to answer a question of this one: who runs one, and when the question closes for it.

Their own record says which question they answer; this one takes note of them, so that they can be told when its closing
moves. What goes on inside them is their own. Source: hard case 15
"""

from datetime import datetime

from domain.event import Event
from domain.participation.authority import Acting
from domain.process.commands import LinkInner
from domain.process.events import ActRefused, InnerLinked
from domain.process.state import Inner, Process
from domain.record.recorded import Recorded
from domain.refused import (
    AlreadyDone,
    NotAsked,
    NotByThisProcess,
    OutOfPlace,
    StepIsOver,
    UnknownStep,
)
from domain.step.clockwork import readings
from domain.step.events import (
    Answered,
    AnswerWithdrawn,
    ClosingBroughtForward,
    HoldGranted,
    HoldLifted,
    StepMoved,
)
from domain.step.state import Step

UNMOVED = (Answered, AnswerWithdrawn, ActRefused)
"""Events that move no closing: what they do to one is an event of its own."""

MOVED: dict[type[Event], str] = {
    InnerLinked: "it had moved before this process was known there",
    HoldGranted: "more time was asked for there",
    HoldLifted: "more time was given back there",
    StepMoved: "the date that it hangs on has moved there",
    ClosingBroughtForward: "it was ended there before its deadline",
}
"""Why a closing is another one, where the event gives no reason in words."""


def closing_for(process: Process, step: Step, party: str) -> datetime | None:
    """When a party must have answered: the closing, or the next reading of a question that stands open."""
    closes_at = step.closing_of(party)
    if closes_at is not None or step.stopped_at is not None or step.closed_at is not None:
        return closes_at
    done = {reading.due_at for reading in step.readings}
    return next((instant for instant in readings(process, step) if instant not in done), None)


def link_inner(process: Process, act: LinkInner, _who: Acting) -> list[Event]:
    """
    Take note of a process that answers a question here.

    :raises NotByThisProcess: the question takes no answer from processes, or from those of another procedure
    :raises NotAsked: its party is not asked; StepIsOver: the question is over
    """
    if act.process in process.inner:
        raise AlreadyDone(what="this process is known here")
    step = process.steps.get(act.step)
    if step is None:
        raise UnknownStep(step=str(act.step))
    rule = step.rule.answered_by
    if rule is None or rule.process != act.procedure:
        raise NotByThisProcess(
            procedure=act.procedure, wanted=rule.process if rule else "no process"
        )
    if act.party not in process.asked(step):
        raise NotAsked(party=act.party)
    if step.closed_at is not None:
        raise StepIsOver(outcome=step.outcome or "closed")
    if act.process == process.process_id:
        raise OutOfPlace(why="a process does not answer its own question")
    return [
        InnerLinked(
            step=act.step,
            process=act.process,
            party=act.party,
            procedure=act.procedure,
            closes_at=act.closes_at,
        )
    ]


def inner_linked(process: Process, recorded: Recorded, event: InnerLinked, at: datetime) -> None:
    process.inner[event.process] = Inner(
        process=event.process,
        step=event.step,
        party=event.party,
        closes_at=event.closes_at,
        since=at,
        moved=0,
        head_hash=recorded.hash,
        grounds="",
        told=0,
    )


def heed(process: Process, recorded: Recorded, at: datetime) -> None:
    """Fold what an event does to the closings that inner processes must be told of."""
    event = recorded.event
    if isinstance(event, UNMOVED):
        return
    for one in process.inner.values():
        step = process.steps[one.step]
        if any(reading.due_at == one.closes_at for reading in step.readings):
            continue  # the question was read when that process was to have ended
        closes_at = closing_for(process, step, one.party)
        if closes_at is None or closes_at == one.closes_at:
            continue
        one.closes_at, one.since = closes_at, at
        one.moved, one.head_hash = recorded.envelope.version, recorded.hash
        one.grounds = getattr(event, "grounds", None) or MOVED.get(
            type(event), "it has moved there"
        )
