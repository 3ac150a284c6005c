"""Dates of the roadmap that move, and days that fall away: in one process or in several, as one act with one reason."""

import datetime as dt
from typing import Annotated

import typer

from cli.acting import Grounds, act, words
from cli.dates import dated
from cli.desk import Desk, step_named
from cli.problems import Problem
from cli.screen import screen
from cli.sender import Sender, sent_after_asking
from cli.together import act_together
from domain.act import ActBase
from domain.process.closed_day import something_falls
from domain.process.commands import ClosedDay, MoveDates
from domain.process.state import Process

Steps = Annotated[list[str], typer.Option(help="A step: stage.question. Repeatable.")]


@sent_after_asking
def move_dates(
    grounds: Grounds,
    process: Annotated[
        str | None,
        typer.Argument(
            help="The process: its title, its id, or how its id begins. Left out with --mine."
        ),
    ] = None,
    date: Annotated[
        list[str],
        typer.Option(help="A date and when it is now: 'meeting=2022-02-17T16:00 Geneva'."),
    ] = [],  # noqa: B006  # typer reads it, nobody changes it
    cancel: Annotated[list[str], typer.Option(help="A date that does not take place.")] = [],  # noqa: B006
    follow: Steps = [],  # noqa: B006
    stay: Steps = [],  # noqa: B006
    on_day: Annotated[
        str | None,
        typer.Option(
            help="A day that falls away, 2022-05-03: what falls on it goes on at the next working day."
        ),
    ] = None,
    venue: Annotated[
        str | None, typer.Option(help="With --on-day: the venue that is closed, such as geneva.")
    ] = None,
    also: Annotated[
        list[str], typer.Option(help="A further process in which the same moves. Repeatable.")
    ] = [],  # noqa: B006
    mine: Annotated[
        bool, typer.Option("--mine", help="In every running process that you steer.")
    ] = False,
    *,
    sender: Sender,
) -> None:
    """
    Move dates of the roadmap, or cancel them, with all that hangs on them; or all that falls on a day that is closed.

    A meeting that has begun and is moved is suspended until then. Where the procedure leaves open whether a step moves
    with its date, say it: --follow or --stay. See all that would move with --preview. With --also or --mine the same
    moves in several processes, as one act: in all of them, or, where one refuses, in none.

    Example: parley move-dates --mine --on-day 2022-05-03 --venue geneva --grounds "The building is
    closed" --as coordinator --preview
    """
    closed = closed_day(on_day, venue)
    several = bool(also) or mine
    named = [process] if process is not None else []

    async def meant(at: Desk, found: Process) -> ActBase:
        return MoveDates(
            dates=dict(map(dated, date)),
            cancelled=tuple(cancel),
            follow=tuple(step_named(found, one).step for one in _there(found, follow, several)),
            stay=tuple(step_named(found, one).step for one in _there(found, stay, several)),
            closed_day=closed,
            grounds=words(grounds) or "",
        )

    async def meant_here(at: Desk, found: Process) -> ActBase | None:
        only_the_day = closed is not None and not date and not cancel
        if closed is not None and only_the_day and not something_falls(found, closed):
            return None
        return await meant(at, found)

    effect = _effect(date, cancel, closed)
    if several:
        act_together([*named, *also], sender, meant_here, effect, mine=mine)
    elif process is None:
        raise Problem("No process is named.", "Name one, or say --mine: all that you steer.")
    else:
        act(process, sender, meant, effect)


def closed_day(day: str | None, venue: str | None) -> ClosedDay | None:
    """
    Read the day that falls away, and where.

    :raises Problem: only one of the two is given, or it is no day
    """
    if (day is None) != (venue is None):
        raise Problem("--on-day and --venue belong together.", "--on-day 2022-05-03 --venue geneva")
    if day is None or venue is None:
        return None
    try:
        return ClosedDay(day=dt.date.fromisoformat(day), venue=venue)
    except ValueError as error:
        raise Problem(f'"{day}" is no day.', "For example: 2022-05-03") from error


def _there(process: Process, steps: list[str], several: bool) -> list[str]:
    """The steps that are named; of several processes those that each of them has."""
    return [one for one in steps if not several or _has(process, one)]


def _has(process: Process, name: str) -> bool:
    try:
        step_named(process, name)
    except Problem:
        return False
    return True


def _effect(date: list[str], cancel: list[str], closed: ClosedDay | None) -> str:
    moved = [f"{name} to {screen.when(instant)}" for name, instant in map(dated, date)]
    moved += [f"{one} away" for one in cancel]
    if closed is not None:
        moved.append(f"what falls on {closed.day} in {closed.venue} to the next working day")
    return f"This moves {', '.join(moved)}."
