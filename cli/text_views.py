"""Looking at texts: as they stand, as a redline of two versions, as a compilation with all proposals."""

import json as json_
from dataclasses import asdict
from typing import Annotated

import typer
from rich.text import Text

from cli.acting import ProcessName
from cli.desk import Desk, desk
from cli.problems import Problem
from cli.running import run
from cli.screen import Json, screen
from domain.process.state import Process, TextVersion
from domain.text.compilation import Compiled, Proposed, compilation, open_brackets
from domain.text.redline import Piece, Row, Version, redline

STATUS = {
    "open": "open",
    "bracketed": "[bracketed]",
    "agreed_ad_ref": "agreed ad ref",
    "agreed_language": "agreed language",
}
STYLES = {"same": "", "gone": "red strike", "new": "green"}
MARKS = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}


def version_named(process: Process, wanted: str | None) -> TextVersion:
    """:raises Problem: there is no such text, or none is in force"""
    found = process.texts.get(wanted) if wanted else process.text_in_force
    if found is None:
        known = ", ".join(process.texts) or "none"
        what = f'There is no text "{wanted}".' if wanted else "No text is in force."
        raise Problem(what, f"Published are: {known}")
    return found


async def wordings_of(at: Desk, text: TextVersion) -> dict[str, str]:
    """
    Read the wordings of a version from its document, by label.

    :raises Problem: the record holds no such document
    """
    document = await at.store.document(text.sha256)
    if document is None:
        raise Problem(f"The record holds no document for {text.text} ({text.sha256}).")
    return dict(json_.loads(document[1]))


def by_identity(text: TextVersion, wordings: dict[str, str]) -> dict[str, str]:
    return {text.identity[label]: wording for label, wording in wordings.items()}


def show(
    process: ProcessName,
    text: Annotated[
        str | None, typer.Argument(help="The version; left out: the one in force.")
    ] = None,
    paragraphs: Annotated[
        bool, typer.Option("--paragraphs", help="How far each paragraph is agreed, as a table.")
    ] = False,
    json: Json = False,
) -> None:
    """
    Print a text of a process, paragraph by paragraph.

    Example: parley text show "UN-system pledge" v1 --paragraphs
    """
    run(_show(process, text, paragraphs))


async def _show(name: str, wanted: str | None, table: bool) -> None:
    async with desk() as at:
        process, _ = await at.process(name)
        found = version_named(process, wanted)
        wordings = await wordings_of(at, found)
    brackets = open_brackets(process)
    rows = [_paragraph(process, found, label, brackets) for label in found.labels]
    told = [{**row, "wording": wordings[str(row["label"])]} for row in rows]
    head = {"text": found.text, "title": found.title, "sha256": found.sha256}
    screen.data({**head, "paragraphs": told, "packages": _packages(process)})
    screen.say(f"{found.text}: {found.title} (SHA-256 {found.sha256[:12]}...)\n", "bold")
    if table:
        _table(process, rows)
        return
    for label, wording in wordings.items():
        screen.say(f"[{label}] {wording}\n")


def _paragraph(
    process: Process, text: TextVersion, label: str, brackets: dict[str, int]
) -> dict[str, object]:
    paragraph = text.identity[label]
    status = process.paragraphs.standing.get(paragraph)
    return {
        "label": label,
        "id": paragraph,
        "status": status.status if status else None,
        "source": status.source if status else None,
        "agreed_wording": status.wording if status else None,
        "open_brackets": brackets.get(paragraph, 0),
        "packages": sorted(process.paragraphs.packages_of.get(paragraph, ())),
    }


def _packages(process: Process) -> list[dict[str, object]]:
    book = process.paragraphs
    return [
        {"package": name, "paragraphs": members, "accepted": book.accepted(name)}
        for name, members in book.packages.items()
    ]


def _table(process: Process, rows: list[dict[str, object]]) -> None:
    screen.table(
        ("paragraph", "status", "source", "open brackets", "packages", "identity"),
        (
            (
                row["label"],
                STATUS.get(str(row["status"]), ""),
                row["source"] or "",
                row["open_brackets"] or "",
                ", ".join(map(str, row["packages"])) if isinstance(row["packages"], list) else "",
                row["id"] if row["id"] != row["label"] else "",
            )
            for row in rows
        ),
    )
    agreed = process.paragraphs.count("agreed_ad_ref", "agreed_language")
    total = sum(int(str(row["open_brackets"])) for row in rows)
    brackets = "1 open bracket" if total == 1 else f"{total} open brackets"
    screen.say(f"\n{agreed} of {len(rows)} paragraphs are agreed; {brackets}.")


