"""What each event says, in one line: for the log of an auditor."""

import json
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from cli.screen import screen
from domain.action.events import ActionDueFixed, ActionRecorded, ActionStatusSet
from domain.calendar.local_time import in_zone
from domain.event import Event
from domain.letter.events import LetterDispatched
from domain.participation.events import (
    AttendanceRecorded,
    ContactReplaced,
    PartyAdmitted,
    PartySucceeded,
    PersonAppointed,
)
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
from domain.process.state import Process
from domain.rule.said import test_said
from domain.step.events import (
    ActAdmitted,
    AnswerDisavowed,
    Answered,
    AnswersLapsed,
    AnswerWithdrawn,
    ClosingBroughtForward,
    ConfirmationLapsed,
    DeadlineExtended,
    DeadlineSet,
    Figures,
    HoldGranted,
    HoldLifted,
    MeetingChanged,
    OutcomeConfirmed,
    OutcomeReached,
    OutcomeSuperseded,
    PledgePublished,
    ProposalFlagged,
    QuestionDivided,
    QuestionRaised,
    RemindersSent,
    StepClosed,
    StepMoved,
    StepOpened,
    StepRead,
    StepScheduled,
    WithheldRead,
)
from domain.text.events import TextPublished, TextWithdrawn
from domain.text.labels import numbered
from rehearsal.names import shown

EARLY = {
    "gavel": "by the gavel",
    "all_answered": "all have answered",
    "answer": "an answer ends it",
    "complete": "the duty is done",
    "conditions": "its conditions hold",
    "withdrawal": "the text is withdrawn",
    "end_of_process": "the process has ended",
    "correction": "a correction voids it",
    "raised": "by what was raised on it, or with it",
    "cancelled": "its meeting is cancelled",
    "default": "nobody has done it, and the procedure says what then",
}


def said(process: Process, event: Event) -> str:
    """
    Say what an event remembers.

    :param process: of the whole record, in which every step and stage of it is known
    """
    return WORDS[type(event)](process, event)


def step_of(process: Process, event: Event) -> str | None:
    """The step that an event is about, by its name."""
    step: UUID | None = getattr(event, "step", None)
    known = process.steps.get(step) if isinstance(step, UUID) else None
    return shown(process, known) if known else None


def _on(process: Process, event: Any) -> str:
    return step_of(process, event) or "a step that was never put"


def _when(instant: datetime | None) -> str:
    """Times of the log are of one city, so that they can be compared at a glance."""
    return in_first_city(instant)[:19] if instant else "no date"


def in_first_city(instant: datetime) -> str:
    """Write an instant to the millisecond in the process's own zone, so that columns stand below each other."""
    return in_zone(instant, screen.zone).strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]


def _parties(names: tuple[str, ...]) -> str:
    return ", ".join(names) or "nobody"


def _short(text: str, most: int = 80) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 3] + "..."


def _because(grounds: str | None) -> str:
    return f": {_short(grounds)}" if grounds else ""


def _started(process: Process, event: ProcessStarted) -> str:
    rules = event.procedure
    before = ", ".join(f"{one.stage} {one.outcome}" for one in event.taken_over)
    answers = f", to answer for {event.answers.party}" if event.answers else ""
    return (
        f'starts "{event.title}"{answers} by {rules.procedure}, version {rules.version}, '
        f"with {len(event.parties)} parties"
        + (f"; reported as over before: {before}" if before else "")
    )


def _text(process: Process, event: TextPublished) -> str:
    same = f", the same text as {event.same_as}" if event.same_as else ""
    corrected = [one.paragraph for one in event.corrections]
    but = f" but for corrections of {', '.join(corrected)}" if corrected else ""
    by = "".join(f", with the amendment {number}" for number in event.amended_by)
    what = event.kind if event.beside else "text"
    named = f"{what} {event.text}: {_short(event.title)}"
    return f"publishes the {named}{same}{but}{by}{_because(event.grounds)}"


def _stage(process: Process, stage: UUID) -> str:
    run = process.stages[stage]
    return f"{run.key}#{run.round}"


def _scheduled(process: Process, event: StepScheduled) -> str:
    about = f" about {event.text}" if event.text else ""
    closes = f", closes {_when(event.closes_at)}" if event.closes_at else ", without a fixed close"
    return f"puts {_on(process, event)}{about}: opens {_when(event.opens_at)}{closes}"


