"""What is legal about a window and should make a reader look twice. A warning decides nothing."""

from datetime import timedelta

from domain.step.state import Step

A_DAY = timedelta(hours=24)


def warnings(step: Step) -> tuple[str, ...]:
    """Say what is unusual about a window in which silence agrees."""
    if step.rule.silence_means != "agrees" or step.closes_at is None or step.brought_forward:
        return ()
    if step.closes_at - step.opens_at < A_DAY:
        return ("window shorter than 24 hours",)
    return ()
