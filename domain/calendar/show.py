"""Instants as people write and read them: day, time and city, the same in every locale."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from domain.calendar.local_time import candidates, in_zone, resolve_local, utc
from domain.calendar.models import Calendar, weekday, zone_of
from domain.calendar.refused import InstantRequired, InstantUnreadable, NaiveInstant, UnknownZone
from domain.calendar.working_days import closed_because

GENEVA, NEW_YORK, VIENNA = "Europe/Zurich", "America/New_York", "Europe/Vienna"
CITIES = {GENEVA: "Geneva", NEW_YORK: "New York", VIENNA: "Vienna"}
AREAS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
UTC_WORDS = ("UTC", "GMT")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

MINUTE, HOUR, DAY = 60, 3600, 86_400
LAPSES = ((DAY, "d", HOUR, "h"), (HOUR, "h", MINUTE, "min"), (MINUTE, "min", 1, "s"))

WRITTEN = re.compile(
    r"(?:19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}"
    r"[T ](?P<time>(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,6})?)?)"
    r"(?P<offset>Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])?"
    r"(?: (?P<place>[A-Za-z][A-Za-z0-9_+/ -]*))?"
)
"""A date of the years 1900 to 2199, a time of day, and an offset or a place."""


# Shown.


def city(zone: str) -> str:
    """Name a zone by its city."""
    return CITIES.get(zone) or zone.rpartition("/")[2].replace("_", " ")


def show(instant: datetime, zones: Sequence[str]) -> str:
    """
    Write an instant in the first zone, and in the others behind it: their day only if it differs.

    `Thu 24 Feb 2022 18:00 Geneva (12:00 New York)`
    """
    first, *others = [in_zone(instant, zone) for zone in zones]
    texts = [_time(first, zones[0])]
    for local, zone in zip(others, zones[1:], strict=True):
        same_day = local.date() == first.date()
        texts.append(_time(local, zone) if same_day else f"{_day(local)} {_time(local, zone)}")
    behind = f" ({', '.join(texts[1:])})" if others else ""
    return f"{_day(first)} {texts[0]}{behind}"


def in_city(instant: datetime, zone: str) -> str:
    """Write an instant on the clocks of one city: `Thu 24 Feb 2022 18:00 Geneva`."""
    return show(instant, [zone])


def in_both_cities(instant: datetime) -> str:
    """
    Write an instant in Geneva and in New York.

    `Wed 16 Feb 2022 00:00 Geneva (Tue 15 Feb 2022 18:00 New York)`
    """
    return show(instant, [GENEVA, NEW_YORK])


def lapse(between: timedelta) -> str:
    """Write how much time lies between two instants: `0.827 s`, `3 min 5 s`, `2 d 4 h`. Rounded down."""
    milliseconds = between // timedelta(milliseconds=1)
    seconds, rest = divmod(milliseconds, 1000)
    if seconds < MINUTE:
        return f"{seconds}.{rest:03} s"
    for unit, name, below, smaller in LAPSES:
        if seconds >= unit:
            return f"{seconds // unit} {name} {seconds % unit // below} {smaller}"
    raise AssertionError("the last unit fits every lapse")


def _day(local: datetime) -> str:
    return f"{weekday(local.date())} {local.day} {MONTHS[local.month - 1]} {local.year}"


def _time(local: datetime, zone: str) -> str:
    """Write the time; seconds only if there are any; the offset where the hour comes twice."""
    clock = f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
    twice = len(candidates(local.replace(tzinfo=None, fold=0), zone)) > 1
    offset = f" (UTC{local.isoformat()[-6:]})" if twice else ""
    return f"{clock} {city(zone)}{offset}"


# Written.


def parse_instant(text: str) -> datetime:
    """
    Read an instant: `2022-05-16T18:00+02:00`, `2022-05-16T18:00 Europe/Zurich`, `... Geneva`.

    :returns: the instant in UTC
    :raises InstantRequired: no time of day, as in a date alone or in most phrases
    :raises NaiveInstant: no offset and no place
    :raises NonexistentLocalTime, AmbiguousLocalTime: the place shows that time never, or twice
    :raises UnknownZone, InstantUnreadable: anything else
    """
    day = _date(text.strip()[:10])
    if not re.search("[0-9]:[0-9]", text):
        raise InstantRequired(text=text[:80], example=f"{day or '2022-02-24'}T18:00 Geneva")
    parts = WRITTEN.fullmatch(text.strip())
    if parts is None or day is None or (parts["offset"] and parts["place"]):
        raise InstantUnreadable(text=text[:80])
    if parts["offset"]:
        return utc(datetime.fromisoformat(f"{day}T{parts['time']}{parts['offset']}"))
    if parts["place"] is None:
        raise NaiveInstant(instant=text[:80])
    local = datetime.combine(day, time.fromisoformat(parts["time"]))
    return resolve_local(local, zone_named(parts["place"]))


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def zone_named(place: str) -> str:
    """
    Find the zone of a city (`Geneva`, `New York`, `London`, `Nairobi`) or of a zone's own name.

    :raises UnknownZone: neither, or a city whose name several zones have
    """
    words = {name.casefold(): zone for zone, name in CITIES.items()}
    if place.casefold() in words:
        return words[place.casefold()]
    if place in UTC_WORDS or "/" in place:
        return zone_of(place).key
    spellings = {place.replace(" ", "_"), place.title().replace(" ", "_")}
    there = (_zone_there(f"{area}/{name}") for area in AREAS for name in spellings)
    found = {zone for zone in there if zone}
    return found.pop() if len(found) == 1 else zone_of(place).key


def _zone_there(zone: str) -> str | None:
    try:
        return zone_of(zone).key
    except UnknownZone:
        return None


# Warnings for whoever fixes a deadline; nothing is refused for them.


def outside_office_hours(
    instant: datetime, zone: str, opens: time = time(9), closes: time = time(18)
) -> bool:
    """Say whether an instant is outside the office hours of a place; their end is inside."""
    return not opens <= in_zone(instant, zone).time() <= closes


def on_closed_day(instant: datetime, zone: str, calendars: Sequence[Calendar]) -> str | None:
    """
    Name the holiday or weekend day on which an instant falls. None: every station is open.

    :raises CalendarUnknown: the day is outside the range of a list
    """
    return closed_because(in_zone(instant, zone).date(), calendars)
