"""The drafting of a pledge: the lead drafts, the others comment."""

from temporalio import workflow

from workflows.stage import StageWorkflow

with workflow.unsafe.imports_passed_through():
    from activities.refs import StageRef


@workflow.defn
class PledgeDrafting(StageWorkflow):
    @workflow.run
    async def run(self, _stage: StageRef) -> None:
        await self.ask("draft")
        await self.ask("comments")
        await self.finish()
