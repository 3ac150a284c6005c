"""Help: every command says what it does and shows an example that is one."""

import shlex
from typing import Any

import pytest
import typer

from cli.groups import GROUPS
from cli.main import app

ROOT: Any = typer.main.get_command(app)


def commands(group: Any, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    inner = getattr(group, "commands", None)
    if inner is None:
        return [path]
    return [one for name, sub in inner.items() for one in commands(sub, (*path, name))]


def command(path: tuple[str, ...]) -> Any:
    found = ROOT
    for name in path:
        found = found.commands[name]
    return found


WITH_EXAMPLE = [path for path in commands(ROOT) if "Example:" in (command(path).help or "")]


@pytest.mark.parametrize("path", WITH_EXAMPLE, ids=" ".join)
def test_the_example_of_a_command_is_understood_by_it(path: tuple[str, ...]) -> None:
    """Options that do not exist, or are missing, would be caught here."""
    text = " ".join((command(path).help or "").partition("Example:")[2].split())
    program, *words = shlex.split(text)
    assert program == "parley" and tuple(words[: len(path)]) == path
    given = words[len(path) :]
    command(path).make_context(" ".join(path), given)


def test_every_command_about_one_thing_has_an_example() -> None:
    paths = {(name, word) for name, group in GROUPS.items() for word in group.commands}
    assert paths <= set(WITH_EXAMPLE)


def test_an_example_with_an_unknown_option_is_caught() -> None:
    with pytest.raises(Exception, match="No such option"):
        command(("letter", "list")).make_context("list", ["A process", "--nonsense"])
