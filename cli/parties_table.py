"""Parties and persons, in from a table and out to one."""

import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from ruamel.yaml import YAML

from cli.acting import ProcessName
from cli.answer_fields import labels
from cli.desk import Desk, desk
from cli.files import write_file
from cli.problems import Exit
from cli.running import run
from cli.screen import Json, screen
from cli.tables import Row, read_table, table
from domain.model import stamp
from domain.participation.commands import Appointment
from domain.process.state import Process
from rehearsal.parties import PartyEntry, wrong_parties
from rehearsal.troubles import NotPlayable, Trouble
from store import people

NEEDED = ("party",)
OPTIONAL = (
    "name", "roles", "person", "person_name", "email", "capacity", "person_roles", "from", "until",
    "weights",
)  # fmt: skip
COLUMNS = (*NEEDED, *OPTIONAL)
FIELDS = {"name": "person_name", "roles": "person_roles"}
"""Columns of a person whose fields are called otherwise in the file of parties."""


@dataclass(slots=True)
class Collected:
    """One party as its rows tell it; :param rows: the first, then one for each person"""

    first: Row
    persons: list[tuple[Row, dict[str, Any]]] = field(default_factory=list)


def import_(
    file: Annotated[
        Path, typer.Argument(help="A CSV file, its first line the names of the columns.")
    ],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where to write; left out: the screen.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what the table holds; write nothing.")
    ] = False,
    json: Json = False,
) -> None:
    """
    Make a file of parties from a table with one row for each person.

    Columns: party, name, roles (apart by commas), person, person_name, email, capacity, person_roles, from, until,
    weights (population=1000, apart by commas). Name, roles and weights of a party need to be said once.

    Example: parley parties import parties.csv -o parties.yaml --dry-run
    """
    run(_import(file, output, dry_run))


async def _import(file: Path, output: Path | None, dry_run: bool) -> Exit:
    parties = parties_of(file, read_table(file, NEEDED, OPTIONAL))
    persons = sum(len(one["persons"]) for one in parties)
    text = as_yaml(file, parties)
    screen.data({"dry_run": dry_run, "parties": parties, "persons": persons})
    screen.say(f"{len(parties)} parties, {persons} persons.")
    if dry_run:
        screen.say("This was a dry run: nothing was written.")
    elif output is not None or not screen.json:
        write_file(output, text)
    return Exit.DONE


def parties_of(file: Path, rows: list[Row]) -> list[dict[str, Any]]:
    """
    Collect the parties of a table, as the file of parties has them.

    :raises NotPlayable: with line and column of everything that is wrong
    """
    wrong: list[Trouble] = []
    collected = _collect(rows, wrong)
    entries: list[PartyEntry] = []
    for one in collected.values():
        data = _party(one)
        try:
            entries.append(PartyEntry.model_validate(data))
        except ValidationError as error:
            wrong += _complaints(one, error)
    if not wrong:
        wrong += _together(collected, entries)
    if wrong:
        raise NotPlayable(sorted(wrong, key=lambda trouble: trouble.line))
    return [_party(one) for one in collected.values()]


def _collect(rows: list[Row], wrong: list[Trouble]) -> dict[str, Collected]:
    found: dict[str, Collected] = {}
    for row in rows:
        key = row.get("party")
        if key is None:
            wrong.append(row.wrong("party", "this is needed and is not given"))
            continue
        one = found.setdefault(key, Collected(row))
        for column in ("name", "roles", "weights"):
            if row.get(column) not in (None, one.first.get(column)):
                said = one.first.get(column) or "nothing"
                wrong.append(row.wrong(column, f"line {one.first.line} says {said} for {key}"))
        if _person(row):
            one.persons.append((row, _person(row)))
    return found


def _person(row: Row) -> dict[str, Any]:
    """The person of a row; nothing where the row has none."""
    named = {"person": "person", "name": "person_name", "email": "email", "capacity": "capacity",
             "from": "from", "until": "until"}  # fmt: skip
    found: dict[str, Any] = {
        key: row.cells[column] for key, column in named.items() if column in row.cells
    }
    if "person_roles" in row.cells:
        found["roles"] = list(labels([row.cells["person_roles"]]))
    return found


