"""The form of the files that people write, for their editors."""

import json as json_
from pathlib import Path
from typing import Annotated

import typer

from cli.files import write_file
from cli.problems import Problem
from cli.running import run
from cli.screen import Json, screen
from rehearsal.schema import SCHEMAS


def schema(
    kind: Annotated[
        str, typer.Argument(help=f"Of which file: {', '.join(SCHEMAS)}.")
    ] = "procedure",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where to write; left out: the screen.")
    ] = None,
    json: Json = False,
) -> None:
    """
    Write the JSON Schema of a file, with which an editor completes and checks while you write.

    An editor that knows YAML reads it where the first line of a file says
    # yaml-language-server: $schema=procedure.json

    Example: parley procedure schema procedure -o procedure.json
    """
    run(_schema(kind, output))


async def _schema(kind: str, output: Path | None) -> None:
    if kind not in SCHEMAS:
        raise Problem(f'There is no kind of file "{kind}".', f"There are: {', '.join(SCHEMAS)}")
    found = SCHEMAS[kind]()
    if screen.json:
        screen.data(found)
    else:
        write_file(output, text_of(kind))


def text_of(kind: str) -> str:
    """The schema as it stands in a file."""
    return json_.dumps(SCHEMAS[kind](), indent=1, ensure_ascii=False, sort_keys=True) + "\n"
