"""The door under measurement: the same submissions through intake, with the whole domain in it."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

from bench.figures import Latency, latency
from bench.setting import objection, opened
from domain.command import Command
from intake.door import Intake
from store.event_store import Store


class NotAccepted(Exception):
    """A submission of the benchmark was not accepted: its figures would mean nothing."""


@dataclass(frozen=True, slots=True)
class Place:
    """An open question of a process."""

    process: UUID
    step: UUID


@asynccontextmanager
async def doors(url: str, count: int) -> AsyncIterator[list[Intake]]:
    """So many doors, each with a store, a writer and folded processes of its own."""
    async with AsyncExitStack() as stack:
        made = []
        for _ in range(count):
            store = await Store.connect(url)
            stack.push_async_callback(store.close)
            made.append(await stack.enter_async_context(Intake(store)))
        yield made


async def places(door: Intake, name: str, count: int, members: int) -> list[Place]:
    """Start so many processes, and open the question of each."""
    return [Place(*await opened(door, f"{name}-{number}", members)) for number in range(count)]


async def warmed(writers: list[Intake], open_places: list[Place]) -> None:
    """Let every writer fold every process, as it has in the last minutes before a deadline."""
    for writer in writers:
        for place in open_places:
            await writer.read(place.process, lambda *_: None)


async def sequential(
    door: Intake, open_places: list[Place], count: int, members: int, first: int = 0
) -> Latency:
    """One client, one submission after the other."""
    took: list[float] = []
    for command in submissions(open_places, count, members, first):
        began = time.perf_counter()
        await submit(door, command)
        took.append(time.perf_counter() - began)
    return latency(took)


async def throughput(
    writers: list[Intake],
    open_places: list[Place],
    count: int,
    clients: int,
    members: int,
    first: int = 0,
) -> float:
    """So many clients, spread over the writers. :returns: submissions a second"""
    waiting = submissions(open_places, count, members, first)
    began = time.perf_counter()
    await asyncio.gather(*(_client(writers[n % len(writers)], waiting) for n in range(clients)))
    return count / (time.perf_counter() - began)


def submissions(
    open_places: list[Place], count: int, members: int, first: int
) -> Iterator[Command]:
    """:param first: number of the first one; a number is used once in a process"""
    for number in range(first, first + count):
        place = open_places[number % len(open_places)]
        yield objection(place.process, place.step, number, members)


async def submit(door: Intake, command: Command) -> None:
    answer = await door.receive(command)
    if answer.refused is not None:
        raise NotAccepted(f"{command.command_id}: {answer.refused}") from answer.refused


async def _client(door: Intake, waiting: Iterator[Command]) -> None:
    for command in waiting:
        await submit(door, command)
