"""
The part of the locked libraries that some packages need, with their hashes, so that an image holds nothing else.

    python deployment/part_of_lock.py            what Parley itself needs (no test tools)
    python deployment/part_of_lock.py hatchling  what these packages need

Reads pyproject.toml and requirements.lock beside this folder; only the standard library is needed.
"""

import re
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).parent.parent
ENTRY = re.compile(r"^([A-Za-z0-9_.-]+)==")


class NotInLock(Exception):
    """A package is asked for that the lock does not hold."""


def plain(name: str) -> str:
    """The name of a package as all tools write it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def entries(lock: str) -> dict[str, str]:
    """Each package with its lines: version, hashes, and by whom it is needed."""
    found: dict[str, str] = {}
    name = ""
    for line in lock.splitlines(keepends=True):
        if start := ENTRY.match(line):
            name = plain(start[1])
            found[name] = ""
        if name:
            found[name] += line
    return found


def needed_by(entry: str) -> set[str]:
    """The packages named under `# via`."""
    lines = [line.strip() for line in entry.splitlines() if line.lstrip().startswith("#")]
    names = [line.lstrip("# ").removeprefix("via").strip() for line in lines]
    return {plain(name) for name in names if name and not name.startswith("parley")}


def part(lock: str, wanted: set[str]) -> str:
    """
    The entries of these packages and of all that they need, in the lock's order.

    :raises NotInLock: one of them is not there
    """
    known = entries(lock)
    if missing := wanted - known.keys():
        raise NotInLock(f"not in requirements.lock: {', '.join(sorted(missing))}")
    reached = set(wanted)
    while more := {n for n, e in known.items() if needed_by(e) & reached} - reached:
        reached |= more
    return "".join(entry for name, entry in known.items() if name in reached)


def of_parley(pyproject: str) -> set[str]:
    """What Parley names as its own dependencies."""
    named = tomllib.loads(pyproject)["project"]["dependencies"]
    return {plain(re.split(r"[^A-Za-z0-9_.-]", one, maxsplit=1)[0]) for one in named}


def main() -> int:
    wanted = {plain(name) for name in sys.argv[1:]}
    wanted = wanted or of_parley((HERE / "pyproject.toml").read_text())
    try:
        sys.stdout.write(part((HERE / "requirements.lock").read_text(), wanted))
    except NotInLock as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
