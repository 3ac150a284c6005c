"""How status names a text, and the instant at which a step closed."""

from datetime import UTC, datetime, timedelta

import pytest

from cli import phrases
from cli.status import told
from domain.model import GRACE
from domain.process.commands import StartProcess
from domain.process.state import Process
from tests.domain.asking import MEMBERS, question, with_stage
from tests.domain.play import Play, parties, principals
from tests.domain.test_silence import publish

OPENS = datetime(2022, 2, 21, 9, tzinfo=UTC)
ROUTE = {"held": ["end"], "broken": ["end"], "withdrawn": ["end"]}


def live() -> Play:
    """A silence of three days by the clock of the database."""
    asks = {"kind": "silence_procedure", "questions": {"list": question()}}
    start = StartProcess(
        title="A text",
        procedure=with_stage(ROUTE, asks),
        parties=(*parties("chair", roles=("chair",)), *parties(*MEMBERS, roles=("member",))),
        appointments=principals("chair", *MEMBERS),
        clock="live",
    )
    play = Play(start, OPENS)
    publish(play, "v1")
    play.settle()
    return play


def closed(late: timedelta) -> tuple[Play, str]:
    """Let it close, and the clockwork come by this long after the deadline."""
    play = live()
    closes_at = play.step("only.list").closes_at
    assert closes_at is not None
    play.now = closes_at + late
    play.settle()
    return play, lines(play.state)


def lines(process: Process) -> str:
    return "\n".join(line.plain for line in told(process, process.instant))


def test_a_text_whose_title_is_its_name_is_named_once() -> None:
    play = live()
    assert "text in force: v1\n" in lines(play.state)
    play.state.texts["v1"].title = "Draft of May"
    assert "text in force: v1 (Draft of May)" in lines(play.state)


def test_a_step_closed_at_its_deadline_and_not_when_that_was_recorded() -> None:
    _, said = closed(GRACE + timedelta(seconds=1))
    assert "closed Thu 24 Feb 2022 10:00 Geneva" in said
    assert "recorded" not in said


def test_a_close_that_was_recorded_late_says_both_instants() -> None:
    _, said = closed(timedelta(hours=3))
    assert "closed Thu 24 Feb 2022 10:00 Geneva (04:00 New York)" in said
    assert "recorded Thu 24 Feb 2022 13:00 Geneva" in said


def test_a_twin_that_tells_the_recording_for_the_closing_is_caught(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(phrases, "closed", lambda _, step: f"closed {step.closed_at}")
    with pytest.raises(AssertionError):
        test_a_step_closed_at_its_deadline_and_not_when_that_was_recorded()
