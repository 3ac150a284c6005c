"""The envelope: written by hand for speed, and held against the canonical form."""

import json
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.judged import UNWRITTEN
from domain.model import stamp
from domain.record.canonical import canonical
from domain.record.envelope import Author, Envelope, read_envelope, write_envelope

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
maybe = st.none() | texts
zones = st.timezones() | st.just(UTC)
instants = st.datetimes(
    min_value=datetime(1990, 1, 1),  # noqa: DTZ001 (hypothesis takes a naive bound)
    max_value=datetime(2200, 1, 1),  # noqa: DTZ001
    timezones=zones,
)
in_utc = instants.map(lambda at: at.astimezone(UTC))
"""As the record reads them: Python finds an hour that comes twice unequal to the same instant in another zone."""

hashes = st.binary(min_size=32, max_size=32).map(bytes.hex)
envelopes = st.builds(
    Envelope,
    v=st.just(1),
    origin=texts,
    stream=st.uuids(),
    version=st.integers(1, 2**31),
    type=texts,
    type_v=st.integers(1, 99),
    recorded_at=in_utc,
    received_at=in_utc,
    process_at=in_utc,
    actor=st.builds(Author, person=maybe, party=maybe, role=maybe, via=texts),
    capacity=maybe,
    command_id=texts,
    command_hash=hashes,
    ordinal=st.integers(0, 999),
    causation=maybe,
    correlation=maybe,
    body_commit=hashes,
    prev=hashes,
    judge=st.integers(1, 3),
)


@given(envelopes)
def test_it_is_written_in_canonical_form(envelope: Envelope) -> None:
    def plain(value: Any) -> Any:
        if isinstance(value, datetime):
            return stamp(value)
        return str(value) if isinstance(value, UUID) else value

    fields = asdict(envelope)
    if envelope.judge == UNWRITTEN:
        del fields["judge"]
    expected = canonical({name: plain(value) for name, value in fields.items()})
    assert write_envelope(envelope) == expected


@given(envelopes)
def test_reading_it_gives_the_same_envelope(envelope: Envelope) -> None:
    again = read_envelope(write_envelope(envelope))
    assert again == envelope
    assert write_envelope(again) == write_envelope(envelope)


@given(instants)
def test_an_instant_is_written_in_utc_with_microseconds(at: datetime) -> None:
    assert stamp(at) == at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    assert len(stamp(at)) == len("2026-01-01T00:00:00.000000Z")


def test_an_instant_of_another_zone_is_the_same_text() -> None:
    at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert stamp(at.astimezone(timezone(timedelta(hours=5, minutes=45)))) == stamp(at)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"v":1}', "\x00", "{" * 10_000])
def test_what_is_no_envelope_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (pydantic words it)
        read_envelope(text)


@given(envelopes)
def test_no_field_can_change_without_changing_the_text(envelope: Envelope) -> None:
    text = write_envelope(envelope)
    for name in json.loads(text):
        value = getattr(envelope, name)
        if isinstance(value, int | str):
            other: Any = {name: value + 1 if isinstance(value, int) else value + "x"}
            assert write_envelope(replace(envelope, **other)) != text
