"""
The record in Postgres: read streams, lock them, append to them.

    async with store.batch([process_id], lock_timeout_ms=500) as batch:
        head = batch.heads.get(process_id)
        tail = await batch.tail(process_id, after=0)
        outcome = await batch.append([StreamAppend(process_id, events)])
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Self
from uuid import UUID

from store.failures import Incompatible as Incompatible
from store.failures import StreamLocked as StreamLocked
from store.failures import Unavailable as Unavailable
from store.rows import Head as Head
from store.rows import NewEvent as NewEvent
from store.rows import PrivateText as PrivateText
from store.rows import Row as Row
from store.rows import StreamAppend as StreamAppend
from store.rows import Wake as Wake


class Batch:
    """One transaction over locked streams. `heads` has no entry for a stream that does not exist yet."""

    clock: datetime
    heads: dict[UUID, Head]

    async def tail(self, stream_id: UUID, after: int) -> list[Row]:
        """The events of a locked stream after this version, in order."""
        raise NotImplementedError

    async def append(self, appends: Sequence[StreamAppend]) -> dict[UUID, str | None]:
        """
        Append to all these streams in one call. Streams fail singly: the others go through.

        :returns: per stream None when it was appended, or the name of the guard that refused it (store/guards)
        """
        raise NotImplementedError


class Store:
    """:param origin: the id of this deployment, which every envelope carries"""

    origin: str

    @classmethod
    async def connect(cls, url: str, *, min_size: int = 1, max_size: int = 8) -> Self:
        """
        :raises Unavailable: the database cannot be reached
        :raises Incompatible: it was never migrated
        """
        raise NotImplementedError

    async def close(self) -> None:
        raise NotImplementedError

    async def clock(self) -> datetime:
        """Read the database's clock now. The only clock that judges anything."""
        raise NotImplementedError

    @asynccontextmanager
    async def batch(self, stream_ids: Iterable[UUID], lock_timeout_ms: int = 1000) -> AsyncIterator[Batch]:
        """
        Lock these streams, all before anything is read; commit when the block ends, roll back when it raises.

        :raises StreamLocked: one of them stayed locked for longer than the timeout
        :raises Unavailable: also when COMMIT got no answer: then it is not known whether the batch is on record
        """
        raise NotImplementedError
        yield

    async def append_once(self, appends: Sequence[StreamAppend], lock_timeout_ms: int = 1000) -> dict[UUID, str | None]:
        """
        Lock, compare with the heads, append and commit in a single call, for what was decided on cached heads.

        Where another writer came first the stream fails with "moved"; decide again in a `batch`.
        :raises StreamLocked: as `batch`
        """
        raise NotImplementedError

    async def events(self, stream_id: UUID, after: int = 0, until: int | None = None) -> list[Row]:
        """The committed events of a stream, `after` exclusive, `until` inclusive."""
        raise NotImplementedError

    async def head(self, stream_id: UUID) -> Head | None:
        raise NotImplementedError

    async def command(self, stream_id: UUID, command_id: str) -> list[Row]:
        """The events of one command in order of ordinal; empty when it left none."""
        raise NotImplementedError

    async def put_document(self, content: bytes, media_type: str) -> str:
        """Keep a document, in a transaction of its own. Putting it again changes nothing. :returns: its SHA-256, hex"""
        raise NotImplementedError

    async def document(self, sha256: str) -> tuple[str, bytes] | None:
        """:returns: (media type, content)"""
        raise NotImplementedError

    async def private(self, commits: Iterable[str]) -> dict[str, str]:
        """The free words behind these commitments; those that were erased are missing."""
        raise NotImplementedError

    async def private_salts(self, commits: Iterable[str]) -> dict[str, bytes]:
        """The salts behind these commitments, with which a command sent again can be sealed to the same bytes."""
        raise NotImplementedError

    async def erase_private(self, commits: Iterable[str]) -> int:
        """Erase free words and their salts for good. :returns: how many were there"""
        raise NotImplementedError
