"""A look at the database from outside, for `parley doctor`: facts, no judgements. Reads only."""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime

import asyncpg

from store.connections import Connection, failures
from store.failures import Incompatible
from store.migrate import pending
from store.queries import queries

SQL = queries("examine")
TRIES = 5


@dataclass(frozen=True, slots=True)
class Backlog:
    """:ivar waited: seconds since the oldest undelivered wake could have been tried; :ivar overdue: agenda entries"""

    pending: int
    waited: float
    overdue: int


@dataclass(frozen=True, slots=True)
class Facts:
    """
    :ivar version: 180001 for 18.1; :ivar powers: what the role may do beyond tables, in words
    :ivar size: bytes of this database; :ivar settings: the server's, by name
    :ivar ahead: seconds by which the database's clock is ahead of ours, known to `within` seconds
    :ivar missing: migrations to be applied; :ivar incompatible: why they cannot be
    :ivar privileges: differences from what the application's role should hold; None before the first migration
    """

    version: int
    role: str
    powers: list[str]
    size: int
    settings: dict[str, str]
    ahead: float
    within: float
    missing: list[str] = field(default_factory=list)
    incompatible: str | None = None
    privileges: list[str] | None = None
    backlog: Backlog | None = None


async def examine(url: str, seconds: float = 5) -> Facts:
    """
    Look at everything once.

    :param seconds: for the connection, and for each question
    :raises Unavailable: nobody answers at this address
    :raises NotAdmitted: the login is refused
    """
    missing, incompatible = await _migrations(url)
    with failures():
        connection = await asyncpg.connect(url, timeout=seconds, command_timeout=seconds)
        try:
            version, role, powers, size = await connection.fetchrow(SQL["server"])
            settings = dict(await connection.fetch(SQL["settings"]))
            ahead, within = await _clock(connection)
            migrated = not missing and incompatible is None
            privileges = await _privileges(connection) if migrated else None
            backlog = await _backlog(connection) if migrated else None
        finally:
            await connection.close()
    return Facts(
        version, role, powers, size, settings, ahead, within,
        missing, incompatible, privileges, backlog,
    )  # fmt: skip


async def _migrations(url: str) -> tuple[list[str], str | None]:
    try:
        return await pending(url), None
    except Incompatible as problem:
        return [], str(problem)
    except asyncpg.InsufficientPrivilegeError as problem:
        return [], f"the migrations cannot be read: {problem}"


async def _clock(connection: Connection) -> tuple[float, float]:
    """The quickest of some answers tells most. :returns: seconds ahead of ours, and how exactly that is known"""
    found = []
    for _ in range(TRIES):
        asked, began = datetime.now(UTC), time.perf_counter()
        theirs: datetime = await connection.fetchval(SQL["clock"])
        took = time.perf_counter() - began
        found.append((took / 2, (theirs - asked).total_seconds() - took / 2))
    within, ahead = min(found)
    return ahead, within


async def _privileges(connection: Connection) -> list[str]:
    return [row["difference"] for row in await connection.fetch(SQL["privileges"])]


async def _backlog(connection: Connection) -> Backlog | None:
    """None for a role that may not look: that is a finding of its own."""
    try:
        return Backlog(*await connection.fetchrow(SQL["backlog"]))
    except asyncpg.InsufficientPrivilegeError:
        return None
