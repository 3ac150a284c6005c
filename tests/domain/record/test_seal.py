"""Sealing the events of one command."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from domain.process.events import ClockMoved, RecoveryAcknowledged
from domain.record.chain import check_chain
from domain.record.envelope import Author
from domain.record.hashes import body_commitment, command_fingerprint
from domain.record.recorded import parse
from domain.record.seal import EnvelopeTooLarge, Seal, Sealed, same_command
from domain.record.stored import Exported

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


def seal(**changes: Any) -> Seal:
    fields: dict[str, Any] = {
        "origin": "test",
        "stream": UUID(int=7),
        "command": '{"command_id":"c-1"}',
        "command_id": "c-1",
        "actor": Author("p", "who", "member", "terminal"),
        "capacity": "principal",
        "received_at": AT,
    }
    return Seal(**{**fields, **changes})


def first(one: Seal, **changes: Any) -> Sealed:
    fields: dict[str, Any] = {
        "version": 1,
        "prev": bytes(32),
        "recorded_at": AT,
        "process_at": AT,
    }
    return one.event(ClockMoved(to=AT), **{**fields, **changes})


def row(sealed: Sealed) -> Exported:
    return Exported(sealed.envelope, sealed.body, sealed.salt, sealed.recorded.hash)


def test_what_is_folded_at_once_is_what_is_read_back() -> None:
    sealed = first(seal())
    assert parse(sealed.envelope, sealed.body, sealed.recorded.hash) == sealed.recorded


def test_two_events_of_a_command_share_its_fingerprint_and_are_chained() -> None:
    one = seal()
    a = first(one)
    later = AT.replace(microsecond=1)
    event = RecoveryAcknowledged(version=1, grounds="x")
    b = one.event(event, version=2, prev=a.recorded.hash, recorded_at=later, process_at=later)
    assert [s.recorded.envelope.ordinal for s in (a, b)] == [0, 1]
    assert a.recorded.envelope.command_hash == b.recorded.envelope.command_hash
    assert b.recorded.envelope.prev == a.recorded.hash.hex()
    assert check_chain([row(a), row(b)]).findings == []


def test_the_fingerprint_is_salted_by_the_first_body() -> None:
    sealed = first(seal(), salt=b"s" * 32)
    envelope = sealed.recorded.envelope
    assert envelope.command_hash == command_fingerprint(b"s" * 32, '{"command_id":"c-1"}')
    assert envelope.body_commit == body_commitment(b"s" * 32, sealed.body)


def test_the_same_command_is_known_again_and_another_one_is_not() -> None:
    sealed = first(seal())
    assert same_command(sealed.recorded, sealed.salt, '{"command_id":"c-1"}')
    assert not same_command(sealed.recorded, sealed.salt, '{"command_id":"c-2"}')


def test_two_seals_of_the_same_event_give_nothing_away_of_each_other() -> None:
    a, b = first(seal()), first(seal())
    assert a.body == b.body
    assert a.recorded.envelope.body_commit != b.recorded.envelope.body_commit


def test_an_envelope_of_64_kilobytes_is_refused() -> None:
    with pytest.raises(EnvelopeTooLarge):
        first(seal(capacity="x" * 65_000))


def test_a_limit_counted_in_characters_would_let_a_larger_one_through() -> None:
    """Bytes are counted: two for each of these letters."""
    with pytest.raises(EnvelopeTooLarge):
        first(seal(capacity="\u00e9" * 33_000))
