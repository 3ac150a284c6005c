"""One act in several processes: seen as one, asked about once, and done in all of them or in none."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from cli.acting import actor_of, as_data, ask, command_of, exit_of, show_lines
from cli.desk import Desk, desk
from cli.previewing import as_data as preview_data
from cli.previewing import tell
from cli.problems import Exit, Problem
from cli.running import run
from cli.screen import screen
from cli.sender import Sender
from domain.act import ActBase
from domain.command import Command
from domain.participation.authority import chairs
from domain.process.preview import next_at, preview
from domain.process.state import Process
from store import pages

Meant = Callable[[Desk, Process], Awaitable[ActBase | None]]
"""Builds the act of one process; None: nothing of it is to be done there."""


@dataclass(frozen=True, slots=True)
class _One:
    process: Process
    now: datetime
    command: Command


def act_together(
    processes: list[str], sender: Sender, meant: Meant, effect: str, *, mine: bool = False
) -> None:
    """
    Do the same act in several processes: all of it, or nothing.

    :param mine: in every running process, too, that the sender steers
    """
    run(_together(processes, sender, meant, effect, mine))


async def _together(
    names: list[str], sender: Sender, meant: Meant, effect: str, mine: bool
) -> Exit:
    async with desk() as at:
        group = await _group(at, await _named(at, names, sender, mine), sender, meant)
        if sender.preview:
            return await _preview(at, group)
        if not sender.yes:
            titles = ", ".join(one.process.title for one in group)
            ask(f"{effect} In {len(group)} processes, in all or in none: {titles}.")
        answers = await at.intake.receive_together([one.command for one in group])
    pairs = list(zip(group, answers, strict=True))
    screen.data([as_data(answer, one.command) for one, answer in pairs])
    for one, answer in pairs:
        screen.say(f"{one.process.title}:", "bold")
        show_lines(answer, one.command)
    return max(exit_of(answer) for answer in answers)


async def _named(
    at: Desk, names: list[str], sender: Sender, mine: bool
) -> list[tuple[Process, datetime]]:
    """Look up each process once, in the order in which they were named."""
    found = {one.process_id: (one, now) for one, now in [await at.process(n) for n in names]}
    for row in await pages.processes(at.store) if mine else ():
        if row.status == "running" and row.process_id not in found:
            process, now = await at.process(str(row.process_id))
            if await _steers(at, process, sender):
                found[row.process_id] = (process, now)
    if not found:
        raise Problem("No process is named.", "Name one, or say --mine: all that you steer.")
    return list(found.values())


async def _steers(at: Desk, process: Process, sender: Sender) -> bool:
    """Whether the sender holds an office that steers the process."""
    try:
        person = await at.person(sender.as_, process)
    except Problem:
        return False
    steering = set(chairs(process))
    return any(
        steering & (set(one.roles) or set(process.parties[one.party].roles))
        for one in process.appointments.get(person, ())
    )


async def _group(
    at: Desk, processes: list[tuple[Process, datetime]], sender: Sender, meant: Meant
) -> list[_One]:
    """
    Build the commands: one for each process in which something is to be done, all under one id.

    :raises Problem: nothing is to be done in any of them
    """
    command_id = sender.command_id or f"terminal-{uuid4()}"
    found = []
    for process, now in processes:
        said = await meant(at, process)
        if said is None:
            screen.say(f"{process.title}: nothing of it is to be moved here.")
            continue
        actor = await actor_of(at, process, sender)
        found.append(_One(process, now, command_of(process, actor, said, command_id)))
    if not found:
        raise Problem("Nothing is to be moved in any of these processes.")
    return found


async def _preview(at: Desk, group: list[_One]) -> Exit:
    """Show what would move in each of them; where one would be refused, that nothing would be done in any."""
    seen = [
        (one, preview(one.process, one.command, next_at(one.process, one.now))) for one in group
    ]
    screen.data([preview_data(found) | {"process": one.process.process_id} for one, found in seen])
    for one, found in seen:
        screen.say(f"\n{one.process.title}", "bold")
        tell(found, await at.names(set(found.after.appointments)))
    refused = [one.process.title for one, found in seen if found.refused is not None]
    if refused:
        screen.say(f"\nNothing would be done in any of them: see {', '.join(refused)}.", "yellow")
    return Exit.REFUSED if refused else Exit.DONE
