"""
Reading old events. Events are never rewritten: a body of an older version is lifted by pure functions as it is read.

A change of an event type that old bodies do not fit raises its `type_v` and registers one upcaster:

    @upcaster("StepClosed", 1)
    def count_abstentions(body: dict[str, Any]) -> dict[str, Any]:
        return body | {"abstained": 0}
"""

import json
from collections.abc import Callable
from typing import Any

from domain.event import EVENTS, Event

Lift = Callable[[dict[str, Any]], dict[str, Any]]

_lifts: dict[tuple[str, int], Lift] = {}


class UnknownEvent(Exception):
    """The record holds an event of a type or version that this code does not know: it is older than the record."""


def upcaster(type_: str, from_version: int) -> Callable[[Lift], Lift]:
    """Register the function that lifts bodies of this type from one version to the next."""

    def register(lift: Lift) -> Lift:
        if (type_, from_version) in _lifts:
            raise TypeError(f"two upcasters lift {type_} from version {from_version}")
        _lifts[type_, from_version] = lift
        return lift

    return register


def read_event(type_: str, type_v: int, body: str) -> Event:
    """
    :param body: canonical JSON, as it was stored
    :raises UnknownEvent: no such type here, a version from the future, or a step of the way up is missing
    """
    kind = EVENTS.get(type_)
    if kind is None:
        raise UnknownEvent(f"event type {type_} is unknown")
    if type_v == kind.type_v:
        event: Event = kind.__pydantic_validator__.validate_json(body)
        return event
    return kind.model_validate_json(json.dumps(_lifted(kind, type_v, json.loads(body))))


def _lifted(kind: type[Event], type_v: int, body: dict[str, Any]) -> dict[str, Any]:
    if type_v > kind.type_v:
        raise UnknownEvent(
            f"{kind.__name__} version {type_v} is newer than {kind.type_v}, the version known here"
        )
    for version in range(type_v, kind.type_v):
        lift = _lifts.get((kind.__name__, version))
        if lift is None:
            raise UnknownEvent(f"nothing lifts {kind.__name__} from version {version}")
        body = lift(body)
    return body
