"""What an auditor does: replay, log, verification, export. Only reading what is withheld writes to the record: that."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer

from cli import log as log_
from cli import replay as replay_
from cli.acting import ProcessName, show
from cli.desk import desk
from cli.problems import Exit, Problem
from cli.records import records
from cli.running import run
from cli.screen import Json, screen
from cli.seen import SeenBy, reveal
from cli.verifying import verify_all, verify_file, verify_one
from domain.process.lookup import references
from domain.record.recorded import parse
from domain.record.stored import export_line
from intake.receipt import answer_of

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    help="Replay, log, verify and export a record. Reads only, under the auditor's role where PARLEY_AUDITOR_URL is "
    "set; but for `reveal`, which goes on record.",
)

OnStep = Annotated[str | None, typer.Option("--step", help="Only acts on this step.")]
ReceiptText = Annotated[
    str | None,
    typer.Option("--receipt", help="A receipt that must be on this record: 1A2B-3C4D-5E6F."),
]


@app.command()
def replay(
    process: ProcessName,
    at: Annotated[
        str | None, typer.Option("--at", help="An instant with a zone: 2022-02-28T18:00 Geneva.")
    ] = None,
    version: Annotated[
        int | None, typer.Option("--version", help="As it stood after this event.")
    ] = None,
    seen_by: SeenBy = None,
    json: Json = False,
) -> None:
    """
    Print a process as it stood: roster, text in force, open steps, rules in force. Left out: as it stands now.

    Example: parley audit replay "UN-system pledge" --at "2022-02-28T18:00 Geneva"
    """
    run(_replay(process, at, version, seen_by))


async def _replay(
    process: str, instant: str | None, version: int | None, seen_by: str | None
) -> None:
    async with records() as at:
        await replay_.replay(at, process, instant, version, seen_by)


app.command("reveal")(reveal)


@app.command()
def log(
    process: ProcessName,
    step: OnStep = None,
    refused: Annotated[
        bool, typer.Option("--refused", help="Only acts that were refused and kept.")
    ] = False,
    words: Annotated[
        bool, typer.Option("--words", help="With what people wrote, where it is not erased.")
    ] = False,
    letters: Annotated[
        bool, typer.Option("--letters", help="Instead: who was told of what, and when.")
    ] = False,
    json: Json = False,
) -> None:
    """
    List every act, accepted or refused, with its postmark and the time at which it was recorded.

    Example: parley audit log "UN-system pledge" --step agreement --refused
    """
    run(_log(process, log_.Wanted(step, refused, words, letters)))


async def _log(process: str, wanted: log_.Wanted) -> None:
    async with records() as at:
        await log_.log(at, process, wanted)


@app.command()
def verify(
    process: Annotated[
        str | None, typer.Argument(help="The process: its title, its id, or how its id begins.")
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="Every process on record.")] = False,
    file: Annotated[
        Path | None, typer.Option("--file", help="An export; no database is needed.")
    ] = None,
    with_: Annotated[
        list[Path],
        typer.Option(
            "--with", help="Beside --file: the export of a process that it names. Repeatable."
        ),
    ] = [],  # noqa: B006  # typer reads it, nobody changes it
    receipt: ReceiptText = None,
    json: Json = False,
) -> None:
    """
    Check chain, times and gaps, and decide every act once more. Exit code 1: something was found.

    Where a record rests on another one, an answer by the outcome of another process, that one is looked up: in the
    database, or in the exports given with --with. What was not looked up is told as such.

    Example: parley audit verify "UN-system pledge" --receipt 1A2B-3C4D-5E6F
    """
    run(_verify(process, all_, file, with_, receipt))


async def _verify(
    process: str | None, all_: bool, file: Path | None, with_: list[Path], receipt: str | None
) -> Exit:
    if [process is not None, all_, file is not None].count(True) != 1:
        raise Problem("Name what to verify: one process, --all, or --file FILE.")
    if all_ and receipt:
        raise Problem("A receipt is of one process.", "Name the process instead of --all.")
    if with_ and file is None:
        raise Problem(
            "--with goes with --file: in the database other records are looked up anyway."
        )
    if file is not None:
        return verify_file(file, receipt, with_)
    async with records() as at:
        return await (verify_all(at) if process is None else verify_one(at, process, receipt))


@app.command()
def export(
    process: ProcessName,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The file; left out: standard output.")
    ] = None,
) -> None:
    """
    Write the record of a process, one JSON object a line for each event. Free words of people are not in it.

    Example: parley audit export "UN-system pledge" -o pledge.jsonl
    """
    run(_export(process, output))


async def _export(process: str, output: Path | None) -> None:
    async with records() as at:
        rows = await at.rows(process)
    lines = [export_line(row) + "\n" for row in rows]
    if output is None:
        sys.stdout.buffer.writelines(line.encode() for line in lines)
        return
    write_whole(output, lines)
    screen.say(f"{len(lines)} events are in {output}.")
    others = sorted({str(one.process) for one in references(rows)})
    for one in others:
        screen.say(f"It rests on process {one}: export that, too, and verify with --with.")
    beside = "".join(f" --with {one[:8]}.jsonl" for one in others)
    screen.say(f'Next: parley audit verify --file "{output}"{beside}')


def write_whole(path: Path, lines: Iterable[str]) -> None:
    """
    Write a file whole or not at all.

    :raises Problem: it cannot be written
    """
    beside = path.with_name(f".{path.name}.{uuid4().hex[:8]}")
    try:
        with beside.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(lines)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise Problem(f"{path} cannot be written: {error.strerror}.") from error


def receipt(
    process: ProcessName,
    act_id: Annotated[str, typer.Argument(help="The act id that was shown with the receipt.")],
    json: Json = False,
) -> None:
    """
    Show the receipt of an act again, as it was given.

    Example: parley receipt "UN-system pledge" terminal-5e0c2f6a-1f5a-4c9b-9d7f-0a3f6b0e8c11
    """
    run(_receipt(process, act_id))


async def _receipt(name: str, act_id: str) -> None:
    async with desk() as at:
        rows = await at.store.command(await at.process_id(name), act_id)
    if not rows:
        raise Problem(
            f'There is no act "{act_id}" on record in this process.',
            "An act that got no receipt was not kept; `parley audit log --json` lists the ids of all that were.",
        )
    answer = answer_of([parse(row.envelope, row.body, row.hash) for row in rows])
    if answer.receipt is not None:
        show(answer, answer.receipt)
