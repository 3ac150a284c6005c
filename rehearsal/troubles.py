"""What is wrong with a scenario or with a file that it names: file, line, place and reason."""

from collections.abc import Iterable
from pathlib import Path

from pydantic import ValidationError
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from domain.model import Frozen
from domain.procedure.read import (
    LARGEST,
    Unreadable,
    complaints_of,
    faults_of,
    line_of,
    load_yaml,
)

MOST = 50
"""Troubles that are told at once."""


PLAINLY = {
    "tuple_type": "this should be a list",
    "dict_type": "this should be a mapping of names to values",
    "model_type": "this should be a mapping of names to values",
    "model_attributes_type": "this should be a mapping of names to values",
    "too_short": "at least one is needed here",
    "string_pattern_mismatch": "this is neither a short name (lower case, digits, dot, dash, underscore), "
    "nor a step (stage.question), nor a time of day (18:00), whichever is needed here",
    "string_type": "this should be text; write it in quotation marks",
}
"""What the models say of a value, in the words of the file."""


class Trouble(Frozen):
    """:param file: its name; :param line: 1 is the first, 0 where there is none"""

    file: str
    line: int
    where: str = ""
    reason: str

    def __str__(self) -> str:
        line = f", line {self.line}" if self.line else ""
        where = f"{self.where}: " if self.where else ""
        return f"{self.file}{line}: {where}{self.reason}"


class NotPlayable(ValueError):
    """A scenario that cannot be played; `troubles` says why, line by line."""

    def __init__(self, troubles: Iterable[Trouble]) -> None:
        self.troubles = list(troubles)
        super().__init__("\n".join(str(trouble) for trouble in self.troubles[:MOST]))


def trouble(path: Path, reason: str, line: int = 0, where: str = "") -> NotPlayable:
    return NotPlayable([Trouble(file=path.name, line=line, where=where, reason=reason)])


def from_unreadable(path: Path, error: Unreadable) -> NotPlayable:
    return NotPlayable(Trouble(file=path.name, **one.model_dump()) for one in error.complaints)


def read_text(path: Path) -> str:
    """
    Read a file of bounded size.

    :raises NotPlayable: it is not there, too long, or not UTF-8
    """
    try:
        if path.stat().st_size > 4 * LARGEST:
            raise trouble(path, f"longer than {LARGEST} characters")
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise trouble(path, f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise trouble(path, "is not UTF-8 text") from error


def read_map(path: Path) -> CommentedMap:
    try:
        return load_yaml(read_text(path))
    except Unreadable as error:
        raise from_unreadable(path, error) from error


def from_validation(path: Path, error: ValidationError, data: CommentedMap) -> NotPlayable:
    """Say what the models refused, with the places of the file instead of those of the models."""
    found = []
    for one, complaint in zip(faults_of(error), complaints_of(error, data), strict=True):
        reason = PLAINLY.get(one["type"], complaint.reason)
        if one["type"] == "union_tag_invalid":
            context = one.get("ctx", {})
            reason = f'there is no act "{context.get("tag")}"; known are: ' + context.get(
                "expected_tags", ""
            ).replace("'", "")
        elif one["type"] == "union_tag_not_found":
            reason = "this needs `act`: what is done"
        place = _place(data, one["loc"])
        found.append(
            Trouble(
                file=path.name,
                line=line_of(data, place),
                where=".".join(map(str, place)),
                reason=reason,
            )
        )
    return NotPlayable(dict.fromkeys(found))


def _place(data: object, loc: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """Leave out of a place what is of the models and not of the file; the last part stays, it may be missing there."""
    found: list[int | str] = []
    node: object = data
    for index, part in enumerate(loc):
        inside = (isinstance(node, CommentedMap) and part in node) or (
            isinstance(node, CommentedSeq) and isinstance(part, int) and part < len(node)
        )
        if inside:
            node = node[part]  # type: ignore[index]
            found.append(part)
        elif index == len(loc) - 1 and isinstance(node, CommentedMap) and _of_file(part):
            found.append(part)
    return tuple(found)


def _of_file(part: int | str) -> bool:
    """Whether a part of a place is a name that a file can have: the models have types and forms of their own."""
    return isinstance(part, str) and part != "said" and not set(part) & set("[(")
