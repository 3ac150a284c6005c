"""Commands about one thing, under its name: `parley procedure check`, `parley letter write`."""

from collections.abc import Callable
from dataclasses import dataclass

import typer

from cli import (
    actions,
    acts_table,
    dispositions_table,
    letters,
    new_procedure,
    parties_table,
    plan,
    procedure,
    schemas,
    text_list,
    text_views,
)


@dataclass(frozen=True, slots=True)
class Group:
    help: str
    commands: dict[str, Callable[..., None]]


GROUPS: dict[str, Group] = {
    "procedure": Group(
        "Rules of procedure: begin, list, show, check, explain and draw them.",
        {
            "list": procedure.list_,
            "show": procedure.show,
            "check": procedure.check_,
            "explain": procedure.explain,
            "draw": procedure.draw,
            "calendar": plan.calendar,
            "new": new_procedure.new,
            "schema": schemas.schema,
        },
    ),
    "text": Group(
        "Texts: as they stand, compared word by word, and compiled with all proposals.",
        {
            "list": text_list.list_,
            "show": text_views.show,
            "diff": text_views.diff,
            "compilation": text_views.compile_,
        },
    ),
    "letter": Group(
        "Letters: which are owed, how each reads, and the record of its dispatch.",
        {"list": letters.list_, "write": letters.write, "sent": letters.dispatched},
    ),
    "parties": Group(
        "Parties and persons, in from a CSV table and out to one.",
        {"import": parties_table.import_, "export": parties_table.export},
    ),
    "acts": Group(
        "Acts that were received by other means, in from a CSV table.",
        {"import": acts_table.import_},
    ),
    "dispositions": Group(
        "Dispositions of proposed changes, out to a CSV table and in from one.",
        {"export": dispositions_table.export, "import": dispositions_table.import_},
    ),
    "action": Group(
        "Action points: what a meeting left to be done, by whom, until when.",
        {
            "add": actions.add,
            "fix": actions.fix,
            "status": actions.status,
            "list": actions.list_,
        },
    ),
}


def add_to(app: typer.Typer, panel: str) -> None:
    """Add every group to the program."""
    for name, group in GROUPS.items():
        one = typer.Typer(name=name, help=group.help, no_args_is_help=True, rich_markup_mode="rich")
        for word, command in group.commands.items():
            one.command(word)(command)
        app.add_typer(one, name=name, rich_help_panel=panel)
