"""Temporal holds no fact: it is killed, it loses everything that it knew, and the record brings it all back."""

import pytest

from domain.calendar.models import Span
from domain.model import GRACE
from tests.faults.pledge import Performance, Saboteur, perform
from tests.faults.stack import Stand, seconds
from tests.workflows.scene import Scene, closing, silence_of, the_step
from worker.sweep import sweep_once

pytestmark = [pytest.mark.fault, pytest.mark.timeout(120)]

STEP = "agreement.objections"


async def test_the_pledge_ends_the_same_when_temporal_is_killed_and_then_loses_its_data(
    stand: Stand, undisturbed: Performance
) -> None:
    """Killed in the revision round, and started on its file; its file is lost in the endorsement."""
    temporal = stand.stack.temporal

    def strike(stage: str) -> None:
        if stage in ("revision", "endorsement"):
            temporal.kill()
            if stage == "endorsement":
                temporal.lose_data()
            temporal.start()
        if stage == "endorsement":
            stand.workers.rebuild()

    stand.workers.start()
    disturbed = await perform(stand.intake, stand.store, Saboteur(strike))
    assert disturbed.report.passed
    assert disturbed.told() == undisturbed.told()
    print("killed Temporal 2 times, lost its data once: the pledge ended as undisturbed")


async def test_a_deadline_that_temporal_forgot_is_kept_by_the_sweep(stand: Stand) -> None:
    """Without the sweep nobody would ever wake: every wake was delivered, to a server that is no more."""
    scene = Scene(stand.intake)
    stand.workers.start()
    await scene.start(silence_of(Span(seconds=6)))
    await scene.publish("v1", "chair-principal")
    await scene.is_open(STEP)
    await stand.delivered()
    closes_at = await scene.read(closing(STEP))
    stand.stack.temporal.kill()
    stand.stack.temporal.lose_data()
    stand.stack.temporal.start()

    await stand.until(closes_at + 1.2 * GRACE)
    assert await scene.read(lambda p: the_step(p, STEP).closed_at) is None
    assert await sweep_once(stand.store, overdue=0.1) == 1
    assert await scene.outcome(STEP) == "held"
    closed_at = await scene.read(lambda p: the_step(p, STEP).closed_at)
    assert closed_at is not None
    await stand.lawful(scene.process)
    print(f"swept 1 deadline, closed {seconds(closed_at - closes_at - GRACE)} s after it could")
