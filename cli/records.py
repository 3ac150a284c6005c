"""
The record as an auditor opens it: for reading only, under a role that can change nothing.

Names and free words of people are not an auditor's to read. Where the application's role is configured too, they are
looked up under it; elsewhere the ids stand for the persons.
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

from cli.desk import Desk
from cli.problems import Exit, Problem
from cli.screen import screen
from domain.process.fold import evolve
from domain.process.state import Process
from domain.record.recorded import Recorded, parse
from intake.door import Intake
from settings import Settings
from store import people
from store.auditing import reads_people
from store.event_store import Row, Store

ERASED = "(erased)"
WITHHELD = "(not readable under the auditor's role)"


@dataclass(slots=True)
class Records:
    """:ivar persons: where names and free words can be read; None: under no role that is configured"""

    store: Store
    persons: Store | None

    async def process_id(self, name: str) -> UUID:
        """
        Find a process by its whole id, which needs no list of processes, or as everywhere by title and beginning.

        :raises Problem: none, or several
        """
        known = _uuid(name)
        if known is not None and await self.store.head(known) is not None:
            return known
        return await Desk(self.store, Intake(self.store)).process_id(name)

    async def rows(self, name: str) -> list[Row]:
        """The stored events of a process. :raises Problem: there is no such process"""
        return await self.store.events(await self.process_id(name))

    async def names(self, ids: Iterable[str]) -> dict[str, str]:
        """What persons are called; who was erased, or cannot be looked up, is called by the id."""
        wanted = list(ids)
        found = await people.names(self.persons, wanted) if self.persons else {}
        return {one: found.get(one, one) for one in wanted}

    async def words(self, commits: Iterable[str]) -> dict[str, str]:
        """What people wrote, by commitment; or why it cannot be read."""
        wanted = list(commits)
        if self.persons is None:
            return dict.fromkeys(wanted, WITHHELD)
        found = await self.persons.private(wanted)
        return {one: found.get(one, ERASED) for one in wanted}


@asynccontextmanager
async def records() -> AsyncIterator[Records]:
    """Open the record under the auditor's role where one is configured, else under the application's."""
    settings = Settings()
    url = settings.auditor_url or settings.database_url
    store = await Store.connect(url, max_size=2, call_seconds=60)
    app = store
    try:
        if url != settings.database_url:
            app = await Store.connect(settings.database_url, max_size=2)
        yield Records(store, app if await reads_people(app) else None)
    finally:
        if app is not store:
            await app.close()
        await store.close()


def read_history(rows: Sequence[Row]) -> list[Recorded]:
    """
    Read stored events.

    :raises Problem: one is missing, or is none
    """
    history = []
    for number, row in enumerate(rows, start=1):
        try:
            recorded = parse(row.envelope, row.body, row.hash)
        except Exception as error:  # what somebody wrote behind the door may be anything
            raise unreadable(number) from error
        if recorded.envelope.version != number:
            raise unreadable(number)
        history.append(recorded)
    return history


def folded(history: Iterable[Recorded]) -> Process:
    """
    Fold a history from its first event.

    :raises Problem: it is no history of a process
    """
    process: Process | None = None
    for recorded in history:
        try:
            process = evolve(process, recorded)
        except Exception as error:  # as above
            raise unreadable(recorded.envelope.version) from error
    if process is None:
        raise unreadable(1)
    screen.cities = process.procedure.cities
    return process


def unreadable(version: int) -> Problem:
    return Problem(
        f"Event {version} of this process is missing or cannot be read.",
        "`parley audit verify` says what is wrong with the record.",
        Exit.NOT_AS_IT_SHOULD,
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
