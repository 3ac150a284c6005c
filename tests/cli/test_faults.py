"""A fault of the program itself: a sentence for the person, the trace in a file for whoever mends it."""

from pathlib import Path

import pytest
import structlog

from cli.problems import Exit
from cli.running import FAULTS, log_warnings_to_stderr, run, told
from tests.stage import plain_logs


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PARLEY_HOME", str(tmp_path))
    return tmp_path


async def broken() -> Exit | None:
    raise ZeroDivisionError("nothing is divided by nothing")


def test_a_fault_is_told_in_a_sentence_and_its_trace_is_kept_in_a_file(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(Exception) as ended:  # noqa: PT011  # typer's own way out
        run(broken())
    assert ended.value.exit_code == Exit.FAULT  # type: ignore[attr-defined]
    out, err = capsys.readouterr()
    assert out == "" and "a fault of Parley itself" in err and "Traceback" not in err
    assert "nothing is divided by nothing" in (home / FAULTS).read_text()


def test_what_the_door_logs_of_a_fault_has_its_trace_in_the_file_too(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log_warnings_to_stderr()
    try:
        raise ZeroDivisionError("a rule that divides")
    except ZeroDivisionError:
        structlog.get_logger("door").exception("a_rule_failed", act="Answer")
    finally:
        plain_logs()
    err = capsys.readouterr().err
    assert "a_rule_failed" in err and "Traceback" not in err and len(err.splitlines()) == 1
    assert "a rule that divides" in (home / FAULTS).read_text()


def test_where_no_file_can_be_written_the_trace_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("PARLEY_HOME", str(tmp_path / "file"))
    assert told(ZeroDivisionError("a last trace")) is Exit.FAULT
    assert "a last trace" in capsys.readouterr().err
