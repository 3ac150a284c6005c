"""What a process would be after events that are not recorded yet: on a copy, so that the process is untouched."""

from collections.abc import Iterable, Sequence
from copy import copy, deepcopy
from datetime import datetime
from typing import Any

from domain.command import Command
from domain.event import Event
from domain.process.fold import evolve, process_at
from domain.process.state import Process
from domain.record.envelope import Author, Envelope
from domain.record.recorded import Recorded
from domain.step.events import Answered, AnswerWithdrawn
from domain.step.state import Given, Step

SAID = (Answered, AnswerWithdrawn)
BY_ITSELF = ("none", "ends", "joins", "states", "stands_aside", "supports", "opposes", "satisfied")
"""Effects of answers that change nothing beside the step on which they are given."""


def as_recorded(
    process: Process,
    command: Command,
    author: Author,
    event: Event,
    received_at: datetime,
    recorded_at: datetime,
    capacity: str | None = None,
) -> Recorded:
    """An event as it would stand in the record, without seals: nobody will ever read it there."""
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
        actor=author,
        capacity=capacity,
        command_id=command.command_id,
        command_hash="",
        ordinal=0,
        causation=None,
        correlation=None,
        body_commit="",
        prev="",
    )
    return Recorded(envelope, event, bytes(32))


def after(
    process: Process,
    command: Command,
    author: Author,
    events: Sequence[Event],
    received_at: datetime,
    recorded_at: datetime,
) -> Process:
    """The process after these events. What is only said on steps copies those steps alone: thousands may answer."""
    found = _with_copies(process, events) if _only_said(process, events) else deepcopy(process)
    for event in events:
        evolve(found, as_recorded(found, command, author, event, received_at, recorded_at))
    return found


def _only_said(process: Process, events: Iterable[Event]) -> bool:
    return all(
        isinstance(event, SAID)
        and process.steps[event.step].rule.answers[event.answer].effect in BY_ITSELF
        for event in events
    )


def _with_copies(process: Process, events: Iterable[Any]) -> Process:
    """A process that shares everything with another but the steps on which something is said."""
    found = copy(process)
    found.steps, found.numbered = dict(process.steps), dict(process.numbered)
    found.commands = dict(process.commands)
    for event in events:
        found.steps[event.step] = step_copy(process.steps[event.step], event.party)
    return found


def step_copy(step: Step, party: str) -> Step:
    """A step that shares with another only what this party's saying something does not change."""
    found = copy(step)
    for name in Step.__dataclass_fields__:
        value = getattr(step, name)
        if isinstance(value, list | dict | set):
            setattr(found, name, copy(value))
    own = {id(given): copy(given) for given in step.answers if given.party == party}

    def one(given: Given) -> Given:
        return own.get(id(given), given)

    found.answers = [one(given) for given in step.answers]
    found.numbered |= {given.version: given for given in own.values()}
    if party in step.standing:
        mine = step.standing[party].items()
        found.standing[party] = {name: [one(given) for given in many] for name, many in mine}
    return found
