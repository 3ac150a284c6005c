"""The record across streams, in the order of `(xid, position)`: for whoever reads everything and must miss nothing."""

from dataclasses import dataclass
from uuid import UUID

from store.event_store import Store
from store.queries import queries

SQL = queries("auditing")


@dataclass(frozen=True, slots=True, order=True)
class Cursor:
    """A place in the feed. `xid` is the writing transaction, `position` the identity value within."""

    xid: int = 0
    position: int = 0


START = Cursor()


@dataclass(frozen=True, slots=True)
class Entry:
    cursor: Cursor
    stream_id: UUID
    version: int
    envelope: str
    hash: bytes


async def feed(store: Store, after: Cursor = START, limit: int = 1000) -> list[Entry]:
    """
    Read on after this cursor, up to this many events.

    Stops before the oldest transaction that still runs: identity values are handed out before commit, so behind it an
    event may yet appear. Within a stream versions come in order and without a gap: readers check `version = last + 1`.
    """
    rows = await store.fetch(SQL["feed"], after.xid, after.position, limit)
    return [Entry(Cursor(xid, position), *rest) for xid, position, *rest in rows]
