"""The rules of deadline arithmetic, as properties that hold for any start and any length."""

from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import example, given, reject
from hypothesis import strategies as st

from domain.calendar.arithmetic import (
    AmbiguousLocalTime,
    CalendarError,
    CalendarNeeded,
    CalendarUnknown,
    NaiveInstant,
    NonexistentLocalTime,
    OutOfReach,
    UnknownZone,
    add,
    add_months,
    count_working_days,
    in_time,
    in_zone,
    is_working_day,
    lists_of,
    offset_difference,
    offset_differences,
    resolve_local,
    roll,
)
from domain.calendar.models import Calendar, Fold, Gap, Span

GENEVA, NEW_YORK = "Europe/Zurich", "America/New_York"
ZONES = st.sampled_from(
    [GENEVA, NEW_YORK, "UTC", "Asia/Kathmandu", "Australia/Lord_Howe", "America/St_Johns"]
)
FIRST, LAST = datetime.fromisoformat("1990-01-01"), datetime.fromisoformat("2035-12-31")
INSTANTS = st.datetimes(FIRST, LAST, timezones=st.just(UTC))
DAYS = st.dates(date(2020, 3, 1), date(2020, 10, 31))
LENGTHS = st.integers(-40, 40)


def station(name: str = "here", **fields: object) -> Calendar:
    given = {"version": "1", "weekend": ["Sat", "Sun"], "status": "synthetic"}
    return Calendar.model_validate({"name": name, "official_holidays": {}} | given | fields)


CLOSED_DAYS = st.dictionaries(DAYS, st.just("a holiday"), max_size=30)
WEEKENDS = st.sets(st.sampled_from(["Mon", "Fri", "Sat", "Sun"]))
STATIONS = st.builds(
    lambda days, weekend: station(official_holidays=days, weekend=sorted(weekend)),
    CLOSED_DAYS,
    WEEKENDS,
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def noon(day: date, zone: str = GENEVA) -> datetime:
    return resolve_local(at(f"{day}T12:00"), zone)


# Elapsed time.


@given(INSTANTS, st.integers(-2000, 2000), ZONES, ZONES)
def test_elapsed_hours_are_the_same_in_every_zone(
    start: datetime, n: int, zone: str, other: str
) -> None:
    end = add(start, Span(hours=n), zone)
    assert end == add(start.astimezone(timezone(timedelta(hours=5))), Span(hours=n), other)
    assert end - start == timedelta(hours=n)
    assert end == add(start, Span(minutes=60 * n), zone) == add(start, Span(seconds=3600 * n), zone)


@given(INSTANTS, ZONES, st.sampled_from(["days", "weeks", "months", "hours"]), LENGTHS)
def test_a_longer_span_never_ends_earlier(start: datetime, zone: str, unit: str, n: int) -> None:
    ends = [
        add(start, Span.model_validate({unit: m}), zone, gap="shift_forward", fold="earlier")
        for m in (n, n + 1)
        if m != 0
    ]
    assert ends == sorted(ends)


# Dates.


@given(INSTANTS, ZONES, LENGTHS)
def test_days_keep_the_local_time(start: datetime, zone: str, n: int) -> None:
    try:
        end = add(start, Span(days=n), zone)
    except (NonexistentLocalTime, AmbiguousLocalTime):
        reject()
    before, after = in_zone(start, zone), in_zone(end, zone)
    assert after.time() == before.time()
    assert after.date() - before.date() == timedelta(days=n)
    weeks = add(start, Span(weeks=n), zone, gap="shift_forward", fold="earlier")
    assert in_zone(weeks, zone).date() - before.date() == timedelta(weeks=n)


@given(INSTANTS, ZONES)
@example(at("2022-11-06T01:30-04:00"), NEW_YORK)
@example(at("2022-11-06T01:30-05:00"), NEW_YORK)
def test_a_span_of_nothing_is_the_start_even_in_the_hour_that_comes_twice(
    start: datetime, zone: str
) -> None:
    for unit in ("seconds", "days", "weeks", "months", "working_days"):
        assert add(start, Span.model_validate({unit: 0}), zone, [station()]) == start


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(-600, 600))
def test_months_keep_the_day_or_take_the_last_of_a_shorter_month(day: date, n: int) -> None:
    moved, clamped = add_months(day, n)
    assert (moved.year - day.year) * 12 + moved.month - day.month == n
    assert moved.day == day.day or (clamped and (moved + timedelta(days=1)).day == 1)
    assert clamped == (moved.day < day.day)


