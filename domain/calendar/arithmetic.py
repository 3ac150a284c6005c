"""
The arithmetic of deadlines: pure, without a clock, the same on every machine, always in UTC.

This is the room's front: what other rooms need of local times and working days is named here too.
"""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from domain.calendar.local_time import (
    in_zone,
    offset_difference,
    offset_differences,
    readings_of_day,
    resolve_local,
    utc,
)
from domain.calendar.models import Calendar, DayCount, Fold, Gap, Roll, Span, weekday
from domain.calendar.refused import (
    AmbiguousLocalTime,
    CalendarError,
    CalendarNeeded,
    CalendarUnknown,
    NaiveInstant,
    NonexistentLocalTime,
    OutOfReach,
    UnknownZone,
)
from domain.calendar.working_days import (
    closed_because,
    count_working_days,
    is_working_day,
    lists_of,
    next_open_day,
    working_days_after,
)

__all__ = [
    "AmbiguousLocalTime",
    "CalendarError",
    "CalendarNeeded",
    "CalendarUnknown",
    "NaiveInstant",
    "NonexistentLocalTime",
    "OutOfReach",
    "UnknownZone",
    "add",
    "add_months",
    "closed_because",
    "count_working_days",
    "in_time",
    "in_zone",
    "is_working_day",
    "lists_of",
    "offset_difference",
    "offset_differences",
    "readings_of_day",
    "resolve_local",
    "roll",
    "utc",
    "weekday",
]

DAY = timedelta(days=1)
ELAPSED = ("seconds", "minutes", "hours")


def add(
    start: datetime,
    span: Span,
    zone: str,
    calendars: Sequence[Calendar] = (),
    *,
    gap: Gap = "refuse",
    fold: Fold = "refuse",
    first_day: DayCount = "excluded",
) -> datetime:
    """
    Compute the instant that lies a span after (or before) another.

    Seconds, minutes and hours are elapsed time. Days, weeks, months and working days move the
    local date in the zone and keep the local time; a result on the start's own date is the start.

    :param calendars: needed for working days; a day counts only if every station among them is open
    :param first_day: whether the local date of the start is day 1 (`included`) or day 0
    :raises NaiveInstant: the start has no zone
    :raises CalendarUnknown: a list would have to say something about a day outside its range
    :raises NonexistentLocalTime, AmbiguousLocalTime: by policy
    """
    try:
        begin = utc(start)
        if span.unit in ELAPSED:
            return begin + timedelta(**{span.unit: span.n})
        day = _date_after(in_zone(begin, zone).date(), span, calendars, first_day)
        return _same_time_on(day, begin, zone, gap, fold)
    except OverflowError as error:
        raise OutOfReach(span=str(span), start=start.isoformat()) from error


def _same_time_on(day: date, begin: datetime, zone: str, gap: Gap, fold: Fold) -> datetime:
    local = in_zone(begin, zone)
    if day == local.date():
        return begin
    return resolve_local(datetime.combine(day, local.time()).replace(fold=0), zone, gap, fold)


def _date_after(day: date, span: Span, calendars: Sequence[Calendar], first_day: DayCount) -> date:
    if span.n == 0:
        return day
    included = first_day == "included"
    toward_start = -1 if span.n > 0 else 1
    if span.unit == "working_days":
        counted = included and is_working_day(day, calendars)
        return working_days_after(day, span.n + toward_start * counted, calendars)
    if span.unit == "months":
        moved, clamped = add_months(day, span.n)
        shortened = included and not (clamped and span.n > 0)
        return moved + toward_start * shortened * DAY
    return day + (span.n * (7 if span.unit == "weeks" else 1) + toward_start * included) * DAY


class Months(NamedTuple):
    """A date some months away, and whether a shorter month lowered its day number."""

    date: date
    clamped: bool


def add_months(day: date, n: int) -> Months:
    """
    Keep the day number, or take the last day of a shorter month.

    Not associative: always count from the original start.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    if not date.min.year <= year <= date.max.year:
        raise OverflowError(f"year {year}")
    last = monthrange(year, month + 1)[1]
    return Months(date(year, month + 1, min(day.day, last)), day.day > last)


def roll(
    instant: datetime,
    zone: str,
    calendars: Sequence[Calendar],
    policy: Roll,
    *,
    gap: Gap = "refuse",
    fold: Fold = "refuse",
) -> datetime:
    """
    Move an instant off a closed day, keeping the local time; an explicit policy, never a default.

    :raises CalendarUnknown: a list would have to say something about a day outside its range
    """
    begin = utc(instant)
    if policy == "none":
        return begin
    step = 1 if policy == "next_working_day" else -1
    try:
        day = next_open_day(in_zone(begin, zone).date(), step, calendars)
    except OverflowError as error:
        raise OutOfReach(span=policy.replace("_", " "), start=begin.isoformat()) from error
    return _same_time_on(day, begin, zone, gap, fold)


def in_time(opens_at: datetime | None, closes_at: datetime | None, received: datetime) -> bool:
    """
    Judge a postmark: in time iff opens_at <= received < closes_at. None: no such end.

    Source: oracle convention `expiry`
    """
    at = utc(received)
    return (opens_at is None or utc(opens_at) <= at) and (closes_at is None or at < utc(closes_at))
