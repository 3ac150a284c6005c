"""The rules that a scenario is played under: a procedure from its file, with the values that the scenario changes."""

from copy import deepcopy
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from domain.file.complaint import Unreadable
from domain.file.load import line_of, plain
from domain.procedure.check.procedure import errors
from domain.procedure.models import Procedure
from domain.procedure.read import parse_procedure
from rehearsal.troubles import NotPlayable, Trouble, from_unreadable, read_map, read_text


class NoSuchRule(ValueError):
    """A change names a place that the procedure does not have."""


def read_procedure(path: Path) -> Procedure:
    """:raises NotPlayable: it cannot be read, or the check finds an error in it"""
    try:
        found = parse_procedure(read_text(path))
    except Unreadable as error:
        raise from_unreadable(path, error) from error
    return checked(found, path)


def checked(procedure: Procedure, path: Path) -> Procedure:
    wrong = errors(procedure)
    if not wrong:
        return procedure
    data = read_map(path)
    raise NotPlayable(
        Trouble(
            file=path.name,
            line=line_of(data, one.place),
            where=".".join(map(str, one.place)),
            reason=f"{one.wrong}: {one.why}; {one.mend}",
        )
        for one in wrong
    )


def with_rules(path: Path, changes: dict[str, Any]) -> Procedure:
    """
    Read a procedure and change some of its values.

    :param changes: values by their place: `stage.question.field...`, or a field of the procedure itself
    :raises NoSuchRule: there is no such place
    :raises ValueError: the rules that result are not rules of procedure, or the check finds an error in them
    """
    as_written = read_procedure(path)
    if not changes:
        return as_written
    data = plain(read_map(path))
    for place, value in changes.items():
        change(data, place, value)
    try:
        changed = Procedure.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise ValueError(f"with these changes, {place}: {first['msg']}") from error
    for one in errors(changed):
        raise ValueError(f"with these changes, {one.wrong}: {one.why}; {one.mend}")
    return changed


def change(data: dict[str, Any], place: str, value: Any) -> None:
    """:raises NoSuchRule: there is nothing there to change"""
    node: Any = data
    first, *rest = place.split(".")
    stages = {stage["stage"]: stage for stage in data["roadmap"]}
    if first in stages and rest:
        node = stages[first]
        if rest[0] in node["questions"] and len(rest) > 1:
            node, rest = node["questions"][rest[0]], rest[1:]
    else:
        rest = [first, *rest]
    for part in rest[:-1]:
        if not isinstance(node, dict) or part not in node:
            raise NoSuchRule(f"the procedure has no {place}")
        node = node[part]
    if not isinstance(node, dict):
        raise NoSuchRule(f"the procedure has no {place}")
    node[rest[-1]] = deepcopy(value)
