"""What deadlines are made of: spans, places with a zone, and lists of the days they are closed."""

import re
from datetime import date, datetime, timedelta
from typing import Annotated, Literal, Self, get_args
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    field_validator,
    model_serializer,
    model_validator,
)

from domain.calendar.refused import CalendarUnknown, UnknownZone
from domain.model import Frozen, Id, Instant, Line, Mistake

Weekday = Literal["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
Unit = Literal["seconds", "minutes", "hours", "days", "weeks", "months", "working_days"]
UNITS: tuple[Unit, ...] = get_args(Unit)
Roll = Literal["none", "next_working_day", "previous_working_day"]
Gap = Literal["refuse", "shift_forward"]
Fold = Literal["refuse", "earlier", "later"]
DayCount = Literal["excluded", "included"]
CalendarKey = Annotated[
    str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,79}(/[a-z0-9][a-z0-9._-]{0,79})?$")
]
"""One list, `un-geneva/2022-assumed`, or all lists of a place by its name, `un-geneva`."""


def zone_of(zone: str) -> ZoneInfo:
    """
    Find a time zone by its name in the IANA data.

    :raises UnknownZone: no such zone, or one that differs between machines (`localtime`)
    """
    if zone[:1].isascii() and zone[:1].isupper():
        try:
            return ZoneInfo(zone)
        except (KeyError, ValueError, OSError):
            pass
    raise UnknownZone(zone=zone)


def _known(zone: str) -> str:
    return zone_of(zone).key


def _day(value: object) -> object:
    written = isinstance(value, str) and re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value)
    if not written and (not isinstance(value, date) or isinstance(value, datetime)):
        raise ValueError("write a day as YYYY-MM-DD")
    return value


