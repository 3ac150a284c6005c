"""
Who counts when a question is counted: those who are asked, with groups as the question says.

As of when a party is entitled is said by the question (`entitled`): as the roles were held at the opening, as they are
held at the count, or as they were held when it answered. Source: hard case 13
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from domain.step.whole import item_outcomes

if TYPE_CHECKING:
    from domain.procedure.second_window import OnlyWhoAnswered
    from domain.process.state import Process
    from domain.step.state import Step


def asked(process: Process, step: Step) -> set[str]:
    """The parties that a step asks, and that may answer: those that hold one of its roles, as of when it says."""
    if step.rule.only_who_answered is not None:
        return _who_answered(process, step)
    now = set[str]().union(*(process.holders.get(role, set()) for role in step.rule.asks))
    as_of = step.rule.eligible_as_of
    if as_of == "opening" and step.opened:
        now = set(step.electors)
    if as_of == "instant":
        now = {
            party for party in now | set(process.roles_since) if _held_then(process, step, party)
        }
    if as_of == "act":
        now = now | set(step.standing)
    return now - _decided_otherwise(process, step)


def _decided_otherwise(process: Process, step: Step) -> set[str]:
    """The parties that were items of a question and came to something else than this step wants."""
    entitled = step.rule.entitled
    if entitled is None or entitled.item_of is None:
        return set()
    return {
        party
        for party, outcome in item_of(process, step).items()
        if outcome not in entitled.came_to
    }


def item_of(process: Process, step: Step) -> dict[str, str]:
    """What each item of the question came to on which taking part in this step depends; nothing: on none."""
    entitled = step.rule.entitled
    found = process.step_of(entitled.item_of) if entitled and entitled.item_of else None
    return item_outcomes(process, found) if found is not None else {}


def is_asked(process: Process, step: Step, party: str) -> bool:
    """Whether a step asks one party: the same as `asked`, without listing all of them."""
    as_of = step.rule.eligible_as_of
    if step.rule.only_who_answered is not None:
        return _asked_again(process, step, party)
    if party in _decided_otherwise(process, step):
        return False
    if as_of == "opening" and step.opened:
        return party in step.electors
    if as_of == "instant":
        return _held_then(process, step, party)
    if as_of == "act" and party in step.standing:
        return True
    return any(party in process.holders.get(role, ()) for role in step.rule.asks)


def _held_then(process: Process, step: Step, party: str) -> bool:
    return any(role in step.rule.asks for role in roles_at(process, step.eligible_at, party))


def roles_at(process: Process, instant: datetime | None, party: str) -> tuple[str, ...]:
    """The roles that a party held at an instant; before the process began, those that it began with."""
    since = process.roles_since.get(party)
    if since is None:
        return tuple(role for role, who in process.holders.items() if party in who)
    held = [roles for at, roles in since if instant is None or at <= instant]
    return held[-1] if held else since[0][1]


def _who_answered(process: Process, step: Step) -> set[str]:
    """
    The parties whose position stands on the earlier question, and that held one of the roles asked here when it closed.

    Where the earlier question knew no positions, of which each party gives one, any answer will do.
    """
    first = process.steps[step.only_after] if step.only_after is not None else None
    return {
        party for party in (first.standing if first else ()) if _asked_again(process, step, party)
    }


def _asked_again(process: Process, step: Step, party: str) -> bool:
    first = process.steps[step.only_after] if step.only_after is not None else None
    return (
        first is not None
        and _took_part(first, party, step.rule.only_who_answered)
        and party not in process.suspended
        and any(role in step.rule.asks for role in roles_held(process, step, party))
    )


def _took_part(first: Step, party: str, only: OnlyWhoAnswered | None) -> bool:
    if only is not None and only.answers:
        return any(name in first.standing.get(party, ()) for name in only.answers)
    positions = any(rule.each == "one" for rule in first.rule.answers.values())
    return first.single(party) is not None if positions else first.has_answered(party)


def roles_held(process: Process, step: Step, party: str) -> tuple[str, ...]:
    """
    The roles by which a party counts: those that it held when the question opened, where that decides who is entitled;
    in a second window, when the first one closed; of what is closed, when it closed.
    """
    if step.rule.eligible_as_of == "instant":
        return roles_at(process, step.eligible_at, party)
    first = process.steps[step.only_after] if step.only_after is not None else step
    held = first.held.get(party)
    if held is None and first is not step and first.closed_at is not None:
        return ()  # it was not among those who were asked when the first window closed
    return process.parties[party].roles if held is None else held


def electorate(process: Process, step: Step, as_of: datetime | None = None) -> set[str]:
    """
    The parties that count as asked. Where a group is asked that counts per member, its members do, and not the group.

    Where it counts as one, its members are no voices beside it, but for those that have answered themselves.
    """
    parties = asked(process, step)
    groups = {party for party in parties if process.parties[party].members}
    if step.rule.groups is None or not groups:
        return parties
    if step.rule.groups == "per_member":
        return parties - groups
    at = as_of or step.closed_at or process.instant
    voiced = {party for party, _ in step.voices(as_of)}
    members = {group: set(process.parties[group].speaks_for(at)) for group in groups}
    left = {group for group in groups if members[group] and members[group] <= voiced}
    spoken_for = set[str]().union(*members.values())
    return (parties - spoken_for - left) | (parties & spoken_for & voiced)


def awaited(process: Process, step: Step) -> list[str]:
    """The parties that are asked and have not answered, themselves or through their group."""
    parties = sorted(asked(process, step))
    if step.rule.groups is None:
        return [party for party in parties if not step.has_answered(party)]
    through = {party for party, given in step.voices() if party != given.party}
    through |= {party for g in step.answers if g.stands for party in g.said.speaks_for}
    return [one for one in parties if one not in through and not step.has_answered(one)]
