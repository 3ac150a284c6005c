"""What a new text does to answers that must be confirmed, and what a second window takes over from the first."""

from datetime import timedelta
from typing import Any

import pytest

from domain.participation.commands import RecordSuccession
from domain.process.agenda import agenda
from domain.process.fold import replay
from domain.step import electorate, settle
from domain.step.commands import BringClosingForward, LapseAnswers
from domain.step.events import AnswersLapsed, StepClosed
from tests.domain.asking import MEMBERS, START, publish, question, rules, says, started, with_stage
from tests.domain.play import Play

VOTES: dict[str, Any] = {
    "yes": {"title": "Yes", "each": "one", "takes": ["grounds"]},
    "no": {"title": "No", "each": "one", "takes": ["grounds"]},
    "comment": {"title": "Comment", "each": "many", "needs": ["comment"]},
}
CARRIED = [
    {"when": [{"count": "yes", "at_least": 2}], "permits": ["held"]},
    {"permits": ["broken"]},
]
END = {"held": ["end"], "broken": ["end"], "withdrawn": ["end"]}
WEEK = {"confirm_by": {"days": 7}}


def opened(**values: Any) -> Play:
    """A vote of three weeks on the text v1, on which `a`, `b` and `c` have given a position."""
    ballot: dict[str, Any] = {
        "answers": VOTES,
        "silence_means": "not_counted",
        "window": {"lasts": {"weeks": 3}, "early_close": ["gavel"]},
        "adds_up_to": CARRIED,
        "if_the_text_changes": WEEK,
    }
    play = started(rules(END, **{**ballot, **values}))
    publish(play, ("1",))
    for party, name in (("a", "yes"), ("b", "yes"), ("c", "no")):
        assert says(play, "only.list", name, party).refused is None
    assert says(play, "only.list", "comment", "c", comment="Words.").refused is None
    return play


def figures(play: Play) -> dict[str, int]:
    closed = [one.event for one in play.history if isinstance(one.event, StepClosed)]
    return dict(closed[-1].figures.given)


# A new text.


def test_a_position_stands_on_the_new_text_until_it_must_be_confirmed() -> None:
    play = opened()
    play.until(START + timedelta(days=2))
    publish(play, ("1",), "v2", 2)
    step = play.step("only.list")
    assert step.roster() == {"yes": ("a", "b"), "no": ("c",), "comment": ("c",)}
    play.until(START + timedelta(days=9) - timedelta(microseconds=1))
    assert says(play, "only.list", "yes", "a").refused is None
    play.until(START + timedelta(days=9))
    assert play.step("only.list").roster() == {"yes": ("a",), "comment": ("c",)}
    lapsed = [one.event for one in play.history if isinstance(one.event, AnswersLapsed)]
    assert [(one.parties, one.text) for one in lapsed] == [(("b", "c"), "v2")]
    assert lapsed[0].due_at == START + timedelta(days=9)


def test_two_texts_with_the_same_limit_are_two_things_to_do() -> None:
    """Both limits are the close. Under one id the second would be taken for the first, and be due for ever."""
    play = opened(if_the_text_changes={"confirm_by": {"weeks": 8}})
    found = []
    for number in (2, 3):
        publish(play, ("1",), f"v{number}", number)
        found += [due for due in agenda(play.state) if isinstance(due.act, LapseAnswers)]
    first, second = found
    assert first.due_at == second.due_at == START + timedelta(weeks=3) - timedelta(hours=1)
    assert first.command_id != second.command_id


def test_confirming_at_the_last_instant_is_too_late_and_a_new_answer() -> None:
    play = opened()
    publish(play, ("1",), "v2", 2)
    play.until(START + timedelta(days=7))
    assert says(play, "only.list", "yes", "b").refused is None
    step = play.step("only.list")
    assert step.roster()["yes"] == ("b",)
    assert len([given for given in step.answers if given.party == "b"]) == 2


