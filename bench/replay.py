"""How fast a history is folded, beside a fold that knows nothing but the chain."""

import time
from collections.abc import Callable
from uuid import UUID

from domain.record.envelope import read_envelope
from domain.record.hashes import ZEROS, envelope_hash
from intake.folds import Fold
from store.rows import Row


class Broken(Exception):
    """The chain of a history does not hold."""


def bare_fold(rows: list[Row]) -> str:
    """Read every envelope, check its hash and its link to the one before. No body, no domain."""
    prev = ZEROS
    for row in rows:
        envelope = read_envelope(row.envelope)
        if envelope.prev != prev or envelope_hash(row.envelope) != row.hash:
            raise Broken(f"version {envelope.version}")
        prev = row.hash.hex()
    return prev


def whole_fold(rows: list[Row]) -> str:
    """What intake does with a process that it has not at hand: read envelopes and bodies, and fold them."""
    fold = Fold(UUID(int=0))
    fold.catch_up(rows)
    return fold.head_hash.hex()


def speed(fold: Callable[[list[Row]], str], rows: list[Row], seconds: float) -> float:
    """Fold the same history again and again for so long. :returns: events a second, of the best pass"""
    best, until = float("inf"), time.perf_counter() + seconds
    while time.perf_counter() < until:
        began = time.perf_counter()
        if fold(rows) != rows[-1].hash.hex():
            raise Broken("the fold ends at another hash than the record")
        best = min(best, time.perf_counter() - began)
    return len(rows) / best
