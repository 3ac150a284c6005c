"""What is wrong with a scenario or with a file that it names: file, line, place, reason, and how to mend it."""

from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel, ValidationError
from ruamel.yaml.comments import CommentedMap

from domain.file.complaint import Unreadable, told
from domain.file.faults import complaints_of
from domain.file.load import LARGEST, load_yaml, too_long
from domain.model import Frozen

MOST = 50
"""Troubles that are told at once."""


class Trouble(Frozen):
    """:param file: its name; :param line: 1 is the first, 0 where there is none"""

    file: str
    line: int
    column: int | None = None
    where: str = ""
    reason: str
    why: str = ""
    mend: str = ""

    def __str__(self) -> str:
        return told(self.reason, self.where, self.line, self.column, self.why, self.mend, self.file)


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
            raise from_unreadable(path, Unreadable([too_long()]))
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise trouble(path, f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise NotPlayable([_no_text(path, error)]) from error


def _no_text(path: Path, error: UnicodeDecodeError) -> Trouble:
    line = error.object[: error.start].count(b"\n") + 1
    return Trouble(
        file=path.name,
        line=line,
        reason="is not UTF-8 text",
        why="a document of a word processor, a picture, or a text in another encoding cannot be read",
        mend="save it as plain text in UTF-8",
    )


def read_map(path: Path, kind: str = "") -> CommentedMap:
    """:param kind: what the file should be: procedure, scenario, file of parties"""
    try:
        return load_yaml(read_text(path), kind)
    except Unreadable as error:
        raise from_unreadable(path, error) from error


def from_validation(
    path: Path, error: ValidationError, data: CommentedMap, root: type[BaseModel]
) -> NotPlayable:
    """Say what the models refused, with the places of the file instead of those of the models."""
    return from_unreadable(path, Unreadable(complaints_of(error, data, root)))
