"""
The reference parser of the Compose specification (compose-go, what Docker Compose itself reads files with).

Built once with Go, and kept in the project's cache. Where the machine has no Go, its toolchain is installed there too.
"""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
CACHE = HERE.parent.parent.parent / ".cache"
SOURCES = ("main.go", "go.mod", "go.sum")
BUILD_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Parsed:
    """
    :param problems: what the parser refuses, line by line
    :param project: what it understood, where it refuses nothing
    """

    problems: list[str]
    project: dict[str, Any] = field(default_factory=dict)


def parse(file: Path, variables: dict[str, str]) -> Parsed:
    """Read a compose file with these variables, and with no others."""
    environment = {"PATH": os.defpath, "HOME": str(file.parent), **variables}
    done = subprocess.run(
        [program(), file], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    if done.returncode:
        return Parsed(done.stderr.strip().splitlines() or ["refused without a reason"])
    return Parsed([], json.loads(done.stdout))


def program() -> Path:
    """Find the parser in the cache, or build it there: one for each state of its sources."""
    state = sha256(b"".join((HERE / name).read_bytes() for name in SOURCES)).hexdigest()[:12]
    built = CACHE / "bin" / f"compose-parser-{state}"
    if not built.exists():
        built.parent.mkdir(parents=True, exist_ok=True)
        fresh = built.with_suffix(f".{os.getpid()}")
        _run([go(), "build", "-trimpath", "-o", str(fresh), "."])
        fresh.replace(built)
    return built


def go() -> str:
    """Find the Go of this machine; where there is none, its locked toolchain is installed into the cache."""
    return shutil.which("go") or toolchain()


def toolchain() -> str:
    home = CACHE / "go"
    program = home / "go" / "bin" / "go"
    if not program.exists():
        pip = [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        _run([*pip, "--require-hashes", "--target", str(home), "-r", str(HERE / "go.lock")])
    return str(program)


def _run(command: list[str]) -> None:
    done = subprocess.run(
        command, cwd=HERE, capture_output=True, text=True, timeout=BUILD_SECONDS, check=False
    )
    assert done.returncode == 0, f"{' '.join(command[:3])} failed:\n{done.stderr[-2000:]}"
