"""
On which days stations are open, and how many such days lie between two dates.

Lists of one name are the years of one station; a list that another one supersedes is ignored.
With several stations a day counts only if all are open.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from domain.calendar.models import Calendar, DayCount
from domain.calendar.refused import CalendarNeeded

DAY = timedelta(days=1)


def lists_of(library: Sequence[Calendar], wanted: str) -> tuple[Calendar, ...]:
    """
    Choose lists from a library: by key exactly that version, by name all that are in force.

    A key keeps what was announced under it; a name gives the newest lists.
    """
    chosen = [calendar for calendar in library if wanted in (calendar.key, calendar.name)]
    return tuple(chosen) if "/" in wanted else tuple(_in_force(chosen))


def _in_force(calendars: Sequence[Calendar]) -> list[Calendar]:
    replaced = {calendar.supersedes for calendar in calendars}
    return [calendar for calendar in calendars if calendar.key not in replaced]


Station = list[Calendar]
"""The lists of one place, usually one for each year."""


def _stations(calendars: Sequence[Calendar]) -> list[Station]:
    if not calendars:
        raise CalendarNeeded
    named: dict[str, Station] = {}
    for calendar in _in_force(calendars):
        named.setdefault(calendar.name, []).append(calendar)
    return list(named.values())


def _closure(day: date, station: Station) -> str | None:
    lists = [calendar for calendar in station if calendar.covers(day)] or station[:1]
    return next(filter(None, (calendar.closure(day) for calendar in lists)), None)


def _closures(day: date, stations: list[Station]) -> list[str]:
    """Ask every station: one that is closed must not hide one that does not know the day."""
    if isinstance(day, datetime):
        raise TypeError("a working day is a date, in the zone that the caller chose")
    return list(filter(None, [_closure(day, station) for station in stations]))


def closed_because(day: date, calendars: Sequence[Calendar]) -> str | None:
    """Name a holiday or weekend day that closes one of the stations. None: all are open."""
    return next(iter(_closures(day, _stations(calendars))), None)


def is_working_day(day: date, calendars: Sequence[Calendar]) -> bool:
    """
    Say whether every station is open on a day.

    :raises CalendarNeeded: no calendar
    :raises CalendarUnknown: a station has no list for that day
    """
    return not _closures(day, _stations(calendars))


def working_days_after(day: date, n: int, calendars: Sequence[Calendar]) -> date:
    """Count n working days from a date, which is never counted itself; 0 is the date as it is."""
    stations = _stations(calendars)
    step = DAY if n > 0 else -DAY
    left = abs(n)
    while left:
        day += step
        left -= not _closures(day, stations)
    return day


def next_open_day(day: date, step: int, calendars: Sequence[Calendar]) -> date:
    """Stay on a working day, or go to the next one (step 1) or the previous one (step -1)."""
    stations = _stations(calendars)
    while _closures(day, stations):
        day += step * DAY
    return day


def count_working_days(
    start: date,
    end: date,
    calendars: Sequence[Calendar],
    *,
    first_day: DayCount = "excluded",
    last_day: DayCount = "included",
) -> int:
    """
    Count the working days from one date to another; negative when the end is earlier.

    By default the inverse of adding: the start is day 0.
    """
    stations = _stations(calendars)
    step = 1 if end >= start else -1
    days = [start + timedelta(days=step * i) for i in range(abs((end - start).days) + 1)]
    if first_day == "excluded":
        days = days[1:]
    if last_day == "excluded":
        days = days[:-1]
    return step * sum(not _closures(day, stations) for day in days)
