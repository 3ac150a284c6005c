"""A revision round: members propose changes, the chair disposes of each and publishes the new text."""

from temporalio import workflow

from workflows.stage import StageWorkflow

with workflow.unsafe.imports_passed_through():
    from activities.refs import StageRef


@workflow.defn
class RevisionRound(StageWorkflow):
    @workflow.run
    async def run(self, _stage: StageRef) -> None:
        await self.ask("proposals")
        await self.ask("consolidation")
        await self.finish()
