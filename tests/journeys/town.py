"""A running Parley, as `parley up` keeps it, and the program in the hands of its users, always a process of its own."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PROGRAM = Path(sys.executable).with_name("parley")
SERVERS = (
    "DATABASE_URL",
    "PARLEY_OWNER_URL",
    "PARLEY_AUDITOR_URL",
    "TEMPORAL_ADDRESS",
    "PARLEY_AS",
    "PARLEY_FOR",
    "PARLEY_IN",
)
PATIENCE = 90.0
"""Seconds after which what is waited for will never come."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a command said: exit code, what was asked for, and what stands beside it."""

    exit: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)

    @property
    def sentence(self) -> str:
        return " ".join(self.err.split())


@dataclass(frozen=True, slots=True)
class Town:
    """:ivar home: where the servers are that the program finds by itself"""

    home: Path

    def parley(self, *words: object, exit_: int = 0, as_: str | None = None) -> Said:
        """Type a command, and hold its exit code against the expected one. No person ever sees a traceback."""
        line = [str(PROGRAM), *map(str, words), *(["--as", as_] if as_ else [])]
        done = subprocess.run(
            line,
            env=environment(self.home),
            cwd=ROOT,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
        said = Said(done.returncode, done.stdout.decode(), done.stderr.decode())
        assert said.exit == exit_, (line, said)
        assert "Traceback" not in said.out + said.err
        return said

    def status(self, process: str) -> Any:
        return self.parley("status", process, "--json").data

    def when(self, process: str, what: Callable[[Any], object]) -> Any:
        """Wait for what the status of a process comes to say. :returns: that status"""
        end = time.monotonic() + PATIENCE
        while not what(found := self.status(process)):
            assert time.monotonic() < end, found
            time.sleep(0.3)
        return found

    def opened(self, process: str, step: str) -> Any:
        """Wait until a step is put. :returns: the step, as the status has it"""
        found = self.when(process, lambda status: step_in(status, step))
        return step_in(found, step)

    def settled(self, process: str, step: str) -> str:
        """Wait until a step has its outcome. :returns: the outcome"""
        found = self.when(process, lambda status: (step_in(status, step) or {}).get("outcome"))
        outcome: str = step_in(found, step)["outcome"]
        return outcome

    def events(self, process: str) -> int:
        """How many events are on record."""
        return len(self.parley("audit", "export", process).out.splitlines())


def step_in(status: Any, name: str) -> Any:
    """The latest round of a step."""
    found = [one for one in status["steps"] if one["step"].replace(_round(one["step"]), "") == name]
    return found[-1] if found else None


def _round(step: str) -> str:
    """The part of "agreement#1.objections" that says which round it is."""
    return "#" + step.partition("#")[2].partition(".")[0]


def environment(home: Path) -> dict[str, str]:
    """The environment of a terminal that knows nothing but where the local servers are."""
    kept = {name: value for name, value in os.environ.items() if name not in SERVERS}
    return {**kept, "PARLEY_HOME": str(home), "COLUMNS": "120"}


def up(home: Path) -> "subprocess.Popen[bytes]":
    """Start `parley up`, and wait until it says that everything runs."""
    log = home / "up.log"
    with log.open("wb") as output:
        running = subprocess.Popen(
            [str(PROGRAM), "up"],
            env=environment(home),
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    end = time.monotonic() + PATIENCE
    while "Parley is up" not in log.read_text():
        assert running.poll() is None and time.monotonic() < end, log.read_text()
        time.sleep(0.05)
    return running


def down(running: "subprocess.Popen[bytes]") -> None:
    """End `parley up` as Ctrl-C does; it ends its worker and its servers."""
    running.terminate()
    try:
        running.wait(30)
    except subprocess.TimeoutExpired:
        running.kill()
        running.wait()
