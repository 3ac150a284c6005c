"""Alarms are not computed anew where nothing can have moved them: what is carried over is what would be computed."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest

from domain.event import Event
from domain.process.agenda import UNMOVED_BY, Alarm, alarms, later
from domain.process.fold import evolve
from domain.process.state import Process
from tests.domain.audited import broken_silence, everything, withdrawn
from tests.domain.play import Play
from tests.domain.test_pledge import published

PLAYS = (broken_silence, everything, withdrawn, published)
STEPS = (timedelta(0), timedelta(days=400), timedelta(days=-400))
"""How far the clock goes on between two looks: not at all, past everything, and back."""

Alarms = dict[str, Alarm]


def carried(play: Play, unmoved: tuple[type[Event], ...]) -> Iterator[tuple[Alarms, Alarms]]:
    """Per event of these types: the alarms carried over from before it, and those computed after it."""
    process: Process | None = None
    for recorded in play.history:
        at = recorded.envelope.recorded_at
        told = alarms(process, at) if process is not None else {}
        process = evolve(process, recorded)
        for step in STEPS if isinstance(recorded.event, unmoved) else ():
            yield later(told, process, at + step), alarms(process, at + step)


@pytest.mark.parametrize("play", PLAYS)
def test_answers_move_no_alarm(play: Callable[[], Play]) -> None:
    found = list(carried(play(), UNMOVED_BY))
    assert found
    assert [was for was, _ in found] == [now for _, now in found]


def test_an_alarm_becomes_due_by_the_clock_alone() -> None:
    found = [now for _, now in carried(broken_silence(), UNMOVED_BY)]
    assert {alarm.due for now in found for alarm in now.values()} == {True, False}


@pytest.mark.parametrize("play", PLAYS)
def test_carried_over_every_event_they_would_be_wrong(play: Callable[[], Play]) -> None:
    assert any(was != now for was, now in carried(play(), (Event,)))


def test_no_time_is_needed_to_know_the_first_entry() -> None:
    """The instant of an alarm does not depend on the clock, so carrying it over keeps it."""
    process: Process | None = None
    for recorded in everything().history:
        process = evolve(process, recorded)
        looks = [
            alarms(process, datetime.fromisoformat(f"{year}-01-01T00:00Z")) for year in (2000, 2100)
        ]
        first, second = ({name: alarm.due_at for name, alarm in look.items()} for look in looks)
        assert first == second
