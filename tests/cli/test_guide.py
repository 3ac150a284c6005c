"""The tutorial is typed as it stands: its commands in their order, its file put where it says."""

import os
import re
import shlex
from pathlib import Path

import pytest

from tests.cli.terminal import Terminal, Told

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "guides" / "writing-a-procedure.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(sh|yaml)\n(.*?)```", GUIDE, re.DOTALL)


@pytest.fixture
def typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Told]]:
    """Every command of the guide with what it told."""
    monkeypatch.chdir(tmp_path)
    parley, found = Terminal(None), []
    for kind, block in BLOCKS:
        if kind == "yaml":
            Path("review.yaml").write_text(block, encoding="utf-8")
            continue
        for line in block.splitlines():
            program, *words = shlex.split(line)
            assert program == "parley"
            found.append((line, parley(*words)))
    return found


def told(typed: list[tuple[str, Told]], start: str) -> list[str]:
    return [one.out for line, one in typed if line.startswith(f"parley procedure {start}")]


def test_every_command_of_the_guide_is_understood(typed: list[tuple[str, Told]]) -> None:
    assert len(typed) == len(re.findall(r"^parley ", GUIDE, re.MULTILINE))
    assert Path("review.svg").exists() and os.path.getsize("procedure.json") > 1000  # noqa: PTH202


def test_the_file_of_the_guide_has_nothing_wrong(typed: list[tuple[str, Told]]) -> None:
    assert told(typed, "check") == ["review.yaml: nothing is wrong.\n"]
    page = told(typed, "explain")[-1]
    assert "If “confirm” is more than half" in page or "more than half of “Votes cast”" in page


def test_the_guide_lays_out_both_ways(typed: list[tuple[str, Told]]) -> None:
    first, other = told(typed, "calendar")
    assert "Not on this way: Resolution of the committee" in first
    assert "Not on this way" not in other and "What did the committee decide?" in other


def test_the_guide_names_what_the_format_knows() -> None:
    """The table at its end is made of the words of the format."""
    format_ = (ROOT / "docs" / "procedure-format.md").read_text(encoding="utf-8")
    table = GUIDE.split("## How do I say ...")[1]
    for word in re.findall(r"`([a-z_]{5,}):?", table):
        assert word in format_ or word in ("answered", "track_a"), word
