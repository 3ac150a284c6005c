"""The coordinator's desk: what is owed, in one process or across all that run."""

from datetime import datetime
from typing import Annotated, Any

import typer

from cli.desk import Desk, desk
from cli.owed import Owed, owed, parties_of, roles_of
from cli.problems import Problem
from cli.running import run
from cli.screen import Json, screen
from domain.process.state import Process
from rehearsal.parties import LIVE
from store import pages, people

KINDS = {
    "judgement": "judge",
    "confirmation": "confirm",
    "together": "say together",
    "disposition": "dispose",
    "conflict": "own proposal",
    "duty": "duty",
    "deadline": "fix a deadline",
    "admission": "admit?",
    "action": "action",
    "vacant": "vacant role",
    "quality": "say what it is",
    "attendance": "attendance",
    "amendment": "publish amended",
    "waiting": "waits",
    "letter": "letter",
}


def todo(
    process: Annotated[
        str | None, typer.Argument(help="One process; left out: all live ones that run.")
    ] = None,
    as_: Annotated[
        str | None,
        typer.Option("--as", envvar="PARLEY_AS", help="Only what this person may do, by handle."),
    ] = None,
    json: Json = False,
) -> None:
    """
    Show what those who run a process owe: dispositions, confirmations, judgements, duties, deadlines, letters, actions.

    Example: parley todo "UN-system pledge" --as coordinator
    """
    run(_todo(process, as_))


async def _todo(name: str | None, handle: str | None) -> None:
    async with desk() as at:
        found = [await at.process(name)] if name else await _live(at)
        if handle is not None and name is None and await _unknown(at, handle):
            raise Problem(f'There is no person "{handle}" here.')
        rows = [
            (process, one)
            for process, now in found
            for one in await _mine(at, process, process.now or now, handle)
        ]
    screen.data([_data(process, one) for process, one in rows])
    screen.table(
        ("what", "process", "", "how"),
        (
            (
                KINDS[one.kind],
                process.title,
                one.what,
                "parley " + one.how.replace("PROCESS", str(process.process_id)[:8])
                if "PROCESS" in one.how
                else one.how,
            )
            for process, one in rows
        ),
    )
    if not rows:
        screen.say("Nothing is owed.")


async def _live(at: Desk) -> list[tuple[Process, datetime]]:
    """Every live process; one that has ended may still owe the letters that say so."""
    rows = [row for row in await pages.processes(at.store) if row.clock == "live"]
    return [await at.process(str(row.process_id)) for row in rows]


async def _unknown(at: Desk, handle: str) -> bool:
    return await people.by_handle(at.store, LIVE, handle) is None


async def _mine(at: Desk, process: Process, now: datetime, handle: str | None) -> list[Owed]:
    """What is owed here, or that part of it that a person may do."""
    everything = owed(process, now)
    if handle is None:
        return everything
    person = await at.person(handle, process)
    mine, parties = roles_of(process, person, now), parties_of(process, person, now)
    found = [one for one in everything if mine & set(one.roles)]
    return [one for one in found if not one.parties or parties & set(one.parties)]


def _data(process: Process, one: Owed) -> dict[str, Any]:
    return {
        "process": process.process_id,
        "title": process.title,
        "kind": one.kind,
        "what": one.what,
        "roles": one.roles,
        "parties": one.parties,
        "due": one.due,
        "how": one.how,
    }
