"""The dates by which something must have happened: a mandate's limit, its distance, and whether it was met."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.process.state import Process
from domain.step.when import found as instant_of


@dataclass(frozen=True, slots=True)
class Limit:
    """
    :param days_left: calendar days of the venue from now to the limit; negative once it has passed
    :param met: None: neither met nor passed
    """

    limit: str
    title: str
    at: datetime
    days_left: int
    met: bool | None
    met_at: datetime | None


def limits(process: Process, now: datetime) -> list[Limit]:
    """List the limits of a process as they stand at an instant, those that have been named."""
    found = []
    for name, rule in process.procedure.limits.items():
        at = instant_of(process, rule.at)
        if at is None:
            continue
        met_at = _met(process, rule.met_by, rule.outcomes)
        missed = False if now > at else None
        met = met_at <= at if met_at else missed
        left = days_between(now, at, process.procedure.zone)
        found.append(Limit(name, rule.title, at, left, met, met_at))
    return found


def _met(process: Process, met_by: str, outcomes: tuple[str, ...]) -> datetime | None:
    step = process.step_of(met_by)
    if step is None or not step.settled or step.outcome not in outcomes:
        return None
    return step.closed_at


def days_between(start: datetime, end: datetime, zone: str) -> int:
    """Count the calendar days between two instants, by the local dates of a zone."""
    local = ZoneInfo(zone)
    return (end.astimezone(local).date() - start.astimezone(local).date()).days