def _answered(process: Process, event: Answered) -> str:
    more = [
        event.choice or "",
        f"on act {event.about}" if event.about else "",
        numbered(event.paragraphs),
        ", ".join(f"{one.paragraph} {one.status}" for one in event.statuses),
        f"{event.rendition.language or event.rendition.media_type}" if event.rendition else "",
        f'"{event.title}"' if event.title else "",
        ", ".join(f"{count} {name}" for name, count in event.figures.items()),
        f"symbol {event.symbol}" if event.symbol else "",
        f"from {len(event.provenance)} sources" if event.provenance else "",
        ", ".join(item.item for item in event.items),
        _short(event.grounds) if event.grounds else "",
        f"received from {event.reported.party} by {event.reported.channel}"
        if event.reported
        else "",
        f"by the outcome {inner.outcome} of process {str(inner.process)[:8]}, version {inner.version}"
        if (inner := event.outcome_of)
        else "",
    ]
    details = "; ".join(one for one in more if one)
    return f"{event.answer} on {_on(process, event)}" + (f" ({details})" if details else "")


def _refused(process: Process, event: ActRefused) -> str:
    act = json.loads(event.act)
    what = act.get("answer") or act.get("raises") or act.get("act", "act")
    where = f" on {_on(process, event)}" if event.step else ""
    return f"REFUSED, kept: {what}{where} ({event.code})"


def _jointly(process: Process, event: SaidJointly) -> str:
    act = json.loads(event.act)
    words = [act.get(name) for name in ("answer", "outcome", "choice", "text", "raises")]
    what = " ".join(str(one) for one in (act["act"], *words) if one)
    where = f" on {_on(process, event)}" if event.step else ""
    waits = f"it waits for {_parties(event.awaited)}" if event.awaited else "all have said so"
    return f"says as one of several: {what}{where} ({waits})"


def _reminded(process: Process, event: RemindersSent) -> str:
    whom = "nobody, the deadline has passed" if event.skipped else _parties(event.parties)
    escalated = f"; {event.escalated_to} is told" if event.escalated_to else ""
    return f"reminds on {_on(process, event)}: {whom}{escalated}"


def _closed(process: Process, event: StepClosed) -> str:
    figures = event.figures
    given = ", ".join(f"{n} {key}" for key, n in figures.given.items()) or "no answer"
    given += "".join(f", {n} {key}" for key, n in figures.reported.items())
    answered = f"{figures.answered} of {figures.asked} answered{_items(event.divided)}"
    tests = "".join(f"; {test_said(one)}" for one in figures.tests)
    tests = f"{_weighed(figures)}{tests}"
    return f"closes {_on(process, event)}: {given}; {answered}{tests}"


def _weighed(figures: Figures) -> str:
    """What weighs: by what, how much, and of how many parties."""
    return "".join(
        f"; {name}: {figures.counts[name]} {one.weight} of {one.parties}"
        for name, one in figures.weighed.items()
    )


def _read(process: Process, event: StepRead) -> str:
    roster = "; ".join(f"{key} by {_parties(who)}" for key, who in event.roster.items())
    stale = f"; stale: {_parties(event.stale)}" if event.stale else ""
    return f"reads {_on(process, event)}: {roster or 'no answer'}{stale}"


def _moved(
    process: Process, event: DeadlineSet | DeadlineExtended | HoldGranted | HoldLifted
) -> str:
    kinds = {
        DeadlineSet: "fixes",
        HoldGranted: "more time moves",
        HoldLifted: "more time given back moves",
    }
    counts = f"; acts {', '.join(map(str, _counts(event)))} count now" if _counts(event) else ""
    return (
        f"{kinds.get(type(event), 'extends')} the deadline of {_on(process, event)} to "
        f"{_when(event.new)}{counts}{_because(getattr(event, 'grounds', None))}"
    )


def _dates(_: Process, event: DatesMoved) -> str:
    said = [
        f"{name} is {event.how[name].replace('_', ' ')}"
        + (f" to {_when(event.dates[name])}" if name in event.dates else "")
        for name in event.old
    ]
    closed = event.closed_day
    if closed is not None:
        said.insert(0, f"{closed.day} is closed in {closed.venue}")
    outer = event.outer
    after = f" after event {outer.event} of process {str(outer.process)[:8]}" if outer else ""
    asks = f"; to be said of {len(event.asks)} steps whether they move" if event.asks else ""
    return f"{'; '.join(said)}{after}{asks}{_because(event.grounds)}"


