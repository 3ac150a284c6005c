"""
A stakeholder consultation: who may take part, what they put in, what was heard, and what became of it.

Its sessions are meetings beside it, each a stage of its own. Questions that a procedure leaves out are not asked.
"""

from temporalio import workflow

from workflows.stage import StageWorkflow

with workflow.unsafe.imports_passed_through():
    from activities.refs import StageRef


@workflow.defn
class StakeholderConsultation(StageWorkflow):
    @workflow.run
    async def run(self, _stage: StageRef) -> None:
        await self.ask("accreditation")
        await self.ask("inputs")
        await self.ask("summary")
        await self.ask("heard")
        await self.ask("corrections")
        await self.ask("consolidation")
        await self.ask("feedback")
        await self.finish()
