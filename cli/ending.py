"""Rare acts on a process as a whole: its course, its end, and going on after the database was restored."""

from typing import Annotated, Literal

import typer

from cli.acting import Grounds, ProcessName, act, words
from cli.desk import Desk
from cli.people import listed
from cli.sender import Sender, sent_after_asking, sent_with_preview
from domain.act import ActBase
from domain.process.commands import (
    AcknowledgeRecovery,
    ChangeCondition,
    ChangeCourse,
    ChangePledge,
    EndProcess,
)
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


@sent_after_asking
def course(
    process: ProcessName,
    became: Annotated[
        Literal["suspended", "resumed", "abandoned", "merged", "reopened"],
        typer.Argument(help="What becomes of it; `reopened` is of a settled text."),
    ],
    grounds: Grounds,
    text: Annotated[str | None, typer.Option("--text", help="The text that is reopened.")] = None,
    into: Annotated[
        str | None, typer.Option("--into", help="The process that it is merged into.")
    ] = None,
    *,
    sender: Sender,
) -> None:
    """
    Suspend, resume, abandon or merge a process, or reopen a settled text. Who may, its procedure says.

    Example: parley course "UN-system pledge" suspended --grounds "Until the new head has taken
    office" --as coordinator
    """

    async def meant(at: Desk, found: Process) -> ActBase:
        return ChangeCourse(
            became=became,
            text=text,
            into=await at.process_id(into) if into else None,
            grounds=words(grounds) or "",
        )

    effect = f'This changes the course of "{process}" for all parties: {became}.'
    act(process, sender, meant, effect)


@sent_with_preview
def condition(
    process: ProcessName,
    name: Annotated[str, typer.Argument(help="The condition: P3.")],
    grounds: Grounds,
    says: Annotated[
        str | None,
        typer.Option("--says", help="What it says from now on. Left out: it is released."),
    ] = None,
    *,
    sender: Sender,
) -> None:
    """
    Change or release a condition of an agreement. Only the body that set it may.

    Example: parley condition "UN-system pledge" P3 --grounds "Released by the principals" --as
    coordinator
    """

    async def meant(at: Desk, found: Process) -> ActBase:
        return ChangeCondition(condition=name, words=words(says), grounds=words(grounds) or "")

    act(process, sender, meant)


@sent_with_preview
def change_pledge(
    process: ProcessName,
    pledge: Annotated[str, typer.Argument(help="The pledge, by its id.")],
    grounds: Grounds,
    lead: Annotated[str | None, typer.Option("--lead", help="Who leads it from now on.")] = None,
    partners: Annotated[
        str | None, typer.Option("--partners", help="All its partners from now on, by commas.")
    ] = None,
    *,
    sender: Sender,
) -> None:
    """
    Change the lead or the partners of a pledge. What was published stays as it is.

    Example: parley change-pledge "UN-system pledge" p1 --lead ilo --grounds "The lead has rotated"
    --as coordinator
    """

    async def meant(at: Desk, found: Process) -> ActBase:
        return ChangePledge(
            pledge=pledge,
            lead=lead,
            partners=None if partners is None else tuple(listed([partners])),
            grounds=words(grounds) or "",
        )

    act(process, sender, meant)
