"""
From the events of a command back to its act, so that it can be decided once more.

The record keeps no commands: it keeps what became of them. Every event that begins a command holds all that the
decision needs; the one exception is a deadline that was fixed by a span, of which the instant is kept.
"""

import json
from collections.abc import Sequence
from typing import Any

from pydantic import ConfigDict, TypeAdapter

from domain.act import ActBase
from domain.action.commands import FixActionDue, RecordAction, SetActionStatus
from domain.action.events import ActionDueFixed, ActionRecorded, ActionStatusSet
from domain.command import Act
from domain.event import Event
from domain.letter.commands import DispatchLetter
from domain.letter.events import LetterDispatched
from domain.participation.commands import (
    AdmitParty,
    AppointPerson,
    RecordAttendance,
    RecordSuccession,
    ReplaceContact,
)
from domain.participation.events import (
    AttendanceRecorded,
    ContactReplaced,
    PartyAdmitted,
    PartySucceeded,
    PersonAppointed,
)
from domain.process.commands import (
    AcknowledgeRecovery,
    AmendProcedure,
    BeginStage,
    ChangeCondition,
    ChangeCourse,
    ChangePledge,
    EndProcess,
    FinishStage,
    FollowOuter,
    LinkInner,
    MoveClock,
    MoveDates,
    NoteCarried,
    StartProcess,
)
from domain.process.events import (
    ActRefused,
    Carried,
    ClockMoved,
    ConditionChanged,
    CourseChanged,
    DatesMoved,
    InnerLinked,
    OuterEvent,
    PledgeChanged,
    ProcedureAdopted,
    ProcessEnded,
    ProcessStarted,
    RecoveryAcknowledged,
    SaidJointly,
    StageBegan,
    StageFinished,
)
from domain.step.commands import (
    AdmitAct,
    Answer,
    BringClosingForward,
    CloseStep,
    ConfirmOutcome,
    CorrectOutcome,
    Disavow,
    DivideQuestion,
    ExtendDeadline,
    FlagProposal,
    Judge,
    LapseAnswers,
    LapseConfirmation,
    OpenStep,
    RaiseQuestion,
    ReadStep,
    ReadWithheld,
    ScheduleStep,
    SendReminders,
    SetDeadline,
    WithdrawAnswer,
)
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
    OutcomeConfirmed,
    OutcomeReached,
    OutcomeSuperseded,
    ProposalFlagged,
    QuestionDivided,
    QuestionRaised,
    RemindersSent,
    StepClosed,
    StepOpened,
    StepRead,
    StepScheduled,
    WithheldRead,
)
from domain.text.commands import PublishText, WithdrawText
from domain.text.events import TextPublished, TextWithdrawn

_acts = TypeAdapter[ActBase](Act, config=ConfigDict(defer_build=True))

RENAMED: dict[type[Event], dict[str, str]] = {
    DeadlineSet: {"new": "closes_at"},
    DeadlineExtended: {"new": "closes_at"},
    OutcomeSuperseded: {"new": "outcome"},
    ActionDueFixed: {"new": "due"},
    ConditionChanged: {"new": "words"},
    PledgeChanged: {"new_lead": "lead", "new_partners": "partners"},
}
"""Fields of an event that the act calls otherwise."""

ACT_OF: dict[type[Event], type[ActBase]] = {
    ProcessStarted: StartProcess,
    ClockMoved: MoveClock,
    DatesMoved: MoveDates,
    InnerLinked: LinkInner,
    Carried: NoteCarried,
    StageBegan: BeginStage,
    StageFinished: FinishStage,
    RecoveryAcknowledged: AcknowledgeRecovery,
    ProcedureAdopted: AmendProcedure,
    PartyAdmitted: AdmitParty,
    PartySucceeded: RecordSuccession,
    WithheldRead: ReadWithheld,
    AnswerDisavowed: Disavow,
    CourseChanged: ChangeCourse,
    ConditionChanged: ChangeCondition,
    PledgeChanged: ChangePledge,
    PersonAppointed: AppointPerson,
    ContactReplaced: ReplaceContact,
    AttendanceRecorded: RecordAttendance,
    TextPublished: PublishText,
    TextWithdrawn: WithdrawText,
    StepScheduled: ScheduleStep,
    StepOpened: OpenStep,
    RemindersSent: SendReminders,
    StepRead: ReadStep,
    StepClosed: CloseStep,
    Answered: Answer,
    AnswerWithdrawn: WithdrawAnswer,
    ProposalFlagged: FlagProposal,
    DeadlineSet: SetDeadline,
    DeadlineExtended: ExtendDeadline,
    ClosingBroughtForward: BringClosingForward,
    ProcessEnded: EndProcess,
    QuestionDivided: DivideQuestion,
    QuestionRaised: RaiseQuestion,
    ActAdmitted: AdmitAct,
    OutcomeReached: Judge,
    OutcomeConfirmed: ConfirmOutcome,
    ConfirmationLapsed: LapseConfirmation,
    AnswersLapsed: LapseAnswers,
    OutcomeSuperseded: CorrectOutcome,
    ActionRecorded: RecordAction,
    ActionDueFixed: FixActionDue,
    ActionStatusSet: SetActionStatus,
    LetterDispatched: DispatchLetter,
}
"""The act whose first event it is. Nothing begins with HoldGranted or PledgePublished: an answer has these effects."""


class NoSuchAct(ValueError):
    """No act of this engine leaves events like these."""


def act_of(events: Sequence[Event]) -> ActBase:
    """
    Rebuild the act of a command from its events, in order.

    :raises NoSuchAct: no act begins with such an event, or its fields would be refused as an act's
    """
    first = events[0]
    if isinstance(first, ClosingBroughtForward) and isinstance(events[-1], ProcessEnded):
        first = events[-1]
    try:
        if isinstance(first, ActRefused | SaidJointly):
            return _acts.validate_python(json.loads(first.act))
        return _acts.validate_python(_fields(first))
    except (ValueError, RecursionError) as cause:
        raise NoSuchAct(f"{type(first).__name__}: {' '.join(str(cause).split())[:200]}") from cause


def _fields(event: Event) -> dict[str, Any]:
    kind = ACT_OF.get(type(event))
    if kind is None:
        raise NoSuchAct("no command begins with it")
    new = RENAMED.get(type(event), {})
    fields = {new.get(name, name): getattr(event, name) for name in type(event).model_fields}
    if isinstance(event, PartySucceeded):
        fields |= _succession(event)
    if isinstance(event, DatesMoved) and event.outer is not None:
        return _followed(event, event.outer)
    return {name: value for name, value in fields.items() if name in kind.model_fields} | {
        "act": kind.__name__
    }


def _followed(event: DatesMoved, outer: OuterEvent) -> dict[str, Any]:
    """Dates that followed the closing of a question of another process: nobody here moved them."""
    closes_at = next(iter(event.dates.values()), None)
    said = {"act": FollowOuter.__name__, "closes_at": closes_at, "grounds": event.grounds}
    return said | outer.model_dump()


def _succession(event: PartySucceeded) -> dict[str, Any]:
    """The event keeps old and new values alike; what is new is a name, members or roles, as the case may be."""
    return {
        "name": event.new[0] if event.became == "renamed" else None,
        "members": event.new if event.became == "regrouped" else None,
        "roles": event.new if event.became == "reclassified" else None,
        "keeps": event.keeps if event.became in ("suspended", "split") else None,
    }
