"""What the check of a procedure says of rules and second windows, and how a page says them in words."""

from typing import Any

import pytest

from domain.procedure.check.procedure import check
from domain.procedure.explain.page import explain
from domain.procedure.models import Procedure
from tests.domain.asking import question

VOTES = {
    name: {"title": name.title(), "each": "one", "takes": ["grounds"]} for name in ("yes", "no")
}
LAST: dict[str, Any] = {"permits": ["lost"]}


def rules(*roadmap: dict[str, Any]) -> Procedure:
    return Procedure.model_validate(
        {
            "procedure": "asking",
            "version": 1,
            "title": "A question",
            "venue": "here",
            "venues": {"here": {"name": "Here", "zone": "Europe/Zurich"}},
            "roles": {
                "chair": {"class": "chair", "title": "Chair"},
                "member": {"class": "decision_maker", "title": "Member"},
                "other": {"class": "decision_maker", "title": "Other body"},
            },
            "reported": {"channels": ["e-mail"], "entered_by": ["chair"], "admitted_by": ["chair"]},
            "roadmap": roadmap,
        }
    )


def vote(stage: str = "vote", then: str = "end", **values: Any) -> dict[str, Any]:
    """A stage of one ballot by members, whose rule `values` give."""
    asked = question(
        **{
            "answers": VOTES,
            "silence_means": "not_counted",
            "text_agreed_by": [],
            "about": "finding",
            "adds_up_to": [
                {"when": [{"count": "yes", "at_least": 1}], "permits": ["carried"]},
                LAST,
            ],
            **values,
        }
    )
    outcomes = ("carried", "lost", "withdrawn")
    return {
        "stage": stage,
        "kind": "single_question",
        "title": f"The {stage}",
        "then": {
            outcome: [then] for outcome in outcomes[: 2 if asked["about"] == "finding" else 3]
        },
        "questions": {"ballot": asked},
    }


def found(**values: Any) -> list[str]:
    return [one.wrong for one in check(rules(vote(**values)))]


def cases(*when: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"when": list(when), "permits": ["carried"]}, LAST]


