"""The line at the door: commands that have their postmark and wait to be decided."""

import asyncio
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.command import Command
from intake.receipt import Answer
from store.rows import PrivateText


@dataclass(slots=True, eq=False)
class Waiting:
    """
    One command in the line.

    :param sent: as it came; :param sealed: as it is decided; :param private: its private texts
    :param text: the sealed command as canonical JSON, for its fingerprint
    :param since: on this machine's monotonic clock, before the postmark was asked for; used to shed, never to judge
    :param in_doubt: a COMMIT with this command was lost sight of; only a look under the lock can say `busy` now
    :param under_lock: decided without a lock it came to nothing that could be compared with the record
    :param tries: how often it has been decided in vain
    """

    sent: Command
    sealed: Command
    text: str
    private: list[PrivateText]
    received_at: datetime
    since: float
    answer: asyncio.Future[Answer]
    in_doubt: bool = False
    under_lock: bool = False
    tries: int = 0

    @property
    def process(self) -> UUID:
        return self.sealed.process

    def reply(self, answer: Answer) -> None:
        """Answer the sender, unless it has gone away."""
        if not self.answer.done():
            self.answer.set_result(answer)


class Queue:
    """
    First come, first decided. Processes that another session keeps locked are set aside and tried apart, so that they
    hold up nobody else.
    """

    def __init__(self) -> None:
        self._line: deque[Waiting] = deque()
        self._aside: dict[UUID, float] = {}
        self._some = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    def __len__(self) -> int:
        return len(self._line)

    def put(self, waiting: Waiting) -> None:
        self._line.append(waiting)
        self._some.set()

    def put_back(self, group: Iterable[Waiting]) -> None:
        """Put commands back to the front of the line, in their order."""
        self._line.extendleft(reversed(list(group)))
        self._some.set()

    def set_aside(self, process: UUID, seconds: float) -> None:
        """Let a process wait, and be tried apart from now on."""
        self._aside[process] = self._loop.time() + seconds

    def no_longer_aside(self, process: UUID) -> None:
        self._aside.pop(process, None)

    async def take(self, most: int) -> list[Waiting]:
        """Wait until something can be decided; take it, in order, at most so many."""
        while True:
            group = self._apart(most) or self._together(most)
            if group:
                return group
            self._some.clear()
            await self._something()

    def _together(self, most: int) -> list[Waiting]:
        line = self._line
        if not self._aside:
            return [line.popleft() for _ in range(min(most, len(line)))]
        group = [waiting for waiting in line if waiting.process not in self._aside][:most]
        self._remove(group)
        return group

    def _apart(self, most: int) -> list[Waiting]:
        now = self._loop.time()
        for process, due in self._aside.items():
            group = [w for w in self._line if w.process == process][:most] if due <= now else []
            if group:
                self._remove(group)
                return group
        return []

    def _remove(self, group: list[Waiting]) -> None:
        gone = set(map(id, group))
        self._line = deque(waiting for waiting in self._line if id(waiting) not in gone)

    async def _something(self) -> None:
        waited_for = [
            due
            for process, due in self._aside.items()
            if any(w.process == process for w in self._line)
        ]
        if not waited_for:
            await self._some.wait()
            return
        try:
            async with asyncio.timeout_at(min(waited_for)):
                await self._some.wait()
        except TimeoutError:
            pass
