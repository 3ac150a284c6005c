"""Hard case 12: a document beside the text never takes its place; and what a further round goes on with."""

from collections.abc import Callable
from typing import Any

import pytest

from domain.letter.write import letter
from domain.procedure.check.procedure import check, errors
from domain.procedure.explain.page import explain
from domain.procedure.models import Procedure
from domain.process.facts import FactsOf
from domain.text import decide, fold, matter, versions
from domain.text.commands import PublishText
from domain.text.compilation import open_brackets
from tests.domain.play import Play
from tests.domain.ways import play, question, rules, running, says, stage

SILENCE = question(
    title="Does anyone object?",
    about="text",
    asks=["member"],
    answers={"objection": {"title": "Objection", "each": "one", "takes": ["paragraphs"]}},
    silence_means="agrees",
    escalates_to=None,
    window={"lasts": {"hours": 72}},
    adds_up_to=[
        {"when": [{"count": "objection", "at_least": 1}], "permits": ["broken"]},
        {"permits": ["held"]},
    ],
    text_agreed_by=["held"],
)
ENDS = {"held": ["end"], "broken": ["end"], "withdrawn": ["end"]}
DUTY = question(window={"on": "complete"}, complete_when=["text_published"], about="finding")
SUMMARY = {**DUTY, "publishes": "summary"}
HEARD = question(
    about="text",
    document="summary",
    asks=["member"],
    answers={
        "correction": {
            "title": "Correction",
            "each": "many",
            "needs": ["wording"],
            "takes": ["paragraphs"],
            "effect": "proposes",
        }
    },
    silence_means="no_comment",
    window={"lasts": {"days": 3}},
)


def silence(**fields: Any) -> dict[str, Any]:
    return stage("silence", asked={**SILENCE, **fields}) | {"then": ENDS}


def published(on: Play, text: str, kind: str, *labels: str, person: str = "office") -> str | None:
    number = str(len(on.state.texts) + 1)
    said = {"text": text, "kind": kind, "title": text, "sha256": number * 64}
    act = PublishText.model_validate({**said, "labels": labels or ("1", "2")})
    refused = on.send(act, f"{person}-principal").refused
    on.settle()
    return refused.code if refused else None


def in_force(on: Play) -> str | None:
    text = on.state.text_in_force
    return text.text if text else None


def test_a_silence_about_the_text_does_not_begin_with_a_summary() -> None:
    on = play(rules(silence()))
    for kind in ("summary", "report", "note", "list"):
        assert published(on, kind, kind) is None
    assert (running(on), in_force(on)) == ([], None)
    published(on, "v1", "final")
    assert (running(on), in_force(on)) == (["silence"], "v1")
    assert on.step("silence.q").text == "v1"


def test_a_summary_that_is_published_under_silence_changes_neither_the_text_nor_the_answers() -> (
    None
):
    on = play(rules(silence()))
    published(on, "v1", "final")
    says(on, "silence.q", "objection", "a")
    assert published(on, "heard", "summary", "1") is None
    assert published(on, "v2", "final") == "OutOfPlace"
    step = on.step("silence.q")
    assert (step.text, in_force(on), step.answers[0].stands) == ("v1", "v1", True)
    assert on.state.paragraphs.count("open") == 2
    on.until(step.opens_at.replace(day=28))
    assert on.step("silence.q").outcome == "broken"


def test_the_paragraphs_of_a_summary_are_never_those_of_the_text() -> None:
    on = play(rules(stage("heard", "silence", asked=HEARD), silence()))
    published(on, "heard", "summary")
    says(on, "heard.q", "correction", "a", wording="Other words", paragraphs=("1",))
    published(on, "v1", "final")
    texts = on.state.texts
    assert not set(texts["heard"].identity.values()) & set(texts["v1"].identity.values())
    assert texts["v1"].identity == {"1": "1", "2": "2"}
    assert open_brackets(on.state).get("1", 0) == 0
    assert (texts["v1"].number, texts["heard"].number) == (1, 1)


def test_a_summary_keeps_its_paragraphs_from_one_to_the_next() -> None:
    on = play(rules(silence()))
    published(on, "first", "summary", "1", "2")
    published(on, "second", "summary", "2", "3")
    first, second = (on.state.texts[one].identity for one in ("first", "second"))
    assert first["2"] == second["2"]
    assert second["3"] not in first.values()


def test_a_duty_that_asks_for_a_summary_is_done_by_a_summary_alone() -> None:
    on = play(rules(stage("sum", "silence", asked=SUMMARY), silence()))
    published(on, "v1", "draft")
    assert running(on) == ["sum"]
    published(on, "heard", "summary")
    assert running(on) == ["silence"]
    assert (on.step("sum.q").text, on.step("silence.q").text) == ("heard", "v1")


def test_a_duty_that_asks_for_a_text_is_not_done_by_a_summary() -> None:
    on = play(rules(stage("draft", "silence", asked=DUTY), silence()))
    published(on, "heard", "summary")
    assert running(on) == ["draft"]
    published(on, "v1", "draft")
    assert running(on) == ["silence"]


