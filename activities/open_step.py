"""Put a question of a stage, and open it where its time has come."""

from datetime import datetime

from temporalio import activity

from activities.clockwork import Clockwork
from activities.refs import StepRef
from activities.tend_step import due_in_stage, view_of_stage
from domain.command import step_id_of
from domain.process.agenda import Due
from domain.process.state import Process
from domain.process.view import StageView
from domain.step.commands import OpenStep, ScheduleStep


class OpenStepActivity(Clockwork):
    @activity.defn
    async def open_step(self, ref: StepRef) -> StageView:
        """Open the step, or find it: a question is put once, however often it is asked for."""
        step = step_id_of(ref.stage, ref.question) if ref.question else None

        def due(process: Process, now: datetime) -> list[Due]:
            entries = due_in_stage(process, ref.stage, now)
            return [
                one
                for one in entries
                if isinstance(one.act, ScheduleStep | OpenStep) and step in (None, one.act.step)
            ]

        return await self.carry_out(ref, due, view_of_stage(ref.stage))
