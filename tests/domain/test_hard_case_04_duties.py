"""Hard case 4: a duty that nobody does reminds, escalates, and comes to the outcome that its procedure names."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain.procedure.check.procedure import check
from domain.procedure.explain.page import explain
from domain.procedure.models import Procedure
from domain.process.agenda import agenda
from domain.process.verify import verify
from domain.step import clockwork
from domain.step.commands import Judge
from domain.step.events import RemindersSent
from tests.domain.asking import question, says, started, with_stage
from tests.domain.forgery import stored
from tests.domain.play import Play

NEW_YORK = ZoneInfo("America/New_York")
MEETING = datetime(2022, 3, 1, 10, tzinfo=NEW_YORK)
DUTY: dict[str, Any] = {
    "title": "What does the chair find?",
    "about": "finding",
    "asks": ["chair"],
    "answers": {
        "finding": {
            "title": "Finding",
            "each": "one",
            "needs": ["choice"],
            "choices": ["met", "not_met"],
        }
    },
    "silence_means": "overdue",
    "if_the_text_changes": "stand",
    "escalates_to": "desk",
    "adds_up_to": [{"permits": ["chosen"]}],
    "text_agreed_by": [],
}
EVERY = {"every": {"days": 1}, "at_most": 2}


def at(day: int, hour: int = 10, month: int = 3) -> datetime:
    return datetime(2022, month, day, hour, tzinfo=NEW_YORK)


def of(**values: Any) -> Procedure:
    rule = question(**DUTY | {"window": {"on": "answered", "due": {"date": "meeting"}}} | values)
    then = {"met": ["end"], "not_met": ["end"]}
    then |= {values["defaults_to"]: ["end"]} if values.get("defaults_to") else {}
    stage = {"kind": "single_question", "questions": {"list": rule}}
    return with_stage(then, stage, dates={"meeting": {"title": "The meeting"}})


def put(**values: Any) -> Play:
    return started(of(**values), dates={"meeting": MEETING})


def reminders(play: Play) -> list[tuple[datetime, str | None]]:
    sent = [one.event for one in play.history if isinstance(one.event, RemindersSent)]
    return [(one.due_at, one.escalated_to) for one in sent]


def test_nobody_does_it_and_the_process_comes_to_the_outcome_that_was_named() -> None:
    play = put(remind={"before": [{"days": 1}], **EVERY}, defaults_to="not_met")
    assert play.step("only.list").due_at == MEETING
    play.until(at(3, 23))
    assert play.step("only.list").is_open, "it is overdue, and open"
    play.until(at(4))
    assert play.step("only.list").outcome == "not_met"
    assert play.state.status == "ended"
    assert reminders(play) == [
        (at(28, month=2), None),
        (at(2), None),
        (at(3), None),
        (at(4), "desk"),
    ]
    assert verify(stored(play.history)).clean


def test_a_default_can_be_an_outcome_that_nobody_can_choose() -> None:
    play = put(defaults_to="nobody_said")
    play.until(MEETING)
    assert play.step("only.list").outcome == "nobody_said"


def test_who_does_it_late_has_done_it_as_long_as_the_default_has_not_taken_effect() -> None:
    play = put(remind=EVERY, defaults_to="not_met")
    play.until(at(3, 23))
    assert says(play, "only.list", "finding", "chair", choice="met").refused is None
    play.until(at(9))
    assert play.step("only.list").outcome == "met"


def test_without_a_default_it_escalates_and_the_process_waits() -> None:
    play = put(remind=EVERY)
    play.until(at(30))
    assert play.step("only.list").is_open
    assert reminders(play)[-1] == (at(3), "desk")
    assert agenda(play.state) == []


def test_a_duty_may_be_due_some_time_after_it_is_put() -> None:
    window = {"on": "answered", "due_within": {"days": 3}}
    play = put(window=window, remind={"before": [{"hours": 24}]})
    one = play.step("only.list")
    assert one.due_at == datetime(2022, 2, 24, 4, tzinfo=NEW_YORK)
    play.until(at(24, month=2))
    assert reminders(play) == [(datetime(2022, 2, 23, 4, tzinfo=NEW_YORK), "desk")]


def test_a_date_that_is_past_when_the_duty_is_put_does_not_end_it_at_once() -> None:
    window = {"on": "answered", "due": {"at": "2022-01-01T10:00:00Z"}}
    play = put(window=window, remind=EVERY, defaults_to="not_met")
    assert play.step("only.list").is_open
    play.until(at(24, month=2))
    assert play.step("only.list").outcome == "not_met"


def test_a_default_whose_date_was_past_when_the_duty_was_put_takes_effect_at_once() -> None:
    """Nobody is reminded, so there is no later instant at which it could."""
    window = {"on": "answered", "due": {"at": "2022-01-01T10:00:00Z"}}
    play = put(window=window, defaults_to="not_met")
    assert (play.step("only.list").outcome, play.state.status) == ("not_met", "ended")
    assert reminders(play) == [(play.step("only.list").opens_at, "desk")]
    assert verify(stored(play.history)).clean


def wrong(rules: Procedure, **values: Any) -> list[str]:
    [stage] = rules.roadmap
    rule = stage.questions["list"].model_copy(update=values)
    changed = stage.model_copy(update={"questions": {"list": rule}})
    return [one.wrong for one in check(rules.model_copy(update={"roadmap": (changed,)}))]


def test_the_check_warns_of_a_duty_for_which_a_process_can_wait_for_ever() -> None:
    assert "this duty escalates to nobody" in wrong(of(), escalates_to=None)
    assert wrong(of()) == []
    assert wrong(of(defaults_to="not_met"), escalates_to=None) == []


def test_the_check_finds_a_default_of_what_is_no_duty_or_that_never_takes_effect() -> None:
    found = wrong(of(defaults_to="not_met"), silence_means="no_comment")
    assert [one for one in found if "is no duty" in one]
    endless = of().stage("only").questions["list"].window.model_copy(update={"due": None})
    found = wrong(of(defaults_to="not_met"), window=endless)
    assert "nothing says when the default takes effect" in found


def test_the_page_says_when_it_is_due_and_what_becomes_of_it() -> None:
    rules = of(remind=EVERY, defaults_to="not_met")
    lines = [line for passage in explain(rules) for line in passage.lines]
    assert "It closes with the answer. It is due at the date “The meeting”." in lines
    assert (
        "If it is still not done one interval after the last reminder: “not met”. Then: the process ends."
        in lines
    )


# What is owed once a question has closed: a judgement, a confirmation.

JUDGED: dict[str, Any] = {
    "about": "finding",
    "adds_up_to": [{"permits": ["met", "not_met"]}],
    "silence_means": "not_counted",
    "text_agreed_by": [],
    "decided_by": "chair",
    "remind": EVERY,
    "escalates_to": "desk",
}
CLOSED = datetime(2022, 2, 24, 4, tzinfo=NEW_YORK)


def judged(**values: Any) -> Play:
    outcomes = ["met", "not_met", values.get("defaults_to", "met")]
    stage = {"kind": "single_question", "questions": {"list": question(**JUDGED | values)}}
    play = started(with_stage({key: ["end"] for key in outcomes}, stage))
    play.until(CLOSED)
    return play


def days_after_the_close(*days: int) -> list[datetime]:
    return [CLOSED + timedelta(days=n) for n in days]


def test_who_does_not_judge_is_reminded_and_it_escalates_and_waits() -> None:
    play = judged()
    play.until(at(30))
    assert [one for one, _ in reminders(play)] == days_after_the_close(1, 2)
    assert [told for _, told in reminders(play)] == [None, "desk"]
    last = [one.event for one in play.history if isinstance(one.event, RemindersSent)][-1]
    assert last.parties == ("chair",)
    assert play.step("only.list").outcome is None and agenda(play.state) == []


def test_a_judgement_that_nobody_gives_comes_to_its_default() -> None:
    play = judged(defaults_to="nobody_said")
    play.until(CLOSED + timedelta(days=3))
    assert (play.step("only.list").outcome, play.state.status) == ("nobody_said", "ended")
    assert [one for one, _ in reminders(play)] == days_after_the_close(1, 2, 3)
    assert verify(stored(play.history)).clean


def test_who_judges_in_time_is_reminded_no_more() -> None:
    play = judged(defaults_to="nobody_said")
    play.until(CLOSED + timedelta(days=1))
    act = Judge(step=play.step("only.list").step, outcome="met", grounds="so it is")
    assert play.send(act, "chair-principal").refused is None
    play.until(at(30))
    assert play.step("only.list").outcome == "met"
    assert [one for one, _ in reminders(play)] == days_after_the_close(1)


def test_a_confirmation_is_reminded_of_too() -> None:
    cases = [{"permits": ["met"]}]
    values = {"decided_by": "automatic", "confirmed_by": "chair", "adds_up_to": cases}
    rule = question(**JUDGED | values)
    stage = {"kind": "single_question", "questions": {"list": rule}}
    play = started(with_stage({"met": ["end"]}, stage))
    play.until(CLOSED + timedelta(days=5))
    assert [one for one, _ in reminders(play)] == days_after_the_close(1, 2)
    assert play.step("only.list").provisional
    assert verify(stored(play.history)).clean


def test_the_check_warns_of_a_judgement_for_which_a_process_can_wait_for_ever() -> None:
    rules = with_stage(
        {"met": ["end"], "not_met": ["end"]},
        {"kind": "single_question", "questions": {"list": question(**JUDGED)}},
    )
    assert wrong(rules) == []
    assert wrong(rules, escalates_to=None) == ["nobody is told where this is not decided"]
    assert wrong(rules, defaults_to="met", remind=None) == [
        "nothing says when the default takes effect"
    ]


def test_twin_a_judgement_is_no_duty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("domain.process.agenda.decision_reminders", lambda *_: [])
    for test in (
        test_who_does_not_judge_is_reminded_and_it_escalates_and_waits,
        test_a_judgement_that_nobody_gives_comes_to_its_default,
    ):
        with pytest.raises(AssertionError):
            test()


@pytest.mark.parametrize(
    "test",
    [
        test_nobody_does_it_and_the_process_comes_to_the_outcome_that_was_named,
        test_a_default_can_be_an_outcome_that_nobody_can_choose,
        test_a_default_whose_date_was_past_when_the_duty_was_put_takes_effect_at_once,
    ],
)
def test_a_default_that_never_takes_effect_is_caught(
    test: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clockwork, "default_at", lambda *_: None)
    with pytest.raises(AssertionError):
        test()