SHARE = {"count": "yes", "share_at_least": "2/3", "of": "answered"}
WRONG: list[tuple[str, dict[str, Any], str]] = [
    (
        "an answer that nobody can give",
        {"adds_up_to": cases({"count": "perhaps", "at_least": 1})},
        "there is no answer perhaps, and no count of that name",
    ),
    (
        "a named count of an answer that is not there",
        {"counts": {"most": {"answers": ["perhaps"]}}},
        "there is no answer perhaps",
    ),
    (
        "a named count of a role that is not asked",
        {"counts": {"others": {"answers": ["yes"], "by": ["other"]}}},
        "it counts those with the role other, which is not asked",
    ),
    (
        "a named count of a field that no answer takes",
        {"counts": {"reasoned": {"answers": ["no"], "with": ["symbol"]}}},
        "it counts no with symbol, and that answer does not take it",
    ),
    (
        "a sum of what is not there",
        {"counts": {"cast": {"sum": ["yes", "nay"]}}},
        "there is no count nay",
    ),
    (
        "a count that is made of itself",
        {"counts": {"a": {"sum": ["b"]}, "b": {"sum": ["yes"], "less": ["a"]}}},
        "the count a is made of itself",
    ),
    (
        "a count under the name of an answer",
        {"counts": {"yes": {"answers": ["no"]}}},
        "yes is both a named count and an answer",
    ),
    (
        "a count under a name that is always there",
        {"counts": {"silent": {"answers": ["no"]}}},
        "silent is both a named count and a count that is always there",
    ),
    (
        "a figure that nobody reports",
        {"counts": {"for": {"figure": "for"}}},
        "no answer reports the figure for",
    ),
    (
        "a share of nothing that is left open",
        {"adds_up_to": cases(SHARE)},
        "it is a share of answered, and nothing says what a share of nothing is",
    ),
    (
        "a share of nothing that is left open inside another condition",
        {"adds_up_to": cases({"any": [SHARE, {"count": "yes", "at_least": 9}]})},
        "it is a share of answered, and nothing says what a share of nothing is",
    ),
    (
        "a case behind one that always holds",
        {"adds_up_to": [LAST, *cases({"count": "yes", "at_least": 1})]},
        "this case never holds: whenever its conditions do, an earlier case has held",
    ),
    (
        "a case behind one that asks for less",
        {
            "adds_up_to": [
                {"when": [{"count": "yes", "at_least": 1}], "permits": ["carried"]},
                {
                    "when": [{"count": "yes", "at_least": 1}, {"count": "no", "at_most": 1}],
                    "permits": ["carried"],
                },
                LAST,
            ]
        },
        "this case never holds: whenever its conditions do, an earlier case has held",
    ),
    (
        "a tie that comes to nothing",
        {
            "adds_up_to": [
                {"when": [{"count": "yes", "share_more_than": "1", "of": "no", "of_none": "holds"}],
                 "permits": ["carried"]},
                {"when": [{"count": "yes", "share_less_than": "1", "of": "no", "of_none": "fails"}],
                 "permits": ["lost"]},
            ]
        },
        "the last case has a condition, and on some counts no case holds (for example: 1 Yes, 1 No of 2 asked)",
    ),
    (
        "no answer that comes to nothing",
        {
            "adds_up_to": [
                {"when": [{"count": "yes", "at_least": 1}], "permits": ["carried"]},
                {"when": [{"count": "no", "at_least": 1}], "permits": ["lost"]},
            ]
        },
        "the last case has a condition, and on some counts no case holds (for example: no answer)",
    ),
    (
        "an outcome that nobody chose",
        {
            "answers": {"yes": {"title": "Yes", "each": "one", "needs": ["choice"], "choices": ["carried", "lost"]}},
            "adds_up_to": [{"permits": ["chosen"]}],
        },
        "if nobody answers, the outcome is the one that an answer chose, and there is none",
    ),
    (
        "one name for two tests",
        {
            "adds_up_to": cases(
                {"count": "yes", "at_least": 1, "called": "enough"},
                {"count": "no", "at_most": 1, "called": "enough"},
            )
        },
        "two different tests are called enough",
    ),
    (
        "a stage that is not there",
        {"adds_up_to": cases({"outcome": "silence", "is": ["held"]})},
        "there is no stage silence",
    ),
    (
        "an outcome that cannot be",
        {"adds_up_to": cases({"outcome": "vote.ballot", "is": ["adopted"]})},
        "vote.ballot has no outcome adopted",
    ),
    (
        "an answer of another question that is not there",
        {"adds_up_to": cases({"answered": "vote.ballot", "with": "perhaps"})},
        "vote.ballot takes no answer perhaps",
    ),
    (
        "a date that nobody gives",
        {"adds_up_to": cases({"before": {"date": "meeting"}})},
        "there is no date meeting",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("values", "wrong"), [(v, w) for _, v, w in WRONG], ids=[name for name, _, _ in WRONG]
)
def test_what_is_wrong_with_a_rule_is_found(values: dict[str, Any], wrong: str) -> None:
    assert wrong in found(**values)


def test_a_rule_with_nothing_wrong_is_left_alone() -> None:
    counts = {
        "cast": {"sum": ["yes", "no"]},
        "reasoned": {"answers": ["no"], "with": ["grounds"], "by": ["member"]},
    }
    whole = cases(
        {**SHARE, "of": "cast", "of_none": "fails", "called": "two-thirds"},
        {"none": [{"count": "reasoned", "more_than": 2}]},
    )
    assert found(counts=counts, adds_up_to=whole) == []


# Second windows.


def again(**values: Any) -> list[str]:
    roadmap = (vote(then="again"), vote("again", **values))
    return [one.wrong for one in check(rules(*roadmap))]


def test_a_second_window_takes_up_a_question_that_is_there() -> None:
    assert again(only_who_answered="vote.ballot", starts_from="vote.ballot") == []
    assert again(only_who_answered="vote.count") == ["there is no question vote.count"]
    against = {"question": "vote.ballot", "answers": ["no"]}
    assert again(only_who_answered=against) == []
    assert again(only_who_answered={**against, "answers": ["never"]}) == [
        "vote.ballot takes no answer never"
    ]
    assert again(starts_from="count.ballot") == ["there is no question count.ballot"]


def test_only_an_earlier_question_says_who_may_answer() -> None:
    assert again(only_who_answered="again.ballot") == [
        "only who has answered this very question could answer it"
    ]
    assert again(starts_from="again.ballot") == []


def test_what_is_carried_over_can_be_said_and_changed() -> None:
    only_yes = {"yes": VOTES["yes"]}
    assert again(starts_from="vote.ballot", answers=only_yes) == [
        "vote.ballot takes the answer no, and this question does not"
    ]
    assert again(starts_from="vote.ballot", stands="never") == [
        "answers are carried over, and nobody may change one"
    ]


def test_who_must_confirm_can_answer_again() -> None:
    wrong = "positions must be given again on a new text, and an answer is final"
    week = {"confirm_by": {"weeks": 1}}
    assert wrong in found(about="text", if_the_text_changes=week, stands="never")
    assert found(about="text", if_the_text_changes=week) == []


# In words.


def said(**values: Any) -> str:
    return "\n".join(line for one in explain(rules(vote(**values))) for line in one.lines)


@pytest.mark.parametrize(
    ("test", "words"),
    [
        ({"count": "yes", "more_than": 3}, "If more than 3 have said “Yes”:"),
        ({"count": "cast", "less_than": 3}, "If “votes cast” is less than 3:"),
        ({"count": "cast", "at_most": 0}, "If “votes cast” is zero:"),
        (
            {"count": "in_favour", "share_at_least": "2/3", "of": "cast", "of_none": "fails"},
            "If “in favour” is at least two-thirds of “votes cast” (if there are none, this fails):",
        ),
        (
            {"count": "no", "share_at_most": "1/4", "of": "answered", "of_none": "holds"},
            "If at most one quarter of those that have answered have said “No” (if there are none, this holds):",
        ),
        (
            {"count": "yes", "share_more_than": "3", "of": "no", "of_none": "holds"},
            "If more than 3 times of those that have said “No” have said “Yes”",
        ),
        ({"outcome": "vote", "is": ["lost"]}, "If “The vote” came to “lost”:"),
        ({"rounds_of": "vote", "at_least": 2}, "If “The vote” has run at least 2 times:"),
        ({"open": "vote.ballot"}, "If “Does anyone object?” is open:"),
        ({"answered": "vote.ballot", "with": "no"}, "If “Does anyone object?” has the answer “No”:"),
        ({"text": "rev"}, "If a text of the kind “rev” is published:"),
        ({"before": {"at": "2022-03-01T12:00:00Z"}}, "If it is before 2022-03-01 12:00 UTC:"),
        ({"after": {"at": "2022-03-01T12:00:00Z"}}, "If 2022-03-01 12:00 UTC has come:"),
        (
            {"notice": {"weeks": 3}, "before": {"at": "2022-03-01T12:00:00Z"}},
            "If at least 3 weeks are left before 2022-03-01 12:00 UTC:",
        ),
        (
            {"any": [{"count": "yes", "at_least": 2}, {"none": [{"count": "no", "at_least": 1}]}]},
            "If one of these holds (at least 2 have said “Yes”; none of these holds (anyone has said “No”)):",
        ),
    ],
)  # fmt: skip
def test_a_condition_is_said_in_words(test: dict[str, Any], words: str) -> None:
    counts = {
        "cast": {"title": "votes cast", "sum": ["yes", "no"]},
        "in_favour": {"answers": ["yes"], "by": ["member"]},
    }
    assert words in said(counts=counts, adds_up_to=cases(test))


def test_what_is_counted_is_said_in_words() -> None:
    page = said(
        counts={
            "reasoned": {"title": "reasoned votes", "answers": ["no"], "by": ["member"], "with": ["grounds"]},
            "rest": {"sum": ["asked", "yes"], "less": ["reasoned"]},
            "here": {"parties": "present"},
        }
    )  # fmt: skip
    assert (
        "the parties that have said “No” as Member and have given the official reason with it."
        in page
    )
    assert (
        "Counted as “rest”: those that are asked and those that have said “Yes”, less “reasoned votes”."
        in page
    )
    assert "Counted as “here”: the parties that are present." in page


def test_a_second_window_is_said_in_words() -> None:
    procedure = rules(
        vote(then="again"),
        vote("again", only_who_answered="vote.ballot", starts_from="vote.ballot"),
    )
    page = "\n".join(line for one in explain(procedure) for line in one.lines)
    assert "Only who has answered “Does anyone object?” is asked, and counts in the role" in page
    only = {"question": "vote.ballot", "answers": ["no"]}
    again_ = explain(rules(vote(then="again"), vote("again", only_who_answered=only)))
    against = "Only who has answered “Does anyone object?” with “No” is asked"
    assert any(against in line for one in again_ for line in one.lines)
    assert "What stands on “Does anyone object?” is carried over: who says nothing here has" in page
