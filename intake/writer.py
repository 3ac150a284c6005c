"""
The one writer of this program: it drains the line, decides in order and appends, one transaction per batch.

A batch of one is the ordinary case; in the last minutes before a deadline everything that waits goes into one call.
What fails is tried again in smaller pieces: a locked process never holds up another, a broken command neither.
"""

import asyncio
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog

from domain.model import MAX_AGE
from intake.draft import Draft, Outcome, busy, rule_failed
from intake.folds import Fold, Folds, HistoryReplaced
from intake.receipt import Answer, OutcomeUnknown
from intake.repeat import recorded_outcome
from intake.waiting import Queue, Waiting
from store.event_store import Batch, Store, StreamAppend, StreamLocked, Unavailable

log = structlog.get_logger(__name__)

Group = list[Waiting]

OUT_OF_TIME = ("age", "clock", "order")
"""The store's guards about the times of an event: the command is told `busy`."""


@dataclass(frozen=True, slots=True)
class Limits:
    """
    :param batch: commands decided in one transaction at most
    :param lock_ms: how long a batch waits for its streams, before they are tried one by one
    :param short_lock_ms: how long a single stream is waited for that was found locked before
    :param aside: seconds until a locked stream is tried again
    :param too_old: seconds after which a command is told `busy` before its batch is formed
    :param doubt: seconds after which the outcome of a lost COMMIT is given up as unknown
    :param fresh: seconds that the newest postmark of a batch may be old for the batch to be decided before its streams
        are locked, in a single call; 0: never
    :param apart: seconds for which streams are locked first, after another writer was met
    """

    batch: int = 200
    lock_ms: int = 400
    short_lock_ms: int = 40
    aside: float = 0.1
    too_old: float = MAX_AGE.total_seconds() - 1
    doubt: float = 20.0
    fresh: float = 0.05
    apart: float = 30.0


