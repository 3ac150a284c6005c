"""The dates of a procedure before it starts: what would fall when, in both cities, and what speaks against it."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from cli.dates import Dates, outcomes_of, plan_of
from cli.procedure import File
from cli.running import run
from cli.screen import Json, screen
from domain.calendar.show import show
from domain.procedure.explain.dates import zones
from domain.process.plan import Entry, Plan
from rehearsal.rules import read_procedure

Start = Annotated[
    str, typer.Option("--start", help="When the process would start: 2022-02-01T09:00 Geneva.")
]

KINDS = {
    "start": "starts",
    "date": "date",
    "opens": "opens",
    "reminder": "reminder",
    "closes": "closes",
    "read": "is read",
}


def calendar(
    file: File,
    start: Start,
    date: Dates = [],  # noqa: B006  # typer reads it, nobody changes it
    if_: Annotated[
        list[str],
        typer.Option("--if", help="What a stage comes to: STAGE=OUTCOME. Left out: its first one."),
    ] = [],  # noqa: B006
    json: Json = False,
) -> None:
    """
    Lay out all dates before the process starts, with warnings: too short, a closed day, the night of a venue.

    What nobody can know yet is assumed and marked: duties are done at once, so these are the earliest dates.

    Example: parley procedure calendar procedures/un-system-pledge.yaml --start "2022-02-01T09:00
    Geneva" --date "meeting=2022-02-15T16:00 Geneva" --date "reading=2022-05-16T18:00 Geneva"
    """
    run(_calendar(file, start, date, if_))


async def _calendar(file: Path, start: str, dates: list[str], if_: list[str]) -> None:
    rules = read_procedure(file)
    found = plan_of(file, rules, start, dates, outcomes_of(rules, if_))
    screen.data(as_data(found))
    screen.say(f"{rules.title}, version {rules.version}: the earliest dates", "bold")
    places = zones(rules)
    screen.table(
        ("when", "what", "question"),
        ((show(one.at, places), KINDS[one.kind], _which(one)) for one in found.entries),
    )
    tell_rest(found)
    tell_warnings(found.entries, places)


def _which(one: Entry) -> str:
    assumed = f" (if {one.assumed})" if one.assumed else ""
    mark = " !" if one.warnings else ""
    return f"{one.title}{assumed}{mark}"


def tell_rest(found: Plan) -> None:
    if found.open_ended:
        screen.say(f"\nStays open: {'; '.join(found.open_ended)}")
    if found.elsewhere:
        screen.say(f"Not on this way: {', '.join(found.elsewhere)}")


def tell_warnings(entries: Sequence[Entry], zones: Sequence[str]) -> None:
    """Tell what speaks against the dates, one line for each."""
    lines = list(_lines(entries, zones))
    if not lines:
        screen.say("\nNothing speaks against these dates.", "green")
        return
    screen.say("\nWarnings (!)", "bold yellow")
    for line in lines:
        screen.say(f"  {line}", "yellow")


def _lines(entries: Sequence[Entry], zones: Sequence[str]) -> Iterator[str]:
    for one in entries:
        for warned in one.warnings:
            yield f"{show(one.at, zones)}, {one.title}: {warned.says}"


def as_data(found: Plan) -> dict[str, object]:
    """The same for a program."""
    return {
        "entries": [
            {
                "at": one.at,
                "shown": screen.when(one.at),
                "kind": one.kind,
                "what": one.what,
                "title": one.title,
                "assumed": one.assumed or None,
                "warnings": [{"kind": warned.kind, "says": warned.says} for warned in one.warnings],
            }
            for one in found.entries
        ],
        "elsewhere": list(found.elsewhere),
        "open_ended": list(found.open_ended),
        "ends_at": found.ends_at,
    }
