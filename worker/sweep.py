"""
The net under the relay: agenda entries that are overdue get a wake, whatever became of the one they had.

One query. After the loss of Temporal's whole database, `rebuild` starts what is not overdue as well.
"""

import asyncio

import structlog

from store import wakes
from store.event_store import Store
from store.failures import Unavailable

EVERY, OVERDUE = 15.0, 60.0
"""Seconds between two sweeps, and by which an entry must be overdue."""

log = structlog.get_logger(__name__)


async def sweep(store: Store, every: float = EVERY, overdue: float = OVERDUE) -> None:
    """Sweep for ever; ends by cancellation only."""
    while True:
        try:
            await sweep_once(store, overdue)
        except Unavailable as problem:
            log.warning("the record cannot be swept", problem=str(problem))
        await asyncio.sleep(every)


async def sweep_once(store: Store, overdue: float = OVERDUE) -> int:
    """
    Wake what is overdue by so many seconds.

    :returns: how many wakes were made
    :raises Unavailable: the record cannot be reached
    """
    found = await wakes.sweep(store, overdue)
    if found:
        log.warning("woke what was overdue", wakes=found)
    return found
