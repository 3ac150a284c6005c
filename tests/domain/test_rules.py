"""The language of rules: exact counts, shares of them, conditions that are joined, and what is said of each test."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.calendar.models import Span
from domain.procedure.window import Moment
from domain.rule.condition import Condition, first_that_fails
from domain.rule.counts import Count, Heard, Tally, Whom, counted
from domain.rule.models import Case, permitted, report_tests
from domain.rule.said import test_said as said

NOON = datetime(2022, 3, 1, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Known:
    """Facts as a test gives them."""

    counts: Mapping[str, int] = field(default_factory=dict)
    came_to: Mapping[str, str] = field(default_factory=dict)
    now: datetime = NOON

    def count(self, name: str) -> int:
        return self.counts.get(name, 0)

    def outcome(self, of: str) -> str | None:
        return self.came_to.get(of)

    def rounds_of(self, stage: str) -> int:
        return self.counts.get(stage, 0)

    def is_open(self, question: str) -> bool:
        return self.came_to.get(question) == "open"

    def has_answer(self, question: str, answer: str | None) -> bool:
        return answer is not None and self.came_to.get(question) == answer

    def has_text(self, kind: str) -> bool:
        return kind in self.came_to

    def text_exists_in(self, wanted: tuple[str, ...]) -> bool:
        return set(wanted) <= set(self.came_to)

    def instant(self, moment: Moment) -> datetime | None:
        return moment.at

    def later(self, start: datetime, span: Span) -> datetime:
        return start + timedelta(**{span.unit: span.n})


def condition(**values: Any) -> Condition:
    return Condition.model_validate(values)


def cases(*values: dict[str, Any]) -> tuple[Case, ...]:
    return tuple(Case.model_validate(one) for one in values)


# Comparisons.


@pytest.mark.parametrize(
    ("comparison", "holds_for"),
    [
        ({"at_least": 3}, {3, 4}),
        ({"at_most": 3}, {2, 3}),
        ({"more_than": 3}, {4}),
        ({"less_than": 3}, {2}),
    ],
    ids=["at least", "at most", "more than", "less than"],
)
def test_a_number_is_compared_with_a_number(
    comparison: dict[str, int], holds_for: set[int]
) -> None:
    one = condition(count="yes", **comparison)
    assert {n for n in (2, 3, 4) if one.holds(Known({"yes": n}))} == holds_for


@given(
    have=st.integers(0, 40_000),
    whole=st.integers(1, 40_000),
    share=st.fractions(0, 3, max_denominator=12),
)
def test_a_share_is_compared_exactly(have: int, whole: int, share: Fraction) -> None:
    facts = Known({"yes": have, "cast": whole})
    both = {"count": "yes", "of": "cast", "of_none": "fails"}
    assert condition(**both, share_at_least=str(share)).holds(facts) == (have >= share * whole)
    assert condition(**both, share_at_most=str(share)).holds(facts) == (have <= share * whole)
    assert condition(**both, share_more_than=str(share)).holds(facts) == (have > share * whole)
    assert condition(**both, share_less_than=str(share)).holds(facts) == (have < share * whole)


def test_two_thirds_of_many_are_not_what_a_float_says() -> None:
    one = condition(count="yes", share_at_least="2/3", of="cast", of_none="fails")
    assert one.holds(Known({"yes": 6666, "cast": 9999}))
    assert not one.holds(Known({"yes": 6665, "cast": 9999}))
    assert not one.holds(Known({"yes": 3333, "cast": 5000}))


def test_a_share_may_exceed_the_whole() -> None:
    three_times = condition(count="yes", share_at_least="3", of="no", of_none="holds")
    assert three_times.holds(Known({"yes": 9, "no": 3}))
    assert not three_times.holds(Known({"yes": 8, "no": 3}))


@pytest.mark.parametrize(("of_none", "holds"), [("holds", True), ("fails", False)])
def test_a_share_of_nothing_is_what_the_rule_says(of_none: str, holds: bool) -> None:
    one = condition(count="yes", share_at_least="2/3", of="cast", of_none=of_none)
    verdict = one.verdict(Known())
    assert (verdict.holds, verdict.met, verdict.needed) == (holds, "undefined", 0)


@pytest.mark.parametrize("share", ["0.66", "66 %", "2/0", "-1/3", "1e-1", "nan"])
def test_a_share_that_is_not_exact_is_refused(share: str) -> None:
    with pytest.raises(ValidationError, match="not an exact share"):
        condition(count="yes", share_at_least=share, of="cast", of_none="fails")


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"count": "yes"},
        {"count": "yes", "at_least": 1, "at_most": 2},
        {"count": "yes", "share_at_least": "1/2"},
        {"count": "yes", "at_least": 1, "of": "cast"},
        {"count": "yes", "at_least": 1, "of_none": "holds"},
        {"count": "yes", "at_least": 1, "open": "a.b"},
        {"outcome": "a.b"},
        {"open": "a.b", "at_least": 1},
        {"rounds_of": "a", "share_at_least": "1/2", "of": "cast"},
        {"open": "a.b", "with": "objection"},
        {"after": {"at": "2022-03-01T12:00:00Z"}, "notice": {"weeks": 1}},
    ],
)
def test_a_condition_that_says_nothing_or_two_things_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        condition(**values)


# Joined.


def test_conditions_are_joined_by_any_all_and_none() -> None:
    yes, no = {"count": "yes", "at_least": 1}, {"count": "no", "at_least": 1}
    either, both, neither = (
        condition(any=[yes, no]),
        condition(all=[yes, no]),
        condition(none=[yes, no]),
    )
    found = {
        n: (either.holds(Known(n_)), both.holds(Known(n_)), neither.holds(Known(n_)))
        for n, n_ in {"yes": {"yes": 1}, "both": {"yes": 1, "no": 1}, "nobody": {}}.items()
    }
    assert found == {
        "yes": (True, False, False),
        "both": (True, True, False),
        "nobody": (False, False, True),
    }


def test_the_first_case_that_holds_decides() -> None:
    rule = cases(
        {"when": [{"count": "no", "at_least": 3}], "permits": ["rejected"]},
        {"when": [{"count": "yes", "at_least": 1}], "permits": ["adopted", "deferred"]},
        {"permits": ["lapsed"]},
    )
    assert permitted(rule, Known({"yes": 5, "no": 3})) == ("rejected",)
    assert permitted(rule, Known({"yes": 5, "no": 2})) == ("adopted", "deferred")
    assert permitted(rule, Known()) == ("lapsed",)


# Facts of the process.


def test_conditions_look_at_facts_of_the_process() -> None:
    facts = Known({"silence": 2}, {"silence.objections": "held", "vote.ballot": "open", "rev": "1"})
    assert condition(outcome="silence.objections", **{"is": "held"}).holds(facts)
    assert not condition(outcome="silence.objections", **{"is": ["broken"]}).holds(facts)
    assert not condition(outcome="not.yet", **{"is": ["held"]}).holds(facts)
    assert condition(rounds_of="silence", more_than=1).holds(facts)
    assert condition(open="vote.ballot").holds(facts)
    assert condition(answered="vote.ballot", **{"with": "open"}).holds(facts)
    assert condition(text="rev").holds(facts) and not condition(text="final").holds(facts)


def test_before_and_after_are_half_open_as_windows_are() -> None:
    at = {"at": "2022-03-01T12:00:00Z"}
    early, exact = Known(now=NOON - timedelta(microseconds=1)), Known(now=NOON)
    assert condition(before=at).holds(early) and not condition(after=at).holds(early)
    assert not condition(before=at).holds(exact) and condition(after=at).holds(exact)


def test_notice_is_the_time_that_is_left() -> None:
    three_weeks = condition(notice={"weeks": 3}, before={"at": "2022-03-22T12:00:00Z"})
    assert three_weeks.holds(Known(now=NOON))
    assert not three_weeks.holds(Known(now=NOON + timedelta(seconds=1)))


def test_a_moment_that_nobody_has_named_is_neither_before_nor_after() -> None:
    assert not condition(before={"date": "meeting"}).holds(Known())
    assert not condition(after={"date": "meeting"}).holds(Known())


def test_the_condition_because_of_which_an_act_is_refused_is_found() -> None:
    guard = (
        condition(count="yes", at_least=1),
        condition(open="vote.ballot", otherwise={"code": "no-vote", "says": "No vote is open."}),
    )
    failed = first_that_fails(guard, Known({"yes": 1}))
    assert failed is not None and failed.otherwise is not None
    assert failed.otherwise.code == "no-vote"
    assert first_that_fails(guard, Known({"yes": 1}, {"vote.ballot": "open"})) is None


# What is counted.

WHOM = Whom(
    asked=frozenset("abcd"),
    answered=frozenset("abc"),
    present=frozenset("ad"),
    roles={"a": ("p",), "b": ("p", "o"), "c": ("o",), "d": ("p",)},
)
HEARD = (
    Heard("a", "yes"),
    Heard("b", "no", frozenset({"grounds"})),
    Heard("c", "no"),
    Heard("c", "comment", frozenset({"comment"}), "substantive"),
    Heard("b", "comment", frozenset({"comment"}), "editorial"),
)


def named(**counts: dict[str, Any]) -> dict[str, int]:
    tally = Tally(asked=4, answered=3, given={"yes": 1, "no": 2, "comment": 2}, figures={"for": 7})
    rules = {name: Count.model_validate(one) for name, one in counts.items()}
    return dict(counted(tally, rules, HEARD, WHOM).named)


def test_a_party_counts_once_in_each_count() -> None:
    assert named(spoken={"answers": ["yes", "no", "comment"]}) == {"spoken": 3}


def test_a_count_is_of_roles_of_fields_and_of_qualities() -> None:
    found = named(
        of_p={"answers": ["yes", "no"], "by": ["p"]},
        reasoned={"answers": ["no"], "with": ["grounds"]},
        substantive={"answers": ["comment"], "quality": "substantive"},
        here={"parties": "present", "by": ["p"]},
        silent={"parties": "silent"},
        reported={"figure": "for"},
    )
    assert found == {
        "of_p": 2,
        "reasoned": 1,
        "substantive": 1,
        "here": 2,
        "silent": 1,
        "reported": 7,
    }


def test_counts_are_made_of_counts_in_any_order_of_the_file() -> None:
    found = named(
        rest={"sum": ["whole"], "less": ["no", "silent"]},
        whole={"sum": ["asked", "reasoned"]},
        reasoned={"answers": ["no"], "with": ["grounds"]},
    )
    assert found == {"rest": 2, "whole": 5, "reasoned": 1}


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"answers": ["yes"], "sum": ["no"]},
        {"sum": ["no"], "with": ["grounds"]},
        {"answers": ["yes"], "less": ["no"]},
        {"figure": "for", "by": ["p"]},
    ],
)
def test_a_count_of_nothing_or_of_two_things_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Count.model_validate(values)


# What is reported.


def test_every_named_test_is_reported_whichever_case_decided() -> None:
    few = {"count": "no", "at_most": 2, "called": "few_against"}
    share = {"count": "yes", "share_at_least": "2/3", "of": "cast", "of_none": "fails"}
    rule = cases(
        {"when": [few], "permits": ["adopted"]},
        {"when": [{"any": [{**share, "called": "most_in_favour"}]}], "permits": ["deferred"]},
        {"permits": ["rejected"]},
    )
    found = report_tests(rule, Known({"yes": 19, "no": 1, "cast": 30}))
    assert [said(one) for one in found] == [
        "few-against: 1, at most 2: met",
        "most-in-favour: 19 of 30, at least 20: not met",
    ]


def test_a_share_of_nothing_is_reported_as_that() -> None:
    test = {
        "count": "yes",
        "share_at_least": "2/3",
        "of": "cast",
        "of_none": "fails",
        "called": "a",
    }
    found = report_tests(cases({"when": [test], "permits": ["x"]}, {"permits": ["y"]}), Known())
    assert said(found[0]) == "a: 0 of 0, at least 0: a share of nothing, taken as not met"
