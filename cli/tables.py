"""
Tables as CSV files: read with line and column of everything that is wrong, written so that no cell is a formula.

A spreadsheet takes a cell that begins with = + - @ for a formula; such cells go out with an apostrophe in front, and
it is taken off again when they come in.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cli.acting import read_file
from domain.model import clean
from rehearsal.troubles import NotPlayable, Trouble

LARGEST = 8_000_000
"""Bytes of a file at the most."""

MOST_ROWS = 50_000
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Row:
    """:param line: where it begins in the file; :param cells: the cells that are not empty, by column"""

    file: str
    line: int
    cells: Mapping[str, str]

    def get(self, column: str) -> str | None:
        return self.cells.get(column)

    def wrong(self, column: str, reason: str) -> Trouble:
        where = f"column {column}" if column else ""
        return Trouble(file=self.file, line=self.line, where=where, reason=reason)


def read_table(path: Path, needed: Sequence[str], optional: Sequence[str] = ()) -> list[Row]:
    """
    Read a table whose first line names its columns; commas or semicolons stand between cells.

    :param needed: columns that must be there; whether each cell may be empty is for who reads the rows
    :raises Problem: the file cannot be read, or is too large
    :raises NotPlayable: with line and column of everything that is wrong
    """
    text = read_file(path, LARGEST).removeprefix("\ufeff")
    separator = _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        _columns(path, header, needed, optional)
        rows = _rows(path, header, reader)
    except csv.Error as error:
        raise _wrong(path, reader.line_num, str(error)) from error
    if not rows:
        raise _wrong(path, 1, "the table has no row")
    return rows


def _separator(text: str) -> str:
    first = text.partition("\n")[0]
    return ";" if ";" in first and "," not in first else ","


def _wrong(path: Path, line: int, reason: str) -> NotPlayable:
    return NotPlayable([Trouble(file=path.name, line=line, reason=reason)])


def _columns(path: Path, header: list[str], needed: Sequence[str], optional: Sequence[str]) -> None:
    known = ", ".join([*needed, *optional])
    found: list[Trouble] = []
    for number, name in enumerate(header):
        if name not in needed and name not in optional:
            reason = f'there is no column "{printable(name)}"; known are: {known}'
            found.append(Trouble(file=path.name, line=1, reason=reason))
        elif name in header[:number]:
            found.append(
                Trouble(file=path.name, line=1, reason=f"the column {name} is there twice")
            )
    found += [
        Trouble(file=path.name, line=1, reason=f"the column {name} is missing")
        for name in needed
        if name not in header
    ]
    if found:
        raise NotPlayable(found)


def printable(text: str, most: int = 60) -> str:
    """A text as it can be shown in a sentence."""
    return (
        text[:most].encode("unicode_escape").decode("ascii")
        if not text.isprintable()
        else text[:most]
    )


def _rows(path: Path, header: list[str], reader: Iterable[list[str]]) -> list[Row]:
    rows: list[Row] = []
    found: list[Trouble] = []
    line = 2
    for cells in reader:
        row = Row(path.name, line, _cells(header, cells))
        line = int(getattr(reader, "line_num", line)) + 1
        if not any(cell.strip() for cell in cells):
            continue
        found += _troubles(row, len(header), len(cells))
        rows.append(row)
        if len(rows) > MOST_ROWS:
            raise _wrong(path, row.line, f"a table has at most {MOST_ROWS} rows")
    if found:
        raise NotPlayable(found)
    return rows


def _cells(header: list[str], cells: list[str]) -> dict[str, str]:
    named = {name: shielded_out(cell.strip()) for name, cell in zip(header, cells, strict=False)}
    return {name: cell for name, cell in named.items() if cell}


def _troubles(row: Row, columns: int, cells: int) -> list[Trouble]:
    found = []
    if cells > columns:
        found.append(row.wrong("", f"{cells} cells, and the table has {columns} columns"))
    for column, cell in row.cells.items():
        try:
            clean(cell.replace("\r\n", "\n"))
        except ValueError as error:
            found.append(row.wrong(column, str(error)))
    return found


def shielded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.lstrip("'").startswith(FORMULA) else cell


def shielded_out(cell: str) -> str:
    """The cell as it was before it was shielded."""
    inner = cell[1:]
    return inner if cell.startswith("'") and inner.lstrip("'").startswith(FORMULA) else cell


def table(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> str:
    """Write a table as CSV text; an empty cell is nothing."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        cells = [row.get(column) for column in columns]
        writer.writerow(["" if cell is None else shielded(str(cell)) for cell in cells])
    return out.getvalue()