class Writer:
    """:ivar pace: seconds per command of late, for the door's estimate of the wait"""

    def __init__(self, store: Store, folds: Folds, queue: Queue, limits: Limits) -> None:
        self.pace = 0.0
        self._store, self._folds, self._queue, self._limits = store, folds, queue, limits
        self._loop = asyncio.get_running_loop()
        self._repeats: set[asyncio.Task[None]] = set()
        self._pause = 0.05
        self._apart_until = 0.0

    async def run(self) -> None:
        """Work until cancelled. Nothing that a command brings with it ends the writer."""
        while True:
            group = await self._queue.take(self._limits.batch)
            began = self._loop.time()
            try:
                await self._work(group)
            except Exception:
                # A fault of ours, or a log that cannot be written: nobody may wait for ever.
                for waiting in group:
                    waiting.reply(Answer(None, OutcomeUnknown()))
                with suppress(Exception):
                    log.exception("writer_failed", waiting=len(group))
            spent = (self._loop.time() - began) / len(group)
            self.pace += (spent - self.pace) / 8

    async def _work(self, group: Group) -> None:
        """Try a group; what failed is tried again, in smaller groups, until nothing is left to divide."""
        groups = deque([group])
        while groups:
            fresh = self._still_wanted(groups.popleft())
            if fresh:
                groups.extendleft(reversed(await self._try(fresh)))

    async def _try(self, group: Group) -> list[Group]:
        """:returns: the smaller groups that must be tried again"""
        try:
            again = await self._attempt(group)
        except StreamLocked:
            return self._locked(group)
        except Unavailable as problem:
            await self._away(group, problem)
            return []
        except Exception as problem:
            return self._failed(group, problem)
        self._pause = 0.05
        return again

    async def _attempt(self, group: Group) -> list[Group]:
        """
        Lock, bring up to date, decide, append, commit; then answer.

        :returns: per process whose append failed, its commands one by one
        """
        by_process = divided(group)
        async with self._folds.held(by_process) as folds:
            try:
                if self._may_decide_first(group, folds):
                    return await self._in_one_call(group, folds, by_process)
                async with self._store.batch(list(by_process), self._lock_ms(group)) as batch:
                    await bring_up_to_date(batch, folds)
                    drafts = self._decide(batch.clock, folds, by_process)
                    failed = await self._append(batch, drafts)
            except BaseException:
                for fold in folds.values():
                    fold.discard()
                raise
            return self._settle(drafts, failed)

    def _may_decide_first(self, group: Group, folds: dict[UUID, Fold]) -> bool:
        """
        Whether to decide on the folds at hand, and lock and compare only as they are appended.

        The newest postmark stands in for the clock, so it must be fresh; and nobody else may have been met of late.
        """
        now = self._loop.time()
        return (
            now >= self._apart_until
            and now - max(waiting.since for waiting in group) <= self._limits.fresh
            and not any(w.under_lock or w.in_doubt or w.tries for w in group)
            and all(fold.process is not None and fold.lost is None for fold in folds.values())
        )

    async def _in_one_call(
        self, group: Group, folds: dict[UUID, Fold], by_process: dict[UUID, Group]
    ) -> list[Group]:
        """
        Decide, then append in a single call, which compares every head with the fold that was decided on.

        What is appended was decided on the newest state, and so was all else that was decided with it. What leaves
        nothing on record has been compared with nothing: it is tried again under the lock, as is what failed.
        """
        clock = max(waiting.received_at for waiting in group)
        drafts = self._decide(clock, folds, by_process)
        appends = [draft.written for draft in drafts if draft.written is not None]
        for draft in drafts:
            for waiting in draft.group:
                waiting.in_doubt = draft.written is not None
        try:
            failed = await self._at_once(appends, clock)
        except StreamLocked:
            failed = {append.stream_id: "locked" for append in appends}
        return self._settle_compared(drafts, failed)

    async def _at_once(
        self, appends: list[StreamAppend], clock: datetime
    ) -> dict[UUID, str | None]:
        return (
            await self._store.append_once(appends, self._limits.lock_ms, clock) if appends else {}
        )

    def _settle_compared(self, drafts: list[Draft], failed: dict[UUID, str | None]) -> list[Group]:
        again: Group = []
        for draft in drafts:
            reason = failed.get(draft.fold.stream)
            if draft.written is not None and reason is None:
                self._tell_all(draft)
                continue
            if draft.sealed or draft.spoiled:
                draft.fold.discard()
            if reason is not None:
                self._apart_until = self._loop.time() + self._limits.apart
            again += draft.group
        for waiting in again:
            waiting.under_lock, waiting.in_doubt = True, False
        return [again] if again else []

    def _tell_all(self, draft: Draft) -> None:
        draft.fold.committed(draft.history)
        for outcome in draft.outcomes:
            self._tell(outcome)

    def _lock_ms(self, group: Group) -> int:
        return self._limits.short_lock_ms if group[0].tries else self._limits.lock_ms

    def _decide(
        self, clock: datetime, folds: dict[UUID, Fold], by_process: dict[UUID, Group]
    ) -> list[Draft]:
        origin = self._store.origin
        drafts = [
            Draft(origin, folds[process], clock, some) for process, some in by_process.items()
        ]
        for draft in drafts:
            draft.decide()
        return drafts

    async def _append(self, batch: Batch, drafts: list[Draft]) -> dict[UUID, str | None]:
        appends = [draft.written for draft in drafts if draft.written is not None]
        if not appends:
            return {}
        for draft in drafts:
            for waiting in draft.group:
                waiting.in_doubt = True
        return await batch.append(appends)

    def _settle(self, drafts: list[Draft], failed: dict[UUID, str | None]) -> list[Group]:
        """Answer what is committed. What is not is tried again, one command at a time."""
        again: list[Group] = []
        for draft in drafts:
            problem = draft.spoiled or failed.get(draft.fold.stream)
            self._queue.no_longer_aside(draft.fold.stream)
            if problem is None:
                self._tell_all(draft)
                continue
            draft.fold.discard()
            if len(draft.group) == 1:
                self._could_not(draft.group[0], problem)
            else:
                again += [[waiting] for waiting in draft.group]
        return again

    def _tell(self, outcome: Outcome) -> None:
        if outcome.answer is not None:
            outcome.waiting.reply(outcome.answer)
            return
        task = self._loop.create_task(self._repeat(outcome.waiting))
        self._repeats.add(task)
        task.add_done_callback(self._repeats.discard)

    async def _repeat(self, waiting: Waiting) -> None:
        """Answer a command whose id is on record, from the record; insist for a while if the database is away."""
        while True:
            try:
                waiting.reply(await recorded_outcome(self._store, waiting))
            except Unavailable:
                if self._loop.time() - waiting.since < self._limits.too_old:
                    await asyncio.sleep(self._pause)
                    continue
                waiting.reply(Answer(None, OutcomeUnknown()))
            except Exception as problem:
                waiting.reply(rule_failed(waiting.sealed, problem))
            return

    def _could_not(self, waiting: Waiting, problem: Exception | str) -> None:
        """A command that fails all by itself."""
        if problem in OUT_OF_TIME:
            waiting.reply(busy(waiting.sealed, None))
        else:
            waiting.reply(rule_failed(waiting.sealed, problem))

    def _locked(self, group: Group) -> list[Group]:
        """Somebody keeps a stream locked: try the processes one by one, and let the locked one wait."""
        for waiting in group:
            waiting.tries += 1
        by_process = divided(group)
        if len(by_process) > 1:
            return list(by_process.values())
        self._queue.put_back(group)
        self._queue.set_aside(group[0].process, self._limits.aside)
        return []

    def _failed(self, group: Group, problem: Exception) -> list[Group]:
        """An error of our own. It must not end the writer, nor take more than its own command with it."""
        if len(group) > 1:
            return [[waiting] for waiting in group]
        group[0].reply(rule_failed(group[0].sealed, problem))
        return []

    async def _away(self, group: Group, problem: Exception) -> None:
        """The database is away: wait a little longer each time; what gets too old meanwhile is told `busy`."""
        log.warning("database_away", waiting=len(group), problem=str(problem))
        self._queue.put_back(group)
        await asyncio.sleep(self._pause)
        self._pause = min(2 * self._pause, 0.8)

    def _still_wanted(self, group: Group) -> Group:
        """Leave out those who went away, and tell `busy` to those who waited too long, before a batch is formed."""
        return [waiting for waiting in group if self._is_wanted(waiting)]

    def _is_wanted(self, waiting: Waiting) -> bool:
        waited = self._loop.time() - waiting.since
        if waiting.in_doubt:
            if waited > self._limits.doubt:
                waiting.reply(Answer(None, OutcomeUnknown()))
        elif waited > self._limits.too_old:
            waiting.reply(busy(waiting.sealed, self._folds.peek(waiting.process)))
        return not waiting.answer.done()


def divided(group: Group) -> dict[UUID, Group]:
    """Divide a group by process, keeping the order."""
    found: dict[UUID, Group] = {}
    for waiting in group:
        found.setdefault(waiting.process, []).append(waiting)
    return found


async def bring_up_to_date(batch: Batch, folds: dict[UUID, Fold]) -> None:
    """Read and fold what is missing; where the history is another one, all of it."""
    for stream, fold in folds.items():
        if fold.stands_at(batch.heads.get(stream)):
            continue
        try:
            fold.catch_up(await batch.tail(stream, fold.version))
        except HistoryReplaced:
            log.warning("history_replaced", process=str(stream), version=fold.version)
            fold.discard()
            fold.catch_up(await batch.tail(stream, 0))
