"""An event as it stands in the record: its envelope, itself, and its hash."""

from dataclasses import dataclass

from domain.event import Event
from domain.record.envelope import Envelope, read_envelope
from domain.record.upcasting import read_event


@dataclass(frozen=True, slots=True)
class Recorded:
    envelope: Envelope
    event: Event
    hash: bytes


def parse(envelope: str, body: str, hash_: bytes) -> Recorded:
    """
    Read an event from its stored texts. Old versions of a type are lifted to the present one on the way.

    The hash is taken as the store gave it; `domain.record.chain` is what checks it.
    :raises UnknownEvent: this code does not know the type, or only older versions of it
    """
    head = read_envelope(envelope)
    return Recorded(head, read_event(head.type, head.type_v, body), hash_)
