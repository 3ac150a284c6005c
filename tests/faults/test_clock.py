"""The clock of the database steps back while workers are at work: it costs time, and never a judgement."""

import asyncio
from collections import Counter
from datetime import timedelta

import asyncpg
import pytest

from domain.calendar.models import Span
from domain.model import GRACE
from tests.faults.case import live_case
from tests.faults.stack import Stand, seconds, times
from tests.intake.clock import SteppedClock

pytestmark = [pytest.mark.fault, pytest.mark.timeout(90)]

BACK = timedelta(seconds=6)


async def test_while_the_clock_lags_answers_are_busy_and_the_step_closes_by_the_clock(
    stand: Stand,
) -> None:
    stand.workers.start(2)
    owner = await asyncpg.connect(stand.addresses.owner_url)
    clock = SteppedClock(owner)
    await clock.install()
    case = await live_case(stand, Span(seconds=4))
    assert (await case.send(case.objection(1))).accepted
    version = len(await case.history())

    await clock.shift(-BACK)
    told: Counter[str] = Counter()
    while (answer := await case.send(case.objection(2))).receipt is None:
        assert answer.refused is not None
        told[answer.refused.code] += 1
        assert len(await case.history()) == version, "nothing is kept of what was not received"
        await asyncio.sleep(0.05)
    assert told["Busy"] and set(told) <= {"Busy", "NotOpenYet"}
    assert answer.accepted

    await stand.when(lambda: case.read(lambda process, _: process.status == "ended"))
    history = await stand.lawful(case.process)
    await owner.close()
    assert times(history, "StepClosed") == 1
    step = await case.the_step()
    assert step.closed_at is not None and step.closes_at is not None
    assert step.closed_at >= step.closes_at + GRACE
    late = seconds(step.closed_at - step.closes_at - GRACE)
    print(f"the clock stepped back {BACK.seconds} s: told {dict(told)}, closed {late} s late")
