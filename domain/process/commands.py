"""Acts about the process as a whole: starting, the stepped clock, stages, the end, and recovery."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field, model_validator

from domain.act import ActBase
from domain.calendar.models import Calendar
from domain.model import Frozen, Id, Instant, Line, Prose, Sha256
from domain.participation.commands import Appointment, Party
from domain.procedure.models import Procedure
from domain.step.commands import Item


class TakenOver(Frozen):
    """
    A stage that had ended before this record began: as it is reported, with its source.

    It sets the state, and is shown as reported: nobody came through the door for it.

    :param items: the conditions of a finding, or other lettered items, that hold from then on
    :param agreed: the text that was agreed by it; to be published here before a question is put about it

    Source: hard case 1
    """

    stage: Id
    outcome: Id
    ended_at: Instant
    source: Line
    source_sha256: Sha256 | None = None
    items: tuple[Item, ...] = Field(default=(), max_length=200)
    agreed: Id | None = None


class OuterQuestion(Frozen):
    """
    The question of another process that this process answers, for one of the parties there.

    :param closes_at: when that question closes, as far as it was known at the start
    :param opens_at: when it opens, where it was not open then

    Source: hard case 15
    """

    process: UUID
    step: UUID
    party: Id
    closes_at: Instant | None = None
    opens_at: Instant | None = None


class StartProcess(ActBase):
    """Start a process: its rules, its calendars, its parties and who acts for them."""

    act: Literal["StartProcess"] = "StartProcess"
    title: Line
    mandate: Line | None = None
    procedure: Procedure
    calendars: tuple[Calendar, ...] = Field(default=(), max_length=40)
    dates: dict[Id, Instant] = Field(default_factory=dict)
    parties: tuple[Party, ...] = Field(min_length=1, max_length=100_000)
    appointments: tuple[Appointment, ...] = Field(min_length=1, max_length=40_000)
    clock: Literal["live", "stepped"]
    starts_at: Instant | None = None
    taken_over: tuple[TakenOver, ...] = Field(default=(), max_length=200)
    answers: OuterQuestion | None = None


class MoveClock(ActBase):
    """Move the clock of a rehearsal forward, at most to the next due instant."""

    act: Literal["MoveClock"] = "MoveClock"
    to: Instant


class BeginStage(ActBase):
    """Begin the stage that the roadmap owes. Sent by the clockwork."""

    act: Literal["BeginStage"] = "BeginStage"
    stage: UUID


class FinishStage(ActBase):
    """Finish a stage whose questions are all answered for. Sent by the clockwork."""

    act: Literal["FinishStage"] = "FinishStage"
    stage: UUID


class EndProcess(ActBase):
    """End the process: standing questions end with it. It still takes late acts, which are kept and do not count."""

    act: Literal["EndProcess"] = "EndProcess"
    grounds: Prose


class AmendProcedure(ActBase):
    """
    Adopt a new version of the procedure for a process that runs.

    :param dates: dates that the new version needs and that nobody gave before
    :param calendars: lists that the new version counts by and that are not pinned yet
    :param also_open: what may change of questions that were put, too: title, remind, escalates_to
    """

    act: Literal["AmendProcedure"] = "AmendProcedure"
    procedure: Procedure
    dates: dict[Id, Instant] = Field(default_factory=dict)
    calendars: tuple[Calendar, ...] = Field(default=(), max_length=40)
    also_open: tuple[Id, ...] = Field(default=(), max_length=10)
    grounds: Prose


class LinkInner(ActBase):
    """
    Take note of a process that is run to answer a question of this one. Sent by the clockwork; the door looks it up.

    :param closes_at: when the question closes, as that process knows it

    Source: hard case 15
    """

    act: Literal["LinkInner"] = "LinkInner"
    step: UUID
    process: UUID
    party: Id
    procedure: Id
    closes_at: Instant | None = None


class FollowOuter(ActBase):
    """
    Let the dates follow that stand for the closing of the question that this process answers. Sent by the clockwork.

    :param event: the event of the outer process that moved it, and the hash there: the door looks it up

    Source: hard case 15
    """

    act: Literal["FollowOuter"] = "FollowOuter"
    process: UUID
    event: int = Field(ge=1)
    head_hash: Sha256
    closes_at: Instant
    grounds: Prose


Word = Literal["start", "outcome", "closing"]
"""What the clockwork carries into another process: that this one began, how it ended, when a question closes now."""


class NoteCarried(ActBase):
    """
    Note what became, in another process, of what the clockwork carried there.

    :param of: the number of the event here that was to be carried
    :param event: the number of its event there, and `head_hash` after it; None: nothing new was recorded there
    :param refused: why it was not taken there

    Source: hard case 15
    """

    act: Literal["NoteCarried"] = "NoteCarried"
    process: UUID
    what: Word
    of: int = Field(ge=1)
    event: int | None = Field(default=None, ge=1)
    head_hash: Sha256 | None = None
    refused: Line | None = None


class ClosedDay(Frozen):
    """A day that falls away at a venue of the procedure: what falls on it goes on at the next working day."""

    day: date
    venue: Id


class MoveDates(ActBase):
    """
    Move dates of the roadmap, or cancel them, in one act with one reason.

    A meeting that has begun and is moved is suspended: it goes on at the new time.

    :param follow: the steps whose instants move with the date; only where their procedure leaves it open
    :param stay: the steps whose instants stay as they are
    :param closed_day: everything that falls on this day moves to the next working day, at the same time of day
    """

    act: Literal["MoveDates"] = "MoveDates"
    dates: dict[Id, Instant] = Field(default_factory=dict, max_length=100)
    cancelled: tuple[Id, ...] = Field(default=(), max_length=100)
    follow: tuple[UUID, ...] = Field(default=(), max_length=1000)
    stay: tuple[UUID, ...] = Field(default=(), max_length=1000)
    closed_day: ClosedDay | None = None
    grounds: Prose

    @model_validator(mode="after")
    def _any(self) -> "MoveDates":
        if not self.dates and not self.cancelled and self.closed_day is None:
            raise ValueError(
                "name a date that moves, one that is cancelled, or a day that is closed"
            )
        return self


class AcknowledgeRecovery(ActBase):
    """Acknowledge that the record was restored to an earlier point, so that the process goes on from there."""

    act: Literal["AcknowledgeRecovery"] = "AcknowledgeRecovery"
    version: int = Field(ge=1)
    grounds: Prose


class ChangeCourse(ActBase):
    """
    Suspend the process, resume, abandon or merge it, or reopen a settled text: by whom the procedure says.

    :param text: the text that is reopened; `into`: the process that it is merged into
    """

    act: Literal["ChangeCourse"] = "ChangeCourse"
    became: Literal["suspended", "resumed", "abandoned", "merged", "reopened"]
    text: Id | None = None
    into: UUID | None = None
    grounds: Prose


class ChangeCondition(ActBase):
    """Change a condition of an agreement, or release it. Only the body that set it may.

    :param words: what it says from now on; None: it is released
    """

    act: Literal["ChangeCondition"] = "ChangeCondition"
    condition: Line
    words: Prose | None = None
    grounds: Prose


class ChangePledge(ActBase):
    """Change the lead or the partners of a pledge that was recorded. What was published stays as it is."""

    act: Literal["ChangePledge"] = "ChangePledge"
    pledge: Id
    lead: Id | None = None
    partners: tuple[Id, ...] | None = Field(default=None, max_length=2000)
    grounds: Prose
