"""
What an act would do, before it is done: what else moves, what follows at once, and who would be told.

The act is judged on a copy of the process, by the very judge of the door; then the clockwork does on the copy what is
due at once. Nothing is recorded. A pure function.
"""

from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from domain.command import Actor, Command
from domain.event import Event
from domain.model import TICK
from domain.process.agenda import agenda
from domain.process.differences import Change, differences
from domain.process.fold import evolve, process_at
from domain.process.judge import At, Decision, judge
from domain.process.state import Process
from domain.record.envelope import Author, Envelope
from domain.record.recorded import Recorded
from domain.refused import Refused
from domain.step.when import grace

MOST = 500
"""Entries of the agenda that are done on the copy at the most: what follows at once is far less."""


@dataclass(frozen=True, slots=True)
class Told:
    """Who would be told of a milestone: its type, the step where there is one, the addressees."""

    type: str
    step: UUID | None
    addressees: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """
    :param refused: why the act would not be accepted; then nothing else is said
    :param events: the types of events that the act itself would leave
    :param changes: what would be otherwise than now, of the act and of what follows at once
    :param after: the process as it would stand, so that names can be looked up
    """

    refused: Refused | None
    events: tuple[str, ...]
    changes: tuple[Change, ...]
    told: tuple[Told, ...]
    after: Process


def preview(process: Process, command: Command, at: At) -> Preview:
    """Say what a command would do to a process. The process is untouched."""
    before, after = deepcopy(process), deepcopy(process)
    try:
        decision = judge(after, command, at)
    except Refused as refused:
        return Preview(refused, (), (), (), before)
    if decision.refused is not None:
        return Preview(decision.refused, (), (), (), before)
    _remember(after, command, decision, at)
    for one in (before, after):
        _settle(one, at)
    return Preview(
        None,
        tuple(type(event).__name__ for event in decision.events),
        tuple(differences(before, after)),
        tuple(
            Told(milestone.type, milestone.step, milestone.addressees)
            for version, milestone in after.milestones.items()
            if version not in before.milestones
        ),
        after,
    )


def next_at(process: Process, now: datetime) -> At:
    """The times of a decision that would be taken now: recorded times of a stream strictly increase."""
    last = process.last_recorded_at
    return At(now, max(now, last + TICK) if last else now)


def _settle(process: Process, at: At) -> None:
    """Do what is due at once: until the grace of a step that ends now has passed."""
    clock = process.now if process.clock == "stepped" and process.now else at.recorded_at
    until = clock + grace(process) + timedelta(seconds=1) * (process.clock == "live")
    for _ in range(MOST):
        due = next((one for one in agenda(process) if one.due_at <= until), None)
        if due is None:
            return
        then = next_at(process, max(at.recorded_at, due.due_at))
        actor = Actor(via="clockwork")
        command = Command(
            command_id=due.command_id, process=process.process_id, actor=actor, act=due.act
        )
        try:
            decision = judge(process, command, then)
        except Refused:
            return
        _remember(process, command, decision, then)


def _remember(process: Process, command: Command, decision: Decision, at: At) -> None:
    for ordinal, event in enumerate(decision.events):
        recorded_at = at.recorded_at + ordinal * TICK
        evolve(process, _recorded(process, command, decision, event, at.received_at, recorded_at))


def _recorded(
    process: Process,
    command: Command,
    decision: Decision,
    event: Event,
    received_at: datetime,
    recorded_at: datetime,
) -> Recorded:
    """An event as it would stand in the record, without seals: nobody will ever read it there."""
    actor = command.actor
    envelope = Envelope(
        v=1,
        origin="preview",
        stream=process.process_id,
        version=process.version + 1,
        type=type(event).__name__,
        type_v=event.type_v,
        recorded_at=recorded_at,
        received_at=received_at,
        process_at=process_at(process, event, recorded_at),
        actor=Author(
            actor.person, decision.party or actor.party, decision.role or actor.role, actor.via
        ),
        capacity=decision.capacity,
        command_id=command.command_id,
        command_hash="",
        ordinal=0,
        causation=None,
        correlation=None,
        body_commit="",
        prev="",
    )
    return Recorded(envelope, event, bytes(32))
