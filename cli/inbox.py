"""What a person owes, by date, across processes."""

from typing import Annotated

import typer

from cli.acting import As
from cli.desk import desk
from cli.phrases import left
from cli.problems import Problem
from cli.running import run
from cli.screen import Json, screen
from domain.calendar.show import in_both_cities
from rehearsal.parties import LIVE, REHEARSAL
from store import pages, people


def inbox(
    as_: As,
    rehearsal: Annotated[bool, typer.Option("--rehearsal", help="Of rehearsals instead.")] = False,
    all_: Annotated[
        bool, typer.Option("--all", help="What is answered already, too: it may still be changed.")
    ] = False,
    json: Json = False,
) -> None:
    """
    Show what you owe, by date, across processes.

    Example: parley inbox --as who-principal
    """
    run(_inbox(as_, REHEARSAL if rehearsal else LIVE, all_))


async def _inbox(handle: str, scope: str, all_: bool) -> None:
    async with desk() as at:
        person = await people.by_handle(at.store, scope, handle)
        if person is None:
            raise Problem(f'There is no person "{handle}" here.')
        found = await pages.inbox(at.store, person.person_id)
        now = await at.store.clock()
    items = [item for item in found if all_ or not item.answered]
    screen.data(
        [
            {
                "process": item.process_id,
                "title": item.title,
                "step": f"{item.stage}.{item.question}",
                "party": item.party,
                "closes_at": item.closes_at,
                "answered": item.answered,
            }
            for item in items
        ]
    )
    screen.table(
        ("closes", "", "process", "step", "for"),
        (
            (
                in_both_cities(item.closes_at) if item.closes_at else "no date yet",
                left(item.closes_at, now) if item.clock == "live" else "rehearsal",
                item.title,
                f"{item.stage}.{item.question}" + (" (answered)" if item.answered else ""),
                item.party,
            )
            for item in items
        ),
    )
    if not items:
        screen.say("You owe nothing at the moment.")
