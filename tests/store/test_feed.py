"""The feed across streams, read while many write: nothing is missed, and every stream comes in its order."""

import asyncio
import random
from uuid import UUID

import asyncpg
import pytest

from store.event_store import Store
from store.feed import START, Cursor, Entry, feed
from tests.stage import Database
from tests.store.chain import Chain, begun, continued

BY_POSITION = "select position, stream_id, version from parley.event where position > $1 order by 1"


class Reader:
    """Reads on and on, as a reader should: it checks that versions follow one another."""

    def __init__(self, store: Store) -> None:
        self.store, self.cursor = store, START
        self.seen: dict[UUID, int] = {}

    async def read(self, limit: int = 1000) -> list[Entry]:
        entries = await feed(self.store, self.cursor, limit)
        for entry in entries:
            assert entry.cursor > self.cursor
            assert entry.version == self.seen.get(entry.stream_id, 0) + 1, "a version was missed"
            self.cursor, self.seen[entry.stream_id] = entry.cursor, entry.version
        return entries


class Naive:
    """Reads by position alone, which is handed out before commit."""

    def __init__(self, owner: "asyncpg.Connection") -> None:
        self.owner, self.last = owner, 0
        self.seen: dict[UUID, int] = {}

    async def read(self) -> None:
        for position, stream, version in await self.owner.fetch(BY_POSITION, self.last):
            self.last, self.seen[stream] = position, version


async def test_a_late_committer_is_waited_for_and_a_reader_by_position_misses_it(
    store: Store, owner: "asyncpg.Connection"
) -> None:
    slow, fast = await begun(store), await begun(store)
    reader, naive = Reader(store), Naive(owner)
    await reader.read()
    await naive.read()
    async with store.batch([slow.stream]) as batch:
        await continued(batch, slow)
        async with store.batch([fast.stream]) as other:
            await continued(other, fast)
        assert await reader.read() == [], "the position of the other one is still to be committed"
        await naive.read()
    await reader.read()
    await naive.read()
    assert reader.seen == {slow.stream: 2, fast.stream: 2}
    assert naive.seen == {slow.stream: 1, fast.stream: 2}, "one event was never seen"


async def test_nothing_is_missed_while_many_write(store: Store) -> None:
    chains = [await begun(store) for _ in range(6)]
    reader, rounds = Reader(store), 12

    async def write(seed: int) -> None:
        dice = random.Random(seed)
        for _ in range(rounds):
            chosen = dice.choice(chains)
            async with store.batch([chosen.stream], 10_000) as batch:
                await continued(batch, chosen, dice.randint(1, 3))
                await asyncio.sleep(dice.random() / 200)

    writers = asyncio.gather(*(write(seed) for seed in range(4)))
    while not writers.done():
        await reader.read(limit=7)
        await asyncio.sleep(0)
    await writers
    while await reader.read():
        pass
    assert reader.seen == {chain.stream: len(chain.events) for chain in chains}


async def test_streams_locked_in_one_call_never_invert_their_versions(store: Store) -> None:
    """Locks come first, so that waiting for them assigns no transaction id."""
    a, b = await begun(store), await begun(store)

    async def both(number: int) -> None:
        order = [a, b] if number % 2 else [b, a]
        async with store.batch([chain.stream for chain in order], 10_000) as batch:
            for chain in order:
                await continued(batch, chain)

    await asyncio.gather(*(both(number) for number in range(12)))
    reader = Reader(store)
    await reader.read()
    assert reader.seen == {a.stream: 13, b.stream: 13}


async def test_a_transaction_id_that_is_taken_before_the_lock_inverts_them(
    database: Database, store: Store
) -> None:
    """Why the locks come first: a writer that gets its id while it waits is put before the one that it waits for."""
    chain = await begun(store)
    early = await asyncpg.connect(database.superuser_url)
    await early.execute("begin")
    await early.execute("select pg_current_xact_id()")
    async with store.batch([chain.stream]) as batch:
        await continued(batch, chain)
    event = chain.more().events[-1]
    insert = "insert into parley.event (envelope, hash) values ($1, $2)"
    await early.execute(insert, event.envelope, event.hash)
    await early.execute("commit")
    await early.close()
    with pytest.raises(AssertionError, match="a version was missed"):
        await Reader(store).read()


async def test_the_feed_goes_on_from_any_cursor(store: Store) -> None:
    chain = await begun(store, 3, 2)
    whole = await feed(store)
    assert [entry.version for entry in whole] == [1, 2, 3, 4, 5, 6]
    assert {entry.stream_id for entry in whole} == {chain.stream}
    for number, entry in enumerate(whole, start=1):
        assert await feed(store, entry.cursor) == whole[number:]
    assert await feed(store, START, 2) == whole[:2]
    assert await feed(store, Cursor(2**40, 0)) == []


async def test_an_entry_carries_what_was_hashed(store: Store) -> None:
    chain: Chain = await begun(store)
    entry = (await feed(store))[0]
    assert (entry.envelope, entry.hash) == (chain.events[0].envelope, chain.events[0].hash)
