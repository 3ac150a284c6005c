"""Dispositions of proposed changes, out to a table and in from one."""

from pathlib import Path
from typing import Annotated

import typer

from cli.acting import ProcessName
from cli.acts_table import DryRun
from cli.bulk import carry_out, planned
from cli.desk import desk
from cli.files import write_file
from cli.owed import disposing
from cli.problems import Exit
from cli.proposals import Proposal, proposals_of
from cli.running import run
from cli.screen import Json, screen
from cli.sender import As, In, Yes
from cli.tables import Row, read_table, table
from domain.act import ActBase
from domain.command import Actor
from domain.process.state import Process
from domain.step.commands import Answer
from domain.step.state import Disposal
from rehearsal.names import shown
from rehearsal.troubles import NotPlayable, Trouble

NEEDED = ("proposal", "disposition", "grounds")
SHOWN = ("step", "party", "text", "paragraphs", "wording", "flag", "flag_grounds")
COLUMNS = ("proposal", *SHOWN, "disposition", "grounds")


def export(
    process: ProcessName,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where to write; left out: the screen.")
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="Those that are disposed of, too.")] = False,
    json: Json = False,
) -> None:
    """
    Write the proposed changes to a table, with empty columns for disposition and grounds.

    Example: parley dispositions export "UN-system pledge" -o proposals.csv
    """
    run(_export(process, output, all_))


async def _export(name: str, output: Path | None, all_: bool) -> None:
    async with desk() as at:
        process, _ = await at.process(name)
    rows = [_row(process, one) for one in proposals_of(process) if all_ or one.disposal is None]
    screen.data(rows)
    if output is not None or not screen.json:
        write_file(output, table(COLUMNS, rows))


def _row(process: Process, one: Proposal) -> dict[str, object]:
    return {
        "proposal": one.number,
        "step": shown(process, one.step),
        "party": one.given.party,
        "text": one.given.said.text,
        "paragraphs": ", ".join(one.given.said.paragraphs),
        "wording": one.given.said.wording,
        "flag": one.flag[0] if one.flag else None,
        "flag_grounds": one.flag[1] if one.flag else None,
        "disposition": one.disposal.choice if one.disposal else None,
        "grounds": one.disposal.grounds if one.disposal else None,
    }


def import_(
    process: ProcessName,
    file: Annotated[Path, typer.Argument(help="The exported table, filled in.")],
    as_: As,
    in_: In = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """
    Dispose of proposed changes from a table. Rows without a disposition are left for later.

    Columns: proposal, disposition, grounds; the others of the exported table are for the eye. While any row is
    malformed nothing is sent. Importing a table twice records nothing twice.

    Example: parley dispositions import "UN-system pledge" proposals.csv --as coordinator --dry-run
    """
    run(_import(process, file, as_, in_, dry_run, yes))


async def _import(
    name: str, file: Path, who: str, role: str | None, dry_run: bool, yes: bool
) -> Exit:
    rows = read_table(file, NEEDED, SHOWN)
    async with desk() as at:
        process, _ = await at.process(name)
        actor = Actor(person=await at.person(who, process), role=role, via="terminal")
        plan = planned(process, actor, "dispositions", acts_of(process, rows))
        columns = {"about": "proposal", "choice": "disposition"}
        return await carry_out(at, process, plan, columns, dry_run, yes)


def acts_of(process: Process, rows: list[Row]) -> list[tuple[Row, ActBase]]:
    """
    Turn the rows that have a disposition into acts.

    :raises NotPlayable: with line and column of every row that is no disposition
    """
    proposals = {str(one.number): one for one in proposals_of(process)}
    found: list[tuple[Row, ActBase]] = []
    wrong: list[Trouble] = []
    lines: dict[str, int] = {}
    for row in rows:
        if "disposition" not in row.cells and "grounds" not in row.cells:
            continue
        number = row.cells.get("proposal", "")
        reason = _wrong(process, row, proposals.get(number), lines.setdefault(number, row.line))
        if reason is not None:
            wrong.append(row.wrong(*reason))
        else:
            act = _act(process, row, proposals[number])
            found.append((Row(row.file, row.line, _core(row)), act))
    if wrong:
        raise NotPlayable(wrong)
    return found


def _core(row: Row) -> dict[str, str]:
    """The cells that make the act: what is for the eye changes no id."""
    return {name: row.cells[name] for name in NEEDED if name in row.cells}


def _wrong(
    process: Process, row: Row, proposal: Proposal | None, first: int
) -> tuple[str, str] | None:
    number = row.get("proposal")
    if proposal is None:
        return "proposal", f"there is no standing proposal with the number {number or '(empty)'}"
    if first != row.line:
        return "proposal", f"proposal {number} is already in line {first}"
    if "disposition" not in row.cells:
        return "disposition", "grounds are given without a disposition"
    disposal, step = proposal.disposal, disposing(process, proposal)
    if disposal is not None and _differs(row, disposal):
        return "disposition", f"proposal {number} is already {disposal.choice}: {disposal.grounds}"
    if disposal is None and (step is None or step.closed_at is not None):
        return "proposal", f"no open step disposes of proposal {number} now"
    return None


def _differs(row: Row, disposal: Disposal) -> bool:
    said = (row.get("disposition"), row.get("grounds"))
    return said != (disposal.choice, (disposal.grounds or "").strip())


def _act(process: Process, row: Row, proposal: Proposal) -> ActBase:
    step = disposing(process, proposal)
    if step is None:  # looked at before
        raise ValueError("no open step disposes of this proposal")
    answer = next(key for key, rule in step.rule.answers.items() if rule.effect == "disposes")
    return Answer.model_validate(
        {
            "step": step.step,
            "answer": answer,
            "about": proposal.number,
            "choice": row.get("disposition"),
            "grounds": row.get("grounds"),
        }
    )
