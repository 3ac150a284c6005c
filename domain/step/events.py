"""What is remembered of a step. Types are neutral: what was said is in the body, so envelopes give nothing away."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from domain.event import Event
from domain.model import WHEN_EMPTY, Frozen, Id, Instant, Line, Prose
from domain.procedure.question import EligibleAsOf
from domain.procedure.visible import Part
from domain.rule.models import Test
from domain.step.commands import InnerOutcome, Item, Reported, Source
from domain.text.paragraphs import ParagraphStatus
from domain.text.rendition import Rendition


class StepScheduled(Event):
    """A question is put. `opens_at` and `closes_at` are computed here, once; nothing computes them again."""

    step: UUID
    stage: UUID
    question: Id
    text: Id | None = None
    opens_at: Instant
    closes_at: Instant | None = None
    due_at: Instant | None = None
    zone: str
    calendars: tuple[str, ...] = ()


class StepOpened(Event):
    step: UUID


class Answered(Event):
    """
    An answer was taken.

    :param comment: sealed: the commitment to a person's words, and their length
    :param speaks_for: of a group's answer, its members as of the postmark; `aligned`: others who align with it
    :param delegated: the capacity whose word this is by delegation
    """

    step: UUID
    party: Id
    person: Id | None
    answer: Id
    text: Id | None = None
    paragraphs: tuple[Line, ...] = ()
    wording: Prose | None = None
    comment: str | None = None
    reason: str | None = None
    grounds: Prose | None = None
    title: Line | None = None
    choice: Id | None = None
    items: tuple[Item, ...] = ()
    about: int | None = None
    figures: dict[Id, int] = Field(default_factory=dict)
    instant: Instant | None = None
    symbol: Line | None = None
    reported: Reported | None = None
    capacity: Id | None = None
    speaks_for: tuple[Id, ...] = ()
    aligned: tuple[Id, ...] = ()
    delegated: Id | None = None
    outcome_of: InnerOutcome | None = None
    provenance: tuple[Source, ...] = ()
    statuses: tuple[ParagraphStatus, ...] = ()
    rendition: Rendition | None = None


class AnswerWithdrawn(Event):
    """:param about: only the one about this recorded act; None: every answer of that name"""

    step: UUID
    party: Id
    answer: Id
    about: int | None = None
    reported: Reported | None = None


class ProposalFlagged(Event):
    step: UUID
    proposal: int
    condition: Line
    grounds: Prose


class DeadlineSet(Event):
    step: UUID
    old: Instant | None = None
    new: Instant
    calendars: tuple[str, ...] = ()
    grounds: Prose


class DeadlineExtended(Event):
    """
    :param counts: the recorded acts that were marked late and count from now on
    :param with_notice: it is in force only when those who are asked have been told of it, before the old deadline
    :param resumes: a clock that stood still goes on, for as long as was left
    :param party: the only one whose deadline it is; the others' stays
    """

    step: UUID
    old: Instant
    new: Instant
    counts: tuple[int, ...] = ()
    with_notice: bool = False
    grounds: Prose
    resumes: bool = False
    party: Id | None = None


class StepMoved(Event):
    """
    The instants of a step moved with the date that they hang on.

    :param counts: the recorded acts that were marked late and count from now on
    """

    step: UUID
    old_opens_at: Instant
    opens_at: Instant
    old: Instant | None = None
    new: Instant | None = None
    old_due_at: Instant | None = None
    due_at: Instant | None = None
    counts: tuple[int, ...] = ()


class MeetingChanged(Event):
    """
    The meeting of a session was suspended, or goes on: the stage with all that is put in it.

    :param step: the session
    :param since: where it goes on: since when it was suspended
    :param resumes_at: where it is suspended: when it is to go on, if that was said
    """

    step: UUID
    became: Literal["suspended", "resumed"]
    since: Instant | None = None
    resumes_at: Instant | None = None
    grounds: Prose


class HoldGranted(Event):
    """:param until: where the clock stops: when it runs on at the latest"""

    step: UUID
    party: Id
    old: Instant
    new: Instant
    until: Instant | None = None
    counts: tuple[int, ...] = ()


class HoldLifted(Event):
    """The party that had asked for more time gives back what is not used of it."""

    step: UUID
    party: Id
    old: Instant
    new: Instant


class ClosingBroughtForward(Event):
    """
    The step closes at this event's own instant, at its deadline at the latest.

    `ended_by` names what settles it, where the count does not.
    """

    step: UUID
    old: Instant | None = None
    by: Literal[
        "gavel",
        "all_answered",
        "answer",
        "complete",
        "conditions",
        "withdrawal",
        "end_of_process",
        "correction",
        "raised",
        "default",
        "cancelled",
    ]
    ended_by: Id | None = None
    grounds: Prose | None = None


class QuestionDivided(Event):
    """
    Paragraphs were taken apart from an open question. Their own question keeps the answers that were given on them.

    :param part: the step of the part; `question` is its name
    :param closes_at: when the part closes; None: as the question that it is taken from, at an event
    """

    step: UUID
    part: UUID
    question: Id
    paragraphs: tuple[Line, ...]
    closes_at: Instant | None = None
    grounds: Prose


class QuestionRaised(Event):
    """
    A question was raised on another. It is put in its turn, as a step of its own.

    :param raised: that step; `question` is its name
    :param raises: what it is called in the procedure
    :param stops: the clock of the other question stands still until this one is settled
    """

    step: UUID
    raised: UUID
    question: Id
    raises: Id
    party: Id
    person: Id | None
    paragraphs: tuple[Line, ...] = ()
    wording: Prose | None = None
    about: int | None = None
    grounds: Prose | None = None
    stops: bool = False
    reported: Reported | None = None


class ActAdmitted(Event):
    """An act that was refused counts, by decision of a named role, or of a question that was raised about it."""

    step: UUID
    refused: int
    evidence: Line
    grounds: Prose


class RemindersSent(Event):
    """
    :param skipped: the reminder was overdue past the deadline, so nobody was reminded
    :param escalated_to: the role that is told that a duty is overdue, with the last of its reminders
    """

    step: UUID
    due_at: Instant
    parties: tuple[Id, ...] = ()
    skipped: bool = False
    escalated_to: Id | None = None


class Weighed(Frozen):
    """What a count weighs by, and how many parties it is of."""

    weight: Id
    parties: int


class Figures(Frozen):
    """
    Exact counts of a question: parties asked, parties that answered, and parties per answer.

    :param reported: the figures that a body reported, with the rest worked out
    :param eligible_as_of: as of when a party counts among those who are asked
    :param counts: the named counts of the question
    :param tests: what the named tests of the rule came to
    :param weighed: of the named counts that weigh: by what, and how many parties it is
    """

    asked: int
    answered: int
    given: dict[Id, int]
    reported: dict[Id, int] = Field(default_factory=dict)
    eligible_as_of: EligibleAsOf = "act"
    counts: dict[Id, int] = Field(default_factory=dict)
    tests: tuple[Test, ...] = ()
    weighed: dict[Id, Weighed] = Field(default_factory=dict, exclude_if=WHEN_EMPTY)


class StepRead(Event):
    """
    A standing question was read: figures and roster as of this instant.

    :param stale: where it is asked again now: those who have not answered since the time before
    """

    step: UUID
    due_at: Instant
    figures: Figures
    roster: dict[Id, tuple[Id, ...]]
    stale: tuple[Id, ...] = ()


class StepClosed(Event):
    """:param divided: what each paragraph came to, where the question is divided by item"""

    step: UUID
    closes_at: Instant
    figures: Figures
    permitted: tuple[Id, ...]
    divided: dict[Line, Id] = Field(default_factory=dict)


class OutcomeReached(Event):
    step: UUID
    outcome: Id
    provisional: bool = False
    items: tuple[Item, ...] = ()
    grounds: Prose | None = None


class OutcomeConfirmed(Event):
    step: UUID
    grounds: Prose


class ConfirmationLapsed(Event):
    """
    Nobody confirmed a provisional outcome within the limit: it is settled as the procedure says.

    :param outcome: the one that stands from now on
    """

    step: UUID
    due_at: Instant
    outcome: Id


class AnswersLapsed(Event):
    """
    The text had changed, and the time is over in which positions could be confirmed.

    :param parties: whose position stands no more; nobody's, where all have confirmed
    """

    step: UUID
    due_at: Instant
    text: Id | None = None
    parties: tuple[Id, ...] = ()


class OutcomeSuperseded(Event):
    """
    An outcome was put right. The earlier one stays on record.

    :param names: the version of the event that is put right
    :param voided: the stages that followed from the earlier outcome alone
    :param divided: what each paragraph comes to from now on, where the question is divided by item
    """

    step: UUID
    old: Id
    new: Id
    names: int
    items: tuple[Item, ...] = ()
    voided: tuple[UUID, ...] = ()
    divided: dict[Line, Id] = Field(default_factory=dict)
    grounds: Prose


class PledgePublished(Event):
    """A common pledge was recorded once, by its lead, for all partners as of this instant."""

    step: UUID
    pledge: Id
    title: Line
    lead: Id
    partners: tuple[Id, ...]
    commitments: tuple[Item, ...]
    text: Id
    sha256: str


class WithheldRead(Event):
    """Somebody who may has read what is withheld of a step. Who, is in the envelope; it changes nothing."""

    step: UUID
    parts: tuple[Part, ...]
    grounds: Prose


class AnswerDisavowed(Event):
    """
    After the close, a higher capacity has disowned an answer of its institution. It changes no outcome by itself.

    :param answer: the number of the answer
    """

    step: UUID
    party: Id
    answer: int
    grounds: Prose
