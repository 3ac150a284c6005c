"""Finish a stage whose questions are all answered for, or whose text was withdrawn."""

from datetime import datetime

from temporalio import activity

from activities.clockwork import Clockwork
from activities.refs import StageRef
from activities.tend_step import TENDING, due_in_stage, raised_in, view_of_stage
from domain.process.agenda import Due
from domain.process.commands import FinishStage
from domain.process.state import Process
from domain.process.view import StageView
from domain.step.commands import ScheduleStep


class FinishStageActivity(Clockwork):
    @activity.defn
    async def finish_stage(self, ref: StageRef) -> StageView:
        """Close what is still open where it is due, put what was admitted afterwards, then finish."""

        def due(process: Process, now: datetime) -> list[Due]:
            raised = raised_in(process, ref.stage)
            return [
                one
                for one in due_in_stage(process, ref.stage, now)
                if isinstance(one.act, (*TENDING, FinishStage))
                or (isinstance(one.act, ScheduleStep) and one.act.step in raised)
            ]

        return await self.carry_out(ref, due, view_of_stage(ref.stage))
