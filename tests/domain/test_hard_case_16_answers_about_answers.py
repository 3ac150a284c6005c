"""Hard case 16: "we support their proposal"; a co-sponsor withdraws; "endorse except (d)"; a stated condition."""

from typing import Any

import pytest

from domain.procedure.check.procedure import check
from domain.procedure.explain.page import explain
from domain.procedure.models import Procedure
from domain.process.facts import tally_of
from domain.step.about_answers import about
from domain.step.commands import WithdrawAnswer
from domain.step.decide import endorsers
from domain.text.commands import PublishText
from tests.domain.play import Play
from tests.domain.ways import play, question, rules, says, stage

PROPOSALS: dict[str, Any] = {
    "proposal": {"title": "Proposal", "each": "many", "needs": ["wording"], "effect": "proposes"},
    "support": {
        "title": "Support",
        "each": "many",
        "needs": ["about"],
        "of": ["proposal"],
        "own": "never",
        "effect": "supports",
    },
    "oppose": {
        "title": "Opposition",
        "each": "many",
        "needs": ["about"],
        "of": ["proposal"],
        "effect": "opposes",
    },
    "reply": {
        "title": "Satisfied or not",
        "each": "many",
        "needs": ["about", "choice"],
        "choices": ["satisfied", "not_satisfied"],
        "of": ["proposal"],
        "own": "only",
        "effect": "satisfied",
    },
}


def round_(**changed: Any) -> Procedure:
    answers = {name: {**rule, **changed.get(name, {})} for name, rule in PROPOSALS.items()}
    asked = question(
        asks=["member"],
        answers=answers,
        silence_means="no_comment",
        window={"standing": True},
        escalates_to=None,
    )
    return rules(stage("round", asked=asked))


def number(on: Play) -> int:
    return on.history[-1].envelope.version


def test_others_support_and_oppose_a_proposal_and_say_one_thing_of_it() -> None:
    on = play(round_())
    says(on, "round.q", "proposal", "a", wording="new words")
    proposal = number(on)
    assert says(on, "round.q", "support", "b", about=proposal) is None
    assert says(on, "round.q", "support", "c", about=proposal) is None
    assert about(on.state, proposal, "supports") == ("b", "c")
    assert says(on, "round.q", "oppose", "c", about=proposal) is None
    assert about(on.state, proposal, "supports") == ("b",), "c says one thing of it"
    assert about(on.state, proposal, "opposes") == ("c",)


def test_a_co_sponsor_withdraws_from_one_proposal_and_stays_with_the_other() -> None:
    on = play(round_())
    numbers = []
    for wording in ("one", "two"):
        says(on, "round.q", "proposal", "a", wording=wording)
        numbers.append(number(on))
    for one in numbers:
        says(on, "round.q", "support", "b", about=one)
    act = WithdrawAnswer(step=on.step("round.q").step, answer="support", about=numbers[0])
    assert on.send(act, "b-principal").refused is None
    assert [about(on.state, one, "supports") for one in numbers] == [(), ("b",)]
    again = on.send(act, "b-principal").refused
    assert again is not None
    assert again.code == "NothingToWithdraw"


def test_only_the_author_says_whether_it_is_satisfied_and_nobody_supports_its_own() -> None:
    on = play(round_())
    says(on, "round.q", "proposal", "a", wording="new words")
    proposal = number(on)
    assert says(on, "round.q", "support", "a", about=proposal) == "Recused"
    assert says(on, "round.q", "reply", "b", about=proposal, choice="satisfied") == "NotYourOwn"
    assert says(on, "round.q", "reply", "a", about=proposal, choice="not_satisfied") is None
    assert says(on, "round.q", "support", "b", about=proposal + 100) == "OutOfPlace"
    twin = play(round_(support={"own": None}))
    says(twin, "round.q", "proposal", "a", wording="new words")
    assert says(twin, "round.q", "support", "a", about=number(twin)) is None, "recusal is a value"


def test_a_support_ends_with_what_it_supported() -> None:
    on = play(round_())
    says(on, "round.q", "proposal", "a", wording="new words")
    proposal = number(on)
    act = WithdrawAnswer(step=on.step("round.q").step, answer="proposal")
    assert on.send(act, "a-principal").refused is None
    assert says(on, "round.q", "support", "b", about=proposal) == "OutOfPlace"


def test_the_check_finds_an_answer_about_nothing() -> None:
    found = check(round_(support={"needs": []}, reply={"of": []}))
    assert [one.place[-1] for one in found if one.level == "error"] == ["needs", "reply"]
    found = check(round_(support={"of": ["nothing"]}))
    assert [one.wrong for one in found] == ["there is no answer nothing"]


@pytest.mark.parametrize(
    ("words", "there"),
    [
        ("It supports another answer. It may be about “Proposal”. Never about one's own.", True),
        ("It says whether the author of another answer is satisfied", True),
    ],
)
def test_the_words_say_what_an_answer_is_about(words: str, there: bool) -> None:
    said = "\n".join(line for one in explain(round_()) for line in one.lines)
    assert (words in said) is there


@pytest.mark.parametrize(("value", "withdrawn"), [("held", "held"), ("stays_broken", "broken")])
def test_a_conditional_objection_stands_until_its_author_withdraws_it(
    value: str, withdrawn: str
) -> None:
    """The condition ("unless paragraph 2 is deleted") has no effect by itself."""
    asked = question(
        asks=["member"],
        answers={"objection": {"title": "Objection", "each": "one", "takes": ["wording"]}},
        silence_means="agrees",
        window={"lasts": {"hours": 72}},
        if_all_withdrawn=value,
        adds_up_to=[
            {"when": [{"count": "objection", "at_least": 1}], "permits": ["broken"]},
            {"permits": ["held"]},
        ],
    )
    procedure = rules(
        {**stage("silence", asked=asked), "then": {"broken": ["end"], "held": ["end"]}}
    )
    kept, gone = play(procedure), play(procedure)
    for on in (kept, gone):
        says(on, "silence.q", "objection", "a", wording="unless paragraph 2 is deleted")
    act = WithdrawAnswer(step=gone.step("silence.q").step, answer="objection")
    assert gone.send(act, "a-principal").refused is None
    for on in (kept, gone):
        closes_at = on.step("silence.q").closes_at
        assert closes_at is not None
        on.until(closes_at)
    assert kept.step("silence.q").outcome == "broken"
    assert gone.step("silence.q").outcome == withdrawn


def endorsed(if_limited: str) -> tuple[dict[str, int], tuple[str, ...]]:
    """One party endorses the text, another all of it but paragraph (d)."""
    whole = {"title": "Endorse", "each": "one", "takes": ["paragraphs"], "effect": "joins"}
    asked = question(
        asks=["member"],
        about="text",
        answers={"endorse": {**whole, "if_limited": if_limited}},
        silence_means="not_in",
        window={"lasts": {"hours": 72}},
    )
    on = play(rules(stage("opt_in", asked=asked)))
    text = PublishText(text="v1", kind="rev", title="v1", sha256="1" * 64, labels=("a", "d"))
    assert on.send(text, "office-principal").refused is None
    on.settle()
    assert says(on, "opt_in.q", "endorse", "a") is None
    assert says(on, "opt_in.q", "endorse", "b", paragraphs=["a"]) is None
    return dict(tally_of(on.state, on.step("opt_in.q")).given), endorsers(on.state)


def test_whether_a_partial_yes_counts_is_a_value() -> None:
    assert endorsed("not_counted") == ({"endorse": 1}, ("a",))
    assert endorsed("counts") == ({"endorse": 2}, ("a", "b"))
