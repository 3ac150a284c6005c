"""
The record in Postgres: read streams, lock them, append to them.

    async with store.batch([process_id], lock_timeout_ms=500) as batch:
        head = batch.heads.get(process_id)
        tail = await batch.tail(process_id, after=0)
        outcome = await batch.append([StreamAppend(process_id, events)])
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from hashlib import sha256
from typing import Any, Self
from uuid import UUID

import asyncpg

from store.columns import columns
from store.connections import BROKEN, Connection, Connections, lent, open_connections
from store.failures import Incompatible, StreamLocked, Unavailable
from store.migrate import migrations
from store.queries import queries
from store.rows import Head, NewEvent, PrivateText, Row, StreamAppend, Wake

__all__ = [
    "Batch",
    "Head",
    "Incompatible",
    "NewEvent",
    "PrivateText",
    "Row",
    "Store",
    "StreamAppend",
    "StreamLocked",
    "Unavailable",
    "Wake",
]

SQL = queries("events")
LAST = 2**31 - 1
"""No stream gets as far as this version."""


class Batch:
    """
    One transaction over locked streams.

    :param clock: the database's clock, read after the locks were held
    :param heads: without an entry for a stream that does not exist yet
    """

    def __init__(
        self, connection: Connection, clock: datetime, heads: dict[UUID, Head], lock_timeout_ms: int
    ) -> None:
        self.clock = clock
        self.heads = heads
        self._connection = connection
        self._lock_timeout_ms = lock_timeout_ms

    async def tail(self, stream_id: UUID, after: int) -> list[Row]:
        """The events of a locked stream after this version, in order."""
        rows = await self._connection.fetch(SQL["events"], stream_id, after, LAST)
        return [Row(*row) for row in rows]

    async def append(self, appends: Sequence[StreamAppend]) -> dict[UUID, str | None]:
        """
        Append to all these streams in one call. Streams fail singly: the others go through.

        :returns: per stream None when it was appended, or the name of the guard that refused it
            (they are listed at `refusals` in store/migrations/0004_append.sql)
        """
        return await _append(self._connection, appends, self._lock_timeout_ms)

    async def fetch(self, sql: str, *arguments: Any) -> list[Any]:
        """Run one named query of this room inside the transaction."""
        rows: list[Any] = await self._connection.fetch(sql, *arguments)
        return rows


async def _append(
    connection: Connection,
    appends: Sequence[StreamAppend],
    lock_timeout_ms: int,
    decided_at: datetime | None = None,
) -> dict[UUID, str | None]:
    outcome: dict[UUID, str | None] = {a.stream_id: None for a in appends}
    if len(outcome) != len(appends):
        raise ValueError("a stream may be named once in a call")
    arguments = columns(appends, lock_timeout_ms)
    if decided_at is None:
        refused = await connection.fetch(SQL["append"], *arguments)
    else:
        refused = await connection.fetch(SQL["append_at_once"], *arguments, decided_at)
    return outcome | {row["stream_id"]: row["reason"] for row in refused}


def _nothing_pending(applied: set[str]) -> None:
    """A database that is newer than this code still works; one that is older does not."""
    pending = [one.name for one in migrations() if one.name not in applied]
    if pending:
        raise Incompatible(f"this database lacks migrations: {', '.join(pending)}")


class Store:
    """:param origin: the id of this deployment, which every envelope carries"""

    def __init__(self, connections: Connections, origin: str) -> None:
        self.origin = origin
        self._connections = connections

    @classmethod
    async def connect(
        cls, url: str, *, min_size: int = 1, max_size: int = 8, call_seconds: float = 10
    ) -> Self:
        """
        :param call_seconds: how long any one call may take
        :raises Unavailable: the database cannot be reached
        :raises Incompatible: it was never migrated, or migrations are pending
        """
        connections = await open_connections(url, min_size, max_size, call_seconds)
        try:
            async with lent(connections) as connection:
                origin = await connection.fetchval(SQL["origin"])
                applied = {row["name"] for row in await connection.fetch(SQL["migrations"])}
                _nothing_pending(applied)
        except (asyncpg.UndefinedTableError, asyncpg.InvalidSchemaNameError) as cause:
            await connections.close()
            raise Incompatible("this database holds no record yet: migrate it first") from cause
        except BaseException:
            await connections.close()
            raise
        return cls(connections, origin)

    async def close(self) -> None:
        await self._connections.close()

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """Lend a connection to another file of this room."""
        async with lent(self._connections) as connection:
            yield connection

    async def clock(self) -> datetime:
        """Read the database's clock now. The only clock that judges anything."""
        async with lent(self._connections) as connection:
            now: datetime = await connection.fetchval(SQL["clock"])
            return now

    @asynccontextmanager
    async def batch(
        self, stream_ids: Iterable[UUID], lock_timeout_ms: int = 1000
    ) -> AsyncIterator[Batch]:
        """
        Lock these streams before anything is read; commit when the block ends, roll back when it raises.

        :raises StreamLocked: one of them stayed locked for longer than the timeout
        :raises Unavailable: also when COMMIT got no answer: then nobody knows whether the batch is on
            record, until its command ids are looked up
        """
        async with lent(self._connections) as connection:
            await connection.execute("begin isolation level read committed")
            try:
                yield await _take(connection, list(stream_ids), lock_timeout_ms)
            except (asyncio.CancelledError, *BROKEN):
                raise  # the connection is ended, and the transaction with it
            except BaseException:
                await connection.execute("rollback")
                raise
            await connection.execute("commit")

    async def append_once(
        self,
        appends: Sequence[StreamAppend],
        lock_timeout_ms: int = 1000,
        decided_at: datetime | None = None,
    ) -> dict[UUID, str | None]:
        """
        Lock, compare with the heads, append and commit in a single call, for what was decided on cached heads.

        Where another writer came first the stream fails with "moved"; decide again in a `batch`.
        :param decided_at: the database clock that was decided by; when given no lock is waited for, and all streams
            fail with "locked" or "stale" where one is taken, or where that clock is more than a second behind
        :raises StreamLocked: as `batch`
        """
        async with lent(self._connections) as connection:
            return await _append(connection, appends, lock_timeout_ms, decided_at)

    async def events(self, stream_id: UUID, after: int = 0, until: int | None = None) -> list[Row]:
        """The committed events of a stream, `after` exclusive, `until` inclusive."""
        last = LAST if until is None else until
        return [Row(*row) for row in await self.fetch(SQL["events"], stream_id, after, last)]

    async def head(self, stream_id: UUID) -> Head | None:
        rows = await self.fetch(SQL["head"], stream_id)
        return Head(*rows[0]) if rows else None

    async def command(self, stream_id: UUID, command_id: str) -> list[Row]:
        """The events of one command in order of ordinal; empty when it left none."""
        return [Row(*row) for row in await self.fetch(SQL["command"], stream_id, command_id)]

    async def put_document(self, content: bytes, media_type: str) -> str:
        """
        Keep a document, in a transaction of its own: two of them in one could wait for each other.

        Putting it again changes nothing. :returns: its SHA-256, hex
        """
        digest = sha256(content)
        await self.fetch(SQL["put_document"], digest.digest(), media_type, content)
        return digest.hexdigest()

    async def document(self, digest: str) -> tuple[str, bytes] | None:
        """
        :param digest: SHA-256 of the content, hex
        :returns: (media type, content)
        """
        rows = await self.fetch(SQL["document"], bytes.fromhex(digest))
        return (rows[0]["media_type"], rows[0]["body"]) if rows else None

    async def private(self, commits: Iterable[str]) -> dict[str, str]:
        """The free words behind these commitments; those that were erased are missing."""
        rows = await self.fetch(SQL["private"], list(commits))
        return {row["commit"]: row["text"] for row in rows}

    async def private_salts(self, commits: Iterable[str]) -> dict[str, bytes]:
        """The salts behind these commitments: with them a command sent again is sealed to the same bytes."""
        rows = await self.fetch(SQL["private"], list(commits))
        return {row["commit"]: row["salt"] for row in rows}

    async def erase_private(self, commits: Iterable[str]) -> int:
        """Erase free words and their salts for good. :returns: how many were there"""
        rows = await self.fetch(SQL["erase_private"], list(commits))
        return int(rows[0][0])

    async def fetch(self, sql: str, *arguments: Any) -> list[Any]:
        """Run one named query of this room, in a transaction of its own."""
        async with lent(self._connections) as connection:
            rows: list[Any] = await connection.fetch(sql, *arguments)
            return rows


async def _take(connection: Connection, streams: list[UUID], lock_timeout_ms: int) -> Batch:
    rows = await connection.fetch(SQL["take"], streams, lock_timeout_ms)
    heads = {stream: Head(version, hash_) for _, stream, version, hash_ in rows if stream}
    return Batch(connection, rows[0]["clock"], heads, lock_timeout_ms)
