"""
A question with all that was taken from it: its parts, what they come to together, and what each item came to.

Source: hard case 10
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from domain.procedure.models import WITHDRAWN
from domain.procedure.question import DIVIDED

if TYPE_CHECKING:
    from domain.process.state import Process
    from domain.step.state import Step


def matter(process: Process, step: Step) -> tuple[str, ...]:
    """The items that a step is about: the paragraphs of its text, or those that it was divided into."""
    text = process.texts.get(step.text or "")
    labels = step.only if step.only is not None else (text.labels if text else ())
    return tuple(label for label in labels if label not in step.gone)


def together(outcomes: Iterable[str]) -> str:
    """The outcome of several parts: theirs where they agree, else `divided`."""
    found = set(outcomes)
    if WITHDRAWN in found:
        return WITHDRAWN
    return found.pop() if len(found) == 1 else DIVIDED


def family(process: Process, step: Step) -> list[Step]:
    """The step, and every step that was taken from it."""
    return [
        step,
        *(one for part in step.parts_apart for one in family(process, process.steps[part])),
    ]


def whole_outcome(process: Process, step: Step) -> str | None:
    """The outcome of a question with all that was taken from it; None: some of it is not settled."""
    outcomes = [one.outcome for one in family(process, step) if one.settled]
    if len(outcomes) < len(family(process, step)):
        return WITHDRAWN if WITHDRAWN in outcomes else None
    return together(outcome for outcome in outcomes if outcome is not None)


def whole_of(process: Process, step: Step) -> Step:
    """The question that a part was taken from, at the root."""
    while step.part_of is not None:
        step = process.steps[step.part_of]
    return step


def item_outcomes(process: Process, step: Step) -> dict[str, str]:
    """What every item of a question came to, its parts included; only what is settled."""
    found: dict[str, str] = {}
    for one in family(process, whole_of(process, step)):
        if one.settled and one.outcome is not None:
            each = one.items_came_to or dict.fromkeys(matter(process, one), one.outcome)
            found.update(each)
    return found
