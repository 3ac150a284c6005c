"""Wakes: what the record has to tell the clockwork. Only the relay and the sweep use these."""

from dataclasses import dataclass

from store.event_store import Store


@dataclass(frozen=True, slots=True)
class ClaimedWake:
    """:param stream_version: the newest version among the workflow's claimed wakes; :param attempts: this one included"""

    workflow_id: str
    workflow_type: str
    stream_version: int
    attempts: int


async def claim(store: Store, limit: int, seconds: float) -> list[ClaimedWake]:
    """Claim up to this many wakes, one per workflow, for this long. No two relays get the same ones meanwhile."""
    raise NotImplementedError


async def delivered(store: Store, workflow_id: str, up_to_version: int) -> None:
    """Mark all wakes of the workflow up to this version as delivered."""
    raise NotImplementedError


async def failed(store: Store, workflow_id: str, up_to_version: int) -> None:
    """Give the claim back; the next attempt is due after 0.1 s, doubled per attempt, at most 60 s."""
    raise NotImplementedError


async def sweep(store: Store, overdue_seconds: float = 60) -> int:
    """Wake what is overdue by this long and has no wake pending. Forgets old delivered wakes. :returns: wakes made"""
    raise NotImplementedError


async def rebuild(store: Store) -> int:
    """Wake every running process and its open stages, as after the loss of Temporal's database. :returns: wakes made"""
    raise NotImplementedError
