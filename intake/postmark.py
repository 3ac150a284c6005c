"""The postmark: when an act reached the door, by the clock of the database."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime


class Postmark:
    """
    Reads the database clock. Callers that arrive while a reading is under way share the next one: a postmark is never
    older than the arrival.
    """

    def __init__(self, clock: Callable[[], Awaitable[datetime]]) -> None:
        self._clock = clock
        self._reading = False
        self._next: list[asyncio.Future[datetime]] = []
        self._rounds: set[asyncio.Task[None]] = set()

    async def take(self) -> datetime:
        """:raises Unavailable: the database cannot be asked"""
        if self._reading:
            mine: asyncio.Future[datetime] = asyncio.get_running_loop().create_future()
            self._next.append(mine)
            return await mine
        self._reading = True
        try:
            return await self._clock()
        finally:
            self._go_on()

    def _go_on(self) -> None:
        """Begin the next reading, if somebody waits for it."""
        if not self._next:
            self._reading = False
            return
        task = asyncio.create_task(self._round())
        self._rounds.add(task)
        task.add_done_callback(self._rounds.discard)

    async def _round(self) -> None:
        callers, self._next = self._next, []
        try:
            now = await self._clock()
        except Exception as problem:
            for caller in _waiting(callers):
                caller.set_exception(problem)
        else:
            for caller in _waiting(callers):
                caller.set_result(now)
        finally:
            self._go_on()


def _waiting(callers: list[asyncio.Future[datetime]]) -> list[asyncio.Future[datetime]]:
    return [caller for caller in callers if not caller.done()]
