"""How fast a history is folded, beside a fold that knows nothing but the chain."""

import time
from collections.abc import Callable
from uuid import UUID

from pydantic_core import from_json

from domain.record.hashes import ZEROS, body_commitment, envelope_hash
from intake.folds import Fold
from store.rows import Row

_COMMIT = '"body_commit":"'


class Broken(Exception):
    """The chain of a history does not hold."""


def bare_fold(rows: list[Row]) -> str:
    """
    What no replay can avoid: read envelope and body as JSON, check the link and both hashes, count per type.

    It knows no model, no instant and no rule; what it has read stays plain JSON.
    """
    prev, count = ZEROS, dict[str, int]()
    for row in rows:
        envelope, body = from_json(row.envelope), from_json(row.body)
        if envelope["prev"] != prev or not isinstance(body, dict):
            raise Broken(f"version {envelope['version']}")
        _check(row, envelope["body_commit"])
        count[envelope["type"]] = count.get(envelope["type"], 0) + 1
        prev = row.hash.hex()
    return prev


def whole_fold(rows: list[Row]) -> str:
    """
    What intake does with a process that it has not at hand: read envelopes and bodies as models, and fold them.

    Intake checks the link and leaves both hashes to the audit. Here they are checked too, as in the bare fold.
    """
    fold = Fold(UUID(int=0))
    for row in rows:
        _check(row, _commit_in(row))
    fold.catch_up(rows)
    return fold.head_hash.hex()


def _check(row: Row, commit: str) -> None:
    """Both hashes: of the envelope, and of the salted body that it commits to."""
    if envelope_hash(row.envelope) != row.hash or body_commitment(row.salt, row.body) != commit:
        raise Broken(row.envelope)


def _commit_in(row: Row) -> str:
    """Cut out of the canonical text, so that the envelope is read only once."""
    start = row.envelope.index(_COMMIT) + len(_COMMIT)
    return row.envelope[start : start + 64]


def speed(fold: Callable[[list[Row]], str], rows: list[Row], seconds: float) -> float:
    """Fold the same history again and again for so long. :returns: events a second, of the best pass"""
    best, until = float("inf"), time.perf_counter() + seconds
    while time.perf_counter() < until:
        began = time.perf_counter()
        if fold(rows) != rows[-1].hash.hex():
            raise Broken("the fold ends at another hash than the record")
        best = min(best, time.perf_counter() - began)
    return len(rows) / best
