"""Dates of the roadmap that move: in one process or in several, in one act each, with one reason."""

from typing import Annotated

import typer

from cli.acting import Grounds, act, act_on_each, words
from cli.dates import dated
from cli.desk import Desk, step_named
from cli.screen import screen
from cli.sender import Sender, sent_after_asking
from domain.act import ActBase
from domain.process.commands import MoveDates
from domain.process.state import Process

Steps = Annotated[list[str], typer.Option(help="A step: stage.question. Repeatable.")]


@sent_after_asking
def move_dates(
    process: Annotated[
        str, typer.Argument(help="The process: its title, its id, or how its id begins.")
    ],
    grounds: Grounds,
    date: Annotated[
        list[str],
        typer.Option(help="A date and when it is now: 'meeting=2022-02-17T16:00 Geneva'."),
    ] = [],  # noqa: B006  # typer reads it, nobody changes it
    cancel: Annotated[list[str], typer.Option(help="A date that does not take place.")] = [],  # noqa: B006
    follow: Steps = [],  # noqa: B006
    stay: Steps = [],  # noqa: B006
    also: Annotated[
        list[str],
        typer.Option(help="A further process whose dates of these names move. Repeatable."),
    ] = [],  # noqa: B006
    *,
    sender: Sender,
) -> None:
    """
    Move dates of the roadmap, or cancel them, with all that hangs on them.

    A meeting that has begun and is moved is suspended until then. Where the procedure leaves open whether a step moves
    with its date, say it: --follow or --stay. See all that would move with --preview. With --also the same dates of
    other processes move, too, each on its own record.

    Example: parley move-dates "UN-system pledge" --date "meeting=2022-02-17T16:00 Geneva" --follow
    drafting.comments --grounds "The hall is closed" --as coordinator --preview
    """

    async def meant(at: Desk, found: Process) -> ActBase:
        return MoveDates(
            dates=dict(map(dated, date)),
            cancelled=tuple(cancel),
            follow=tuple(step_named(found, one).step for one in follow),
            stay=tuple(step_named(found, one).step for one in stay),
            grounds=words(grounds) or "",
        )

    moved = [f"{name} to {screen.when(instant)}" for name, instant in map(dated, date)]
    effect = f"This moves {', '.join([*moved, *(f'{one} away' for one in cancel)])}."
    if also:
        act_on_each([process, *also], sender, meant, effect)
    else:
        act(process, sender, meant, effect)
