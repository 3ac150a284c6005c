"""
Histories of real runs replay through the workflows as they are now.

Where one does not, open runs of a deployment would stop: raise the type's number in `workflows/builds.py`, and record
its history anew with `python -m tests.replay.record`.
"""

import re
import socket

import pytest
from temporalio import workflow
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner
from temporalio.workflow import NondeterminismError

from activities.refs import StageRef
from tests.replay.histories import FOLDER, files, read
from worker.plugin import plugin
from workflows.revision_round import RevisionRound
from workflows.stage import StageWorkflow

TYPES = sorted(files())


@pytest.mark.parametrize("type_", TYPES)
async def test_the_recorded_history_of_each_type_replays(type_: str) -> None:
    replayer = Replayer(workflows=[], plugins=[plugin(strict=True)])
    await replayer.replay_workflow(read(type_))


@workflow.defn(name="RevisionRound", sandboxed=False)
class OtherOrder(StageWorkflow):
    """The naive change of a workflow: the same questions the other way round, under the same build number."""

    @workflow.run
    async def run(self, _stage: StageRef) -> None:
        await self.finish()
        await self.ask("consolidation")
        await self.ask("proposals")


@workflow.defn(name="RevisionRound", sandboxed=False)
class SameOrder(StageWorkflow):
    """A change that changes nothing."""

    @workflow.run
    async def run(self, _stage: StageRef) -> None:
        for question in ("proposals", "consolidation"):
            await self.ask(question)
        await self.finish()


def replayer_of(kind: type) -> Replayer:
    return Replayer(
        workflows=[kind],
        data_converter=pydantic_data_converter,
        workflow_runner=UnsandboxedWorkflowRunner(),
    )


async def test_a_workflow_with_another_order_of_commands_fails_the_replay() -> None:
    with pytest.raises(NondeterminismError):
        await replayer_of(OtherOrder).replay_workflow(read(RevisionRound.__name__))


async def test_a_workflow_with_the_same_commands_replays_whatever_its_code() -> None:
    await replayer_of(SameOrder).replay_workflow(read(RevisionRound.__name__))


def test_there_is_one_file_for_each_type_as_it_is_built_now_and_none_besides() -> None:
    assert sorted(FOLDER.glob("*.json")) == sorted(files().values())


@pytest.mark.parametrize("type_", TYPES)
def test_a_recorded_history_names_no_machine(type_: str) -> None:
    text = files()[type_].read_text()
    assert socket.gethostname() not in text
    assert not re.search(r"\d+@|/home/|/root|/tmp", text)
