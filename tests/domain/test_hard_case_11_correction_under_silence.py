"""Hard case 11: a text is corrected with twenty hours left; and what silence was broken on. Source: rules 2.1."""

from datetime import timedelta
from typing import Any

import pytest

from domain.letter.write import as_text, letter
from domain.procedure.check.procedure import check
from domain.procedure.models import Procedure
from domain.process.judge import Decision
from domain.step.commands import RaiseQuestion
from domain.text.breaking import amended, broken_on
from tests.domain import asking
from tests.domain.play import Play
from tests.domain.reading import (
    agree,
    now,
    publish,
    refusal,
    rules,
    say,
    started,
    written,
)

KEY = "silence.objections"
RULE = "if_the_text_changes: lapse\n        visible: chair"
LISTED = {"paragraph": "2", "was": "Words of 2.", "becomes": "Words of two."}
V2 = written("1", "2", "3", p_2="Words of two.")
LEFT = timedelta(hours=20)


def allowing(clock: str = "runs_on", answers: str = "lapse", by: str = "co_chair") -> Procedure:
    value = f"corrections: {{by: [{by}], clock: {clock}, answers: {answers}}}"
    return rules((RULE, f"{RULE}\n        {value}"))


def silent(procedure: Procedure) -> Play:
    """A text under silence, with twenty hours left."""
    play = started(procedure)
    publish(play, "v1", written("1", "2", "3"))
    play.settle()
    agree(play, "1", "2", "3")
    play.settle()
    closes_at = play.step(KEY).closes_at
    assert closes_at is not None
    play.until(closes_at - LEFT)
    return play


def correct(play: Play, **more: Any) -> Decision:
    said = {"same_as": "v1", "corrections": [LISTED], "grounds": "A slip of the pen.", **more}
    return publish(play, "v1-corr", V2, "final", **said)


def test_without_a_word_in_the_procedure_no_text_is_corrected_under_silence() -> None:
    assert refusal(correct(silent(rules()))) == "OutOfPlace"


def test_a_correction_is_a_version_with_its_redline_and_reason_and_the_silence_goes_on_about_it() -> (
    None
):
    play = silent(allowing())
    assert refusal(correct(play)) is None
    text = play.state.texts["v1-corr"]
    assert [(one.was, one.becomes) for one in text.corrections] == [
        ("Words of 2.", "Words of two.")
    ]
    assert play.step(KEY).text == "v1-corr" and play.step(KEY).is_open
    milestone = list(play.state.milestones.values())[-1]
    assert milestone.type == "TextPublished" and {"a", "b", "c"} <= set(milestone.addressees)


def test_what_is_held_then_is_the_corrected_text() -> None:
    play = silent(allowing())
    correct(play)
    play.until(play.clock + timedelta(days=4))
    assert play.step(KEY).outcome == "held"
    assert play.state.texts["v1-corr"].agreed_at is not None
    assert play.state.texts["v1"].agreed_at is None


def test_more_than_is_listed_is_no_correction_and_a_correction_gives_its_reason() -> None:
    play = silent(allowing())
    more = written("1", "2", "3", p_2="Words of two.", p_3="New words.")
    said: dict[str, Any] = {"same_as": "v1", "corrections": [LISTED], "grounds": "A slip."}
    assert refusal(publish(play, "v2", more, **said)) == "NotTheSameText"
    assert refusal(publish(play, "v2", more)) == "OutOfPlace"
    assert refusal(correct(play, grounds=None)) == "FieldMissing"


def test_only_the_roles_that_the_procedure_names_correct() -> None:
    play = silent(allowing(by="member"))
    assert refusal(correct(play)) == "NotPermitted"


@pytest.mark.parametrize(
    ("clock", "left"),
    [
        ("runs_on", LEFT),
        ("{minimum_remainder: {hours: 24}}", timedelta(hours=24)),
        ("{minimum_remainder: {hours: 12}}", LEFT),
        ("restarts", timedelta(hours=72)),
    ],
)
def test_the_clock_runs_on_or_leaves_a_minimum_or_restarts(clock: str, left: timedelta) -> None:
    play = silent(allowing(clock))
    assert refusal(correct(play)) is None
    assert play.step(KEY).closes_at == play.clock + left


