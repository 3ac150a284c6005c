"""The lists of holidays that a procedure counts working days by: those beside its file, and those that are shipped."""

from pathlib import Path

from domain.calendar.models import Calendar
from domain.calendar.read import parse_calendars
from domain.calendar.refused import CalendarError
from domain.calendar.working_days import lists_of
from domain.procedure.models import Procedure
from rehearsal.troubles import read_text, trouble

SHIPPED = Path(__file__).resolve().parents[1] / "procedures" / "calendars"


def library_of(path: Path) -> list[Calendar]:
    """
    Read the lists that the procedure of a file can name: a list beside the file goes before a shipped one of its key.

    :raises NotPlayable: a list cannot be read
    """
    found: dict[str, Calendar] = {}
    for folder in (SHIPPED, path.parent / "calendars"):
        for file in sorted(folder.glob("*.yaml")):
            try:
                found.update({one.key: one for one in parse_calendars(read_text(file))})
            except CalendarError as error:
                raise trouble(file, str(error)) from error
    return list(found.values())


def calendars_of(path: Path, procedure: Procedure) -> tuple[Calendar, ...]:
    """
    Give the lists that a procedure counts working days by.

    :raises NotPlayable: a list cannot be read, or one that a venue names is not there
    """
    library = library_of(path)
    found: dict[str, Calendar] = {}
    for key, venue in procedure.venues.items():
        lists = lists_of(library, venue.calendar) if venue.calendar else ()
        if venue.calendar and not lists:
            there = ", ".join(sorted({one.name for one in library}))
            reason = f"there is no calendar {venue.calendar}; there are: {there}"
            raise trouble(path, reason, where=f"venues.{key}.calendar")
        found.update({one.key: one for one in lists})
    return tuple(found.values())
