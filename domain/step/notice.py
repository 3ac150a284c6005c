"""
Notice of a break: where answers stand from then on, silence that is broken is made known by a letter of its own.

The break is an event: the first answer against the text. Its letter is owed from then on, and names paragraphs and no
institutions, unless everybody may see who answered what. Its first dispatch is the notice: from then on no answer is
replaced or withdrawn. Where all that was against the text is withdrawn before, there is no break to be told of.
Source: hard case 5
"""

from datetime import datetime

from domain.process.state import Process
from domain.record.recorded import Recorded
from domain.refused import BreakMadeKnown
from domain.step.state import Given, Step
from domain.step.telling import milestone
from domain.text.breaking import against

BY_NOTICE = "notice_of_break"
"""As until when an answer may be replaced or withdrawn: until a break of the silence was made known."""


def note_break(process: Process, recorded: Recorded, step: Step, given: Given) -> None:
    """Owe the letter about a break with the first answer that is against the text."""
    if step.rule.stands != BY_NOTICE:
        return
    standing = against(step)
    if standing == [given]:
        forget_break(process, step)
        step.broken_by = recorded.envelope.version
        milestone(process, recorded, step, recorded.envelope.process_at)
    elif not standing:
        forget_break(process, step)


def note_end_of_break(process: Process, step: Step) -> None:
    """With the last answer that was against the text, its break is over: what was not told yet need not be told."""
    if step.broken_by is not None and not against(step):
        forget_break(process, step)


def forget_break(process: Process, step: Step) -> None:
    if step.broken_by is not None and step.break_known_at is None:
        process.milestones.pop(step.broken_by, None)
    step.broken_by, step.break_known_at = None, None


def made_known(process: Process, number: int, at: datetime) -> None:
    """A letter was sent: where it is the one about a break, the break is known from now on."""
    step = process.steps.get(process.milestones[number].step)  # type: ignore[arg-type]
    if step is not None and step.broken_by == number and step.break_known_at is None:
        step.break_known_at = at


def until_known(step: Step, earlier: Given) -> None:
    """
    Whether an answer may still be replaced or withdrawn. One that is to be confirmed on a new text may be given again.

    :raises BreakMadeKnown: the break of the silence was made known
    """
    at = step.break_known_at
    if step.rule.stands == BY_NOTICE and at is not None and earlier.version not in step.unconfirmed:
        raise BreakMadeKnown(known_at=at)
