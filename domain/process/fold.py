"""
The fold: how each event changes what is known of a process.

The very same fold serves the decision at the door, the workflows' views and the auditor's replay. It never reads
private text.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.action.events import ActionDueFixed, ActionRecorded, ActionStatusSet
from domain.event import Event
from domain.letter.events import LetterDispatched
from domain.participation.authority import delegated_to
from domain.participation.commands import Appointment
from domain.participation.events import (
    AttendanceRecorded,
    ContactReplaced,
    PartyAdmitted,
    PartySucceeded,
    PersonAppointed,
)
from domain.participation.succession import remember_roles, roles_now, succeeded
from domain.process.amend import adopted
from domain.process.carrying import carried
from domain.process.course import course_changed
from domain.process.events import (
    ActRefused,
    Carried,
    ClockMoved,
    ConditionChanged,
    CourseChanged,
    DatesMoved,
    InnerLinked,
    PledgeChanged,
    ProcedureAdopted,
    ProcessEnded,
    ProcessStarted,
    RecoveryAcknowledged,
    SaidJointly,
    StageBegan,
    StageFinished,
)
from domain.process.inner import heed, inner_linked
from domain.process.jointly import outcome_changed, said_jointly
from domain.process.living import condition_changed, pledge_changed
from domain.process.moving import dates_moved
from domain.process.roadmap import follow, follow_reading, void
from domain.process.state import Action, Owed, Process, StageRun
from domain.process.taken_over import take_over
from domain.record.recorded import Recorded
from domain.step import concluding
from domain.step import fold as step_fold
from domain.step.events import (
    ConfirmationLapsed,
    MeetingChanged,
    OutcomeConfirmed,
    OutcomeReached,
    OutcomeSuperseded,
    StepClosed,
    StepRead,
)
from domain.step.meeting import meeting_changed
from domain.step.notice import made_known
from domain.step.state import Late
from domain.step.telling import milestone
from domain.text import fold as text_fold
from domain.text.events import TextPublished, TextWithdrawn

FoldOne = Callable[[Process, Recorded, Any, datetime], None]

CHANGES_OUTCOME = (
    StepClosed,
    OutcomeReached,
    OutcomeConfirmed,
    ConfirmationLapsed,
    OutcomeSuperseded,
)


def evolve(process: Process | None, recorded: Recorded) -> Process:
    """
    Fold one event into the process, in place.

    :param process: None before the first event
    :returns: the same process, one version further
    """
    envelope, event = recorded.envelope, recorded.event
    at = envelope.process_at
    if isinstance(event, ProcessStarted):
        process = started(envelope.stream, event, at)
    if process is None:
        raise ValueError(f"stream {envelope.stream} does not begin with ProcessStarted")
    one = FOLD.get(type(event))
    if one is not None:
        one(process, recorded, event, at)
    if isinstance(event, CHANGES_OUTCOME):
        outcome_changed(process, event.step)
    process.version = envelope.version
    process.head_hash = recorded.hash
    process.last_recorded_at = envelope.recorded_at
    process.commands.setdefault(envelope.command_id, envelope.version)
    if process.inner:
        heed(process, recorded, at)
    return process


def replay(history: Iterable[Recorded]) -> Process | None:
    """Fold a whole history from nothing."""
    process: Process | None = None
    for recorded in history:
        process = evolve(process, recorded)
    return process


def process_at(process: Process | None, event: Event, recorded_at: datetime) -> datetime:
    """
    Compute the instant of an event on the clock of its process.

    Live: the record's own time. Rehearsal: the stepped clock, which `ClockMoved` has moved by its own event.
    """
    if isinstance(event, ProcessStarted):
        return event.starts_at if event.clock == "stepped" and event.starts_at else recorded_at
    if isinstance(event, ClockMoved):
        return event.to
    if process is not None and process.clock == "stepped" and process.now is not None:
        return process.now
    return recorded_at


def started(stream: UUID, event: ProcessStarted, at: datetime) -> Process:
    process = Process(
        process_id=stream,
        title=event.title,
        procedure=event.procedure,
        procedure_sha256=event.procedure_sha256,
        clock=event.clock,
        started_at=at,
        now=at if event.clock == "stepped" else None,
        calendars={calendar.key: calendar for calendar in event.calendars},
        dates=dict(event.dates),
        answers=event.answers,
    )
    for party in event.parties:
        admit(process, party)
    for appointment in event.appointments:
        process.appointments.setdefault(appointment.person, []).append(appointment)
    first = event.procedure.roadmap[0]
    process.owed.append(Owed(first.stage, 1, at, None, None))
    take_over(process, event.taken_over, at)
    return process


def admit(process: Process, party: Any) -> None:
    process.parties[party.party] = party
    for role in party.roles:
        process.holders.setdefault(role, set()).add(party.party)


def party_admitted(
    process: Process, recorded: Recorded, event: PartyAdmitted, at: datetime
) -> None:
    admit(process, event.party)
    remember_roles(process, {event.party.party: ()}, at)


def appointed(process: Process, recorded: Recorded, event: PersonAppointed, at: datetime) -> None:
    process.appointments.setdefault(event.appointment.person, []).append(event.appointment)


def contact_replaced(
    process: Process, recorded: Recorded, event: ContactReplaced, at: datetime
) -> None:
    kept: list[Appointment] = []
    for old in process.appointments.get(event.old, []):
        if old.party != event.party:
            kept.append(old)
            continue
        kept.append(old.model_copy(update={"valid_until": at}))
        new = old.model_copy(update={"person": event.new, "valid_from": at})
        process.appointments.setdefault(event.new, []).append(new)
    process.appointments[event.old] = kept


def attended(process: Process, recorded: Recorded, event: AttendanceRecorded, at: datetime) -> None:
    """A meeting that is named as a running stage is that stage's: there only those who are present may decide."""
    process.attendance[event.meeting] = event.present
    for run in process.stages.values():
        if run.key == event.meeting and run.ended_at is None:
            run.present = frozenset(party for party, _ in event.present)


