"""Holiday lists from YAML: every value read as text, every refusal with its line."""

from collections.abc import Iterator

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from domain.calendar.models import Calendar
from domain.calendar.refused import CalendarFileInvalid

LARGEST = 200_000
"""Characters; a list of one year has about 500."""

Plain = str | None | list["Plain"] | dict[str, "Plain"]
Place = tuple[str | int, ...]


def parse_calendars(text: str) -> list[Calendar]:
    """
    Read the lists of a file: a mapping `calendars` from `name/version` to the fields of a list.

    :raises CalendarFileInvalid: not YAML, something named twice, or a list that is not valid
    """
    root = _compose(text)
    lines = dict(_lines(root, ()))
    data = _plain(root)
    if not isinstance(data, dict) or data.keys() != {"calendars"}:
        raise CalendarFileInvalid(line=1, problem="the file has one mapping, named calendars")
    lists = data["calendars"]
    if not isinstance(lists, dict):
        raise CalendarFileInvalid(line=lines["calendars",], problem="name the lists name/version")
    return [_calendar(key, fields, lines) for key, fields in lists.items()]


def _calendar(key: str, fields: Plain, lines: dict[Place, int]) -> Calendar:
    place: Place = ("calendars", key)
    name, slash, version = key.partition("/")
    if not slash or not isinstance(fields, dict):
        raise CalendarFileInvalid(line=lines[place], problem=f"{key} is not a name/version")
    if repeated := fields.keys() & {"name", "version"}:
        raise CalendarFileInvalid(line=lines[place], problem=f"{min(repeated)} is given by the key")
    try:
        return Calendar.model_validate({"name": name, "version": version} | fields)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        problem = f"{'.'.join(map(str, (key, *first['loc'])))}: {first['msg']}"
        line = _nearest(place + first["loc"], lines)
        raise CalendarFileInvalid(line=line, problem=problem) from error


def _nearest(place: Place, lines: dict[Place, int]) -> int:
    """Find the line of a place, or of the nearest one around it that the file has."""
    while place not in lines:
        place = place[:-1]
    return lines[place]


def _compose(text: str) -> Node:
    if len(text) > LARGEST:
        raise CalendarFileInvalid(line=1, problem=f"longer than {LARGEST} characters")
    try:
        root = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = error.problem or "not YAML"
        raise CalendarFileInvalid(line=mark.line + 1 if mark else 1, problem=problem) from error
    except (YAMLError, RecursionError) as error:
        raise CalendarFileInvalid(line=1, problem=str(error)) from error
    if not isinstance(root, Node):
        raise CalendarFileInvalid(line=1, problem="the file is empty")
    return root


def _lines(node: Node, place: Place) -> Iterator[tuple[Place, int]]:
    """List the line of every place in the file; a repeated key or an alias is refused."""
    if node.anchor is not None:
        line = node.start_mark.line + 1
        raise CalendarFileInvalid(line=line, problem="anchors are not taken here")
    if isinstance(node, MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            name, line = str(key.value), key.start_mark.line + 1
            if name in seen:
                raise CalendarFileInvalid(line=line, problem=f"{name} is named twice")
            seen.add(name)
            yield (*place, name), line
            yield from _lines(value, (*place, name))
    elif isinstance(node, SequenceNode):
        for index, item in enumerate(node.value):
            yield (*place, index), item.start_mark.line + 1
            yield from _lines(item, (*place, index))


def _plain(node: Node) -> Plain:
    if isinstance(node, MappingNode):
        return {str(key.value): _plain(value) for key, value in node.value}
    if isinstance(node, SequenceNode):
        return [_plain(item) for item in node.value]
    return None if node.tag == "tag:yaml.org,2002:null" else str(node.value)
