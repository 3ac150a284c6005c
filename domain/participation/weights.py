"""
The weights of parties: which of them a rule needs, since when each is what it is, and how a change of one is said.

A party that a rule weighs, and that has no such weight, would be a silent zero: it is refused before it takes part.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import TYPE_CHECKING

from domain.participation.commands import Member
from domain.procedure.weights import LARGEST

if TYPE_CHECKING:
    from domain.participation.commands import Party, RecordSuccession
    from domain.procedure.models import Procedure
    from domain.process.state import Process


@dataclass(frozen=True, slots=True)
class Needs:
    """The holders of these roles need a weight: a question counts them by it. `apart`: groups count per member."""

    weight: str
    roles: tuple[str, ...]
    apart: bool


def weightless(parties: Sequence[Party], procedure: Procedure) -> list[str]:
    """Say which parties have no weight that a rule needs, and what else is wrong with their weights."""
    if not procedure.weights and not any(party.weights for party in parties):
        return []
    unknown = [
        f"{party.party}: the procedure knows no weight {name}"
        for party in parties
        for name in party.weights
        if name not in procedure.weights
    ]
    return [
        *unknown,
        *_missing(parties, procedure),
        *_too_much(parties),
        *_twice(parties, procedure),
    ]


def _missing(parties: Sequence[Party], procedure: Procedure) -> Iterator[str]:
    needs = list(dict.fromkeys(_needs(procedure)))
    has = {party.party: party.weights for party in parties}
    for party in parties:
        for weight in dict.fromkeys(one.weight for one in needs if _weighs(party, one)):
            for bearer in _bearers(party, weight, procedure):
                if weight not in has.get(bearer, {}):
                    yield f"{bearer} has no {weight}, and {party.party} is counted by it"


def _needs(procedure: Procedure) -> Iterator[Needs]:
    for stage in procedure.roadmap:
        for question in stage.with_raised():
            for count in question.counts.values():
                if count.weigh is not None:
                    apart = question.groups == "per_member"
                    yield Needs(count.weigh, count.by or question.asks, apart)


def _weighs(party: Party, one: Needs) -> bool:
    return bool(set(party.roles) & set(one.roles)) and not (party.members and one.apart)


def _bearers(party: Party, weight: str, procedure: Procedure) -> Iterator[str]:
    """Who has the weight by which a party counts: a group that counts as its members do has none of its own."""
    known = procedure.weights.get(weight)
    if party.members and known is not None and known.groups == "members":
        yield from dict.fromkeys(one.party for one in party.members)
    else:
        yield party.party


def _too_much(parties: Sequence[Party]) -> Iterator[str]:
    total: dict[str, int] = {}
    for party in parties:
        for name, amount in party.weights.items():
            total[name] = total.get(name, 0) + amount
    for name, amount in total.items():
        if amount > LARGEST:
            yield f"the {name} of all parties is more than {LARGEST} together; give it in a larger unit"


def _twice(parties: Sequence[Party], procedure: Procedure) -> Iterator[str]:
    """Of a member of two groups at once nobody could say in which of them it weighs."""
    by_members = [key for key, one in procedure.weights.items() if one.groups == "members"]
    groups = [party for party in parties if party.members] if by_members else []
    for one, other in combinations(groups, 2):
        for mine in one.members:
            if any(mine.party == its.party and _overlap(mine, its) for its in other.members):
                yield f"{mine.party} is a member of {one.party} and of {other.party}, and would weigh in both"


def _overlap(one: Member, other: Member) -> bool:
    ends_first = one.until is not None and other.since is not None and one.until <= other.since
    begins_last = other.until is not None and one.since is not None and other.until <= one.since
    return not (ends_first or begins_last)


def without_weight(process: Process, act: RecordSuccession) -> str | None:
    """Say what would be wrong with the weights once a party has become what the act says."""
    problems = weightless(_then(process, act), process.procedure)
    return problems[0] if problems else None


def _then(process: Process, act: RecordSuccession) -> tuple[Party, ...]:
    """The parties as they would be: with other roles, members or weights, and with what they inherit."""
    parties = dict(process.parties)
    own = parties[act.party]
    roles = act.roles if act.roles is not None else own.roles
    members = own.members if act.members is None else tuple(map(_plain_member, act.members))
    weights = {**own.weights, **act.weights}
    update = {"roles": roles, "members": members, "weights": weights}
    parties[act.party] = own.model_copy(update=update)
    for heir in act.heirs:
        mine = parties[heir.party]
        more = own.roles if "roles" in heir.inherits else ()
        parties[heir.party] = mine.model_copy(update={"roles": (*mine.roles, *more)})
    if any("memberships" in heir.inherits for heir in act.heirs):
        new = tuple(heir.party for heir in act.heirs if "memberships" in heir.inherits)
        parties |= {
            key: _joined(one, act.party, new) for key, one in parties.items() if one.members
        }
    return tuple(parties.values())


def _plain_member(party: str) -> Member:
    return Member(party=party)


def _joined(group: Party, old: str, new: tuple[str, ...]) -> Party:
    if all(one.party != old for one in group.members):
        return group
    kept = tuple(one for one in group.members if one.party != old)
    return group.model_copy(update={"members": (*kept, *map(_plain_member, new))})


def reweigh(process: Process, party: Party, weights: dict[str, int], at: datetime) -> None:
    """Give a party other weights from an instant on; a question may look back at what they were."""
    now = {**party.weights, **weights}
    since = process.weights_since.setdefault(party.party, [(process.started_at, party.weights)])
    since.append((at, now))
    process.parties[party.party] = party.model_copy(update={"weights": now})


def weights_at(process: Process, instant: datetime | None, party: str) -> dict[str, int]:
    """What a party weighed at an instant; before the process began, what it began with."""
    since = process.weights_since.get(party)
    if since is None:
        return process.parties[party].weights
    held = [weights for at, weights in since if instant is None or at <= instant]
    return held[-1] if held else since[0][1]


def weights_said(weights: dict[str, int], of: Iterable[str]) -> tuple[str, ...]:
    """Say these weights: "tonnage 12345"."""
    return tuple(f"{name} {weights[name]}" for name in sorted(of) if name in weights)
