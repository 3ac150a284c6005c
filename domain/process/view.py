"""What a workflow sees of its stage or process: outcomes, and when to look again."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from domain.model import Frozen
from domain.process.agenda import Due, agenda, process_workflow, stage_workflow
from domain.process.carrying import to_carry
from domain.process.commands import BeginStage, NoteCarried
from domain.process.state import Process, StageRun
from domain.step.whole import whole_outcome


class StageView(Frozen):
    """
    :param questions: the questions of the stage, in the order of the procedure
    :param outcomes: the settled outcome of each question so far
    :param alarm: seconds until the next entry of the agenda; None: only a wake brings something to do
    :param ended: the stage is finished, voided, or there is no such stage
    """

    version: int
    questions: tuple[str, ...] = ()
    outcomes: dict[str, str] = Field(default_factory=dict)
    alarm: float | None = None
    ended: bool = False


class ProcessView(Frozen):
    """
    :param owed: the stages that the roadmap owes now, in the order in which they became due
    :param carries: something is to be carried into another process
    :param ended: nothing more follows: the process has ended
    """

    version: int
    owed: tuple[UUID, ...] = ()
    carries: bool = False
    alarm: float | None = None
    ended: bool = False


def due_now(process: Process, workflow: str, now: datetime) -> list[Due]:
    """The entries of one workflow that are due by the clock of the process."""
    clock = _clock(process, now)
    return [due for due in agenda(process) if due.workflow == workflow and due.due_at <= clock]


def stage_view(process: Process, stage: UUID, now: datetime) -> StageView:
    run = process.stages.get(stage)
    if run is None:
        return StageView(version=process.version, ended=True)
    return StageView(
        version=process.version,
        questions=tuple(process.procedure.stage(run.key).questions),
        outcomes=_outcomes(process, run),
        alarm=_alarm(process, stage_workflow(run), now),
        ended=run.ended_at is not None,
    )


def process_view(process: Process, now: datetime) -> ProcessView:
    entries = due_now(process, process_workflow(process), now)
    return ProcessView(
        version=process.version,
        owed=tuple(due.act.stage for due in entries if isinstance(due.act, BeginStage)),
        carries=any(isinstance(due.act, NoteCarried) for due in entries),
        alarm=_alarm(process, process_workflow(process), now),
        ended=process.status == "ended" and not to_carry(process),
    )


def _outcomes(process: Process, run: StageRun) -> dict[str, str]:
    asked = {question: process.steps[step] for question, step in run.steps.items()}
    whole = {question: whole_outcome(process, step) for question, step in asked.items()}
    return {
        question: outcome
        for question, outcome in whole.items()
        if outcome is not None
        and asked[question].part_of is None
        and asked[question].raised_on is None
    }


def _clock(process: Process, now: datetime) -> datetime:
    return process.now if process.clock == "stepped" and process.now is not None else now


def _alarm(process: Process, workflow: str, now: datetime) -> float | None:
    entries = [due for due in agenda(process) if due.workflow == workflow]
    if not entries:
        return None
    if process.clock == "stepped":
        return 0.0 if entries[0].due_at <= _clock(process, now) else None
    return max(0.0, (entries[0].due_at - now).total_seconds())
