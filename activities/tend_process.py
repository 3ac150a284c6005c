"""Look after a process: what it owes, and when to look again."""

from datetime import datetime

from temporalio import activity

from activities.clockwork import Clockwork
from activities.refs import ProcessRef
from domain.process.agenda import Due, process_workflow
from domain.process.commands import BeginStage, NoteCarried
from domain.process.state import Process
from domain.process.view import ProcessView, due_now, process_view


class TendProcessActivity(Clockwork):
    @activity.defn
    async def tend_process(self, ref: ProcessRef) -> ProcessView:
        """
        Do what is due in the process itself. The stages that it owes are named in the view, and begun one by one; what
        is to be carried into other processes is an activity of its own.
        """

        def due(process: Process, now: datetime) -> list[Due]:
            entries = due_now(process, process_workflow(process), now)
            return [one for one in entries if not isinstance(one.act, BeginStage | NoteCarried)]

        return await self.carry_out(ref, due, process_view)
