"""Counts of a choice, and counts that are ahead of others: a venue is chosen by the most votes, and a tie is a tie."""

from typing import Any

import pytest

from domain.procedure.check.procedure import check
from domain.procedure.explain.page import explain
from domain.procedure.models import Procedure
from domain.rule import condition
from domain.step.events import StepClosed
from tests.domain.asking import START, question, says, started, with_stage
from tests.domain.play import Play

CITIES = ("geneva", "vienna", "nairobi")
PREFERS = {"title": "Preference", "each": "one", "needs": ["choice"], "choices": CITIES}


def ahead(city: str) -> dict[str, Any]:
    others = [f"for_{one}" for one in CITIES if one != city]
    test = {"count": f"for_{city}", "ahead_of": others, "called": city}
    return {"when": [test], "permits": [city]}


VENUE: dict[str, Any] = {
    "about": "finding",
    "text_agreed_by": [],
    "silence_means": "not_counted",
    "answers": {"preference": PREFERS},
    "counts": {
        f"for_{one}": {"title": f"for {one}", "answers": ["preference"], "choice": one}
        for one in CITIES
    },
    "adds_up_to": [*map(ahead, CITIES), {"permits": ["tie"]}],
}


def rules(**values: Any) -> Procedure:
    stage = {"kind": "single_question", "questions": {"list": question(**{**VENUE, **values})}}
    return with_stage({one: ["end"] for one in (*CITIES, "tie")}, stage)


def voted(**cities: str) -> Play:
    play = started(rules())
    for party, city in cities.items():
        assert says(play, "only.list", "preference", party, choice=city).refused is None
    play.until(START.replace(month=3))
    return play


@pytest.mark.parametrize(
    ("votes", "expected"),
    [
        ({"a": "geneva", "b": "geneva", "c": "vienna"}, "geneva"),
        ({"a": "nairobi", "b": "geneva", "c": "nairobi", "d": "vienna"}, "nairobi"),
        ({"a": "geneva", "b": "vienna"}, "tie"),
        ({"a": "geneva", "b": "vienna", "c": "geneva", "d": "vienna"}, "tie"),
        ({}, "tie"),
    ],
)
def test_the_most_votes_decide_and_a_tie_is_a_case_of_its_own(
    votes: dict[str, str], expected: str
) -> None:
    assert voted(**votes).step("only.list").outcome == expected


def test_who_chooses_another_is_counted_where_it_stands_now() -> None:
    play = started(rules())
    for city in ("geneva", "vienna"):
        says(play, "only.list", "preference", "a", choice=city)
    play.until(START.replace(month=3))
    figures = next(one.event for one in play.history if isinstance(one.event, StepClosed)).figures
    assert figures.counts == {"for_geneva": 0, "for_vienna": 1, "for_nairobi": 0}
    test = next(one for one in figures.tests if one.called == "geneva")
    assert (test.have, test.needed, test.bound, test.met) == (0, 2, "least", "no")


def found(**values: Any) -> list[str]:
    data = rules().model_dump(mode="json", by_alias=True)
    data["roadmap"][0]["questions"]["list"].update(values)
    return [one.wrong for one in check(Procedure.model_validate(data))]


def test_the_check_finds_a_choice_that_nobody_has_and_a_count_compared_with_itself() -> None:
    counts = {**VENUE["counts"], "for_rome": {"answers": ["preference"], "choice": "rome"}}
    assert found(counts=counts) == ["preference cannot choose rome"]
    own = {"when": [{"count": "for_geneva", "ahead_of": ["for_geneva"]}], "permits": ["geneva"]}
    rest = [*map(ahead, CITIES[1:]), {"permits": ["tie"]}]
    assert found(adds_up_to=[own, *rest]) == ["for_geneva is compared with itself"]
    other = {"when": [{"count": "for_geneva", "ahead_of": ["for_bonn"]}], "permits": ["geneva"]}
    assert "there is no answer for_bonn, and no count of that name" in found(
        adds_up_to=[other, *rest]
    )


def test_without_a_case_for_the_tie_the_check_gives_one_as_an_example() -> None:
    untied = found(adds_up_to=[*map(ahead, CITIES)])
    assert any("on some counts no case holds" in one for one in untied)


@pytest.mark.parametrize(
    "wrong",
    [
        {"count": "for_geneva", "ahead_of": ["for_vienna"], "at_least": 1},
        {"rounds_of": "only", "ahead_of": ["for_vienna"]},
        {"ahead_of": ["for_vienna"]},
    ],
)
def test_a_count_is_compared_in_one_way_and_only_a_count_is_ahead(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"condition|compared|ahead|exactly"):
        condition.Condition.model_validate(wrong)


def test_the_page_says_it() -> None:
    page = "\n".join(line for one in explain(rules()) for line in one.lines)
    assert "If “for geneva” is more than each of these: “for vienna” and “for nairobi”" in page
    assert "the parties that have said “Preference” and chosen “geneva”" in page


def test_of_two_the_page_names_the_other() -> None:
    two = {"count": "for_geneva", "ahead_of": ["for_vienna"]}
    rest = [*map(ahead, CITIES[1:]), {"permits": ["tie"]}]
    page = explain(rules(adds_up_to=[{"when": [two], "permits": ["geneva"]}, *rest]))
    assert any(
        "If “for geneva” is more than “for vienna”:" in line for one in page for line in one.lines
    )


def test_a_twin_for_which_a_tie_is_ahead_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        condition.Condition,
        "_number",
        lambda self, facts: condition.Verdict(
            facts.count(self.count) >= max(map(facts.count, self.ahead_of)), "yes"
        ),
    )
    with pytest.raises(AssertionError):
        test_the_most_votes_decide_and_a_tie_is_a_case_of_its_own({}, "tie")
