"""What the acts on a process as a whole become: start, clock, stages, texts, people, actions, letters, end."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from domain.action.commands import FixActionDue, RecordAction, SetActionStatus
from domain.action.events import ActionDueFixed, ActionRecorded, ActionStatusSet
from domain.command import stage_id_of
from domain.event import Event
from domain.letter.commands import DispatchLetter
from domain.letter.events import LetterDispatched
from domain.model import stamp
from domain.participation.authority import Acting, require_chair
from domain.participation.commands import (
    AdmitParty,
    Appointment,
    AppointPerson,
    Party,
    RecordAttendance,
    ReplaceContact,
)
from domain.participation.events import (
    AttendanceRecorded,
    ContactReplaced,
    PartyAdmitted,
    PersonAppointed,
)
from domain.participation.weights import weightless
from domain.procedure.models import CUT_SHORT, END, ENDED, SKIPPED, Procedure
from domain.procedure.question import RANK
from domain.process.agenda import can_begin_at, first_due
from domain.process.commands import (
    AcknowledgeRecovery,
    BeginStage,
    EndProcess,
    FinishStage,
    MoveClock,
    StartProcess,
)
from domain.process.events import (
    ClockMoved,
    ProcessEnded,
    ProcessStarted,
    RecoveryAcknowledged,
    StageBegan,
    StageFinished,
)
from domain.process.facts import FactsOf
from domain.process.roadmap import can_begin, follows
from domain.process.state import Owed, Process
from domain.process.taken_over import not_a_way
from domain.refused import (
    AlreadyDone,
    Malformed,
    NotPermitted,
    OutOfPlace,
)
from domain.rule.condition import first_that_fails
from domain.step.clockwork import next_question
from domain.step.deadline import told
from domain.step.due import wait
from domain.step.events import ClosingBroughtForward
from domain.step.raising import waits_for_raised
from domain.step.whole import whole_outcome


def start(act: StartProcess, now: datetime | None = None) -> list[Event]:
    """
    Start a process.

    :param now: the postmark; None: before there is one

    :raises Malformed: a role, party, date or calendar that the file names does not fit the procedure
    """
    procedure = act.procedure
    problems = [
        *_dates(act, procedure),
        *(problem for party in act.parties for problem in _party(party, procedure)),
        *_appointments(act.appointments, {party.party: party for party in act.parties}),
        *_groups(act.parties, procedure),
        *weightless(act.parties, procedure),
        *not_a_way(procedure, act.taken_over, act.starts_at or now),
    ]
    if len({party.party for party in act.parties}) != len(act.parties):
        problems.append("a party is named twice")
    if (act.clock == "stepped") != (act.starts_at is not None):
        problems.append("a rehearsal needs starts_at, a live process takes none")
    if problems:
        raise Malformed(problem="; ".join(problems[:10]))
    return [
        ProcessStarted(
            title=act.title,
            mandate=act.mandate,
            procedure=procedure,
            procedure_sha256=procedure.sha256(),
            calendars=act.calendars,
            dates=act.dates,
            parties=act.parties,
            appointments=act.appointments,
            clock=act.clock,
            starts_at=act.starts_at,
            taken_over=act.taken_over,
            answers=act.answers,
        )
    ]


def _dates(act: StartProcess, procedure: Procedure) -> list[str]:
    missing = [f"the date {date} is needed" for date in procedure.dates if date not in act.dates]
    unknown = [
        f"the procedure knows no date {date}" for date in act.dates if date not in procedure.dates
    ]
    keys = {calendar.key for calendar in act.calendars} | {
        calendar.name for calendar in act.calendars
    }
    wanted = {venue.calendar for venue in procedure.venues.values() if venue.calendar}
    return (
        missing
        + unknown
        + _of_outer(act)
        + [f"the calendar {key} is needed" for key in sorted(wanted - keys)]
    )


def _of_outer(act: StartProcess) -> list[str]:
    """Deadlines count backwards from the outer one: the date that stands for it is the instant recorded there."""
    closes_at = act.answers.closes_at if act.answers else None
    return [
        f"the date {name} is the closing of the question that this process answers: {stamp(closes_at)}"
        for name, rule in act.procedure.dates.items()
        if rule.outer and closes_at is not None and act.dates.get(name) != closes_at
    ]


def _party(party: Party, procedure: Procedure) -> list[str]:
    return [
        f"{party.party}: no role {role} in the procedure"
        for role in party.roles
        if role not in procedure.roles
    ]


def _groups(parties: Sequence[Party], procedure: Procedure) -> list[str]:
    """Members take part themselves; and how a group counts is said wherever a group is asked for its position."""
    known = {party.party for party in parties}
    groups = [party for party in parties if party.members]
    found = [
        f"{group.party}: its member {one.party} does not take part"
        for group in groups
        for one in group.members
        if one.party not in known
    ]
    return found + [
        f"{group.party} has members, and {stage.stage}.{name} does not say how groups count: as_one or per_member"
        for group in groups
        for stage in procedure.roadmap
        for name, question in stage.questions.items()
        if question.groups is None
        and set(group.roles) & set(question.asks)
        and any(answer.each == "one" for answer in question.answers.values())
    ]


def _appointments(appointments: tuple[Appointment, ...], parties: dict[str, Party]) -> list[str]:
    found: list[str] = []
    for one in appointments:
        party = parties.get(one.party)
        if party is None:
            found.append(f"{one.person}: no party {one.party}")
        else:
            found += [
                f"{one.person}: {one.party} has no role {r}"
                for r in one.roles
                if r not in party.roles
            ]
    return found


def move_clock(process: Process, act: MoveClock, who: Acting) -> list[Event]:
    """
    Move the stepped clock, at most to the next due instant, and not while anything is due and undone.

    :raises OutOfPlace: this is a live process, or something is due before
    """
    if process.clock != "stepped" or process.now is None:
        raise OutOfPlace(why="only a rehearsal has a clock that can be moved")
    if act.to == process.now:
        raise AlreadyDone(what="the clock stands there")
    if act.to < process.now:
        raise OutOfPlace(why=f"the clock stands at {stamp(process.now)} and never goes back")
    due = first_due(process)
    if due is not None and due < act.to:
        raise OutOfPlace(why=f"something is due at {stamp(due)}, before {stamp(act.to)}")
    if due is not None and due <= process.now:
        raise OutOfPlace(why=f"something is due at {stamp(due)} and not done yet")
    return [ClockMoved(to=act.to)]


def begin_stage(process: Process, act: BeginStage, who: Acting) -> list[Event]:
    if act.stage in process.stages:
        raise AlreadyDone(what="the stage has begun")
    for owed in process.owed:
        if stage_id_of(process.process_id, owed.key, owed.round) == act.stage:
            begins_at = can_begin_at(process, owed)
            if begins_at is not None:
                wait(begins_at, who)
                return _begun(process, act, owed, who)
    raise OutOfPlace(why="the roadmap does not owe this stage now")


def _begun(process: Process, act: BeginStage, owed: Owed, who: Acting) -> list[Event]:
    """A stage begins; where its own condition does not hold it is over at once, and something else follows."""
    stage = process.procedure.stage(owed.key)
    began = StageBegan(
        stage=act.stage,
        key=owed.key,
        kind=stage.kind,
        round=owed.round,
        follows=owed.follows,
        outcome=owed.outcome,
    )
    if first_that_fails(stage.only_if, FactsOf(process, who.at)) is None:
        return [began]
    skipped = StageFinished(stage=act.stage, outcome=SKIPPED)
    others = [run for run in process.stages.values() if run.ended_at is None]
    left = any(can_begin(process, key) for key in stage.otherwise if key != END)
    if others or len(process.owed) > 1 or left or process.status != "running":
        return [began, skipped]
    end = ProcessEnded(grounds="the roadmap has come to its end", outcome=owed.outcome or SKIPPED)
    return [began, skipped, end]


def finish_stage(process: Process, act: FinishStage, who: Acting) -> list[Event]:
    """Finish a stage: its outcome is that of its last question, or of the one that was withdrawn."""
    run = process.stages.get(act.stage)
    if run is None:
        raise OutOfPlace(why="there is no such stage")
    if run.ended_at is not None:
        raise AlreadyDone(what="the stage is finished")
    outcome = stage_outcome(process, act.stage)
    if outcome is None:
        raise OutOfPlace(why="the stage still has a question without an outcome")
    finished: list[Event] = [StageFinished(stage=act.stage, outcome=outcome)]
    others = [
        other for other in process.stages.values() if other.ended_at is None and other is not run
    ]
    if (
        not others
        and not process.owed
        and (run.finished or not follows(process, run, outcome))
        and process.status == "running"
    ):
        finished.append(ProcessEnded(grounds="the roadmap has come to its end", outcome=outcome))
    return finished


def stage_outcome(process: Process, stage: UUID) -> str | None:
    run = process.stages[stage]
    steps = [process.steps[step] for step in run.steps.values()]
    settled = [step for step in steps if step.settled]
    for outcome in CUT_SHORT:
        if any(step.outcome == outcome for step in settled):
            return outcome
    if next_question(process, run) is not None or not settled:
        cut_short = process.status == "ended" and not any(step.is_open for step in steps)
        return ENDED if cut_short else None
    if waits_for_raised(process, run):
        return None
    asked = [step for step in settled if step.part_of is None and step.raised_on is None]
    return whole_outcome(process, asked[-1])


def end(process: Process, act: EndProcess, who: Acting) -> list[Event]:
    """End the process. Open questions end with it; the process takes late acts still, which do not count."""
    require_chair(who, "end the process")
    if process.status == "ended":
        raise AlreadyDone(what="the process has ended")
    open_duties = [s for s in process.open_steps() if not s.rule.window.standing]
    if open_duties:
        raise OutOfPlace(
            why="steps with a deadline or a duty are still open; close or withdraw them first"
        )
    last = [run.outcome for run in process.stages.values() if run.outcome]
    closing: list[Event] = [
        ClosingBroughtForward(step=step.step, by="end_of_process", ended_by=ENDED)
        for step in process.open_steps()
    ]
    return [*closing, ProcessEnded(grounds=act.grounds, outcome=last[-1] if last else ENDED)]


def acknowledge(process: Process, act: AcknowledgeRecovery, who: Acting) -> list[Event]:
    require_chair(who, "acknowledge a recovery")
    return [RecoveryAcknowledged(version=act.version, grounds=act.grounds)]


def admit_party(process: Process, act: AdmitParty, who: Acting) -> list[Event]:
    require_chair(who, "admit a party")
    if act.party.party in process.parties:
        raise AlreadyDone(what=f"{act.party.party} takes part")
    problems = [
        *_party(act.party, process.procedure),
        *_groups((*process.parties.values(), act.party), process.procedure),
        *weightless((*process.parties.values(), act.party), process.procedure),
    ]
    if problems:
        raise Malformed(problem="; ".join(problems))
    return [PartyAdmitted(party=act.party, grounds=act.grounds)]


def appoint(process: Process, act: AppointPerson, who: Acting) -> list[Event]:
    """Name a person: by the chair, or by a principal for the own institution."""
    one = act.appointment
    own = who.party == one.party and who.capacity in ("principal", "officer_in_charge")
    if not own:
        require_chair(who, "appoint persons of other institutions")
    if one.delegated is not None and (not own or RANK[one.delegated] > who.rank):
        raise NotPermitted(
            role=who.role, why=f"only who holds the capacity {one.delegated} delegates it"
        )
    problems = _appointments((one,), process.parties)
    if problems:
        raise Malformed(problem="; ".join(problems))
    return [PersonAppointed(appointment=one)]


def replace_contact(process: Process, act: ReplaceContact, who: Acting) -> list[Event]:
    """Hand over mid-process: what the old person did stands, what comes is the new person's."""
    if who.party != act.party:
        require_chair(who, "replace persons of other institutions")
    if not any(one.party == act.party for one in process.appointments.get(act.old, ())):
        raise OutOfPlace(why=f"the person to be replaced does not act for {act.party}")
    return [ContactReplaced(party=act.party, old=act.old, new=act.new, grounds=act.grounds)]


