"""How an outcome changes what is known: reached, confirmed or not, put right."""

from datetime import datetime

from domain.process.state import Process
from domain.record.recorded import Recorded
from domain.step.events import (
    ConfirmationLapsed,
    OutcomeConfirmed,
    OutcomeReached,
    OutcomeSuperseded,
)
from domain.step.state import Raised, Step
from domain.step.telling import milestone
from domain.step.whole import whole_of, whole_outcome
from domain.text.breaking import agree_the_rest


def outcome(process: Process, recorded: Recorded, event: OutcomeReached, at: datetime) -> None:
    step = process.steps[event.step]
    step.outcome, step.provisional = event.outcome, event.provisional
    step.provisional_since = at if event.provisional else None
    step.outcome_version = recorded.envelope.version
    remember_items(process, step, event)
    conclude(process, step, at)
    milestone(process, recorded, step, at)


def confirmed(process: Process, recorded: Recorded, event: OutcomeConfirmed, at: datetime) -> None:
    step = process.steps[event.step]
    step.provisional = False
    conclude(process, step, at)
    milestone(process, recorded, step, at)


def confirmation_lapsed(
    process: Process, recorded: Recorded, event: ConfirmationLapsed, at: datetime
) -> None:
    """Nothing followed from a provisional outcome, so another one in its place voids nothing."""
    step = process.steps[event.step]
    if step.outcome != event.outcome:
        step.superseded.append(step.outcome or "")
        step.outcome = event.outcome
        step.outcome_version = recorded.envelope.version
    step.provisional = False
    conclude(process, step, at)
    milestone(process, recorded, step, at)


def superseded(
    process: Process, recorded: Recorded, event: OutcomeSuperseded, at: datetime
) -> None:
    step = process.steps[event.step]
    for item in step.items:
        process.conditions.pop(item.item, None)
    step.superseded.append(event.old)
    step.outcome, step.provisional = event.new, False
    step.items_came_to = dict(event.divided)
    step.outcome_version = recorded.envelope.version
    remember_items(process, step, event)
    conclude(process, step, at)
    milestone(process, recorded, step, at)


def remember_items(process: Process, step: Step, event: OutcomeReached | OutcomeSuperseded) -> None:
    """Keep the conditions that were recorded with a finding: they are facts of the process."""
    step.items = event.items
    if step.rule.about == "finding":
        process.conditions.update({item.item: item.words for item in event.items})
        process.set_by.update({item.item: step.rule.asks for item in event.items})


def conclude(process: Process, step: Step, at: datetime) -> None:
    """What an outcome means beyond its step: for the text, and for the question that it was raised on."""
    agree_text(process, step, at)
    root = whole_of(process, step)
    came_to = whole_outcome(process, root)
    if root.raised_on is not None and came_to is not None:
        parent = process.steps[root.raised_on]
        one = parent.raised[root.step]
        one.adopted = amended_now(parent, one, came_to)
        one.over = not one.adopted


def amended_now(parent: Step, one: Raised, outcome: str) -> bool:
    """Whether the question that it was raised on waits now for the text with this amendment."""
    effect = parent.rule.incidental[one.raises].then.get(outcome)
    waits = parent.closed_at is None and parent.ended_by is None
    return waits and effect is not None and effect.does == "amends"


def agree_text(process: Process, step: Step, at: datetime) -> None:
    """A text is agreed by the outcomes that its procedure names, once all that was asked about it is settled."""
    text = process.texts.get(step.text or "")
    agree_the_rest(process, step)
    outcome = whole_outcome(process, whole_of(process, step))
    if text is not None and step.rule.text_agreed_by and outcome is not None:
        text.agreed_at = at if outcome in step.rule.text_agreed_by else None
