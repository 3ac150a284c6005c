"""What goes into the record and comes out of it: plain rows, texts and bytes."""

from dataclasses import dataclass, field
from uuid import UUID

from domain.process.pages import Pages


@dataclass(frozen=True, slots=True)
class Head:
    """The last version of a stream and its hash (32 bytes)."""

    version: int
    head_hash: bytes


@dataclass(frozen=True, slots=True)
class Row:
    """One stored event: envelope and body as they were hashed, the event's hash, the salt of the body."""

    envelope: str
    hash: bytes
    body: str
    salt: bytes


@dataclass(frozen=True, slots=True)
class NewEvent:
    version: int
    envelope: str
    hash: bytes
    salt: bytes
    body: str


@dataclass(frozen=True, slots=True)
class PrivateText:
    """The free words of a person, which can be erased. `commit` is hex."""

    commit: str
    salt: bytes
    text: str


@dataclass(frozen=True, slots=True)
class Wake:
    """Wake this workflow: the record of its process has reached this version."""

    workflow_id: str
    workflow_type: str
    stream_version: int


@dataclass(frozen=True, slots=True)
class StreamAppend:
    """All that one stream gets in a batch; it is appended whole or not at all."""

    stream_id: UUID
    events: list[NewEvent]
    private: list[PrivateText] = field(default_factory=list)
    wakes: list[Wake] = field(default_factory=list)
    pages: Pages | None = None
