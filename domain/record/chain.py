"""
The chain, checked: what an auditor can say about the stored texts of a stream without knowing any rule of procedure.

Numbers, hashes, commitments, the order of times and the unity of commands. Whether the events follow from the rules
is for `domain.process.verify`, which decides everything once more.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, timedelta

from domain.judged import UNWRITTEN
from domain.model import MAX_AGE, Frozen, stamp
from domain.record.canonical import NotCanonical, canonical
from domain.record.envelope import LARGEST_ENVELOPE, Envelope, read_envelope, write_envelope
from domain.record.hashes import ZEROS, body_commitment, envelope_hash
from domain.record.stored import Stored

SALT = 32


class Finding(Frozen):
    """
    Something in a record that should be otherwise.

    :param version: the number of the event; 0 where it concerns the stream as a whole
    :param what: one word for the check that failed
    """

    version: int
    what: str
    expected: str
    found: str


@dataclass(slots=True)
class Links:
    """
    What the events so far bind the next one to.

    :ivar envelopes: per row the envelope, or None where it cannot be read
    """

    findings: list[Finding] = field(default_factory=list)
    envelopes: list[Envelope | None] = field(default_factory=list)
    before: Envelope | None = None
    prev: str = ZEROS
    commands: set[str] = field(default_factory=set)

    def note(self, version: int, what: str, expected: object, found: object) -> None:
        """Note a finding where the two differ."""
        if expected != found:
            self.findings.append(
                Finding(version=version, what=what, expected=str(expected), found=str(found))
            )


def check_chain(rows: Sequence[Stored]) -> Links:
    """Check every row against its own texts and against the row before."""
    links = Links()
    for number, row in enumerate(rows, start=1):
        envelope = _check_texts(links, number, row)
        links.envelopes.append(envelope)
        if envelope is not None:
            _check_place(links, number, envelope)
            _check_times(links, number, envelope)
            _check_command(links, number, envelope)
            links.before = envelope
        links.prev = row.hash.hex()
    return links


def _check_texts(links: Links, number: int, row: Stored) -> Envelope | None:
    """The envelope and the body are canonical, and are what the hash and the commitment were made of."""
    links.note(number, "hash", envelope_hash(row.envelope).hex(), row.hash.hex())
    if len(row.envelope.encode()) >= LARGEST_ENVELOPE:
        size = f"{len(row.envelope.encode())} bytes"
        links.note(number, "envelope", f"fewer than {LARGEST_ENVELOPE} bytes", size)
    problem = not_canonical(row.body)
    if problem is not None:
        links.note(number, "body", "canonical JSON", problem)
    try:
        envelope = _envelope(row.envelope)
    except (ValueError, OverflowError) as cause:
        links.note(number, "envelope", "an envelope", _short(cause))
        return None
    links.note(number, "envelope", write_envelope(envelope), row.envelope)
    links.note(number, "salt", SALT, len(row.salt))
    links.note(number, "body", body_commitment(row.salt, row.body), envelope.body_commit)
    return envelope


def _envelope(text: str) -> Envelope:
    """
    :raises ValueError: it is none, or an instant in it has no zone
    :raises OverflowError: an instant in it is before or after all that can be written in UTC
    """
    envelope = read_envelope(text)
    for at in (envelope.recorded_at, envelope.received_at, envelope.process_at):
        if at.tzinfo is None:
            raise ValueError(f"{at} has no zone")
        at.astimezone(UTC)
    return envelope


def not_canonical(text: str) -> str | None:
    """Say why a text is not the canonical form of anything; None where it is."""
    try:
        value = json.loads(text)
        return None if canonical(value) == text else "not in canonical form"
    except (NotCanonical, ValueError, RecursionError) as cause:
        return _short(cause)


def _check_place(links: Links, number: int, envelope: Envelope) -> None:
    before = links.before
    links.note(number, "gap", f"version {number}", f"version {envelope.version}")
    links.note(number, "prev", links.prev, envelope.prev)
    links.note(number, "form", 1, envelope.v)
    if envelope.judge < UNWRITTEN:
        links.note(number, "judge", f"at least {UNWRITTEN}", envelope.judge)
    if before is not None:
        links.note(number, "stream", before.stream, envelope.stream)


def _check_times(links: Links, number: int, envelope: Envelope) -> None:
    """Recorded times strictly increase, postmarks are fresh, and the clock of the process never goes back."""
    age = envelope.recorded_at - envelope.received_at
    if not timedelta(0) <= age <= MAX_AGE:
        links.note(number, "age", f"0 to {MAX_AGE.seconds} seconds", f"{age.total_seconds()}")
    before = links.before
    if before is None:
        return
    if envelope.recorded_at <= before.recorded_at:
        links.note(
            number, "order", f"after {stamp(before.recorded_at)}", stamp(envelope.recorded_at)
        )
    if envelope.process_at < before.process_at:
        links.note(
            number,
            "process_at",
            f"not before {stamp(before.process_at)}",
            stamp(envelope.process_at),
        )


def _check_command(links: Links, number: int, envelope: Envelope) -> None:
    """The events of a command stand together, numbered from zero, and say the same of who sent it, and when."""
    before = links.before
    if before is None or before.command_id != envelope.command_id:
        links.note(number, "command", "ordinal 0", f"ordinal {envelope.ordinal}")
        if envelope.command_id in links.commands:
            links.note(number, "command", "an id of its own", envelope.command_id)
        links.commands.add(envelope.command_id)
        return
    links.note(number, "command", f"ordinal {before.ordinal + 1}", f"ordinal {envelope.ordinal}")
    for name, expected, found in _shared(before, envelope):
        links.note(number, "command", f"{name} {expected}", f"{name} {found}")


def _shared(before: Envelope, envelope: Envelope) -> Iterator[tuple[str, object, object]]:
    for name in ("command_hash", "received_at", "actor", "capacity", "origin", "judge"):
        yield name, getattr(before, name), getattr(envelope, name)


def _short(cause: Exception) -> str:
    return " ".join(str(cause).split())[:200]