def test_months_are_counted_from_the_original_start() -> None:
    start = at("2022-01-31T12:00Z")
    assert add(start, Span(months=2), "UTC") == at("2022-03-31T12:00Z")
    stepwise = add(add(start, Span(months=1), "UTC"), Span(months=1), "UTC")
    assert stepwise == at("2022-03-28T12:00Z")


@pytest.mark.parametrize(
    ("span", "excluded", "included"),
    [
        (Span(days=30), "2024-02-28", "2024-02-27"),
        (Span(weeks=-1), "2024-01-22", "2024-01-23"),
        (Span(months=1), "2024-02-29", "2024-02-28"),
        (Span(months=-1), "2023-12-29", "2023-12-30"),
        (Span(working_days=1), "2024-01-30", "2024-01-29"),
        (Span(working_days=-2), "2024-01-25", "2024-01-26"),
        (Span(working_days=0), "2024-01-29", "2024-01-29"),
        (Span(hours=24), "2024-01-30", "2024-01-30"),
    ],
)
def test_the_first_day_can_be_counted(span: Span, excluded: str, included: str) -> None:
    start, calendars = at("2024-01-29T12:00Z"), [station()]
    assert add(start, span, "UTC", calendars) == at(f"{excluded}T12:00Z")
    assert add(start, span, "UTC", calendars, first_day="included") == at(f"{included}T12:00Z")


def test_a_month_that_begins_on_the_31st_ends_with_the_shorter_month() -> None:
    start = at("2024-01-31T12:00Z")
    for first_day in ("excluded", "included"):
        assert add(start, Span(months=1), "UTC", first_day=first_day) == at("2024-02-29T12:00Z")


def test_a_first_day_that_is_closed_is_not_counted() -> None:
    saturday = at("2024-01-27T12:00Z")
    end = add(saturday, Span(working_days=1), "UTC", [station()], first_day="included")
    assert end == at("2024-01-29T12:00Z")


# Gaps and folds.


@given(st.datetimes(FIRST, LAST), ZONES)
def test_a_local_time_that_is_accepted_is_what_the_clocks_show(local: datetime, zone: str) -> None:
    try:
        instant = resolve_local(local, zone)
    except NonexistentLocalTime:
        shifted = resolve_local(local, zone, gap="shift_forward")
        assert in_zone(shifted, zone).replace(tzinfo=None) > local
    except AmbiguousLocalTime:
        earlier, later = (resolve_local(local, zone, fold=fold) for fold in ("earlier", "later"))
        assert earlier < later
        assert in_zone(earlier, zone).replace(tzinfo=None) == local
        assert in_zone(later, zone).replace(tzinfo=None) == local
    else:
        assert in_zone(instant, zone).replace(tzinfo=None) == local


def test_the_two_readings_of_the_repeated_hour_are_an_hour_apart() -> None:
    local = at("2022-10-30T02:30")
    earlier, later = (resolve_local(local, GENEVA, fold=fold) for fold in ("earlier", "later"))
    assert later - earlier == timedelta(hours=1)
    assert in_time(earlier, later, earlier)
    assert not in_time(earlier, later, later)


def test_a_working_day_is_not_rolled_even_in_the_hour_that_comes_twice() -> None:
    open_on_sunday = station(weekend=["Fri", "Sat"])
    second = at("2022-11-06T01:30-05:00")
    assert roll(second, NEW_YORK, [open_on_sunday], "next_working_day") == second


def test_half_an_hour_that_is_left_out_shifts_by_half_an_hour() -> None:
    shifted = resolve_local(at("2022-10-02T02:15"), "Australia/Lord_Howe", gap="shift_forward")
    assert in_zone(shifted, "Australia/Lord_Howe").isoformat() == "2022-10-02T02:45:00+11:00"


@pytest.mark.parametrize(
    ("start", "gap", "fold", "end"),
    [
        ("2022-03-12T02:30-05:00", "shift_forward", "refuse", "2022-03-13T03:30-04:00"),
        ("2022-11-05T01:30-04:00", "refuse", "later", "2022-11-06T01:30-05:00"),
    ],
)
def test_a_day_that_lands_where_the_clocks_change_follows_the_policy(
    start: str, gap: Gap, fold: Fold, end: str
) -> None:
    assert add(at(start), Span(days=1), NEW_YORK, gap=gap, fold=fold) == at(end)
    with pytest.raises(CalendarError):
        add(at(start), Span(days=1), NEW_YORK)