def test_who_is_asked_for_a_summary_may_publish_one_and_no_text() -> None:
    on = play(rules(stage("sum", "silence", asked={**SUMMARY, "asks": ["observer"]}), silence()))
    assert published(on, "v1", "draft", person="o") == "NotPermitted"
    assert published(on, "heard", "summary", person="o") is None
    assert published(on, "again", "summary", person="o") == "NotPermitted"


def test_a_question_about_a_summary_waits_for_one_and_follows_the_latest() -> None:
    on = play(rules(stage("heard", "end", asked=HEARD)))
    published(on, "v1", "draft")
    assert running(on) == []
    published(on, "heard", "summary")
    assert on.step("heard.q").text == "heard"
    published(on, "v2", "draft")
    assert on.step("heard.q").text == "heard"
    published(on, "heard-2", "summary")
    assert on.step("heard.q").text == "heard-2"


def test_a_condition_on_a_kind_of_text_sees_the_document() -> None:
    on = play(rules(silence()))
    published(on, "heard", "summary")
    published(on, "v1", "final")
    facts = FactsOf(on.state, on.clock)
    assert (facts.has_text("summary"), facts.has_text("report")) == (True, False)


def test_the_letter_says_that_the_text_stays_as_it_is() -> None:
    on = play(rules(silence()))
    published(on, "v1", "final")
    published(on, "heard", "summary")
    version = on.state.texts["heard"].version
    one = letter(on.history, version)
    assert "summary heard is published" in one.subject
    assert any("beside the text" in line for line in one.body)


def test_what_was_recorded_before_there_was_a_difference_means_what_it_meant(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for room in (decide, versions):
        monkeypatch.setattr(room, "is_beside", lambda _: False)
    on = play(rules(silence()))
    published(on, "heard", "summary")
    assert (in_force(on), running(on)) == ("heard", ["silence"])


def again(**fields: Any) -> Play:
    """A silence that was broken begins again, at most twice."""
    first = silence() | {"then": {**ENDS, "broken": ["silence"]}, "rounds_at_most": 3, **fields}
    on = play(rules(first))
    published(on, "v1", "final")
    says(on, "silence.q", "objection", "a")
    on.until(on.step("silence.q").opens_at.replace(day=5))
    return on


def test_a_further_round_waits_for_a_new_version_unless_the_text_may_serve_as_it_stands() -> None:
    waiting = again()
    assert running(waiting) == []
    published(waiting, "heard", "summary")
    assert running(waiting) == []
    published(waiting, "v2", "final")
    assert (running(waiting), waiting.state.rounds) == (["silence"], {"silence": 2})
    on = again(text="as_it_stands")
    assert (running(on), on.state.rounds) == (["silence"], {"silence": 2})
    assert on.step("silence.q").text == "v1"


def wrong(procedure: Procedure) -> list[str]:
    return [one.wrong for one in errors(procedure)]


def test_the_check_finds_documents_that_nobody_waits_for() -> None:
    assert wrong(rules(silence(), stage("x", asked=SUMMARY))) != []  # nothing leads to x
    assert wrong(rules(stage("x", "silence", asked=SUMMARY), silence())) == []
    for bad in (
        question(publishes="summary"),
        question(document="summary"),
        {**DUTY, "about": "text", "document": "summary"},
    ):
        assert len(wrong(rules(stage("x", asked=bad)))) == 1, bad
    [one] = check(rules(stage("x", text="as_it_stands")))
    assert "not about one" in one.wrong


def test_the_page_says_what_is_asked_for_and_what_a_further_round_is_about() -> None:
    def page(*stages: dict[str, Any]) -> str:
        return "\n".join(line for part in explain(rules(*stages)) for line in part.lines)

    assert "a summary is published, beside the text" in page(stage("x", asked=SUMMARY))
    assert "its turn has come and a summary is published" in page(stage("x", asked=HEARD))
    rounds = silence() | {"rounds_at_most": 3}
    assert "waits for a new version of the text" in page(rounds)
    assert "goes on with the text as it stands" in page(rounds | {"text": "as_it_stands"})


TWINS: dict[str, tuple[Any, str, Any, Callable[[], None]]] = {
    "a summary is the text": (
        decide,
        "is_beside",
        lambda _: False,
        test_a_silence_about_the_text_does_not_begin_with_a_summary,
    ),
    "any text is a summary": (
        decide,
        "asks_for",
        lambda _, step, __: "text_published" in step.rule.complete_when,
        test_a_duty_that_asks_for_a_text_is_not_done_by_a_summary,
    ),
    "answers on the text lapse with a summary": (
        fold,
        "follows_the_text",
        lambda step, _: step.opened and step.rule.about == "text",
        test_a_summary_that_is_published_under_silence_changes_neither_the_text_nor_the_answers,
    ),
    "a question about a summary takes the text": (
        matter,
        "is_beside",
        lambda _: True,
        test_a_duty_that_asks_for_a_text_is_not_done_by_a_summary,
    ),
}


@pytest.mark.parametrize("name", TWINS)
def test_a_broken_twin_is_caught(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    room, function, broken, test = TWINS[name]
    monkeypatch.setattr(room, function, broken)
    with pytest.raises(AssertionError):
        test()
