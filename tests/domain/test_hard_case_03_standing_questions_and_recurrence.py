"""Hard case 3: questions that stay open, are read without closing, and are asked again until an event."""

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from domain.procedure.explain.page import explain
from domain.procedure.models import Procedure
from domain.procedure.window import Window
from domain.process.agenda import first_due
from domain.process.commands import EndProcess
from domain.process.verify import verify
from domain.step import clockwork
from domain.step.events import StepRead
from tests.domain.asking import question, says, started, with_stage
from tests.domain.forgery import stored
from tests.domain.play import Play

STATUS: dict[str, Any] = {
    "title": "How far is it?",
    "about": "finding",
    "answers": {
        "status": {
            "title": "Status",
            "each": "one",
            "needs": ["choice"],
            "choices": ["planning", "in_progress"],
        },
        "fulfilled": {"title": "Fulfilled", "each": "one", "effect": "ends"},
    },
    "silence_means": "not_counted",
    "if_the_text_changes": "stand",
    "adds_up_to": [{"permits": ["reported"]}],
    "text_agreed_by": [],
}
HALF_A_YEAR = {"standing": True, "recurs": {"every": {"months": 6}}}


def on(year: int, month: int, day: int = 21, hour: int = 9) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


def of(window: dict[str, Any] = HALF_A_YEAR) -> Procedure:
    stage = {
        "kind": "status_updates",
        "questions": {"list": question(**STATUS | {"window": window})},
    }
    return with_stage({"reported": ["end"]}, stage, dates={"review": {"title": "Review"}})


def put(window: dict[str, Any] = HALF_A_YEAR) -> Play:
    return started(of(window), dates={"review": on(2023, 9)})


def readings(play: Play) -> list[tuple[datetime, tuple[str, ...]]]:
    read = [one.event for one in play.history if isinstance(one.event, StepRead)]
    return [(one.due_at, one.stale) for one in read]


def reports(play: Play, party: str, at: datetime, choice: str = "planning") -> None:
    play.until(at)
    assert says(play, "only.list", "status", party, choice=choice).refused is None


def test_it_is_asked_again_every_six_months_and_who_is_silent_is_on_the_stale_list() -> None:
    play = put()
    for party in ("a", "b", "c"):
        reports(play, party, on(2022, 3))
    reports(play, "a", on(2022, 9), "in_progress")
    play.until(on(2023, 3))
    assert readings(play) == [
        (datetime(2022, 8, 21, 8, tzinfo=UTC), ("d",)),
        (on(2023, 2), ("b", "c", "d")),
    ]
    assert play.step("only.list").is_open
    assert verify(stored(play.history)).clean


def test_an_old_answer_still_stands_in_the_roster_though_it_is_stale() -> None:
    play = put()
    reports(play, "b", on(2022, 3))
    play.until(on(2023, 3))
    last = play.step("only.list").readings[-1]
    assert last.roster == {"status": ("b",)}
    assert "b" in last.stale


def test_it_is_asked_again_until_the_date_that_was_named() -> None:
    until = {"every": {"months": 6}, "until": {"date": "review"}}
    play = put({"standing": True, "recurs": until})
    play.until(on(2026, 1))
    assert [at.year * 100 + at.month for at, _ in readings(play)] == [202208, 202302, 202308]
    assert first_due(play.state) is None


def test_it_is_asked_again_until_somebody_says_that_it_is_done() -> None:
    play = put()
    play.until(on(2022, 10))
    assert says(play, "only.list", "fulfilled", "a").refused is None
    play.until(on(2026, 1))
    assert len(readings(play)) == 1
    assert play.step("only.list").outcome == "reported"


def test_it_is_asked_again_until_the_process_ends() -> None:
    play = put()
    play.until(on(2022, 10))
    assert play.send(EndProcess(grounds="Enough."), "chair-principal").refused is None
    play.settle()
    play.until(on(2026, 1))
    assert len(readings(play)) == 1


def test_the_last_day_of_a_month_recurs_on_the_last_days_of_shorter_ones() -> None:
    """Each time is counted from the opening, not from the time before: 31 August, 28 February, 31 August."""
    play = put({"opens": {"at": "2022-08-31T12:00:00Z"}, **HALF_A_YEAR})
    play.until(on(2024, 1))
    assert [(at.month, at.day) for at, _ in readings(play)] == [(2, 28), (8, 31)]


def test_a_standing_question_is_read_without_closing_and_takes_answers_after_it() -> None:
    window = {"standing": True, "read_at": [{"date": "review"}]}
    stage = {
        "kind": "status_updates",
        "questions": {"list": question(**STATUS | {"window": window})},
    }
    rules = with_stage(
        {"reported": ["end"], "read": ["end"]}, stage, dates={"review": {"title": "Review"}}
    )
    play = started(rules, dates={"review": on(2022, 5, 16)})
    reports(play, "a", on(2022, 5, 15))
    reports(play, "b", on(2022, 5, 30))
    [reading] = play.step("only.list").readings
    assert reading.roster == {"status": ("a",)}
    assert play.step("only.list").roster() == {"status": ("a", "b")}
    assert readings(play)[0][1] == (), "a reading that is no recurrence makes no stale list"


def test_only_what_stands_can_recur_and_only_forwards() -> None:
    for wrong in (
        {"lasts": {"days": 3}, "recurs": {"every": {"months": 6}}},
        {"standing": True, "recurs": {"every": {"months": 0}}},
    ):
        with pytest.raises(ValidationError):
            Window.model_validate(wrong)


def test_the_page_says_that_it_recurs() -> None:
    lines = [line for passage in explain(of()) for line in passage.lines]
    assert [one for one in lines if "asked again every 6 months" in one and "stale list" in one]


def test_a_stale_list_of_those_who_never_answered_alone_is_caught(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def never(process: Any, step: Any, at: Any) -> tuple[str, ...]:
        return tuple(sorted(p for p in process.asked(step) if not step.has_answered(p)))

    monkeypatch.setattr(clockwork, "stale", never)
    with pytest.raises(AssertionError):
        test_it_is_asked_again_every_six_months_and_who_is_silent_is_on_the_stale_list()
