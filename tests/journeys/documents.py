"""What the documents claim that there is: commands with their options, make targets, files, names in the code."""

import re
import shlex
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import typer

from cli.main import app
from tests.journeys.town import ROOT

DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
FENCED = re.compile(r"^```\w*\n(.*?)^```", re.DOTALL | re.MULTILINE)
INLINE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
PATH = re.compile(r"\.?[\w-][\w./-]*(/|\.(py|yaml|yml|md|sql|toml|lock))")
DOTTED = re.compile(r"(?:domain|intake|store|activities|workflows|worker|rehearsal|cli)(?:\.\w+)+")
PLACES = (
    "tests/procedures",
    "tests/cli",
    "tests/domain",
    "tests/procedures/oracles",
    "",
    "docs",
    "domain",
    "domain/step",
    "domain/process",
    "domain/record",
    "tests",
)
"""Where a file may be that a document names by the end of its path."""


def commands(text: str) -> Iterator[str]:
    """Every call of the program, and of make, that a document shows: in its text, and as a line of a block."""
    for block in FENCED.findall(text):
        for line in block.splitlines():
            if line.strip().startswith(("parley ", "make ")):
                yield line.strip()
    for code in INLINE.findall(FENCED.sub("", text)):
        if code.startswith(("parley ", "make ")):
            yield code


def missing(line: str) -> str | None:
    """Say what a call names that there is not; None: all of it is there."""
    program, *words = shlex.split(line, comments=True)
    if program == "make":
        return next((f"make target {word}" for word in words if word not in targets()), None)
    return _missing(typer.main.get_command(app), words)


def _missing(command: Any, words: list[str]) -> str | None:
    while hasattr(command, "commands") and words and not words[0].startswith("-"):
        name, *words = words
        if name not in command.commands:
            return f"command {name}"
        command = command.commands[name]
    known = {option for one in command.params for option in (*one.opts, *one.secondary_opts)}
    for word in words:
        if word.startswith("-") and word.partition("=")[0] not in {*known, "--help"}:
            return f"option {word} of {command.name}"
    return None


def targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def paths(text: str) -> Iterator[str]:
    """Every file or folder that a document names in its running text, or links to."""
    running = FENCED.sub("", text)
    yield from (link for link in LINK.findall(running) if not link.startswith("http"))
    yield from (code for code in INLINE.findall(running) if PATH.fullmatch(code))


def is_there(name: str, document: Path) -> bool:
    """Whether there is such a file: beside the document, or in one of the usual places, or in a room of its table."""
    places = [document.parent, *(ROOT / place for place in PLACES), *rooms()]
    return any((place / name).exists() for place in places)


def rooms() -> list[Path]:
    return [path for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")]


def dotted(text: str) -> Iterator[str]:
    """Every name in the code that a document gives in full."""
    yield from (code for code in INLINE.findall(text) if DOTTED.fullmatch(code.partition("(")[0]))


def is_known(name: str) -> bool:
    """Whether there is such a name in the code."""
    parts = name.partition("(")[0].split(".")
    for end in range(len(parts), 0, -1):
        try:
            found: object = import_module(".".join(parts[:end]))
        except ModuleNotFoundError:
            continue
        for part in parts[end:]:
            found = getattr(found, part, None)
        return found is not None
    return False


def examples() -> Iterator[tuple[str, str]]:
    """Every example that the program's own help gives: the command, and what it says to type."""
    yield from _examples(typer.main.get_command(app), "parley")


def _examples(command: Any, name: str) -> Iterator[tuple[str, str]]:
    for word, inner in getattr(command, "commands", {}).items():
        yield from _examples(inner, f"{name} {word}")
    _, is_, example = " ".join((command.help or "").split()).partition("Example: ")
    if is_:
        yield name, example
