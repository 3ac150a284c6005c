"""How stages follow each other: tracks that join, a stage at its date, questions in their order, bounded loops."""

from datetime import timedelta
from typing import Any

import pytest

from domain.procedure.check.procedure import check
from domain.procedure.explain.page import explain
from domain.procedure.models import Procedure
from tests.domain.ways import NOW, play, question, rules, running, says, stage


def tracks(**join: Any) -> Procedure:
    """Two tracks side by side, one of two stages; both lead to the join."""
    return rules(
        stage("start", "short", "long"),
        stage("short", "join"),
        stage("long", "longer"),
        stage("longer", "join"),
        stage("join", **join),
    )


def test_tracks_join_when_the_last_of_them_is_over() -> None:
    on = play(tracks(waits_for=["short", "longer"]))
    says(on, "start.q", "done")
    assert running(on) == ["long", "short"]
    says(on, "short.q", "done")
    assert running(on) == ["long"], "the longer track has not come to its last stage, and can"
    says(on, "long.q", "done")
    assert running(on) == ["longer"]
    says(on, "longer.q", "done")
    assert running(on) == ["join"]
    says(on, "join.q", "done")
    assert on.state.status == "ended"
    assert [run.key for run in on.state.stages.values()].count("join") == 1


def test_without_a_join_the_first_track_begins_what_follows() -> None:
    on = play(tracks())
    says(on, "start.q", "done")
    says(on, "short.q", "done")
    assert "join" in running(on)


def test_a_stage_begins_at_its_date_and_at_once_where_that_has_passed() -> None:
    procedure = rules(
        stage("start", "meeting"),
        stage("meeting", begins={"date": "meeting"}),
        dates={"meeting": {"title": "The meeting"}},
    )
    on = play(procedure, {"meeting": NOW + timedelta(days=3)})
    says(on, "start.q", "done")
    assert running(on) == []
    assert on.state.status == "running"
    on.until(NOW + timedelta(days=3) - timedelta(seconds=1))
    assert running(on) == []
    on.until(NOW + timedelta(days=3))
    assert running(on) == ["meeting"]
    late = play(procedure, {"meeting": NOW - timedelta(days=3)})
    says(late, "start.q", "done")
    assert running(late) == ["meeting"]


def test_a_pause_is_counted_from_the_turn_of_each_round() -> None:
    """A review every year: the second comes a year after the first, not at once because its date is past."""
    year = {"from_opening": {"months": 12}}
    reviewed = stage("review", "review", begins=year, rounds_at_most=3)
    procedure = rules(stage("start", "review"), reviewed)
    assert check(procedure) == []
    on = play(procedure)
    says(on, "start.q", "done")
    for years in (1, 2, 3):
        due = NOW.replace(year=NOW.year + years)
        on.until(due - timedelta(seconds=1))
        assert running(on) == []
        on.until(due)
        assert running(on) == ["review"]
        says(on, "review.q", "done")
    assert on.state.status == "ended"
    lines = [line for passage in explain(procedure) for line in passage.lines]
    assert "It begins 12 months after its turn has come, in every round." in lines


def three(**fields: object) -> dict[str, object]:
    asked = {name: question(title=name) for name in ("alpha", "beta", "gamma")}
    return {**stage("all"), "kind": "sequence", "questions": asked, **fields}


def test_a_sequence_puts_its_questions_in_its_own_order() -> None:
    procedure = rules(three(order=["gamma", "alpha", "beta"]))
    pinned = Procedure.model_validate_json(procedure.canonical())
    on = play(pinned)
    for key in ("gamma", "alpha", "beta"):
        assert [step.question for step in on.state.open_steps()] == [key]
        says(on, f"all.{key}", "done")
    assert on.state.status == "ended"


def test_the_order_of_a_sequence_is_needed() -> None:
    found = check(rules(three()))
    assert [one.place[-1] for one in found if one.level == "error"] == ["order"]
    assert check(rules(three(order=["beta", "alpha", "gamma"]))) == []


