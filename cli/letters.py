"""Letters: which are owed, how one reads, and the record of its dispatch."""

import re
from pathlib import Path
from typing import Annotated

import typer

from cli.acting import ProcessName, act
from cli.desk import Desk, desk
from cli.files import write_file
from cli.people import known_party, listed
from cli.problems import Problem
from cli.running import run
from cli.screen import Json, screen
from cli.sender import Sender, sent
from domain.act import ActBase
from domain.letter.commands import DispatchLetter
from domain.letter.write import Letter, NotALetter, as_text, letter
from domain.process.state import Milestone, Process
from domain.record.recorded import Recorded

Version = Annotated[int, typer.Argument(help="The number of the event: see parley letter list.")]


def list_(
    process: ProcessName,
    all_: Annotated[
        bool, typer.Option("--all", help="Those that were sent, too: who was told what and when.")
    ] = False,
    json: Json = False,
) -> None:
    """
    List the letters that are owed: milestones with addressees that were not told.

    Example: parley letter list "UN-system pledge"
    """
    run(_list(process, all_))


async def _list(name: str, all_: bool) -> None:
    async with desk() as at:
        process, _ = await at.process(name)
        history = await at.history(process.process_id)
    found = [one for one in process.milestones.values() if all_ or untold(one)]
    rows = [(one, letter(history, one.version)) for one in found]
    screen.data([_data(process, one, written) for one, written in rows])
    screen.table(
        ("event", "of", "about", "not told yet", "told"),
        (
            (
                one.version,
                screen.when(one.at),
                written.subject.removeprefix(f"{process.title}: "),
                _names(process, untold(one)),
                "; ".join(
                    f"{_names(process, parties)} by {channel}, {screen.when(at_)}"
                    for at_, channel, parties in one.dispatched
                ),
            )
            for one, written in rows
        ),
    )
    if not rows:
        screen.say("No letter is owed.")


def untold(one: Milestone) -> tuple[str, ...]:
    """The addressees that were not told of a milestone."""
    told = {party for _, _, parties in one.dispatched for party in parties}
    return tuple(party for party in one.addressees if party not in told)


MOVES = ("DeadlineExtended", "StepMoved")
"""What may happen to many questions at one instant: their deadlines move when a process is resumed, or with a date."""


def at_once(owed: list[Milestone]) -> list[list[Milestone]]:
    """Letters, those about deadlines that moved at the same instant together."""
    found: dict[tuple[object, ...], list[Milestone]] = {}
    for one in owed:
        key = (one.type, one.at) if one.type in MOVES else (one.version,)
        found.setdefault(key, []).append(one)
    return list(found.values())


def events_said(several: list[Milestone]) -> str:
    numbers = [str(one.version) for one in several]
    return (
        f"event {numbers[0]}"
        if len(numbers) == 1
        else f"events {', '.join(numbers[:-1])} and {numbers[-1]}"
    )


def in_words(name: str) -> str:
    """The name of an event as words: "deadline extended"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


def _names(process: Process, parties: tuple[str, ...], most: int = 12) -> str:
    names = [process.parties[party].name for party in parties]
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def _data(process: Process, one: Milestone, written: Letter) -> dict[str, object]:
    return {
        "event": one.version,
        "type": one.type,
        "step": written.step,
        "at": one.at,
        "subject": written.subject,
        "addressees": one.addressees,
        "not_told": untold(one),
        "told": [
            {"at": at, "channel": channel, "parties": parties}
            for at, channel, parties in one.dispatched
        ],
    }


def write(
    process: ProcessName,
    version: Version,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where to write; left out: the screen.")
    ] = None,
    json: Json = False,
) -> None:
    """
    Write the letter about an event, from the record alone. Who objected is named only where all may see it.

    Example: parley letter write "UN-system pledge" 57 -o broken.txt
    """
    run(_write(process, version, output))


async def _write(name: str, version: int, output: Path | None) -> None:
    async with desk() as at:
        process, _ = await at.process(name)
        written = letter_about(process, await at.history(process.process_id), version)
    screen.data(written)
    if output is not None or not screen.json:
        write_file(output, as_text(written))


def letter_about(process: Process, history: list[Recorded], version: int) -> Letter:
    """:raises Problem: the event is not one that letters are written about"""
    try:
        return letter(history, version)
    except NotALetter as error:
        known = ", ".join(map(str, process.milestones)) or "none yet"
        raise Problem(
            f"Event {version} is not one that letters are written about.", f"These are: {known}"
        ) from error


@sent
def dispatched(
    process: ProcessName,
    version: Version,
    channel: Annotated[str, typer.Option("--channel", help="How it was sent: e-mail, letter ...")],
    to: Annotated[
        list[str],
        typer.Option(
            "--to", help="To which parties; left out: all that were not told. Repeatable."
        ),
    ] = [],  # noqa: B006  # typer reads it, nobody changes it
    note: Annotated[str | None, typer.Option(help="For example the number of the letter.")] = None,
    *,
    sender: Sender,
) -> None:
    """
    Record that the letter about an event was sent, by which channel and to whom.

    Example: parley letter sent "UN-system pledge" 57 --channel e-mail --to who,ilo --as secretariat
    """

    async def meant(at: Desk, found: Process) -> ActBase:
        letter_about(found, await at.history(found.process_id), version)
        for party in listed(to):
            known_party(found, party)
        addressees = listed(to) or untold(found.milestones[version])
        if not addressees:
            raise Problem(
                f"All addressees of event {version} were told.",
                "To record a further dispatch, say to whom with --to.",
            )
        return DispatchLetter(event=version, channel=channel, addressees=addressees, note=note)

    act(process, sender, meant)
