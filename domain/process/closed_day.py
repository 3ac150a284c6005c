"""
A day falls away: what falls on it moves to the next working day, at the same time of day.

The place is a venue of the procedure: the day is closed there, whatever its list says, and the next day on which it is
open comes from its list. Dates of the roadmap move with what hangs on them, as where a date is moved by itself.

Source: hard case 14, thirty deadlines on a closed day
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.calendar.local_time import in_zone, resolve_local
from domain.calendar.models import Calendar, Venue
from domain.calendar.refused import CalendarError
from domain.calendar.working_days import lists_of, next_open_day
from domain.process.commands import ClosedDay
from domain.process.state import Process
from domain.refused import NoExtension, OutOfPlace
from domain.step.deadline import counts
from domain.step.events import StepMoved
from domain.step.state import Step
from domain.step.when import CHANGE, venue_calendars

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Falls:
    """What falls on a closed day, and where it goes: the local date that is closed, and the next one that is open."""

    zone: str
    day: date
    next: date

    def on_it(self, instant: datetime | None, now: datetime) -> bool:
        """Whether an instant that is still to come falls on the day."""
        return (
            instant is not None and instant > now and in_zone(instant, self.zone).date() == self.day
        )

    def moved(self, instant: datetime) -> datetime:
        """The same time of day on the next day that is open."""
        local = in_zone(instant, self.zone)
        then = datetime.combine(self.next, local.time())
        return resolve_local(then, self.zone, **CHANGE)


def falls(process: Process, closed: ClosedDay) -> Falls:
    """
    Find the day on which things go on.

    :raises OutOfPlace: the procedure has no such venue, or nothing says on which days it is open
    """
    venue = process.procedure.venues.get(closed.venue)
    if venue is None:
        known = ", ".join(process.procedure.venues)
        raise OutOfPlace(why=f"there is no venue {closed.venue}; there are: {known}")
    lists = _lists(process, venue)
    if not lists:
        raise OutOfPlace(why=f"no calendar says on which days {venue.name} is open")
    try:
        following = next_open_day(closed.day + DAY, 1, lists)
    except CalendarError as error:
        raise OutOfPlace(why=str(error)) from error
    return Falls(venue.zone, closed.day, following)


def _lists(process: Process, venue: Venue) -> tuple[Calendar, ...]:
    """The lists of the place, and of the venues whose working days count: a day counts where all of them are open."""
    mine = lists_of(tuple(process.calendars.values()), venue.calendar) if venue.calendar else ()
    return tuple({one.key: one for one in (*mine, *venue_calendars(process))}.values())


def something_falls(process: Process, closed: ClosedDay) -> bool:
    """Whether anything that is still to come falls on a day in this process, which may not know the place."""
    if closed.venue not in process.procedure.venues:
        return False
    on, now = falls(process, closed), process.instant
    steps = any(_has_some(step, on, now) for step in process.open_steps())
    return steps or bool(dates_on(process, on, now))


def dates_on(process: Process, on: Falls, now: datetime) -> dict[str, datetime]:
    """Give the dates of the roadmap that fall on the day, and what they become; an outer closing moves with its own."""
    return {
        name: on.moved(at)
        for name, at in process.dates.items()
        if on.on_it(at, now) and not process.procedure.dates[name].outer
    }


def steps_on(
    process: Process, on: Falls, stay: tuple[object, ...], now: datetime
) -> Iterator[StepMoved]:
    """
    Move the instants of open steps that fall on the day.

    :param stay: the steps that stay as they are, though the day is closed
    :raises NoExtension: the procedure says that this deadline is never moved
    """
    for step in process.open_steps():
        if step.step not in stay and _has_some(step, on, now):
            yield _step(step, on, now)


def _has_some(step: Step, on: Falls, now: datetime) -> bool:
    if step.brought_forward or step.stopped_at is not None:
        return False
    opens = on.on_it(step.opens_at, now) and not step.opened
    return opens or on.on_it(step.closes_at, now) or on.on_it(step.due_at, now)


def _step(step: Step, on: Falls, now: datetime) -> StepMoved:
    if step.rule.extension == "none" and on.on_it(step.closes_at, now):
        raise NoExtension(why=f"the deadline of “{step.rule.title}” is never moved; let it stay")

    def then(instant: datetime | None) -> datetime | None:
        return on.moved(instant) if instant is not None and on.on_it(instant, now) else instant

    new = then(step.closes_at)
    opens = step.opens_at if step.opened else then(step.opens_at) or step.opens_at
    return StepMoved(
        step=step.step,
        old_opens_at=step.opens_at,
        opens_at=opens,
        old=step.closes_at,
        new=new,
        old_due_at=step.due_at,
        due_at=then(step.due_at),
        counts=counts(step, new) if new is not None else (),
    )
