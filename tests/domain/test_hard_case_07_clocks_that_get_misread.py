"""Hard case 7: holds, requests that are pending at the expiry, the gavel, extensions in time, minimum notice."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain.calendar.models import Span
from domain.procedure.check.procedure import check
from domain.procedure.models import Procedure
from domain.procedure.question import Hold
from domain.process.agenda import first_due
from domain.process.verify import verify
from domain.step import deadline, hold, request
from domain.step.commands import (
    BringClosingForward,
    ConfirmOutcome,
    ExtendDeadline,
    SetDeadline,
    WithdrawAnswer,
)
from tests.domain.asking import publish, question, says, started, with_stage
from tests.domain.forgery import stored
from tests.domain.play import Play, calendars

NEW_YORK = ZoneInfo("America/New_York")
VENUES = {
    "new-york": {"name": "New York", "zone": "America/New_York", "calendar": "un-hq-new-york"}
}
ANSWERS = {
    "objection": {"title": "Objection", "each": "one", "takes": ["reason", "paragraphs"]},
    "hold": {"title": "More time", "each": "many", "effect": "hold"},
}
REQUESTS = {
    "objection": {"title": "Objection", "each": "one", "takes": ["reason", "paragraphs"]},
    "request": {"title": "Request for more time", "each": "one", "effect": "requests_time"},
}
THEN = {"held": ["end"], "broken": ["end"], "withdrawn": ["end"]}
HOUR = timedelta(hours=1)


def ny(day: int, hour: int = 0, minute: int = 0, month: int = 2) -> datetime:
    return datetime(2022, month, day, hour, minute, tzinfo=NEW_YORK)


def of(**values: Any) -> Procedure:
    values = {"window": {"lasts": {"days": 3}, "at_time": "18:00"}, **values}
    stage = {"kind": "silence_procedure", "questions": {"list": question(**values)}}
    return with_stage(THEN, stage, venues=VENUES)


def put(**values: Any) -> Play:
    """Silence from Monday 21 to Thursday 24 February 2022 at 18:00 in New York."""
    play = started(of(**values), calendars=calendars())
    publish(play, ("1", "2"))
    assert play.step("only.list").closes_at == ny(24, 18)
    return play


def held(**values: Any) -> Play:
    rule = {"span": {"hours": 24}, "per_party": 1, "total": 2, "counted": "from_expiry"}
    return put(answers=ANSWERS, hold=rule | values)


def asks(play: Play, party: str, at: datetime, name: str = "hold") -> str | None:
    play.until(at)
    refused = says(play, "only.list", name, party).refused
    return refused.code if refused else None


def closing(play: Play) -> datetime | None:
    return play.step("only.list").closes_at


def gives_back(play: Play, party: str, at: datetime) -> None:
    play.until(at)
    act = WithdrawAnswer(step=play.step("only.list").step, answer="hold")
    assert play.send(act, f"{party}-principal").refused is None
    play.settle()


# A hold.


def test_a_hold_is_added_to_the_expiry_or_counted_from_the_request_if_that_is_later() -> None:
    added = held()
    assert asks(added, "a", ny(24, 10)) is None
    assert closing(added) == ny(25, 18)
    early = held(counted="from_request")
    assert asks(early, "a", ny(22, 10)) is None
    assert closing(early) == ny(24, 18)
    late = held(counted="from_request")
    assert asks(late, "a", ny(24, 10)) is None
    assert closing(late) == ny(25, 10)


@pytest.mark.parametrize(
    ("rolled", "second", "third"),
    [
        ("before_adding", ny(26, 18), ny(1, 18, month=3)),
        ("after_adding", ny(28, 18), ny(1, 18, month=3)),
    ],
)
def test_rolling_before_or_after_adding_gives_different_days(
    rolled: str, second: datetime, third: datetime
) -> None:
    """From the expiry on Friday evening, by way of a Saturday: 24 hours later, on or from a working day."""
    play = held(roll="next_working_day", rolled=rolled, total=4)
    for party, at in (("a", ny(25, 18)), ("b", second), ("c", third)):
        assert asks(play, party, ny(24, 9)) is None
        assert closing(play) == at


def test_the_limits_are_per_party_and_in_total() -> None:
    play = held()
    assert asks(play, "a", ny(22, 10)) is None
    assert asks(play, "a", ny(22, 11)) == "HoldExhausted"
    assert asks(play, "b", ny(22, 12)) is None
    assert asks(play, "c", ny(22, 13)) == "HoldExhausted"
    assert closing(play) == ny(26, 18)


def test_a_hold_that_is_withdrawn_gives_its_time_back_only_where_the_procedure_says_so() -> None:
    for lifted, at in ((True, ny(24, 18)), (False, ny(25, 18))):
        play = held(lifted_by_author=lifted)
        asks(play, "a", ny(22, 10))
        gives_back(play, "a", ny(23, 10))
        assert closing(play) == at


def test_what_is_given_back_never_ends_before_the_present() -> None:
    play = held(lifted_by_author=True)
    asks(play, "a", ny(24, 10))
    gives_back(play, "a", ny(25, 9))
    assert closing(play) == ny(25, 9)
    assert play.step("only.list").outcome == "held"


def stopped() -> Play:
    return held(counted="stops_the_clock", lifted_by_author=True, total=4)


def test_a_stopped_clock_runs_on_with_what_was_left_when_it_is_lifted() -> None:
    play = stopped()
    asks(play, "a", ny(23, 10))
    assert closing(play) == ny(25, 18), "for 24 hours at most"
    gives_back(play, "a", ny(23, 15))
    assert closing(play) == ny(24, 23), "it stood for five hours"


def test_a_clock_that_two_parties_stop_stands_still_once() -> None:
    play = stopped()
    asks(play, "a", ny(23, 10))
    asks(play, "b", ny(23, 16))
    assert closing(play) == ny(26, 0), "from 10:00 until 16:00 of the next day: thirty hours"
    gives_back(play, "a", ny(23, 20))
    assert closing(play) == ny(26, 0), "the other stop still holds it"
    gives_back(play, "b", ny(23, 22))
    assert closing(play) == ny(25, 6), "from 10:00 until 22:00: twelve hours"


def test_the_stop_of_a_clock_is_over_with_its_limit() -> None:
    play = stopped()
    asks(play, "a", ny(23, 10))
    gives_back(play, "a", ny(24, 12))
    assert closing(play) == ny(25, 18), "nothing was left to give back"


# A request that is pending at the expiry.


def requested(rule: Any, name: str = "request", at: datetime | None = None) -> Play:
    play = put(answers=REQUESTS, pending_at_expiry=rule, extension={"by": ["chair"]})
    assert asks(play, "a", at or ny(24, 17, 59), name) is None
    return play


def decide(play: Play, to: datetime, at: datetime) -> str | None:
    play.until(at)
    act = ExtendDeadline(step=play.step("only.list").step, closes_at=to, grounds="One asked.")
    refused = play.send(act, "chair-principal").refused
    play.settle()
    return refused.code if refused else None


def test_a_request_moves_nothing_by_itself() -> None:
    assert closing(requested("lapses")) == ny(24, 18)


def test_a_request_that_lapses_is_over_with_the_deadline() -> None:
    play = requested("lapses")
    assert decide(play, ny(25, 18), ny(24, 18, 3)) == "OutOfPlace"
    assert play.step("only.list").outcome == "held"


SUSPENDS = {"suspends": {"hours": 2}}


def test_asked_at_17_59_and_decided_at_18_03_what_came_in_between_counts() -> None:
    play = requested(SUSPENDS)
    play.until(ny(24, 18, 1))
    late = says(play, "only.list", "objection", "b").refused
    assert late is not None
    assert late.code == "DeadlinePassed"
    assert play.step("only.list").is_open, "the close waits for the decision"
    assert decide(play, ny(25, 18), ny(24, 18, 3)) is None
    play.until(ny(25, 18))
    assert play.step("only.list").outcome == "broken"


def test_nobody_decides_for_two_hours_and_it_closes_with_its_deadline() -> None:
    play = requested(SUSPENDS)
    play.until(ny(24, 19, 59))
    assert play.step("only.list").is_open
    play.until(ny(24, 20))
    assert play.step("only.list").outcome == "held"
    assert closing(play) == ny(24, 18)
    assert decide(play, ny(25, 18), ny(24, 20)) == "OutOfPlace"


def test_the_request_is_declined_with_the_gavel_and_the_close_waits_no_longer() -> None:
    play = requested(SUSPENDS)
    play.until(ny(24, 18, 3))
    act = BringClosingForward(step=play.step("only.list").step, grounds="Enough time was given.")
    assert play.send(act, "b-principal").refused is not None
    assert play.send(act, "chair-principal").refused is None
    play.settle()
    assert play.step("only.list").outcome == "held"
    assert closing(play) == ny(24, 18)


def test_without_a_request_in_time_the_close_waits_for_nobody() -> None:
    play = put(answers=REQUESTS, pending_at_expiry=SUSPENDS, extension={"by": ["chair"]})
    assert asks(play, "a", ny(24, 18), "request") == "DeadlinePassed"
    assert play.step("only.list").outcome == "held"


def test_a_request_that_was_decided_on_is_pending_no_more() -> None:
    play = requested(SUSPENDS, at=ny(24, 10))
    assert decide(play, ny(25, 18), ny(24, 11)) is None
    play.until(ny(25, 18))
    assert play.step("only.list").outcome == "held"


def test_a_provisional_close_goes_on_when_the_extension_is_granted_and_its_outcome_stays_on_record() -> (
    None
):
    play = requested("provisional")
    play.until(ny(24, 18, 1))
    says(play, "only.list", "objection", "b")
    one = play.step("only.list")
    assert (one.outcome, one.provisional) == ("held", True)
    assert not play.state.texts["v1"].agreed_at, "what follows waits"
    assert decide(play, ny(25, 18), ny(24, 18, 3)) is None
    assert one.is_open
    play.until(ny(25, 18))
    assert (one.outcome, one.superseded) == ("broken", ["held"])


def test_a_provisional_close_stands_when_who_may_extend_confirms_it() -> None:
    play = requested("provisional")
    play.until(ny(24, 18, 3))
    act = ConfirmOutcome(step=play.step("only.list").step, grounds="Enough time was given.")
    assert play.send(act, "a-principal").refused is not None
    assert play.send(act, "chair-principal").refused is None
    play.settle()
    assert play.step("only.list").settled
    assert decide(play, ny(25, 18), ny(24, 18, 4)) == "OutOfPlace"


# The gavel, an extension in time, minimum notice.


def test_an_act_that_was_sent_before_the_gavel_counts_and_one_after_it_does_not() -> None:
    play = put(window={"lasts": {"days": 3}, "at_time": "18:00", "early_close": ["gavel"]})
    play.until(ny(22, 10))
    says(play, "only.list", "objection", "a")
    act = BringClosingForward(step=play.step("only.list").step, grounds="All have spoken.")
    assert play.send(act, "chair-principal").refused is None
    late = says(play, "only.list", "objection", "b").refused
    assert late is not None
    assert late.code == "DeadlinePassed"
    assert play.step("only.list").outcome == "broken"


def test_fixing_as_soon_as_possible_respects_a_minimum_notice() -> None:
    play = started(
        of(window={"asap": True, "minimum_notice": {"working_days": 1}}), calendars=calendars()
    )
    publish(play, ("1",))
    play.until(ny(25, 10))
    one = play.step("only.list").step
    for at, code in ((ny(28, 9, 59), "DeadlineTooEarly"), (ny(28, 10), None)):
        act = SetDeadline(step=one, closes_at=at, grounds="As soon as possible.")
        refused = play.send(act, "chair-principal").refused
        assert (refused.code if refused else None) == code


# What the check finds; the audit; broken twins.


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"hold": {"roll": "next_working_day"}}, "rolls to a working day"),
        ({"hold": {"rolled": "after_adding"}}, "rolls to a working day"),
        ({"answers": REQUESTS}, "belong together"),
        ({"pending_at_expiry": "lapses"}, "belong together"),
        (
            {"answers": REQUESTS, "pending_at_expiry": "lapses", "extension": "none"},
            "nobody can give it",
        ),
    ],
)
def test_the_check_finds_what_would_be_read_in_two_ways(values: dict[str, Any], wrong: str) -> None:
    right = of()
    rule = {"span": {"hours": 24}, "per_party": 1, "total": 2, "counted": "from_expiry"}
    if "hold" in values:
        values = {**values, "hold": rule | values["hold"], "answers": ANSWERS}
    [stage] = right.roadmap
    bad = stage.questions["list"].model_validate(
        question(**{"window": {"lasts": {"days": 3}}, **values})
    )
    faulty = right.model_copy(
        update={"roadmap": (stage.model_copy(update={"questions": {"list": bad}}),)}
    )
    assert [one for one in check(faulty) if wrong in one.wrong]


@pytest.mark.parametrize("course", ["stopped", "suspended", "provisional"])
def test_an_audit_computes_all_of_it_again(course: str) -> None:
    if course == "stopped":
        play = stopped()
        asks(play, "a", ny(23, 10))
        gives_back(play, "a", ny(23, 15))
    else:
        play = requested(SUSPENDS if course == "suspended" else "provisional")
        decide(play, ny(25, 18), ny(24, 18, 3))
    play.until(ny(28, 18))
    assert play.step("only.list").outcome == "held"
    assert verify(stored(play.history)).clean


def from_expiry_always(rule: Hold) -> bool:
    return False


def never_waits(*_: Any) -> None:
    return None


TWINS: dict[str, tuple[Any, str, Any, Callable[[], None]]] = {
    "every hold is added to the expiry": (
        hold,
        "_stops",
        from_expiry_always,
        test_a_clock_that_two_parties_stop_stands_still_once,
    ),
    "the clock is stopped twice": (
        hold,
        "_uncovered",
        lambda _, start, end: end - start,
        test_a_clock_that_two_parties_stop_stands_still_once,
    ),
    "no close waits": (
        request,
        "pending",
        lambda _: [],
        test_nobody_decides_for_two_hours_and_it_closes_with_its_deadline,
    ),
    "late acts stay late": (
        deadline,
        "counts",
        lambda *_: (),
        test_asked_at_17_59_and_decided_at_18_03_what_came_in_between_counts,
    ),
    "no notice is needed": (
        deadline,
        "not_too_early",
        never_waits,
        test_fixing_as_soon_as_possible_respects_a_minimum_notice,
    ),
}


@pytest.mark.parametrize("name", TWINS)
def test_a_broken_twin_is_caught(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    room, function, broken, test = TWINS[name]
    monkeypatch.setattr(room, function, broken)
    with pytest.raises(AssertionError):
        test()


def test_what_waits_is_on_the_agenda() -> None:
    play = requested(SUSPENDS)
    assert first_due(play.state) == ny(24, 20)
    assert Span(hours=2) == Span(**SUSPENDS["suspends"])
