"""What the tests of the door begin with: a record of their own, one door or two, and a question that is open."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from intake.door import Intake
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


@pytest.fixture
async def doors(store: Store) -> AsyncIterator[list[Intake]]:
    """Two doors to one record, each with a writer and folds of its own."""
    async with Intake(store) as first, Intake(store) as second:
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