def party_succeeded(
    process: Process, recorded: Recorded, event: PartySucceeded, at: datetime
) -> None:
    involved = (event.party, *(heir.party for heir in event.heirs))
    before = {party: roles_now(process, party) for party in involved}
    succeeded(process, event, at)
    remember_roles(process, before, at)
    milestone(process, recorded, None, at)


def course_(process: Process, recorded: Recorded, event: CourseChanged, at: datetime) -> None:
    course_changed(process, event, at)
    milestone(process, recorded, None, at)


def condition(process: Process, recorded: Recorded, event: ConditionChanged, at: datetime) -> None:
    condition_changed(process, event)
    milestone(process, recorded, None, at)


def pledge(process: Process, recorded: Recorded, event: PledgeChanged, at: datetime) -> None:
    pledge_changed(process, event)
    milestone(process, recorded, None, at)


def clock_moved(process: Process, recorded: Recorded, event: ClockMoved, at: datetime) -> None:
    process.now = event.to


def stage_began(process: Process, recorded: Recorded, event: StageBegan, at: datetime) -> None:
    run = StageRun(event.stage, event.key, event.kind, event.round, at, event.follows)
    if not any(other.key == event.key for other in process.stages.values()):
        known = process.attendance.get(event.key, ())  # recorded before the meeting was opened
        run.present = frozenset(party for party, _ in known)
    process.stages[event.stage] = run
    process.rounds[event.key] = event.round
    process.owed = [o for o in process.owed if (o.key, o.round) != (event.key, event.round)]


def stage_finished(
    process: Process, recorded: Recorded, event: StageFinished, at: datetime
) -> None:
    run = process.stages[event.stage]
    run.ended_at, run.outcome = at, event.outcome
    run.finished += 1
    if run.finished == 1:
        follow(process, run, event.outcome, at)


