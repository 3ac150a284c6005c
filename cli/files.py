"""Writing what a command makes: whole or not at all."""

import os
import sys
import tempfile
from pathlib import Path

from cli.problems import Problem
from cli.screen import screen


def write_file(path: Path | None, content: str) -> None:
    """
    Write a text to a file, or to the screen where no file is named. A file is replaced as a whole, or left as it was.

    :raises Problem: it cannot be written
    """
    if path is None:
        if not screen.json:
            sys.stdout.write(content)
        return
    try:
        _replace(path, content.encode("utf-8"))
    except OSError as error:
        raise Problem(f"{path} cannot be written: {error.strerror}.") from error
    screen.say(f"{path} is written ({len(content.encode()):,} bytes).")


def _replace(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(_mode(path))
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _mode(path: Path) -> int:
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
