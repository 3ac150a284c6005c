"""
Counts: how many parties are asked, have answered, are silent, or said what; and the named counts made of these.

Counts are integers. A party counts once in each.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from pydantic import AliasChoices, Field, model_validator

from domain.model import Frozen, Id, Line, Mistake

PartiesThat = Literal["asked", "answered", "silent", "present", "entitled"]
BUILT_IN = ("asked", "answered", "silent", "present", "entitled")
"""
Counts that every question has. `present`: asked, and recorded present at the meeting of the stage. `entitled`: asked,
and not standing aside.
"""

OF_PARAGRAPHS = {
    "paragraphs": "paragraphs of the text",
    "open_paragraphs": "open paragraphs",
    "bracketed_paragraphs": "bracketed paragraphs",
    "agreed_paragraphs": "agreed paragraphs",
    "open_brackets": "proposals on paragraphs without a disposition",
}
"""Counts of the text in force, with what they count: for conditions."""


class Count(Frozen):
    """
    A named count of a question. Exactly one of `answers`, `parties`, `sum`, `figure` says what is counted.

    :param answers: parties with a standing answer of one of these names
    :param parties: parties that are asked, have answered, are silent, are present or are entitled
    :param distinct: not the number of these parties is counted, but how many of the roles in `by` one of them holds
    :param weigh: not the number of these parties is counted, but this weight of theirs added up
    :param by: only parties with one of these roles
    :param carries: in files `with`: only answers that carry these fields; a sealed reason is carried
    :param quality: only answers that were so qualified
    :param choice: only answers that chose this of their `choices`
    :param sum: other counts added up, from which those of `less` are taken
    :param figure: a figure that a body reported
    """

    title: Line | None = None
    answers: tuple[Id, ...] = Field(default=(), max_length=20)
    parties: PartiesThat | None = None
    by: tuple[Id, ...] = Field(default=(), max_length=20)
    carries: tuple[Id, ...] = Field(
        default=(), max_length=20, validation_alias=AliasChoices("with", "carries")
    )
    quality: Id | None = None
    choice: Id | None = None
    distinct: Literal["roles"] | None = None
    weigh: Id | None = None
    sum: tuple[Id, ...] = Field(default=(), max_length=20)
    less: tuple[Id, ...] = Field(default=(), max_length=20)
    figure: Id | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> "Count":
        kinds = (self.answers, self.parties, self.sum, self.figure)
        if sum(bool(kind) for kind in kinds) != 1:
            raise Mistake(
                "a count is of exactly one thing",
                "two would be counted together, or nothing",
                "give one of: answers, parties, sum, figure",
            )
        if self.less and not self.sum:
            raise Mistake(
                "`less` is given without `sum`",
                "there is nothing that it could be taken from",
                "add `sum: [...]`, or take `less` out",
            )
        if (self.carries or self.quality or self.choice) and not self.answers:
            raise Mistake(
                "`with`, `quality` and `choice` are for counts of answers",
                "only answers carry fields, have a quality, and choose",
                "name `answers`, or take it out",
            )
        if self.by and not (self.answers or self.parties):
            raise Mistake(
                "`by` is for counts of answers and of parties",
                "sums and figures have no roles",
                "take it out",
            )
        if self.distinct and (self.weigh or not self.by):
            raise Mistake(
                "`distinct: roles` is for counts with `by`, and weighs nothing",
                "nobody could say which roles are meant",
                "name them: by: [first_region, second_region]",
            )
        if self.weigh and not (self.answers or self.parties):
            raise Mistake(
                "`weigh` is for counts of answers and of parties",
                "sums and figures are numbers already",
                "let the counts weigh that are added up",
            )
        return self


@dataclass(frozen=True, slots=True)
class Heard:
    """One answer that stands, as the counts see it."""

    party: str
    answer: str
    carries: frozenset[str] = frozenset()
    quality: str | None = None
    choice: str | None = None


@dataclass(frozen=True, slots=True)
class Whom:
    """
    The parties that are asked, those of them that have answered, are present or stand aside, their roles and weights.

    :param weights: by the name of the weight, what each party counts for
    :param undecided: those that act together and have not said the same: they count as silent
    """

    asked: frozenset[str]
    answered: frozenset[str] = frozenset()
    present: frozenset[str] = frozenset()
    aside: frozenset[str] = frozenset()
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    weights: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    undecided: frozenset[str] = frozenset()

    def those(self, which: PartiesThat) -> frozenset[str]:
        if which == "silent":
            return self.asked - self.answered
        if which == "entitled":
            return self.asked - self.aside
        return {
            "asked": self.asked,
            "answered": self.answered,
            "present": self.asked & self.present,
        }[which]

    def size(self, parties: Iterable[str], weigh: str | None) -> int:
        """Give the number of parties, or what they weigh together. A party without the weight is a fault, no zero."""
        if weigh is None:
            return sum(1 for _ in parties)
        return sum(self.weights[weigh][party] for party in parties)

    def has_one(self, party: str, roles: tuple[str, ...]) -> bool:
        return not roles or any(role in roles for role in self.roles.get(party, ()))


@dataclass(frozen=True, slots=True)
class Tally:
    """
    What stands when a question is counted: parties asked, parties that answered, and parties per answer.

    :param named: the named counts of the question
    :param heads: of those that weigh: how many parties it is that weigh so much
    """

    asked: int
    answered: int
    given: Mapping[str, int]
    chosen: str | None = None
    figures: Mapping[str, int] = field(default_factory=dict)
    present: int = 0
    aside: int = 0
    named: Mapping[str, int] = field(default_factory=dict)
    heads: Mapping[str, int] = field(default_factory=dict)

    @property
    def silent(self) -> int:
        return self.asked - self.answered

    @property
    def entitled(self) -> int:
        return self.asked - self.aside

    def count(self, name: str) -> int:
        """Give a named count, a built-in one, or the parties that gave an answer of that name."""
        if name in self.named:
            return self.named[name]
        if name in BUILT_IN:
            return int(getattr(self, name))
        return self.given.get(name, 0)


def counted(
    tally: Tally, counts: Mapping[str, Count], voices: Iterable[Heard], whom: Whom
) -> Tally:
    """Add the named counts to a tally. A count that refers to itself is nothing: the check refuses it."""
    heard = tuple(voices)
    named: dict[str, int] = {}
    heads: dict[str, int] = {}
    for name, count in counts.items():
        if count.figure is not None:
            named[name] = tally.figures.get(count.figure, 0)
        elif not count.sum:
            parties = _parties(count, heard, whom)
            if count.distinct:
                named[name] = _roles(count, parties, whom)
                continue
            named[name] = whom.size(parties, count.weigh)
            heads |= {name: len(parties)} if count.weigh else {}
    for name in counts:
        _worked_out(name, counts, tally, named, ())
    return replace(tally, named={name: named[name] for name in counts}, heads=heads)


def _roles(count: Count, parties: set[str], whom: Whom) -> int:
    """How many of the roles that a count names are held by one of these parties at least."""
    return sum(any(whom.has_one(party, (role,)) for party in parties) for role in count.by)


def _parties(count: Count, voices: tuple[Heard, ...], whom: Whom) -> set[str]:
    """The parties that a count is of. Only those that are asked are weighed."""
    if count.parties is None:
        return {one.party for one in voices if _heard(count, one, whom)}
    those = whom.those(count.parties)
    those = those & whom.asked if count.weigh else those
    return {party for party in those if whom.has_one(party, count.by)}


def _heard(count: Count, one: Heard, whom: Whom) -> bool:
    return (
        one.answer in count.answers
        and one.carries.issuperset(count.carries)
        and count.quality in (None, one.quality)
        and count.choice in (None, one.choice)
        and whom.has_one(one.party, count.by)
    )


def _worked_out(
    name: str,
    counts: Mapping[str, Count],
    tally: Tally,
    named: dict[str, int],
    above: tuple[str, ...],
) -> int:
    """Work out a sum, and the sums that it is made of."""
    if name in named or name not in counts:
        return named[name] if name in named else tally.count(name)
    if name in above:
        return 0
    one = counts[name]
    parts = [_worked_out(part, counts, tally, named, (*above, name)) for part in one.sum]
    taken = [_worked_out(part, counts, tally, named, (*above, name)) for part in one.less]
    named[name] = sum(parts) - sum(taken)
    return named[name]


def refers_to_itself(name: str, counts: Mapping[str, Count]) -> bool:
    """Whether a count is made of itself, directly or by way of others."""
    seen: set[str] = set()
    queue = [name]
    while queue:
        one = counts.get(queue.pop())
        for part in (*one.sum, *one.less) if one else ():
            if part == name:
                return True
            if part not in seen:
                seen.add(part)
                queue.append(part)
    return False
