"""Wakes: what the record has to tell the clockwork. Only the relay and the sweep use these."""

from dataclasses import dataclass
from uuid import UUID

from store.event_store import Store
from store.queries import queries

SQL = queries("wakes")
KEPT = 3600.0
"""Delivered wakes are kept for this many seconds, to be looked at; then the sweep forgets them."""


@dataclass(frozen=True, slots=True)
class ClaimedWake:
    """
    :param stream_version: the newest version among the workflow's claimed wakes
    :param attempts: how often it was claimed, this time included
    """

    workflow_id: str
    workflow_type: str
    process_id: UUID
    stream_version: int
    attempts: int


async def claim(store: Store, limit: int, seconds: float) -> list[ClaimedWake]:
    """Claim up to this many wakes for this long, one per workflow. No other relay gets them meanwhile."""
    return [ClaimedWake(*row) for row in await store.fetch(SQL["claim"], limit, seconds)]


async def delivered(store: Store, workflow_id: str, up_to_version: int) -> None:
    """Mark all wakes of the workflow up to this version as delivered."""
    await store.fetch(SQL["delivered"], workflow_id, up_to_version)


async def failed(store: Store, workflow_id: str, up_to_version: int) -> None:
    """Give the claim back. The next attempt is due after about 0.1 s, doubled per attempt, up to 60 s."""
    await store.fetch(SQL["failed"], workflow_id, up_to_version)


async def sweep(store: Store, overdue_seconds: float = 60) -> int:
    """Wake what is overdue by this long and has no wake pending; forget old ones. :returns: wakes made"""
    await store.fetch(SQL["forget"], KEPT)
    return len(await store.fetch(SQL["sweep"], overdue_seconds))


async def rebuild(store: Store, process_type: str = "NegotiationProcess") -> int:
    """
    Wake every running process and its open stages, as after the loss of Temporal's database.

    :param process_type: the workflow type of processes
    :returns: wakes made
    """
    return len(await store.fetch(SQL["rebuild"], process_type))


async def pending(store: Store) -> int:
    """How many wakes are not delivered yet."""
    return int((await store.fetch(SQL["pending"]))[0][0])
