"""A stage of a single question: silence, opt-in, publication, status updates ... Its values are the procedure's."""

from temporalio import workflow

from workflows.stage import StageWorkflow

with workflow.unsafe.imports_passed_through():
    from activities.refs import StageRef


@workflow.defn
class SingleQuestion(StageWorkflow):
    @workflow.run
    async def run(self, _stage: StageRef) -> None:
        await self.ask()
        await self.finish()
