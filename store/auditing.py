"""
What an audit needs from SQL. Runs under the role of the auditor, who reads and changes nothing.

These look at how the record is stored: heads, gaps, order, and every guard of `append` judged again. Whether the events
follow from the rules is for the domain, which folds them anew.
"""

from dataclasses import dataclass
from uuid import UUID

from store.event_store import Head, Store
from store.queries import queries

SQL = queries("auditing")


@dataclass(frozen=True, slots=True)
class Gap:
    """A stream whose head and events disagree: `events` were counted, `last` is the newest version there is."""

    stream_id: UUID
    version: int
    events: int
    last: int


@dataclass(frozen=True, slots=True)
class Orphan:
    """An event without its "head" or its "body"."""

    stream_id: UUID
    version: int
    missing: str


@dataclass(frozen=True, slots=True)
class Broken:
    """An event that a guard would have refused; the names are those of `append`, and "process_at", "inverted"."""

    stream_id: UUID
    version: int
    guard: str


async def streams(store: Store) -> dict[UUID, Head]:
    """The heads of all streams."""
    return {row[0]: Head(*row[1:]) for row in await store.fetch(SQL["streams"])}


async def gaps(store: Store, stream_id: UUID | None = None) -> list[Gap]:
    """Streams (or this one) whose versions have a gap, or whose head is not their last event."""
    return [Gap(*row) for row in await store.fetch(SQL["gaps"], stream_id)]


async def orphans(store: Store, stream_id: UUID | None = None) -> list[Orphan]:
    """Events (of all streams, or of this one) that stand alone."""
    return [Orphan(*row) for row in await store.fetch(SQL["orphans"], stream_id)]


async def broken(store: Store, stream_id: UUID | None = None) -> list[Broken]:
    """Every guard over every event (of all streams, or of this one)."""
    return [Broken(*row) for row in await store.fetch(SQL["broken"], stream_id)]
