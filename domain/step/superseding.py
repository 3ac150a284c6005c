"""What it voids when an outcome is put right: the stages that followed from the earlier one alone."""

from uuid import UUID

from domain.process.roadmap import followers, targets
from domain.process.state import Process
from domain.step.state import Step
from domain.step.whole import family, together, whole_of, whole_outcome


def supersedes(process: Process, step: Step, new: str) -> tuple[UUID, ...]:
    """The stages that are voided when this step's outcome becomes another one."""
    run = process.stages[step.stage]
    old = whole_outcome(process, whole_of(process, step)) or step.outcome
    others = [one for one in family(process, whole_of(process, step)) if one is not step]
    new = together([new, *(one.outcome for one in others if one.outcome)])
    if old == new or targets(process, run, old or "") == targets(process, run, new):
        return ()
    return followers(process, step.stage)
