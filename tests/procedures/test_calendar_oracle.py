"""
The oracle of deadline arithmetic, whole, through the public functions of the room.

`oracles/calendars.yaml` is a copy, so that a checkout proves itself; where the collection that it comes from lies
beside the repository, or where PARLEY_SHARED names it, the copy must be the same.
"""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from ruamel.yaml import YAML

from domain.calendar import arithmetic, show
from domain.calendar.models import Calendar, Span
from domain.calendar.read import parse_calendars
from domain.calendar.refused import CalendarError

ROOT = Path(__file__).parents[2]
FILE = Path(__file__).parent / "oracles" / "calendars.yaml"
SHARED = Path(os.environ.get("PARLEY_SHARED", ROOT.parent / "shared"))
BINDING = {
    "assumed_calendar",
    "computed",
    "computed_from_sourced_calendar",
    "convention",
    "recommendation",
    "sourced",
    "sourced_dates",
    "synthetic",
}
CODES = {  # the oracle's names of our refusals
    "CalendarUnknown": "calendar_out_of_range",
    "NonexistentLocalTime": "nonexistent_local_time",
    "AmbiguousLocalTime": "ambiguous_local_time",
    "InstantRequired": "instant_required",
}
POLICIES = {  # the oracle's name of a policy -> our arguments
    "refuse": {},
    "shift_forward": {"gap": "shift_forward"},
    "earlier": {"fold": "earlier"},
    "later": {"fold": "later"},
}
Vector = dict[str, Any]

ORACLE: dict[str, Any] = YAML(typ="safe", pure=True).load(FILE.read_text(encoding="utf-8"))
VECTORS: list[Vector] = [
    vector
    for group in ORACLE.values()
    if isinstance(group, list)
    for vector in group
    if isinstance(vector, dict) and "op" in vector
]


@cache
def library() -> dict[str, Calendar]:
    """Read the lists of the project itself, under the names that the oracle uses."""
    files = sorted((ROOT / "procedures" / "calendars").glob("*.yaml"))
    lists = [one for path in files for one in parse_calendars(path.read_text(encoding="utf-8"))]
    return {one.key.removesuffix("/synthetic"): one for one in lists}


@dataclass(frozen=True)
class Engine:
    """The functions under test, so that a broken twin can take the place of one."""

    add: Callable[..., datetime] = arithmetic.add
    add_months: Callable[..., tuple[date, bool]] = arithmetic.add_months
    is_working_day: Callable[..., bool] = arithmetic.is_working_day
    count_working_days: Callable[..., int] = arithmetic.count_working_days
    roll: Callable[..., datetime] = arithmetic.roll
    resolve_local: Callable[..., datetime] = arithmetic.resolve_local
    in_time: Callable[..., bool] = arithmetic.in_time
    in_zone: Callable[..., datetime] = arithmetic.in_zone
    calendars: Callable[[], dict[str, Calendar]] = library


# What the engine reports for one vector: the fields of `expect`, under the oracle's names.


def lists(engine: Engine, vector: Vector) -> list[Calendar]:
    named = vector.get("calendar", [])
    return [engine.calendars()[key] for key in ([named] if isinstance(named, str) else named)]


def report_of(instant: datetime, zone: str, engine: Engine) -> Vector:
    local = engine.in_zone(instant, zone)
    return {"local": local.isoformat(), "utc": arithmetic.utc(instant).isoformat(), "at": local}


def noon(day: str, zone: str) -> datetime:
    return arithmetic.resolve_local(datetime.fromisoformat(f"{day}T12:00"), zone)


def reported(error: CalendarError) -> str:
    return CODES.get(error.code, error.code)


def by_policy(compute: Callable[..., datetime], zone: str, wanted: Vector) -> Vector:
    found = {}
    for policy in wanted:
        try:
            instant = compute(**POLICIES[policy])
            found[policy] = instant.astimezone(ZoneInfo(zone)).isoformat()
        except CalendarError as error:
            found[policy] = f"error: {reported(error)}"
    return found


def added(engine: Engine, vector: Vector) -> Vector:
    span, calendars = Span.model_validate({vector["unit"]: vector["n"]}), lists(engine, vector)
    zone = vector.get("zone", "UTC")
    start = noon(vector["start_date"], zone) if "start_date" in vector else moment(vector["start"])
    if "by_policy" in vector["expect"]:
        compute = partial(engine.add, start, span, zone, calendars)
        return {"by_policy": by_policy(compute, zone, vector["expect"]["by_policy"])}
    end = engine.add(start, span, zone, calendars)
    day = end.astimezone(ZoneInfo(zone)).date()
    report = report_of(end, zone, engine) | {
        "date": day.isoformat(),
        "weekday": arithmetic.weekday(day),
        "elapsed_hours": (end - start) / timedelta(hours=1),
        "clamped": span.unit == "months" and engine.add_months(start.date(), span.n)[1],
    }
    if "round_trip" in vector["expect"]:
        opposite = Span.model_validate({span.unit: -span.n})
        report["round_trip"] = engine.add(end, opposite, zone, calendars) == start
    return report


