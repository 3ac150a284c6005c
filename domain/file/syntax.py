"""
What is wrong with the YAML itself, in words for a person who writes a file and does not know the words of its reader.

The reader says where it could not go on; the fault is there, or on the line above. What people do wrong is known:
tabs, colons and marks in a value without quotation marks, lines that do not stand under each other, what is opened
and never closed, a name given twice.
"""

import re
from collections.abc import Iterator

from ruamel.yaml.error import MarkedYAMLError

from domain.file.complaint import Complaint

Fault = tuple[int, int | None, str, str, str]
"""Line, column, what is wrong, why it matters, how to mend it."""

CUT_OFF = "nothing after it can be read"
DEPTH = "how far in a line stands says what it belongs to"
UNQUOTED = re.compile(r"^(?P<head>[\s-]*(?:[\w./-]+\s*:\s+))?(?P<value>[^\"'\[{#|>].*)$")
OPENS = {"[": "]", "{": "}"}


def broken_off(text: str, error: MarkedYAMLError) -> Complaint:
    """Say what a person wrote at the place where reading broke off."""
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    lines = text.splitlines() or [""]
    problem = " ".join(str(error.problem or error.context).split())
    begun = error.context_mark.line + 1 if error.context_mark else line
    found = next(_faults(lines, line, column, begun, problem), None)
    at, col, wrong, why, mend = found or _unknown(line, column, problem)
    return Complaint(line=at, column=col, reason=wrong, why=why, mend=mend)


def _faults(lines: list[str], line: int, column: int, begun: int, problem: str) -> Iterator[Fault]:
    """Every known fault that fits, the surest first."""
    yield from _given_twice(line, column, begun, problem)
    yield from _tab(lines, line)
    yield from _second_document(line, problem)
    yield from _never_closed(lines, line, begun, problem)
    yield from _no_space(lines, line, begun)
    yield from _special(lines, line, problem)
    yield from _strange_space(lines, line)
    yield from _too_far_in(lines, line, problem)
    yield from _colon_inside(lines, line)
    yield from _not_under(lines, line, begun, problem)


def _unknown(line: int, column: int, problem: str) -> Fault:
    wrong = f"the file cannot be read from here on ({problem})"
    mend = "look at this line and the one above: spaces at the beginning, colons, brackets, quotation marks"
    return line, column, wrong, CUT_OFF, mend


def _at(lines: list[str], line: int) -> str:
    return lines[line - 1] if 0 < line <= len(lines) else ""


def _above(lines: list[str], line: int) -> int:
    """The nearest line above that says something; 0: there is none."""
    rest = range(min(line - 1, len(lines)), 0, -1)
    return next((n for n in rest if _at(lines, n).strip() and _at(lines, n).strip()[0] != "#"), 0)


def _given_twice(line: int, column: int, begun: int, problem: str) -> Iterator[Fault]:
    twice = re.search('found duplicate key "([^"]*)"', problem)
    if twice:
        yield (
            line,
            column,
            f"`{twice[1]}` is there twice in the same place",
            "one of the two would be passed over, and nobody could say which",
            f"keep one of them; what they stand in begins on line {begun}",
        )


def _tab(lines: list[str], line: int) -> Iterator[Fault]:
    for number in (line, _above(lines, line)):
        place = re.match(r"[ -]*\t|[^#\"']*:\t", _at(lines, number))
        if place:
            yield (
                number,
                place.end(),
                "there is a tab character where only spaces may stand",
                f"{DEPTH}, and a tab is as wide as each editor likes",
                "put spaces in its place, two for each level",
            )


def _second_document(line: int, problem: str) -> Iterator[Fault]:
    if "another document" in problem:
        yield (
            line,
            None,
            "a second document begins here (`---`)",
            "a file holds one",
            "put what follows into a file of its own",
        )


def _never_closed(lines: list[str], line: int, begun: int, problem: str) -> Iterator[Fault]:
    text = _at(lines, begun)
    if "end of stream" in problem and re.search("[\"']", text):
        column = max(text.rfind('"'), text.rfind("'")) + 1
        yield (
            begun,
            column,
            "the quotation mark that opens here is never closed",
            "everything down to the end of the file is read as one value",
            "close it at the end of the value, on the same line",
        )
    wanted = re.search(r"expected ',' or '([\]}])'", problem)
    if wanted:
        opening = {close: open_ for open_, close in OPENS.items()}[wanted[1]]
        yield (
            begun,
            text.rfind(opening) + 1 or None,
            f"the bracket `{opening}` is opened here, and on line {line} `{wanted[1]}` or a comma is missing",
            CUT_OFF,
            f"close it with `{wanted[1]}`, or put a comma between two values",
        )


