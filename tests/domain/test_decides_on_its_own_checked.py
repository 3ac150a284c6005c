"""The check of who would dispose of its own proposals, say what its own answers are, or judge its own vote."""

from typing import Any

from domain.procedure.check.procedure import check
from domain.procedure.models import Procedure
from tests.domain.asking import question, with_stage

DISPOSITION: dict[str, Any] = {
    "title": "Disposition",
    "each": "many",
    "needs": ["about", "choice"],
    "choices": ["accepted", "not_accepted"],
    "effect": "disposes",
}
PROPOSAL = {"title": "Proposal", "each": "many", "needs": ["wording"], "effect": "proposes"}
COMMON: dict[str, Any] = {
    "about": "proposals",
    "text_agreed_by": [],
    "silence_means": "no_comment",
    "adds_up_to": [{"permits": ["done"]}],
}


def disposing(by: str, own: str | None = None) -> Procedure:
    """Members propose; a role disposes."""
    proposals = question(**COMMON, asks=["member"], answers={"proposal": PROPOSAL})
    duty = {**COMMON, "silence_means": "overdue", "escalates_to": "desk"}
    dispositions = question(
        **duty,
        asks=[by],
        answers={"disposition": DISPOSITION | ({"own": own} if own else {})},
        window={"on": "complete"},
        complete_when=["proposals_disposed"],
    )
    questions = {"proposals": proposals, "dispositions": dispositions}
    stage = {"kind": "sequence", "order": list(questions), "questions": questions}
    return with_stage({"done": ["end"]}, stage)


def found(procedure: Procedure) -> list[str]:
    return [one.wrong for one in check(procedure) if "own" in one.wrong or "itself" in one.why]


def test_a_role_that_proposes_and_disposes_is_warned_of() -> None:
    assert found(disposing("member")) == [
        "Member State, where it proposes as well, would dispose of its own proposals"
    ]


def test_a_role_that_a_proposing_party_may_hold_is_warned_of() -> None:
    assert found(disposing("chair")) == [
        "Chair, where it is Member State as well, would dispose of its own proposals"
    ]


def test_whoever_is_recused_or_meant_to_do_it_is_not_warned_of() -> None:
    assert found(disposing("member", "never")) == []
    assert found(disposing("chair", "any")) == []


def voting(decided_by: str = "automatic", own: str | None = None) -> Procedure:
    quality = {
        "title": "What it is",
        "each": "many",
        "needs": ["about", "choice"],
        "choices": ["substantive", "editorial"],
        "of": ["objection"],
        "by": ["member"],
        "effect": "qualifies",
        "own": own,
    }
    objection = {"title": "Objection", "each": "one"}
    cases = [
        {"when": [{"count": "objection", "at_least": 1}], "permits": ["broken"]},
        {"permits": ["held"]},
    ]
    asked = question(
        about="finding",
        text_agreed_by=[],
        asks=["member", "organisation"],
        silence_means="not_counted",
        answers={"objection": objection, "quality": quality},
        adds_up_to=cases,
        decided_by=decided_by,
        remind={"every": {"days": 1}},
        escalates_to="desk",
    )
    stage = {"kind": "single_question", "questions": {"list": asked}}
    return with_stage({"held": ["end"], "broken": ["end"]}, stage)


def test_a_role_that_says_what_its_own_answers_are_is_warned_of() -> None:
    assert found(voting()) == [
        "Member State, where it answers as well, would say what its own answers are"
    ]
    assert found(voting(own="never")) == []


def test_a_role_that_judges_what_it_has_voted_on_is_warned_of() -> None:
    judged = "Member State answers the question beside others, and judges its outcome"
    assert found(voting("member", "any")) == [judged]
    assert found(voting("chair", "any")) == []
