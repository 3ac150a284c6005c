"""
What an audit needs from SQL. Runs under the role of the auditor, who reads and changes nothing.

`audit` is the whole of it for one stream. The queries look at how the record is stored: heads, gaps, order, and every
guard of `append` judged again. Whether the events follow from the rules is for the domain, which decides them anew.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.process.lookup import LookedUp, look_up, references
from domain.process.verify import Verdict, verify
from domain.record.stored import Stored
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


@dataclass(frozen=True, slots=True)
class Audit:
    """
    All that an audit says about one stream.

    :param head: what the store takes for its last event; None where it knows no such stream
    :param verdict: what the events themselves say, decided once more
    :param looked_up: what they say of other records, looked up there
    """

    stream_id: UUID
    head: Head | None
    verdict: Verdict
    gaps: tuple[Gap, ...]
    orphans: tuple[Orphan, ...]
    broken: tuple[Broken, ...]
    looked_up: tuple[LookedUp, ...] = ()

    @property
    def clean(self) -> bool:
        """Whether there is such a stream and nothing is wrong with it."""
        others = all(one.holds for one in self.looked_up)
        wrong = self.gaps or self.orphans or self.broken or not others
        return self.head is not None and self.verdict.clean and not wrong


async def audit(store: Store, stream_id: UUID) -> Audit:
    """
    Audit one stream: as it is stored, and by the rules. Reads only; the auditor's role suffices.

    It may be run on a process that goes on meanwhile: each part looks at what was committed when it began.
    """
    rows = await store.events(stream_id)
    return Audit(
        stream_id=stream_id,
        head=await store.head(stream_id),
        verdict=await asyncio.to_thread(verify, rows),
        gaps=tuple(await gaps(store, stream_id)),
        orphans=tuple(await orphans(store, stream_id)),
        broken=tuple(await broken(store, stream_id)),
        looked_up=await looked_up(store, rows),
    )


async def looked_up(store: Store, rows: Sequence[Stored]) -> tuple[LookedUp, ...]:
    """Look up in other records what these events say of them. Each is read once, as far as anything is said of it."""
    named, others = references(rows), dict[UUID, Sequence[Stored]]()
    for process in {one.process for one in named}:
        last = max(one.version for one in named if one.process == process)
        others[process] = await store.events(process, until=last)
    return tuple(look_up(one, others[one.process]) for one in named)


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


async def reads_people(store: Store) -> bool:
    """Whether the role of this store may read names and free words of people; the auditor's may not."""
    return bool((await store.fetch(SQL["reads_people"]))[0][0])