def _no_space(lines: list[str], line: int, begun: int) -> Iterator[Fault]:
    for number in dict.fromkeys((line, begun, _above(lines, line), _above(lines, begun))):
        name = re.match(r"^[\s-]*([\w-]+):([^\s:/].*)$", _at(lines, number))
        if name:
            yield (
                number,
                None,
                f"a space is missing after the colon of `{name[1]}`",
                f"without it the whole is one word: `{name[1]}:{name[2][:20]}`",
                f"write `{name[1]}: {name[2][:60]}`",
            )


def _special(lines: list[str], line: int, problem: str) -> Iterator[Fault]:
    """A value that begins with a sign that YAML keeps for itself."""
    begins = re.match(r"^([\s-]*(?:[\w.-]+\s*:\s+)?)([@%`&*!])(.*)$", _at(lines, line))
    told = ("token", "alias", "alphabetic", "tag", "scanning")
    if begins and any(one in problem for one in told):
        value = f"{begins[2]}{begins[3]}".strip()
        yield (
            line,
            len(begins[1]) + 1,
            f"a value cannot begin with `{begins[2]}`",
            "YAML keeps that sign for itself",
            f'write it in quotation marks: "{value[:60]}"',
        )


def _strange_space(lines: list[str], line: int) -> Iterator[Fault]:
    for number in (line, _above(lines, line)):
        strange = re.match("[ -]*([\u00a0\u2000-\u200f\u202f\u3000\ufeff])", _at(lines, number))
        if strange and number:
            yield (
                number,
                strange.end(),
                "this line begins with spaces that are none, as word processors write them",
                f"{DEPTH}, and only plain spaces count",
                "delete them and type plain spaces",
            )


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" "))


def _starts(text: str) -> int:
    """Where the name stands, behind the dash of a list as well."""
    return len(text) - len(text.lstrip(" -"))


def _too_far_in(lines: list[str], line: int, problem: str) -> Iterator[Fault]:
    above = _above(lines, line)
    whole = re.match(r"^[\s-]*[\w.-]+\s*:\s+[^\s#>|&*].*$", _at(lines, above))
    if (
        "not allowed here" in problem
        and whole
        and _indent(_at(lines, line)) > _starts(_at(lines, above))
    ):
        yield (
            line,
            _indent(_at(lines, line)) + 1,
            f"this line stands further in than the one above it (line {above}), which has its value already",
            DEPTH,
            f"begin it under the name above: with {_starts(_at(lines, above))} spaces",
        )


def _colon_inside(lines: list[str], line: int) -> Iterator[Fault]:
    for number in dict.fromkeys((line, _above(lines, line))):
        parts = UNQUOTED.match(_at(lines, number))
        inside = re.search(r":(\s|$)", parts["value"]) if parts and parts["head"] else None
        if parts and inside:
            value = parts["value"].strip()
            yield (
                number,
                len(parts["head"]) + inside.start() + 1,
                "there is a colon inside a value that has no quotation marks",
                "it is read as another name with a value of its own",
                f'write the value in quotation marks: "{value[:60]}"',
            )


def _not_under(lines: list[str], line: int, begun: int, problem: str) -> Iterator[Fault]:
    if not any(
        one in problem
        for one in ("block end", "':'", "not allowed here", "block mapping", "block collection")
    ):
        return
    above = _above(lines, line)
    here = _indent(_at(lines, line))
    begun = above if _starts(_at(lines, above)) != here else begun
    first = _starts(_at(lines, begun))
    if here != first:
        yield (
            line,
            here + 1,
            f"this line begins with {_spaces(here)}, what it could belong to (line {begun}) with {_spaces(first)}",
            DEPTH,
            "let names of one level begin under each other, and each level two spaces further in",
        )
    elif not re.match(r"^[\s-]*[^:]+:(\s|$)", _at(lines, line)):
        yield (
            line,
            None,
            "this line is no name with a value, and no point of a list",
            CUT_OFF,
            "write `name: value`, or `- value` in a list",
        )


def _spaces(n: int) -> str:
    return {0: "no space", 1: "1 space"}.get(n, f"{n} spaces")
