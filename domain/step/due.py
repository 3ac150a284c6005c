"""What the acts of the clockwork begin with: the step, and whether its time has come."""

from datetime import datetime
from uuid import UUID

from domain.model import TICK
from domain.participation.authority import Acting
from domain.process.state import Process
from domain.refused import NotYet, UnknownStep
from domain.step.state import Step


def the_step(process: Process, step: UUID) -> Step:
    found = process.steps.get(step)
    if found is None:
        raise UnknownStep(step=str(step))
    return found


def wait(due: datetime, who: Acting) -> None:
    """:raises NotYet: it is before the due instant, by the clock of this process"""
    if who.at < due:
        seconds = (due - who.at) / TICK / 1_000_000
        raise NotYet(seconds=max(1, int(seconds) + 1), due_at=due.isoformat())
