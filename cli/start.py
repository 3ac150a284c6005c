"""Starting a process from a procedure and a file of parties, and listing what runs."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer

from cli.acting import exit_of, read_file, show
from cli.dates import Dates, dated
from cli.desk import Desk, desk
from cli.inner import Answers, outer_of
from cli.problems import Exit, Problem
from cli.running import run
from cli.screen import Json, screen
from cli.sender import As, CommandId
from domain.command import Actor, Command, process_id_of
from domain.file.complaint import Unreadable
from domain.participation.vacant import unstaffed, vacant
from domain.procedure.models import Procedure
from domain.process.commands import StartProcess
from domain.process.decide import start as check
from rehearsal.calendars import calendars_of
from rehearsal.parties import LIVE, Enrolled, PartiesFile, enrol, enrol_in, read_parties
from rehearsal.rules import read_procedure
from rehearsal.troubles import from_unreadable
from store import pages, people


def start(
    procedure: Annotated[Path, typer.Argument(help="The file of the procedure.")],
    parties: Annotated[Path, typer.Argument(help="The file of parties.")],
    title: Annotated[str, typer.Option("--title", help="What the process is called.")],
    as_: As,
    date: Dates = [],  # noqa: B006  # typer reads it, nobody changes it
    mandate: Annotated[str | None, typer.Option(help="What requires the process.")] = None,
    stage: Annotated[
        str | None, typer.Option(help="Start this stage of the procedure alone.")
    ] = None,
    answers: Answers = None,
    rename: Annotated[
        bool, typer.Option("--rename", help="Persons whose name is another one now are renamed.")
    ] = False,
    command_id: CommandId = None,
    json: Json = False,
) -> None:
    """
    Start a process from a procedure and a file of parties.

    A process that finds an institution's answer to a question of another process says so with
    --answers; the dates that count backwards from that question's closing are then filled in.

    Example: parley start procedures/un-system-pledge.yaml parties.yaml --title "UN-system
    pledge" --as coordinator
    --date "meeting=2022-02-15T16:00 Geneva" --date "reading=2022-05-16T18:00 Geneva"
    """
    run(_start(procedure, parties, title, as_, date, mandate, stage, answers, rename, command_id))


async def _start(
    procedure: Path,
    parties: Path,
    title: str,
    who: str,
    dates: list[str],
    mandate: str | None,
    stage: str | None,
    answers: str | None,
    rename: bool,
    command_id: str | None,
) -> Exit:
    rules = read_procedure(procedure)
    if stage is not None:
        if stage not in {one.stage for one in rules.roadmap}:
            known = ", ".join(one.stage for one in rules.roadmap)
            raise Problem(f'The procedure has no stage "{stage}".', f"Its stages: {known}")
        rules = rules.alone(stage)
    file = parties_of(parties)
    if who not in {person.person for _, person in file.persons()}:
        raise Problem(
            f'The file of parties names no person "{who}".',
            "Who starts a process acts in it: add the person to the file, as a coordinator.",
        )
    async with desk() as at:
        if not rename:
            await same_persons(at, file)
        outer = await outer_of(at, answers)
        given = {**outer.dates(rules), **dict(map(dated, dates))}
        all_dates(rules, given)
        calendars = calendars_of(procedure, rules)

        def meant(enrolled: Enrolled) -> StartProcess:
            return StartProcess(
                title=title,
                mandate=mandate,
                procedure=rules,
                calendars=calendars,
                dates=given,
                parties=enrolled.parties,
                appointments=enrolled.appointments,
                taken_over=enrolled.taken_over,
                answers=outer.link,
                clock="live",
            )

        check(meant(await enrol(file, by_handle)))
        enrolled = await enrol_in(at.store, LIVE, file)
        act = meant(enrolled)
        return await _send(at, act, enrolled, who, command_id)


def all_dates(rules: Procedure, given: Mapping[str, datetime]) -> None:
    """:raises Problem: a date that the procedure asks for is not given"""
    missing = [(name, rule.title) for name, rule in rules.dates.items() if name not in given]
    if missing:
        asked = "; ".join(f"{name} ({title})" for name, title in missing)
        options = " ".join(f'--date "{name}=2022-02-15T16:00 Geneva"' for name, _ in missing)
        raise Problem(
            f"The procedure asks for dates that are not given: {asked}.", f"Add {options}"
        )


async def _send(
    at: Desk, act: StartProcess, enrolled: Enrolled, who: str, command_id: str | None
) -> Exit:
    name = command_id or f"start-{uuid4()}"
    actor = Actor(person=enrolled.ids[who], via="terminal")
    command = Command(command_id=name, process=process_id_of(name), actor=actor, act=act)
    answer = await at.intake.receive(command)
    show(answer, command)
    if answer.accepted:
        screen.say(f"  process   {command.process}")
        screen.say(f'Next: parley status "{act.title}"')
        process, now = await at.process(str(command.process))
        for role in vacant(process, now):
            screen.say(f"  vacant    nobody can act as {process.procedure.roles[role].title} yet")
        for one in unstaffed(process, now):
            screen.say(f"  vacant    {one.words(process)}")
    return exit_of(answer)


async def by_handle(handle: str, name: str, email: str | None) -> str:
    """Stand for a person by the handle, as long as nothing is written."""
    return handle


async def same_persons(at: Desk, file: PartiesFile) -> None:
    """
    Make sure that a handle does not stand for two persons: it is one person's in all live processes.

    :raises Problem: the record knows somebody else by that handle
    """
    for _, person in file.persons():
        known = await people.by_handle(at.store, LIVE, person.person)
        if known is not None and known.name != person.name:
            raise Problem(
                f'The handle "{person.person}" is already that of "{known.name}"; this file gives it '
                f'to "{person.name}".',
                "Use another handle; or, if it is the same person under a new name, say --rename.",
            )


def parties_of(path: Path) -> PartiesFile:
    """
    Read a file of parties.

    :raises NotPlayable: with its lines
    """
    try:
        return read_parties(read_file(path, 8_000_000))
    except Unreadable as error:
        raise from_unreadable(path, error) from error


def processes(
    json: Json = False,
    all_: Annotated[bool, typer.Option("--all", help="Rehearsals and ended ones too.")] = False,
) -> None:
    """List the processes on record. Rehearsals are marked, and shown with --all."""
    run(_processes(all_))


async def _processes(all_: bool) -> None:
    async with desk() as at:
        rows = [
            row
            for row in await pages.processes(at.store)
            if all_ or (row.clock == "live" and row.status == "running")
        ]
    screen.data(
        [
            {
                "process": row.process_id,
                "title": row.title,
                "procedure": row.procedure,
                "clock": row.clock,
                "status": row.status,
                "started_at": row.started_at,
            }
            for row in rows
        ]
    )
    if not rows:
        screen.say("No process is running. `parley start --help` shows how one begins.")
        return
    screen.table(
        ("process", "title", "procedure", "status", "started"),
        (
            (
                str(row.process_id)[:8],
                row.title,
                row.procedure,
                row.status + (" (rehearsal)" if row.clock == "stepped" else ""),
                screen.when(row.started_at),
            )
            for row in rows
        ),
    )
