"""One round: floor and door in turn, on fresh processes of the same size, in one database."""

from collections.abc import Callable
from dataclasses import dataclass

from bench.door import Place, doors, places, sequential, submissions, submit, throughput, warmed
from bench.figures import Latency, Round
from bench.floor import Floor
from bench.programs import Share, throughput_of_programs
from bench.replay import bare_fold, speed, whole_fold
from intake.door import Intake
from store.event_store import Store
from store.rows import Row

Progress = Callable[[str], None]

WARM = 20
"""Submissions before the clock runs: the first ones prepare statements."""


@dataclass(frozen=True, slots=True)
class Size:
    """
    :ivar sequential: submissions of the one client; :ivar together: submissions of all clients
    :ivar fold_seconds: how long each of the two folds is repeated
    """

    sequential: int = 300
    together: int = 2000
    clients: int = 32
    processes: int = 100
    members: int = 50
    fold_seconds: float = 1.0


@dataclass(frozen=True, slots=True)
class Urls:
    app: str
    superuser: str


async def specimen(url: str, members: int) -> tuple[str, str]:
    """:returns: envelope and body of a submission as the door writes it, so that the floor's are as large"""
    async with doors(url, 1) as (door,):
        (place,) = await places(door, "specimen", 1, members)
        for command in submissions([place], 1, members, 0):
            await submit(door, command)
    row = (await history(url, place))[-1]
    return row.envelope, row.body


async def history(url: str, place: Place) -> list[Row]:
    store = await Store.connect(url)
    try:
        return await store.events(place.process)
    finally:
        await store.close()


async def one_round(urls: Urls, floor: Floor, name: str, size: Size, progress: Progress) -> Round:
    """Measure everything once; the floor right before the door, so that both meet the same weather."""
    progress("opening the processes")
    async with doors(urls.app, 1) as (door,):
        hot = await places(door, f"{name}-hot", 3, size.members)
        many = await places(door, f"{name}-many", size.processes, size.members)
        await warmed([door], [*hot, *many])
        progress("one client")
        alone = await _alone(floor, door, hot[:1], size)
        progress("one process")
        one = await _together(floor, door, hot[1:2], size)
        two = await _two(urls.app, hot[2:3], size)
        progress(f"{size.processes} processes")
        hundred = await _together(floor, door, many, size)
        hundred_two = await _two(urls.app, many, size)
    progress("replay")
    rows = await history(urls.app, hot[1])
    folds = [speed(fold, rows, size.fold_seconds) for fold in (bare_fold, whole_fold)]
    return Round(*alone, *one, two, *hundred, hundred_two, *folds)


async def _alone(
    floor: Floor, door: Intake, one: list[Place], size: Size
) -> tuple[Latency, Latency]:
    streams = await floor.streams(1, size.members)
    await sequential(door, one, WARM, size.members)
    at_the_floor = await floor.sequential(streams, size.sequential, size.members)
    return at_the_floor, await sequential(door, one, size.sequential, size.members, first=WARM)


async def _together(
    floor: Floor, door: Intake, open_places: list[Place], size: Size
) -> tuple[float, float]:
    """:returns: submissions a second of the floor, and of one writer"""
    streams = await floor.streams(len(open_places), size.members)
    at_the_floor = await floor.throughput(streams, size.together, size.clients, size.members)
    return at_the_floor, await throughput(
        [door], open_places, size.together, size.clients, size.members
    )


async def _two(url: str, open_places: list[Place], size: Size) -> float:
    """:returns: submissions a second of two programs, each with half of the clients"""
    return await throughput_of_programs(
        Share(url, open_places, size.together, size.clients, size.members, first=size.together)
    )
