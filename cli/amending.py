"""A new version of the procedure for a process that runs."""

from pathlib import Path
from typing import Annotated

import typer

from cli.acting import Grounds, ProcessName, act, words
from cli.dates import Dates, dated
from cli.desk import Desk
from cli.people import listed
from cli.sender import Sender, sent_after_asking
from domain.act import ActBase
from domain.process.commands import AmendProcedure
from domain.process.state import Process
from rehearsal.calendars import calendars_of
from rehearsal.rules import read_procedure


@sent_after_asking
def amend(
    process: ProcessName,
    procedure: Annotated[Path, typer.Argument(help="The file of the new version.")],
    grounds: Grounds,
    date: Dates = [],  # noqa: B006  # typer reads it, nobody changes it
    also_open: Annotated[
        list[str],
        typer.Option(
            help="What may change of questions that were put, too: title, remind, escalates_to."
        ),
    ] = [],  # noqa: B006
    *,
    sender: Sender,
) -> None:
    """
    Adopt a new version of the procedure: a further round, another window of what is not yet put.

    Questions that were put keep their rules.

    Example: parley amend "UN-system pledge" pledge-2.yaml --grounds "One more reading, as the
    principals decided" --as coordinator --preview
    """

    async def meant(at: Desk, found: Process) -> ActBase:
        new = read_procedure(procedure)
        return AmendProcedure(
            procedure=new,
            dates=dict(map(dated, date)),
            calendars=tuple(
                one for one in calendars_of(procedure, new) if one.key not in found.calendars
            ),
            also_open=listed(also_open),
            grounds=words(grounds) or "",
        )

    act(process, sender, meant, f"This adopts {procedure.name} as the rules from now on.")
