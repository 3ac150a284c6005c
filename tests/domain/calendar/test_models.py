"""Spans, venues and lists: what is taken, and what is refused."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.calendar.models import UNITS, Calendar, Span, Venue
from domain.calendar.refused import CalendarUnknown

LIST: dict[str, Any] = {
    "name": "un-geneva",
    "version": "2022",
    "zone": "Europe/Zurich",
    "weekend": ["Sun", "Sat"],
    "valid_from": "2022-01-10",
    "valid_until": "2022-06-30",
    "status": "sourced",
    "source": "a circular",
    "official_holidays": {"2022-06-06": "Whit Monday", "2022-04-15": "Good Friday"},
    "floating_not_closed": {"2022-02-21": "Presidents' Day"},
}


@given(st.sampled_from(UNITS), st.integers(-1200, 1200))
def test_a_span_is_written_as_its_one_unit(unit: str, n: int) -> None:
    span = Span.model_validate({unit: n})
    assert (span.unit, span.n) == (unit, n)
    assert span.model_dump() == {unit: n}
    assert Span.model_validate_json(span.model_dump_json()) == span


@pytest.mark.parametrize(
    "given_span",
    [
        {},
        {"hours": 1, "days": 1},
        {"hours": None},
        {"hours": True},
        {"hours": "72"},
        {"hours": 72.0},
        {"fortnights": 2},
        {"months": 1201},
        {"seconds": -(10**10)},
        {"working_days": 10**30},
        72,
    ],
)
def test_a_span_that_is_not_one_whole_number_of_a_unit_is_refused(given_span: object) -> None:
    with pytest.raises(ValidationError):
        Span.model_validate(given_span)


def test_a_span_reads_in_plain_words() -> None:
    assert str(Span(working_days=3)) == "3 working days"


def test_a_list_is_the_same_however_its_file_is_ordered() -> None:
    turned = LIST | {
        "weekend": ["Sat", "Sun"],
        "official_holidays": dict(reversed(LIST["official_holidays"].items())),
    }
    one, other = Calendar.model_validate(LIST), Calendar.model_validate(turned)
    assert one.model_dump_json() == other.model_dump_json()
    assert Calendar.model_validate_json(one.model_dump_json()) == one
    assert one.key == "un-geneva/2022"


@pytest.mark.parametrize(
    ("day", "closure"),
    [
        ("2022-04-15", "Good Friday"),
        ("2022-04-16", "Sat"),
        ("2022-02-21", None),
        ("2022-01-10", None),
        ("2022-06-30", None),
    ],
)
def test_a_list_names_what_closes_a_day(day: str, closure: str | None) -> None:
    assert Calendar.model_validate(LIST).closure(date.fromisoformat(day)) == closure


@pytest.mark.parametrize("day", [date(2022, 1, 9), date(2022, 7, 1)])
def test_a_list_knows_nothing_outside_its_range(day: date) -> None:
    with pytest.raises(CalendarUnknown) as refusal:
        Calendar.model_validate(LIST).closure(day)
    assert refusal.value.data["day"] == day.isoformat()
    assert "it knows the days from 2022-01-10 to 2022-06-30" in str(refusal.value)


@pytest.mark.parametrize(
    "change",
    [
        {"status": "assumed"},
        {"status": "certain"},
        {"source": []},
        {"zone": "Mars/Olympus"},
        {"weekend": ["Saturday"]},
        {"weekend": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]},
        {"valid_until": "2022-01-09"},
        {"valid_from": 1_640_995_200},
        {"valid_from": "1640995200"},
        {"valid_from": datetime.fromisoformat("2022-01-10")},
        {"official_holidays": {"2022-07-01": "too late"}},
        {"official_holidays": {"2022-02-21": "both official and floating"}},
        {"official_holidays": {"2022-02-30": "no such day"}},
        {"official_holidays": {19_000: "a number"}},
        {"supersedes": "Not A Key"},
        {"holidays": {}},
        {"version": "2022/1"},
    ],
)
def test_a_list_that_contradicts_itself_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Calendar.model_validate(LIST | change)


def test_models_do_not_change() -> None:
    with pytest.raises(ValidationError):
        Calendar.model_validate(LIST).version = "2023"  # type: ignore[misc]
    with pytest.raises(ValidationError):
        Span(hours=1).hours = 2  # type: ignore[misc]


def test_a_venue_names_a_place_its_zone_and_its_lists() -> None:
    for calendar in (None, "un-geneva", "un-geneva/2022-assumed"):
        assert Venue(name="Geneva", zone="Europe/Zurich", calendar=calendar).calendar == calendar
    with pytest.raises(ValidationError):
        Venue(name="Geneva", zone="Geneva")


def test_a_day_is_no_instant() -> None:
    with pytest.raises(ValidationError):
        Calendar.model_validate(LIST | {"valid_from": "2022-01-10T00:00:00"})
    assert Calendar.model_validate(LIST).covers(date(2022, 1, 9) + timedelta(days=1))
