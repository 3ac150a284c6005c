"""What the tests of the door begin with: a record of their own, one door or two, and a question that is open."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from intake.door import Intake
from intake.writer import Limits
from store.event_store import Store
from tests.intake.case import Case
from tests.intake.clock import SteppedClock
from tests.stage import Database


@pytest.fixture
async def store(database: Database) -> AsyncIterator[Store]:
    opened = await Store.connect(database.url)
    yield opened
    await opened.close()


@pytest.fixture
async def owner(database: Database) -> AsyncIterator["asyncpg.Connection"]:
    """A session of the owner of the record, to look behind the scenes."""
    connection = await asyncpg.connect(database.owner_url)
    yield connection
    await connection.close()


@pytest.fixture(params=[60.0, 0.0], ids=["decided-first", "locked-first"])
def limits(request: pytest.FixtureRequest) -> Limits:
    """Both ways of writing: decided before the lock in a single call, and under the lock."""
    return Limits(fresh=request.param, apart=0.0)


@pytest.fixture
async def doors(store: Store, limits: Limits) -> AsyncIterator[list[Intake]]:
    """Two doors to one record, each with a writer and folds of its own."""
    async with Intake(store, limits=limits) as first, Intake(store, limits=limits) as second:
        yield [first, second]


@pytest.fixture
async def case(store: Store, doors: list[Intake], owner: "asyncpg.Connection") -> Case:
    return await Case(store, doors[0], owner).opened()


@pytest.fixture
async def other(store: Store, doors: list[Intake], owner: "asyncpg.Connection") -> Case:
    """Another process behind the same door."""
    return await Case(store, doors[0], owner).opened()


@pytest.fixture
async def clock(owner: "asyncpg.Connection") -> SteppedClock:
    found = SteppedClock(owner)
    await found.install()
    return found
