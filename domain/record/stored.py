"""
What is stored of one event: four texts. And the line that an export writes of it.

An export is a file of lines, one JSON object for each event: `envelope` and `body` are the texts that were hashed, as
strings, so that no reader can reformat them on the way; `salt` and `hash` are in hex.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

NAMES = ("envelope", "body", "salt", "hash")


class Stored(Protocol):
    """One stored event, as a row of the store or a line of an export has it."""

    @property
    def envelope(self) -> str: ...
    @property
    def body(self) -> str: ...
    @property
    def salt(self) -> bytes: ...
    @property
    def hash(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Exported:
    """One stored event, read from a line."""

    envelope: str
    body: str
    salt: bytes
    hash: bytes


class NotAnExport(ValueError):
    """A line is not what `export_line` writes."""


def export_line(stored: Stored) -> str:
    """Write one event as a line, without its line break."""
    line = {
        "envelope": stored.envelope,
        "body": stored.body,
        "salt": stored.salt.hex(),
        "hash": stored.hash.hex(),
    }
    return json.dumps(line, separators=(",", ":"), ensure_ascii=False)


def read_export(lines: Iterable[str]) -> Iterator[Exported]:
    """
    Read the lines of an export, in their order. Empty lines are passed over.

    :raises NotAnExport: a line is no such object; the message says which
    """
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _read(number, line)


def _read(number: int, line: str) -> Exported:
    try:
        names, values = zip(*json.loads(line, object_pairs_hook=list), strict=True)
    except (ValueError, TypeError, RecursionError) as cause:
        raise NotAnExport(f"line {number} is not a JSON object") from cause
    if sorted(map(str, names)) != sorted(NAMES) or not all(isinstance(v, str) for v in values):
        raise NotAnExport(f"line {number} must hold exactly these texts: {', '.join(NAMES)}")
    found = dict(zip(names, values, strict=True))
    try:
        "".join(values).encode()
    except UnicodeEncodeError as cause:
        raise NotAnExport(f"line {number} holds a lone surrogate") from cause
    try:
        salt, hash_ = bytes.fromhex(found["salt"]), bytes.fromhex(found["hash"])
    except ValueError as cause:
        raise NotAnExport(f"line {number}: salt and hash are written in hex") from cause
    return Exported(found["envelope"], found["body"], salt, hash_)
