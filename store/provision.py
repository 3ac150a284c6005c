"""
Make a database of production ready: the three roles with their passwords, then all migrations. Doing so again changes
nothing but the passwords, which become those that are given.

    PARLEY_ADMIN_URL=postgresql://postgres@host/parley PARLEY_OWNER_PASSWORD=... PARLEY_APP_PASSWORD=...
    PARLEY_AUDITOR_PASSWORD=... python -m store.provision
"""

import asyncio
import os
import re
import sys
from base64 import b64encode
from collections.abc import Mapping
from hashlib import pbkdf2_hmac, sha256
from hmac import digest

import asyncpg

from store.connections import failures
from store.failures import Incompatible, Unavailable
from store.migrate import migrate
from store.queries import queries

SQL = queries("provision")
ADMIN = "PARLEY_ADMIN_URL"
PASSWORDS = {
    "parley_owner": "PARLEY_OWNER_PASSWORD",
    "parley_app": "PARLEY_APP_PASSWORD",
    "parley_auditor": "PARLEY_AUDITOR_PASSWORD",
}
"""The variable that holds the password of each role."""
SAFE = re.compile(r"[A-Za-z0-9_-]{16,200}")
ITERATIONS = 4096


class NotProvisioned(Exception):
    """What is given is not enough to begin; nothing was changed."""


def given(environment: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """
    :returns: the administrator's address, and the password of each role

    :raises NotProvisioned: a variable is missing, or a password is too short, not safe in an address, or used twice
    """
    missing = [name for name in (ADMIN, *PASSWORDS.values()) if not environment.get(name)]
    if missing:
        raise NotProvisioned(f"set {', '.join(missing)}")
    passwords = {role: environment[name] for role, name in PASSWORDS.items()}
    for role, password in passwords.items():
        if not SAFE.fullmatch(password):
            raise NotProvisioned(
                f"{PASSWORDS[role]}: 16 or more letters, digits, '-' and '_' (it becomes part of an address)"
            )
    if len(set(passwords.values())) < len(passwords):
        raise NotProvisioned("two roles have the same password: each needs its own")
    return environment[ADMIN], passwords


def verifier(password: str, salt: bytes) -> str:
    """What Postgres keeps of a password (RFC 5803), so that the password itself is neither sent nor logged."""
    salted = pbkdf2_hmac("sha256", password.encode(), salt, ITERATIONS)
    stored = sha256(digest(salted, b"Client Key", "sha256")).digest()
    server = digest(salted, b"Server Key", "sha256")
    s, k, v = (b64encode(part).decode() for part in (salt, stored, server))
    return f"SCRAM-SHA-256${ITERATIONS}:{s}${k}:{v}"


async def provision(admin_url: str, passwords: Mapping[str, str]) -> list[str]:
    """
    Make the roles in one transaction, then migrate.

    :param admin_url: a superuser of the cluster, in the database that becomes the record
    :returns: names of the migrations that were applied now
    :raises Incompatible: as `migrate`
    """
    with failures():
        connection = await asyncpg.connect(admin_url)
    try:
        with failures():
            async with connection.transaction():
                for role, password in passwords.items():
                    await _run(connection, "create_role", role)
                    await _run(connection, "login", role, verifier(password, os.urandom(16)))
                for name in ("own_database", "close_database", "open_database"):
                    await _run(connection, name)
    finally:
        await connection.close()
    return await migrate(admin_url, progress=lambda name: _say(f"applying {name}"))


async def _run(connection: asyncpg.Connection, name: str, *arguments: str) -> None:
    """Roles and databases cannot be parameters: the server writes the statement, with its own quoting."""
    statement = await connection.fetchval(SQL[name], *arguments)
    if statement is not None:
        await connection.execute(statement)


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def main() -> int:
    try:
        done = asyncio.run(provision(*given(os.environ)))
    except NotProvisioned as problem:
        _say(f"nothing was done: {problem}")
        return 2
    except (Unavailable, Incompatible, ValueError, asyncpg.PostgresError) as problem:
        _say(f"not provisioned: {problem}")
        return 1
    _say(f"roles are ready, {len(done)} migrations applied")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