def _listed(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def weekday(day: date) -> Weekday:
    """Name the day of the week, the same in every locale."""
    return WEEKDAYS[day.weekday()]


Zone = Annotated[str, AfterValidator(_known)]
Day = Annotated[date, BeforeValidator(_day)]


class Span(Frozen):
    """
    A length of time in exactly one unit; negative counts backwards; at most a hundred years.

    Seconds, minutes and hours are elapsed time; days, weeks and months are local dates; working
    days are those of named calendars.
    """

    seconds: Annotated[int, Field(strict=True, ge=-3_155_760_000, le=3_155_760_000)] | None = None
    minutes: Annotated[int, Field(strict=True, ge=-52_596_000, le=52_596_000)] | None = None
    hours: Annotated[int, Field(strict=True, ge=-876_600, le=876_600)] | None = None
    days: Annotated[int, Field(strict=True, ge=-36_525, le=36_525)] | None = None
    weeks: Annotated[int, Field(strict=True, ge=-5_218, le=5_218)] | None = None
    months: Annotated[int, Field(strict=True, ge=-1_200, le=1_200)] | None = None
    working_days: Annotated[int, Field(strict=True, ge=-26_100, le=26_100)] | None = None

    @model_validator(mode="after")
    def _one_unit(self) -> Self:
        if sum(getattr(self, unit) is not None for unit in UNITS) != 1:
            given = [
                f"{getattr(self, unit)} {unit}" for unit in UNITS if getattr(self, unit) is not None
            ]
            raise Mistake(
                "a length of time is in exactly one unit, and here "
                + (f"are {' and '.join(given)}" if given else "is none"),
                "a day is not always 24 hours, and a working day not always the next one: units do not add up",
                f"write one of: {', '.join(UNITS)}, like `{{hours: 72}}`",
            )
        return self

    @model_serializer
    def _only_its_unit(self) -> dict[str, int]:
        return {self.unit: self.n}

    @property
    def unit(self) -> Unit:
        return next(unit for unit in UNITS if getattr(self, unit) is not None)

    @property
    def n(self) -> int:
        amount: int = getattr(self, self.unit)
        return amount

    def __str__(self) -> str:
        return f"{self.n} {self.unit.replace('_', ' ')}"


class OfficeHours(Frozen):
    """The working hours of a place, in its local time; half-open, as windows are."""

    begins: str = Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    ends: str = Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")

    def __str__(self) -> str:
        return f"{self.begins} to {self.ends}"


USUAL_HOURS = OfficeHours(begins="09:00", ends="18:00")
"""The working hours of a place that names none."""


class Venue(Frozen):
    """
    A place whose clocks and closed days count: a duty station.

    :param hours: its working hours; deadlines and sessions outside them are warned of. Left out: 09:00 to 18:00, for
        deadlines
    """

    name: Line
    zone: Zone
    calendar: CalendarKey | None = None
    hours: OfficeHours | None = None

    @property
    def office_hours(self) -> OfficeHours:
        return self.hours or USUAL_HOURS


class Calendar(Frozen):
    """
    One published list of the official holidays of a duty station, in one version.

    Floating holidays do not close the station: each staff member picks one. A list knows nothing
    outside its range.

    Source: domain rules 2.7
    """

    name: Id
    version: Id
    duty_station: Line | None = None
    zone: Zone | None = None
    weekend: tuple[Weekday, ...] = Field(max_length=6)
    valid_from: Day | None = None
    valid_until: Day | None = None
    status: Literal["sourced", "sourced_secondary", "assumed", "synthetic"]
    source: Annotated[tuple[Line, ...], BeforeValidator(_listed)] = ()
    assumption: Line | None = None
    supersedes: CalendarKey | None = None
    official_holidays: dict[Day, Line]
    floating_not_closed: dict[Day, Line] = Field(default_factory=dict)

    @field_validator("weekend")
    @classmethod
    def _in_order(cls, weekend: tuple[Weekday, ...]) -> tuple[Weekday, ...]:
        return tuple(day for day in WEEKDAYS if day in weekend)

    @field_validator("official_holidays", "floating_not_closed")
    @classmethod
    def _by_date(cls, days: dict[date, str]) -> dict[date, str]:
        return dict(sorted(days.items()))

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.status == "assumed" and self.assumption is None:
            raise ValueError("an assumed list must state its assumption")
        if self.status.startswith("sourced") and not self.source:
            raise ValueError("a sourced list must name its source")
        if self.valid_from and self.valid_until and self.valid_from > self.valid_until:
            raise ValueError("valid_from is after valid_until")
        for day in (*self.official_holidays, *self.floating_not_closed):
            if not self.covers(day):
                raise ValueError(f"{day} is outside the range of this list")
        if both := self.official_holidays.keys() & self.floating_not_closed.keys():
            raise ValueError(f"{min(both)} cannot be both official and floating")
        return self

    @property
    def key(self) -> str:
        return f"{self.name}/{self.version}"

    def covers(self, day: date) -> bool:
        """Say whether the list knows this day."""
        after_start = self.valid_from is None or self.valid_from <= day
        return after_start and (self.valid_until is None or day <= self.valid_until)

    def closure(self, day: date) -> str | None:
        """
        Name what closes the station on a day: a holiday, or the day of a weekend. None: it is open.

        :raises CalendarUnknown: the day is outside the range of this list
        """
        if not self.covers(day):
            raise CalendarUnknown(
                calendar=self.key,
                day=day.isoformat(),
                valid_from=_iso(self.valid_from),
                valid_until=_iso(self.valid_until),
            )
        name = weekday(day)
        return self.official_holidays.get(day) or (name if name in self.weekend else None)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


class OffsetWindow(Frozen):
    """A time with one difference between two zones. Half-open: `opens` is inside, `until` not."""

    opens: Instant
    until: Instant
    difference: timedelta


class OffsetDifferences(Frozen):
    """How far the second zone is ahead of the first in one year (UTC), and where it is not."""

    usual: timedelta
    windows: tuple[OffsetWindow, ...]
