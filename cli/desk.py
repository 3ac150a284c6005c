"""The desk at which a command works: the record, the door, and the names that people use for things in them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cli.problems import Problem
from cli.screen import screen
from domain.process.pages import ProcessRow
from domain.process.state import Process
from domain.record.recorded import Recorded, parse
from domain.step.state import Step
from intake.door import Intake
from rehearsal.names import find_step, shown
from rehearsal.parties import LIVE, REHEARSAL
from settings import Settings
from store import pages, people
from store.event_store import Store

SHORTEST = 4
"""Characters by which the beginning of an id is taken as one."""


@dataclass(slots=True)
class Desk:
    """The record and its door, opened for one command."""

    store: Store
    intake: Intake

    async def process_id(self, name: str) -> UUID:
        """
        Find a process by its title, its id, or the beginning of its id.

        :raises Problem: none, or several
        """
        return (await self.process_row(name)).process_id

    async def process_row(self, name: str) -> ProcessRow:
        rows = await pages.processes(self.store)
        exact = [row for row in rows if name in (str(row.process_id), row.title)]
        found = exact or [
            row
            for row in rows
            if (len(name) >= SHORTEST and str(row.process_id).startswith(name.lower()))
            or row.title.casefold() == name.casefold()
        ]
        if len(found) == 1:
            return found[0]
        if not found:
            raise Problem(f'There is no process "{name}".', "`parley processes` lists them.")
        ids = ", ".join(str(row.process_id) for row in found[-5:])
        raise Problem(f'{len(found)} processes are called "{name}".', f"Name one by its id: {ids}")

    async def process(self, name: str) -> tuple[Process, datetime]:
        """:returns: the process as it is on record, and the database clock"""
        found = await self.intake.read(await self.process_id(name), lambda one, now: (one, now))
        screen.cities = found[0].procedure.cities
        return found

    async def history(self, process_id: UUID) -> list[Recorded]:
        rows = await self.store.events(process_id)
        return [parse(row.envelope, row.body, row.hash) for row in rows]

    async def person(self, handle: str, process: Process | None = None) -> str:
        """
        Find the id of a person by the handle that the file of parties gave.

        :raises Problem: nobody has that handle
        """
        scope = REHEARSAL if process is not None and process.clock == "stepped" else LIVE
        found = await people.by_handle(self.store, scope, handle)
        if found is None and process is not None and handle in process.appointments:
            return handle
        if found is None:
            raise Problem(
                f'There is no person "{handle}" here.',
                "Persons are called as the file of parties calls them; see `parley status PROCESS --people`.",
            )
        return found.person_id

    async def names(self, ids: set[str]) -> dict[str, str]:
        """The names of persons by id; who was erased is called by the id."""
        found = await people.names(self.store, ids)
        return {one: found.get(one, one) for one in ids}


@asynccontextmanager
async def desk() -> AsyncIterator[Desk]:
    """Open the record and the door, as the environment or the local stack says."""
    settings = Settings()
    store = await Store.connect(settings.database_url, max_size=4)
    try:
        async with Intake(store) as intake:
            yield Desk(store, intake)
    finally:
        await store.close()


def step_named(process: Process, name: str) -> Step:
    """
    Find a step by "stage.question", by "stage#2.question", or by its stage or its question alone where that is clear.

    Alone it means what is open, rather than what is over; and a question of the procedure itself, rather than one that
    was raised on it or taken apart from it.

    :raises Problem: there is no such step, or the name is not clear
    """
    if "." in name:
        found = find_step(process, name)
        if found is not None:
            return found
        raise _not_one(process, name, [])
    latest: dict[tuple[str, str], Step] = {}
    for step in process.steps.values():
        key = process.stages[step.stage].key
        if name in (key, step.question, step.question.rpartition(".")[2]):
            latest[key, step.question] = step
    fitting = list(latest.values())
    own = [step for step in fitting if step.raised_on is None and step.part_of is None]
    for clear in ([s for s in own if s.is_open], [s for s in fitting if s.is_open], own):
        if len(clear) == 1:
            return clear[0]
    raise _not_one(process, name, fitting)


def _not_one(process: Process, name: str, fitting: list[Step]) -> Problem:
    """Say that a name is that of no step, or of several."""
    among = fitting or list(process.steps.values())
    names = ", ".join(shown(process, step) for step in among)
    if fitting:
        return Problem(f'Several steps are called "{name}".', f"Say which: {names}")
    advice = (
        f"Its steps: {names}" if names else "None is put yet; `parley status` says what comes next."
    )
    return Problem(f'There is no step "{name}" in this process.', advice)
