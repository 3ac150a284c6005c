"""What is remembered of the process as a whole."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from domain.calendar.models import Calendar
from domain.event import Event
from domain.model import Frozen, Id, Instant, Line, Prose, Sha256
from domain.participation.commands import Appointment, Party
from domain.procedure.models import Pinned
from domain.process.commands import ClosedDay, OuterQuestion, TakenOver, Word


class ProcessStarted(Event):
    """A process runs from now on, under the rules and calendars that are pinned here."""

    title: Line
    mandate: Line | None = None
    procedure: Pinned
    procedure_sha256: Sha256
    calendars: tuple[Calendar, ...] = ()
    dates: dict[Id, Instant] = Field(default_factory=dict)
    parties: tuple[Party, ...]
    appointments: tuple[Appointment, ...]
    clock: Literal["live", "stepped"]
    starts_at: Instant | None = None
    taken_over: tuple[TakenOver, ...] = ()
    answers: OuterQuestion | None = None


class ClockMoved(Event):
    """The stepped clock of a rehearsal stands at this instant from now on."""

    to: Instant


class StageBegan(Event):
    stage: UUID
    key: Id
    kind: Id
    round: int
    follows: UUID | None = None
    outcome: Id | None = None


class StageFinished(Event):
    stage: UUID
    outcome: Id


class ProcessEnded(Event):
    grounds: Prose
    outcome: Id


class ProcedureAdopted(Event):
    """
    The process goes by this version of its procedure from now on.

    :param old_sha256: of the rules that were in force until now
    :param also_open: what changes of questions that were put; everything else of them stays
    """

    procedure: Pinned
    procedure_sha256: Sha256
    old_sha256: Sha256
    calendars: tuple[Calendar, ...] = ()
    dates: dict[Id, Instant] = Field(default_factory=dict)
    also_open: tuple[Id, ...] = ()
    grounds: Prose


class RecoveryAcknowledged(Event):
    version: int
    grounds: Prose


class ActRefused(Event):
    """
    An act that was kept and does not count.

    :param code: the name of the refusal
    :param sentence: what the person was told
    :param step: the step that the act was for, where there is one
    :param late: whether it was refused for time alone; an extension in time makes it count
    :param act: the act as it was sent, sealed, as canonical JSON
    """

    code: str
    sentence: str
    step: UUID | None = None
    late: bool = False
    act: str


class SaidJointly(Event):
    """
    One of several holders who act together has said what the role decides.

    :param act: the act as it was sent, sealed, as canonical JSON
    :param awaited: the holders who have not said the same; nobody: it takes effect with this one
    """

    step: UUID | None = None
    role: Id
    party: Id
    act: str
    awaited: tuple[Id, ...] = ()


class CourseChanged(Event):
    """
    The process was suspended, resumed, abandoned or merged, or a settled text was reopened.

    :param since: where it is resumed: since when it was suspended
    """

    became: Literal["suspended", "resumed", "abandoned", "merged", "reopened"]
    text: Id | None = None
    into: UUID | None = None
    since: Instant | None = None
    grounds: Prose


class ConditionChanged(Event):
    """:param new: what the condition says from now on; None: it is released"""

    condition: Line
    old: Prose
    new: Prose | None = None
    grounds: Prose


class PledgeChanged(Event):
    """Lead and partners of a pledge from now on; what was published names whom it named then."""

    pledge: Id
    old_lead: Id
    new_lead: Id
    old_partners: tuple[Id, ...] = ()
    new_partners: tuple[Id, ...] = ()
    grounds: Prose


How = Literal["postponed", "brought_forward", "suspended", "cancelled"]


class OuterEvent(Frozen):
    """The event of another process that something here follows, and the hash there."""

    process: UUID
    event: int
    head_hash: Sha256


class DatesMoved(Event):
    """
    Dates of the roadmap have moved, or were cancelled. What moves with them is told step by step.

    :param closed_day: what falls on it goes on at the next working day
    :param old: what each of them was; `how`: what has become of the meeting, if it is one
    :param outer: the event that moved the question that this process answers, where the dates stand for its closing
    :param asks: the steps of which whoever coordinates has to say whether they move
    """

    dates: dict[Id, Instant] = Field(default_factory=dict)
    cancelled: tuple[Id, ...] = ()
    old: dict[Id, Instant]
    how: dict[Id, How]
    closed_day: ClosedDay | None = None
    follow: tuple[UUID, ...] = ()
    stay: tuple[UUID, ...] = ()
    outer: OuterEvent | None = None
    asks: tuple[UUID, ...] = ()
    grounds: Prose


class InnerLinked(Event):
    """
    A process is run to answer a question of this one, for one of the parties.

    :param closes_at: when the question closes, as that process knew it
    """

    step: UUID
    process: UUID
    party: Id
    procedure: Id
    closes_at: Instant | None = None


class Carried(Event):
    """
    What was carried into another process, and what became of it there.

    :param of: the number of the event here that was carried
    :param event: the number of its event there, and the hash after it
    :param refused: why it was not taken there
    """

    process: UUID
    what: Word
    of: int
    event: int | None = None
    head_hash: Sha256 | None = None
    refused: Line | None = None
