"""Real servers and real workers that a test may kill: nothing here is in the test's own process but the door."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import psutil

from domain.record.recorded import Recorded, parse
from embedded.failures import tail
from embedded.processes import write_privately
from embedded.stack import Stack
from intake.door import Intake
from settings import Addresses
from store import wakes
from store.event_store import Store
from store.migrate import migrate
from tests.intake.laws import broken

ROOT = Path(__file__).parents[2]
SERVERS = ("DATABASE_URL", "PARLEY_OWNER_URL", "PARLEY_AUDITOR_URL", "TEMPORAL_ADDRESS")
PATIENCE = 60.0
"""Seconds after which a worker that is not at work never will be."""


class Workers:
    """
    `python -m worker`, each in an operating-system process of its own, with a folder for its log.

    Its `pid.json` is what the clearing of the test's folder ends it by, should the test not come to that.
    """

    def __init__(self, home: Path, addresses: Addresses) -> None:
        self._home = home / "workers"
        others = {name: value for name, value in os.environ.items() if name not in SERVERS}
        self._environment = {**others, **addresses.environment(), "PYTHONPATH": str(ROOT)}
        self._running: list[subprocess.Popen[bytes]] = []
        self.started = self.killed = 0

    def start(self, number: int = 1) -> None:
        """Start so many more. They are at work a little later."""
        for _ in range(number):
            self.started += 1
            folder = self._home / str(self.started)
            folder.mkdir(parents=True)
            self._running.append(self._spawn([], folder))

    async def at_work(self) -> None:
        """Wait until all that were started say that they work."""
        end = time.monotonic() + PATIENCE
        while not all('"working"' in text for text in self.logs()):
            assert time.monotonic() < end, tail(self._home / str(self.started) / "worker.log")
            await _moment()

    def kill(self) -> None:
        """Kill -9, all of them at once, whatever they are at."""
        for worker in self._running:
            worker.kill()
        for worker in self._running:
            worker.wait()
        self.killed += len(self._running)
        self._running.clear()

    def rebuild(self) -> None:
        """`python -m worker rebuild`, to its end."""
        folder = self._home / "rebuild"
        folder.mkdir(parents=True)
        done = self._spawn(["rebuild"], folder)
        assert done.wait(PATIENCE) == 0, tail(folder / "worker.log")

    def logs(self) -> list[str]:
        """What the workers have written, in the order in which they were started."""
        files = [self._home / str(n) / "worker.log" for n in range(1, self.started + 1)]
        return [file.read_text(encoding="utf-8") for file in files]

    def _spawn(self, words: list[str], folder: Path) -> "subprocess.Popen[bytes]":
        with (folder / "worker.log").open("wb") as log, (folder / "core.log").open("wb") as core:
            worker = subprocess.Popen(
                [sys.executable, "-m", "worker", *words],
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=core,
                stderr=log,
                start_new_session=True,
            )
        created = psutil.Process(worker.pid).create_time()
        write_privately(folder / "pid.json", f'{{"pid": {worker.pid}, "created": {created}}}')
        return worker


@dataclass
class Stand:
    """
    Postgres and Temporal of one test's own, with fsync, and workers beside them.

    :ivar intake: the door of the people, in the test's own process
    """

    stack: Stack
    addresses: Addresses
    workers: Workers
    store: Store
    intake: Intake

    async def history(self, process: UUID) -> list[Recorded]:
        """What is on record, read past the door."""
        rows = await self.store.events(process)
        return [parse(row.envelope, row.body, row.hash) for row in rows]

    async def lawful(self, process: UUID) -> list[Recorded]:
        """The history, after a look at every law of the record."""
        history = await self.history(process)
        assert broken(history) == []
        return history

    async def delivered(self) -> None:
        """Wait until Temporal has got every wake."""

        async def none_pending() -> bool:
            return not await wakes.pending(self.store)

        await self.when(none_pending)

    async def when(self, what: Callable[[], Awaitable[object]]) -> None:
        """Wait for what the record comes to say."""
        end = time.monotonic() + PATIENCE
        while not await what():
            assert time.monotonic() < end, "it did not happen in time"
            await _moment()

    async def until(self, instant: datetime) -> None:
        """Wait until the clock of the database has come to an instant."""
        while await self.store.clock() < instant:
            await _moment()


@asynccontextmanager
async def standing(home: Path) -> AsyncIterator[Stand]:
    """Start everything but the workers. Nothing of it runs afterwards, however the test went."""
    stack = Stack(home, environment={})
    addresses = stack.start()
    workers = Workers(home, addresses)
    try:
        await migrate(addresses.owner_url or "")
        store = await Store.connect(addresses.database_url)
        try:
            async with Intake(store) as intake:
                yield Stand(stack, addresses, workers, store, intake)
        finally:
            await store.close()
    finally:
        workers.kill()
        stack.temporal.kill()
        stack.postgres.kill()


def times(history: list[Recorded], type_: str) -> int:
    """How often events of this type were recorded."""
    return sum(one.envelope.type == type_ for one in history)


def seconds(span: timedelta) -> float:
    return round(span / timedelta(seconds=1), 2)


async def _moment() -> None:
    await asyncio.sleep(0.02)
