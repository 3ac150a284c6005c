"""Bring a database to the version that this code needs: numbered SQL files, forward only, each with its checksum."""

from collections.abc import Callable


async def migrate(owner_url: str, progress: Callable[[str], None] | None = None) -> list[str]:
    """
    Apply what is pending, each file in a transaction of its own, one migrator at a time.

    :returns: names of the files that were applied now
    :raises Incompatible: a file that was applied has changed since, or the database is newer than this code
    """
    raise NotImplementedError


async def pending(url: str) -> list[str]:
    """Names of the files that this database lacks; all of them where it was never migrated."""
    raise NotImplementedError
