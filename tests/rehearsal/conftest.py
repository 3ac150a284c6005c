"""What a rehearsal needs under test: a record of its own behind the real door, and a worker of the real Temporal."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from intake.door import Intake
from rehearsal.engine import RealEngine
from rehearsal.player import Player
from rehearsal.read import read_rehearsal
from rehearsal.report import Report
from store.event_store import Store
from tests.stage import Database
from tests.workflows.works import Works

Play = Callable[[Path], Awaitable[Report]]


@pytest.fixture
async def engine(database: Database, temporal_address: str) -> AsyncIterator[RealEngine]:
    """Real Postgres, the real door, and a worker that does the clockwork."""
    store = await Store.connect(database.url)
    async with Intake(store) as door, Works(store, temporal_address).working():
        yield RealEngine(door, store)
    await store.close()


@pytest.fixture
def play(engine: RealEngine) -> Play:
    async def play_file(path: Path) -> Report:
        return await Player(read_rehearsal(path), engine).play()

    return play_file
