"""Acts that were received by other means, entered from a table: one row for each act."""

from pathlib import Path
from typing import Annotated

import typer

from cli.acting import ProcessName
from cli.answer_fields import items, labels
from cli.answers import appointment_of
from cli.bulk import Malformed, carry_out, complaint, planned
from cli.desk import Desk, desk, step_named
from cli.owed import roles_of
from cli.problems import Exit, Problem
from cli.running import run
from cli.screen import Json
from cli.sender import As, In, Yes
from cli.tables import Row, read_table
from domain.act import ActBase
from domain.calendar.refused import CalendarError
from domain.calendar.show import parse_instant
from domain.command import Actor
from domain.process.state import Process
from domain.step.commands import Answer, Reported
from rehearsal.troubles import NotPlayable, Trouble

NEEDED = ("step", "person", "answer", "channel", "source")
WORDS = ("text", "wording", "comment", "reason", "grounds", "title", "choice")
OPTIONAL = ("party", "reported_at", "paragraphs", "items", "about", *WORDS)

DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Say what would become of each row; send nothing.")
]


def import_(
    process: ProcessName,
    file: Annotated[
        Path, typer.Argument(help="A CSV file, its first line the names of the columns.")
    ],
    as_: As,
    in_: In = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """
    Enter acts that were received by other means, from a table. While any row is malformed nothing is sent.

    Columns: step, person, answer, channel, source; where they apply party, reported_at, paragraphs,
    wording, comment, reason, grounds, title, choice, items (one P1=words on each line), about, text.
    Importing a table twice records nothing twice. Every row has its receipt.

    Example: parley acts import "UN-system pledge" received.csv --as secretariat --dry-run
    """
    run(_import(process, file, as_, in_, dry_run, yes))


async def _import(
    name: str, file: Path, who: str, role: str | None, dry_run: bool, yes: bool
) -> Exit:
    rows = read_table(file, NEEDED, OPTIONAL)
    async with desk() as at:
        process, now = await at.process(name)
        actor = Actor(person=await at.person(who, process), role=role, via="terminal")
        enters = process.procedure.reported.entered_by
        if not roles_of(process, actor.person or "", process.now or now) & set(enters):
            raise Problem(
                f"{who} does not enter acts that came by other means; nothing was sent.",
                f"The procedure gives that to: {', '.join(enters)}",
            )
        acts = await acts_of(at, process, rows)
        plan = planned(process, actor, "acts", acts)
        return await carry_out(at, process, plan, {}, dry_run, yes)


async def acts_of(at: Desk, process: Process, rows: list[Row]) -> list[tuple[Row, ActBase]]:
    """:raises NotPlayable: with line and column of every row that is no act"""
    found: list[tuple[Row, ActBase]] = []
    wrong: list[Trouble] = []
    for row in rows:
        missing = [
            row.wrong(name, "this is needed and is not given")
            for name in NEEDED
            if name not in row.cells
        ]
        if missing:
            wrong += missing
            continue
        try:
            found.append((row, await _act(at, process, row)))
        except (Malformed, Problem, ValueError) as error:
            wrong += complaint(row, error)
    if wrong:
        raise NotPlayable(wrong)
    return found


async def _act(at: Desk, process: Process, row: Row) -> ActBase:
    given: dict[str, object] = {name: row.cells[name] for name in WORDS if name in row.cells}
    try:
        step = step_named(process, row.cells["step"]).step
    except Problem as problem:
        raise Malformed("step", f"{problem.sentence} {problem.advice or ''}".strip()) from problem
    return Answer.model_validate(
        {
            **given,
            "step": step,
            "answer": row.cells["answer"],
            "paragraphs": labels([row.cells.get("paragraphs", "").replace(";", ",")]),
            "items": _items(row),
            "about": _number(row, "about"),
            "reported": await _reported(at, process, row),
        }
    )


def _items(row: Row) -> tuple[object, ...]:
    lines = [line for line in row.cells.get("items", "").splitlines() if line.strip()]
    if any(line.partition("=")[2].startswith("@") for line in lines):
        raise Malformed("items", "a table names no files")
    try:
        return items(lines)
    except Problem as problem:
        raise Malformed("items", problem.sentence) from problem


def _number(row: Row, column: str) -> int | None:
    text = row.cells.get(column)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit()) or len(text) > 12:  # noqa: PLR2004
        raise Malformed(column, "this is not the number of an act")
    return int(text)


async def _reported(at: Desk, process: Process, row: Row) -> Reported:
    try:
        person = await at.person(row.cells["person"], process)
        one = appointment_of(process, person, row.cells["person"], row.get("party"))
    except Problem as problem:
        raise Malformed("person", problem.sentence) from problem
    written = row.get("reported_at")
    try:
        instant = parse_instant(written) if written else None
    except CalendarError as error:
        raise Malformed("reported_at", str(error)) from error
    return Reported(
        channel=row.cells["channel"],
        source=row.cells["source"],
        reported_at=instant,
        precision="instant" if instant else "zone_unknown",
        person=person,
        party=one.party,
        capacity=one.capacity,
    )
