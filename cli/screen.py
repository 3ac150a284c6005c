"""What a command prints: tables and sentences for people, JSON where a program reads."""

import json
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated, Any, TextIO

import typer
from pydantic import BaseModel
from rich.console import Console
from rich.markup import escape
from rich.table import Table

PIPED = 160
"""Characters in a line of a table, where no terminal says."""


class Screen:
    """Standard output for what was asked for, standard error for progress and problems."""

    def __init__(self) -> None:
        self.json = False
        self.cities: Sequence[str] = ()

    @property
    def out(self) -> Console:
        return Console(highlight=False, **_wide(sys.stdout))

    @property
    def err(self) -> Console:
        return Console(stderr=True, highlight=False, **_wide(sys.stderr))

    def when(self, instant: datetime) -> str:
        """Write an instant in the cities of the process that was last looked at; of none, in Geneva and New York."""
        from domain.calendar.show import in_both_cities, show  # noqa: PLC0415 (as below)

        return show(instant, self.cities) if self.cities else in_both_cities(instant)

    @property
    def zone(self) -> str:
        """The zone of the process that was last looked at; of none, that of Geneva."""
        return self.cities[0] if self.cities else "Europe/Zurich"

    def say(self, text: str = "", style: str = "") -> None:
        """Say a sentence to people; a program that reads JSON does not get it."""
        if not self.json:
            self.out.print(escape(text), style=style)

    def progress(self, text: str) -> None:
        self.err.print(escape(text), style="dim")

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        if self.json:
            return
        table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
        for number, column in enumerate(columns):
            table.add_column(column, overflow="fold", no_wrap=number == 0)
        for row in rows:
            table.add_row(*(escape(str(cell)) if cell is not None else "" for cell in row))
        self.out.print(table)

    def data(self, value: Any) -> None:
        """Print a value as JSON, where that was asked for."""
        if self.json:
            print(json.dumps(jsonable(value), ensure_ascii=False, indent=2))


def _wide(stream: TextIO) -> dict[str, Any]:
    """A terminal has its own width; a file or a pipe takes lines as long as they are."""
    return {} if stream.isatty() else {"soft_wrap": True, "width": PIPED}


def jsonable(value: Any) -> Any:
    """Turn models, instants and ids into what JSON knows; instants are UTC with a Z."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, dict):
        return {str(key): jsonable(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [jsonable(one) for one in value]
    if hasattr(value, "astimezone"):
        from domain.model import stamp  # noqa: PLC0415 (commands that print no instants need no domain)

        return stamp(value)
    if value is None or isinstance(value, str | int | bool):
        return value
    return str(value)


screen = Screen()


def _wanted(value: bool) -> bool:
    screen.json = value
    return value


Json = Annotated[
    bool, typer.Option("--json", help="Print JSON, for programs.", callback=_wanted, is_eager=True)
]
