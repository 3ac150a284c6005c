"""A meeting of the principals: what did it find?"""

from temporalio import workflow

from workflows.stage import StageWorkflow

with workflow.unsafe.imports_passed_through():
    from activities.refs import StageRef


@workflow.defn
class PrincipalsMeeting(StageWorkflow):
    @workflow.run
    async def run(self, _stage: StageRef) -> None:
        await self.ask("finding")
        await self.finish()
