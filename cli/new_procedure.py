"""A guided start: a procedure of one's own from a template, by answering a few questions or by options."""

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from cli.files import write_file
from cli.problems import Problem
from cli.running import run
from cli.screen import Json, screen
from cli.steer import span
from domain.calendar.models import UNITS, zone_of
from domain.calendar.refused import UnknownZone
from domain.file.load import load_yaml
from domain.procedure.check.procedure import check
from domain.procedure.read import parse_procedure
from settings import HERE

TEMPLATES = HERE / "procedures" / "templates"

PLACES = {
    "geneva": ("Geneva", "Europe/Zurich"),
    "new-york": ("New York", "America/New_York"),
    "vienna": ("Vienna", "Europe/Vienna"),
    "nairobi": ("Nairobi", "Africa/Nairobi"),
}
"""Places that are known by a short name: their name and zone."""


@dataclass(frozen=True, slots=True)
class Kind:
    """
    :param about: one line for who chooses
    :param members: how those who are asked are called, if nobody says otherwise; `window` likewise
    """

    about: str
    members: str
    window: str


KINDS = {
    "silence": Kind(
        "a text is agreed unless somebody objects before the deadline", "Member", "72 hours"
    ),
    "pledge": Kind(
        "a common text that institutions join by an explicit act", "Institution", "2 weeks"
    ),
    "revision": Kind(
        "rounds of proposed changes, each answered; then silence on the text", "Member", "72 hours"
    ),
    "consultation": Kind(
        "proposals and comments from whoever is consulted, each answered", "Participant", "4 weeks"
    ),
    "ballot": Kind("votes for, against, abstention; two thirds approve", "Member", "4 weeks"),
}

Template = Annotated[
    str | None,
    typer.Option("--template", help=f"{', '.join(KINDS)}. Left out: you are asked."),
]


def new(
    template: Template = None,
    title: Annotated[str | None, typer.Option(help="What the procedure is called.")] = None,
    name: Annotated[
        str | None, typer.Option(help="A short name; left out: made from the title.")
    ] = None,
    venue: Annotated[
        str | None,
        typer.Option(
            help=f"Whose local dates count: {', '.join(PLACES)}, or NAME=ZONE such as Lima=America/Lima."
        ),
    ] = None,
    chair: Annotated[
        str | None, typer.Option(help="What the office is called that steers.")
    ] = None,
    members: Annotated[
        str | None, typer.Option(help="What one of those who are asked is called: Member State.")
    ] = None,
    window: Annotated[
        str | None, typer.Option(help="How long they have: 72 hours, 2 weeks ...")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where to write; left out: the screen.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file.")] = False,
    json: Json = False,
) -> None:
    """
    Begin a procedure of your own from a template: a commented file that passes the check.

    Example: parley procedure new --template silence --title "Silence on the minutes" --members
    "Member State" --window "72 hours" -o minutes.yaml
    """
    run(_new(template, title, name, venue, chair, members, window, output, force))


async def _new(
    template: str | None,
    title: str | None,
    name: str | None,
    venue: str | None,
    chair: str | None,
    members: str | None,
    window: str | None,
    output: Path | None,
    force: bool,
) -> None:
    asks = sys.stdin.isatty() and template is None
    chosen = _kind(template, asks)
    if not force:
        _not_there(output)
    kind = KINDS[chosen]
    title = _answer(asks, title, "What is the procedure called?", chosen.capitalize())
    values = {
        "title": _line(title),
        "name": name or _short(title),
        "chair": _line(_answer(asks, chair, "Which office steers it?", "Chair")),
        "members": _line(
            _answer(asks, members, "What is one of those called who are asked?", kind.members)
        ),
        "window": _window(_answer(asks, window, "How long do they have?", kind.window)),
        **_venue(_answer(asks, venue, "Whose local dates count?", "geneva")),
    }
    text = filled(chosen, values)
    write_file(output, text)
    screen.data({"template": chosen, "file": str(output) if output else None, "procedure": text})
    if output is not None:
        screen.say(f"Next: parley procedure explain {output}")


def _not_there(output: Path | None) -> None:
    """:raises Problem: the file is there already"""
    if output is not None and output.exists():
        raise Problem(f"{output} is there already.", "Say --force to write over it.")


def filled(template: str, values: dict[str, str]) -> str:
    """
    Fill a template in. What comes out passes the check.

    :raises Problem: a value makes rules that do not hold together
    """
    text = (TEMPLATES / f"{template}.yaml").read_text(encoding="utf-8")
    for key, value in values.items():
        text = text.replace(f"<<{key}>>", value)
    wrong = [one for one in check(parse_procedure(text)) if one.level == "error"]
    if wrong:
        raise Problem(f"{wrong[0].wrong}: {wrong[0].why}.", f"{wrong[0].mend}.")
    return text


def _kind(template: str | None, asks: bool) -> str:
    if template is None and asks:
        for key, kind in KINDS.items():
            screen.progress(f"  {key:<14}{kind.about}")
        template = str(typer.prompt("Which template?", default="silence", err=True))
    if template is None:
        raise Problem("No template is named.", f"Say --template: {', '.join(KINDS)}")
    if template not in KINDS:
        raise Problem(f'There is no template "{template}".', f"There are: {', '.join(KINDS)}")
    return template


def _answer(asks: bool, given: str | None, question: str, otherwise: str) -> str:
    if given is not None or not asks:
        return given or otherwise
    return str(typer.prompt(question, default=otherwise, err=True))


def _short(title: str) -> str:
    found = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60]
    return found or "procedure"


def _line(text: str) -> str:
    """Write a text as YAML takes it inside braces: in quotation marks where it needs them."""
    plain = re.fullmatch(r"[A-Za-z][A-Za-z0-9 '()/-]*[A-Za-z0-9)]", text)
    return (
        text
        if plain and load_yaml(f"a: {text}")["a"] == text
        else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    )


def _window(text: str) -> str:
    found = span(text if text.strip().split(" ")[-1] in UNITS else f"{text.strip()}s")
    return f"{{{found.unit}: {found.n}}}"


def _venue(text: str) -> dict[str, str]:
    """:raises Problem: there is no such zone"""
    if text in PLACES:
        title, zone = PLACES[text]
        return {"venue": text, "venue-name": title, "zone": zone}
    title, _, zone = text.partition("=")
    try:
        known = zone_of(zone).key
    except UnknownZone as error:
        raise Problem(
            f'"{text}" is no place that is known here.',
            f"Say one of {', '.join(PLACES)}, or NAME=ZONE: Lima=America/Lima.",
        ) from error
    return {"venue": _short(title), "venue-name": _line(title), "zone": known}
