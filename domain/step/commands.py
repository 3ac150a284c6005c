"""Acts on a step: what participants answer, what the chair does with its deadline, what the clockwork does in time."""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field, model_validator

from domain.act import ActBase
from domain.calendar.models import Span
from domain.model import Frozen, Id, Instant, Line, Prose, Sha256
from domain.procedure.question import Capacity
from domain.procedure.visible import Part
from domain.text.paragraphs import ParagraphStatus
from domain.text.rendition import Rendition


class Reported(Frozen):
    """
    How an act came that was not sent through the door by its author: channel, source, and the time it claims.

    `reported_at` never admits an act by itself.
    """

    channel: Id
    source: Line
    source_sha256: Sha256 | None = None
    reported_at: Instant | None = None
    precision: Literal["instant", "day", "zone_unknown"]
    person: Id
    party: Id
    capacity: Capacity


class Item(Frozen):
    """One lettered item: a condition of an agreement, or a commitment of a pledge."""

    item: Line
    words: Prose


class Source(Frozen):
    """Where a proposed wording comes from: a recorded act, by its number, or a document outside this record."""

    kind: Id
    act: int | None = Field(default=None, ge=1)
    document: Line | None = None

    @model_validator(mode="after")
    def _one(self) -> "Source":
        if (self.act is None) == (self.document is None):
            raise ValueError("give either the number of an act or a document")
        return self


ReportedFigures = dict[Id, Annotated[int, Field(ge=0, le=1_000_000)]]
"""Exact counts that a body reports, by name: {for: 118, against: 5, abstain: 13}."""


class InnerOutcome(Frozen):
    """
    The outcome of another process, by which a party answers: what its record says at a version, and the hash there.

    :param party: for which party it was run; `procedure`: by which rules
    """

    process: UUID
    party: Id
    procedure: Id
    outcome: Id
    version: int = Field(ge=1)
    head_hash: Sha256


class Answer(ActBase):
    """
    Answer a step: comment, propose, object, ask for a hold, endorse, find, dispose, report a status ...

    Which answers there are, and which fields each needs, is said by the question. `comment` and `reason` are the
    private words of a person; `grounds` are the official reason of an office and stay in the record.

    :param text: the version of the text that the answer is given on
    :param about: the number of the recorded act that is answered (a proposal)
    :param figures: exact counts that a body reports
    :param symbol: the symbol under which a text is adopted or issued
    :param outcome_of: the process of its own by whose outcome the party answers
    :param aligned: of a group's answer, the parties beyond its members that align with it
    :param instant: a time that is named in it, such as the expiry of a silence
    :param statuses: of paragraphs of the text, where the answer sets them
    :param rendition: a file, or a language version, in which the text exists from now on
    :param provenance: the sources that it is drawn from
    """

    PRIVATE: ClassVar[tuple[str, ...]] = ("comment", "reason")

    act: Literal["Answer"] = "Answer"
    step: UUID
    answer: Id
    text: Id | None = None
    paragraphs: tuple[Line, ...] = Field(default=(), max_length=500)
    wording: Prose | None = None
    comment: Prose | None = None
    reason: Prose | None = None
    grounds: Prose | None = None
    title: Line | None = None
    choice: Id | None = None
    items: tuple[Item, ...] = Field(default=(), max_length=200)
    about: int | None = Field(default=None, ge=1)
    figures: ReportedFigures = Field(default_factory=dict, max_length=20)
    instant: Instant | None = None
    symbol: Line | None = None
    aligned: tuple[Id, ...] = Field(default=(), max_length=1000)
    outcome_of: InnerOutcome | None = None
    provenance: tuple[Source, ...] = Field(default=(), max_length=500)
    reported: Reported | None = None
    statuses: tuple[ParagraphStatus, ...] = Field(default=(), max_length=2000)
    rendition: Rendition | None = None


class WithdrawAnswer(ActBase):
    """
    Withdraw an answer that still stands.

    :param about: only the one about this recorded act; None: every answer of that name
    """

    act: Literal["WithdrawAnswer"] = "WithdrawAnswer"
    step: UUID
    answer: Id
    about: int | None = Field(default=None, ge=1)
    reported: Reported | None = None


class FlagProposal(ActBase):
    """Flag a proposed change against a condition of the agreement. It must then be disposed of with a reason."""

    act: Literal["FlagProposal"] = "FlagProposal"
    step: UUID
    proposal: int = Field(ge=1)
    condition: Line
    grounds: Prose