def added_in_steps(engine: Engine, vector: Vector) -> Vector:
    start = at = noon(vector["start_date"], "UTC")
    for n in vector["n"]:
        at = engine.add(at, Span.model_validate({vector["unit"]: n}), "UTC")
    once = engine.add(start, Span.model_validate({vector["unit"]: sum(vector["n"])}), "UTC")
    single = f"single_step_of_{sum(vector['n'])}_would_give"
    return {"date": at.date().isoformat(), single: once.date().isoformat()}


def working(engine: Engine, vector: Vector) -> Vector:
    day = date.fromisoformat(vector["date"])
    is_open = engine.is_working_day(day, lists(engine, vector))
    return {"working": is_open, "weekday": arithmetic.weekday(day)}


def counted(engine: Engine, vector: Vector) -> Vector:
    start, end = (date.fromisoformat(vector[key]) for key in ("start_date", "end_date"))
    count, calendars = engine.count_working_days, lists(engine, vector)
    return {
        "start_excluded_end_included": count(start, end, calendars),
        "both_excluded": count(start, end, calendars, last_day="excluded"),
        "both_included": count(start, end, calendars, first_day="included"),
        "calendar_days": (end - start).days,
    }


def converted(engine: Engine, vector: Vector) -> Vector:
    at, zone, to_zone = moment(vector["start"]), vector["zone"], vector["to_zone"]
    ahead = arithmetic.offset_difference(at, zone, to_zone)
    return report_of(at, to_zone, engine) | {"offset_difference_hours": ahead / timedelta(hours=1)}


def compared(engine: Engine, vector: Vector) -> Vector:
    found = arithmetic.offset_differences(tuple(vector["zones"]), vector["year"])
    five = [window for window in found.windows if window.difference == timedelta(hours=5)]
    assert len(five) == len(found.windows)
    ends = [{"from_utc": iso(window.opens), "until_utc": iso(window.until)} for window in five]
    return {"normal_hours": found.usual / timedelta(hours=1), "five_hour_windows": ends}


def resolved(engine: Engine, vector: Vector) -> Vector:
    local, zone = datetime.fromisoformat(vector["local"]), vector["zone"]
    policies = by_policy(partial(engine.resolve_local, local, zone), zone, dict.fromkeys(POLICIES))
    refused = policies["refuse"]
    ambiguous = "ambiguous" in refused
    return {
        "exists": "nonexistent" not in refused,
        "ambiguous": ambiguous,
        "candidates": [policies["earlier"], policies["later"]],
        "by_policy": {name: policies[name] for name in vector["expect"]["by_policy"]},
    }


def rolled(engine: Engine, vector: Vector) -> Vector:
    start, zone = moment(vector["start"]), vector["zone"]
    end = engine.roll(start, zone, lists(engine, vector), vector["policy"])
    return report_of(end, zone, engine)


def judged(engine: Engine, vector: Vector) -> Vector:
    expiry, received = moment(vector["expiry"]), moment(vector["received"])
    return {"in_time": engine.in_time(None, expiry, received)}


def named(engine: Engine, vector: Vector) -> Vector:
    return {"weekday": arithmetic.weekday(date.fromisoformat(vector["date"]))}


def interpreted(engine: Engine, vector: Vector) -> Vector:
    """A phrase is refused as a deadline; the instants or days that it may mean are computed."""
    with pytest.raises(CalendarError) as refusal:
        show.parse_instant(vector["phrase"])
    report: Vector = {"error": reported(refusal.value)}
    if vector["id"] in PHRASED_DAYS:
        readings = arithmetic.readings_of_day(PHRASED_DAYS[vector["id"]], vector["zone"])
        report["readings"] = {READINGS[name]: iso(at) for name, at in readings.items()}
        change = arithmetic.offset_differences(("UTC", "Europe/Zurich"), 2008).windows[0].until
        report["hours_before_clock_change"] = (change - readings["end_of_day"]) / timedelta(hours=1)
    else:
        day, span = PHRASED_SPANS[vector["id"]]
        start = noon(day, "Europe/Zurich")
        report["readings"] = {
            name: engine.add(start, span, "Europe/Zurich", first_day=count).date().isoformat()
            for name in vector["expect"]["readings"]
            for count in [name.removeprefix("first_day_").removesuffix("_last_day")]
        }
        report["published"] = list(report["readings"].values())
    return report


