"""What is otherwise between two states of one process: deadlines, reminders, stages, outcomes, texts, people, rules."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeVar

from domain.procedure.compare import compare
from domain.process.state import Process
from domain.refused import Refused
from domain.step.clockwork import readings, reminders
from domain.step.state import Step
from domain.step.when import moment

Kind = Literal[
    "process", "rules", "date", "stage", "question", "opens", "closes", "due", "reminder", "reading",
    "planned", "outcome", "answers", "text", "party", "person", "action", "inner",
]  # fmt: skip
Value = datetime | str | int | None
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Change:
    """:param what: the name of what changes; `old` and `new` are None where there is none"""

    kind: Kind
    what: str
    old: Value
    new: Value


def _course(process: Process) -> str:
    return process.status if process.paused_at is None else "suspended"


def differences(before: Process, after: Process) -> Iterator[Change]:
    """List what changed from one state to the other, in the order in which a coordinator would ask."""
    if _course(before) != _course(after):
        yield Change("process", after.title, _course(before), _course(after))
    if before.procedure_sha256 != after.procedure_sha256:
        for place, old, new in compare(before.procedure, after.procedure):
            yield Change("rules", place, old, new)
    yield from _of("date", before.dates, after.dates)
    yield from _stages(before, after)
    yield from _of("question", _put(before), _put(after))
    for kind, what in STEPS.items():
        yield from _of(kind, _by_step(before, what), _by_step(after, what))
    yield from _times("reminder", before, after, _reminders)
    yield from _times("reading", before, after, _readings)
    yield from _of("planned", _planned(before), _planned(after))
    yield from _of("text", _texts(before), _texts(after))
    yield from _of("party", _parties(before), _parties(after))
    yield from _of("person", _persons(before), _persons(after))
    yield from _of("action", _actions(before), _actions(after))
    yield from _of("inner", _inner(before), _inner(after))


def _of(kind: Kind, before: Mapping[str, V], after: Mapping[str, V]) -> Iterator[Change]:
    for name in dict.fromkeys([*before, *after]):
        old, new = before.get(name), after.get(name)
        if old != new:
            yield Change(kind, name, _value(old), _value(new))


def _value(value: Any) -> Value:
    return value if isinstance(value, datetime | str | int) else None


def name_of(process: Process, step: Step) -> str:
    """Write the name of a step with its round: "agreement#1.objections"."""
    run = process.stages[step.stage]
    return f"{run.key}#{run.round}.{step.question}"


def _stages(before: Process, after: Process) -> Iterator[Change]:
    def states(process: Process) -> dict[str, str]:
        found = {
            f"{run.key}#{run.round}": "void"
            if run.voided
            else f"over: {run.outcome}"
            if run.ended_at
            else "running"
            for run in process.stages.values()
        }
        return found | {f"{owed.key}#{owed.round}": "next" for owed in process.owed}

    yield from _of("stage", states(before), states(after))


def _inner(process: Process) -> dict[str, datetime | None]:
    """The processes that answer a question here, and to when their dates go: they follow its closing."""
    return {
        f"{one.party}: the process that answers {name_of(process, process.steps[one.step])}": (
            one.closes_at
        )
        for one in process.inner.values()
        if one.follows
    }


def _put(process: Process) -> dict[str, str]:
    return {
        name_of(process, step): "open" if step.is_open else "closed"
        for step in process.steps.values()
    }


def _by_step(process: Process, what: Callable[[Step], Value]) -> dict[str, Value]:
    return {name_of(process, step): what(step) for step in process.steps.values()}


STILL = "the clock stands still"
"""What a closing is while a raised question, or a request for more time, stops the clock."""

STEPS: dict[Kind, Callable[[Step], Value]] = {
    "opens": lambda step: None if step.opened else step.opens_at,
    "closes": lambda step: STILL if step.stopped_at and step.closes_at else step.closes_at,
    "due": lambda step: step.due_at,
    "outcome": lambda step: (
        (step.outcome or "") + (" (provisional)" if step.provisional else "") or None
    ),
    "answers": lambda step: sum(given.stands for given in step.answers),
}
"""What of a step can move, by the kind of the change."""


def _times(
    kind: Kind, before: Process, after: Process, of: Callable[[Process, Step], list[datetime]]
) -> Iterator[Change]:
    """Instants that a step has ahead: the first moved one stands against the first, and so on."""
    for step in after.steps.values():
        earlier = before.steps.get(step.step)
        old = of(before, earlier) if earlier else []
        new = of(after, step)
        gone = [one for one in old if one not in new]
        come = [one for one in new if one not in old]
        for index in range(max(len(gone), len(come))):
            yield Change(
                kind,
                name_of(after, step),
                gone[index] if index < len(gone) else None,
                come[index] if index < len(come) else None,
            )


def _reminders(process: Process, step: Step) -> list[datetime]:
    if not step.is_open:
        return []
    return [one for one in reminders(process, step) if one not in step.reminded]


def _readings(process: Process, step: Step) -> list[datetime]:
    if not step.is_open:
        return []
    done = {reading.due_at for reading in step.readings}
    return [one for one in readings(process, step) if one not in done]


def _planned(process: Process) -> dict[str, datetime]:
    """The fixed instants of questions that are not yet put: they hang on dates of the roadmap."""
    found: dict[str, datetime] = {}
    for stage in process.procedure.roadmap:
        for name, question in stage.questions.items():
            window = question.window
            for word, wanted in (("opens", window.opens), ("closes", window.closes)):
                if wanted is None or process.step_of(f"{stage.stage}.{name}") is not None:
                    continue
                try:
                    found[f"{stage.stage}.{name} {word}"] = moment(process, wanted)
                except Refused:
                    continue
    return found


def _texts(process: Process) -> dict[str, str]:
    return {
        text.text: "withdrawn" if text.withdrawn_at else "agreed" if text.agreed_at else "published"
        for text in process.texts.values()
    }


def _parties(process: Process) -> dict[str, str]:
    return {key: ", ".join(party.roles) for key, party in process.parties.items()}


def _persons(process: Process) -> dict[str, str]:
    """Who may act for whom: a person's capacities, with the end of each that has one."""
    return {
        f"{person} for {one.party}": one.capacity
        + (f" until {one.valid_until:%Y-%m-%d %H:%M} UTC" if one.valid_until else "")
        for person, appointments in process.appointments.items()
        for one in appointments
    }


def _actions(process: Process) -> dict[str, Value]:
    return {f"{key} is due": process.action_due(one) for key, one in process.actions.items()}
