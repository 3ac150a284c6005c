"""One thing that is wrong with a procedure."""

from dataclasses import dataclass
from typing import Literal

Place = tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """:param place: the path in the file, from which the reader finds the line"""

    level: Literal["error", "warning"]
    place: Place
    wrong: str
    why: str
    mend: str


def error(place: Place, wrong: str, why: str, mend: str) -> Finding:
    return Finding("error", place, wrong, why, mend)


def warning(place: Place, wrong: str, why: str, mend: str) -> Finding:
    return Finding("warning", place, wrong, why, mend)
