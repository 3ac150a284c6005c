"""What can go wrong while local servers are started, in words for whoever typed the command."""

from collections.abc import Callable
from pathlib import Path

Progress = Callable[[str], None]
"""Told what is being done, in one line, before it is done."""


class StackFailed(Exception):
    """A local server could not be started, or an ingredient is missing. The message says what to do."""


def in_silence(_line: str) -> None:
    """A listener for those who do not want to know."""


def tail(log: Path, lines: int = 15) -> str:
    """The last lines of a server's log."""
    try:
        return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
    except FileNotFoundError:
        return f"(no log at {log})"