def diff(
    before: Annotated[str, typer.Argument(help="The version before.")],
    after: Annotated[str, typer.Argument(help="The version after.")],
    process: Annotated[str, typer.Option("--process", "-P", help="Title or id of the process.")],
    whole: Annotated[
        bool, typer.Option("--whole", help="Also the paragraphs that are the same.")
    ] = False,
    json: Json = False,
) -> None:
    """
    Compare two versions word by word: [-gone-] and {+new+}. A paragraph that has moved is shown in its new place.

    Example: parley text diff v1 v2 --process "UN-system pledge"
    """
    run(_diff(process, before, after, whole))


async def _diff(name: str, before: str, after: str, whole: bool) -> None:
    async with desk() as at:
        process, _ = await at.process(name)
        old, new = version_named(process, before), version_named(process, after)
        rows = redline(await _version(at, old), await _version(at, new))
    screen.data({"before": old.text, "after": new.text, "paragraphs": [_row_data(r) for r in rows]})
    changed = [row for row in rows if row.changed]
    for row in rows if whole else changed:
        _say(_row_line(row))
    same = len(rows) - len(changed)
    differ = "1 paragraph differs" if len(changed) == 1 else f"{len(changed)} paragraphs differ"
    screen.say(f"{differ}, {same} {'is' if same == 1 else 'are'} the same.", "dim")


async def _version(at: Desk, text: TextVersion) -> Version:
    labels = {identity: label for label, identity in text.identity.items()}
    return Version(labels, by_identity(text, await wordings_of(at, text)), text.origins)


def _row_data(row: Row) -> dict[str, object]:
    return {**asdict(row), "changed": row.changed}


def _row_line(row: Row) -> Text:
    line = Text(f"[{_label(row)}]", "bold")
    for piece in row.pieces:
        line.append_text(_piece(piece))
    return line.append("\n")


def _label(row: Row) -> str:
    if row.after is None:
        return f"{row.before}, gone"
    if row.before is None:
        return f"{row.after}, from {', '.join(row.origins)}" if row.origins else f"{row.after}, new"
    was = f", was {row.before}" if row.before != row.after else ""
    return f"{row.after}{was}{', moved' if row.moved else ''}"


def _piece(piece: Piece) -> Text:
    words = piece.words.lstrip()
    space = piece.words[: len(piece.words) - len(words)]
    return Text(space).append(MARKS[piece.kind].format(words), STYLES[piece.kind])


def _say(line: Text) -> None:
    if not screen.json:
        screen.out.print(line)


def compile_(
    process: ProcessName,
    text: Annotated[
        str | None, typer.Argument(help="The version; left out: the one in force.")
    ] = None,
    without_names: Annotated[
        bool, typer.Option("--without-names", help="As one voice: no proponents are named.")
    ] = False,
    resolved: Annotated[
        bool, typer.Option("--resolved", help="Also proposals that are disposed of.")
    ] = False,
    json: Json = False,
) -> None:
    """
    Print the compilation: the text, with every open proposal under its paragraph and its proponent's name.

    Example: parley text compilation "UN-system pledge" --without-names
    """
    run(_compile(process, text, not without_names, resolved))


async def _compile(name: str, wanted: str | None, names: bool, resolved: bool) -> None:
    async with desk() as at:
        process, _ = await at.process(name)
        found = version_named(process, wanted)
        wordings = by_identity(found, await wordings_of(at, found))
    rows = compilation(process, found, wordings, names, resolved)
    data = [{**asdict(row), "open_brackets": row.open_brackets} for row in rows]
    screen.data({"text": found.text, "title": found.title, "paragraphs": data})
    screen.say(f"{found.text}: {found.title}\n", "bold")
    for row in rows:
        _say_compiled(process, row)


def _say_compiled(process: Process, row: Compiled) -> None:
    if row.label is None:
        screen.say("On the whole text, or on paragraphs that are gone:")
    else:
        state = STATUS.get(row.status or "", "")
        source = f": {row.source}" if row.source else ""
        screen.say(f"[{row.label}] {row.wording or ''}  ({state}{source})")
    if row.agreed is not None:
        screen.say(f"    as agreed: {row.agreed}")
    for one in row.proposals:
        screen.say(f"    {_proposal(process, one)}")
    screen.say()


def _proposal(process: Process, one: Proposed) -> str:
    name = f"{process.parties[one.party].name}: " if one.party else ""
    became = f" ({one.disposition})" if one.disposition else ""
    return f"#{one.number} {name}{' '.join((one.wording or '').split())}{became}"
