"""Rare acts on a process as a whole: its end, and going on after the database was restored."""

from typing import Annotated

import typer

from cli.acting import Grounds, ProcessName, act, words
from cli.desk import Desk
from cli.sender import Sender, sent_after_asking
from domain.act import ActBase
from domain.process.commands import AcknowledgeRecovery, EndProcess
from domain.process.state import Process


@sent_after_asking
def end(
    process: ProcessName,
    grounds: Grounds,
    *,
    sender: Sender,
) -> None:
    """
    End a process: standing questions end with it. Acts that come later are kept and do not count.

    Example: parley end "UN-system pledge" --grounds "The pledge is fulfilled" --as coordinator
    """

    async def meant(at: Desk, found: Process) -> ActBase:
        return EndProcess(grounds=words(grounds) or "")

    effect = f'This ends the process "{process}" for all parties.'
    act(process, sender, meant, effect)


@sent_after_asking
def acknowledge_recovery(
    process: ProcessName,
    version: Annotated[
        int, typer.Argument(help="The newest version that was seen before the database went back.")
    ],
    grounds: Grounds,
    *,
    sender: Sender,
) -> None:
    """
    Go on after the database was restored to an earlier point: what was recorded after it is lost.

    Example: parley acknowledge-recovery "UN-system pledge" 57 --grounds "Restored from the backup
    of 24 February; the three acts after it were asked for again" --as coordinator
    """

    async def meant(at: Desk, found: Process) -> ActBase:
        return AcknowledgeRecovery(version=version, grounds=words(grounds) or "")

    effect = f"This says that everything up to version {version} that is not on record is lost."
    act(process, sender, meant, effect)