def test_the_check_finds_tracks_that_wait_for_each_other() -> None:
    procedure = rules(
        stage("start", "one", "two"),
        stage("one", waits_for=["two"]),
        stage("two", waits_for=["one"]),
    )
    wrong = [one.wrong for one in check(procedure)]
    assert wrong == [
        "one waits for two, which waits for one",
        "two waits for one, which waits for two",
    ]


def test_the_check_finds_a_join_that_waits_for_what_only_follows_it() -> None:
    found = check(
        rules(stage("start", "join"), stage("join", "later", waits_for=["later"]), stage("later"))
    )
    assert [one.wrong for one in found] == ["later begins only after join, which waits for it"]


@pytest.mark.parametrize("keys", [["nowhere"], ["join"]])
def test_the_check_finds_a_stage_that_comes_after_its_own_last_round(keys: list[str]) -> None:
    found = check(rules(stage("start", "join"), stage("join", after_last_round=keys)))
    assert [one.level for one in found] == ["error"]


def test_the_check_finds_stages_that_stand_in_for_each_other_for_ever() -> None:
    """Left out, a stage uses up no round: two that only lead to each other would be skipped without end."""
    never: dict[str, Any] = {"only_if": [{"outcome": "start", "is": ["nothing"]}]}
    ring = rules(
        stage("start", "one"),
        stage("one", "end", otherwise=["two"], **never),
        stage("two", "end", otherwise=["one"], **never),
    )
    found = [one.wrong for one in check(ring) if "ring" in one.wrong]
    assert found == [
        "stages stand in for each other in a ring: one, two, one",
        "stages stand in for each other in a ring: two, one, two",
    ]
    ends = rules(
        stage("start", "one"),
        stage("one", "end", otherwise=["two"], **never),
        stage("two", "end", otherwise=["end"], **never),
    )
    assert not [one for one in check(ends) if "ring" in one.wrong]


def test_what_comes_after_the_last_round_comes_as_often_as_it_has_rounds() -> None:
    """A loop that is used up twice leads twice to what follows it."""
    procedure = rules(
        stage("loop", "loop", after_last_round=["appeal"]),
        stage("appeal", "loop", rounds_at_most=2),
    )
    on = play(procedure)
    says(on, "loop.q", "done")
    assert running(on) == ["appeal"]
    says(on, "appeal.q", "done")
    assert running(on) == ["appeal"], "the loop has no round left, the appeal has"
    says(on, "appeal.q", "done")
    assert on.state.status == "ended"


def guarded() -> Procedure:
    answers = {
        "support": {"title": "Support", "each": "one"},
        "more_time": {"title": "More time", "each": "one", "by": ["member"]},
        "close": {"title": "Close", "each": "one", "by": ["chair"], "effect": "ends"},
    }
    asked = question(
        asks=["member", "observer", "chair"],
        answers=answers,
        silence_means="not_counted",
        window={"standing": True},
        adds_up_to=[{"permits": ["done"]}],
    )
    return rules(stage("meeting", asked=asked))


def test_an_answer_may_be_for_some_of_those_who_are_asked() -> None:
    on = play(guarded())
    assert says(on, "meeting.q", "support", "o") is None
    assert says(on, "meeting.q", "more_time", "o") == "NotPermitted"
    assert says(on, "meeting.q", "more_time", "a") is None
    assert says(on, "meeting.q", "close", "a") == "NotPermitted"
    assert says(on, "meeting.q", "close") is None
    figures = on.step("meeting.q").figures
    assert figures is not None
    assert figures.given == {"support": 1, "more_time": 1, "close": 1}


def test_the_check_finds_an_answer_for_a_role_that_is_not_asked() -> None:
    asked = question(answers={"done": {"title": "Done", "each": "one", "by": ["member"]}})
    found = check(rules(stage("start", asked=asked)))
    assert [one.wrong for one in found] == ["member is not asked, and only member may say done"]


def test_the_words_say_who_may_say_it_and_what_is_waited_for() -> None:
    said = "\n".join(line for one in explain(guarded()) for line in one.lines)
    assert "“More time” may be said by: Member; once by each" in said
    joined = explain(tracks(waits_for=["short", "longer"]))
    assert "It begins when all of these are over: Stage short and Stage longer." in joined[-3].lines
