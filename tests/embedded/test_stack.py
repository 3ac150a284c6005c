"""Both servers as one: found from other terminals, lent to a command, gone after it."""

import os
import stat
from pathlib import Path

import psutil
import pytest

from embedded import binary
from embedded.failures import StackFailed
from embedded.stack import Stack
from settings import STACK_FILE, Addresses, addresses_in


@pytest.fixture
def stack(stack_home: Path) -> Stack:
    return Stack(stack_home, environment={})


def test_a_started_stack_is_found_by_its_file_and_gone_after_its_stop(stack: Stack) -> None:
    said: list[str] = []
    addresses = stack.start(said.append)
    assert said == ["Starting the Temporal server ...", "Starting Postgres ..."]
    assert addresses_in(stack.home) == addresses == stack.running()
    assert stat.S_IMODE((stack.home / STACK_FILE).stat().st_mode) == 0o600
    stack.stop()
    assert addresses_in(stack.home) is None
    assert _processes_of(stack) == []


def test_it_starts_again_with_the_same_addresses(stack: Stack) -> None:
    before = stack.start()
    stack.stop()
    assert stack.start() == before


def test_a_killed_server_is_noticed_and_a_second_start_mends_it(stack: Stack) -> None:
    before = stack.start()
    stack.temporal.kill()
    assert stack.running() is None
    assert stack.start() == before == stack.running()


def test_a_lent_stack_that_ran_before_goes_on_running(stack: Stack) -> None:
    stack.start()
    with stack.lent() as addresses:
        assert addresses == stack.running()
    assert stack.running()


def test_a_lent_stack_that_was_started_for_it_is_stopped_even_when_the_command_breaks(
    stack: Stack,
) -> None:
    with pytest.raises(KeyboardInterrupt), stack.lent():
        raise KeyboardInterrupt
    assert stack.running() is None
    assert _processes_of(stack) == []


def test_servers_of_somebody_else_are_used_and_never_started(stack_home: Path) -> None:
    theirs = {"DATABASE_URL": "postgresql://app@far/parley", "TEMPORAL_ADDRESS": "far:7233"}
    stack = Stack(stack_home, environment=theirs)
    assert stack.start() == Addresses(
        database_url=theirs["DATABASE_URL"], temporal_address=theirs["TEMPORAL_ADDRESS"]
    )
    assert stack.running()
    assert _processes_of(stack) == []


def test_the_program_is_taken_from_the_path_before_the_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("path", "cache"):
        program = tmp_path / folder / "temporal"
        program.parent.mkdir()
        program.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    assert binary.temporal_program(cache=tmp_path / "cache") == tmp_path / "path" / "temporal"
    monkeypatch.setenv("PATH", str(tmp_path))
    assert binary.temporal_program(cache=tmp_path / "cache") == tmp_path / "cache" / "temporal"


def test_where_no_program_can_be_had_the_message_says_what_was_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(binary, "_DOWNLOAD", "raise SystemExit('no network')")
    said: list[str] = []
    with pytest.raises(StackFailed) as failure:
        binary.temporal_program(said.append, cache=tmp_path / "cache")
    assert said == ["Downloading the Temporal server (once, about 100 MB) ..."]
    for words in ("no network", "Go is not installed", "set TEMPORAL_ADDRESS"):
        assert words in str(failure.value)


def _processes_of(stack: Stack) -> list[list[str]]:
    """Command lines with this stack's folder in them, our own aside."""
    others = (each for each in psutil.process_iter(["cmdline", "pid"]) if each.pid != os.getpid())
    lines = (each.info["cmdline"] or [] for each in others)
    return [line for line in lines if any(str(stack.home) in word for word in line)]
