"""What the tests of the record begin with: a database of their own, and sessions in each of its roles."""

from collections.abc import AsyncIterator
from datetime import timedelta

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
async def app(database: Database) -> AsyncIterator["asyncpg.Connection"]:
    """A session in the role of the application."""
    connection = await asyncpg.connect(database.url)
    yield connection
    await connection.close()


@pytest.fixture
async def owner(database: Database) -> AsyncIterator["asyncpg.Connection"]:
    """A session of the owner of the record, to look behind the scenes."""
    connection = await asyncpg.connect(database.owner_url)
    yield connection
    await connection.close()


@pytest.fixture
async def auditor(database: Database) -> AsyncIterator["asyncpg.Connection"]:
    connection = await asyncpg.connect(database.auditor_url)
    yield connection
    await connection.close()


@pytest.fixture
async def superuser(database: Database) -> AsyncIterator["asyncpg.Connection"]:
    """A session that no trigger stops: what somebody could do who has the whole machine."""
    connection = await asyncpg.connect(database.superuser_url)
    await connection.execute("set session_replication_role = replica")
    yield connection
    await connection.close()


@pytest.fixture
async def auditing_store(database: Database) -> AsyncIterator[Store]:
    """The record as the auditor's role opens it."""
    opened = await Store.connect(database.auditor_url)
    yield opened
    await opened.close()


@pytest.fixture
async def case(store: Store, owner: "asyncpg.Connection") -> Case:
    """A silence procedure that went through the real door: objections, a hold, a late act, its close, its end."""
    clock = SteppedClock(owner)
    await clock.install()
    async with Intake(store) as intake:
        case = await Case(store, intake, owner).opened()
        for command in (case.objection(1), case.hold(2), case.objection(3), case.objection(1)):
            assert (await case.send(command)).receipt is not None
        await clock.shift(timedelta(hours=1, minutes=2))
        assert not (await case.send(case.objection(4))).accepted
        await clock.shift(timedelta(minutes=1))
        await case.clockwork()
    return case
