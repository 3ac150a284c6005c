"""Look after the open step of a stage: reminders, readings, its opening at a fixed time, its close."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from temporalio import activity

from activities.clockwork import Clockwork
from activities.refs import StageRef
from domain.act import ActBase
from domain.command import CLOCKWORK
from domain.process.agenda import Due
from domain.process.commands import BeginStage, FinishStage
from domain.process.state import Process
from domain.process.view import StageView, due_now, stage_view
from domain.step.commands import ScheduleStep

EVERY: tuple[type[ActBase], ...] = CLOCKWORK
TENDING = tuple(act for act in EVERY if act not in (BeginStage, FinishStage, ScheduleStep))
"""All that the clockwork does on a step that was put; the others go on to what is next."""


class TendStepActivity(Clockwork):
    @activity.defn
    async def tend_step(self, ref: StageRef) -> StageView:
        """
        Do what is due on the step, and put what was raised on it. The next question and the end are asked for by the
        workflow, which narrates the procedure; nobody knows beforehand what will be raised.
        """

        def due(process: Process, now: datetime) -> list[Due]:
            raised = raised_in(process, ref.stage)
            return [
                one
                for one in due_in_stage(process, ref.stage, now)
                if isinstance(one.act, TENDING)
                or (isinstance(one.act, ScheduleStep) and one.act.step in raised)
            ]

        return await self.carry_out(ref, due, view_of_stage(ref.stage))


def raised_in(process: Process, stage: UUID) -> set[UUID]:
    """The questions that were raised on those of a stage."""
    run = process.stages.get(stage)
    steps = [process.steps[step] for step in run.steps.values()] if run else []
    return {one for step in steps for one in step.raised}


def due_in_stage(process: Process, stage: UUID, now: datetime) -> list[Due]:
    return due_now(process, f"stage/{stage}", now)


def view_of_stage(stage: UUID) -> Callable[[Process, datetime], StageView]:
    return lambda process, now: stage_view(process, stage, now)
