"""Holiday lists from YAML, and the project's own lists."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from domain.calendar.models import Calendar
from domain.calendar.read import parse_calendars
from domain.calendar.refused import CalendarFileInvalid

FOLDER = Path(__file__).parents[3] / "procedures" / "calendars"
OURS = {
    one.key: one
    for path in sorted(FOLDER.glob("*.yaml"))
    for one in parse_calendars(path.read_text(encoding="utf-8"))
}
GOOD = """\
calendars:
  here/2022:
    weekend: [Sat, Sun]
    status: synthetic
    valid_from: 2022-01-01
    official_holidays:
      2022-04-15: Good Friday
      '2022-12-25': Christmas Day
"""


def test_a_list_is_read() -> None:
    [one] = parse_calendars(GOOD)
    assert one.key == "here/2022"
    assert one.valid_from == date(2022, 1, 1)
    assert list(one.official_holidays) == [date(2022, 4, 15), date(2022, 12, 25)]


@pytest.mark.parametrize(
    ("old", "new", "line", "problem"),
    [
        ("'2022-12-25'", "'2022-04-15'", 8, "2022-04-15 is named twice"),
        ("status: synthetic", "weekend: [Fri]", 4, "weekend is named twice"),
        ("Sun]", "Sunday]", 3, "here/2022.weekend.1: Input should be"),
        ("2022-04-15:", "2022-04-31:", 7, "here/2022.official_holidays.2022-04-31"),
        ("2022-04-15:", "2021-04-15:", 2, "2021-04-15 is outside the range"),
        ("status: synthetic", "state: synthetic", 2, "here/2022.status: Field required"),
        ("status: synthetic", "status: [", 6, "expected ',' or ']'"),
        (GOOD, "[" * 9_000, 1, "recursion"),
        ("here/2022", "here", 2, "here is not a name/version"),
        ("here/2022", "HERE/2022", 2, "name"),
        ("status:", "name: there\n    status:", 2, "name is given by the key"),
        ("calendars:", "lists:", 1, "one mapping, named calendars"),
        (GOOD, "", 1, "the file is empty"),
        (GOOD, "calendars: []", 1, "name the lists name/version"),
        (GOOD, "calendars: {a/1: }", 1, "a/1 is not a name/version"),
        (GOOD, "- a\n- b", 1, "one mapping"),
        ("[Sat, Sun]", "&days [Sat, Sun]", 3, "anchors are not taken"),
        (GOOD, "a: &a [x]\nb: [*a, *a]", 1, "anchors are not taken"),
        (GOOD, "a: \x00", 1, "special characters"),
        (GOOD, "x" * 300_000, 1, "longer than"),
    ],
)
def test_a_list_that_is_not_valid_is_refused_with_its_line(
    old: str, new: str, line: int, problem: str
) -> None:
    with pytest.raises(CalendarFileInvalid) as refusal:
        parse_calendars(GOOD.replace(old, new))
    assert problem in refusal.value.sentence
    assert refusal.value.data["line"] == line


def test_every_list_of_the_project_has_a_name_of_its_own() -> None:
    count = sum(len(parse_calendars(path.read_text())) for path in FOLDER.glob("*.yaml"))
    assert count == len(OURS)
    assert {one.supersedes for one in OURS.values()} <= {None, *OURS}


@pytest.mark.parametrize("place", ["un-hq-new-york", "un-geneva"])
@pytest.mark.parametrize("year", [2026, 2027])
def test_the_lists_of_the_years_ahead_say_that_they_are_assumed(place: str, year: int) -> None:
    one = OURS[f"{place}/{year}-assumed"]
    assert one.status == "assumed"
    assert one.assumption
    assert len(one.official_holidays) == 9
    assert all(day.weekday() < 5 for day in one.official_holidays)
    names = " ".join(one.official_holidays.values())
    assert "Eid al-Fitr" in names
    assert "Eid al-Adha" in names


def easter(year: int) -> date:
    """The Gregorian computus of Butcher (1876), as a second source for the movable days."""
    century, rest = divmod(year, 100)
    moon = (19 * (year % 19) + century - century // 4 - (8 * century + 13) // 25 + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    month, day = divmod(moon + week - 7 * ((year % 19 + 11 * moon + 22 * week) // 451) + 114, 31)
    return date(year, month, day + 1)


@pytest.mark.parametrize("one", OURS.values(), ids=list(OURS))
def test_movable_days_are_where_easter_puts_them(one: Calendar) -> None:
    after = {"Good Friday": -2, "Easter Monday": 1, "Ascension Day": 39, "Whit Monday": 50}
    for day, name in one.official_holidays.items():
        if name in after:
            assert day == easter(day.year) + timedelta(days=after[name]), (one.key, name)


@pytest.mark.parametrize("one", OURS.values(), ids=list(OURS))
def test_days_of_the_week_are_kept(one: Calendar) -> None:
    rules = {"Memorial Day": (0, 25), "Labour Day": (0, 1), "Thanksgiving Day": (3, 22)}
    for day, name in one.official_holidays.items():
        if name in rules:
            weekday, first = rules[name]
            assert day.weekday() == weekday, (one.key, name)
            assert first <= day.day < first + 7, (one.key, name)