@pytest.mark.parametrize(("answers", "outcome"), [("lapse", "held"), ("stand", "broken")])
def test_an_objection_to_the_text_before_stands_or_lapses_as_the_procedure_says(
    answers: str, outcome: str
) -> None:
    play = silent(allowing(answers=answers))
    say(play, "objection", "a-principal", KEY, reason="sealed:x:1")
    correct(play)
    play.until(play.clock + timedelta(days=1))
    assert play.step(KEY).outcome == outcome


def test_an_objection_that_must_be_confirmed_stands_until_then_and_counts_if_it_is_given_again() -> (
    None
):
    for again in (True, False):
        play = silent(allowing(answers="{confirm_by: {hours: 12}}"))
        say(play, "objection", "a-principal", KEY, reason="sealed:x:1")
        correct(play)
        play.until(play.clock + timedelta(hours=11))
        assert play.step(KEY).single("a") is not None
        if again:
            say(play, "objection", "a-principal", KEY, reason="sealed:x:1")
        play.until(play.clock + timedelta(days=1))
        assert play.step(KEY).outcome == ("broken" if again else "held")


def test_every_answer_names_the_version_that_it_was_given_on() -> None:
    play = silent(allowing(answers="stand"))
    say(play, "objection", "a-principal", KEY, reason="sealed:x:1")
    correct(play)
    say(play, "objection", "b-principal", KEY, reason="sealed:x:1")
    assert [one.said.text for one in play.step(KEY).answers] == ["v1", "v1-corr"]


CONTEST = """incidental:
          contest:
            title: This is not only editorial
            raised_by: [member]
            given_by: [principal]
            needs: [grounds]
            per_party: 1
            total: 3
            clock: runs
            precedence: 1
            then: {upheld: {ends: broken}, rejected: continues}
            question:
              title: Is the correction only editorial?
              about: finding
              asks: [co_chair]
              given_by: [principal]
              answers:
                ruling:
                  {title: Ruling, each: one, needs: [choice, grounds], choices: [upheld, rejected]}
              silence_means: overdue
              escalates_to: co_chair
              window: {on: answered}
              stands: never
              if_the_text_changes: stand
              visible: all
              adds_up_to: [{permits: [chosen]}]
              decided_by: automatic
        """


def test_any_decision_maker_may_contest_that_it_is_editorial_and_if_upheld_the_text_is_placed_anew() -> (
    None
):
    value = "corrections: {by: [co_chair], clock: runs_on, answers: lapse}"
    again = (
        "broken: [end], withdrawn: [end]}",
        "broken: [silence], withdrawn: [end]}\n    rounds_at_most: 3",
    )
    play = silent(rules(again, (RULE, f"{CONTEST}{RULE}\n        {value}")))
    correct(play)
    step = play.step(KEY).step
    raised = RaiseQuestion(step=step, raises="contest", grounds="It changes the sense.")
    assert refusal(play.send(raised, "a-principal")) is None
    play.settle()
    ruling = next(
        s for s in play.state.open_steps() if s.rule.title.startswith("Is the correction")
    )
    key = f"silence.{ruling.question}"
    assert refusal(say(play, "ruling", key=key, choice="upheld", grounds="It does.")) is None
    play.settle()
    assert play.state.texts["v1-corr"].agreed_at is None
    assert publish(play, "v2", V2, "rev", same_as="v1-corr").refused is None
    play.settle()
    assert play.step(KEY).text == "v2" and play.step(KEY).is_open


# What silence was broken on.


def breaking(scope: str, *packages: tuple[str, ...]) -> Play:
    play = started(rules((RULE, f"{RULE}\n        scope_after_break: {scope}")))
    publish(play, "v1", written("1", "2", "3", "4"))
    play.settle()
    for number, members in enumerate(packages):
        say(play, "package", title=f"P{number}", paragraphs=members)
    said = tuple({"paragraph": one, "status": "bracketed"} for one in ("1", "2", "3", "4"))
    say(play, "status", statuses=said)
    play.settle()
    return play