# Working days.


@given(DAYS, LENGTHS, STATIONS)
def test_working_days_there_and_back_from_a_working_day(day: date, n: int, here: Calendar) -> None:
    start = roll(noon(day), GENEVA, [here], "next_working_day")
    there = add(start, Span(working_days=n), GENEVA, [here])
    assert add(there, Span(working_days=-n), GENEVA, [here]) == start
    days = [in_zone(instant, GENEVA).date() for instant in (start, there)]
    assert count_working_days(days[0], days[1], [here]) == n
    assert is_working_day(days[1], [here])


@given(DAYS, st.integers(1, 40), CLOSED_DAYS, CLOSED_DAYS)
def test_with_two_stations_a_day_counts_only_if_both_are_open(
    day: date, n: int, one: dict[date, str], other: dict[date, str]
) -> None:
    both = [station("one", official_holidays=one), station("other", official_holidays=other)]
    merged = [station(official_holidays=one | other)]
    span = Span(working_days=n)
    end = add(noon(day), span, GENEVA, both)
    assert end == add(noon(day), span, GENEVA, merged) == add(noon(day), span, GENEVA, both[::-1])
    assert all(end >= add(noon(day), span, GENEVA, [alone]) for alone in both)


@given(st.lists(DAYS, min_size=3, max_size=3), STATIONS)
def test_counts_of_working_days_add_up(days: list[date], here: Calendar) -> None:
    first, middle, last = sorted(days)
    halves = sum(count_working_days(*pair, [here]) for pair in pairwise((first, middle, last)))
    assert halves == count_working_days(first, last, [here])
    inner = count_working_days(first, last, [here], last_day="excluded")
    outer = count_working_days(first, last, [here], first_day="included")
    ends = is_working_day(first, [here]) + is_working_day(last, [here])
    assert first == last or outer - inner == ends


@given(DAYS, STATIONS)
def test_rolling_finds_the_nearest_open_day_on_its_side(day: date, here: Calendar) -> None:
    later = roll(noon(day), GENEVA, [here], "next_working_day")
    earlier = roll(noon(day), GENEVA, [here], "previous_working_day")
    assert roll(noon(day), GENEVA, [here], "none") == noon(day)
    assert earlier <= noon(day) <= later
    ends = [in_zone(instant, GENEVA).date() for instant in (earlier, later)]
    assert all(is_working_day(end, [here]) for end in ends)
    assert count_working_days(ends[0], ends[1], [here], last_day="excluded") == 0


def test_a_floating_holiday_is_a_working_day() -> None:
    monday = date(2017, 2, 20)
    assert is_working_day(monday, [station(floating_not_closed={monday: "Presidents' Day"})])
    assert not is_working_day(monday, [station(official_holidays={monday: "Presidents' Day"})])


YEARS = [
    station(version="2022", valid_from="2022-01-01", valid_until="2022-12-31"),
    station(version="2023", valid_from="2023-01-01", valid_until="2023-12-31"),
]


def test_the_lists_of_one_name_are_the_years_of_one_station() -> None:
    start, span = at("2022-12-30T12:00Z"), Span(working_days=1)
    assert add(start, span, "UTC", YEARS) == at("2023-01-02T12:00Z")
    with pytest.raises(CalendarUnknown) as refusal:
        add(start, span, "UTC", YEARS[:1])
    assert refusal.value.data["calendar"] == "here/2022"
    assert "here/2022 says nothing about 2023-01-01" in refusal.value.sentence


@pytest.mark.parametrize("order", [1, -1])
def test_a_station_that_does_not_know_a_day_is_not_hidden_by_one_that_is_closed(order: int) -> None:
    sunday = date(2023, 1, 1)
    stations = [station("there"), YEARS[0]][::order]
    with pytest.raises(CalendarUnknown):
        is_working_day(sunday, stations)


def test_a_superseded_list_is_ignored_unless_it_is_asked_for_by_its_key() -> None:
    day = date(2022, 5, 2)
    old = station(version="1", official_holidays={day: "Eid al-Fitr"})
    new = station(version="2", supersedes="here/1")
    assert is_working_day(day, [old, new])
    assert lists_of([old, new], "here") == (new,)
    assert lists_of([old, new], "here/1") == (old,)
    assert not is_working_day(day, lists_of([old, new], "here/1"))


