"""The calendar of a procedure before it starts is what the engine then does, and says what speaks against a date."""

from datetime import datetime, timedelta

import pytest

from domain.calendar.models import OfficeHours
from domain.calendar.show import parse_instant
from domain.calendar.warnings import too_short, warnings_of
from domain.procedure.models import Procedure
from domain.process.plan import Plan, instants, plan
from domain.refused import OutOfPlace
from rehearsal.dates import dates_of
from tests.domain.play import ROOT, calendars, procedure
from tests.domain.pledge import geneva, revised

VENUES = procedure().venues
START = geneva(2, 1, 9)
DATES = {"meeting": geneva(2, 15, 16), "reading": geneva(5, 16, 18)}


def laid_out(start: datetime = START, **dates: datetime) -> Plan:
    return plan(procedure(), start, {**DATES, **dates}, calendars())


def kinds(instant: str) -> set[str]:
    return {one.kind for one in warnings_of(parse_instant(instant), VENUES, calendars())}


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        ("2022-02-24T16:00 Geneva", set()),
        ("2022-02-24T18:00 Geneva", set()),
        ("2022-02-26T16:00 Geneva", {"closed"}),
        ("2022-02-24T23:59 Geneva", {"night"}),
        ("2022-02-24T18:00 New York", {"night"}),
        ("2022-03-16T16:00 Geneva", {"other_hours"}),
        ("2022-03-28T16:00 Geneva", set()),
        ("2022-04-15T16:00 Geneva", {"closed"}),
    ],
)
def test_an_instant_is_held_against_every_venue(instant: str, expected: set[str]) -> None:
    assert kinds(instant) == expected


def test_the_hours_of_a_venue_are_those_that_its_deadlines_are_held_against() -> None:
    late = VENUES["geneva"].model_copy(update={"hours": OfficeHours(begins="10:00", ends="20:00")})
    venues = {"geneva": late}
    at = {
        hour: list(warnings_of(parse_instant(f"2022-02-24T{hour} Geneva"), venues, calendars()))
        for hour in ("09:30", "10:00", "20:00", "20:01")
    }
    assert [hour for hour, found in at.items() if found] == ["09:30", "20:01"]
    assert at["09:30"][0].says == "it is 09:30 in Geneva, outside office hours (10:00 to 20:00)"


def test_a_day_that_no_list_knows_is_said_to_be_unknown() -> None:
    assert "unknown" in kinds("2031-02-24T16:00 Geneva")


@pytest.mark.parametrize(
    ("opens", "closes", "short"),
    [
        ("2022-02-24T16:00 Geneva", "2022-02-25T15:59 Geneva", True),
        ("2022-02-24T16:00 Geneva", "2022-02-25T16:00 Geneva", False),
        ("2022-02-25T18:00 Geneva", "2022-02-27T18:00 Geneva", True),
    ],
)
def test_a_window_without_time_to_answer_is_too_short(opens: str, closes: str, short: bool) -> None:
    found = too_short(parse_instant(opens), parse_instant(closes), VENUES["geneva"], calendars())
    assert bool(list(found)) == short


def test_the_dates_are_those_that_the_engine_computes() -> None:
    """The silence of the pledge, laid out from the instant at which the played one opened."""
    played = revised().step("agreement.objections")
    alone = procedure().alone("agreement")
    found = plan(alone, played.opens_at, {}, calendars())
    assert instants(found, "agreement.objections")[1] == played.closes_at
    reminders = [one.at for one in found.entries if one.kind == "reminder"]
    assert reminders == [geneva(2, 26, 18), geneva(2, 27, 16)]


def test_what_nobody_can_know_is_assumed_and_marked() -> None:
    found = {(one.what, one.kind): one for one in laid_out().entries}
    revisions = found["revision.proposals", "closes"]
    assert revisions.at == geneva(2, 16, 16) and "least notice" in revisions.assumed
    assert "done at once" in found["revision.consolidation", "closes"].assumed
    assert found["drafting.comments", "closes"].assumed == ""


def test_a_later_date_moves_what_hangs_on_it() -> None:
    before, after = laid_out(), laid_out(meeting=geneva(2, 22, 16))
    assert instants(before, "drafting.comments")[1] == geneva(2, 15, 16)
    assert instants(after, "drafting.comments")[1] == geneva(2, 22, 16)


def test_a_date_that_has_passed_when_its_question_opens_is_said_to_be_fixed_anew() -> None:
    found = {(one.what, one.kind): one for one in laid_out(start=geneva(2, 20, 9)).entries}
    assert "has passed" in found["drafting.comments", "closes"].assumed


def test_what_is_counted_from_the_end_of_a_question_is_laid_out_after_it() -> None:
    rules = procedure().model_dump(mode="json", by_alias=True)
    later = {"end_of": "meeting.finding", "plus": {"days": 10}}
    for stage in rules["roadmap"]:
        if stage["stage"] == "revision":
            stage["begins"] = later
    found = plan(Procedure.model_validate(rules), START, DATES, calendars())
    opened = {one.what: one.at for one in found.entries if one.kind == "opens"}
    assert opened["revision.proposals"] == opened["meeting.finding"] + timedelta(days=10)


def test_a_missing_date_is_refused() -> None:
    with pytest.raises(OutOfPlace):
        plan(procedure(), START, {}, calendars())


def test_every_procedure_of_the_folder_can_be_laid_out() -> None:
    for file in sorted((ROOT / "procedures").glob("*.yaml")):
        rules = procedure(file.stem)
        dates = dict.fromkeys(rules.dates, geneva(4, 20, 12))
        found = plan(rules, START, dates, calendars())
        assert found.entries[0].kind == "start"
        first = next(iter(rules.roadmap[0].questions))
        assert any(one.what == f"{rules.roadmap[0].stage}.{first}" for one in found.entries)


def test_a_played_process_lists_its_dates_with_what_speaks_against_them() -> None:
    play = revised()
    play.until(geneva(2, 27, 19))
    found = {one.what: one for one in dates_of(play.state)}
    assert found["closes agreement#1.objections"].at == geneva(2, 27, 18)
    assert "Geneva is closed: Sunday" in found["closes agreement#1.objections"].warnings
    assert found["closes revision#1.consolidation"].warnings == ()
