"""A command: one act that somebody asks for, with who asks and an id that makes asking twice harmless."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from domain.action.commands import FixActionDue, RecordAction, SetActionStatus
from domain.letter.commands import DispatchLetter
from domain.model import Frozen, Id, derived
from domain.participation.commands import (
    AdmitParty,
    AppointPerson,
    RecordAttendance,
    RecordSuccession,
    ReplaceContact,
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
from domain.text.commands import PublishText, WithdrawText

Clockwork = (
    BeginStage
    | FinishStage
    | ScheduleStep
    | OpenStep
    | SendReminders
    | ReadStep
    | CloseStep
    | LapseConfirmation
    | LapseAnswers
    | LinkInner
    | FollowOuter
    | NoteCarried
)
CLOCKWORK = (
    BeginStage,
    FinishStage,
    ScheduleStep,
    OpenStep,
    SendReminders,
    ReadStep,
    CloseStep,
    LapseConfirmation,
    LapseAnswers,
    LinkInner,
    FollowOuter,
    NoteCarried,
)

Act = Annotated[
    StartProcess
    | MoveClock
    | EndProcess
    | AcknowledgeRecovery
    | AmendProcedure
    | ReadWithheld
    | Disavow
    | MoveDates
    | ChangeCourse
    | ChangeCondition
    | ChangePledge
    | Clockwork
    | AdmitParty
    | AppointPerson
    | ReplaceContact
    | RecordAttendance
    | RecordSuccession
    | PublishText
    | WithdrawText
    | Answer
    | WithdrawAnswer
    | FlagProposal
    | SetDeadline
    | ExtendDeadline
    | BringClosingForward
    | DivideQuestion
    | RaiseQuestion
    | AdmitAct
    | Judge
    | ConfirmOutcome
    | CorrectOutcome
    | RecordAction
    | FixActionDue
    | SetActionStatus
    | DispatchLetter,
    Field(discriminator="act"),
]


class Actor(Frozen):
    """Who acts: a person, for an institution, in a role; and by which way the act came."""

    person: Id | None = None
    party: Id | None = None
    role: Id | None = None
    via: Literal["terminal", "rehearsal", "clockwork", "portal"]


class Command(Frozen):
    """
    :param command_id: chosen by the client; the same id with the same body gives the recorded outcome again
    """

    command_id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9:.+_-]{0,199}$")
    process: UUID
    actor: Actor
    act: Act


def process_id_of(command_id: str) -> UUID:
    """Derive the id of the process that the command of this id starts."""
    return derived("process", command_id)


def stage_id_of(process: UUID, key: str, round_: int) -> UUID:
    return derived("stage", process, key, round_)


def step_id_of(stage: UUID, question: str) -> UUID:
    """Derive the id of a step from its stage (which has its round) and its question."""
    return derived("step", stage, question)
