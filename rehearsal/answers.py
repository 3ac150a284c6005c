"""The vocabulary of a scenario, first part: what participants say on a step. In the words of the field."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field

from domain.command import Act
from domain.model import Frozen, Id, Line, Prose
from domain.step.commands import Answer, Item, ReportedFigures, WithdrawAnswer
from domain.text.paragraphs import ParagraphStatus
from domain.text.paragraphs import Status as HowFar
from domain.text.rendition import Rendition
from rehearsal.names import STEP_NAME, Names
from rehearsal.parties import When
from rehearsal.texts import AsText

Paragraph = AsText
StepName = Annotated[str, Field(pattern=STEP_NAME)]
LatestStep = Annotated[str, Field(pattern=r"^[a-z0-9_-]+\.[a-z0-9_-]+$")]
"""A step of whichever round is the latest: `stage.question` only."""
Label = Id
Items = Annotated[dict[Line, Prose], Field(max_length=200)]
"""Lettered items: `{P1: no overlap with ..., P2: ...}`."""


def _status(value: object) -> object:
    return {"status": value} if isinstance(value, str) else value


class StatusEntry(Frozen):
    """How far a paragraph is agreed: the status alone, or with its source or its wording."""

    status: HowFar
    source: Line | None = None
    wording: Prose | None = None


Written = BeforeValidator(_status, json_schema_input_type=HowFar | StatusEntry)
Statuses = Annotated[dict[Line, Annotated[StatusEntry, Written]], Field(max_length=2000)]
"""Statuses of paragraphs by their labels: `{5: agreed_ad_ref, 6: {status: agreed_language, source: ...}}`."""


def items(given: dict[str, str]) -> tuple[Item, ...]:
    return tuple(Item(item=item, words=words) for item, words in given.items())


class Said(Frozen):
    """One act of the vocabulary: its fields in the file, and the act of the domain that it means."""

    act: str

    def meant(self, names: Names) -> Act:
        """:raises rehearsal.names.Unresolved: it points at an act that left no event"""
        raise NotImplementedError


class OnStep(Said):
    """
    :param step: `stage.question` of the procedure, the latest round; `stage#2.question` for a certain one
    """

    step: StepName


class Saying(OnStep):
    """
    An answer to a question. ANSWER is its name in the procedure; fields of the same name are passed on.

    :param text: the version that the answer is given on; that of the step where it is left out
    """

    ANSWER: ClassVar[str]
    text: Id | None = None

    def fields(self, names: Names) -> dict[str, Any]:
        del names
        return self.model_dump(exclude={"act", "step"}, exclude_none=True)

    def meant(self, names: Names) -> Act:
        step = names.step(self.step)
        return Answer.model_validate({"step": step, "answer": self.ANSWER, **self.fields(names)})


class Comment(Saying):
    """Comment on a text."""

    ANSWER = "comment"
    act: Literal["comment"] = "comment"
    comment: Prose
    paragraphs: tuple[Paragraph, ...] = Field(default=(), max_length=500)


class Propose(Saying):
    """Propose wording. A later `dispose` or `flag` points at its label."""

    ANSWER = "proposal"
    act: Literal["propose"] = "propose"
    wording: Prose
    paragraphs: tuple[Paragraph, ...] = Field(default=(), max_length=500)
    reason: Prose | None = None


class Object(Saying):
    """Object to a text; where silence agrees, this breaks it."""

    ANSWER = "objection"
    act: Literal["object"] = "object"
    reason: Prose | None = None
    paragraphs: tuple[Paragraph, ...] = Field(default=(), max_length=500)
    wording: Prose | None = None


class AskForTime(Saying):
    """Ask for more time: a hold, as far as the procedure grants one."""

    ANSWER = "hold"
    act: Literal["hold"] = "hold"
    reason: Prose | None = None


class Endorse(Saying):
    """Join, by an explicit act."""

    ANSWER = "endorse"
    act: Literal["endorse"] = "endorse"
    comment: Prose | None = None


class Decline(Saying):
    """Say that the party does not join."""

    ANSWER = "decline"
    act: Literal["decline"] = "decline"
    reason: Prose | None = None


class OwnPledge(Saying):
    """Add an own pledge beside the common one."""

    ANSWER = "own_pledge"
    act: Literal["own-pledge"] = "own-pledge"
    title: Line
    wording: Prose


class Finding(Saying):
    """Record what a meeting found, with the conditions that were agreed."""

    ANSWER = "finding"
    act: Literal["finding"] = "finding"
    outcome: Id
    conditions: Items = Field(default_factory=dict)
    grounds: Prose | None = None

    def fields(self, names: Names) -> dict[str, Any]:
        del names
        given = {"text": self.text, "grounds": self.grounds}
        return {"choice": self.outcome, "items": items(self.conditions), **given}


class Dispose(Saying):
    """Say what became of a proposed change, with the official reason."""

    ANSWER = "disposition"
    act: Literal["dispose"] = "dispose"
    proposal: Label
    disposition: Id
    grounds: Prose | None = None

    def fields(self, names: Names) -> dict[str, Any]:
        given = {"text": self.text, "grounds": self.grounds}
        return {"about": names.number(self.proposal), "choice": self.disposition, **given}


class RecordPledge(Saying):
    """Record the pledge once, for all partners, with its id and its commitments."""

    ANSWER = "pledge"
    act: Literal["record-pledge"] = "record-pledge"
    pledge: Id
    title: Line
    commitments: Items

    def fields(self, names: Names) -> dict[str, Any]:
        del names
        given = {"text": self.text, "title": self.title}
        return {"choice": self.pledge, "items": items(self.commitments), **given}


class Status(Saying):
    """Report how far a pledge is, for all partners."""

    ANSWER = "status"
    act: Literal["status"] = "status"
    status: Id
    comment: Prose | None = None

    def fields(self, names: Names) -> dict[str, Any]:
        del names
        return {"choice": self.status, "text": self.text, "comment": self.comment}


class OtherAnswer(Saying):
    """
    Give any answer that the question offers, under its name in the procedure.

    :param sources: the labels of the acts that it is drawn from, by kind of source
    :param documents: documents that it is drawn from, by kind of source
    """

    act: Literal["answer"] = "answer"
    answer: Id
    wording: Prose | None = None
    comment: Prose | None = None
    reason: Prose | None = None
    grounds: Prose | None = None
    title: Line | None = None
    choice: Id | None = None
    paragraphs: tuple[Paragraph, ...] = Field(default=(), max_length=500)
    items: Items = Field(default_factory=dict)
    proposal: Label | None = None
    figures: ReportedFigures = Field(default_factory=dict, max_length=20)
    instant: When | None = None
    symbol: Line | None = None
    aligned: tuple[Id, ...] = Field(default=(), max_length=1000)
    sources: dict[Id, tuple[Label, ...]] = Field(default_factory=dict, max_length=20)
    documents: dict[Id, tuple[Line, ...]] = Field(default_factory=dict, max_length=20)
    statuses: Statuses = Field(default_factory=dict)
    rendition: Rendition | None = None

    def meant(self, names: Names) -> Act:
        apart = {"act", "step", "items", "proposal", "sources", "documents", "statuses"}
        given = self.model_dump(exclude=apart, exclude_none=True)
        about = names.number(self.proposal) if self.proposal else None
        acts = [
            {"kind": kind, "act": names.number(label)}
            for kind, labels in self.sources.items()
            for label in labels
        ]
        papers = [
            {"kind": kind, "document": paper}
            for kind, found in self.documents.items()
            for paper in found
        ]
        more = {
            "step": names.step(self.step),
            "items": items(self.items),
            "about": about,
            "provenance": [*acts, *papers],
            "statuses": tuple(
                ParagraphStatus(paragraph=label, **said.model_dump())
                for label, said in self.statuses.items()
            ),
        }
        return Answer.model_validate({**given, **more})


class Withdraw(OnStep):
    """Withdraw an answer that stands: every one of that name, or the one about the labelled act."""

    act: Literal["withdraw"] = "withdraw"
    answer: Id
    proposal: Label | None = None

    def meant(self, names: Names) -> Act:
        about = names.number(self.proposal) if self.proposal else None
        return WithdrawAnswer(step=names.step(self.step), answer=self.answer, about=about)
