"""Instants as people read and write them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar.models import Calendar
from domain.calendar.refused import (
    AmbiguousLocalTime,
    CalendarError,
    InstantRequired,
    InstantUnreadable,
    NaiveInstant,
    NonexistentLocalTime,
    UnknownZone,
)
from domain.calendar.show import (
    GENEVA,
    MONTHS,
    NEW_YORK,
    in_both_cities,
    in_city,
    lapse,
    on_closed_day,
    outside_office_hours,
    parse_instant,
    show,
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


# Shown.


@pytest.mark.parametrize(
    ("instant", "shown"),
    [
        ("2022-02-24T18:00+01:00", "Thu 24 Feb 2022 18:00 Geneva (12:00 New York)"),
        ("2022-03-14T18:00+01:00", "Mon 14 Mar 2022 18:00 Geneva (13:00 New York)"),
        (
            "2022-02-15T18:00-05:00",
            "Wed 16 Feb 2022 00:00 Geneva (Tue 15 Feb 2022 18:00 New York)",
        ),
        ("2022-02-24T18:00:20.9+01:00", "Thu 24 Feb 2022 18:00:20 Geneva (12:00:20 New York)"),
    ],
)
def test_an_instant_is_shown_in_both_cities(instant: str, shown: str) -> None:
    assert in_both_cities(at(instant)) == shown


def test_an_instant_is_shown_in_one_city() -> None:
    assert in_city(at("2022-02-24T17:00Z"), GENEVA) == "Thu 24 Feb 2022 18:00 Geneva"
    assert in_city(at("2022-02-24T17:00Z"), "UTC") == "Thu 24 Feb 2022 17:00 UTC"
    zones = [NEW_YORK, "America/Los_Angeles", GENEVA]
    shown = "Thu 24 Feb 2022 20:00 New York (17:00 Los Angeles, Fri 25 Feb 2022 02:00 Geneva)"
    assert show(at("2022-02-25T01:00Z"), zones) == shown


def test_the_hour_that_comes_twice_is_shown_with_its_offset() -> None:
    texts = [in_city(at(f"2022-10-30T0{hour}:30Z"), GENEVA) for hour in (0, 1, 2)]
    assert texts == [
        "Sun 30 Oct 2022 02:30 Geneva (UTC+02:00)",
        "Sun 30 Oct 2022 02:30 Geneva (UTC+01:00)",
        "Sun 30 Oct 2022 03:30 Geneva",
    ]


@given(st.datetimes(at("1990-01-01"), at("2035-12-31"), timezones=st.just(UTC)))
def test_what_is_shown_names_the_instant_to_the_second(instant: datetime) -> None:
    second = instant.replace(microsecond=0)
    assert in_both_cities(instant) == in_both_cities(second)
    shown = in_city(second, GENEVA)
    _, day, month, year, clock, _, *offset = shown.split()
    number = MONTHS.index(month) + 1
    place = offset[0][4:-1] if offset else " Geneva"
    assert parse_instant(f"{year}-{number:02}-{int(day):02}T{clock}{place}") == second


def test_an_instant_without_a_zone_is_not_shown() -> None:
    with pytest.raises(NaiveInstant):
        in_both_cities(at("2022-02-24T18:00"))


# Written.


@pytest.mark.parametrize(
    "text",
    [
        "2022-05-16T18:00 Europe/Zurich",
        "2022-05-16T18:00 Geneva",
        "2022-05-16 18:00 geneva",
        "2022-05-16T12:00 New York",
        "2022-05-16T18:00:00+02:00",
        "2022-05-16T16:00:00.000000Z",
        " 2022-05-16T16:00Z ",
    ],
)
def test_an_instant_is_read(text: str) -> None:
    assert parse_instant(text) == at("2022-05-16T16:00Z")
    assert parse_instant(text).utcoffset() == at("2022-05-16T16:00Z").utcoffset()


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("2022-05-16", InstantRequired),
        ("2022-05-16 Geneva", InstantRequired),
        ("until 9 July", InstantRequired),
        ("asap", InstantRequired),
        ("", InstantRequired),
        ("2022-05-16T18:00", NaiveInstant),
        ("2022-05-16T18:00 Atlantis", UnknownZone),
        ("2022-03-27T02:30 Geneva", NonexistentLocalTime),
        ("2022-10-30T02:30 Geneva", AmbiguousLocalTime),
        ("2022-02-30T18:00 Geneva", InstantUnreadable),
        ("2022-05-16T24:00 Geneva", InstantUnreadable),
        ("2022-05-16T18:00+02:00 Geneva", InstantUnreadable),
        ("2022-05-16T18:00+25:00", InstantUnreadable),
        ("2022-05-16T18:00Z\x00", InstantUnreadable),
        ("16/05/2022 18:00 Geneva", InstantUnreadable),
        ("9999-12-31T23:59-11:00", InstantUnreadable),
        ("\u0662022-05-16T18:00Z", InstantUnreadable),
    ],
)
def test_what_is_not_one_instant_is_refused(text: str, refusal: type[CalendarError]) -> None:
    with pytest.raises(CalendarError) as error:
        parse_instant(text)
    assert type(error.value) is refusal


@given(st.text() | st.from_regex(r"\A2022-0[23]-[0-3][0-9][T ][0-2][0-9]:[0-9]{2}.{0,9}\Z"))
def test_any_text_is_read_or_refused_with_a_sentence(text: str) -> None:
    try:
        answer = parse_instant(text).isoformat()
    except CalendarError as refusal:
        answer = refusal.sentence
    assert answer.endswith(("+00:00", "."))


def test_a_refused_hour_says_which_hours_exist() -> None:
    with pytest.raises(AmbiguousLocalTime) as twice:
        parse_instant("2022-10-30T02:30 Geneva")
    assert twice.value.data["earlier"] == "2022-10-30T02:30:00+02:00"
    assert twice.value.data["later"] == "2022-10-30T02:30:00+01:00"
    with pytest.raises(InstantRequired, match="Write it like 2022-05-16T18:00 Geneva"):
        parse_instant("2022-05-16")


# Warnings.


@pytest.mark.parametrize(
    ("local", "outside"),
    [("08:59", True), ("09:00", False), ("18:00", False), ("18:01", True), ("00:00", True)],
)
def test_office_hours_end_at_close_of_business(local: str, outside: bool) -> None:
    instant = parse_instant(f"2022-02-24T{local} New York")
    assert outside_office_hours(instant, NEW_YORK) is outside


def test_a_closed_day_is_judged_on_the_clocks_of_the_place() -> None:
    friday = Calendar(
        name="here",
        version="1",
        weekend=("Sat", "Sun"),
        status="synthetic",
        official_holidays={date(2022, 4, 15): "Good Friday"},
    )
    instant = at("2022-04-15T22:30Z")
    assert on_closed_day(instant, NEW_YORK, [friday]) == "Good Friday"
    assert on_closed_day(instant, GENEVA, [friday]) == "Sat"
    assert on_closed_day(at("2022-04-14T12:00Z"), GENEVA, [friday]) is None


def test_a_lapse_is_written_in_its_two_largest_units_and_rounded_down() -> None:
    written = [
        lapse(timedelta(milliseconds=827, microseconds=999)),
        lapse(timedelta(0)),
        lapse(timedelta(seconds=59, milliseconds=999)),
        lapse(timedelta(seconds=185)),
        lapse(timedelta(hours=2, minutes=5, seconds=59)),
        lapse(timedelta(days=2, hours=4, minutes=59)),
    ]
    assert written == ["0.827 s", "0.000 s", "59.999 s", "3 min 5 s", "2 h 5 min", "2 d 4 h"]


@pytest.mark.parametrize(
    ("place", "utc"),
    [("London", 9), ("Nairobi", 6), ("new york", 14), ("Port of Spain", 13), ("UTC", 9)],
)
def test_a_city_is_enough_where_one_zone_is_called_so(place: str, utc: int) -> None:
    assert parse_instant(f"2022-03-01T09:00 {place}") == datetime(2022, 3, 1, utc, tzinfo=UTC)


@pytest.mark.parametrize("place", ["Atlantis", "localtime", "EST5EDT6", "Knox"])
def test_a_word_that_is_no_city_of_a_zone_is_refused(place: str) -> None:
    with pytest.raises(UnknownZone):
        parse_instant(f"2022-03-01T09:00 {place}")
