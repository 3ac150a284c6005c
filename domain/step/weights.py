"""
What the parties of a step weigh, where its rule counts more than heads.

As of when a weight counts follows the roster: as at the opening, at the record date, or as at the count. A group that
counts as one weighs what it has itself, or its members together; a member that has answered itself weighs for itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from domain.participation.weights import weights_at

if TYPE_CHECKING:
    from domain.process.state import Process
    from domain.step.state import Step


def weights_held(process: Process, step: Step) -> dict[str, dict[str, int]]:
    """The weights by which parties count: those of the record date, of the opening or the close, or those of now."""
    if not process.procedure.weights:
        return {}
    if step.rule.eligible_as_of == "instant":
        return {party: weights_at(process, step.eligible_at, party) for party in process.parties}
    first = process.steps[step.only_after] if step.only_after is not None else step
    return {key: party.weights for key, party in process.parties.items()} | first.weighed


def weights_of(
    process: Process, step: Step, asked: set[str], as_of: datetime | None
) -> Mapping[str, Mapping[str, int]]:
    """By the name of each weight that the rule of a step counts by, what every party weighs."""
    names = {one.weigh for one in step.rule.counts.values() if one.weigh is not None}
    if not names:
        return {}
    held = weights_held(process, step)
    at = as_of or step.closed_at or process.instant
    return {name: _weights(process, name, held, asked, at) for name in sorted(names)}


def _weights(
    process: Process,
    name: str,
    held: dict[str, dict[str, int]],
    asked: set[str],
    at: datetime,
) -> dict[str, int]:
    found = {party: weights[name] for party, weights in held.items() if name in weights}
    if process.procedure.weights[name].groups != "members":
        return found
    for key in asked:
        group = process.parties[key]
        if group.members:
            found[key] = sum(found[one] for one in group.speaks_for(at) if one not in asked)
    return found