def attend(process: Process, act: RecordAttendance, who: Acting) -> list[Event]:
    require_chair(who, "record attendance")
    unknown = [party for party, _ in act.present if party not in process.parties]
    if unknown:
        raise OutOfPlace(why=f"{unknown[0]} does not take part in this process")
    return [AttendanceRecorded(meeting=act.meeting, present=act.present)]


def record_action(process: Process, act: RecordAction, who: Acting) -> list[Event]:
    require_chair(who, "record an action point")
    if act.action in process.actions:
        raise AlreadyDone(what=f"action {act.action} is recorded")
    if act.owner.party is not None and act.owner.party not in process.parties:
        raise OutOfPlace(why=f"{act.owner.party} does not take part in this process")
    if act.owner.role is not None and act.owner.role not in process.procedure.roles:
        raise OutOfPlace(why=f"there is no role {act.owner.role}")
    return [ActionRecorded(**act.model_dump(exclude={"act"}))]


def fix_action(process: Process, act: FixActionDue, who: Acting) -> list[Event]:
    require_chair(who, "fix when an action is due")
    action = process.actions.get(act.action)
    if action is None:
        raise OutOfPlace(why=f"there is no action {act.action}")
    return [ActionDueFixed(action=act.action, old=action.due, new=act.due, grounds=act.grounds)]


