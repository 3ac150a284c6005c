"""
The floor: what Postgres does for the same rows when nobody decides, checks, chains or folds anything.

Tables with the columns, keys and indexes of the record, without its guards; one SQL call per submission writes event,
body, head and inbox, as `append` does for one answer. No client could do less and keep the same rows.
"""

import asyncio
import os
import time
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from bench.figures import Latency, latency

Connection = Any  # asyncpg has no types of its own

TABLES = """
drop schema if exists bench cascade;
create schema bench;
create table bench.stream (
    stream_id uuid primary key, workflow_id text not null unique, version integer not null,
    head_hash bytea not null
) with (fillfactor = 50);
create table bench.event (
    stream_id uuid not null, version integer not null, envelope text not null, hash bytea not null,
    type text not null, command_id text not null, ordinal integer not null, recorded_at text not null,
    position bigint not null generated always as identity, xid xid8 not null default pg_current_xact_id(),
    primary key (stream_id, version), unique (stream_id, command_id, ordinal)
);
create index on bench.event (xid, position);
create table bench.body (
    stream_id uuid not null, version integer not null, salt bytea not null, body text not null,
    primary key (stream_id, version)
);
create table bench.inbox (
    step_id uuid not null, party text not null, process_id uuid not null, stage text not null,
    question text not null, opened_at timestamptz not null, closes_at timestamptz,
    answered boolean not null default false, primary key (step_id, party)
);
create index on bench.inbox (process_id, party);
"""

SUBMIT = """
with head as (
    update bench.stream set version = version + 1, head_hash = $3 where stream_id = $1 returning version
), event as (
    insert into bench.event (stream_id, version, envelope, hash, type, command_id, ordinal, recorded_at)
    select $1, version, $2, $3, 'Answered', $4, 0, clock_timestamp()::text from head
), body as (
    insert into bench.body (stream_id, version, salt, body) select $1, version, $5, $6 from head
), inbox as (
    update bench.inbox set answered = true where step_id = $1 and party = $7
)
select version, clock_timestamp() from head
"""


class Floor:
    """:param envelope: a stored envelope and a body, as large as those that the door writes"""

    def __init__(self, url: str, envelope: str, body: str) -> None:
        self._url, self._envelope, self._body = url, envelope, body

    async def lay(self) -> None:
        connection = await asyncpg.connect(self._url)
        try:
            await connection.execute(TABLES)
        finally:
            await connection.close()

    async def streams(self, count: int, members: int) -> list[UUID]:
        """Make streams with an inbox of so many members each."""
        made = [uuid4() for _ in range(count)]
        connection = await asyncpg.connect(self._url)
        try:
            await connection.executemany(
                "insert into bench.stream values ($1, $2, 0, $3)",
                [(stream, f"process/{stream}", bytes(32)) for stream in made],
            )
            await connection.executemany(
                "insert into bench.inbox select $1, 'member-' || n, $1, 'a', 'b', clock_timestamp() "
                "from generate_series(0, $2 - 1) as n",
                [(stream, members) for stream in made],
            )
        finally:
            await connection.close()
        return made

    async def sequential(self, streams: list[UUID], count: int, members: int) -> Latency:
        """One client, one submission after the other."""
        took: list[float] = []
        connection = await asyncpg.connect(self._url)
        try:
            for number in range(count):
                began = time.perf_counter()
                await self._submit(connection, streams[number % len(streams)], number, members)
                took.append(time.perf_counter() - began)
        finally:
            await connection.close()
        return latency(took)

    async def throughput(
        self, streams: list[UUID], count: int, clients: int, members: int
    ) -> float:
        """So many clients, each with a connection of its own. :returns: submissions a second"""
        connections = [await asyncpg.connect(self._url) for _ in range(clients)]
        numbers = iter(range(count))
        try:
            for number, connection in enumerate(connections):
                await self._submit(connection, streams[0], -1 - number, members)
            began = time.perf_counter()
            await asyncio.gather(
                *(self._client(each, streams, numbers, members) for each in connections)
            )
            return count / (time.perf_counter() - began)
        finally:
            for connection in connections:
                await connection.close()

    async def _client(
        self, connection: Connection, streams: list[UUID], numbers: Iterator[int], members: int
    ) -> None:
        for number in numbers:
            await self._submit(connection, streams[number % len(streams)], number, members)

    async def _submit(
        self, connection: Connection, stream: UUID, number: int, members: int
    ) -> None:
        await connection.fetchrow(
            SUBMIT,
            stream,
            self._envelope,
            os.urandom(32),
            f"{uuid4()}",
            os.urandom(32),
            self._body,
            f"member-{number % members}",
        )
