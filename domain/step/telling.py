"""Which events somebody must be told of, and whom."""

from datetime import datetime

from domain.event import Event
from domain.participation.authority import chairs
from domain.procedure.question import Told
from domain.process.state import Milestone, Process
from domain.record.recorded import Recorded
from domain.step.events import (
    AnswerDisavowed,
    Answered,
    ClosingBroughtForward,
    ConfirmationLapsed,
    DeadlineExtended,
    DeadlineSet,
    HoldGranted,
    OutcomeConfirmed,
    OutcomeReached,
    OutcomeSuperseded,
    RemindersSent,
    StepOpened,
    StepRead,
)
from domain.step.state import Step


def milestone(
    process: Process,
    recorded: Recorded,
    step: Step | None,
    at: datetime,
    only: tuple[str, ...] | None = None,
) -> None:
    """
    Remember that the addressees must be told of this event: whom the question names, or else those who are asked.

    :param only: those whom it concerns, where that is not everybody who would be told
    """
    version = recorded.envelope.version
    if only is None:
        only = tuple(sorted(addressees_of(process, step, type(recorded.event))))
    process.milestones[version] = Milestone(
        version, type(recorded.event).__name__, step.step if step else None, at, only
    )


def addressees_of(process: Process, step: Step | None, event: type[Event]) -> set[str]:
    """
    The parties that a milestone is made known to.

    Source: hard case 8
    """
    if step is None:
        return set(process.parties)
    if event is AnswerDisavowed:
        return set[str]().union(*(process.holders.get(role, set()) for role in chairs(process)))
    roles = step.rule.tells.get(TOLD[event]) if event in TOLD else None
    if roles is None:
        return process.asked(step)
    return set[str]().union(*(process.holders.get(role, set()) for role in roles))


TOLD: dict[type[Event], Told] = {
    StepOpened: "opened",
    DeadlineSet: "deadline",
    DeadlineExtended: "extended",
    HoldGranted: "hold",
    ClosingBroughtForward: "ended_early",
    StepRead: "read",
    OutcomeReached: "outcome",
    OutcomeConfirmed: "confirmed",
    ConfirmationLapsed: "confirmed",
    OutcomeSuperseded: "corrected",
    RemindersSent: "overdue",
    Answered: "broken",
}
