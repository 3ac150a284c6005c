"""The folded processes that the door keeps at hand, each with the version and the hash up to which it is folded."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID

import structlog

from domain.process.agenda import Alarm
from domain.process.events import RecoveryAcknowledged
from domain.process.fold import evolve
from domain.process.state import Process
from domain.record.recorded import Recorded, parse
from store.rows import Head, Row

log = structlog.get_logger(__name__)

NO_EVENT = bytes(32)
"""The hash before the first event."""


class HistoryReplaced(Exception):
    """The events in the database do not follow those that were folded."""


@dataclass(slots=True)
class Fold:
    """
    One process as far as it is folded. Whoever looks at it holds its lock, so nobody sees a half-decided batch.

    :param alarms: the first agenda entries as the workflows were last told; None: not computed yet
    :param seen: the newest head that this program has seen committed; it outlives the folded process
    :param lost: the newest head seen, while the database has gone back behind it and nobody has acknowledged that
    :param recoveries: hashes of the acknowledgements that were seen
    """

    stream: UUID
    process: Process | None = None
    alarms: dict[str, Alarm] | None = None
    seen: Head | None = None
    lost: Head | None = None
    recoveries: set[bytes] = field(default_factory=set)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def version(self) -> int:
        return self.process.version if self.process else 0

    @property
    def head_hash(self) -> bytes:
        return self.process.head_hash if self.process else NO_EVENT

    def discard(self) -> None:
        """Forget what was folded; it is read anew when it is needed."""
        self.process = self.alarms = None

    def stands_at(self, head: Head | None) -> bool:
        """
        Compare with the committed head. Whatever no longer fits is discarded.

        :returns: whether the fold is up to date; otherwise the events after `version` are missing
        """
        self._notice_loss(head)
        if head is None:
            self.discard()
            return True
        other_hash = self.version == head.version and self.head_hash != head.head_hash
        if other_hash or self.version > head.version:
            self._replaced(head)
        return self.version == head.version

    def catch_up(self, rows: Sequence[Row]) -> None:
        """
        Fold committed events. Those that are folded already are passed over.

        :raises HistoryReplaced: they do not follow what was folded before
        """
        for row in rows:
            recorded = parse(row.envelope, row.body, row.hash)
            if recorded.envelope.version <= self.version:
                continue
            if recorded.envelope.prev != self.head_hash.hex():
                raise HistoryReplaced(f"{self.stream} version {recorded.envelope.version}")
            self.process = evolve(self.process, recorded)
            self.alarms = None
            self._note(recorded)
        self._saw()

    def committed(self, history: Iterable[Recorded]) -> None:
        """Note that what was decided on this fold is on record now."""
        for recorded in history:
            self._note(recorded)
        self._saw()

    def _note(self, recorded: Recorded) -> None:
        """An acknowledgement that is new here, and covers what was lost, lets the process go on."""
        event = recorded.event
        if not isinstance(event, RecoveryAcknowledged) or recorded.hash in self.recoveries:
            return
        self.recoveries.add(recorded.hash)
        if self.lost is not None and event.version >= self.lost.version:
            self.lost = None

    def _saw(self) -> None:
        if self.process is not None and self.lost is None:
            self.seen = Head(self.version, self.head_hash)

    def _notice_loss(self, head: Head | None) -> None:
        if self.seen is None or self.lost is not None:
            return
        if (head.version if head else 0) < self.seen.version:
            self.lost = self.seen
            log.error(
                "database_went_back",
                process=str(self.stream),
                seen=self.seen.version,
                found=head.version if head else 0,
            )

    def _replaced(self, head: Head) -> None:
        if self.lost is None:
            log.warning("history_replaced", process=str(self.stream), version=head.version)
        self.discard()


class Folds:
    """
    The processes at hand, least recently used first out. Of those that had to go the newest head seen is remembered.

    :param most_events: how many folded events are kept at most, over all processes
    """

    def __init__(
        self, most_events: int = 1_000_000, most_processes: int = 2_000, most_asleep: int = 50_000
    ) -> None:
        self._most_events, self._most_processes = most_events, most_processes
        self._most_asleep = most_asleep
        self._folds: OrderedDict[UUID, Fold] = OrderedDict()
        self._asleep: OrderedDict[UUID, Fold] = OrderedDict()

    def get(self, stream: UUID) -> Fold:
        fold = self._folds.get(stream)
        if fold is None:
            self._make_room()
            asleep = stream in self._asleep
            fold = self._folds[stream] = self._asleep.pop(stream) if asleep else Fold(stream)
        self._folds.move_to_end(stream)
        return fold

    def peek(self, stream: UUID) -> Process | None:
        """What is known of a process right now, for a hint; it may be out of date."""
        fold = self._folds.get(stream)
        return fold.process if fold else None

    @asynccontextmanager
    async def held(self, streams: Iterable[UUID]) -> AsyncIterator[dict[UUID, Fold]]:
        """Hold the folds of a batch, taken in the order of their ids, so that nobody waits in a circle."""
        folds: dict[UUID, Fold] = {}
        try:
            for stream in sorted(streams):
                fold = self.get(stream)
                await fold.lock.acquire()
                folds[stream] = fold
            yield folds
        finally:
            for fold in folds.values():
                fold.lock.release()
            self._forget_the_unknown(folds.values())

    def _forget_the_unknown(self, folds: Iterable[Fold]) -> None:
        """Ids that name no process leave nothing behind."""
        for fold in folds:
            if fold.process is None and fold.seen is None and not fold.lock.locked():
                self._folds.pop(fold.stream, None)

    def _make_room(self) -> None:
        events = sum(fold.version for fold in self._folds.values())
        for fold in list(self._folds.values()):
            if events <= self._most_events and len(self._folds) < self._most_processes:
                break
            if not fold.lock.locked():
                events -= fold.version
                self._put_to_sleep(fold)

    def _put_to_sleep(self, fold: Fold) -> None:
        fold.discard()
        self._asleep[fold.stream] = self._folds.pop(fold.stream)
        while len(self._asleep) > self._most_asleep:
            self._asleep.popitem(last=False)