def test_working_days_need_a_calendar() -> None:
    with pytest.raises(CalendarNeeded):
        add(at("2022-05-02T12:00Z"), Span(working_days=1), GENEVA)
    with pytest.raises(CalendarNeeded):
        roll(at("2022-05-02T12:00Z"), GENEVA, [], "next_working_day")


def test_an_instant_is_not_taken_for_a_working_day() -> None:
    with pytest.raises(TypeError):
        is_working_day(at("2022-05-02T12:00Z"), [station()])


# Windows.


@given(INSTANTS, st.timedeltas(timedelta(microseconds=1), timedelta(days=99)), ZONES, ZONES)
def test_windows_are_half_open_in_every_zone(
    opens: datetime, length: timedelta, zone: str, other: str
) -> None:
    closes, tick = opens + length, timedelta(microseconds=1)
    window = (in_zone(opens, zone), in_zone(closes, zone))
    assert in_time(*window, in_zone(opens, other))
    assert in_time(*window, in_zone(closes - tick, other))
    assert not in_time(*window, in_zone(closes, other))
    assert not in_time(*window, in_zone(opens - tick, other))
    assert in_time(None, window[1], opens - tick)
    assert in_time(window[0], None, closes)


@given(INSTANTS, INSTANTS, INSTANTS, INSTANTS)
def test_adjacent_windows_share_no_instant(
    a: datetime, b: datetime, c: datetime, at: datetime
) -> None:
    first, middle, last = sorted([a, b, c])
    inside = [in_time(first, middle, at), in_time(middle, last, at)]
    assert sum(inside) == in_time(first, last, at)


# Two places.


@given(st.integers(1990, 2035), ZONES, ZONES, st.integers(0, 31_535_999))
def test_the_windows_say_where_the_usual_difference_does_not_hold(
    year: int, zone: str, other: str, second: int
) -> None:
    found = offset_differences((zone, other), year)
    instant = datetime(year, 1, 1, tzinfo=UTC) + timedelta(seconds=second)
    here = [w.difference for w in found.windows if in_time(w.opens, w.until, instant)]
    assert offset_difference(instant, zone, other) == (here or [found.usual])[0]
    assert all(window.difference != found.usual for window in found.windows)
    assert all(one.until <= next_one.opens for one, next_one in pairwise(found.windows))


def test_geneva_is_five_hours_ahead_of_new_york_for_three_weeks_a_year() -> None:
    found = offset_differences((NEW_YORK, GENEVA), 2022)
    assert found.usual == timedelta(hours=6)
    assert [window.until - window.opens for window in found.windows] == [
        timedelta(days=13, hours=18),
        timedelta(days=7, hours=5),
    ]


# Refusals.


def test_an_instant_without_a_zone_is_refused() -> None:
    naive, aware = at("2022-05-02T12:00"), at("2022-05-02T12:00Z")
    with pytest.raises(NaiveInstant):
        add(naive, Span(hours=1), GENEVA)
    with pytest.raises(NaiveInstant):
        roll(naive, GENEVA, [], "none")
    for window in ((naive, None, aware), (None, naive, aware), (None, None, naive)):
        with pytest.raises(NaiveInstant):
            in_time(*window)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "localtime", "../etc/passwd", "", "Europe", "É"])
def test_a_zone_that_is_not_in_the_zone_data_is_refused(zone: str) -> None:
    with pytest.raises(UnknownZone):
        add(at("2022-05-02T12:00Z"), Span(days=1), zone)


@pytest.mark.parametrize("unit", ["seconds", "days", "weeks", "months", "working_days"])
@pytest.mark.parametrize(
    ("start", "n"), [("9999-12-30T12:00Z", 10**3), ("0001-01-03T12:00Z", -(10**3))]
)
def test_a_span_beyond_all_calendars_is_refused(unit: str, start: str, n: int) -> None:
    amount = n * 1000 if unit == "seconds" else n
    with pytest.raises(OutOfReach):
        add(at(start), Span.model_validate({unit: amount}), "UTC", [station()])


def test_a_local_time_has_no_zone_of_its_own() -> None:
    with pytest.raises(TypeError):
        resolve_local(at("2022-05-02T12:00Z"), GENEVA)
