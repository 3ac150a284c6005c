"""Reading a procedure from YAML text. Every complaint has its line, what is wrong and why."""

from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from domain.model import clean
from domain.procedure.models import Procedure

LARGEST = 2_000_000
"""Characters of a file that is read at the most."""

Place = tuple[int | str, ...]

REASONS = {
    "extra_forbidden": "this is not a field that is known here",
    "missing": "this is needed and is not given",
    "timezone_aware": "this instant has no time zone; add an offset, as in 2022-05-16T18:00:00+02:00",
}
"""What a coordinator reads instead of the words of the models."""

MOST_VALUES = 1_000_000
"""Values of a file at the most, counting again what its aliases repeat."""


class Complaint(BaseModel):
    """What is wrong in a file: the line (1 is the first), where in the structure, and the reason."""

    line: int
    where: str
    reason: str

    def __str__(self) -> str:
        return (
            f"line {self.line}: {self.where}: {self.reason}"
            if self.where
            else f"line {self.line}: {self.reason}"
        )


class Unreadable(ValueError):
    """A file that cannot be taken as what it should be; `complaints` says line by line why."""

    def __init__(self, complaints: list[Complaint]) -> None:
        self.complaints = complaints
        super().__init__("\n".join(str(complaint) for complaint in complaints))


def load_yaml(text: str) -> CommentedMap:
    """
    Read YAML with line numbers. Duplicate keys, NUL and lone surrogates, oversized and non-mapping files are refused.

    :raises Unreadable: with the line
    """
    if len(text) > LARGEST:
        raise Unreadable([Complaint(line=1, where="", reason=f"longer than {LARGEST} characters")])
    try:
        clean(text.replace("\r\n", "\n"))
        data = YAML(typ="rt", pure=True).load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = " ".join(str(error.problem or error.context).split())
        raise Unreadable(
            [Complaint(line=mark.line + 1 if mark else 1, where="", reason=reason)]
        ) from error
    except RecursionError as error:
        raise Unreadable([Complaint(line=1, where="", reason="nested too deep")]) from error
    except (YAMLError, ValueError) as error:
        raise Unreadable([Complaint(line=1, where="", reason=str(error))]) from error
    if not isinstance(data, CommentedMap):
        raise Unreadable(
            [Complaint(line=1, where="", reason="this is not a mapping of names to values")]
        )
    if _values(data, {}) > MOST_VALUES:
        reason = f"its aliases make it endless, or longer than {MOST_VALUES} values"
        raise Unreadable([Complaint(line=1, where="", reason=reason)])
    return data


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


def complaints_of(error: ValidationError, data: Any) -> list[Complaint]:
    """Say what the models refused, with the lines of the file."""
    return [
        Complaint(
            line=line_of(data, one["loc"]),
            where=".".join(str(part) for part in one["loc"]),
            reason=_reason(one),
        )
        for one in faults_of(error)
    ]


def faults_of(error: ValidationError) -> list[ErrorDetails]:
    """
    What the models refused, but for a list that is only thought too short because what is in it is refused already.
    """
    faults = error.errors()
    places = [one["loc"] for one in faults]
    return [one for one in faults if one["type"] != "too_short" or not _beneath(one["loc"], places)]


def _beneath(place: Place, places: list[Place]) -> bool:
    return any(len(other) > len(place) and other[: len(place)] == place for other in places)


def _reason(fault: ErrorDetails) -> str:
    if fault["type"] == "too_short":
        return f"at least {fault['ctx']['min_length']} is needed"
    plain_words = fault["msg"].removeprefix("Value error, ").replace("Input should", "this should")
    return REASONS.get(fault["type"], plain_words)


def parse_procedure(text: str) -> Procedure:
    """
    Read a procedure.

    :raises Unreadable: with every complaint and its line
    """
    data = load_yaml(text)
    try:
        return Procedure.model_validate(plain(data))
    except ValidationError as error:
        raise Unreadable(complaints_of(error, data)) from error