def broken(play: Play, *labels: str) -> Play:
    say(play, "objection", "a-principal", KEY, reason="sealed:x:1", paragraphs=labels)
    play.until(play.clock + timedelta(days=4))
    assert play.step(KEY).outcome == "broken"
    return play


def test_what_silence_was_broken_on_is_a_fact_in_the_order_of_the_text() -> None:
    play = breaking("whole_text")
    say(play, "objection", "b-principal", KEY, reason="sealed:x:1", paragraphs=("3",))
    broken(play, "4", "1")
    assert broken_on(play.state, play.step(KEY)) == ("1", "3", "4")
    assert set(now(play).values()) == {"bracketed"}


def test_what_silence_was_broken_on_with_other_wording_is_told_without_names() -> None:
    play = breaking("whole_text")
    words = "Other words."
    say(
        play, "objection", "b-principal", KEY, paragraphs=("3",), reason="sealed:x:1", wording=words
    )
    broken(play, "1")
    assert amended(play.state, play.step(KEY)) == ("3",)
    told = as_text(letter(play.history, play.step(KEY).outcome_version or 0))
    assert "Objected to: paragraphs 1 and 3. Other wording is proposed for: 3." in " ".join(
        told.split()
    )
    assert "Other words." not in told and "Broken by" not in told


def test_where_only_the_listed_paragraphs_stay_open_the_rest_is_agreed_ad_referendum() -> None:
    assert now(broken(breaking("listed_paragraphs"), "2")) == {
        "1": "agreed_ad_ref",
        "2": "bracketed",
        "3": "agreed_ad_ref",
        "4": "agreed_ad_ref",
    }


def test_what_a_package_ties_to_a_listed_paragraph_is_not_agreed() -> None:
    found = now(broken(breaking("listed_paragraphs", ("2", "3")), "2"))
    assert (found["1"], found["3"]) == ("agreed_ad_ref", "bracketed")


def test_an_objection_to_the_whole_text_agrees_nothing() -> None:
    assert set(now(broken(breaking("listed_paragraphs"))).values()) == {"bracketed"}


FAULTS = (
    (
        RULE,
        f"{RULE}\n        corrections: {{by: [nobody], clock: runs_on, answers: stand}}",
        "no role nobody",
    ),
    (
        "takes: [paragraphs, wording]}\n        silence_means: agrees",
        "takes: [wording]}\n        scope_after_break: listed_paragraphs\n        silence_means: agrees",
        "no answer can name paragraphs",
    ),
)


@pytest.mark.parametrize(("old", "new", "wrong"), FAULTS)
def test_the_check_finds_corrections_that_nobody_could_make(old: str, new: str, wrong: str) -> None:
    assert any(wrong in one.wrong for one in check(rules((old, new))) if one.level == "error")


# An answer that has to name its version.


def objecting(needs: list[str], **values: Any) -> Procedure:
    """Members object within 72 hours."""
    objection = {"title": "Objection", "each": "one", "needs": needs}
    then = {"held": ["end"], "broken": ["end"], "withdrawn": ["end"]}
    return asking.rules(then, answers={"objection": objection}, **values)


def objects(needs: list[str], **fields: Any) -> str | None:
    play = asking.started(objecting(needs))
    asking.publish(play, ("1", "2"))
    return refusal(asking.says(play, "only.list", "objection", "a", **fields))


def test_an_answer_that_needs_its_text_names_the_version_itself() -> None:
    assert objects(["text"]) == "FieldMissing"
    assert objects(["text"], text="v0") == "TextNotInForce"
    assert objects(["text"], text="v1") is None


def test_where_it_is_not_needed_the_version_that_is_asked_about_is_meant() -> None:
    """The broken twin: the same answer, and nothing asks for the version."""
    assert objects([]) is None


def test_who_is_asked_about_no_text_cannot_have_to_name_one() -> None:
    with pytest.raises(AssertionError, match="the question is about none"):
        objecting(["text"], about="finding", text_agreed_by=[])
