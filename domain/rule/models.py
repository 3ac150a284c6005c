"""
The arithmetic of answers: ordered cases over exact counts yield the permitted outcomes.

Counts are integers, shares are exact fractions; nothing here is a float.
"""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from domain.model import Frozen, Id
from domain.rule.condition import Condition, Facts, Met, within

CHOSEN = "chosen"
"""As the outcome of a case: the outcome is the one that the answer itself chose."""


class Case(Frozen):
    """One case of a rule: the first whose conditions all hold gives the permitted outcomes. No condition: always."""

    when: tuple[Condition, ...] = ()
    permits: tuple[Id, ...] = Field(min_length=1, max_length=20)

    def holds(self, facts: Facts) -> bool:
        return all(condition.holds(facts) for condition in self.when)


class Test(Frozen):
    """
    What a test of a rule came to, under its name.

    :param of: the count that `have` is a share of
    :param needed: the least whole number that meets it, or the most, as `bound` says
    :param met: undefined: a share of nothing
    :param holds: what it counts as; of a share of nothing the rule says it
    """

    __test__ = False

    called: Id
    have: int | None = None
    of: int | None = None
    needed: int | None = None
    bound: Literal["least", "most"] | None = None
    met: Met
    holds: bool


def conditions_of(cases: tuple[Case, ...]) -> Iterator[Condition]:
    """Every condition of a rule, nested ones included, in the order of the file."""
    for case in cases:
        yield from within(case.when)


def counts_named(cases: tuple[Case, ...]) -> set[str]:
    """The counts that a rule looks at."""
    return {name for one in conditions_of(cases) for name in one.counts}


def permitted(cases: tuple[Case, ...], facts: Facts, chosen: str | None = None) -> tuple[str, ...]:
    """
    Compute the permitted outcomes of a question from its counts.

    :param chosen: the outcome that the latest answer chose
    :returns: the outcomes of the first case that holds; empty where none does (a procedure is checked to prevent it)
    """
    for case in cases:
        if case.holds(facts):
            if CHOSEN in case.permits:
                return (chosen,) if chosen else ()
            return case.permits
    return ()


def report_tests(cases: tuple[Case, ...], facts: Facts) -> tuple[Test, ...]:
    """Report every test of a rule that has a name, whichever case decided, in the order of the file."""
    found: dict[str, Test] = {}
    for one in conditions_of(cases):
        if one.called is None or one.called in found:
            continue
        verdict = one.verdict(facts)
        found[one.called] = Test(
            called=one.called,
            have=verdict.have,
            of=verdict.of,
            needed=verdict.needed,
            bound=verdict.bound,
            met=verdict.met,
            holds=verdict.holds,
        )
    return tuple(found.values())