def _meeting(process: Process, event: MeetingChanged) -> str:
    became = "suspends" if event.became == "suspended" else "resumes"
    until = f"; it goes on {_when(event.resumes_at)}" if event.resumes_at else ""
    return f"{became} the meeting of {_on(process, event)}{until}{_because(event.grounds)}"


def _linked(process: Process, event: InnerLinked) -> str:
    closes = f", which closes {_when(event.closes_at)}" if event.closes_at else ""
    return (
        f"process {str(event.process)[:8]}, by {event.procedure}, is to answer {_on(process, event)} for "
        f"{event.party}{closes}"
    )


CARRIED = {
    "start": "that this process began",
    "outcome": "the outcome of this process",
    "closing": "the new closing of the question",
}


def _carried(_: Process, event: Carried) -> str:
    became = f"there it is event {event.event}" if event.event else "there it is nothing new"
    became = f"not taken there ({event.refused})" if event.refused else became
    return f"carries {CARRIED[event.what]} to process {str(event.process)[:8]}: {became}"


def _step_moved(process: Process, event: StepMoved) -> str:
    new = event.new or event.due_at or event.opens_at
    return f"{_on(process, event)} moves with its date, to {_when(new)}"


def _counts(event: Any) -> tuple[int, ...]:
    found: tuple[int, ...] = getattr(event, "counts", ())
    return found


def _early(process: Process, event: ClosingBroughtForward) -> str:
    return f"ends {_on(process, event)} before its deadline, {EARLY[event.by]}{_because(event.grounds)}"


def _divided(process: Process, event: QuestionDivided) -> str:
    closes = f", closes {_when(event.closes_at)}" if event.closes_at else ""
    return (
        f"divides {_on(process, event)}: {', '.join(event.paragraphs)} become "
        f"{shown(process, process.steps[event.part])}{closes}{_because(event.grounds)}"
    )


def _raised(process: Process, event: QuestionRaised) -> str:
    on = f", on {numbered(event.paragraphs)}" if event.paragraphs else ""
    stands = "; the clock stands still" if event.stops else ""
    by = f", received by {event.reported.channel}" if event.reported else ""
    return f"{event.party} raises {event.question}{on}{by}{stands}{_because(event.grounds)}"


def _items(divided: dict[str, str]) -> str:
    """How many items came to which outcome."""
    counts = Counter(divided.values())
    return "; items: " + ", ".join(f"{n} {key}" for key, n in counts.items()) if counts else ""


def _reached(process: Process, event: OutcomeReached) -> str:
    provisional = " (provisional)" if event.provisional else ""
    items = f", conditions {', '.join(one.item for one in event.items)}" if event.items else ""
    return f"outcome of {_on(process, event)}: {event.outcome}{provisional}{items}{_because(event.grounds)}"


def _superseded(process: Process, event: OutcomeSuperseded) -> str:
    return (
        f"puts the outcome of {_on(process, event)} right: {event.old} becomes {event.new}"
        f"{_because(event.grounds)}"
    )


def _action(process: Process, event: ActionRecorded) -> str:
    due = event.due if isinstance(event.due, str) else _when(event.due)
    return f"action point {event.action}: {_short(event.words)}, due {due}"


def _letter(process: Process, event: LetterDispatched) -> str:
    return f"letter about event {event.event} by {event.channel} to {_parties(event.addressees)}"


def _pledge(process: Process, event: PledgePublished) -> str:
    return f"publishes the pledge {event.pledge} of {event.lead} for {_parties(event.partners)}"


def _replaced(process: Process, event: ContactReplaced) -> str:
    return f"hands over for {event.party} to another person{_because(event.grounds)}"


def _appointed(process: Process, event: PersonAppointed) -> str:
    one = event.appointment
    return f"appoints a {one.capacity} of {one.party}"


def _succeeded(process: Process, event: PartySucceeded) -> str:
    change = f" from {_parties(event.old)} to {_parties(event.new)}" if event.new else ""
    heirs = "; ".join(
        f"{heir.party} inherits {', '.join(heir.inherits) or 'nothing'}" for heir in event.heirs
    )
    return (
        f"{event.party} is {event.became}{change}"
        + (f" ({heirs})" if heirs else "")
        + (f", keeps {', '.join(event.keeps)}" if event.keeps else "")
        + _because(event.grounds)
    )


