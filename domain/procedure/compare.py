"""What is otherwise between two versions of a procedure: place by place, in the words of the file."""

from collections.abc import Iterator
from typing import Any

from domain.procedure.models import Procedure

Difference = tuple[str, str | None, str | None]
"""The place (`agreement.objections.window.lasts`), what stood there, and what stands there now; None is nothing."""


def compare(old: Procedure, new: Procedure) -> Iterator[Difference]:
    """List what differs, stages and questions by their names; whole stages that come or go by their titles."""
    before, after = _shape(old), _shape(new)
    yield from _compared("", before, after)


def _shape(procedure: Procedure) -> dict[str, Any]:
    """The rules with stages and questions by their names, so that an inserted one moves no other."""
    data = procedure.written()
    data["order of stages"] = [stage["stage"] for stage in data["roadmap"]]
    for stage in data.pop("roadmap"):
        questions = stage.pop("questions")
        data[stage["stage"]] = {**stage, **questions}
    return data


def _compared(place: str, old: Any, new: Any) -> Iterator[Difference]:
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys([*old, *new]):
            where = f"{place}.{key}" if place else key
            yield from _compared(where, old.get(key), new.get(key))
        return
    yield place, _said(old), _said(new)


def _said(value: Any) -> str | None:
    """A value on one line: what has a title by its title."""
    if value is None:
        return None
    if isinstance(value, dict):
        if "title" in value:
            return str(value["title"])
        return ", ".join(f"{key}: {_said(one)}" for key, one in value.items())
    if isinstance(value, list):
        return ", ".join(_said(one) or "" for one in value)
    return str(value).lower() if isinstance(value, bool) else str(value)