PHRASED_DAYS = {"CAL-P01": date(2008, 3, 29), "CAL-P04": date(2019, 7, 9)}
PHRASED_SPANS = {
    "CAL-P02": ("2008-02-29", Span(days=30)),
    "CAL-P03": ("2024-02-01", Span(weeks=4)),
}
READINGS = {
    "start_of_day": "start_of_day",
    "end_of_day": "end_of_day",
    "close_of_business": "close_of_business_assumed",
}


def under(engine: Engine, given: Vector, calendar: str) -> str:
    """Compute a deadline by the lists that a library gives for a key (pinned) or a name (in force)."""
    local = datetime.fromisoformat(f"{given['start_date']}T{given['at']}")
    start = arithmetic.resolve_local(local, given["zone"])
    span = Span.model_validate({given["unit"]: given["n"]})
    chosen = arithmetic.lists_of(list(engine.calendars().values()), calendar)
    end = engine.add(start, span, given["zone"], chosen)
    return engine.in_zone(end, given["zone"]).isoformat()


def recomputed(engine: Engine, vector: Vector) -> Vector:
    """A pinned key gives what was announced, whatever the library holds now; a name the newest."""
    given, place = vector["given"], "un-hq-new-york"
    if "announced" in given:
        pinned = under(engine, given["announced"], given["announced"]["calendar"])
        assert pinned == given["announced"]["announced_expiry"]
        newest = under(engine, given["announced"], place)
        return {"expiry_after_change": pinned, "recomputed_would_be": newest}
    if "not_yet_announced" in given:
        start = date.fromisoformat(given["not_yet_announced"]["start_date"])
        chosen = arithmetic.lists_of(list(engine.calendars().values()), place)
        used = [one.key for one in chosen if one.covers(start)]
        assert used == [given["calendar_in_force"]]
        return {"expiry": under(engine, given["not_yet_announced"], place)}
    (announced,) = (one["given"]["announced"] for one in VECTORS if one["id"] == "CAL-K01")
    return {"expiry": under(engine, announced, given["event_log_created_under"])}


REPORTS: dict[str, Callable[[Engine, Vector], Vector]] = {
    "add": added,
    "add_sequence": added_in_steps,
    "is_working_day": working,
    "count_working_days": counted,
    "convert": converted,
    "offset_difference": compared,
    "resolve_local": resolved,
    "roll": rolled,
    "in_time": judged,
    "weekday": named,
    "interpret": interpreted,
    "recompute": recomputed,
    "replay": recomputed,
}
NOTES = {
    "taken_here",  # which reading the oracle's author prefers: the engine picks none
    "events_allowed",  # of the process, not of the arithmetic
}


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def iso(instant: datetime) -> str:
    return instant.isoformat().replace("+00:00", "Z")


def same(expected: object, found: object, field: str) -> bool:
    if field == "utc" and isinstance(expected, str) and isinstance(found, str):
        return moment(expected) == moment(found)
    if field == "published" and isinstance(found, list):
        return expected in found
    if field == "readings" and isinstance(expected, dict) and isinstance(found, dict):
        return expected.items() <= found.items()
    return expected == found


def check(vector: Vector, engine: Engine) -> None:
    """Fail unless every field of `expect` is what the engine reports."""
    try:
        report = REPORTS[vector["op"]](engine, vector)
    except CalendarError as error:
        report = {"error": reported(error)}
    for field, expected in vector["expect"].items():
        if field in NOTES:
            continue
        assert field in report, (vector["id"], field, report)
        assert same(expected, report[field], field), (vector["id"], field, expected, report[field])


def disagreeing(engine: Engine) -> set[str]:
    found = set()
    for vector in VECTORS:
        try:
            check(vector, engine)
        except AssertionError:
            found.add(vector["id"])
    return found


# The oracle holds.


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["id"])
def test_vector(vector: Vector) -> None:
    assert vector["basis"] in BINDING
    check(vector, Engine())


def test_every_vector_of_the_oracle_is_read_once() -> None:
    assert len(VECTORS) == len({vector["id"] for vector in VECTORS}) >= 223
    text = FILE.read_text(encoding="utf-8")
    assert text.count("{id: CAL-") == len(VECTORS)


@pytest.fixture
def host_zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", request.param)
        time.tzset()
        yield request.param
    time.tzset()


@pytest.mark.parametrize("host_zone", ["Asia/Kathmandu", "America/New_York"], indirect=True)
def test_the_oracle_holds_on_a_host_in_another_zone(host_zone: str) -> None:
    assert datetime(2022, 7, 1).astimezone().utcoffset() != timedelta(0)
    assert disagreeing(Engine()) == set()


