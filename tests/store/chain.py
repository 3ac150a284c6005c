"""Events for a stream that nobody folds: well-formed for the store, or broken in exactly one way."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from domain.process.events import RecoveryAcknowledged
from domain.record.envelope import Author, Envelope, read_envelope, write_envelope
from domain.record.hashes import envelope_hash
from domain.record.seal import Seal
from store.event_store import Batch, Store
from store.rows import NewEvent, StreamAppend

NONE = bytes(32)
AUTHOR = Author("p-1", "who", "member", "terminal")


class Chain:
    """
    One stream under construction.

    :ivar events: what was made so far; `head` is the hash of the last
    """

    def __init__(self, at: datetime, stream: UUID | None = None) -> None:
        self.stream = stream or uuid4()
        self.at = at
        self.events: list[NewEvent] = []

    @property
    def head(self) -> bytes:
        return self.events[-1].hash if self.events else NONE

    def more(self, commands: int = 1, events: int = 1, age: timedelta = timedelta(0)) -> "Chain":
        """Add commands of so many events each, a microsecond apart."""
        for _ in range(commands):
            seal = Seal("test", self.stream, "{}", f"c-{uuid4()}", AUTHOR, None, self.at - age)
            for _ in range(events):
                self._add(seal)
        return self

    def _add(self, seal: Seal) -> None:
        version = len(self.events) + 1
        event = RecoveryAcknowledged(version=version, grounds=f"event {version}")
        sealed = seal.event(
            event, version=version, prev=self.head, recorded_at=self.at, process_at=self.at
        )
        one = NewEvent(version, sealed.envelope, sealed.recorded.hash, sealed.salt, sealed.body)
        self.events.append(one)
        self.at += timedelta(microseconds=1)

    def since(self, version: int) -> StreamAppend:
        """Everything after a version, to be appended."""
        return StreamAppend(self.stream, self.events[version:])

    def whole(self) -> StreamAppend:
        return self.since(0)


def changed(event: NewEvent, **fields: object) -> NewEvent:
    """An event with another envelope, and the hash of that."""
    envelope: Envelope = replace(read_envelope(event.envelope), **fields)  # type: ignore[arg-type]
    text = write_envelope(envelope)
    return replace(event, envelope=text, hash=envelope_hash(text))


async def begun(store: Store, commands: int = 1, events: int = 1) -> Chain:
    """A stream on record."""
    chain = Chain(await store.clock()).more(commands, events)
    assert await store.append_once([chain.whole()]) == {chain.stream: None}
    return chain


async def continued(batch: Batch, chain: Chain, commands: int = 1) -> None:
    """Append to a stream inside a transaction that is still open."""
    last = len(chain.events)
    chain.at = batch.clock
    chain.more(commands)
    assert await batch.append([chain.since(last)]) == {chain.stream: None}
