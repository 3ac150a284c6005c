"""Questions of any name, one after the other: the order is the procedure's."""

from temporalio import workflow

from workflows.stage import StageWorkflow

with workflow.unsafe.imports_passed_through():
    from activities.refs import StageRef


@workflow.defn
class Sequence(StageWorkflow):
    @workflow.run
    async def run(self, _stage: StageRef) -> None:
        for question in await self.questions():
            await self.ask(question)
        await self.finish()
