"""Hard case 9: a refusal is challenged, and what was refused counts as if it had been taken then."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from domain.procedure.explain.page import explain
from domain.process.fold import replay
from domain.process.judge import Decision
from domain.process.verify import verify
from domain.refused import Refused
from domain.step import challenge, fold, refusals
from domain.step.commands import AdmitAct, Answer, Judge, RaiseQuestion
from tests.domain.asking import publish, says
from tests.domain.forgery import stored
from tests.domain.play import Play
from tests.domain.test_hard_case_09_incidental_questions import (
    EXPIRY,
    HOUR,
    code,
    raised,
    raises,
    ruling,
    silence,
)

ALL = ["late", "capacity", "condition", "reason"]
OBJECTION: dict[str, Any] = {"title": "Objection", "each": "one", "takes": ["reason", "paragraphs"]}
AGREES: dict[str, Any] = {"title": "No objection", "each": "one"}
SHORT = {"code": "notice-too-short", "says": "A day of notice is needed."}
NOTICE = {"notice": {"days": 1}, "before": {"at": EXPIRY.isoformat()}, "otherwise": SHORT}


def challenged(*, about: list[str] | None = None, **values: Any) -> Play:
    """A silence in which a principal or deputy speaks, and any member may challenge a refusal."""
    what = raised(
        ruling("upheld", "dismissed"),
        {"upheld": "admits", "dismissed": "continues"},
        needs=["about"],
        about_refusals=ALL if about is None else about,
        clock="runs",
    )
    asked = {
        "given_by": ["principal", "deputy"],
        "answers": {"objection": OBJECTION, "no_objection": AGREES},
        "confirmed_by": "chair",
        "confirm_within": {"hours": 24},
        "unconfirmed": "stands",
        **values,
    }
    return silence("refusal", what, **asked)


def focal(play: Play, answer: str = "objection", party: str = "c", **fields: Any) -> Decision:
    """Let the focal point of a party answer."""
    act = Answer(step=play.step("only.q").step, answer=answer, **fields)
    decision = play.send(act, f"{party}-focal_point")
    play.settle()
    return decision


def last(play: Play) -> int:
    """The number of the refusal that was recorded last."""
    found = [o.envelope.version for o in play.history if o.envelope.type == "ActRefused"]
    return found[-1]


def upheld(play: Play, about: int, choice: str = "upheld") -> None:
    assert raises(play, "refusal", "d", about=about).refused is None
    assert says(play, "only.q.refusal", "ruling", "chair", choice=choice).refused is None


def why_not(play: Play, about: int, party: str = "d") -> str:
    refused = raises(play, "refusal", party, about=about).refused
    assert refused is not None
    assert refused.code == "NotRaisable"
    return refused.sentence


def test_an_objection_refused_for_its_capacity_breaks_the_silence_once_it_is_admitted() -> None:
    play = challenged()
    assert code(focal(play)) == "CapacityInsufficient"
    upheld(play, last(play))
    play.until(EXPIRY)
    assert play.step("only.q").outcome == "broken"
    assert play.step("only.q").roster() == {"objection": ("c",)}


def test_a_challenge_that_is_dismissed_leaves_it_refused() -> None:
    play = challenged()
    focal(play)
    upheld(play, last(play), "dismissed")
    play.until(EXPIRY)
    assert play.step("only.q").outcome == "held"


def test_after_the_close_the_outcome_is_recounted() -> None:
    play = challenged()
    focal(play)
    play.until(EXPIRY)
    assert play.step("only.q").provisional
    upheld(play, last(play))
    step = play.step("only.q")
    assert (step.outcome, step.superseded, play.state.outcome) == ("broken", ["held"], "broken")


def test_a_condition_that_was_not_met_can_be_judged_otherwise() -> None:
    play = challenged(answers={"objection": {**OBJECTION, "only_if": [NOTICE]}})
    play.until(EXPIRY - HOUR)
    assert code(says(play, "only.q", "objection", "c")) == "notice-too-short"
    upheld(play, last(play))
    play.until(EXPIRY)
    assert play.step("only.q").outcome == "broken"


def test_a_missing_reason_can_be_waived_and_missing_paragraphs_cannot() -> None:
    needs = {"title": "Objection", "each": "one", "needs": ["reason", "paragraphs"]}
    play = challenged(answers={"objection": needs})
    assert code(says(play, "only.q", "objection", "a", paragraphs=("2",))) == "FieldMissing"
    upheld(play, last(play))
    assert play.step("only.q").roster() == {"objection": ("a",)}
    assert code(says(play, "only.q", "objection", "b", reason="x")) == "FieldMissing"
    assert "needs paragraphs" in why_not(play, last(play), "c")


def test_whose_word_stands_inside_an_institution_can_be_judged_otherwise() -> None:
    play = challenged(given_by=["principal", "focal_point"])
    says(play, "only.q", "no_objection", "c")
    assert code(focal(play)) == "LowerCapacity"
    upheld(play, last(play))
    assert play.step("only.q").roster() == {"objection": ("c",)}


def test_what_the_party_said_since_replaces_what_is_admitted() -> None:
    play = challenged()
    focal(play)
    refused = last(play)
    play.until(EXPIRY - HOUR)
    says(play, "only.q", "no_objection", "c")
    upheld(play, refused)
    assert play.step("only.q").roster() == {"no_objection": ("c",)}
    play.until(EXPIRY)
    assert play.step("only.q").outcome == "held"


def test_what_was_said_on_a_text_that_changed_since_has_lapsed_with_it() -> None:
    play = challenged(silence_means="not_counted", text_agreed_by=[])
    focal(play)
    refused = last(play)
    assert publish(play, ("1", "2"), "v2", 2).refused is None
    upheld(play, refused)
    assert play.step("only.q").roster() == {}
    kept = play.step("only.q").numbered[refused]
    assert (kept.said.text, kept.stands) == ("v1", False)


def test_an_answer_that_ends_the_question_ends_it_when_it_is_admitted() -> None:
    play = challenged(answers={"objection": {**OBJECTION, "effect": "ends"}})
    focal(play)
    play.until(EXPIRY - HOUR)
    upheld(play, last(play))
    step = play.step("only.q")
    assert (step.outcome, step.closed_at) == ("broken", EXPIRY - HOUR)


def test_a_hold_that_is_admitted_moves_the_closing() -> None:
    answers = {
        "objection": OBJECTION,
        "hold": {"title": "More time", "each": "many", "effect": "hold"},
    }
    hold = {"span": {"hours": 24}, "per_party": 1, "total": 2, "counted": "from_expiry"}
    play = challenged(answers=answers, hold=hold)
    assert code(focal(play, "hold")) == "CapacityInsufficient"
    upheld(play, last(play))
    assert play.step("only.q").closes_at == EXPIRY + 24 * HOUR


def test_where_a_role_picks_the_outcome_it_picks_among_those_permitted_then() -> None:
    cases = [
        {"when": [{"count": "objection", "at_least": 1}], "permits": ["broken", "held"]},
        {"permits": ["held"]},
    ]
    play = challenged(adds_up_to=cases, decided_by="chair")
    focal(play)
    play.until(EXPIRY)
    assert play.step("only.q").permitted == ("held",)
    upheld(play, last(play))
    step = play.step("only.q")
    assert (step.permitted, step.closed_at) == (("broken", "held"), EXPIRY)
    judged = Judge(step=step.step, outcome="broken", grounds="it was an objection")
    assert play.send(judged, "chair-principal").refused is None
    assert verify(stored(play.history)).findings == ()


def test_a_refused_question_that_is_admitted_is_put_in_its_turn() -> None:
    other = raised(ruling("noted"), {"noted": "continues"}, given_by=["principal"], clock="runs")
    what = raised(
        ruling("upheld", "dismissed"),
        {"upheld": "admits", "dismissed": "continues"},
        needs=["about"],
        about_refusals=["capacity"],
    )
    play = silence("refusal", what, incidental={"refusal": what, "other": other})
    one = RaiseQuestion(step=play.step("only.q").step, raises="other")
    assert code(play.send(one, "c-focal_point")) == "CapacityInsufficient"
    upheld(play, last(play))
    assert play.step("only.q.other").is_open
    says(play, "only.q.other", "ruling", "chair", choice="noted")
    play.until(EXPIRY)
    assert play.step("only.q").outcome == "held"


# What cannot be upheld.


def test_what_is_a_fact_is_no_matter_of_judgement() -> None:
    play = challenged()
    says(play, "only.q", "veto", "c")
    assert "(AnswerNotOffered) is a fact" in why_not(play, last(play))
    says(play, "only.q", "objection", "org")
    assert "is a fact" in why_not(play, last(play))
    says(play, "only.q", "objection", "c", paragraphs=("99",))
    assert "(UnknownParagraph) is a fact" in why_not(play, last(play))


def test_what_would_be_refused_for_something_else_as_well_is_not_challenged() -> None:
    play = challenged()
    focal(play, paragraphs=("99",))
    assert "would be refused in any case (UnknownParagraph)" in why_not(play, last(play))
    focal(play)
    in_time = last(play)
    play.until(EXPIRY)
    focal(play)
    assert "would be refused in any case (DeadlinePassed)" in why_not(play, last(play))
    assert raises(play, "refusal", "d", about=in_time).refused is None


def test_what_was_not_refused_or_counts_already_is_not_challenged() -> None:
    play = challenged()
    says(play, "only.q", "objection", "a")
    assert "no act on this step that was refused" in why_not(
        play, play.history[-1].envelope.version
    )
    focal(play)
    upheld(play, last(play))
    assert "counts already" in why_not(play, last(play), "b")


def test_a_procedure_may_limit_the_refusals_that_can_be_challenged() -> None:
    guarded = {"objection": {**OBJECTION, "only_if": [NOTICE]}}
    play = challenged(about=["late", "notice-too-short"], answers=guarded)
    focal(play)
    assert "about refusals of: late, notice-too-short" in why_not(play, last(play))
    play.until(EXPIRY - HOUR)
    says(play, "only.q", "objection", "c")
    assert raises(play, "refusal", "d", about=last(play)).refused is None


def test_without_a_word_of_it_only_lateness_can_be_challenged() -> None:
    play = challenged(about=["late"])
    assert "about_refusals" not in play.state.procedure.canonical()
    focal(play)
    assert "about refusals of: late" in why_not(play, last(play))


def test_the_plain_admission_stays_with_what_came_late() -> None:
    play = challenged()
    focal(play)
    act = AdmitAct(refused=last(play), evidence="a letter", grounds="it may speak")
    refused = play.send(act, "chair-principal").refused
    assert refused is not None and "not one that was refused as late" in refused.sentence


def on_record(kind: type[Refused] = Refused) -> Iterator[type[Refused]]:
    for one in kind.__subclasses__():
        if one.on_record and one.__module__ == "domain.refused":
            yield one
        yield from on_record(one)


def test_every_refusal_is_a_judgement_or_a_fact_with_its_why() -> None:
    facts = [one for group in refusals.FACTS.values() for one in group]
    assert sorted([*facts, *refusals.JUDGED], key=str) == sorted(on_record(), key=str)
    assert [one.__name__ for one in facts if refusals.kind_of(one.__name__)] == []


def test_the_check_knows_the_codes_that_can_be_challenged() -> None:
    with pytest.raises(AssertionError, match="no answer to that question is refused with the code"):
        challenged(about=["too-loud"])
    what = raised(ruling("noted"), {"noted": "continues"}, about_refusals=["capacity"])
    with pytest.raises(AssertionError, match="none of its outcomes admits an act"):
        silence("refusal", what)


def test_the_explanation_says_which_refusals_are_challenged() -> None:
    rules = challenged(about=["capacity"]).state.procedure
    words = "\n".join(line for passage in explain(rules) for line in passage.lines)
    assert "raised about an act that was refused because: the capacity does not suffice." in words


def test_the_record_of_challenges_folds_to_the_same_and_its_audit_is_clean() -> None:
    play = challenged(given_by=["principal", "deputy"])
    focal(play)
    upheld(play, last(play))
    focal(play, party="b")
    play.until(EXPIRY + timedelta(hours=30))
    again = replay(play.history)
    assert again is not None and again.steps == play.state.steps
    assert verify(stored(play.history)).findings == ()


# Broken twins.


def test_twin_every_refusal_is_a_judgement(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(challenge, "kind_of", lambda _: "capacity")
    monkeypatch.setattr(challenge, "covers", lambda *_: True)
    with pytest.raises(AssertionError):
        test_what_is_a_fact_is_no_matter_of_judgement()


def test_twin_nobody_looks_whether_it_is_in_order_but_for_that(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(challenge, "else_in_order", lambda *_: None)
    with pytest.raises(AssertionError):
        test_what_would_be_refused_for_something_else_as_well_is_not_challenged()


def test_twin_what_is_admitted_stands_whatever_was_said_since(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fold, "ended_since", lambda *_: None)
    with pytest.raises(AssertionError):
        test_what_the_party_said_since_replaces_what_is_admitted()
