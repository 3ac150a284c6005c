"""Hard case 14: a day falls away, and everything that falls on it goes on at the next working day, in one act."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain.letter.write import letter
from domain.procedure.models import Procedure
from domain.process import closed_day, moving
from domain.process.closed_day import something_falls
from domain.process.commands import ClosedDay, MoveDates
from domain.process.verify import verify
from domain.refused import Refused
from tests.domain.asking import publish, question, started, with_stage
from tests.domain.forgery import stored
from tests.domain.play import Play, calendars

NEW_YORK = ZoneInfo("America/New_York")
ENDS = {"held": ["end"], "broken": ["end"], "withdrawn": ["end"]}
VENUES = {
    "new-york": {"name": "New York", "zone": "America/New_York", "calendar": "un-hq-new-york"},
    "geneva": {"name": "Geneva", "zone": "Europe/Zurich", "calendar": "un-geneva"},
}
FRIDAY = date(2022, 3, 18)


def ny(month: int, day: int, hour: int = 18) -> datetime:
    return datetime(2022, month, day, hour, tzinfo=NEW_YORK)


def of(**values: Any) -> Procedure:
    window = values.pop("window", {"closes": {"at": ny(3, 18)}})
    asked = question(window=window, **values)
    stage = {"kind": "single_question", "questions": {"list": asked}}
    dates = {"meeting": {"title": "The meeting"}}
    return with_stage(ENDS, stage, venues=VENUES, dates=dates)


def put(meeting: datetime | None = None, **values: Any) -> Play:
    """A question that closes on Friday 18 March at 18:00 in New York."""
    play = started(of(**values), calendars=calendars(), dates={"meeting": meeting or ny(3, 24)})
    publish(play, ("1", "2"))
    return play


def falls_away(
    play: Play, day: date = FRIDAY, venue: str = "new-york", **values: Any
) -> str | None:
    """:returns: the code of the refusal, if it was refused"""
    act = MoveDates(closed_day=ClosedDay(day=day, venue=venue), grounds="A storm.", **values)
    try:
        refused = play.send(act, "chair-principal").refused
    except Refused as at_the_door:
        return at_the_door.code
    play.settle()
    return refused.code if refused else None


def closing(play: Play) -> datetime | None:
    return play.step("only.list").closes_at


def test_what_falls_on_the_day_goes_on_at_the_next_working_day_at_the_same_time_of_day() -> None:
    play = put()
    assert falls_away(play) is None
    assert closing(play) == ny(3, 21)
    assert play.types()[-2:] == ["DatesMoved", "StepMoved"]
    assert verify(stored(play.history)).clean


def test_the_day_is_that_of_the_place_and_not_of_the_deadlines_own_city() -> None:
    play = put(window={"closes": {"at": ny(3, 17, 20)}})  # 01:00 on Friday in Geneva
    assert falls_away(play, venue="new-york") == "AlreadyDone"
    assert falls_away(play, venue="geneva") is None
    assert closing(play) == datetime(2022, 3, 21, 1, tzinfo=ZoneInfo("Europe/Zurich"))


def test_a_holiday_behind_the_closed_day_is_passed_over() -> None:
    play = put(window={"closes": {"at": ny(4, 14)}})
    assert falls_away(play, date(2022, 4, 14)) is None
    assert closing(play) == ny(4, 18)  # Good Friday is a holiday in New York


def test_a_date_of_the_roadmap_moves_with_the_day_and_what_hangs_on_it_as_it_says() -> None:
    window = {"closes": {"date": "meeting", "less": {"days": 3}}}
    for rule, at in (("follow", ny(3, 18)), ("stay", ny(3, 15))):
        play = put(ny(3, 18), window=window, if_the_date_moves=rule)
        assert falls_away(play) is None
        assert play.state.dates["meeting"] == ny(3, 21)
        assert closing(play) == at
    assert falls_away(put(ny(3, 18), window=window)) == "DateAsks"


def test_what_the_chair_lets_stay_stays_and_what_may_never_move_is_refused() -> None:
    play = put(extension="none")
    assert falls_away(play) == "NoExtension"
    assert closing(play) == ny(3, 18)
    other = put(window={"closes": {"at": ny(3, 18)}})
    stays = (other.step("only.list").step,)
    assert falls_away(other, stay=stays) == "AlreadyDone"
    assert closing(other) == ny(3, 18)


def test_a_day_on_which_nothing_falls_and_a_place_that_is_not_there_move_nothing() -> None:
    play = put()
    assert falls_away(play, date(2022, 3, 22)) == "AlreadyDone"
    assert falls_away(play, venue="nairobi") == "OutOfPlace"
    assert not something_falls(play.state, ClosedDay(day=FRIDAY, venue="nairobi"))
    assert something_falls(play.state, ClosedDay(day=FRIDAY, venue="new-york"))


def test_everybody_is_told_that_the_day_is_closed_and_where() -> None:
    play = put()
    falls_away(play)
    version = next(v for v, m in play.state.milestones.items() if m.type == "DatesMoved")
    one = letter(play.history, version)
    assert {a.party for a in one.addressees} == set(play.state.parties)
    assert any("18 March 2022 is closed in New York" in line for line in one.body)
    assert any("A storm." in line for line in one.body)


TWINS: dict[str, tuple[Any, str, Any, Callable[[], None]]] = {
    "the list of the place is not asked": (
        closed_day,
        "next_open_day",
        lambda day, *_: day,
        test_a_holiday_behind_the_closed_day_is_passed_over,
    ),
    "only the dates of the roadmap move": (
        moving,
        "steps_on",
        lambda *_: iter(()),
        test_what_falls_on_the_day_goes_on_at_the_next_working_day_at_the_same_time_of_day,
    ),
    "the dates of the roadmap stay": (
        moving,
        "dates_on",
        lambda *_: {},
        test_a_date_of_the_roadmap_moves_with_the_day_and_what_hangs_on_it_as_it_says,
    ),
}


@pytest.mark.parametrize("name", TWINS)
def test_a_broken_twin_is_caught(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    room, function, broken, test = TWINS[name]
    monkeypatch.setattr(room, function, broken)
    with pytest.raises(AssertionError):
        test()
