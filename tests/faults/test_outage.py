"""Without any clockwork people act as ever, and are judged by their postmark; what was due is done later."""

import pytest

from domain.calendar.models import Span
from domain.model import GRACE
from domain.process.events import ActRefused
from domain.process.state import Process
from intake.receipt import Answer
from tests.faults.stack import Stand, seconds, times
from tests.workflows.scene import Scene, closing, silence_of, the_step

pytestmark = [pytest.mark.fault, pytest.mark.timeout(90)]

STEP = "agreement.objections"


def as_the_clockwork_has_it(process: Process) -> bool:
    """The naive rule: an act is in time as long as nobody has closed the step."""
    return the_step(process, STEP).closed_at is None


async def placed(stand: Stand) -> Scene:
    scene = Scene(stand.intake)
    await scene.start(silence_of(Span(seconds=6)))
    await scene.publish("v1", "chair-principal")
    await scene.is_open(STEP)
    return scene


async def objection(scene: Scene, person: str) -> Answer:
    return await scene.answer(STEP, "objection", person, reason="It goes too far.")


def late(answer: Answer) -> bool:
    kept = answer.receipt is not None and answer.receipt.types == (ActRefused.__name__,)
    return kept and answer.refused is not None and answer.refused.code == "DeadlinePassed"


async def test_while_temporal_and_all_workers_are_down_acts_are_judged_by_their_postmark(
    stand: Stand,
) -> None:
    stand.workers.start(2)
    await stand.workers.at_work()
    heeded, silent = await placed(stand), await placed(stand)
    stand.stack.temporal.kill()
    stand.workers.kill()

    assert (await objection(heeded, "a-principal")).accepted
    closes_at = max([await scene.read(closing(STEP)) for scene in (heeded, silent)])
    await stand.until(closes_at)
    for scene in (heeded, silent):
        assert late(await objection(scene, "b-principal"))
        assert await scene.read(as_the_clockwork_has_it), "the naive rule would have accepted it"
    await stand.until(closes_at + 1.2 * GRACE)
    assert late(await objection(silent, "c-principal"))
    assert await silent.read(as_the_clockwork_has_it)

    stand.stack.temporal.start()
    stand.workers.start(2)
    assert await heeded.outcome(STEP) == "broken"
    assert await silent.outcome(STEP) == "held"
    delays = [await delay_of_the_close(stand, scene) for scene in (heeded, silent)]
    print(
        f"accepted 1, refused 3 as late, closed {max(delays)} s after they could, as it should be"
    )


async def delay_of_the_close(stand: Stand, scene: Scene) -> float:
    """Check what is on record, and tell how late the step closed."""
    await scene.until(lambda process: process.status == "ended")
    history = await stand.lawful(scene.process)
    assert times(history, "StepClosed") == 1
    closed_at = await scene.read(lambda p: the_step(p, STEP).closed_at)
    assert closed_at is not None
    return seconds(closed_at - await scene.read(closing(STEP)) - GRACE)
