"""What a scenario expects of the record at an instant, or at its end: the models of the file."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from domain.action.commands import ActionStatus
from domain.model import Frozen, Id, Instant, Line, Mistake
from domain.procedure.adoption import Manner
from domain.procedure.question import Capacity
from domain.rule.condition import Met
from domain.text.paragraphs import Status
from rehearsal.answers import StepName
from rehearsal.parties import When

Parties = int | tuple[Id, ...]
"""A number of parties, or exactly these, in any order."""
Soon = Literal["asap", "none"] | When
PLACE = ("source", "line", "lines")
"""Where in the file something stands: noted by the reader."""
Counts = Annotated[dict[Id, int], Field(max_length=100)]


class NotEndorsed(Frozen):
    """Who was asked and has not joined: without any answer, or by declining."""

    no_answer: Parties | None = None
    declined: Parties | None = None


class OfStep(Frozen):
    """
    :param counts: parties per answer; also asked, answered, silent, and the named counts
    :param tests: what the named tests of its rule came to
    :param superseded: the earlier outcomes that were put right
    :param figures: what a body reported
    :param given: how many answers of a name stand, of all parties together; counts are of parties
    :param dispositions: how many proposals and inputs of this step were disposed of in which way
    :param items: how many items came to which outcome, parts that were taken apart included
    :param outside_hours: the venues of a session where it is outside working hours
    :param unaccounted: how many inputs of the process have neither a proposal nor a disposition
    """

    open: bool | None = None
    text: Id | None = None
    opens_at: When | None = None
    closes_at: When | Literal["asap", "none"] | None = None
    closed_at: When | None = None
    outcome: Id | None = None
    counts: Counts | None = None
    tests: dict[Id, Met] | None = Field(default=None, max_length=100)
    figures: Counts | None = None
    late: int | None = None
    superseded: tuple[Id, ...] | None = None
    given: Counts | None = None
    dispositions: Counts | None = None
    items: Counts | None = None
    outside_hours: tuple[Id, ...] | None = None
    unaccounted: int | None = None


class OfAction(Frozen):
    due: Soon | None = None
    status: ActionStatus | None = None


class OfProposal(Frozen):
    """:param disposition: what became of it, or `none`"""

    disposition: Id | None = None
    flagged: Line | None = None
    in_history: bool | None = None


class OfText(Frozen):
    agreed: bool | None = None
    withdrawn: bool | None = None
    respects: tuple[Line, ...] | None = None
    paragraphs: tuple[Line, ...] | None = None


Accepted = Literal["accepted", "open"]


class OfPledge(Frozen):
    lead: Id | None = None
    partners: Parties | None = None
    commitments: tuple[Line, ...] | None = None
    text: Id | None = None
    status: Id | None = None


class OfAdoption(Frozen):
    """What a body decided on a text: `adoptions: {adoption.vote: {manner: recorded_vote, ...}}`"""

    does: Literal["adoption", "endorsement"] | None = None
    body: Id | None = None
    manner: Manner | None = None
    text: Id | None = None
    symbol: Line | None = None
    figures: Counts | None = None


class OfLimit(Frozen):
    """:param met: yes, no, or `none` while it is neither met nor passed"""

    days_left: int | None = None
    met: bool | Literal["none"] | None = None


class Expectation(Frozen):
    """
    :param at: the state that the record tells for this instant; left out: the end
    :param why: the rule that is shown
    :param endorsers: the parties whose explicit endorsement stands
    :param text_agreed: the text that is agreed, or `none`
    :param adopted: the texts that bodies have adopted or endorsed so far
    :param statements: who put what on record after a decision, by the name of the answer
    :param holders: the parties that hold a role
    :param open_steps: exactly these, as `stage.question`
    :param companions: how many own pledges stand beside the common one
    :param published: how many pledges were recorded
    :param refused: acts that were kept and do not count, by their refusal
    :param voided: the stages that a correction voided, as `stage#1`
    :param paragraphs: how far paragraphs of the latest text are agreed, by their labels
    :param packages: whether a package is accepted, or open
    """

    at: When | None = None
    why: Line | None = None
    status: Literal["running", "ended"] | None = None
    outcome: Id | None = None
    endorsers: Parties | None = None
    not_endorsed: NotEndorsed | None = None
    text_in_force: Id | None = None
    text_agreed: Id | None = None
    adopted: tuple[Id, ...] | None = None
    statements: dict[Id, Parties] | None = None
    holders: dict[Id, Parties] | None = None
    conditions: tuple[Line, ...] | None = None
    open_steps: tuple[StepName, ...] | None = None
    companions: int | None = None
    published: int | None = None
    refused: dict[str, int] | None = None
    voided: tuple[str, ...] | None = None
    rounds: Counts | None = None
    attendance: dict[Id, Capacity] | None = None
    paragraphs: dict[Line, Status] | None = None
    packages: dict[Line, Accepted] | None = None
    steps: dict[StepName, OfStep] = Field(default_factory=dict)
    actions: dict[Id, OfAction] = Field(default_factory=dict)
    proposals: dict[Id, OfProposal] = Field(default_factory=dict)
    texts: dict[Id, OfText] = Field(default_factory=dict)
    pledges: dict[Id, OfPledge] = Field(default_factory=dict)
    adoptions: dict[StepName, OfAdoption] = Field(default_factory=dict)
    limits: dict[Id, OfLimit] = Field(default_factory=dict)
    source: str = Field(default="", exclude=True)
    line: int = Field(default=0, exclude=True)
    lines: dict[str, int] = Field(default_factory=dict, exclude=True)

    @model_validator(mode="after")
    def _something(self) -> "Expectation":
        if self.model_fields_set & set(PLACE):
            raise Mistake(
                "source, line and lines are not fields that a file gives",
                "they are noted when it is read",
                "take them out",
            )
        if not self.model_fields_set - {"at", "why"}:
            raise Mistake(
                "nothing is expected here",
                "an expectation that cannot fail shows nothing",
                "add what should be, like `status: ended` or `steps: {...}`",
            )
        return self


class Finding(Frozen):
    """One expectation, held against the record."""

    at: Instant
    what: str
    expected: str
    found: str
    holds: bool
    why: str | None = None
