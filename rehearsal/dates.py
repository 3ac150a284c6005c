"""The dates of a process that was played, and what speaks against each: what would happen, before it happens."""

from collections.abc import Iterator
from datetime import datetime

from domain.calendar.models import Calendar, Venue
from domain.calendar.warnings import Warned, too_short, warnings_of
from domain.model import Frozen, Instant
from domain.process.state import Process
from domain.step.state import Step
from rehearsal.names import shown


class DateReport(Frozen):
    """:param what: a date of the roadmap by its name, or `opens`, `closes`, `read` and a step"""

    at: Instant
    what: str
    title: str
    warnings: tuple[str, ...] = ()


def dates_of(process: Process) -> tuple[DateReport, ...]:
    """List the dates of a process in order, with what a person should know of each."""
    found = list(_dates(process))
    for step in process.steps.values():
        found += _step(process, step)
    return tuple(sorted(found, key=lambda one: one.at))


def _dates(process: Process) -> Iterator[DateReport]:
    for name, at in process.dates.items():
        rule = process.procedure.dates.get(name)
        yield _report(process, at, name, rule.title if rule else name)


def _step(process: Process, step: Step) -> Iterator[DateReport]:
    name, title = shown(process, step), step.rule.title
    if step.rule.meets is not None:
        yield _report(process, step.opens_at, f"opens {name}", title)
    else:
        yield DateReport(at=step.opens_at, what=f"opens {name}", title=title)
    for reading in step.readings:
        yield _report(process, reading.due_at, f"read {name}", title)
    if step.closes_at is None:
        return
    duty = step.rule.silence_means == "overdue" or step.brought_forward
    short = () if duty else too_short(step.opens_at, step.closes_at, *_place(process))
    if step.brought_forward:
        yield DateReport(at=step.closes_at, what=f"closes {name}", title=title)
    else:
        yield _report(process, step.closes_at, f"closes {name}", title, tuple(short))


def _place(process: Process) -> tuple[Venue, tuple[Calendar, ...]]:
    procedure = process.procedure
    return procedure.venues[procedure.venue], tuple(process.calendars.values())


def _report(
    process: Process, at: datetime, what: str, title: str, more: tuple[Warned, ...] = ()
) -> DateReport:
    found = warnings_of(at, process.procedure.venues, tuple(process.calendars.values()))
    says = tuple(one.says for one in (*more, *found))
    return DateReport(at=at, what=what, title=title, warnings=says)
