"""What the tests of the record begin with: a database of their own, and sessions in each of its roles."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from store.event_store import Store
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
