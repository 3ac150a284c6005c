"""Begin a stage that the roadmap owes."""

from datetime import datetime

from temporalio import activity

from activities.clockwork import Clockwork
from activities.refs import BeginRef
from domain.process.agenda import Due, process_workflow
from domain.process.commands import BeginStage
from domain.process.state import Process
from domain.process.view import ProcessView, due_now, process_view


class BeginStageActivity(Clockwork):
    @activity.defn
    async def begin_stage(self, ref: BeginRef) -> ProcessView:
        """The stage's own workflow is started by the wake that its first event leaves behind."""

        def due(process: Process, now: datetime) -> list[Due]:
            entries = due_now(process, process_workflow(process), now)
            return [
                one
                for one in entries
                if isinstance(one.act, BeginStage) and one.act.stage == ref.stage
            ]

        return await self.carry_out(ref, due, process_view)
