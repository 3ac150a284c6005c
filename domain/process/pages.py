"""What crosses processes: the rows of the read models that these events change."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from domain.event import Event
from domain.participation.events import (
    ContactReplaced,
    PartyAdmitted,
    PartySucceeded,
    PersonAppointed,
)
from domain.process.agenda import Alarm
from domain.process.events import ProcessEnded, ProcessStarted
from domain.process.state import Process
from domain.record.recorded import Recorded
from domain.step.events import (
    ActAdmitted,
    Answered,
    AnswerWithdrawn,
    ClosingBroughtForward,
    DeadlineExtended,
    DeadlineSet,
    HoldGranted,
    HoldLifted,
    OutcomeSuperseded,
    QuestionDivided,
    StepClosed,
    StepMoved,
    StepOpened,
)
from domain.step.state import Step


@dataclass(frozen=True, slots=True)
class ProcessRow:
    process_id: UUID
    title: str
    procedure: str
    clock: str
    status: str
    started_at: datetime


@dataclass(frozen=True, slots=True)
class DueRow:
    workflow_id: str
    workflow_type: str
    process_id: UUID
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class InboxPut:
    """:param later: the parties that were given more time alone, and when it closes for them"""

    step_id: UUID
    question: str
    stage: str
    parties: tuple[str, ...]
    closes_at: datetime | None
    opened_at: datetime
    later: tuple[tuple[str, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class InboxAnswered:
    step_id: UUID
    party: str


@dataclass(frozen=True, slots=True)
class InboxReopened:
    step_id: UUID
    party: str


@dataclass(frozen=True, slots=True)
class InboxMoved:
    step_id: UUID
    closes_at: datetime | None


@dataclass(frozen=True, slots=True)
class InboxDropped:
    step_id: UUID


InboxOp = InboxPut | InboxAnswered | InboxReopened | InboxMoved | InboxDropped


@dataclass(frozen=True, slots=True)
class ParticipationRow:
    person_id: str
    party: str
    role: str
    capacity: str
    valid_from: datetime | None
    valid_until: datetime | None


@dataclass(frozen=True, slots=True)
class ParticipationEnded:
    person_id: str
    party: str


@dataclass(slots=True)
class Pages:
    """:param due: the complete list for this process, or None where it has not changed"""

    process: ProcessRow | None = None
    due: list[DueRow] | None = None
    inbox: list[InboxOp] = field(default_factory=list)
    people: list[ParticipationRow | ParticipationEnded] = field(default_factory=list)


def pages(process: Process, recorded: Sequence[Recorded]) -> Pages:
    """Compute the row changes of these events; the process is already folded up to the last of them."""
    found = Pages()
    for one in recorded:
        _page(process, one, found)
    return found


def due_rows(process: Process, alarms: dict[str, Alarm]) -> list[DueRow]:
    """One row for each workflow that still runs, with its first due instant. Rehearsals are never overdue."""
    return [
        DueRow(
            a.workflow,
            a.workflow_type,
            process.process_id,
            a.due_at if process.clock == "live" else None,
        )
        for a in alarms.values()
    ]


def _page(process: Process, one: Recorded, found: Pages) -> None:
    match one.event:
        case Answered() as event:
            found.inbox.append(InboxAnswered(event.step, event.party))
        case AnswerWithdrawn() as event:
            found.inbox.append(InboxReopened(event.step, event.party))
        case StepOpened() as event:
            found.inbox.append(_put(process, event.step))
        case QuestionDivided() as event:
            found.inbox.append(_put(process, event.part))
        case StepClosed() as event:
            found.inbox.append(InboxDropped(event.step))
        case (
            DeadlineSet()
            | DeadlineExtended()
            | HoldGranted()
            | HoldLifted()
            | StepMoved()
            | ClosingBroughtForward() as event
        ):
            found.inbox += _moved(process, process.steps[event.step])
        case OutcomeSuperseded() as event:
            stages = [process.stages[stage] for stage in event.voided]
            found.inbox += [InboxDropped(step) for run in stages for step in run.steps.values()]
            found.process = _row(process)
        case ActAdmitted():
            found.process = _row(process)  # one that had ended may go on
        case ProcessStarted() | ProcessEnded():
            found.process = _row(process)
            if isinstance(one.event, ProcessStarted):
                found.people += _people(process, list(process.appointments))
        case PartyAdmitted() | PartySucceeded() | PersonAppointed() | ContactReplaced() as event:
            _who_takes_part(process, event, found)
        case _:
            pass


def _row(process: Process) -> ProcessRow:
    return ProcessRow(
        process.process_id,
        process.title,
        process.procedure.procedure,
        process.clock,
        process.status,
        process.started_at,
    )


def _put(process: Process, step_id: UUID) -> InboxPut:
    step = process.steps[step_id]
    stage = process.stages[step.stage].key
    parties = tuple(sorted(process.asked(step)))
    later = ((one, step.closing_of(one)) for one in parties if one in step.own_closing)
    own = tuple((party, at) for party, at in later if at is not None)
    return InboxPut(step_id, step.question, stage, parties, step.closes_at, step.opens_at, own)


def _moved(process: Process, step: Step) -> list[InboxOp]:
    """The closing has moved: for all alike, or for each its own where one was given more time alone."""
    if not step.own_closing or not step.opened:
        return [InboxMoved(step.step, step.closes_at)]
    return _put_anew(process, step)


def _who_takes_part(process: Process, event: Event, found: Pages) -> None:
    """Parties that come or are succeeded are asked anew; persons act from now on, or no more."""
    match event:
        case PartyAdmitted():
            found.inbox += _asked_anew(process)
        case PartySucceeded():
            found.inbox += _asked_anew(process)
            parties = {event.party, *(heir.party for heir in event.heirs)}
            mine = process.appointments.items()
            found.people += _people(
                process, [who for who, held in mine if parties & {one.party for one in held}]
            )
        case PersonAppointed():
            found.people += _people(process, [event.appointment.person])
        case ContactReplaced():
            found.people.append(ParticipationEnded(event.old, event.party))
            found.people += _people(process, [event.new])
        case _:
            pass


def _asked_anew(process: Process) -> list[InboxOp]:
    """The open steps, put to whom they ask now, with who has answered."""
    found: list[InboxOp] = []
    for step in process.open_steps():
        if step.opened:
            found += _put_anew(process, step)
    return found


def _put_anew(process: Process, step: Step) -> list[InboxOp]:
    put = _put(process, step.step)
    answered = [one for one in put.parties if step.has_answered(one)]
    return [put, *(InboxAnswered(step.step, one) for one in answered)]


def _people(process: Process, persons: list[str]) -> list[ParticipationRow | ParticipationEnded]:
    return [
        ParticipationRow(one.person, one.party, role, one.capacity, one.valid_from, one.valid_until)
        for person in persons
        for one in process.appointments[person]
        for role in (one.roles or process.parties[one.party].roles)
    ]
