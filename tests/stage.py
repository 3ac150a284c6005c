"""A folder for the servers of one test run, and the databases in it."""

import asyncio
import json
import os
import shutil
import tempfile
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

import psutil
import structlog

from embedded.postgres import Postgres
from embedded.processes import SAME_START
from embedded.temporal import Temporal

T = TypeVar("T")

PREFIX = "parley-tests-"
TEMPLATE = "template_parley"


@dataclass(frozen=True, slots=True)
class Database:
    """
    A migrated database of a test's own.

    :ivar url: the application's role; the others are named after theirs
    """

    name: str
    url: str
    owner_url: str
    auditor_url: str
    superuser_url: str


def plain_logs() -> None:
    """
    Log traces without the values of every variable.

    Writing those of a whole process takes seconds on a busy machine, and the door waits for it.
    """
    structlog.reset_defaults()
    plain = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[structlog.processors.add_log_level, plain])


def new_folder() -> Path:
    """A short path that the account of Postgres can reach, with a note whose it is."""
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    folder.chmod(0o711)
    whose = {"pid": os.getpid(), "created": psutil.Process().create_time()}
    (folder / "run.json").write_text(json.dumps(whose))
    return folder


def clear(folder: Path) -> None:
    """End what runs in it, wherever below, and delete it."""
    for access in list(folder.rglob("access.json")):
        Postgres(access.parent).remove()
    for pid in list(folder.rglob("pid.json")):
        Temporal(pid.parent, Path("temporal")).kill()
    shutil.rmtree(folder, ignore_errors=True)


def clear_abandoned() -> None:
    """Test runs that were killed with -9 could not clean up after themselves."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        if folder.stat().st_uid == os.geteuid() and not _in_use(folder):
            clear(folder)


def clone(postgres: Postgres) -> Database:
    """A copy of the template: 30 ms instead of all migrations."""
    name = f"test_{uuid4().hex}"
    postgres.sql(f"create database {name} template {TEMPLATE} owner parley_owner", "postgres")
    return database(postgres, name)


def database(postgres: Postgres, name: str) -> Database:
    roles = ("parley_app", "parley_owner", "parley_auditor", "postgres")
    return Database(name, *(postgres.url(role, name) for role in roles))


def drop(postgres: Postgres, name: str) -> None:
    postgres.sql(f"drop database if exists {name} with (force)", "postgres")


def finished(work: Coroutine[None, None, T]) -> T:
    """Run a coroutine on a loop of its own, whatever this thread is doing."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def _in_use(folder: Path) -> bool:
    try:
        whose = json.loads((folder / "run.json").read_bytes())
        started = psutil.Process(whose["pid"]).create_time()
    except (FileNotFoundError, ValueError, psutil.NoSuchProcess):
        return False
    return bool(abs(started - whose["created"]) < SAME_START)
