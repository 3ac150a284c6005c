"""
A meeting, hearing or townhall: the session at its venue, what those who could not be there write, the summary.

Questions that a procedure leaves out are not asked.
"""

from temporalio import workflow

from workflows.stage import StageWorkflow

with workflow.unsafe.imports_passed_through():
    from activities.refs import StageRef


@workflow.defn
class Meeting(StageWorkflow):
    @workflow.run
    async def run(self, _stage: StageRef) -> None:
        await self.ask("session")
        await self.ask("follow_up")
        await self.ask("summary")
        await self.finish()
