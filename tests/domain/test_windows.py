"""Windows and moments: counted forwards and backwards, named in an answer, with a shortest length, until the gavel."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from domain.procedure.check.procedure import check
from domain.procedure.models import Procedure
from domain.procedure.window import Moment, Window
from domain.step.commands import BringClosingForward, ExtendDeadline, SetDeadline
from domain.step.state import Step
from tests.domain.asking import publish, question, says, started, with_stage
from tests.domain.play import Play, calendars

NEW_YORK = ZoneInfo("America/New_York")
MEETING = datetime(2022, 3, 24, 10, tzinfo=NEW_YORK)
VENUES = {
    "new-york": {"name": "New York", "zone": "America/New_York", "calendar": "un-hq-new-york"}
}
DATES = {"meeting": {"title": "The meeting"}}


def ny(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2022, month, day, hour, minute, tzinfo=NEW_YORK)


def of(window: dict[str, Any], **values: Any) -> Procedure:
    stage = {"kind": "single_question", "questions": {"list": question(window=window, **values)}}
    then = {"held": ["end"], "broken": ["end"], "withdrawn": ["end"]}
    return with_stage(then, stage, venues=VENUES, dates=DATES)


def put(window: dict[str, Any], **values: Any) -> Play:
    """Put the question: its text is published at once."""
    play = started(of(window, **values), calendars=calendars(), dates={"meeting": MEETING})
    publish(play, ("1",))
    return play


def step(window: dict[str, Any], **values: Any) -> Step:
    return put(window, **values).step("only.list")


@pytest.mark.parametrize(
    ("closes", "at"),
    [
        ({"less": {"weeks": 3}}, ny(3, 3, 10)),
        ({"less": {"weeks": 3}, "at_time": "18:00"}, ny(3, 3, 18)),
        ({"less": {"working_days": 7}, "at_time": "end_of_day"}, ny(3, 16)),
        ({"less": {"working_days": 7}, "first_day": "included", "at_time": "18:00"}, ny(3, 16, 18)),
        ({"plus": {"days": 7}}, ny(3, 31, 10)),
        ({"plus": {"months": 1}, "at_time": "end_of_day"}, ny(4, 25)),
        ({}, MEETING),
    ],
)
def test_a_window_is_counted_from_the_meeting_forwards_and_backwards(
    closes: dict[str, Any], at: datetime
) -> None:
    assert step({"closes": {"date": "meeting", **closes}}).closes_at == at


@pytest.mark.parametrize(
    ("window", "at"),
    [
        ({"lasts": {"days": 3}}, ny(2, 24, 4)),
        ({"lasts": {"days": 3}, "first_day": "included"}, ny(2, 23, 4)),
        ({"lasts": {"days": 3}, "at_time": "end_of_day"}, ny(2, 25)),
        ({"lasts": {"working_days": 3}, "first_day": "included"}, ny(2, 23, 4)),
        ({"lasts": {"working_days": 3}}, ny(2, 24, 4)),
    ],
)
def test_the_day_of_the_opening_counts_only_where_the_procedure_says_so(
    window: dict[str, Any], at: datetime
) -> None:
    assert step(window).closes_at == at


def test_the_whole_last_day_is_inside_a_window_that_ends_with_it() -> None:
    play = put({"lasts": {"days": 3}, "at_time": "end_of_day"})
    play.until(ny(2, 24, 23, 59))
    assert says(play, "only.list", "objection", "a").refused is None
    play.until(ny(2, 25))
    late = says(play, "only.list", "objection", "b").refused
    assert late is not None
    assert late.code == "DeadlinePassed"


NAMED: dict[str, Any] = {
    "title": "Who places it, until when?",
    "about": "finding",
    "asks": ["chair"],
    "given_by": ["principal"],
    "answers": {
        "place": {
            "title": "Place it",
            "each": "one",
            "needs": ["instant"],
            "instant_at_least": {"hours": 72},
        }
    },
    "silence_means": "overdue",
    "window": {"on": "answered"},
    "stands": "close",
    "if_the_text_changes": "stand",
    "visible": "all",
    "escalates_to": "desk",
    "adds_up_to": [{"permits": ["placed"]}],
    "decided_by": "automatic",
}


def placing(**window: Any) -> Play:
    """The chair names the expiry in one stage; the silence of the next closes then."""
    silence = question(window={"closes": {"named_in": "placing.place"}, **window})
    stages = [
        {
            "stage": "placing",
            "kind": "single_question",
            "title": "Placing",
            "then": {"placed": ["only"]},
            "questions": {"place": NAMED},
        },
        {
            "stage": "only",
            "kind": "single_question",
            "title": "Silence",
            "then": {"held": ["end"], "broken": ["end"], "withdrawn": ["end"]},
            "questions": {"list": silence},
        },
    ]
    rules = with_stage({}, {}, venues=VENUES, dates=DATES, roadmap=stages)
    play = started(rules, calendars=calendars(), dates={"meeting": MEETING})
    publish(play, ("1",))
    return play


def test_a_silence_closes_at_the_time_that_was_named_in_an_answer() -> None:
    play = placing()
    assert says(play, "placing.place", "place", "chair", instant=ny(2, 26, 12)).refused is None
    assert play.step("only.list").closes_at == ny(2, 26, 12)


def test_seventy_two_hours_to_the_minute_are_enough_and_a_minute_less_is_refused() -> None:
    play = placing()
    near = says(play, "placing.place", "place", "chair", instant=ny(2, 24, 3, 59)).refused
    assert near is not None
    assert near.code == "InstantTooNear"
    assert "only.list" not in {s.question for s in play.state.open_steps()}
    assert says(play, "placing.place", "place", "chair", instant=ny(2, 24, 4)).refused is None
    assert play.step("only.list").closes_at == ny(2, 24, 4)


def test_a_time_without_a_zone_is_no_time() -> None:
    with pytest.raises(ValidationError, match="timezone"):
        says(placing(), "placing.place", "place", "chair", instant="2022-02-26T12:00:00")


def test_a_named_time_on_a_closed_day_is_rolled_when_the_question_is_put_and_never_again() -> None:
    play = placing(roll="next_working_day")
    says(play, "placing.place", "place", "chair", instant=ny(2, 26, 12))
    assert play.step("only.list").closes_at == ny(2, 28, 12)


def test_a_deadline_that_would_be_too_near_is_not_put_and_the_chair_fixes_a_later_one() -> None:
    window = {"closes": {"date": "meeting", "less": {"days": 30}}, "at_least": {"days": 7}}
    play = put(window)
    one = play.step("only.list")
    assert one.closes_at is None
    fix: dict[str, Any] = {"step": one.step, "grounds": "The meeting is near."}
    short = play.send(SetDeadline(closes_at=ny(2, 27, 4), **fix), "chair-principal").refused
    assert short is not None
    assert short.code == "WindowTooShort"
    assert "7 days" in short.sentence
    assert play.send(SetDeadline(closes_at=ny(2, 28, 4), **fix), "chair-principal").refused is None


def test_a_window_that_is_exactly_as_long_as_it_must_be_is_put() -> None:
    window = {"closes": {"at": ny(2, 28, 4)}, "at_least": {"days": 7}}
    assert step(window).closes_at == ny(2, 28, 4)


def test_a_question_is_open_until_the_gavel_and_what_was_sent_before_it_counts() -> None:
    play = put({"on": "gavel"})
    one = play.step("only.list")
    play.until(ny(3, 1))
    assert one.closes_at is None
    says(play, "only.list", "objection", "a")
    gavel = BringClosingForward(step=one.step, grounds="The meeting ends.")
    other = play.send(gavel, "a-principal").refused
    assert other is not None
    assert other.code == "NotPermitted"
    assert play.send(gavel, "chair-principal").refused is None
    play.settle()
    assert play.step("only.list").outcome == "broken"


def extend(play: Play, to: datetime, person: str = "chair-principal") -> str | None:
    act = ExtendDeadline(step=play.step("only.list").step, closes_at=to, grounds="More time.")
    refused = play.send(act, person).refused
    return refused.code if refused else None


def test_where_there_is_no_extension_the_chair_cannot_give_one() -> None:
    assert extend(put({"lasts": {"hours": 72}}, extension="none"), ny(3, 1)) == "NoExtension"
    assert extend(put({"lasts": {"hours": 72}}), ny(3, 1)) is None


def test_an_extension_is_given_by_whom_the_procedure_names_so_far_and_so_often() -> None:
    rule = {"by": ["desk"], "at_most": {"days": 2}, "times": 1}
    play = put({"lasts": {"hours": 72}}, extension=rule)
    assert extend(play, ny(2, 25)) == "NotPermitted"
    assert extend(play, ny(2, 26, 4, 1), "desk-principal") == "NoExtension"
    assert extend(play, ny(2, 24), "desk-principal") == "DeadlineTooEarly"
    assert extend(play, ny(2, 26, 4), "desk-principal") is None
    assert extend(play, ny(2, 27), "desk-principal") == "NoExtension"
    assert play.step("only.list").closes_at == ny(2, 26, 4)


@pytest.mark.parametrize(
    ("window", "values", "wrong"),
    [
        ({"closes": {"named_in": "only.nothing"}}, {}, "must name an instant"),
        ({"closes": {"named_in": "only.list"}}, {}, "must name an instant"),
        ({"closes": {"date": "dinner"}}, {}, "there is no date dinner"),
        ({"on": "answered"}, {}, "closes with an answer, and silence agrees"),
        ({"lasts": {"days": 2}, "at_least": {"days": 3}}, {}, "must last at least 3 days"),
        ({"closes": {"date": "meeting"}, "at_time": "18:00"}, {}, "does not last a span"),
        ({"lasts": {"days": 2}}, {"extension": {"by": ["pope"]}}, "there is no role pope"),
        ({"on": "gavel"}, {"extension": {"by": ["chair"]}}, "there is none"),
    ],
)
def test_the_check_finds_a_window_that_cannot_be_meant(
    window: dict[str, Any], values: dict[str, Any], wrong: str
) -> None:
    right = of({"lasts": {"days": 2}})
    [stage] = right.roadmap
    bad = stage.questions["list"].model_validate(question(window=window, **values))
    faulty = right.model_copy(
        update={"roadmap": (stage.model_copy(update={"questions": {"list": bad}}),)}
    )
    assert [one for one in check(faulty) if wrong in one.wrong]


def test_a_moment_is_one_thing_and_a_window_closes_in_one_way() -> None:
    for wrong in ({}, {"date": "a", "at": ny(3, 1)}, {"date": "a", "less": {"days": -1}}):
        with pytest.raises(ValidationError):
            Moment.model_validate(wrong)
    with pytest.raises(ValidationError, match="exactly one way"):
        Window.model_validate({"lasts": {"days": 1}, "on": "gavel"})
    assert Moment(at=datetime(2022, 3, 1, tzinfo=UTC)).away is None
