"""
A request for more time that somebody has to decide on: what becomes of it where it is pending at the expiry.

It lapses with the deadline; or the close waits for the decision, for so long at most; or the step closes, and its
outcome stays provisional until the extension is granted, which opens it again, or the outcome is confirmed.

Source: hard case 7
"""

from datetime import datetime

from domain.procedure.question import Suspends
from domain.process.state import Process
from domain.step.state import Given, Step
from domain.step.when import after


def pending(step: Step) -> list[Given]:
    """The requests that stand, were made before the deadline, and came after the last extension."""
    return [
        given
        for given in step.answers
        if given.stands
        and step.rule.answers[given.said.answer].effect == "requests_time"
        and given.version > step.extended_by
    ]


def waits_until(process: Process, step: Step) -> datetime | None:
    """Until when the close waits for the decision on a request. None: it does not wait."""
    rule = step.rule.pending_at_expiry
    if not isinstance(rule, Suspends) or step.closes_at is None or step.brought_forward:
        return None
    return after(process, step.closes_at, rule.suspends) if pending(step) else None


def closes_provisionally(step: Step) -> bool:
    return step.rule.pending_at_expiry == "provisional" and bool(pending(step))
