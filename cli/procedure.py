"""Rules of procedure, as a person looks at them: listed, shown, checked, explained, drawn."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.dates import Dates, known_of
from cli.files import write_file
from cli.problems import Exit, Problem
from cli.running import run
from cli.screen import Json, screen
from cli.seats import lacking
from domain.file.complaint import Unreadable
from domain.file.load import line_of
from domain.procedure.check.calendars import check_calendars
from domain.procedure.check.procedure import check, outcomes_of
from domain.procedure.draw.mermaid import mermaid as mermaid_of
from domain.procedure.draw.said import summary
from domain.procedure.draw.svg import draw as drawn
from domain.procedure.explain.page import explain as explained
from domain.procedure.finding import Finding
from domain.procedure.kinds import KINDS
from domain.procedure.models import Procedure
from domain.procedure.read import parse_procedure
from domain.procedure.words import among, named
from rehearsal.calendars import library_of
from rehearsal.troubles import NotPlayable, from_unreadable, read_map, read_text
from settings import HERE

SHIPPED = HERE / "procedures"

File = Annotated[Path, typer.Argument(help="The file of the procedure.")]


def list_(
    folder: Annotated[
        Path | None, typer.Option(help="Where to look; left out: those that Parley ships.")
    ] = None,
    json: Json = False,
) -> None:
    """
    List the procedures of a folder.

    Example: parley procedure list --folder procedures
    """
    run(_list(folder or SHIPPED))


async def _list(folder: Path) -> None:
    rows = _rows(folder)
    screen.data(rows)
    screen.table(
        ("procedure", "version", "title", "stages", "file"),
        (
            (row["procedure"], row["version"], row["title"], row["stages"], row["file"])
            for row in rows
        ),
    )
    if not rows:
        screen.say(f"There is no procedure in {folder}.")


def _rows(folder: Path) -> list[dict[str, Any]]:
    if not folder.is_dir():
        raise Problem(f"{folder} is not a folder.", "Name one with --folder.")
    return [_row(file) for file in sorted(folder.glob("*.yaml"))]


def _row(file: Path) -> dict[str, Any]:
    try:
        one = parse_procedure(read_text(file))
    except (Unreadable, NotPlayable) as error:
        first = str(error).splitlines()[0]
        return {
            "procedure": file.stem,
            "version": None,
            "title": f"cannot be read: {first}",
            "stages": None,
            "file": str(file),
        }
    return {
        "procedure": one.procedure,
        "version": one.version,
        "title": one.title,
        "stages": len(one.roadmap),
        "file": str(file),
    }


def procedure_of(file: Path) -> Procedure:
    """
    Read a procedure, faulty or not, as far as it is one.

    :raises NotPlayable: with file and lines
    """
    try:
        return parse_procedure(read_text(file))
    except Unreadable as error:
        raise from_unreadable(file, error) from error


def show(file: File, json: Json = False) -> None:
    """
    Show a procedure as tables: roles, stages, questions and windows, what follows which outcome.

    Example: parley procedure show procedures/un-system-pledge.yaml
    """
    run(_show(file))


async def _show(file: Path) -> None:
    one = procedure_of(file)
    screen.data({**one.model_dump(mode="json"), "sha256": one.sha256()})
    if screen.json:
        return
    screen.say(f"{one.title} ({one.procedure}, version {one.version})", "bold")
    screen.say(f"hash of the rules {one.sha256()[:12]}...")
    screen.say()
    screen.table(
        ("role", "class", "title"),
        ((key, role.role_class, role.title) for key, role in one.roles.items()),
    )
    screen.say()
    screen.table(
        ("question", "title", "asks", "window and silence"),
        (
            (f"{stage.stage}.{name}", question.title, named(one, question.asks), summary(question))
            for stage in one.roadmap
            for name, question in stage.questions.items()
        ),
    )
    screen.say()
    screen.table(
        ("stage", "kind", "outcome", "then"),
        (
            (stage.stage, _kind(stage.kind), outcome, among(one, stage.then.get(outcome, ())))
            for stage in one.roadmap
            for outcome in dict.fromkeys([*outcomes_of(stage), *stage.then])
        ),
    )


def _kind(kind: str) -> str:
    return KINDS[kind].title if kind in KINDS else kind


def check_(
    file: File,
    parties: Annotated[
        Path | None,
        typer.Option("--parties", help="A file of parties: which roles would be vacant, too."),
    ] = None,
    json: Json = False,
) -> None:
    """
    Check a procedure: of everything that is wrong the line, why it matters, and how to mend it.

    Errors end with exit code 1, since no process can start; warnings are for a person to weigh, and end with 0.

    Example: parley procedure check procedures/un-system-pledge.yaml --parties parties.yaml
    """
    run(_check(file, parties))


async def _check(file: Path, parties: Path | None = None) -> Exit:
    more = await lacking(procedure_of(file), parties, datetime.now(UTC)) if parties else []
    findings = findings_of(file, more)
    errors = [one for one in findings if one["level"] == "error"]
    screen.data({"file": str(file), "errors": len(errors), "findings": findings})
    for one in findings:
        column = f", column {one['column']}" if one["column"] else ""
        where = f", {one['where']}" if one["where"] else ""
        place = f"{file.name}, line {one['line']}{column}{where}"
        screen.say(f"{one['level']}: {place}", "red" if one["level"] == "error" else "yellow")
        screen.say(f"  what  {one['wrong']}")
        screen.say(f"  why   {one['why']}")
        screen.say(f"  mend  {one['mend']}")
    if not findings:
        screen.say(f"{file.name}: nothing is wrong.", "green")
    else:
        warnings = len(findings) - len(errors)
        screen.say(f"{_several(len(errors), 'error')}, {_several(warnings, 'warning')}.")
    return Exit.NOT_AS_IT_SHOULD if errors else Exit.DONE


def _several(n: int, what: str) -> str:
    return f"{n} {what}" if n == 1 else f"{n} {what}s"


def findings_of(file: Path, more: Sequence[Finding] = ()) -> list[dict[str, Any]]:
    """Everything that is wrong with a file, in the order of its lines; `more` is what was found beside."""
    try:
        one = parse_procedure(read_text(file))
    except Unreadable as error:
        return sorted(
            (
                {
                    "level": "error",
                    "line": c.line,
                    "column": c.column,
                    "where": c.where,
                    "wrong": c.reason,
                    "why": c.why,
                    "mend": c.mend,
                }
                for c in error.complaints
            ),
            key=lambda finding: int(str(finding["line"])),
        )
    data = read_map(file)
    found = [*check(one), *check_calendars(one, library_of(file)), *more]
    return sorted((_finding(each, data) for each in found), key=lambda f: f["line"])


def _finding(found: Finding, data: Any) -> dict[str, Any]:
    return {
        "level": found.level,
        "line": line_of(data, found.place),
        "column": None,
        "where": ".".join(map(str, found.place)),
        "wrong": found.wrong,
        "why": found.why,
        "mend": found.mend,
    }


LANGUAGES = {"en": explained}
"""The languages in which a page can be written: a function from rules to passages each."""


def explain(
    file: File,
    lang: Annotated[str, typer.Option("--lang", help=f"Language: {', '.join(LANGUAGES)}.")] = "en",
    start: Annotated[
        str | None,
        typer.Option("--start", help="When it would start; then real dates are said where known."),
    ] = None,
    date: Dates = [],  # noqa: B006  # typer reads it, nobody changes it
    json: Json = False,
) -> None:
    """
    Explain a procedure in plain words: a page that a person can read, and agree to.

    Example: parley procedure explain procedures/un-system-pledge.yaml --start "2022-02-01T09:00
    Geneva" --date "meeting=2022-02-15T16:00 Geneva" --date "reading=2022-05-16T18:00 Geneva"
    """
    run(_explain(file, lang, start, date))


async def _explain(file: Path, lang: str, start: str | None, dates: list[str]) -> None:
    if lang not in LANGUAGES:
        raise Problem(f'There is no page in "{lang}".', f"There are: {', '.join(LANGUAGES)}")
    if dates and start is None:
        raise Problem("--date is given without --start.", "Say when the process would start, too.")
    rules = procedure_of(file)
    passages = LANGUAGES[lang](rules, known_of(file, rules, start, dates) if start else None)
    screen.data(
        [{"level": p.level, "heading": p.heading, "lines": list(p.lines)} for p in passages]
    )
    for number, passage in enumerate(passages):
        if number:
            screen.say()
        screen.say(f"{'#' * passage.level} {passage.heading}", "bold")
        for line in passage.lines:
            screen.say(f"- {line}")


def draw(
    file: File,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where to write; left out: the screen.")
    ] = None,
    mermaid: Annotated[bool, typer.Option("--mermaid", help="As Mermaid text instead.")] = False,
    json: Json = False,
) -> None:
    """
    Draw a procedure: its stages, and on the arrows the outcomes that lead from one to another.

    Example: parley procedure draw procedures/un-system-pledge.yaml -o pledge.svg
    """
    run(_draw(file, output, mermaid))


async def _draw(file: Path, output: Path | None, as_mermaid: bool) -> None:
    one = procedure_of(file)
    picture = mermaid_of(one) if as_mermaid else drawn(one)
    write_file(output, picture)
    screen.data(
        {"file": str(output) if output else None, "form": "mermaid" if as_mermaid else "svg",
         "picture": None if output else picture}
    )  # fmt: skip
