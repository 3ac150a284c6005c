"""An instant as a sentence says it: "18:00 New York time on Monday 9 May 2022 (Tuesday 10 May, 00:00, in Geneva)"."""

from collections.abc import Sequence
from datetime import datetime

from domain.calendar.local_time import in_zone
from domain.calendar.show import city

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def in_words(instant: datetime, zones: Sequence[str]) -> str:
    """Say an instant in the first zone, and behind it in the others; their day only where it differs."""
    first, *others = [in_zone(instant, zone) for zone in zones]
    behind = [_behind(local, first, zone) for local, zone in zip(others, zones[1:], strict=True)]
    more = f" ({'; '.join(behind)})" if behind else ""
    return f"{_clock(first)} {city(zones[0])} time on {_day(first)} {first.year}{more}"


def _behind(local: datetime, first: datetime, zone: str) -> str:
    day = "" if local.date() == first.date() else f" on {_day(local)}"
    return f"{_clock(local)} in {city(zone)}{day}"


def _day(local: datetime) -> str:
    return f"{DAYS[local.weekday()]} {local.day} {MONTHS[local.month - 1]}"


def _clock(local: datetime) -> str:
    return f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
