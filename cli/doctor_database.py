"""What `parley doctor` makes of the facts about the database."""

import asyncio
from collections.abc import Iterator

from cli.finding import Check, Status
from store.examine import Backlog, Facts, examine
from store.failures import NotAdmitted, Unavailable

OLDEST_POSTGRES = 15
CLOCK_WARNING, CLOCK_ERROR = 1.0, 60.0
"""Seconds of difference. Only the database's clock judges, so a difference misleads people and logs, not the record."""
LATE = 10.0
"""Seconds that a wake may wait for a relay before somebody should look."""
PATIENCE = 5.0


async def database(url: str) -> list[Check]:
    name = "database"
    try:
        async with asyncio.timeout(3 * PATIENCE):
            facts = await examine(url, PATIENCE)
    except NotAdmitted as problem:
        advice = "Correct role, password and database in DATABASE_URL, or run `python -m store.provision`."
        return [Check(name, "error", str(problem), advice)]
    except (Unavailable, TimeoutError, ValueError) as problem:
        advice = "Start it (`make up`, or `docker compose up -d record`), or correct DATABASE_URL."
        return [Check(name, "error", f"cannot be reached: {problem}", advice)]
    except Exception as problem:
        advice = "Is this the database of a record? Look into the server's log."
        return [Check(name, "error", f"{type(problem).__name__}: {problem}", advice)]
    return list(_judged(facts))


def _judged(facts: Facts) -> Iterator[Check]:
    yield server(facts)
    yield role(facts)
    yield from durability(facts.settings)
    yield migrations(facts)
    if facts.privileges is not None:
        yield privileges(facts)
    yield clock(facts)
    if facts.backlog is not None:
        yield backlog(facts.backlog)


def server(facts: Facts) -> Check:
    found = (
        f"Postgres {facts.version // 10000}.{facts.version % 10000}, {facts.size / 2**20:.0f} MiB"
    )
    if facts.version // 10000 >= OLDEST_POSTGRES:
        return Check("database", "ok", found)
    return Check(
        "database", "error", found, f"Upgrade it to {OLDEST_POSTGRES} or newer (18 is tested)."
    )


def role(facts: Facts) -> Check:
    if not facts.powers:
        return Check("database role", "ok", facts.role)
    found = f"{facts.role}: {', '.join(facts.powers)}"
    advice = "Connect as parley_app: a superuser passes by every guard of the record. Correct DATABASE_URL."
    return Check("database role", "error", found, advice)


def durability(found: dict[str, str]) -> Iterator[Check]:
    """What a receipt is worth after a power cut."""
    for name, consequence in (
        ("fsync", "a power cut destroys the record"),
        ("full_page_writes", "a power cut can tear pages of the record"),
    ):
        value = found.get(name, "unknown")
        advice = f"Set {name} = on in postgresql.conf and reload: {consequence}."
        yield Check(name, "ok", value) if value == "on" else Check(name, "error", value, advice)
    value = found.get("synchronous_commit", "unknown")
    lax = value in ("off", "local")
    advice = "Set synchronous_commit = on. The door asks for it itself; other programs and standbys do not."
    yield Check("synchronous_commit", "warning" if lax else "ok", value, advice if lax else "")
    value = found.get("data_checksums", "unknown")
    advice = "Stop the server and run `pg_checksums --enable`: a damaged page is then noticed when it is read."
    yield (
        Check("data_checksums", "ok", value)
        if value == "on"
        else Check("data_checksums", "warning", value, advice)
    )


def migrations(facts: Facts) -> Check:
    if facts.incompatible is not None:
        advice = "Run the version of Parley that this database was migrated by, or a newer one."
        return Check("migrations", "error", facts.incompatible, advice)
    if facts.missing:
        found = f"pending: {', '.join(facts.missing)}"
        advice = "Run `python -m store.migrate OWNER_URL` (`docker compose up migrate`; locally, `make up` does it)."
        return Check("migrations", "error", found, advice)
    return Check("migrations", "ok", "all applied")


def privileges(facts: Facts) -> Check:
    """What the application may do: append, and never change. A superuser is told of under its role."""
    if "superuser" in facts.powers:
        return Check("privileges", "error", "all of them", "Connect as parley_app.")
    if not facts.privileges:
        return Check("privileges", "ok", "exactly those of the application")
    shown = "; ".join(facts.privileges[:5])
    more = len(facts.privileges) - 5
    found = f"{facts.role} {shown}{f' and {more} more' if more > 0 else ''}"
    advice = "Connect as parley_app; where it is that already, grant as store/migrations/0005_grants.sql does."
    return Check("privileges", "error", found, advice)


def clock(facts: Facts) -> Check:
    off = abs(facts.ahead)
    way = "ahead of" if facts.ahead > 0 else "behind"
    found = f"the database's is {off:.3f} s {way} this machine's (within {facts.within:.3f} s)"
    if off - facts.within < CLOCK_WARNING:
        return Check("clocks", "ok", found)
    status: Status = "error" if off - facts.within >= CLOCK_ERROR else "warning"
    advice = "Set both by NTP. Deadlines are judged by the database's clock; people will look at the other one."
    return Check("clocks", status, found, advice)


def backlog(found: Backlog) -> Check:
    words = f"{found.pending} wakes pending, {found.overdue} agenda entries overdue by a minute"
    advice = "Start a worker (`make up`, `docker compose up -d worker`); where one runs, look into its log."
    if found.overdue:
        return Check(
            "backlog", "error", words, f"{advice} Nothing submitted is lost or misjudged meanwhile."
        )
    if found.pending and found.waited > LATE:
        waits = f"{words}; the oldest waits for {found.waited:.0f} s"
        return Check("backlog", "warning", waits, advice)
    return Check("backlog", "ok", words)
