"""
Canonical JSON: one value has one text, so that it can be hashed.

RFC 8785 restricted to what the record needs: names in ASCII, no floats, integers below 2^53, instants as strings.
Inside that profile sorting by code point is sorting by UTF-16 unit, and the standard library writes the same bytes
as a reference canonicaliser (tests/domain/record/test_canonical.py), several times as fast.
"""

import json
from typing import Any

LARGEST = 2**53 - 1
"""The largest integer that every JSON reader keeps exactly."""

_encode = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
).encode


class NotCanonical(ValueError):
    """The value has no canonical form in this record."""


def canonical(value: Any) -> str:
    """
    Write a value of JSON types as its one canonical text.

    :raises NotCanonical: a float, an integer of 2^53 or more, a name that is not an ASCII string, a lone surrogate
    """
    _check(value)
    text = _encode(value)
    try:
        text.encode()
    except UnicodeEncodeError as cause:
        raise NotCanonical("lone surrogates have no canonical form") from cause
    return text


def _check(value: Any) -> None:
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return
    if kind is dict:
        for name, part in value.items():
            if type(name) is not str or not name.isascii():
                raise NotCanonical(f"the name {name!r} is not an ASCII string")
            if type(part) is not str and part is not None:
                _check(part)
    elif kind is list or kind is tuple:
        for part in value:
            _check(part)
    elif kind is int:
        if not -LARGEST <= value <= LARGEST:
            raise NotCanonical(f"the integer {value} is not below 2^53")
    else:
        raise NotCanonical(f"{kind.__name__} has no canonical form; write it as a string")
