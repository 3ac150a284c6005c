"""Runs are disposable: they go on as new runs, are restarted from the record, and do nothing where it went back."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from temporalio import workflow
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment
from temporalio.worker import Worker

from activities.refs import StageRef
from activities.tend_step import TendStepActivity
from domain.calendar.models import Span
from domain.process.agenda import stage_workflow
from intake.door import Intake
from tests.workflows.scene import Scene, silence_of
from tests.workflows.works import Works
from worker.restart import restart_runs

START = datetime(2022, 2, 24, 17, 0, tzinfo=UTC)
STEP = "agreement.objections"


@workflow.defn(name="SingleQuestion", sandboxed=False)
class Broken:
    """What a bad deployment looks like: the task fails, and is retried for ever."""

    @workflow.run
    async def run(self, _stage: StageRef) -> None:
        raise RuntimeError("a bug that came with the deployment")

    @workflow.signal
    def wake(self, version: int) -> None:
        pass


async def test_a_bad_deployment_holds_up_the_clockwork_and_no_submission(
    door: Scene, works: Works
) -> None:
    async with works.working() as client:
        await door.start(silence_of(Span(hours=72), starts_at=START))
        await door.publish("v1", "chair-principal")
        await door.is_open(STEP)
    stage = stage_workflow(await door.run_of("agreement"))
    async with broken(client, works.queue):
        objection = await door.answer(STEP, "objection", "a-principal", reason="not acceptable")
        assert objection.accepted
        await restart_runs(client, every=True, queue=works.queue)
        await task_failed(client, stage)
    async with works.working() as client:
        assert await restart_runs(client, every=True, queue=works.queue) == 2
        await door.step_to(START + timedelta(hours=72))
        assert await door.outcome(STEP) == "broken"


async def test_a_restart_of_the_same_build_leaves_the_runs_alone(
    scene: Scene, works: Works
) -> None:
    await scene.start(silence_of(Span(hours=72), starts_at=START))
    await scene.publish("v1", "chair-principal")
    await scene.is_open(STEP)
    assert scene.client is not None
    assert await restart_runs(scene.client, queue=works.queue) == 0


async def test_an_activity_whose_workflow_has_seen_more_than_is_on_record_does_nothing(
    scene: Scene, intake: Intake
) -> None:
    await scene.start(silence_of(Span(hours=72), starts_at=START))
    await scene.publish("v1", "chair-principal")
    await scene.is_open(STEP)
    run = await scene.run_of("agreement")
    version = await scene.read(lambda p: p.version)
    tend = TendStepActivity(intake).tend_step

    ref = StageRef(process=scene.process, stage=run.stage, seen=version)
    view = await ActivityEnvironment().run(tend, ref)
    assert view.version == version
    with pytest.raises(ApplicationError) as gone_back:
        await ActivityEnvironment().run(tend, ref.model_copy(update={"seen": version + 1}))
    assert gone_back.value.type == "DatabaseWentBack"
    assert not gone_back.value.non_retryable


def broken(client: Client, queue: str) -> Worker:
    return Worker(Client(client.service_client), task_queue=queue, workflows=[Broken])


async def task_failed(client: Client, workflow_id: str) -> None:
    """Wait until a task of the workflow has failed; the run itself does not fail."""
    handle = client.get_workflow_handle(workflow_id)
    async with asyncio.timeout(30):
        while not await has_failed_task(client, workflow_id):
            await asyncio.sleep(0.02)
    assert (await handle.describe()).status == WorkflowExecutionStatus.RUNNING


async def has_failed_task(client: Client, workflow_id: str) -> bool:
    history = await client.get_workflow_handle(workflow_id).fetch_history()
    return any(event.HasField("workflow_task_failed_event_attributes") for event in history.events)
