"""Canonical JSON: one value has one text, the same as a reference canonicaliser writes inside our profile."""

import json
from typing import Any

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from domain.record.canonical import LARGEST, NotCanonical, canonical

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
names = st.text(st.characters(max_codepoint=0x7F), max_size=8)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
    max_leaves=12,
)


@given(values)
@example({"\x00": "\x00\x1f\x7f\u2028", "a\\b": '"/', "B": [True, None, -1]})
def test_it_writes_the_bytes_of_the_reference(value: Any) -> None:
    assert canonical(value).encode() == rfc8785.dumps(value)


@given(values)
def test_reading_it_gives_the_value_back_and_writing_that_the_text(value: Any) -> None:
    text = canonical(value)
    assert json.loads(text) == value
    assert canonical(json.loads(text)) == text


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        float("nan"),
        float("inf"),
        LARGEST + 1,
        -LARGEST - 1,
        {"\u00e9": 1},
        {1: 2},
        "\ud800",
        {"a": ["\udfff"]},
        b"x",
        {"a": {1, 2}},
    ],
    ids=repr,
)
def test_what_readers_could_take_in_two_ways_has_no_canonical_form(value: Any) -> None:
    with pytest.raises(NotCanonical):
        canonical(value)


def test_the_plain_encoder_of_the_library_would_write_what_others_cannot_read() -> None:
    """Why there is a check at all: without it these pass."""
    assert json.dumps(float("nan")) == "NaN"
    assert json.loads(json.dumps(LARGEST + 2)) == LARGEST + 2