def test_our_lists_state_the_facts_of_the_oracle() -> None:
    ours = library()
    for key, given in ORACLE["calendars"].items():
        one = ours[key]
        ends = [str(day) if day else None for day in (one.valid_from, one.valid_until)]
        assert ends == (given["valid_range"] or [None, None]), key
        for field in ("duty_station", "zone", "status", "supersedes"):
            assert getattr(one, field) == given.get(field), (key, field)
        assert list(one.weekend) == [day for day in one.weekend if day in given["weekend"]]
        assert len(one.weekend) == len(given["weekend"])
        for field in ("official_holidays", "floating_not_closed"):
            days = {str(day): name for day, name in getattr(one, field).items()}
            assert days == given.get(field, {}), (key, field)


# A wrong rule is found out.


def wall_clock(start: datetime, span: Span, zone: str, *rest: Any, **policy: Any) -> datetime:
    """Hours counted on the clock of the place instead of elapsed."""
    if span.hours is None:
        return arithmetic.add(start, span, zone, *rest, **policy)
    local = start.astimezone(ZoneInfo(zone)).replace(tzinfo=None) + timedelta(hours=span.hours)
    return arithmetic.resolve_local(local, zone, "shift_forward", "earlier")


def elapsed_days(start: datetime, span: Span, zone: str, *rest: Any, **policy: Any) -> datetime:
    """Days counted as 24 hours each."""
    if span.days is None:
        return arithmetic.add(start, span, zone, *rest, **policy)
    return start + timedelta(days=span.days)


def first_day_counted(start: datetime, span: Span, *rest: Any, **policy: Any) -> datetime:
    """The day of the announcement taken for day 1."""
    return arithmetic.add(start, span, *rest, **({"first_day": "included"} | policy))


def rolled_unasked(start: datetime, span: Span, zone: str, *rest: Any, **policy: Any) -> datetime:
    """A result on a Sunday moved to the Monday although nobody said so."""
    end = arithmetic.add(start, span, zone, *rest, **policy)
    if end.astimezone(ZoneInfo(zone)).weekday() == 6 and span.unit != "hours":
        return arithmetic.add(end, Span(days=1), zone, gap="shift_forward", fold="earlier")
    return end


def list_for_ever(start: datetime, span: Span, zone: str, *rest: Any, **policy: Any) -> datetime:
    """A list taken to know the days outside its range."""
    endless = [
        one.model_copy(update={"valid_from": None, "valid_until": None})
        for calendars in rest
        for one in calendars
    ]
    return arithmetic.add(start, span, zone, endless, **policy)


def closing_included(opens: datetime | None, closes: datetime, received: datetime) -> bool:
    return received <= closes


def compared_as_text(opens: datetime | None, closes: datetime, received: datetime) -> bool:
    return received.isoformat() < closes.isoformat()


@cache
def floating_closed() -> dict[str, Calendar]:
    return {
        key: one.model_copy(
            update={"official_holidays": one.official_holidays | one.floating_not_closed}
        )
        for key, one in library().items()
    }


@cache
def superseding_ignored() -> dict[str, Calendar]:
    return {key: one.model_copy(update={"supersedes": None}) for key, one in library().items()}


def added_by_the_first_station(
    start: datetime, span: Span, zone: str, calendars: list[Calendar] | None = None, **policy: Any
) -> datetime:
    return arithmetic.add(start, span, zone, (calendars or [])[:1], **policy)


TRUE = Engine()
TWINS = {
    "the wall clock for elapsed hours": (replace(TRUE, add=wall_clock), "CAL-A01"),
    "24 hours for a day": (replace(TRUE, add=elapsed_days), "CAL-W01"),
    "the first day counted": (replace(TRUE, add=first_day_counted), "CAL-D01"),
    "a Sunday rolled unasked": (replace(TRUE, add=rolled_unasked), "CAL-M12"),
    "a list outside its range": (replace(TRUE, add=list_for_ever), "CAL-D91"),
    "one station of two": (replace(TRUE, add=added_by_the_first_station), "CAL-D43"),
    "a floating holiday closed": (replace(TRUE, calendars=floating_closed), "CAL-D07"),
    "a superseded list in force": (replace(TRUE, calendars=superseding_ignored), "CAL-K02"),
    "<= for <": (replace(TRUE, in_time=closing_included), "CAL-I02"),
    "instants compared as text": (replace(TRUE, in_time=compared_as_text), "CAL-I04"),
}


@pytest.mark.parametrize("twin", TWINS)
def test_a_broken_twin_disagrees_with_the_oracle(twin: str) -> None:
    engine, vector = TWINS[twin]
    assert vector in disagreeing(engine)


def test_the_copy_of_the_oracle_is_what_it_was_copied_from() -> None:
    original = SHARED / "oracles" / "calendars.yaml"
    assert not original.exists() or original.read_bytes() == FILE.read_bytes()
