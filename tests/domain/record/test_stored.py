"""The lines of an export: what is written is read back, and what is none is refused by its number."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.process.verify import verify
from domain.record.stored import Exported, NotAnExport, export_line, read_export
from tests.domain.audited import held_silence
from tests.domain.forgery import stored

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
rows = st.builds(
    Exported,
    envelope=texts,
    body=texts,
    salt=st.binary(min_size=32, max_size=32),
    hash=st.binary(min_size=32, max_size=32),
)


@given(st.lists(rows, max_size=4))
def test_an_export_is_read_back_as_it_was_written(events: list[Exported]) -> None:
    text = "".join(f"{export_line(one)}\n" for one in events)
    assert list(read_export(text.split("\n"))) == events


@given(rows)
def test_one_event_is_one_line_whatever_is_in_it(one: Exported) -> None:
    line = export_line(one)
    assert "\n" not in line and "\r" not in line
    assert list(json.loads(line)) == ["envelope", "body", "salt", "hash"]


def test_an_exported_stream_is_audited_like_the_stored_one() -> None:
    lines = [export_line(row) for row in stored(held_silence().history)]
    assert verify(list(read_export(lines))).clean


@pytest.mark.parametrize(
    "line",
    [
        "x",
        "[]",
        "[1]",
        "null",
        "7",
        "{}",
        '{"envelope":"","body":"","salt":""}',
        '{"envelope":"","body":"","salt":"zz","hash":""}',
        '{"envelope":"","body":7,"salt":"","hash":""}',
        '{"envelope":"","body":"","salt":"","hash":"","more":""}',
        '{"envelope":"","envelope":"","body":"","salt":"","hash":""}',
        '{"envelope":"\\ud800","body":"","salt":"","hash":""}',
        "[" * 100_000,
    ],
    ids=lambda line: line[:40],
)
def test_a_line_that_is_none_is_refused_by_its_number(line: str) -> None:
    good = export_line(Exported("e", "b", bytes(32), bytes(32)))
    with pytest.raises(NotAnExport, match="line 3"):
        list(read_export([good, "", line]))
