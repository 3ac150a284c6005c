"""
Instants and what the clocks of a place show: gaps in spring, repeated hours in autumn.

Every result is in UTC, because two datetimes in one zone are compared by their clock reading, and
the repeated hour would be lost.
"""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby, pairwise
from zoneinfo import ZoneInfo

from domain.calendar.models import Fold, Gap, OffsetDifferences, OffsetWindow, zone_of
from domain.calendar.refused import AmbiguousLocalTime, NaiveInstant, NonexistentLocalTime

DAY = timedelta(days=1)


def utc(instant: datetime) -> datetime:
    """
    Bring an instant to UTC.

    :raises NaiveInstant: it has no zone
    """
    if instant.utcoffset() is None:
        raise NaiveInstant(instant=instant.isoformat())
    return instant.astimezone(UTC)


def in_zone(instant: datetime, zone: str) -> datetime:
    """Show an instant on the clocks of a zone. Compare such times only after `utc`."""
    return utc(instant).astimezone(zone_of(zone))


def candidates(local: datetime, zone: str) -> tuple[datetime, ...]:
    """List the instants at which a zone shows a local time: one; none in a gap; two in a fold."""
    place = zone_of(zone)
    found = (local.replace(tzinfo=place, fold=fold).astimezone(UTC) for fold in (0, 1))
    real = (instant for instant in found if _reads(instant, place) == local)
    return tuple(sorted(set(real)))


def _reads(instant: datetime, place: ZoneInfo) -> datetime:
    return instant.astimezone(place).replace(tzinfo=None)


def resolve_local(
    local: datetime, zone: str, gap: Gap = "refuse", fold: Fold = "refuse"
) -> datetime:
    """
    Find the instant at which the clocks of a zone show a local time.

    :param local: date and time of day, without a zone
    :param gap: what to do in the hour left out in spring; shift_forward: later by what is left out
    :param fold: which one to take in the hour that comes twice in autumn
    :raises NonexistentLocalTime, AmbiguousLocalTime: by policy
    """
    if local.tzinfo is not None:
        raise TypeError(f"a local time has no zone of its own: {local.isoformat()}")
    found = candidates(local, zone)
    if len(found) == 1:
        return found[0]
    if not found:
        return _after_the_gap(local, zone, gap)
    if fold == "refuse":
        earlier, later = (instant.astimezone(zone_of(zone)).isoformat() for instant in found)
        raise AmbiguousLocalTime(local=local.isoformat(), zone=zone, earlier=earlier, later=later)
    return found[0 if fold == "earlier" else 1]


def _after_the_gap(local: datetime, zone: str, gap: Gap) -> datetime:
    place = zone_of(zone)
    shifted = local.replace(tzinfo=place, fold=0).astimezone(UTC)
    if gap == "refuse":
        example = shifted.astimezone(place).isoformat()
        raise NonexistentLocalTime(local=local.isoformat(), zone=zone, shifted=example)
    return shifted


def readings_of_day(
    day: date, zone: str, close_of_business: time = time(18)
) -> dict[str, datetime]:
    """
    List the instants that a date alone may mean. A person has to say which is the deadline.

    Source: oracle vectors CAL-P01, CAL-P04; 18:00 as close of business is assumed
    """
    times = {
        "start_of_day": datetime.combine(day, time()),
        "close_of_business": datetime.combine(day, close_of_business),
        "end_of_day": datetime.combine(day + DAY, time()),
    }
    return {
        name: resolve_local(local, zone, "shift_forward", "earlier")
        for name, local in times.items()
    }


def offset_difference(instant: datetime, zone: str, to_zone: str) -> timedelta:
    """Say how far the clocks of the second zone are ahead of the first at an instant."""
    here, there = in_zone(instant, zone), in_zone(instant, to_zone)
    return there.replace(tzinfo=UTC) - here.replace(tzinfo=UTC)


def offset_differences(zones: tuple[str, str], year: int) -> OffsetDifferences:
    """
    Find the times of a year (UTC) in which two zones are not as far apart as for most of it.

    :param zones: the difference is the second minus the first
    """
    start, end = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
    changes = {change for zone in zones for change in _changes(zone, start, end)}
    edges = sorted({start, end} | changes)
    pieces = [
        OffsetWindow(opens=opens, until=until, difference=offset_difference(opens, *zones))
        for opens, until in pairwise(edges)
    ]
    lasting: Counter[timedelta] = Counter()
    for piece in pieces:
        lasting[piece.difference] += int((piece.until - piece.opens).total_seconds())
    [(usual, _)] = lasting.most_common(1)
    windows = [window for window in _joined(pieces) if window.difference != usual]
    return OffsetDifferences(usual=usual, windows=tuple(windows))


def _joined(pieces: list[OffsetWindow]) -> list[OffsetWindow]:
    """Join neighbours with one difference: both zones may change their clocks at one instant."""
    runs = [list(run) for _, run in groupby(pieces, key=lambda piece: piece.difference)]
    return [run[0].model_copy(update={"until": run[-1].until}) for run in runs]


def _changes(zone: str, start: datetime, end: datetime) -> list[datetime]:
    """Find the instants at which a zone's offset changes: daily, then by halving to the second."""
    place = zone_of(zone)
    changes = []
    for i in range((end - start).days):
        low, high = start + i * DAY, start + (i + 1) * DAY
        before = low.astimezone(place).utcoffset()
        if before == high.astimezone(place).utcoffset():
            continue
        while high - low > timedelta(seconds=1):
            middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
            unchanged = middle.astimezone(place).utcoffset() == before
            low, high = (middle, high) if unchanged else (low, middle)
        changes.append(high)
    return changes