def process_ended(process: Process, recorded: Recorded, event: ProcessEnded, at: datetime) -> None:
    process.status, process.outcome, process.ended_at = "ended", event.outcome, at
    process.ended_by, process.ended_hash = recorded.envelope.version, recorded.hash
    process.owed = []


def read_follows(process: Process, recorded: Recorded, event: StepRead, at: datetime) -> None:
    step_fold.was_read(process, recorded, event, at)
    follow_reading(process, process.stages[process.steps[event.step].stage], at)


def superseded(
    process: Process, recorded: Recorded, event: OutcomeSuperseded, at: datetime
) -> None:
    concluding.superseded(process, recorded, event, at)
    void(process, event, at)


def refused(process: Process, recorded: Recorded, event: ActRefused, at: datetime) -> None:
    step = process.steps.get(event.step) if event.step else None
    if step is None or not (event.late or step_fold.can_count(event.act)):
        return
    envelope = recorded.envelope
    received = step_fold.postmark(process, recorded, at)
    actor = envelope.actor
    kept = step.late if event.late else step.refused
    kept[envelope.version] = Late(
        envelope.version,
        received,
        event.act,
        actor.person,
        actor.party,
        actor.role,
        envelope.capacity,
        delegated_to(process, actor, envelope.capacity, received),
        event.code,
        step.text,
    )


def jointly(process: Process, recorded: Recorded, event: SaidJointly, at: datetime) -> None:
    said_jointly(process, recorded, event)


def action_recorded(
    process: Process, recorded: Recorded, event: ActionRecorded, at: datetime
) -> None:
    process.actions[event.action] = Action(
        event.action,
        event.meeting,
        event.item,
        event.words,
        event.owner,
        event.responsible,
        event.recipient,
        event.due,
        event.step,
        done_when=event.done_when,
    )


def action_due(process: Process, recorded: Recorded, event: ActionDueFixed, at: datetime) -> None:
    process.actions[event.action].due = event.new


def action_status(
    process: Process, recorded: Recorded, event: ActionStatusSet, at: datetime
) -> None:
    action = process.actions[event.action]
    party = recorded.envelope.actor.party
    if event.status == "done" and action.done_when != "owner" and party is not None:
        action.done_by.add(party)
        if action.done_when == "all" and process.owners(action) - action.done_by:
            return
    action.carried += event.status == "carried_over"
    action.status = "open" if event.status == "carried_over" else event.status
    action.evidence = event.evidence or action.evidence


def dispatched(process: Process, recorded: Recorded, event: LetterDispatched, at: datetime) -> None:
    process.milestones[event.event].dispatched.append((at, event.channel, event.addressees))
    made_known(process, event.event, at)


def recovered(
    process: Process, recorded: Recorded, event: RecoveryAcknowledged, at: datetime
) -> None:
    """The versions up to this one were seen and are lost; who has seen them may go on."""
    process.recovered_to = max(process.recovered_to, event.version)


FOLD: dict[type[Event], FoldOne] = {
    **step_fold.FOLD,
    MeetingChanged: meeting_changed,
    PartyAdmitted: party_admitted,
    PersonAppointed: appointed,
    ContactReplaced: contact_replaced,
    AttendanceRecorded: attended,
    PartySucceeded: party_succeeded,
    CourseChanged: course_,
    ConditionChanged: condition,
    PledgeChanged: pledge,
    ClockMoved: clock_moved,
    StageBegan: stage_began,
    StageFinished: stage_finished,
    ProcessEnded: process_ended,
    ProcedureAdopted: adopted,
    DatesMoved: dates_moved,
    InnerLinked: inner_linked,
    Carried: carried,
    StepRead: read_follows,
    OutcomeSuperseded: superseded,
    ActRefused: refused,
    SaidJointly: jointly,
    TextPublished: text_fold.text_published,
    TextWithdrawn: text_fold.text_withdrawn,
    ActionRecorded: action_recorded,
    ActionDueFixed: action_due,
    ActionStatusSet: action_status,
    LetterDispatched: dispatched,
    RecoveryAcknowledged: recovered,
}