def _course(process: Process, event: CourseChanged) -> str:
    what = f"text {event.text}" if event.text else "the process"
    into = f" into {str(event.into)[:8]}" if event.into else ""
    return f"{what} is {event.became}{into}{_because(event.grounds)}"


def _condition(process: Process, event: ConditionChanged) -> str:
    what = "releases" if event.new is None else "changes"
    return f"{what} condition {event.condition}{_because(event.grounds)}"


def _pledge_changed(process: Process, event: PledgeChanged) -> str:
    return (
        f"pledge {event.pledge} is led by {event.new_lead} for {_parties(event.new_partners)}"
        f"{_because(event.grounds)}"
    )


Teller = Callable[[Process, Any], str]

WORDS: dict[type[Event], Teller] = {
    ProcessStarted: _started,
    ClockMoved: lambda _, e: f"moves the clock to {_when(e.to)}",
    StageBegan: lambda p, e: f"begins the stage {_stage(p, e.stage)}",
    StageFinished: lambda p, e: f"ends the stage {_stage(p, e.stage)}: {e.outcome}",
    ProcessEnded: lambda _, e: f"ends the process: {e.outcome}",
    ProcedureAdopted: lambda _, e: (
        f"adopts version {e.procedure.version} of {e.procedure.procedure}{_because(e.grounds)}"
    ),
    RecoveryAcknowledged: lambda _, e: f"acknowledges the loss of events up to {e.version}",
    ActRefused: _refused,
    SaidJointly: _jointly,
    PartyAdmitted: lambda _, e: f"admits {e.party.party} as {', '.join(e.party.roles)}",
    PersonAppointed: _appointed,
    ContactReplaced: _replaced,
    AttendanceRecorded: lambda _, e: (
        f"attendance of {e.meeting}: {_parties(tuple(party for party, _ in e.present))}"
    ),
    PartySucceeded: _succeeded,
    WithheldRead: lambda p, e: (
        f"reads what is withheld of {_on(p, e)}: {', '.join(e.parts)}{_because(e.grounds)}"
    ),
    AnswerDisavowed: lambda p, e: (
        f"disavows answer {e.answer} of {e.party} on {_on(p, e)}{_because(e.grounds)}"
    ),
    CourseChanged: _course,
    ConditionChanged: _condition,
    PledgeChanged: _pledge_changed,
    TextPublished: _text,
    TextWithdrawn: lambda _, e: f"withdraws the text {e.text}{_because(e.grounds)}",
    StepScheduled: _scheduled,
    StepOpened: lambda p, e: f"opens {_on(p, e)}",
    Answered: _answered,
    AnswerWithdrawn: lambda p, e: f"withdraws {e.answer} of {e.party} on {_on(p, e)}",
    ProposalFlagged: lambda _, e: (
        f"flags proposal {e.proposal} against condition {e.condition}{_because(e.grounds)}"
    ),
    DeadlineSet: _moved,
    DeadlineExtended: _moved,
    HoldGranted: _moved,
    MeetingChanged: _meeting,
    HoldLifted: _moved,
    DatesMoved: _dates,
    InnerLinked: _linked,
    Carried: _carried,
    StepMoved: _step_moved,
    ClosingBroughtForward: _early,
    QuestionDivided: _divided,
    QuestionRaised: _raised,
    ActAdmitted: lambda _, e: f"admits act {e.refused}, so that it counts{_because(e.grounds)}",
    RemindersSent: _reminded,
    StepRead: _read,
    StepClosed: _closed,
    OutcomeReached: _reached,
    OutcomeConfirmed: lambda p, e: f"confirms the outcome of {_on(p, e)}{_because(e.grounds)}",
    AnswersLapsed: lambda p, e: (
        f"lapses on {_on(p, e)} what was not confirmed: {_parties(e.parties)}"
    ),
    ConfirmationLapsed: lambda p, e: f"nobody confirmed {_on(p, e)} in time: {e.outcome} stands",
    OutcomeSuperseded: _superseded,
    PledgePublished: _pledge,
    ActionRecorded: _action,
    ActionDueFixed: lambda _, e: (
        f"action point {e.action} is due {_when(e.new)}{_because(e.grounds)}"
    ),
    ActionStatusSet: lambda _, e: f"action point {e.action} is {e.status}{_because(e.grounds)}",
    LetterDispatched: _letter,
}
"""Every type of event has its words; a test holds this list against the types that there are."""
