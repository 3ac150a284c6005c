"""
What a new text does to positions that must be confirmed: they stand until a date, and lapse then unless given again.

Source: hard case 5
"""

from datetime import datetime

from domain.procedure.correction import ConfirmBy
from domain.process.state import Process
from domain.step.state import Given, Step
from domain.step.when import after


def to_confirm(step: Step) -> list[Given]:
    """The positions that were given on an earlier text, stand, and were not confirmed since."""
    return [given for given in step.answers if given.stands and given.version in step.unconfirmed]


def confirm_answers_by(process: Process, step: Step) -> datetime | None:
    """
    Until when positions can be confirmed: as the question says, and not after it closes. None: no text has changed.

    Who is in time confirms by giving the answer again.
    """
    if step.confirming is None or step.text_changed_at is None:
        return None
    until = after(process, step.text_changed_at, step.confirming)
    return until if step.closes_at is None else min(until, step.closes_at)


def text_changed(step: Step, at: datetime, rule: ConfirmBy) -> None:
    """Let the positions that stand wait to be confirmed. Who stands aside does so whatever the text is."""
    step.text_changed_at, step.confirming = at, rule.confirm_by
    step.unconfirmed = {
        given.version for given in step.answers if given.stands and step.replaces(given.said.answer)
    }


def lapse_unconfirmed(step: Step, at: datetime) -> None:
    """Let the positions that nobody confirmed stand no more. They stay in the record."""
    for given in to_confirm(step):
        step.withdraw(given.party, given.said.answer, at)
    step.text_changed_at, step.unconfirmed = None, set()
