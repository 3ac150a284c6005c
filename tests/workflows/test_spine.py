"""The thinnest whole path: one silence step through record, domain, door, relay, workflow, activity, and back."""

from datetime import UTC, datetime, timedelta

from domain.calendar.models import Span
from domain.model import GRACE
from tests.workflows.scene import Scene, closing, ended, silence_of, the_step

START = datetime(2022, 2, 24, 17, 0, tzinfo=UTC)
STEP = "agreement.objections"


async def test_silence_of_72_hours_is_kept_on_the_stepped_clock(scene: Scene) -> None:
    await scene.start(silence_of(Span(hours=72), starts_at=START))
    await scene.publish("v1", "chair-principal")
    await scene.is_open(STEP)
    assert await scene.read(closing(STEP)) == START + timedelta(hours=72)

    await scene.step_to(START + timedelta(hours=72))

    assert await scene.outcome(STEP) == "held"
    await scene.until(ended("agreement"))
    assert await scene.read(lambda p: p.now) == START + timedelta(hours=72)
    assert await scene.read(lambda p: p.texts["v1"].agreed_at) == START + timedelta(hours=72)


async def test_an_objection_in_time_breaks_the_silence(scene: Scene) -> None:
    await scene.start(silence_of(Span(hours=72), starts_at=START))
    await scene.publish("v1", "chair-principal")
    await scene.is_open(STEP)
    await scene.step_to(START + timedelta(hours=71))
    objection = await scene.answer(
        STEP, "objection", "a-principal", reason="paragraph 2 goes too far"
    )
    assert objection.accepted
    await scene.step_to(START + timedelta(hours=72))
    assert await scene.outcome(STEP) == "broken"


async def test_a_hold_moves_the_alarm_of_a_sleeping_workflow(scene: Scene) -> None:
    await scene.start(silence_of(Span(seconds=20), starts_at=START))
    await scene.publish("v1", "chair-principal")
    await scene.is_open(STEP)
    assert (await scene.answer(STEP, "hold", "a-principal")).accepted
    await scene.step_to(START + timedelta(seconds=20))
    assert await scene.read(lambda p: the_step(p, STEP).closed_at) is None
    await scene.step_to(START + timedelta(seconds=40))
    assert await scene.outcome(STEP) == "held"


async def test_a_live_step_closes_after_its_deadline_and_grace(scene: Scene) -> None:
    await scene.start(silence_of(Span(seconds=5)))
    await scene.publish("v1", "chair-principal")
    await scene.is_open(STEP)
    closes_at = await scene.read(closing(STEP))

    assert await scene.outcome(STEP) == "held"
    await scene.until(ended("agreement"))
    closed_at = await scene.read(lambda p: the_step(p, STEP).closed_at)
    assert closed_at is not None
    assert GRACE <= closed_at - closes_at < GRACE + timedelta(seconds=2)
    late = await scene.answer(STEP, "objection", "a-principal", reason="too late")
    assert late.refused is not None
    assert late.refused.code == "DeadlinePassed"
    assert late.receipt is not None
    assert not late.receipt.accepted
