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
from domain.model import TICK
from domain.process.agenda import agenda
from domain.process.differences import Change, differences
from domain.process.fold import evolve
from domain.process.foreseen import as_recorded
from domain.process.judge import At, Decision, judge
from domain.process.state import Process
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
        author = decision.author(command)
        recorded = as_recorded(
            process, command, author, event, at.received_at, recorded_at, decision.capacity
        )
        evolve(process, recorded)
