"""One finding of an examination, and the worst of several."""

from dataclasses import dataclass
from typing import Literal

Status = Literal["ok", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Check:
    """:ivar advice: what to do, empty where nothing need be done"""

    name: str
    status: Status
    found: str
    advice: str = ""


def worst(checks: list[Check]) -> Status:
    """The status of the whole: for the exit code."""
    order: list[Status] = ["ok", "warning", "error"]
    return max((check.status for check in checks), key=order.index, default="ok")