def test_what_is_not_confirmed_lapses_at_the_close_at_the_latest() -> None:
    play = opened(if_the_text_changes={"confirm_by": {"weeks": 8}})
    play.until(START + timedelta(days=20))
    publish(play, ("1",), "v2", 2)
    assert says(play, "only.list", "yes", "a").refused is None
    play.until(START + timedelta(weeks=3))
    assert figures(play) == {"yes": 1, "comment": 1}
    assert play.step("only.list").outcome == "broken"


def test_what_is_not_confirmed_lapses_before_the_gavel_counts() -> None:
    play = opened()
    publish(play, ("1",), "v2", 2)
    act = BringClosingForward(step=play.step("only.list").step, grounds="All is said.")
    assert play.send(act, "chair-principal").refused is None
    play.settle()
    assert figures(play) == {"comment": 1}


def test_a_further_text_begins_the_time_anew_for_all() -> None:
    play = opened()
    publish(play, ("1",), "v2", 2)
    assert says(play, "only.list", "yes", "a").refused is None
    play.until(START + timedelta(days=3))
    publish(play, ("1",), "v3", 3)
    play.until(START + timedelta(days=9))
    assert "a" in play.step("only.list").roster()["yes"]
    play.until(START + timedelta(days=10))
    assert play.step("only.list").roster() == {"comment": ("c",)}


def test_nobody_is_told_where_everybody_has_confirmed() -> None:
    play = opened()
    publish(play, ("1",), "v2", 2)
    for party, name in (("a", "yes"), ("b", "no"), ("c", "no")):
        assert says(play, "only.list", name, party).refused is None
    play.until(START + timedelta(days=7))
    lapsed = next(one for one in play.history if isinstance(one.event, AnswersLapsed))
    assert lapsed.event.parties == ()  # type: ignore[attr-defined]
    assert lapsed.envelope.version not in play.state.milestones


@pytest.mark.parametrize(
    ("rule", "left"), [("stand", {"yes": 2, "no": 1, "comment": 1}), ("lapse", {})]
)
def test_answers_stand_or_lapse_at_once_where_the_procedure_says_so(
    rule: str, left: dict[str, int]
) -> None:
    play = opened(if_the_text_changes=rule)
    publish(play, ("1",), "v2", 2)
    play.until(START + timedelta(weeks=3))
    assert figures(play) == left
    assert "AnswersLapsed" not in play.types()


def test_a_close_that_forgets_what_must_lapse_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settle, "to_confirm", lambda _: [])
    with pytest.raises(AssertionError):
        test_a_position_stands_on_the_new_text_until_it_must_be_confirmed()


def test_a_second_replay_gives_the_same_positions() -> None:
    play = opened()
    publish(play, ("1",), "v2", 2)
    play.until(START + timedelta(days=8))
    again = replay(play.history)
    assert again is not None
    assert again.step_of("only.list") == play.step("only.list")


# A second window.


def two_windows(**values: Any) -> Play:
    """A first vote on which a and b say yes and c says no, and a second one that is open."""
    base: dict[str, Any] = {
        "answers": {name: VOTES[name] for name in ("yes", "no")},
        "about": "finding",
        "silence_means": "not_counted",
        "text_agreed_by": [],
        "window": {"lasts": {"weeks": 1}},
        "counts": {"of_members": {"answers": ["yes"], "by": ["member"]}},
        "adds_up_to": [
            {"when": [{"count": "of_members", "at_least": 3}], "permits": ["held"]},
            {"permits": ["broken"]},
        ],
    }
    stage = {"stage": "only", "kind": "single_question", "title": "First"}
    first = {
        **stage,
        "then": {"held": ["again"], "broken": ["again"]},
        "questions": {"list": question(**base)},
    }
    again = {
        **stage,
        "stage": "again",
        "then": {"held": ["end"], "broken": ["end"]},
        "questions": {"list": question(**{**base, **values})},
    }
    play = started(with_stage({}, {}, roadmap=[first, again]))
    for party, name in (("a", "yes"), ("b", "yes"), ("c", "no")):
        assert says(play, "only.list", name, party).refused is None
    play.until(START + timedelta(weeks=1))
    return play


