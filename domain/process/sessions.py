"""
Sessions: what is wrong with the instant at which one is convened, at each of its venues.

A warning stops nothing: a meeting at five in the morning may be the only one that can be had. It is shown to whoever
convenes, and written in the letter. Source: scenario C6; rules of the field on notice of meetings
"""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Literal

from domain.calendar.arithmetic import add
from domain.calendar.local_time import in_zone
from domain.calendar.models import Venue
from domain.calendar.refused import CalendarError
from domain.calendar.working_days import is_working_day, lists_of
from domain.process.state import Process
from domain.step.state import Step


@dataclass(frozen=True, slots=True)
class Warned:
    """:param venue: where; `words` say it to a person"""

    kind: Literal["outside_hours", "closed_day", "short_notice"]
    venue: str
    words: str


def session_warnings(process: Process, step: Step) -> tuple[Warned, ...]:
    """Say what is wrong with the instant of a session: working hours and closed days at its venues, its notice."""
    meets = step.rule.meets
    if meets is None:
        return ()
    found = [
        warned
        for venue in (meets.venue, *meets.joined_from)
        for warned in _at(process, venue, step.opens_at)
    ]
    return (*found, *_notice(process, step))


def _at(process: Process, key: str, instant: datetime) -> list[Warned]:
    venue = process.procedure.venues[key]
    local = in_zone(instant, venue.zone)
    found: list[Warned] = []
    if venue.hours is not None and not _in_hours(local.time(), venue):
        words = f"{local:%H:%M} in {venue.name} is outside working hours there ({venue.hours})"
        found.append(Warned("outside_hours", key, words))
    if venue.calendar is not None and _closed(process, venue, local):
        words = f"{local:%A %d %B} is no working day in {venue.name}"
        found.append(Warned("closed_day", key, words))
    return found


def _in_hours(at: time, venue: Venue) -> bool:
    hours = venue.hours
    return hours is None or hours.begins <= f"{at:%H:%M}" < hours.ends


def _closed(process: Process, venue: Venue, local: datetime) -> bool:
    """A day of which no list knows is not said to be closed."""
    try:
        lists = lists_of(tuple(process.calendars.values()), venue.calendar or "")
        return not is_working_day(local.date(), lists)
    except CalendarError:
        return False


def _notice(process: Process, step: Step) -> list[Warned]:
    meets = step.rule.meets
    if meets is None or meets.notice is None:
        return []
    venue = process.procedure.venues[meets.venue]
    lists = lists_of(tuple(process.calendars.values()), venue.calendar) if venue.calendar else ()
    try:
        earliest = add(step.scheduled_at, meets.notice, venue.zone, lists)
    except CalendarError:
        return []
    if earliest <= step.opens_at:
        return []
    words = f"it was convened less than {meets.notice} before; so much notice was to be given"
    return [Warned("short_notice", meets.venue, words)]
