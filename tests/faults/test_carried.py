"""Between two processes: the worker is killed as an inner process ends, and its outcome is given once all the same."""

import pytest

from store.auditing import audit
from tests.domain.clearance import STEP
from tests.faults.stack import Stand, times
from tests.workflows.inner import linked, one_question
from tests.workflows.scene import Scene, the_step

pytestmark = [pytest.mark.fault, pytest.mark.timeout(120)]


async def test_an_outcome_is_given_once_when_the_worker_is_killed_at_the_end_and_temporal_forgets(
    stand: Stand,
) -> None:
    stand.workers.start()
    outer = Scene(stand.intake)
    own = await linked(outer, live=True, rules=one_question())
    await outer.until(lambda p: p.inner)
    await own.publish("brief", "desk")
    await own.until(lambda p: p.status == "ended")
    stand.workers.kill()
    stand.stack.temporal.kill()
    stand.stack.temporal.lose_data()
    stand.stack.temporal.start()
    stand.workers.rebuild()
    stand.workers.start()

    await own.until(lambda p: p.given)
    given = await outer.read(lambda p: the_step(p, STEP).roster())
    assert given == {"endorse": ("a",)}
    assert times(await stand.lawful(outer.process), "Answered") == 1
    assert times(await stand.lawful(own.process), "Carried") == 2
    for one in (outer, own):
        assert (await audit(stand.store, one.process)).clean
    print("killed 1 worker and Temporal with its data: the outcome was given once")