class SetDeadline(ActBase):
    """Fix the deadline of a step that closes "as soon as possible": an instant, or a span from now."""

    act: Literal["SetDeadline"] = "SetDeadline"
    step: UUID
    closes_at: Instant | None = None
    after: Span | None = None
    at_time: str | None = Field(default=None, pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    grounds: Prose


class ExtendDeadline(ActBase):
    """Move the deadline of an open step to a later instant, for all or for one party alone."""

    act: Literal["ExtendDeadline"] = "ExtendDeadline"
    step: UUID
    closes_at: Instant
    party: Id | None = None
    grounds: Prose


class BringClosingForward(ActBase):
    """Close a step before its deadline (the gavel). What was postmarked before still counts."""

    act: Literal["BringClosingForward"] = "BringClosingForward"
    step: UUID
    grounds: Prose


class DivideQuestion(ActBase):
    """Take paragraphs of an open question apart: they become a question of their own, with its own deadline."""

    act: Literal["DivideQuestion"] = "DivideQuestion"
    step: UUID
    paragraphs: tuple[Line, ...] = Field(min_length=1, max_length=500)
    closes_at: Instant | None = None
    grounds: Prose


class RaiseQuestion(ActBase):
    """
    Raise a question on another that is not settled, as the procedure lets one.

    :param raises: its name in the procedure
    :param about: the number of the recorded act that it is about (a ruling, a refusal)
    :param reported: how it came, where its author did not send it through the door
    """

    act: Literal["RaiseQuestion"] = "RaiseQuestion"
    step: UUID
    raises: Id
    paragraphs: tuple[Line, ...] = Field(default=(), max_length=500)
    wording: Prose | None = None
    about: int | None = Field(default=None, ge=1)
    grounds: Prose | None = None
    reported: Reported | None = None


class AdmitAct(ActBase):
    """Admit, as in time, an act that reached an official channel in time and was entered late."""

    act: Literal["AdmitAct"] = "AdmitAct"
    refused: int = Field(ge=1)
    evidence: Line
    grounds: Prose


class Judge(ActBase):
    """Pick one of the outcomes that the rules permit."""

    act: Literal["Judge"] = "Judge"
    step: UUID
    outcome: Id
    grounds: Prose


class ConfirmOutcome(ActBase):
    """Confirm a provisional outcome, so that what follows may begin."""

    act: Literal["ConfirmOutcome"] = "ConfirmOutcome"
    step: UUID
    grounds: Prose


class LapseConfirmation(ActBase):
    """Settle a provisional outcome that nobody confirmed within its limit. Sent by the clockwork."""

    act: Literal["LapseConfirmation"] = "LapseConfirmation"
    step: UUID
    due_at: Instant


class LapseAnswers(ActBase):
    """Let the positions lapse that nobody has confirmed since the text changed. Sent by the clockwork."""

    act: Literal["LapseAnswers"] = "LapseAnswers"
    step: UUID
    due_at: Instant


class CorrectOutcome(ActBase):
    """Put a recorded finding right. The earlier outcome stays on record; what followed from it alone is voided."""

    act: Literal["CorrectOutcome"] = "CorrectOutcome"
    step: UUID
    outcome: Id
    items: tuple[Item, ...] = Field(default=(), max_length=200)
    grounds: Prose


class ScheduleStep(ActBase):
    """Put the next question of a stage. Sent by the clockwork."""

    act: Literal["ScheduleStep"] = "ScheduleStep"
    step: UUID


class OpenStep(ActBase):
    """Open a step at the instant that was fixed for it. Sent by the clockwork."""

    act: Literal["OpenStep"] = "OpenStep"
    step: UUID


class SendReminders(ActBase):
    """Remind those who have not answered. Sent by the clockwork."""

    act: Literal["SendReminders"] = "SendReminders"
    step: UUID
    due_at: Instant


class ReadStep(ActBase):
    """Read a standing question: figures and roster as of now. Sent by the clockwork."""

    act: Literal["ReadStep"] = "ReadStep"
    step: UUID
    due_at: Instant


class CloseStep(ActBase):
    """Close a step whose deadline and grace have passed. Sent by the clockwork."""

    act: Literal["CloseStep"] = "CloseStep"
    step: UUID
    closes_at: Instant


class ReadWithheld(ActBase):
    """Read what is withheld of a step. The reading is itself on record, with its reason."""

    act: Literal["ReadWithheld"] = "ReadWithheld"
    step: UUID
    parts: tuple[Part, ...] = Field(min_length=1, max_length=5)
    grounds: Prose


class Disavow(ActBase):
    """
    Disown, after the close, an answer that a lower capacity of one's institution gave. It is on record.

    :param answer: the number of the answer
    """

    act: Literal["Disavow"] = "Disavow"
    step: UUID
    answer: int = Field(ge=1)
    grounds: Prose
