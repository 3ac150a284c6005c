"""
The one door. Whoever wants something recorded comes through here: terminal, portal and clockwork alike.

    async with Intake(store) as intake:
        answer = await intake.receive(command)
        view = await intake.read(process_id, lambda process, now: process.title)
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Self, TypeVar
from uuid import UUID

from domain.command import Command
from domain.process.commands import FollowOuter, LinkInner
from domain.process.proof import known, proved
from domain.process.state import Process
from domain.record.canonical import NotCanonical
from domain.record.recorded import parse
from domain.refused import Busy, DatabaseWentBack, Malformed, Refused, UnknownProcess
from domain.step.commands import Answer as Said
from intake.draft import busy
from intake.folds import Fold, Folds, HistoryReplaced
from intake.postmark import Postmark
from intake.receipt import Answer, OutcomeUnknown, Receipt
from intake.seal import command_text, seal
from intake.together import Together
from intake.waiting import Queue, Waiting
from intake.writer import Limits, Writer
from store.event_store import Head, Store, Unavailable

__all__ = ["Answer", "Intake", "Receipt"]

T = TypeVar("T")


class Intake:
    """
    :param most_waiting: commands inside the door at most; more are turned away, before their postmark
    :param longest_wait: seconds of expected wait above which commands are turned away, before their postmark
    """

    def __init__(
        self,
        store: Store,
        *,
        limits: Limits | None = None,
        folds: Folds | None = None,
        most_waiting: int = 2_000,
        longest_wait: float = 1.0,
    ) -> None:
        self._store = store
        self._limits = limits or Limits()
        self._folds = folds or Folds()
        self._most_waiting, self._longest_wait = most_waiting, longest_wait
        self._postmark = Postmark(store.clock)
        self._inside: set[asyncio.Future[Answer]] = set()
        self._empty = asyncio.Event()
        self._open = False

    async def start(self) -> None:
        """Open the door: start the one writer."""
        self._loop = asyncio.get_running_loop()
        self._queue = Queue()
        self._writer = Writer(self._store, self._folds, self._queue, self._limits)
        self._task = asyncio.create_task(self._writer.run(), name="intake writer")
        self._open = True

    async def stop(self) -> None:
        """Close the door; what is inside is still answered, as far as the database lets us."""
        self._open = False
        if self._inside:
            self._empty.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._empty.wait(), self._limits.too_old + 1)
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task
        for answer in self._inside:
            if not answer.done():
                answer.set_result(Answer(None, OutcomeUnknown()))

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def receive(self, command: Command) -> Answer:
        """
        Receive a command: postmark it, let it be decided, and answer what went on record.

        A receipt was judged by its postmark, and so was a refusal that has one. Without a receipt nothing was kept.
        """
        if self._turns_away():
            return busy(command, self._folds.peek(command.process))
        try:
            await self._prove(command)
        except Unavailable:
            return Answer(None, Busy(hint="the record cannot be reached; in a few seconds"))
        except Refused as refused:
            return Answer(None, refused)
        answer: asyncio.Future[Answer] = self._loop.create_future()
        self._inside.add(answer)
        try:
            self._queue.put(await self._postmarked(command, answer))
            return await answer
        except Unavailable:
            return Answer(None, Busy(hint="the record cannot be reached; in a few seconds"))
        except NotCanonical as problem:
            return Answer(None, Malformed(problem=str(problem)))
        finally:
            self._inside.discard(answer)
            if not self._inside:
                self._empty.set()

    async def receive_together(self, commands: Sequence[Command]) -> list[Answer]:
        """
        Receive commands, each for another process, that are one act: all of them go on record, or none does.

        They have one postmark. Where one is refused the others answer `NotTogether`, with the process and the reason.

        :raises ValueError: a process is named twice
        """
        if len({command.process for command in commands}) < len(commands):
            raise ValueError("a process is named twice")
        if self._turns_away():
            return [busy(one, self._folds.peek(one.process)) for one in commands]
        mine = [self._loop.create_future() for _ in commands]
        self._inside.update(mine)
        try:
            group = await self._postmarked_together(commands, mine)
            return await Together(self._store, self._folds, self._limits).decide(group)
        except Unavailable:
            hint = "the record cannot be reached; in a few seconds"
            return [Answer(None, Busy(hint=hint)) for _ in commands]
        except NotCanonical as problem:
            return [Answer(None, Malformed(problem=str(problem))) for _ in commands]
        finally:
            self._inside.difference_update(mine)
            if not self._inside:
                self._empty.set()

    async def _postmarked_together(
        self, commands: Sequence[Command], answers: list[asyncio.Future[Answer]]
    ) -> list[Waiting]:
        since = self._loop.time()
        received_at = await self._postmark.take()
        found = []
        for command, answer in zip(commands, answers, strict=True):
            sealed, private = seal(command)
            text = command_text(sealed)
            found.append(Waiting(command, sealed, text, private, received_at, since, answer))
        return found

    async def read(self, process_id: UUID, fn: Callable[[Process, datetime], T]) -> T:
        """
        Look at a process as it is on record now.

        :param fn: gets the folded process and the database clock, and changes nothing

        :raises UnknownProcess: there is no such process
        :raises DatabaseWentBack: the record is older than what was seen before, and nobody has acknowledged that
        :raises Unavailable: the database cannot be reached
        """
        now = await self._store.clock()
        async with self._folds.held([process_id]) as folds:
            fold = folds[process_id]
            await self._bring_up_to_date(fold)
            if fold.lost is not None:
                raise DatabaseWentBack
            if fold.process is None:
                raise UnknownProcess(process=str(process_id))
            return fn(fold.process, now)

    async def _prove(self, command: Command) -> None:
        """
        Look up the record of another process of which an act speaks, before the postmark is taken.

        :raises OutcomeNotProved: that record says otherwise; nothing is kept
        """
        act = command.act
        if isinstance(act, LinkInner | FollowOuter):
            clock = await self.read(command.process, lambda here, _: here.clock)
            await self.read(act.process, lambda other, _: known(command.process, clock, act, other))
        said = act.outcome_of if isinstance(act, Said) else None
        if said is None or not isinstance(act, Said):
            return
        rows = await self._store.events(said.process, until=said.version)
        history = [parse(row.envelope, row.body, row.hash) for row in rows]
        await self.read(command.process, lambda outer, _: proved(outer, act, history))

    def _turns_away(self) -> bool:
        inside = len(self._inside)
        expected = inside * self._writer.pace
        return not self._open or inside >= self._most_waiting or expected > self._longest_wait

    async def _postmarked(self, command: Command, answer: asyncio.Future[Answer]) -> Waiting:
        since = self._loop.time()
        received_at = await self._postmark.take()
        sealed, private = seal(command)
        return Waiting(command, sealed, command_text(sealed), private, received_at, since, answer)

    async def _bring_up_to_date(self, fold: Fold) -> None:
        head: Head | None = await self._store.head(fold.stream)
        if fold.stands_at(head):
            return
        try:
            fold.catch_up(await self._store.events(fold.stream, fold.version))
        except HistoryReplaced:
            fold.discard()
            fold.catch_up(await self._store.events(fold.stream))
