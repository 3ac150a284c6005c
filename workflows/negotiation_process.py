"""
A whole process: it begins what the roadmap owes, stage by stage, until the process is ended.

What other processes must know of it is carried to them, and its own outcome where it answers a question of another.
"""

from temporalio import workflow

from workflows.sleeper import Sleeper

with workflow.unsafe.imports_passed_through():
    from uuid import UUID

    from activities.begin_stage import BeginStageActivity
    from activities.carry import CarryActivity
    from activities.refs import BeginRef, ProcessRef
    from activities.tend_process import TendProcessActivity
    from domain.process.view import ProcessView


@workflow.defn
class NegotiationProcess(Sleeper):
    @workflow.init
    def __init__(self, process: ProcessRef) -> None:
        super().__init__(process)
        self.process = process
        self.view = ProcessView(version=process.seen)

    @workflow.run
    async def run(self, _process: ProcessRef) -> None:
        await self.tend()
        while not self.view.ended:
            if self.view.carries:
                await self.carry()
                continue
            for stage in self.view.owed:
                await self.begin(stage)
            await self.rest(self.view.alarm, self.process)
            await self.tend()

    async def tend(self) -> None:
        self.view = await self.look(TendProcessActivity.tend_process, self.process)

    async def carry(self) -> None:
        self.view = await self.look(CarryActivity.carry, self.process)

    async def begin(self, stage: UUID) -> None:
        ref = BeginRef(process=self.process.process, stage=stage)
        self.view = await self.look(BeginStageActivity.begin_stage, ref)
