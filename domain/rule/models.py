"""
The arithmetic of answers: ordered cases over exact counts yield the permitted outcomes.

Counts are integers, shares are exact fractions; nothing here is a float.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from domain.model import Frozen, Id

CHOSEN = "chosen"
"""As the outcome of a case: the outcome is the one that the answer itself chose."""


def _share(text: str) -> str:
    try:
        value = Fraction(text)
    except (ValueError, ZeroDivisionError) as error:
        raise ValueError(f'"{text}" is not an exact share; write it as "2/3"') from error
    if not 0 <= value <= 1 or "." in text or "e" in text.lower():
        raise ValueError(f'"{text}" is not an exact share between 0 and 1; write it as "2/3"')
    return text


Share = Annotated[str, Field(max_length=40), AfterValidator(_share)]
"""An exact share such as "2/3"."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What stands when a question is counted: parties asked, parties that answered, and parties per answer."""

    asked: int
    answered: int
    given: Mapping[str, int]
    chosen: str | None = None
    figures: Mapping[str, int] = field(default_factory=dict)

    @property
    def silent(self) -> int:
        return self.asked - self.answered

    def count(self, name: str) -> int:
        """Count `asked`, `answered`, `silent`, or the parties that gave an answer of that name."""
        if name in ("asked", "answered", "silent"):
            return int(getattr(self, name))
        return self.given.get(name, 0)


class Condition(Frozen):
    """
    One test over the counts. `count` names an answer, or asked | answered | silent.

    Exactly one comparison: `at_least` or `at_most` (a number of parties), or `share_at_least` of the count `of`.
    """

    count: Id
    at_least: int | None = Field(default=None, ge=0, le=1_000_000)
    at_most: int | None = Field(default=None, ge=0, le=1_000_000)
    share_at_least: Share | None = None
    of: Id | None = None

    @model_validator(mode="after")
    def _one_comparison(self) -> "Condition":
        named = [x for x in (self.at_least, self.at_most, self.share_at_least) if x is not None]
        if len(named) != 1:
            raise ValueError("give exactly one of at_least, at_most, share_at_least")
        if (self.share_at_least is None) != (self.of is None):
            raise ValueError("share_at_least needs `of`: the count that it is a share of")
        return self

    def holds(self, tally: Tally) -> bool:
        value = tally.count(self.count)
        if self.at_least is not None:
            return value >= self.at_least
        if self.at_most is not None:
            return value <= self.at_most
        whole = tally.count(self.of or "asked")
        return Fraction(value) >= Fraction(self.share_at_least or "1") * whole


class Case(Frozen):
    """One case of a rule: the first whose conditions all hold gives the permitted outcomes. No condition: always."""

    when: tuple[Condition, ...] = ()
    permits: tuple[Id, ...] = Field(min_length=1, max_length=20)

    def holds(self, tally: Tally) -> bool:
        return all(condition.holds(tally) for condition in self.when)


def permitted(cases: tuple[Case, ...], tally: Tally) -> tuple[str, ...]:
    """
    Compute the permitted outcomes of a question from its counts.

    :returns: the outcomes of the first case that holds; empty where none does (a procedure is checked to prevent it)
    """
    for case in cases:
        if case.holds(tally):
            if CHOSEN in case.permits:
                return (tally.chosen,) if tally.chosen else ()
            return case.permits
    return ()
