"""The envelope of an event: who, when, in which order, and commitments to what was said. The bytes that are hashed."""

from dataclasses import dataclass
from datetime import datetime
from json.encoder import encode_basestring
from uuid import UUID

from pydantic import TypeAdapter

from domain.judged import UNWRITTEN
from domain.model import stamp

LARGEST_ENVELOPE = 65_535
"""Envelopes stay below this many bytes of UTF-8."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who acted, as the record keeps it: the person's id, for which institution, in which role, by which way."""

    person: str | None
    party: str | None
    role: str | None
    via: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """
    :param v: version of the envelope's own form
    :param origin: the deployment that wrote it
    :param stream: the process
    :param version: 1 for the first event of the stream, then without a gap
    :param received_at: the postmark; `recorded_at` - `received_at` is 0 to 4 seconds
    :param process_at: the process's own clock; live, it is `recorded_at`
    :param ordinal: 0 for the first event of a command, then without a gap
    :param command_hash: see `hashes.command_fingerprint`; :param body_commit: see `hashes.body_commitment`
    :param prev: hash of the event before, in hex; zeros for the first
    :param judge: by which version of the judge it was decided; written only where it is not the first
    """

    v: int
    origin: str
    stream: UUID
    version: int
    type: str
    type_v: int
    recorded_at: datetime
    received_at: datetime
    process_at: datetime
    actor: Author
    capacity: str | None
    command_id: str
    command_hash: str
    ordinal: int
    causation: str | None
    correlation: str | None
    body_commit: str
    prev: str
    judge: int = UNWRITTEN


_read = TypeAdapter(Envelope).validator.validate_json


def read_envelope(text: str) -> Envelope:
    """Read an envelope as it was stored."""
    envelope: Envelope = _read(text)
    return envelope


def _text(value: str | None) -> str:
    return "null" if value is None else encode_basestring(value)


def write_envelope(e: Envelope) -> str:
    """
    Write an envelope as canonical JSON: the names in order, no spaces.

    Written out by hand because every event goes through here; a test holds it against `canonical`.
    """
    judge = "" if e.judge == UNWRITTEN else f',"judge":{e.judge}'
    a, recorded_at = e.actor, stamp(e.recorded_at)
    process_at = recorded_at if e.process_at is e.recorded_at else stamp(e.process_at)
    return (
        f'{{"actor":{{"party":{_text(a.party)},"person":{_text(a.person)},"role":{_text(a.role)},"via":{_text(a.via)}}}'
        f',"body_commit":"{e.body_commit}","capacity":{_text(e.capacity)},"causation":{_text(e.causation)}'
        f',"command_hash":"{e.command_hash}","command_id":{_text(e.command_id)},"correlation":{_text(e.correlation)}{judge}'
        f',"ordinal":{e.ordinal},"origin":{_text(e.origin)},"prev":"{e.prev}","process_at":"{process_at}"'
        f',"received_at":"{stamp(e.received_at)}","recorded_at":"{recorded_at}","stream":"{e.stream}"'
        f',"type":{_text(e.type)},"type_v":{e.type_v},"v":{e.v},"version":{e.version}}}'
    )
