"""A step as the record tells it: the question, its window, the answers that stand, its outcome."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from domain.procedure.models import Question
from domain.rule.models import Tally
from domain.step.commands import Item
from domain.step.events import Answered, Figures


@dataclass(slots=True)
class Given:
    """One answer that was counted. `version` is the number of its event; `stands` until withdrawn or replaced."""

    version: int
    at: datetime
    said: Answered
    stands: bool = True

    @property
    def party(self) -> str:
        return self.said.party


@dataclass(slots=True)
class Late:
    """An act that was kept and marked late: it counts only by an extension in time or by an admission."""

    version: int
    received_at: datetime
    act: str
    person: str | None
    party: str | None
    role: str | None
    capacity: str | None
    counted: bool = False


@dataclass(slots=True)
class Reading:
    due_at: datetime
    at: datetime
    figures: Figures
    roster: dict[str, tuple[str, ...]]


@dataclass(slots=True)
class Disposal:
    version: int
    choice: str
    grounds: str | None


@dataclass(slots=True)
class Step:
    """One question put in one round. Times are instants; `closes_at` None means "as soon as possible" or standing."""

    step: UUID
    stage: UUID
    question: str
    rule: Question
    text: str | None
    scheduled_at: datetime
    opens_at: datetime
    closes_at: datetime | None
    opened: bool = False
    closed_at: datetime | None = None
    ended_by: str | None = None
    brought_forward: bool = False
    answers: list[Given] = field(default_factory=list)
    standing: dict[str, dict[str, list[Given]]] = field(default_factory=dict)
    ever: set[str] = field(default_factory=set)
    late: dict[int, Late] = field(default_factory=dict)
    flags: dict[int, tuple[str, str]] = field(default_factory=dict)
    disposals: dict[int, Disposal] = field(default_factory=dict)
    holds: dict[str, int] = field(default_factory=dict)
    reminded: set[datetime] = field(default_factory=set)
    readings: list[Reading] = field(default_factory=list)
    figures: Figures | None = None
    permitted: tuple[str, ...] = ()
    outcome: str | None = None
    outcome_version: int | None = None
    provisional: bool = False
    superseded: list[str] = field(default_factory=list)
    items: tuple[Item, ...] = ()
    published: bool = False

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def settled(self) -> bool:
        return self.outcome is not None and not self.provisional

    def stands(self, party: str, answer: str) -> Given | None:
        """Find the party's latest answer of that name, if one stands."""
        given = self.standing.get(party, {}).get(answer)
        return given[-1] if given else None

    def has_answered(self, party: str) -> bool:
        return party in self.standing

    def single(self, party: str) -> Given | None:
        """Find the party's standing answer among those of which it may give one."""
        for answer, given in self.standing.get(party, {}).items():
            if self.rule.answers[answer].each == "one":
                return given[-1]
        return None

    def given(self, version: int) -> Given | None:
        return next((g for g in self.answers if g.version == version), None)

    def roster(self) -> dict[str, tuple[str, ...]]:
        """List the parties per answer that stands, in the order of the record."""
        found: dict[str, dict[str, None]] = {}
        for given in self.answers:
            if given.stands:
                found.setdefault(given.said.answer, {})[given.party] = None
        return {answer: tuple(parties) for answer, parties in found.items()}

    def proposals(self) -> list[Given]:
        """List the proposed changes that stand."""
        return [
            g
            for g in self.answers
            if g.stands and self.rule.answers[g.said.answer].effect == "proposes"
        ]

    def add(self, given: Given) -> None:
        """Let an answer stand; where the question takes one each, it replaces the party's earlier answer."""
        said = given.said
        if self.rule.answers[said.answer].each == "one":
            earlier = self.single(said.party)
            if earlier is not None:
                self.withdraw(said.party, earlier.said.answer)
        self.answers.append(given)
        self.standing.setdefault(said.party, {}).setdefault(said.answer, []).append(given)
        self.ever.add(said.answer)

    def withdraw(self, party: str, answer: str) -> None:
        """Let the party's answers of that name stand no more. They stay in the record."""
        for given in self.standing.get(party, {}).pop(answer, []):
            given.stands = False
        if not self.standing.get(party, {"": []}):
            del self.standing[party]

    def lapse(self) -> None:
        for party in list(self.standing):
            for answer in list(self.standing.get(party, {})):
                self.withdraw(party, answer)

    def tally(self, asked: set[str]) -> Tally:
        """Count what stands, exactly, among the parties that are asked."""
        given: dict[str, int] = {}
        for party, answers in self.standing.items():
            if party in asked:
                for answer in answers:
                    given[answer] = given.get(answer, 0) + 1
        if self.rule.if_all_withdrawn == "stays_broken" and self.rule.silence_means == "agrees":
            given.update({answer: 1 for answer in self.ever if not given.get(answer)})
        answered = sum(1 for party in self.standing if party in asked)
        chosen = next(
            (g.said.choice for g in reversed(self.answers) if g.stands and g.said.choice), None
        )
        return Tally(asked=len(asked), answered=answered, given=given, chosen=chosen)


def figures(tally: Tally) -> Figures:
    """Write the counts as they are recorded."""
    return Figures(
        asked=tally.asked, answered=tally.answered, given=dict(sorted(tally.given.items()))
    )
