"""The relay and the sweep: a wake is delivered at least once, in whatever order, and nothing comes of it twice."""

import json
from datetime import UTC, datetime, timedelta

from domain.calendar.models import Span
from domain.process.agenda import stage_workflow
from store import wakes
from store.event_store import Store
from store.wakes import ClaimedWake
from tests.workflows.scene import Scene, ended, silence_of
from tests.workflows.works import Works
from worker.sweep import sweep_once

START = datetime(2022, 2, 24, 17, 0, tzinfo=UTC)
STEP = "agreement.objections"
SILENCE_THAT_HELD = [
    "ProcessStarted",
    "TextPublished",
    "StageBegan",
    "StepScheduled",
    "StepOpened",
    "ClockMoved",
    "StepClosed",
    "OutcomeReached",
    "StageFinished",
    "ProcessEnded",
]


async def placed(scene: Scene, live: bool = False) -> None:
    window = Span(hours=72) if not live else Span(hours=1)
    await scene.start(silence_of(window, starts_at=None if live else START))
    await scene.publish("v1", "chair-principal")


async def test_a_wake_whose_relay_died_is_delivered_when_its_claim_runs_out(
    works: Works, door: Scene, store: Store
) -> None:
    await placed(door)
    assert await wakes.claim(store, 50, seconds=0.3)
    async with works.working():
        await door.is_open(STEP)


async def test_a_lost_wake_is_made_good_by_the_sweep(
    works: Works, door: Scene, store: Store
) -> None:
    await placed(door, live=True)
    await lose(store)
    async with works.working():
        assert await sweep_once(store, overdue=0.0) == 1
        await door.is_open(STEP)
        assert await wakes_pending(store) == 0


async def test_a_rebuild_starts_what_waits_for_people_only(
    works: Works, door: Scene, store: Store
) -> None:
    """After Temporal lost everything: no agenda entry is due, so the sweep alone would not find the stage."""
    await placed(door)
    async with works.working() as client:
        await door.is_open(STEP)
        workflows = await door.workflows()
        for workflow in workflows:
            await client.get_workflow_handle(workflow).terminate("lost")
    assert await sweep_once(store, overdue=0.0) == 0
    assert await wakes.rebuild(store) == len(workflows)
    async with works.working():
        await door.step_to(START + timedelta(hours=72))
        assert await door.outcome(STEP) == "held"


async def test_a_wake_to_a_finished_stage_starts_a_run_that_reads_and_ends(
    scene: Scene, works: Works
) -> None:
    await placed(scene)
    await scene.is_open(STEP)
    await scene.step_to(START + timedelta(hours=72))
    await scene.until(ended("agreement"))
    stage = stage_workflow(await scene.run_of("agreement"))
    await scene.completed(stage)
    version = await scene.read(lambda p: p.version)

    wake = ClaimedWake(stage, "SingleQuestion", scene.process, version, 1)
    await works.relay(scene.client).signal(wake)
    await scene.completed(stage)
    assert await scene.read(lambda p: p.version) == version


async def test_wakes_repeated_and_out_of_order_do_nothing_twice(
    scene: Scene, works: Works, store: Store
) -> None:
    await placed(scene)
    await scene.is_open(STEP)
    stage = stage_workflow(await scene.run_of("agreement"))
    version = await scene.read(lambda p: p.version)
    for known in (version, 1, version, 2):
        await works.relay(scene.client).signal(
            ClaimedWake(stage, "SingleQuestion", scene.process, known, 1)
        )
    await scene.step_to(START + timedelta(hours=72))
    assert await scene.outcome(STEP) == "held"
    await scene.until(ended("agreement"))
    assert await types(store, scene) == SILENCE_THAT_HELD


async def lose(store: Store) -> None:
    """Mark as delivered what never was."""
    for wake in await wakes.claim(store, 50, seconds=5):
        await wakes.delivered(store, wake.workflow_id, wake.stream_version)


async def wakes_pending(store: Store) -> int:
    return len(await wakes.claim(store, 50, seconds=0.0))


async def types(store: Store, scene: Scene) -> list[str]:
    """The types of the events on record, in order."""
    return [json.loads(row.envelope)["type"] for row in await store.events(scene.process)]
