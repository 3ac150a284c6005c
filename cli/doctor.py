"""
The examination of an installation: what was found, and what to do about it. Changes nothing.

    checks = await examine(Settings())

It never raises: what cannot be looked at is a finding itself, and what depends on it is left out.
"""

import asyncio
import re
import shutil
import sys
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from cli.doctor_database import database
from cli.finding import Check, worst
from settings import HERE, Settings

__all__ = ["Check", "examine", "worst"]

OLDEST_PYTHON = (3, 11)
GIB = 2**30
LITTLE, TOO_LITTLE = 5 * GIB, 1 * GIB


async def examine(settings: Settings, lock: Path = HERE / "requirements.lock") -> list[Check]:
    """
    Examine this machine, the database and the clockwork.

    :param lock: the locked versions; without that file (as in an image) they are not compared
    """
    from cli.doctor_clockwork import clockwork  # noqa: PLC0415 (no other command needs Temporal)

    record, runs = await asyncio.gather(database(settings.database_url), clockwork(settings))
    return [python(), libraries(lock), disk(settings.home), *record, *runs]


def python(running: tuple[int, ...] = sys.version_info[:3]) -> Check:
    found = ".".join(map(str, running))
    if running >= OLDEST_PYTHON:
        return Check("Python", "ok", found)
    return Check(
        "Python", "error", found, "Install Python 3.11 or newer, then run `make clean venv`."
    )


def libraries(lock: Path) -> Check:
    """Compare what is installed with what is locked."""
    if not lock.exists():
        return Check("libraries", "ok", "no requirements.lock here to compare with")
    locked = dict(re.findall(r"^([a-z0-9._-]+)==([^ \\]+)", lock.read_text(), re.MULTILINE))
    other = [
        f"{name} {has} (locked: {wanted})"
        for name, wanted in locked.items()
        if (has := _installed(name)) not in (None, wanted)
    ]
    needed = {re.split(r"[^A-Za-z0-9._-]", one)[0] for one in _own_requirements()}
    other += [f"{name} is missing" for name in sorted(needed) if _installed(name) is None]
    if not other:
        return Check("libraries", "ok", f"as locked ({len(locked)} versions)")
    advice = "Run `make venv`; where that does not help, `make clean venv`."
    return Check("libraries", "error", "; ".join(other), advice)


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _own_requirements() -> list[str]:
    try:
        return [one for one in requires("parley") or [] if "extra ==" not in one]
    except PackageNotFoundError:
        return []


def disk(home: Path) -> Check:
    """The file system of the local stack, or of the folder where it would be."""
    place = next(one for one in (home, *home.parents) if one.exists())
    free = shutil.disk_usage(place).free
    found = f"{free / GIB:.1f} GiB free at {place}"
    if free >= LITTLE:
        return Check("disk", "ok", found)
    advice = "Make room: a full disk stops Postgres, and then every submission is answered `busy`."
    return Check("disk", "error" if free < TOO_LITTLE else "warning", found, advice)
