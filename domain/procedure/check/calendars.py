"""Whether the calendars that the venues of a procedure name are there."""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from domain.calendar.models import Calendar
from domain.calendar.working_days import lists_of
from domain.procedure.finding import Finding, error
from domain.procedure.models import Procedure


def check_calendars(procedure: Procedure, library: Sequence[Calendar]) -> Iterator[Finding]:
    """:param library: the lists that can be named"""
    for key, venue in procedure.venues.items():
        if venue.calendar is None or lists_of(library, venue.calendar):
            continue
        names = sorted({one.name for one in library})
        close = get_close_matches(venue.calendar, names, n=1, cutoff=0.5)
        yield error(
            ("venues", key, "calendar"),
            f"there is no calendar {venue.calendar}",
            "no working day can be counted there, and no process could start",
            (f"did you mean {close[0]}? " if close else "")
            + f"there are: {', '.join(names)}; or write the list in a folder `calendars` beside the file",
        )
