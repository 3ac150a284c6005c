"""Conditions that guard an act or the beginning of a stage. The refusal, its code and its words are the procedure's."""

from datetime import timedelta
from typing import Any

import pytest

from domain.command import stage_id_of, step_id_of
from domain.procedure.check.procedure import check
from domain.procedure.explain.page import explain
from domain.procedure.models import Procedure
from domain.step.commands import Answer, Judge
from tests.domain.play import Play
from tests.domain.ways import NOW, play, question, rules, running, says, stage

SHORT = {"code": "notice-too-short", "says": "Three weeks of notice are needed."}
NOTICE = {"notice": {"weeks": 3}, "before": {"date": "meeting"}}
DATES = {"meeting": {"title": "The meeting"}}


def announced(**guard: Any) -> Procedure:
    """The chair announces a meeting, or corresponds instead."""
    answers = {
        "meeting": {"title": "A meeting", "each": "one", "only_if": [{**NOTICE, **guard}]},
        "letters": {"title": "By correspondence", "each": "one"},
    }
    asked = question(
        answers=answers,
        adds_up_to=[
            {"when": [{"count": "meeting", "at_least": 1}], "permits": ["meeting"]},
            {"permits": ["letters"]},
        ],
    )
    way = {"meeting": ["end"], "letters": ["end"]}
    return rules({**stage("route", asked=asked), "then": way}, dates=DATES)


@pytest.mark.parametrize(("days", "code"), [(20, "notice-too-short"), (21, None), (22, None)])
def test_a_meeting_is_announced_with_its_notice_or_not_at_all(days: int, code: str | None) -> None:
    on = play(announced(otherwise=SHORT), {"meeting": NOW + timedelta(days=days)})
    assert says(on, "route.q", "meeting") == code
    assert running(on) == (["route"] if code else [])


def test_the_refusal_says_the_words_of_the_procedure_and_how_many_days_there_are() -> None:
    on = play(announced(otherwise=SHORT), {"meeting": NOW + timedelta(days=20)})
    act = Answer(step=on.step("route.q").step, answer="meeting")
    refused = on.send(act, "office-principal").refused
    assert refused is not None
    assert refused.sentence.startswith("Three weeks of notice are needed. There are 20 days until")
    assert refused.sentence.endswith("needed: 3 weeks.")
    assert on.history[-1].envelope.type == "ActRefused", "it is kept"
    assert says(on, "route.q", "letters") is None


def test_the_check_wants_words_for_every_refusal() -> None:
    assert check(announced(otherwise=SHORT)) == []
    found = check(announced())
    assert [one.place[-1] for one in found] == ["only_if"]


def led_to(**stage_fields: Any) -> Procedure:
    """The chair picks what follows; the meeting has needs of its own."""
    choose = {"title": "Route", "each": "one", "needs": ["choice"], "choices": ["meet", "write"]}
    picks = question(answers={"route": choose}, adds_up_to=[{"permits": ["chosen"]}])
    route = {**stage("route", asked=picks), "then": {"meet": ["meeting"], "write": ["route"]}}
    return rules({**route, "rounds_at_most": 3}, stage("meeting", **stage_fields), dates=DATES)


def test_a_persons_act_that_would_lead_in_is_refused_with_the_code_of_the_need() -> None:
    on = play(led_to(needs=[{**NOTICE, "otherwise": SHORT}]), {"meeting": NOW + timedelta(days=5)})
    assert says(on, "route.q", "route", choice="meet") == "notice-too-short"
    assert says(on, "route.q", "route", choice="write") is None
    assert running(on) == ["route"]


def test_a_need_without_words_is_waited_for() -> None:
    later = {"after": {"date": "meeting"}}
    on = play(led_to(needs=[later]), {"meeting": NOW + timedelta(days=5)})
    assert says(on, "route.q", "route", choice="meet") is None
    assert running(on) == []
    on.until(NOW + timedelta(days=5) - timedelta(microseconds=1))
    assert running(on) == []
    on.until(NOW + timedelta(days=5))
    assert running(on) == ["meeting"]


def test_a_stage_waits_for_an_answer_elsewhere_and_is_woken_by_it() -> None:
    standing = question(
        answers={
            "note": {"title": "Note", "each": "many"},
            "stop": {"title": "Stop", "each": "one", "effect": "ends"},
        },
        window={"standing": True},
    )
    procedure = rules(
        stage("start", "desk", "work"),
        stage("desk", asked=standing),
        stage("work", needs=[{"answered": "desk.q", "with": "note"}]),
    )
    on = play(procedure)
    says(on, "start.q", "done")
    assert running(on) == ["desk"]
    says(on, "desk.q", "note")
    assert running(on) == ["desk", "work"]


def test_a_judgement_that_would_lead_in_is_refused_as_well() -> None:
    judged = question(
        asks=["member"],
        silence_means="no_comment",
        window={"lasts": {"hours": 1}},
        decided_by="chair",
        adds_up_to=[{"permits": ["meet", "write"]}],
    )
    first = {**stage("ballot", asked=judged), "then": {"meet": ["meeting"], "write": ["end"]}}
    procedure = rules(first, stage("meeting", needs=[{**NOTICE, "otherwise": SHORT}]), dates=DATES)
    on = play(procedure, {"meeting": NOW + timedelta(days=5)})
    on.until(NOW + timedelta(hours=1))
    step = on.step("ballot.q").step
    refused = on.send(Judge(step=step, outcome="meet", grounds="soon"), "office-principal").refused
    assert refused is not None
    assert refused.code == "notice-too-short"
    assert (
        on.send(Judge(step=step, outcome="write", grounds="no time"), "office-principal").refused
        is None
    )


