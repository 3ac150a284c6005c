"""Connections: what was cancelled or timed out is ended, with its transaction; nobody inherits it."""

import asyncio

import asyncpg
import pytest

from store.connections import SETTINGS
from store.event_store import Incompatible, Store, Unavailable
from tests.stage import Database
from tests.store.chain import begun, continued

MINE = "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
LOCKS = """
select count(*) from pg_locks as l join pg_database as d on d.oid = l.database
where d.datname = current_database() and l.locktype = 'advisory' and l.granted
"""
WAITING = LOCKS.replace("l.granted", "not l.granted")
PID = "select pg_backend_pid()"


async def until(owner: "asyncpg.Connection", sql: str, wanted: int) -> None:
    async with asyncio.timeout(20):
        while await owner.fetchval(sql) != wanted:
            await asyncio.sleep(0.005)


@pytest.fixture
async def narrow(database: Database) -> Store:
    """A store that has one connection, so that the next caller gets what the last one left."""
    return await Store.connect(database.url, max_size=1, call_seconds=5)


async def test_a_cancelled_batch_ends_its_connection_and_frees_its_locks(
    narrow: Store, owner: "asyncpg.Connection"
) -> None:
    chain = await begun(narrow)
    inside = asyncio.Event()

    async def hang() -> None:
        async with narrow.batch([chain.stream]) as batch:
            await continued(batch, chain)
            inside.set()
            await asyncio.Event().wait()

    before = await narrow.fetch(PID)
    task = asyncio.create_task(hang())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await until(owner, LOCKS, 0)
    assert await narrow.fetch(PID) != before
    head = await narrow.head(chain.stream)
    assert head is not None and head.version == 1, "nothing of it was committed"
    await narrow.close()


async def test_a_session_whose_caller_went_leaves_the_queue_and_without_the_setting_it_stays(
    database: Database, owner: "asyncpg.Connection"
) -> None:
    """Ending a connection closes a socket; a statement that waits for a lock does not look at it by itself."""
    await owner.execute("select pg_advisory_lock(7)")
    told, plain = [
        await asyncpg.connect(database.url, server_settings=given) for given in (SETTINGS, {})
    ]
    left = await plain.fetchval(PID)
    for session in (told, plain):
        waiting = asyncio.create_task(session.execute("select pg_advisory_lock(7)"))
        await until(owner, f"{WAITING} and pid = {session.get_server_pid()}", 1)
        session.terminate()
        await asyncio.wait([waiting])
        assert waiting.exception() is not None
    await until(owner, WAITING, 1)
    assert await owner.fetchval(WAITING.replace("count(*)", "pid")) == left
    await owner.execute("select pg_advisory_unlock(7)")
    await until(owner, WAITING, 0)


async def test_who_is_cancelled_while_it_waits_for_a_lock_leaves_the_queue(
    store: Store, owner: "asyncpg.Connection"
) -> None:
    chain = await begun(store)

    async def wait() -> None:
        async with store.batch([chain.stream], 60_000):
            raise AssertionError("it was locked")

    async with store.batch([chain.stream]):
        task = asyncio.create_task(wait())
        await until(owner, WAITING, 1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await until(owner, WAITING, 0)
    async with store.batch([chain.stream], 1000) as batch:
        await continued(batch, chain)


async def test_a_call_that_takes_too_long_is_ended_and_the_next_one_works(
    database: Database, owner: "asyncpg.Connection"
) -> None:
    hasty = await Store.connect(database.url, max_size=1, call_seconds=0.3)
    with pytest.raises(Unavailable):
        await hasty.fetch("select pg_sleep(30)")
    assert (await hasty.fetch("select 1"))[0][0] == 1
    await hasty.close()
    await until(owner, MINE, 0)


async def test_a_session_that_the_server_ended_is_weather_and_not_a_fault(
    narrow: Store, superuser: "asyncpg.Connection"
) -> None:
    pid = (await narrow.fetch(PID))[0][0]
    chain = await begun(narrow)

    async def broken() -> None:
        async with narrow.batch([chain.stream]) as batch:
            await superuser.fetchval("select pg_terminate_backend($1, 5000)", pid)
            await batch.tail(chain.stream, 0)

    with pytest.raises(Unavailable):
        await broken()
    head = await narrow.head(chain.stream)
    assert head is not None and head.version == 1
    await narrow.close()


async def test_a_refused_statement_does_not_cost_the_connection(narrow: Store) -> None:
    before = await narrow.fetch(PID)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await narrow.fetch("delete from parley.event")
    assert await narrow.fetch(PID) == before
    await narrow.close()


async def test_a_server_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(Unavailable):
        await Store.connect("postgresql://nobody@127.0.0.1:1/nowhere")


async def test_sessions_are_what_the_record_needs(store: Store) -> None:
    wanted = {
        "TimeZone": "UTC",
        "synchronous_commit": "on",
        "default_transaction_isolation": "read committed",
        "idle_in_transaction_session_timeout": "10s",
    }
    for name, value in wanted.items():
        assert (await store.fetch("select current_setting($1)", name))[0][0] == value


async def test_the_clock_is_read_where_it_is_asked_and_not_where_the_transaction_began(
    store: Store,
) -> None:
    async with store.batch([]) as batch:
        rows = [await batch.fetch("select parley.clock(), now()") for _ in range(2)]
    (first, began), (second, same) = (row[0] for row in rows)
    assert first < second and began == same


async def test_a_database_that_lacks_a_migration_is_not_opened(
    database: Database, owner: "asyncpg.Connection"
) -> None:
    opened = await Store.connect(database.url)
    await opened.close()
    await owner.execute("alter table parley.migration disable trigger all")
    await owner.execute(
        "delete from parley.migration where name = (select max(name) from parley.migration)"
    )
    with pytest.raises(Incompatible, match="lacks migrations: 0"):
        await Store.connect(database.url)


async def test_callers_take_turns_at_the_last_connection_and_nobody_waits_for_ever(
    narrow: Store,
) -> None:
    """Whoever waits gets the connection that comes back; it is not kept at hand then."""
    async with asyncio.timeout(20):
        pids = await asyncio.gather(*(narrow.fetch(PID) for _ in range(20)))
    assert len({row[0][0] for row in pids}) == 1
    await narrow.close()


async def test_a_connection_that_the_server_ended_while_it_was_at_hand_is_not_lent_again(
    narrow: Store, superuser: "asyncpg.Connection"
) -> None:
    before = (await narrow.fetch(PID))[0][0]
    assert await superuser.fetchval("select pg_terminate_backend($1, 5000)", before)
    async with asyncio.timeout(20):
        while (after := await _pid(narrow)) is None:
            await asyncio.sleep(0.005)
    assert after != before
    await narrow.close()


async def _pid(store: Store) -> int | None:
    """None where the end of the session was only noticed by this call."""
    try:
        return int((await store.fetch(PID))[0][0])
    except Unavailable:
        return None