def action_status(process: Process, act: SetActionStatus, who: Acting) -> list[Event]:
    """Say what became of an action: its owner may, and the chair."""
    action = process.actions.get(act.action)
    if action is None:
        raise OutOfPlace(why=f"there is no action {act.action}")
    if act.status == "done" and action.done_when != "owner":
        if who.party not in process.owners(action):
            raise NotPermitted(
                role=who.role, why=f"it is done when {action.done_when} of its owners say so"
            )
        return [ActionStatusSet(**act.model_dump(exclude={"act"}))]
    if action.owner.party != who.party and action.owner.role != who.role:
        require_chair(who, "set the status of other owners' actions")
    return [ActionStatusSet(**act.model_dump(exclude={"act"}))]


def dispatch_letter(process: Process, act: DispatchLetter, who: Acting) -> list[Event]:
    """Record the dispatch of the letter about a milestone."""
    if who.role_class not in ("chair", "supporter"):
        raise NotPermitted(
            role=who.role, why="letters are dispatched by the chair or the secretariat"
        )
    if act.event not in process.milestones:
        raise OutOfPlace(why=f"event {act.event} is not one that letters are written about")
    unknown = [party for party in act.addressees if party not in process.parties]
    if unknown:
        raise OutOfPlace(why=f"{unknown[0]} does not take part in this process")
    sent = LetterDispatched(**act.model_dump(exclude={"act"}))
    return [sent, *told(process, act.event, act.addressees, who)]
