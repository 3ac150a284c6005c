"""
Bring a database to the version that this code needs: numbered SQL files, forward only, each with its checksum.

    python -m store.migrate postgresql://owner@host/parley
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import asyncpg

from store.connections import Connection, failures
from store.failures import Incompatible, Unavailable

FOLDER = Path(__file__).parent / "migrations"
BOOTSTRAP = Path(__file__).parent / "sql" / "bootstrap.sql"
LOCK = (0x5041524C, 1)
"""The advisory lock of migrators: two keys, so that no stream's key can be the same."""


@dataclass(frozen=True, slots=True)
class Migration:
    name: str
    sql: str

    @property
    def checksum(self) -> str:
        return sha256(self.sql.encode()).hexdigest()


def migrations(folder: Path = FOLDER) -> list[Migration]:
    """All migrations, in order of their numbers."""
    files = sorted(folder.glob("[0-9][0-9][0-9][0-9]_*.sql"))
    return [Migration(file.stem, file.read_text(encoding="utf-8")) for file in files]


async def migrate(
    owner_url: str, progress: Callable[[str], None] | None = None, folder: Path = FOLDER
) -> list[str]:
    """
    Apply what is pending, each file in a transaction of its own, one migrator at a time.

    :param owner_url: a login that is, or may become, parley_owner; the first time it also makes the roles
    :returns: names of the files that were applied now
    :raises Incompatible: a file that was applied has changed since, or the database is newer than this code
    """
    async with _connected(owner_url) as connection:
        await connection.execute("select pg_advisory_lock($1, $2)", *LOCK)
        await connection.execute(BOOTSTRAP.read_text(encoding="utf-8"))
        todo = missing(migrations(folder), await _applied(connection))
        for migration in todo:
            if progress:
                progress(migration.name)
            await _apply(connection, migration)
        return [migration.name for migration in todo]


async def pending(url: str, folder: Path = FOLDER) -> list[str]:
    """
    Names of the files that this database lacks; all of them where it was never migrated.

    :raises Incompatible: as `migrate`
    """
    async with _connected(url) as connection:
        known = await connection.fetchval("select to_regclass('parley.migration') is not null")
        applied = await _applied(connection) if known else {}
    return [migration.name for migration in missing(migrations(folder), applied)]


def missing(known: list[Migration], applied: dict[str, str]) -> list[Migration]:
    """
    :param applied: checksum by name
    :raises Incompatible: what is applied is not the beginning of what is known, byte for byte
    """
    checksums = {migration.name: migration.checksum for migration in known}
    for name, checksum in applied.items():
        if name not in checksums:
            raise Incompatible(
                f"the database has {name}, which this code does not know: it is newer"
            )
        if checksums[name] != checksum:
            raise Incompatible(f"{name} has changed since it was applied: add a new file instead")
    rest = [migration for migration in known if migration.name not in applied]
    if rest and applied and rest[0].name < max(applied):
        raise Incompatible(f"{rest[0].name} comes before {max(applied)}, which is applied already")
    return rest


async def _applied(connection: Connection) -> dict[str, str]:
    rows = await connection.fetch("select name, checksum from parley.migration order by name")
    return {row["name"]: row["checksum"] for row in rows}


async def _apply(connection: Connection, migration: Migration) -> None:
    async with connection.transaction():
        await connection.execute(migration.sql)
        await connection.execute(
            "insert into parley.migration (name, checksum) values ($1, $2)",
            migration.name,
            migration.checksum,
        )


@asynccontextmanager
async def _connected(url: str) -> AsyncIterator[Connection]:
    with failures():
        connection = await asyncpg.connect(
            url, server_settings={"timezone": "UTC", "application_name": "parley"}
        )
        try:
            yield connection
        finally:
            await connection.close()


def _tell(name: str) -> None:
    sys.stderr.write(f"applying {name}\n")


def main() -> int:
    url = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("DATABASE_URL")
    if not url:
        sys.stderr.write("usage: python -m store.migrate URL   (or set DATABASE_URL)\n")
        return 2
    try:
        done = asyncio.run(migrate(url, progress=_tell))
    except (Incompatible, Unavailable) as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    sys.stderr.write(f"{len(done)} migrations applied\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