def _party(one: Collected) -> dict[str, Any]:
    row = one.first
    found: dict[str, Any] = {"party": row.cells["party"]}
    if "name" in row.cells:
        found["name"] = row.cells["name"]
    if "roles" in row.cells:
        found["roles"] = list(labels([row.cells["roles"]]))
    if "weights" in row.cells:
        found["weights"] = _weights(row.cells["weights"])
    return {**found, "persons": [person for _, person in one.persons]}


def _weights(cell: str) -> dict[str, Any]:
    """Read population=1000, tonnage=12; what is no whole number is left as it is, and complained of."""
    apart = [one.partition("=") for one in labels([cell])]
    return {name: int(n) if n.isdecimal() and n.isascii() else n for name, _, n in apart}


def _complaints(one: Collected, error: ValidationError) -> Iterable[Trouble]:
    for said in error.errors():
        loc = said["loc"]
        message = "this is needed and is not given" if said["type"] == "missing" else said["msg"]
        row, column = _place(one, loc)
        yield row.wrong(column, message.removeprefix("Value error, "))


def _place(one: Collected, loc: tuple[int | str, ...]) -> tuple[Row, str]:
    """The row and the column of a place in the file of parties."""
    if len(loc) > 1 and loc[0] == "persons" and isinstance(loc[1], int):
        column = str(loc[2]) if len(loc) > 2 else "person"  # noqa: PLR2004
        return one.persons[loc[1]][0], FIELDS.get(column, column)
    return one.first, str(loc[0])


def _together(collected: dict[str, Collected], entries: list[PartyEntry]) -> Iterable[Trouble]:
    ordered = list(collected.values())
    for place, mistake in wrong_parties(entries):
        row, column = _place(ordered[int(place[1])], place[2:])
        yield row.wrong(column, mistake.wrong)


def as_yaml(file: Path, parties: list[dict[str, Any]]) -> str:
    """Write the file of parties."""
    yaml = YAML()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 120
    out = io.StringIO()
    yaml.dump({"parties": parties}, out)
    return f"# Parties, from {file.name}.\n{out.getvalue()}"


def export(
    process: ProcessName,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where to write; left out: the screen.")
    ] = None,
    json: Json = False,
) -> None:
    """
    Write the parties of a process, and who acts for them, to a table.

    Example: parley parties export "UN-system pledge" -o parties.csv
    """
    run(_export(process, output))


async def _export(name: str, output: Path | None) -> None:
    async with desk() as at:
        process, _ = await at.process(name)
        rows = await rows_of(at, process)
    screen.data(rows)
    if output is not None or not screen.json:
        write_file(output, table(COLUMNS, rows))


async def rows_of(at: Desk, process: Process) -> list[dict[str, object]]:
    """One row for each appointment; a party that nobody acts for has a row without a person."""
    persons = await people.by_ids(at.store, set(process.appointments))
    rows: list[dict[str, object]] = []
    for key, party in process.parties.items():
        head: dict[str, object] = {
            "party": key,
            "name": party.name,
            "roles": ", ".join(party.roles),
            "weights": ", ".join(f"{name}={n}" for name, n in party.weights.items()),
        }
        mine = [
            (person, one)
            for person, found in process.appointments.items()
            for one in found
            if one.party == key
        ]
        rows += [{**head, **_appointment(person, one, persons.get(person))} for person, one in mine]
        rows += [] if mine else [head]
    return rows


def _appointment(person: str, one: Appointment, known: people.Person | None) -> dict[str, object]:
    return {
        "person": known.handle if known else person,
        "person_name": known.name if known else None,
        "email": known.email if known else None,
        "capacity": one.capacity,
        "person_roles": ", ".join(one.roles),
        "from": stamp(one.valid_from) if one.valid_from else None,
        "until": stamp(one.valid_until) if one.valid_until else None,
    }
