"""The vocabulary of a scenario, second part: what the chair does with texts, proposals, deadlines and outcomes."""

from typing import Literal

from pydantic import Field

from domain.calendar.models import Span
from domain.command import Act
from domain.model import Id, Line, Prose
from domain.step.commands import (
    AdmitAct,
    BringClosingForward,
    ConfirmOutcome,
    CorrectOutcome,
    DivideQuestion,
    ExtendDeadline,
    FlagProposal,
    Judge,
    RaiseQuestion,
    SetDeadline,
)
from domain.text import commands as domain_text
from rehearsal import answers as said
from rehearsal.answers import Items, Label, OnStep, Paragraph, Said, StepName
from rehearsal.names import Names
from rehearsal.parties import When


class PublishText(Said):
    """
    Publish one of the scenario's `texts`.

    :param respects: the recorded conditions that the publisher says the text respects
    :param grounds: why it is corrected, where it is
    :param amended_by: the labels of adopted amendments that it takes over
    """

    act: Literal["publish-text"] = "publish-text"
    text: Id
    respects: tuple[Line, ...] = ()
    grounds: Prose | None = None
    amended_by: tuple[Label, ...] = ()

    def meant(self, names: Names) -> Act:
        given = names.texts[self.text]
        return domain_text.PublishText(
            text=self.text,
            kind=given.kind,
            title=given.title,
            predecessor=given.predecessor,
            respects=self.respects,
            same_as=given.same_as,
            corrections=given.corrected(names.texts),
            contains=given.contains,
            language=given.language,
            symbol=given.symbol,
            renditions=given.renditions,
            grounds=self.grounds,
            amended_by=tuple(names.number(label) for label in self.amended_by),
            **given.fields,
        )


class WithdrawText(Said):
    """Withdraw a text; what is open about it ends without a result."""

    act: Literal["withdraw-text"] = "withdraw-text"
    text: Id
    grounds: Prose

    def meant(self, names: Names) -> Act:
        del names
        return domain_text.WithdrawText(text=self.text, grounds=self.grounds)


class Flag(Said):
    """Flag a proposed change against a recorded condition."""

    act: Literal["flag"] = "flag"
    step: StepName
    proposal: Label
    condition: Line
    grounds: Prose

    def meant(self, names: Names) -> Act:
        return FlagProposal(
            step=names.step(self.step),
            proposal=names.number(self.proposal),
            condition=self.condition,
            grounds=self.grounds,
        )


class SetDeadlineAct(OnStep):
    """
    Fix the deadline of a step that closes "as soon as possible": an instant, or a span from now.

    :param after: as {working_days: 4}, with `at_time: "18:00"` for a time of that day
    """

    act: Literal["set-deadline"] = "set-deadline"
    closes_at: When | None = None
    after: Span | None = None
    at_time: str | None = Field(default=None, pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    grounds: Prose

    def meant(self, names: Names) -> Act:
        return SetDeadline(
            step=names.step(self.step),
            closes_at=self.closes_at,
            after=self.after,
            at_time=self.at_time,
            grounds=self.grounds,
        )


class Extend(OnStep):
    """Move a deadline to a later instant, for all or for one party alone."""

    act: Literal["extend"] = "extend"
    closes_at: When
    party: Id | None = None
    grounds: Prose

    def meant(self, names: Names) -> Act:
        return ExtendDeadline(
            step=names.step(self.step),
            closes_at=self.closes_at,
            party=self.party,
            grounds=self.grounds,
        )


class Gavel(OnStep):
    """Close a step before its deadline."""

    act: Literal["gavel"] = "gavel"
    grounds: Prose

    def meant(self, names: Names) -> Act:
        return BringClosingForward(step=names.step(self.step), grounds=self.grounds)


class Divide(OnStep):
    """Take paragraphs of an open question apart: they become a question of their own, `stage.question.1`."""

    act: Literal["divide"] = "divide"
    paragraphs: tuple[Paragraph, ...] = Field(min_length=1, max_length=500)
    closes_at: When | None = None
    grounds: Prose

    def meant(self, names: Names) -> Act:
        return DivideQuestion(
            step=names.step(self.step),
            paragraphs=self.paragraphs,
            closes_at=self.closes_at,
            grounds=self.grounds,
        )


class Raise(OnStep):
    """
    Raise a question on another that is not settled; it is put as `stage.question.NAME`.

    :param question: its name in the procedure
    :param proposal: the label of the act that it is about
    """

    act: Literal["raise"] = "raise"
    question: Id
    paragraphs: tuple[Paragraph, ...] = Field(default=(), max_length=500)
    wording: Prose | None = None
    proposal: Label | None = None
    grounds: Prose | None = None

    def meant(self, names: Names) -> Act:
        return RaiseQuestion(
            step=names.step(self.step),
            raises=self.question,
            paragraphs=self.paragraphs,
            wording=self.wording,
            about=names.number(self.proposal) if self.proposal else None,
            grounds=self.grounds,
        )


class Admit(Said):
    """
    Admit, as in time, an act that was received in time by an official channel and typed in late.

    :param refused: the label of that act
    """

    act: Literal["admit"] = "admit"
    refused: Label
    evidence: Line
    grounds: Prose

    def meant(self, names: Names) -> Act:
        number = names.number(self.refused)
        return AdmitAct(refused=number, evidence=self.evidence, grounds=self.grounds)


class JudgeAct(OnStep):
    """Pick one of the outcomes that the rules permit."""

    act: Literal["judge"] = "judge"
    outcome: Id
    grounds: Prose

    def meant(self, names: Names) -> Act:
        return Judge(step=names.step(self.step), outcome=self.outcome, grounds=self.grounds)


class Confirm(OnStep):
    """Confirm a provisional outcome."""

    act: Literal["confirm"] = "confirm"
    grounds: Prose

    def meant(self, names: Names) -> Act:
        return ConfirmOutcome(step=names.step(self.step), grounds=self.grounds)


class Correct(OnStep):
    """Put a recorded finding right, with all the conditions that hold from then on."""

    act: Literal["correct-outcome"] = "correct-outcome"
    outcome: Id
    conditions: Items = Field(default_factory=dict)
    grounds: Prose

    def meant(self, names: Names) -> Act:
        return CorrectOutcome(
            step=names.step(self.step),
            outcome=self.outcome,
            items=said.items(self.conditions),
            grounds=self.grounds,
        )