@pytest.mark.parametrize(
    "need",
    [{"none": [{"open": "route"}]}, {"outcome": "route.q", "is": "meet"}, {"none": [{"open": "route.q"}]}],
    ids=["that the stage is over", "this very outcome", "that the question is closed"],
)  # fmt: skip
def test_what_an_act_brings_about_itself_it_is_not_refused_for(need: dict[str, Any]) -> None:
    on = play(led_to(needs=[{**need, "otherwise": SHORT}]), {"meeting": NOW})
    assert says(on, "route.q", "route", choice="meet") is None
    assert running(on) == ["meeting"]


def test_what_another_outcome_would_need_is_refused_still() -> None:
    other = {"outcome": "route.q", "is": "write", "otherwise": SHORT}
    on = play(led_to(needs=[other]), {"meeting": NOW})
    assert says(on, "route.q", "route", choice="meet") == "notice-too-short"


def test_what_is_said_before_its_turn_is_refused_with_what_is_needed() -> None:
    consent = {
        "outcome": "consent",
        "is": "done",
        "otherwise": {"code": "no-consent", "says": "Consent is needed first."},
    }
    on = play(
        rules(stage("consent", "call"), stage("call", "last", needs=[consent]), stage("last"))
    )
    codes = [ahead(on, key) for key in ("call", "last")]
    assert codes == ["no-consent", "OutOfPlace"]
    says(on, "consent.q", "done")
    assert says(on, "call.q", "done") is None


def ahead(on: Play, key: str) -> str | None:
    step = step_id_of(stage_id_of(on.state.process_id, key, 1), "q")
    refused = on.send(Answer(step=step, answer="done"), "office-principal").refused
    return refused.code if refused else None


def conditional(**fields: Any) -> Procedure:
    """A hearing that takes place only if the first stage found it necessary."""
    choose = {
        "title": "Needed?",
        "each": "one",
        "needs": ["choice"],
        "choices": ["needed", "not_needed"],
    }
    picks = question(answers={"found": choose}, adds_up_to=[{"permits": ["chosen"]}])
    way = {"needed": ["hearing"], "not_needed": ["hearing"]}
    only = {"only_if": [{"outcome": "first", "is": ["needed"]}], "otherwise": ["report"], **fields}
    return rules(
        {**stage("first", asked=picks), "then": way},
        stage("hearing", "report", **only),
        stage("report"),
    )


@pytest.mark.parametrize(("choice", "next_"), [("needed", "hearing"), ("not_needed", "report")])
def test_a_conditional_stage_is_left_out_and_what_stands_in_its_place_follows(
    choice: str, next_: str
) -> None:
    on = play(conditional())
    says(on, "first.q", "found", choice=choice)
    assert running(on) == [next_]


def test_a_conditional_stage_that_nothing_follows_ends_the_process() -> None:
    on = play(conditional(otherwise=["end"]))
    says(on, "first.q", "found", choice="not_needed")
    assert on.state.status == "ended"
    assert on.state.outcome == "not_needed"
    assert [run.outcome for run in on.state.stages.values()] == ["not_needed", "skipped"]


def test_a_stage_that_was_left_out_used_up_no_round() -> None:
    procedure = rules(
        stage("loop", "hearing", rounds_at_most=3, after_last_round=["end"]),
        stage("hearing", "end", only_if=[{"rounds_of": "loop", "at_least": 2}], otherwise=["loop"]),
    )
    on = play(procedure)
    says(on, "loop.q", "done")
    assert running(on) == ["loop"]
    says(on, "loop.q", "done")
    assert running(on) == ["hearing"]


def test_the_check_finds_a_condition_without_what_follows_in_its_place() -> None:
    assert check(conditional()) == []
    assert [one.place[-1] for one in check(conditional(otherwise=[]))] == ["only_if"]
    found = check(conditional(otherwise=["nowhere"]))
    assert "there is no stage nowhere" in [one.wrong for one in found]


def test_the_check_finds_a_stage_that_waits_for_itself() -> None:
    found = check(rules(stage("one", needs=[{"outcome": "one", "is": "done"}])))
    assert [one.wrong for one in found] == ["one needs something of itself before it begins"]


def test_the_check_finds_a_stage_that_waits_for_what_only_follows_it() -> None:
    needs = [{"outcome": "last", "is": "done"}]
    found = check(
        rules(stage("first", "middle"), stage("middle", "last", needs=needs), stage("last"))
    )
    assert [one.wrong for one in found] == [
        "it needs something of last, which begins only after middle"
    ]


def test_the_words_say_the_guards() -> None:
    said = "\n".join(line for one in explain(announced(otherwise=SHORT)) for line in one.lines)
    assert "Only if at least 3 weeks are left before the date “The meeting”" in said
    assert "Otherwise: “Three weeks of notice are needed.”" in said
    hearing = next(one for one in explain(conditional()) if one.heading == "Stage hearing")
    assert hearing.lines[-1] == (
        "It takes place only if “Stage first” came to “needed”. Otherwise: Stage report."
    )
