"""
Instants of a step, computed from the procedure's windows: once, when the step is put, and never again.

Days, weeks, months and working days count on local dates of the procedure's venue, by the calendars pinned in the
process's first event.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import TypedDict
from zoneinfo import ZoneInfo

from domain.calendar.arithmetic import add, roll
from domain.calendar.local_time import resolve_local
from domain.calendar.models import Calendar, DayCount, Fold, Gap, Span
from domain.calendar.refused import CalendarError
from domain.calendar.working_days import lists_of
from domain.model import GRACE, TICK
from domain.procedure.models import Stage
from domain.procedure.window import END_OF_DAY, Moment, Window
from domain.process.state import Process
from domain.refused import OutOfPlace


class Change(TypedDict):
    gap: Gap
    fold: Fold


CHANGE = Change(gap="shift_forward", fold="later")
"""
What is computed lands somewhere on the night of a change of the clocks too: in the hour that is left out, later by what
is left out; in the hour that comes twice, the second time, so that nobody loses time. A local time that a person or a
file names is refused there.
"""


def grace(process: Process) -> timedelta:
    """How long after its deadline a step closes: none on the stepped clock, where order is time."""
    return GRACE if process.clock == "live" else timedelta(0)


def calendars_of(process: Process, *spans: Span | None) -> tuple[Calendar, ...]:
    """The calendars by which spans count: the venue's, pinned in the process's first event."""
    if not any(span is not None and span.working_days is not None for span in spans):
        return ()
    return venue_calendars(process)


def venue_calendars(process: Process) -> tuple[Calendar, ...]:
    """The lists of the venues whose working days count: a day counts only where all of them are open."""
    found: list[Calendar] = []
    for key in process.procedure.working_days_at or (process.procedure.venue,):
        calendar = process.procedure.venues[key].calendar
        found += lists_of(tuple(process.calendars.values()), calendar) if calendar else ()
    return tuple(found)


def after(
    process: Process,
    start: datetime,
    span: Span | None,
    at_time: str | None = None,
    first_day: DayCount = "excluded",
) -> datetime:
    """
    Compute an instant from a span, on local dates of the venue, optionally at a fixed local time of that day.

    A running process never stands still for a change of the clocks: see CHANGE.

    :param at_time: "18:00", or `end_of_day`: the midnight with which that day ends
    :param first_day: whether the local date of the start is day 1 (`included`) or day 0
    """
    zone = process.procedure.zone
    try:
        end = start
        if span is not None:
            calendars = calendars_of(process, span)
            end = add(start, span, zone, calendars, first_day=first_day, **CHANGE)
        return end if at_time is None else at_local(end, at_time, zone)
    except CalendarError as error:
        raise OutOfPlace(why=str(error)) from error


def at_local(day_of: datetime, at_time: str, zone: str) -> datetime:
    """Give a local time of the local day on which an instant lies."""
    day = day_of.astimezone(ZoneInfo(zone)).date()
    if at_time == END_OF_DAY:
        midnight = datetime.combine(day + timedelta(days=1), time())
        return resolve_local(midnight, zone, gap="shift_forward", fold="earlier")
    hour, minute = at_time.split(":")
    return resolve_local(datetime.combine(day, time(int(hour), int(minute))), zone, **CHANGE)


def anchor(process: Process, wanted: Moment, opens_at: datetime | None = None) -> datetime | None:
    """
    What a moment is counted from. None: nobody has named it, or given that date.

    :param opens_at: when the question opens, of whose window it is a moment; when the turn of the stage has come
    """
    if wanted.among:
        return _among(process, wanted, opens_at)
    if wanted.from_opening is not None:
        return after(process, opens_at, wanted.from_opening) if opens_at is not None else None
    if wanted.at is not None:
        return wanted.at
    if wanted.date is not None:
        return process.dates.get(wanted.date)
    if wanted.end_of is not None:
        return _end_of(process, wanted.end_of)
    step = process.step_of(wanted.named_in or "")
    named = [g.said.instant for g in step.answers if g.stands and g.said.instant] if step else []
    return named[-1] if named else None


def _among(process: Process, wanted: Moment, opens_at: datetime | None) -> datetime | None:
    """The later of several moments, once all of them are known; or the earlier of those that are."""
    instants = [found(process, one, opens_at) for one in wanted.among]
    known = [one for one in instants if one is not None]
    if wanted.later_of:
        return max(known) if len(known) == len(instants) else None
    return min(known, default=None)


def _end_of(process: Process, key: str) -> datetime | None:
    """When a question closed: at the gavel, at its deadline. A close at midnight is of the day that ends."""
    step = process.step_of(key)
    if step is None or step.closed_at is None or step.closes_at is None:
        return None
    return step.closes_at - TICK if _at_midnight(process, step.closes_at) else step.closes_at


def _at_midnight(process: Process, instant: datetime) -> bool:
    return instant.astimezone(ZoneInfo(process.procedure.zone)).time() == time()


def found(process: Process, wanted: Moment, opens_at: datetime | None = None) -> datetime | None:
    """Compute a moment, if what it is counted from is known."""
    start = anchor(process, wanted, opens_at)
    if start is None:
        return None
    return after(process, start, wanted.away, wanted.at_time, wanted.first_day)


def moment(process: Process, wanted: Moment) -> datetime:
    """
    Compute a moment that must be known.

    :raises OutOfPlace: nobody gave that date, or named that instant
    """
    instant = found(process, wanted)
    if instant is None:
        raise OutOfPlace(why=f"{wanted.date or wanted.named_in or wanted.end_of} was not given")
    return instant


def begins_at(process: Process, stage: Stage, turn: datetime) -> datetime | None:
    """
    Before when a stage does not begin. None: when its turn has come; or nobody has named that time.

    :param turn: when its turn has come, from which a pause is counted
    """
    return found(process, stage.begins, turn) if stage.begins is not None else None


def opening(process: Process, window: Window, now: datetime) -> datetime:
    """Compute when a window opens: at its moment, and now if that is past or nobody has named it."""
    wanted = found(process, window.opens) if window.opens is not None else None
    return now if wanted is None else max(now, wanted)


def closing(
    process: Process, window: Window, opens_at: datetime, more: Sequence[Span] = ()
) -> datetime | None:
    """
    Compute, once, when a window closes. None: as soon as someone fixes it, at an event, or never.

    :param more: what is added to its span, where the procedure makes it longer
    """
    end: datetime | None = None
    if window.runs_from == "dispatch":
        return None
    if window.lasts is not None:
        end = after(process, opens_at, window.lasts, first_day=window.first_day)
        for span in more:
            end = after(process, end, span)
        end = after(process, end, None, window.at_time)
    elif window.closes is not None:
        end = found(process, window.closes, opens_at)
    if end is None or window.roll == "none":
        return end
    try:
        return roll(end, process.procedure.zone, venue_calendars(process), window.roll, **CHANGE)
    except CalendarError as error:
        raise OutOfPlace(why=str(error)) from error


def from_dispatch(
    process: Process, window: Window, dispatched_at: datetime, more: Sequence[Span] = ()
) -> datetime | None:
    """Compute when a window closes that runs from the dispatch of its letter. None: it runs from its opening."""
    if window.runs_from != "dispatch":
        return None
    window = window.model_copy(update={"runs_from": "opening"})
    return closing(process, window, dispatched_at, more)


def due(process: Process, window: Window, opens_at: datetime) -> datetime | None:
    """Compute, once, when a duty is due that closes at an event. None: nothing says when."""
    if window.due_within is not None:
        return after(process, opens_at, window.due_within, first_day=window.first_day)
    return found(process, window.due, opens_at) if window.due is not None else None


def earliest_closing(process: Process, window: Window, opens_at: datetime) -> datetime:
    """The earliest instant at which a window may close: after it opens, and not shorter than it has to be."""
    if window.at_least is None:
        return opens_at
    return after(process, opens_at, window.at_least)


def times(span: Span, factor: int) -> Span:
    return Span(**{span.unit: span.n * factor})
