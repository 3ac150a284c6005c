"""Where the Temporal server's program comes from: the first of five places that has it."""

import shutil
import subprocess
import sys
from pathlib import Path

from embedded.failures import Progress, StackFailed, in_silence
from settings import HERE

VERSION = "v1.5.1"
MODULE = f"github.com/temporalio/cli/cmd/temporal@{VERSION}"
CACHE = (
    (HERE if (HERE / "pyproject.toml").exists() else Path.home() / ".cache" / "parley")
    / ".cache"
    / "bin"
)
DOWNLOAD_SECONDS = 300
BUILD_SECONDS = 1800

_DOWNLOAD = """
import asyncio, sys
from temporalio.testing import WorkflowEnvironment

async def download() -> None:
    server = await WorkflowEnvironment.start_local(download_dest_dir=sys.argv[1])
    await server.shutdown()

asyncio.run(download())
"""


def temporal_program(progress: Progress = in_silence, cache: Path = CACHE) -> Path:
    """
    Find or fetch the program `temporal`: PATH, our cache, the SDK's download, a build with Go.

    :raises StackFailed: none of them works; says what was tried and what to do
    """
    if found := _installed(cache):
        return found
    cache.mkdir(parents=True, exist_ok=True)
    tried = []
    for attempt in (_download, _build):
        problem = attempt(cache, progress)
        if found := _installed(cache):
            return found
        tried.append(f"  - {problem}")
    raise StackFailed(
        "There is no Temporal server, and it could not be fetched:\n"
        + "\n".join(tried)
        + "\nInstall the Temporal CLI (https://docs.temporal.io/cli) or Go, or set TEMPORAL_ADDRESS."
    )


def _installed(cache: Path) -> Path | None:
    if on_path := shutil.which("temporal"):
        return Path(on_path)
    built = cache / "temporal"
    return built if built.exists() else None


def _download(cache: Path, progress: Progress) -> str:
    """The SDK fetches the program and starts it for a moment; in a process of its own, so that it can be given up."""
    progress("Downloading the Temporal server (once, about 100 MB) ...")
    fresh = cache / "download"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    problem = _attempt([sys.executable, "-c", _DOWNLOAD, str(fresh)], DOWNLOAD_SECONDS)
    for program in fresh.glob("temporal*"):
        program.replace(cache / "temporal")
    shutil.rmtree(fresh)
    return f"the download failed: {problem}"


def _build(cache: Path, progress: Progress) -> str:
    go = shutil.which("go")
    if go is None:
        return "Go is not installed, so it cannot be built"
    progress("Building the Temporal server with Go (once, about 3 minutes) ...")
    fresh = cache / "build"
    command = ["/usr/bin/env", f"GOBIN={fresh}", "GOFLAGS=-trimpath", go, "install", MODULE]
    problem = _attempt(command, BUILD_SECONDS)
    if (fresh / "temporal").exists():
        (fresh / "temporal").replace(cache / "temporal")
    shutil.rmtree(fresh, ignore_errors=True)
    return f"the build with Go failed: {problem}"


def _attempt(command: list[str], seconds: int) -> str:
    """:returns: the last line that the command had to say"""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        return f"gave up after {seconds} s"
    lines = (done.stderr or done.stdout).strip().splitlines()
    return lines[-1][:300] if lines else "no reason given"
