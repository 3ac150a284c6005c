"""Two writers as in production: each a program of its own, with an interpreter, a door and folds of its own."""

import asyncio
import multiprocessing
import time
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing.synchronize import Barrier
from typing import Any

from bench.door import Place, doors, throughput, warmed
from intake.collecting import collect_seldom

LONGEST_START = 120
"""Seconds that a program waits for the other to be ready."""

_START: list[Barrier] = []
"""In each program: where it waits for the others."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one program does of a throughput. :param first: number of its first submission"""

    url: str
    places: list[Place]
    count: int
    clients: int
    members: int
    first: int


def shares(whole: Share, programs: int) -> list[Share]:
    """Divide evenly, so that each number is used once."""
    count, clients = whole.count // programs, whole.clients // programs
    return [
        Share(whole.url, whole.places, count, clients, whole.members, whole.first + n * count)
        for n in range(programs)
    ]


async def throughput_of_programs(whole: Share, programs: int = 2) -> float:
    """:returns: submissions a second of all programs together, from the first start to the last answer"""
    context: Any = multiprocessing.get_context("spawn")
    barrier = context.Barrier(programs)
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(programs, context, _keep, (barrier,)) as pool:
        each = shares(whole, programs)
        times = await asyncio.gather(*(loop.run_in_executor(pool, _work, one) for one in each))
    return sum(one.count for one in each) / _span(times)


def _span(times: Iterable[tuple[float, float]]) -> float:
    """Seconds from the first beginning to the last end; the monotonic clock is one for all programs."""
    began, ended = zip(*times, strict=True)
    return float(max(ended) - min(began))


def _keep(barrier: Barrier) -> None:
    _START.append(barrier)


def _work(share: Share) -> tuple[float, float]:
    collect_seldom()
    return asyncio.run(_measured(share))


async def _measured(share: Share) -> tuple[float, float]:
    async with doors(share.url, 1) as writers:
        await warmed(writers, share.places)
        _START[0].wait(LONGEST_START)
        began = time.monotonic()
        await throughput(
            writers, share.places, share.count, share.clients, share.members, first=share.first
        )
        return began, time.monotonic()
