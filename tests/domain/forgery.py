"""A played history as it would be stored, and what somebody with full access to the database could make of it."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from domain.record.canonical import canonical
from domain.record.envelope import Envelope, read_envelope, write_envelope
from domain.record.hashes import ZEROS, body_commitment, envelope_hash
from domain.record.recorded import Recorded
from domain.record.seal import Seal
from domain.record.stored import Exported, Stored

Change = Callable[[dict[str, Any]], dict[str, Any]]


def stored(history: Sequence[Recorded]) -> list[Exported]:
    """Seal a played history: envelopes, bodies, salts and hashes, as the door would have written them."""
    rows: list[Exported] = []
    seal: Seal | None = None
    for one in history:
        e = one.envelope
        if seal is None or e.ordinal == 0:
            seal = Seal(
                e.origin,
                e.stream,
                e.command_id,
                e.command_id,
                e.actor,
                e.capacity,
                e.received_at,
                judge=e.judge,
            )
        sealed = seal.event(
            one.event,
            version=e.version,
            prev=rows[-1].hash if rows else bytes(32),
            recorded_at=e.recorded_at,
            process_at=e.process_at,
            salt=e.version.to_bytes(32, "big"),
        )
        rows.append(Exported(sealed.envelope, sealed.body, sealed.salt, sealed.recorded.hash))
    return rows


@dataclass
class Forger:
    """Changes whatever it likes, then recomputes commitments, hashes and the chain, so that they hold again."""

    rows: list[Exported]

    def version_of(self, type_: str, nth: int = 0) -> int:
        """The number of the nth event of a type; negative counts from the last."""
        found = [e.version for e in map(envelope_of, self.rows) if e.type == type_]
        return found[nth]

    def body(self, version: int, change: Change) -> "Forger":
        row = self.rows[version - 1]
        body = canonical(change(json.loads(row.body)))
        self.rows[version - 1] = replace(row, body=body)
        return self._again()

    def envelope(self, version: int, **fields: Any) -> "Forger":
        row = self.rows[version - 1]
        text = write_envelope(replace(envelope_of(row), **fields))
        self.rows[version - 1] = replace(row, envelope=text)
        return self._again()

    def remove(self, first: int, last: int) -> "Forger":
        """Take events out, and number those that follow anew."""
        del self.rows[first - 1 : last]
        return self._again()

    def _again(self) -> "Forger":
        prev = ZEROS
        for number, row in enumerate(self.rows, start=1):
            commit = body_commitment(row.salt, row.body)
            e = replace(envelope_of(row), version=number, prev=prev, body_commit=commit)
            text = write_envelope(e)
            self.rows[number - 1] = replace(row, envelope=text, hash=envelope_hash(text))
            prev = self.rows[number - 1].hash.hex()
        return self


def envelope_of(row: Stored) -> Envelope:
    return read_envelope(row.envelope)
