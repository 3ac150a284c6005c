"""
Whose voice an answer is: a party's own, or that of a group for its members.

A member's own answer always prevails for that member; the rest of the group's answer stands while one member remains.
Only positions are shared so (answers of which a party may give one): comments and proposals are of who made them.
Source: hard case 13
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from domain.procedure.question import Question
    from domain.step.state import Given

Voice = tuple[str, "Given"]
"""A party that counts, and the answer that is its answer."""


def voices(rule: Question, answers: Sequence[Given], as_of: datetime | None) -> list[Voice]:
    """List the parties that count as having answered, or had at an instant, in the order of the record."""
    standing = [given for given in answers if given.stood(as_of)]
    if not any(_shared(rule, given) for given in standing):
        return [(given.party, given) for given in standing]
    own = {given.party for given in standing if _position(rule, given)}
    bearers = _bearers(rule, standing, own)
    return [(party, given) for given in standing for party in _counts(rule, given, own, bearers)]


def _position(rule: Question, given: Given) -> bool:
    """A statement about a decision is no position, and takes nobody's away."""
    said = rule.answers[given.said.answer]
    return said.each == "one" and said.effect != "states"


def _shared(rule: Question, given: Given) -> bool:
    said = given.said
    return bool(rule.groups and _position(rule, given) and (said.speaks_for or said.aligned))


def _bearers(rule: Question, standing: Iterable[Given], own: set[str]) -> dict[str, Given]:
    """
    Find the answer of others that each party bears that has none of its own.

    A group speaks for its members first, then for who aligns with it; of two groups the later answer counts.
    """
    shared = [given for given in standing if _shared(rule, given)]
    aligned = {party: given for given in shared for party in given.said.aligned}
    members = {party: given for given in shared for party in given.said.speaks_for}
    return {party: g for party, g in {**aligned, **members}.items() if party not in own}


def _counts(
    rule: Question, given: Given, own: set[str], bearers: dict[str, Given]
) -> tuple[str, ...]:
    """The parties for which one answer counts."""
    if not _shared(rule, given):
        return (given.party,)
    said = given.said
    aligned = tuple(party for party in said.aligned if bearers.get(party) is given)
    if rule.groups == "as_one":
        remains = not said.speaks_for or any(party not in own for party in said.speaks_for)
        return (*((given.party,) if remains else ()), *aligned)
    members = tuple(party for party in said.speaks_for if bearers.get(party) is given)
    return tuple(dict.fromkeys((*members, *aligned)))
