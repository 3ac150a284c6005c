"""What a person should know of a deadline before it is fixed: closed days, nights, other hours. It refuses nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal

from domain.calendar.local_time import in_zone, offset_difference, offset_differences
from domain.calendar.models import Calendar, Venue
from domain.calendar.refused import CalendarError
from domain.calendar.show import city, on_closed_day, outside_office_hours
from domain.calendar.working_days import count_working_days, lists_of

WarningKind = Literal["closed", "night", "other_hours", "short", "unknown"]
WEEKEND = {"Sat": "Saturday", "Sun": "Sunday", "Fri": "Friday"}
SHORT = timedelta(hours=24)
"""A window shorter than this may not reach capitals."""


@dataclass(frozen=True, slots=True)
class Warned:
    """:param says: a sentence for a person"""

    kind: WarningKind
    says: str


def warnings_of(
    instant: datetime, venues: Mapping[str, Venue], library: Sequence[Calendar]
) -> Iterator[Warned]:
    """
    Say what speaks against an instant at one of the venues: a closed day, an hour outside office hours, a week in
    which their clocks are not as far apart as usual.
    """
    for venue in venues.values():
        yield from _closed(instant, venue, library)
        hours = venue.office_hours
        opens, closes = time.fromisoformat(hours.begins), time.fromisoformat(hours.ends)
        if outside_office_hours(instant, venue.zone, opens, closes):
            local = in_zone(instant, venue.zone)
            yield Warned(
                "night", f"it is {local:%H:%M} in {venue.name}, outside office hours ({hours})"
            )
    zones = list(dict.fromkeys(venue.zone for venue in venues.values()))
    for zone in zones[1:]:
        yield from _other_hours(instant, (zones[0], zone))


def _closed(instant: datetime, venue: Venue, library: Sequence[Calendar]) -> Iterator[Warned]:
    lists = lists_of(library, venue.calendar) if venue.calendar else ()
    if not lists:
        if in_zone(instant, venue.zone).weekday() >= 5:  # noqa: PLR2004  # Saturday and Sunday
            yield Warned("closed", f"it is a weekend day in {venue.name}")
        return
    try:
        why = on_closed_day(instant, venue.zone, lists)
    except CalendarError:
        yield Warned("unknown", f"no list of holidays of {venue.name} says anything about that day")
        return
    if why is not None:
        yield Warned("closed", f"{venue.name} is closed: {WEEKEND.get(why, why)}")


def _other_hours(instant: datetime, zones: tuple[str, str]) -> Iterator[Warned]:
    now = offset_difference(instant, *zones)
    usual = offset_differences(zones, instant.year).usual
    if now != usual:
        here, there = (city(zone) for zone in zones)
        yield Warned(
            "other_hours",
            f"{here} and {there} are {_hours(now)} apart in that week, not {_hours(usual)} as usual",
        )


def _hours(difference: timedelta) -> str:
    hours, rest = divmod(abs(difference), timedelta(hours=1))
    minutes = f" {rest // timedelta(minutes=1)} min" if rest else ""
    return f"{hours} hours{minutes}" if hours != 1 else f"1 hour{minutes}"


def too_short(
    opens_at: datetime, closes_at: datetime, venue: Venue, library: Sequence[Calendar]
) -> Iterator[Warned]:
    """Say whether a window is too short to be answered in: less than a day, or without a working day of the venue."""
    if closes_at - opens_at < SHORT:
        yield Warned("short", "it is open for less than 24 hours")
        return
    lists = lists_of(library, venue.calendar) if venue.calendar else ()
    first, last = (in_zone(at, venue.zone).date() for at in (opens_at, closes_at))
    try:
        if lists and count_working_days(first, last, lists) < 1:
            yield Warned("short", f"no working day of {venue.name} lies in it")
    except CalendarError:
        return