def test_who_says_nothing_in_the_second_window_has_answered_as_before() -> None:
    play = two_windows(starts_from="only.list", only_who_answered="only.list")
    assert says(play, "again.list", "yes", "c").refused is None
    play.until(START + timedelta(weeks=2))
    assert (figures(play), play.step("again.list").outcome) == ({"yes": 3}, "held")
    assert play.step("only.list").roster() == {"yes": ("a", "b"), "no": ("c",)}


def test_without_carrying_over_a_second_window_begins_with_nothing() -> None:
    play = two_windows()
    play.until(START + timedelta(weeks=2))
    assert figures(play) == {}


def test_who_has_not_answered_is_refused_with_the_code_of_the_procedure() -> None:
    refusal = {"code": "only-who-voted", "says": "Only who has voted is asked."}
    only = {"question": "only.list", "otherwise": refusal}
    play = two_windows(only_who_answered=only)
    refused = says(play, "again.list", "yes", "d").refused
    assert refused is not None
    assert (refused.code, refused.sentence) == ("only-who-voted", "Only who has voted is asked.")
    assert play.types()[-1] == "ActRefused"
    assert "d" not in play.state.asked(play.step("again.list"))


def test_who_has_not_answered_is_refused_in_plain_words_where_the_procedure_has_none() -> None:
    play = two_windows(only_who_answered="only.list")
    refused = says(play, "again.list", "yes", "d").refused
    assert refused is not None
    assert (
        refused.sentence == "Only those who have answered only.list are asked here, and d has not."
    )


def test_only_those_who_voted_against_are_asked_to_reconsider() -> None:
    play = two_windows(only_who_answered={"question": "only.list", "answers": ["no"]})
    assert play.state.asked(play.step("again.list")) == {"c"}
    refused = says(play, "again.list", "yes", "a").refused
    assert refused is not None
    assert refused.sentence == (
        "Only those who have answered only.list with no are asked here, and a has not."
    )
    assert says(play, "again.list", "yes", "c").refused is None
    play.until(START + timedelta(weeks=2))
    assert figures(play) == {"yes": 1}


def test_a_twin_that_asks_all_who_answered_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(electorate, "_took_part", lambda first, party, _: first.has_answered(party))
    with pytest.raises(AssertionError):
        test_only_those_who_voted_against_are_asked_to_reconsider()


def test_a_party_counts_in_the_role_that_it_held_when_the_first_window_closed() -> None:
    play = two_windows(starts_from="only.list", only_who_answered="only.list")
    act = RecordSuccession(
        party="c", became="reclassified", roles=("organisation",), grounds="It has left."
    )
    assert play.send(act, "chair-principal").refused is None
    assert says(play, "again.list", "yes", "c").refused is None
    play.until(START + timedelta(weeks=2))
    assert play.step("again.list").outcome == "held"


def test_a_party_counts_in_the_role_that_it_held_when_the_question_opened() -> None:
    play = two_windows(entitled={"as_of": "opening"})
    for party in MEMBERS[:3]:
        assert says(play, "again.list", "yes", party).refused is None
    act = RecordSuccession(
        party="c", became="reclassified", roles=("organisation",), grounds="It has left."
    )
    assert play.send(act, "chair-principal").refused is None
    play.until(START + timedelta(weeks=2))
    assert play.step("again.list").outcome == "held"


def test_a_party_is_reclassified_by_the_chair_into_roles_that_there_are() -> None:
    play = two_windows()
    act = RecordSuccession(
        party="c", became="reclassified", roles=("minister",), grounds="It has left."
    )
    refused = play.send(act, "chair-principal").refused
    assert refused is not None and "no role minister" in refused.sentence
    other = act.model_copy(update={"roles": ("organisation",)})
    assert play.send(other, "a-principal").refused is not None
    assert play.send(other, "chair-principal").refused is None
    assert play.state.asked(play.step("again.list")) == {"a", "b", "d"}
