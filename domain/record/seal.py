"""Sealing: from the events of a decided command to the texts, salts and hashes that go on record."""

import os
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.event import Event
from domain.judged import JUDGE
from domain.record.canonical import canonical
from domain.record.envelope import LARGEST_ENVELOPE, Author, Envelope, write_envelope
from domain.record.hashes import body_commitment, command_fingerprint, envelope_hash
from domain.record.recorded import Recorded


class EnvelopeTooLarge(ValueError):
    """An envelope must stay below 65,535 bytes."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """An event ready for the record. `recorded` is what folding it now must see: the same as after reading it back."""

    recorded: Recorded
    envelope: str
    body: str
    salt: bytes


@dataclass(slots=True)
class Seal:
    """
    What the events of one command have in common. Make one per command, then call `event` for each in order.

    :param command: the command as canonical JSON, private text already sealed
    :param received_at: the postmark
    :param judge: the version of the judge that decided it
    """

    origin: str
    stream: UUID
    command: str
    command_id: str
    actor: Author
    capacity: str | None
    received_at: datetime
    causation: str | None = None
    correlation: str | None = None
    judge: int = JUDGE
    ordinal: int = 0
    fingerprint: str = ""

    def event(
        self,
        event: Event,
        *,
        version: int,
        prev: bytes,
        recorded_at: datetime,
        process_at: datetime,
        salt: bytes | None = None,
    ) -> Sealed:
        """
        Seal the next event of the command.

        :param prev: hash of the event before in the stream, 32 zero bytes for the first
        :param salt: 32 random bytes; drawn here unless a test gives them
        """
        salt = salt or os.urandom(32)
        body = canonical(event.written())
        if self.ordinal == 0:
            self.fingerprint = command_fingerprint(salt, self.command)
        envelope = Envelope(
            1,
            self.origin,
            self.stream,
            version,
            type(event).__name__,
            event.type_v,
            recorded_at,
            self.received_at,
            process_at,
            self.actor,
            self.capacity,
            self.command_id,
            self.fingerprint,
            self.ordinal,
            self.causation,
            self.correlation,
            body_commitment(salt, body),
            prev.hex(),
            self.judge,
        )
        self.ordinal += 1
        text = write_envelope(envelope)
        if len(text.encode()) >= LARGEST_ENVELOPE:
            raise EnvelopeTooLarge(f"{len(text)} characters")
        return Sealed(Recorded(envelope, event, envelope_hash(text)), text, body, salt)


def same_command(recorded: Recorded, salt: bytes, command: str) -> bool:
    """Whether a command with this text is the one that was recorded. `recorded` and `salt` are of its ordinal 0."""
    return recorded.envelope.command_hash == command_fingerprint(salt, command)
