"""Reading YAML as people write it: with the line of everything, and without what cannot be shown or stored."""

from collections.abc import Mapping
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from domain.file.complaint import Complaint, Unreadable
from domain.file.syntax import broken_off
from domain.model import clean

LARGEST = 2_000_000
"""Characters of a file that is read at the most."""

MOST_VALUES = 1_000_000
"""Values of a file at the most, counting again what its aliases repeat."""

Place = tuple[int | str, ...]

KINDS: Mapping[str, tuple[str, str]] = {
    "extends": ("scenario", "`parley rehearse FILE` plays it"),
    "scenario": ("scenario", "`parley rehearse FILE` plays it"),
    "roadmap": ("procedure", "`parley procedure check FILE` checks it"),
    "parties": ("file of parties", "`parley start PROCEDURE PARTIES` starts a process with it"),
    "calendars": ("list of holidays", "a venue of a procedure names it as its `calendar`"),
}
"""What a file is that has this field at its left margin, and what is done with it; the first that is there decides."""


def load_yaml(text: str, kind: str = "") -> CommentedMap:
    """
    Read YAML with line numbers. Duplicate keys, NUL and lone surrogates, oversized and non-mapping files are refused.

    :param kind: what the file should be: procedure, scenario, file of parties
    :raises Unreadable: with the line
    """
    if len(text) > LARGEST:
        raise Unreadable([too_long()])
    try:
        clean(text.replace("\r\n", "\n"))
        data = YAML(typ="rt", pure=True).load(text)
    except MarkedYAMLError as error:
        raise Unreadable([broken_off(text, error)]) from error
    except RecursionError as error:
        raise Unreadable(
            [_of_file("nested too deep", "no file of rules needs so many levels")]
        ) from error
    except (YAMLError, ValueError) as error:
        raise Unreadable([_character(text, error)]) from error
    if not isinstance(data, CommentedMap):
        raise Unreadable([_no_mapping(data, kind)])
    if _values(data, {}) > MOST_VALUES:
        reason = f"its aliases make it endless, or longer than {MOST_VALUES} values"
        mend = "write out what is repeated, without `&` and `*`"
        raise Unreadable([_of_file(reason, "it would fill the memory", mend)])
    _right_kind(data, kind)
    return data


def too_long() -> Complaint:
    return _of_file(
        f"longer than {LARGEST:,} characters",
        "no file of rules, parties or acts is of that size",
        "look whether this is the file that you meant",
    )


def _of_file(reason: str, why: str, mend: str = "write it with fewer levels") -> Complaint:
    return Complaint(line=1, reason=reason, why=why, mend=mend)


def _character(text: str, error: Exception) -> Complaint:
    """A character that cannot be stored; `clean` has named it."""
    line = 1
    for number, one in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        try:
            clean(one)
        except ValueError:
            line = number
            break
    return Complaint(
        line=line,
        reason=str(error),
        why="it cannot be shown or stored; mostly it comes from a word processor, or the file is no text",
        mend="delete it, or save the file anew as plain text (UTF-8)",
    )


def _no_mapping(data: object, kind: str) -> Complaint:
    if data is None:
        reason, why = "there is nothing in this file", "a file begins with names and their values"
    else:
        what = "a list" if isinstance(data, list) else "a single value"
        reason, why = (
            f"this file is {what}, and not a mapping of names to values",
            "names say what each value is",
        )
    mends = {
        "procedure": "`parley procedure new` writes one to begin with; it begins like `procedure: my-procedure`",
        "scenario": "its first line is like `scenario: my-scenario`; see docs/scenario-format.md",
        "file of parties": "its first line is `parties:`; see docs/scenario-format.md",
    }
    return Complaint(
        line=1, reason=reason, why=why, mend=mends.get(kind, "write `name: value`, one to a line")
    )


def _right_kind(data: CommentedMap, kind: str) -> None:
    """:raises Unreadable: it is a file of another kind; its many missing fields would say so less well"""
    found = next((KINDS[key] for key in KINDS if key in data), None)
    if not kind or found is None or found[0] == kind:
        return
    reason = f"this is a {found[0]}, and a {kind} is needed here"
    why = "each has fields of its own"
    mend = f"name the {kind}; of this file: {found[1]}"
    raise Unreadable([Complaint(line=1, reason=reason, why=why, mend=mend)])


def _values(node: Any, known: dict[int, int]) -> int:
    """Count the values that a node stands for. Who meets a node inside itself has met an endless one."""
    if not isinstance(node, dict | list):
        return 1
    if id(node) not in known:
        known[id(node)] = MOST_VALUES + 1
        inner = node.values() if isinstance(node, dict) else node
        known[id(node)] = 1 + sum(_values(one, known) for one in inner)
    return known[id(node)]


def plain(node: Any) -> Any:
    """Turn what the YAML reader gives into plain lists, dicts and scalars. Dates stay as they were written."""
    if isinstance(node, dict):
        return {str(key): plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [plain(value) for value in node]
    if isinstance(node, bool | int | float) or node is None:
        return node if node is None else type_of(node)
    if hasattr(node, "isoformat"):
        return node.isoformat()
    return str(node)


def type_of(value: float) -> bool | int | float:
    if isinstance(value, bool):
        return bool(value)
    return int(value) if isinstance(value, int) else float(value)


def line_of(data: Any, path: Place) -> int:
    """Find the line of a place in the file, or of the nearest place above it that has one."""
    line, node = 1, data
    for part in path:
        try:
            if isinstance(node, CommentedMap) and part in node:
                line = node.lc.key(part)[0] + 1
                node = node[part]
            elif isinstance(node, CommentedSeq) and isinstance(part, int) and part < len(node):
                line = node.lc.item(part)[0] + 1
                node = node[part]
        except (KeyError, TypeError, AttributeError):
            break
    return line
