"""Workers hold nothing: they are killed with -9 in every stage, and the process ends as if nothing had happened."""

import time

import pytest

from rehearsal.player import StandsStill
from tests.faults.pledge import STAGES, Performance, Saboteur, perform
from tests.faults.stack import Stand

pytestmark = [pytest.mark.fault, pytest.mark.timeout(180)]


async def test_the_pledge_ends_the_same_when_its_worker_is_killed_in_every_stage(
    stand: Stand, undisturbed: Performance
) -> None:
    def kill_and_restart(_stage: str) -> None:
        stand.workers.kill()
        stand.workers.start()

    begun = time.monotonic()
    stand.workers.start()
    saboteur = Saboteur(kill_and_restart)
    disturbed = await perform(stand.intake, stand.store, saboteur)
    assert tuple(saboteur.struck) == STAGES
    assert disturbed.report.passed
    assert disturbed.told() == undisturbed.told()
    assert disturbed.report.end.endorsers == undisturbed.report.end.endorsers
    print(f"killed {stand.workers.killed} workers, in {time.monotonic() - begun:.1f} s")


async def test_a_worker_that_is_killed_and_not_restarted_leaves_the_pledge_where_it_stands(
    stand: Stand,
) -> None:
    """What the comparison above would find, were a restart not to go on from the record."""
    stand.workers.start()
    await stand.workers.at_work()
    with pytest.raises(StandsStill):
        await perform(
            stand.intake, stand.store, Saboteur(lambda _: stand.workers.kill()), patience=4.0
        )
    assert stand.workers.killed == 1
    print("killed 1 worker, restarted none: the pledge stood still in its first stage")
