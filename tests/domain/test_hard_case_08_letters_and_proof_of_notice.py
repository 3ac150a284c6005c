"""Hard case 8: a window that runs from the dispatch of its letter, and a change that needs notice to be in force."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from domain.letter.commands import DispatchLetter
from domain.procedure.explain.page import explain
from domain.procedure.models import Procedure
from domain.procedure.window import Window
from domain.process import decide
from domain.process.agenda import agenda
from domain.process.verify import verify
from domain.step import deadline
from domain.step.commands import CloseStep, ExtendDeadline
from tests.domain.asking import MEMBERS, START, publish, question, says, started, with_stage
from tests.domain.forgery import stored
from tests.domain.play import Play

HOUR = timedelta(hours=1)
FROM_DISPATCH = {"lasts": {"hours": 72}, "runs_from": "dispatch"}


def of(**values: Any) -> Procedure:
    stage = {"kind": "silence_procedure", "questions": {"list": question(**values)}}
    return with_stage({"held": ["end"], "broken": ["end"], "withdrawn": ["end"]}, stage)


def put(**values: Any) -> Play:
    play = started(of(**values))
    publish(play, ("1",))
    return play


def tells(play: Play, event: str, to: tuple[str, ...] = MEMBERS) -> None:
    """The secretariat sends the letter about the latest event of that type."""
    version = max(v for v, one in play.state.milestones.items() if one.type == event)
    act = DispatchLetter(event=version, channel="letter", addressees=to)
    assert play.send(act, "desk-principal").refused is None
    play.settle()


def closing(play: Play) -> datetime | None:
    return play.step("only.list").closes_at


# A window that runs from the dispatch.


def test_nothing_runs_before_the_letter_is_sent() -> None:
    play = put(window=FROM_DISPATCH)
    play.until(START + timedelta(days=30))
    assert closing(play) is None
    assert play.step("only.list").is_open
    assert not [due for due in agenda(play.state) if isinstance(due.act, CloseStep)]


def test_the_window_runs_from_the_dispatch_to_the_last_of_those_who_are_asked() -> None:
    play = put(window=FROM_DISPATCH)
    play.until(START + 5 * HOUR)
    tells(play, "StepOpened", MEMBERS[:3])
    assert closing(play) is None, "one was not told"
    play.until(START + 9 * HOUR)
    tells(play, "StepOpened", MEMBERS[3:])
    assert closing(play) == START + (9 + 72) * HOUR
    play.until(START + 20 * HOUR)
    tells(play, "StepOpened")
    assert closing(play) == START + (9 + 72) * HOUR, "a second letter changes nothing"
    play.until(START + 81 * HOUR)
    assert play.step("only.list").outcome == "held"
    assert verify(stored(play.history)).clean


def test_what_is_said_before_the_letter_counts() -> None:
    play = put(window=FROM_DISPATCH)
    assert says(play, "only.list", "objection", "a").refused is None
    tells(play, "StepOpened")
    play.until(START + 72 * HOUR)
    assert play.step("only.list").outcome == "broken"


# A change that is in force only with its notice.


def extended(**values: Any) -> Play:
    """Silence of 72 hours; after two days the chair extends it by a day."""
    play = put(changes_need_notice=True, **values)
    play.until(START + 48 * HOUR)
    act = ExtendDeadline(
        step=play.step("only.list").step, closes_at=START + 96 * HOUR, grounds="Asked for."
    )
    assert play.send(act, "chair-principal").refused is None
    return play


def test_a_moved_deadline_that_nobody_was_told_of_is_void() -> None:
    play = extended()
    assert closing(play) == START + 72 * HOUR
    play.until(START + 72 * HOUR)
    assert play.step("only.list").outcome == "held"
    late = says(play, "only.list", "objection", "a").refused
    assert late is not None
    tells(play, "DeadlineExtended")
    assert closing(play) == START + 72 * HOUR, "a notice after the deadline mends nothing"


def test_a_moved_deadline_is_in_force_when_the_last_is_told_before_the_old_one() -> None:
    play = extended()
    tells(play, "DeadlineExtended", MEMBERS[:2])
    assert closing(play) == START + 72 * HOUR
    play.until(START + 71 * HOUR)
    tells(play, "DeadlineExtended", MEMBERS[2:])
    assert closing(play) == START + 96 * HOUR
    play.until(START + 80 * HOUR)
    assert says(play, "only.list", "objection", "a").refused is None
    play.until(START + 96 * HOUR)
    assert play.step("only.list").outcome == "broken"
    assert verify(stored(play.history)).clean


def test_where_the_procedure_asks_for_no_notice_a_change_is_in_force_at_once() -> None:
    play = put()
    act = ExtendDeadline(
        step=play.step("only.list").step, closes_at=START + 96 * HOUR, grounds="Asked for."
    )
    play.send(act, "chair-principal")
    assert closing(play) == START + 96 * HOUR


def test_what_is_said_of_it() -> None:
    rules = of(window=FROM_DISPATCH, changes_need_notice=True)
    lines = [line for passage in explain(rules) for line in passage.lines]
    assert [one for one in lines if "72 hours from the dispatch of its letter" in one]
    assert [one for one in lines if "have been told of it" in one]
    with pytest.raises(ValidationError):
        Window.model_validate({"asap": True, "runs_from": "dispatch"})


TWINS: dict[str, tuple[Any, str, Any, Callable[[], None]]] = {
    "a letter does nothing": (
        decide,
        "told",
        lambda *_: [],
        test_the_window_runs_from_the_dispatch_to_the_last_of_those_who_are_asked,
    ),
    "it runs from its opening": (
        deadline,
        "from_dispatch",
        lambda *_: START + 72 * HOUR,
        test_the_window_runs_from_the_dispatch_to_the_last_of_those_who_are_asked,
    ),
}


@pytest.mark.parametrize("name", TWINS)
def test_a_broken_twin_is_caught(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    room, function, broken, test = TWINS[name]
    monkeypatch.setattr(room, function, broken)
    with pytest.raises(AssertionError):
        test()
