"""
Canonical JSON: one value has one text, so that it can be hashed.

RFC 8785 restricted to what the record needs: names in ASCII, no floats, integers below 2^53, instants as strings.
Inside that profile sorting by code point is sorting by UTF-16 unit, and the serializer of the models writes the same
bytes as a reference canonicaliser (tests/domain/record/test_canonical.py), many times as fast.
"""

from typing import Any

from pydantic_core import PydanticSerializationError, to_json

LARGEST = 2**53 - 1
"""The largest integer that every JSON reader keeps exactly."""


class NotCanonical(ValueError):
    """The value has no canonical form in this record."""


def canonical(value: Any) -> str:
    """
    Write a value of JSON types as its one canonical text.

    :raises NotCanonical: a float, an integer of 2^53 or more, a name that is not an ASCII string, a lone surrogate
    """
    try:
        return to_json(_in_order(value)).decode()
    except PydanticSerializationError as cause:
        raise NotCanonical("lone surrogates have no canonical form") from cause


def _in_order(value: Any) -> Any:
    """Give the same value with the names of every object in order, once it is sure that it has a canonical form."""
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return value
    if kind is dict:
        return {
            name: part if type(part := value[name]) is str or part is None else _in_order(part)
            for name in _names(value)
        }
    if kind is list or kind is tuple:
        return [_in_order(part) for part in value]
    if kind is not int:
        raise NotCanonical(f"{kind.__name__} has no canonical form; write it as a string")
    if not -LARGEST <= value <= LARGEST:
        raise NotCanonical(f"the integer {value} is not below 2^53")
    return value


def _names(value: dict[Any, Any]) -> list[str]:
    for name in value:
        if type(name) is not str or not name.isascii():
            raise NotCanonical(f"the name {name!r} is not an ASCII string")
    return sorted(value)
