"""What a person owes, by date, across processes."""

from datetime import datetime
from typing import Annotated

import typer

from cli.desk import desk
from cli.phrases import left
from cli.problems import Problem
from cli.running import run
from cli.screen import Json, screen
from cli.sender import As
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
    if not items:
        screen.say("You owe nothing at the moment.")
        return
    for item in items:
        _tell(item, now)


def _tell(item: pages.InboxItem, now: datetime) -> None:
    """Tell one thing that is owed, in two lines: when, and what."""
    wait = left(item.closes_at, now) if item.clock == "live" else "rehearsal"
    closes = f"closes {screen.when(item.closes_at)}" if item.closes_at else "no date is fixed yet"
    answered = "; answered, and may still be changed" if item.answered else ""
    screen.say(f"{wait or '-':<14}{item.title}: {item.stage}.{item.question}", "bold")
    screen.say(f"{'':<14}for {item.party}, {closes}{answered}")
