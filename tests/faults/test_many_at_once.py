"""Three workers and two doors at once, on live processes: they get in each other's way, and nothing is done twice."""

import asyncio
from collections import Counter

import pytest

from domain.calendar.models import Span
from domain.model import GRACE
from domain.refused import Busy
from intake.door import Intake
from intake.receipt import Answer
from tests.faults.case import live_case
from tests.faults.stack import Stand, seconds, times
from tests.intake.case import Case

pytestmark = [pytest.mark.fault, pytest.mark.timeout(90)]

PROCESSES = 4
ONCE = ("StageBegan", "StepScheduled", "StepOpened", "StepClosed", "StageFinished", "ProcessEnded")


async def test_three_workers_and_two_doors_keep_every_law_and_close_each_step_once(
    stand: Stand,
) -> None:
    stand.workers.start(3)
    await stand.workers.at_work()
    async with Intake(stand.store) as second:
        cases = [await live_case(stand, Span(seconds=4)) for _ in range(PROCESSES)]
        answers = await asyncio.gather(*(crowd(case, (stand.intake, second)) for case in cases))
    delays = [await closed_once(stand, case) for case in cases]
    told = Counter(kind(answer) for some in answers for answer in some)
    assert told["accepted"] and told["late"]
    print(f"{PROCESSES} processes, {dict(told)}; closed {max(delays)} s after they could at most")


async def crowd(case: Case, doors: tuple[Intake, Intake]) -> list[Answer]:
    """Everybody objects again and again, by turns at either door, until a while after the deadline."""
    end = await case.closes_at() + 0.1 * GRACE

    async def member(number: int) -> list[Answer]:
        told: list[Answer] = []
        while await case.store.clock() < end:
            told.append(await doors[len(told) % 2].receive(case.objection(number)))
            await asyncio.sleep(0.2)
        return told

    return [answer for some in await asyncio.gather(*map(member, range(10))) for answer in some]


async def closed_once(stand: Stand, case: Case) -> float:
    """Wait for the end; every law holds, everything of the clockwork was done once. :returns: seconds of delay"""
    await stand.when(lambda: case.read(lambda process, _: process.status == "ended"))
    history = await stand.lawful(case.process)
    assert {type_: times(history, type_) for type_ in ONCE} == dict.fromkeys(ONCE, 1)
    step = await case.the_step()
    assert step.closed_at is not None and step.closes_at is not None
    return seconds(step.closed_at - step.closes_at - GRACE)


def kind(answer: Answer) -> str:
    if isinstance(answer.refused, Busy):
        return "busy"
    if answer.refused is None:
        return "accepted"
    return "late" if answer.refused.code == "DeadlinePassed" else answer.refused.code
