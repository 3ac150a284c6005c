"""Hard case 9: a question is raised while another is open, and what it comes to acts on the other."""

from datetime import timedelta
from typing import Any

import pytest

from domain.procedure.draw.mermaid import mermaid
from domain.procedure.explain.page import explain
from domain.procedure.models import Procedure
from domain.process.commands import AmendProcedure
from domain.process.fold import replay
from domain.process.judge import Decision
from domain.process.verify import verify
from domain.step import raising, settle
from domain.step.commands import (
    ConfirmOutcome,
    Judge,
    RaiseQuestion,
)
from domain.text.commands import WithdrawText
from tests.domain.asking import CAPACITIES, START, publish, question, says, started, with_stage
from tests.domain.forgery import stored
from tests.domain.play import Play

EXPIRY = START + timedelta(hours=72)
HOUR = timedelta(hours=1)


def ruling(*choices: str, **values: Any) -> dict[str, Any]:
    """A question that the chair answers at once."""
    answers = {
        "ruling": {"title": "Ruling", "each": "one", "needs": ["choice"], "choices": choices}
    }
    return question(
        **{
            "title": "How does the chair rule?",
            "about": "finding",
            "asks": ["chair"],
            "answers": answers,
            "silence_means": "overdue",
            "escalates_to": "desk",
            "window": {"on": "answered"},
            "adds_up_to": [{"permits": ["chosen"]}],
            "text_agreed_by": [],
            **values,
        }
    )


def vote(yes: str, no: str, **values: Any) -> dict[str, Any]:
    """A vote of one hour; more than half of those who are asked must say yes."""
    said = {name: {"title": name, "each": "one"} for name in ("yes", "no", "abstain")}
    return question(
        **{
            "title": "Yes, no or abstention?",
            "about": "finding",
            "answers": said,
            "silence_means": "not_counted",
            "window": {"lasts": {"hours": 1}, "early_close": ["all_answered"]},
            "adds_up_to": [
                {"when": [{"count": "yes", "at_least": 3}], "permits": [yes]},
                {"permits": [no]},
            ],
            "text_agreed_by": [],
            **values,
        }
    )


def raised(asked: dict[str, Any], then: dict[str, Any], **values: Any) -> dict[str, Any]:
    return {
        "title": "A question is raised",
        "raised_by": ["member"],
        "given_by": CAPACITIES,
        "takes": ["grounds"],
        "per_party": 1,
        "total": 3,
        "clock": "stops",
        "precedence": 5,
        "question": asked,
        "then": then,
        **values,
    }


def silence(name: str, what: dict[str, Any], **values: Any) -> Play:
    """A text under silence of 72 hours, on which something may be raised."""
    outcomes = ["held", "broken", "withdrawn", "not_used", "placed_anew", "divided"]
    asked = question(**{"incidental": {name: what}, **values})
    return opened(asked, outcomes)


def opened(
    asked: dict[str, Any], outcomes: list[str], labels: tuple[str, ...] = ("1", "2", "34")
) -> Play:
    play = started(rules(asked, outcomes))
    publish(play, labels)
    return play


def rules(asked: dict[str, Any], outcomes: list[str]) -> Procedure:
    """The procedure of one stage; only outcomes that the question can have lead anywhere."""
    found: Procedure | None = None
    stage = {"kind": "single_question", "questions": {"q": asked}}
    try:
        found = with_stage({key: ["end"] for key in outcomes}, stage)
    except AssertionError as wrong:
        left = [one for one in outcomes if f"gives the outcome {one}:" not in str(wrong)]
        if left == outcomes:
            raise
        found = with_stage({key: ["end"] for key in left}, stage)
    return found


def raises(
    play: Play, name: str, party: str = "a", step: str = "only.q", **fields: Any
) -> Decision:
    act = RaiseQuestion(step=play.step(step).step, raises=name, **fields)
    decision = play.send(act, f"{party}-principal")
    play.settle()
    return decision


def code(decision: Decision) -> str | None:
    return decision.refused.code if decision.refused else None


# Adoption: a recorded vote is requested.


def adoption(**values: Any) -> Play:
    """A body adopts when the chair sees no objection; a recorded vote, an amendment or a division may be asked for."""
    answers = {"adopted": {"title": "Adopted without a vote", "each": "one"}}
    incidental = {
        "recorded_vote": raised(
            vote("adopted", "rejected"), {"adopted": "replaces", "rejected": "replaces"}, total=1
        ),
        "amendment": raised(
            vote("carried", "fell"),
            {"carried": {"ends": "amended"}, "fell": "continues"},
            precedence=1,
            needs=["wording"],
        ),
        "separate_vote": raised(
            ruling("granted", "denied"),
            {"granted": "divides", "denied": "continues"},
            precedence=2,
            needs=["paragraphs"],
        ),
        "implications": raised(
            ruling("deferred", "noted"),
            {"deferred": {"ends": "deferred"}, "noted": "continues"},
            clock="runs",
            precedence=3,
            needs=["grounds"],
        ),
    }
    asked = question(
        **{
            "title": "May the body adopt?",
            "asks": ["chair"],
            "answers": answers,
            "silence_means": "overdue",
            "escalates_to": "desk",
            "window": {"on": "answered"},
            "stands": "never",
            "adds_up_to": [{"permits": ["adopted"]}],
            "text_agreed_by": ["adopted"],
            "divides": "by_act",
            "incidental": incidental,
            **values,
        }
    )
    return opened(asked, ["adopted", "rejected", "amended", "deferred", "divided"])


def test_a_recorded_vote_that_is_requested_takes_the_place_of_adoption_without_one() -> None:
    play = adoption()
    assert raises(play, "recorded_vote").refused is None
    assert code(says(play, "only.q", "adopted", "chair")) == "QuestionPending"
    for party in ("a", "b", "c"):
        says(play, "only.q.recorded_vote", "yes", party)
    says(play, "only.q.recorded_vote", "no", "d")
    assert (play.state.status, play.state.outcome) == ("ended", "adopted")
    assert play.state.texts["v1"].agreed_at is not None


def test_a_text_that_does_not_get_its_votes_is_rejected() -> None:
    play = adoption()
    raises(play, "recorded_vote")
    for party in ("a", "b"):
        says(play, "only.q.recorded_vote", "yes", party)
    play.until(START + HOUR)
    assert (play.state.status, play.state.outcome) == ("ended", "rejected")
    assert play.state.texts["v1"].agreed_at is None


def test_without_a_request_the_chair_adopts_without_a_vote() -> None:
    play = adoption()
    assert says(play, "only.q", "adopted", "chair").refused is None
    assert play.state.outcome == "adopted"


def test_an_amendment_from_the_floor_is_voted_before_the_text_whoever_came_first() -> None:
    play = adoption()
    raises(play, "recorded_vote", "a")
    raises(play, "amendment", "b", wording="at the end add: and youth")
    raises(play, "amendment", "c", wording="delete paragraph 2")
    assert [step.question for step in play.state.open_steps()] == ["q", "q.recorded_vote"]
    for party in "abcd":
        says(play, "only.q.recorded_vote", "abstain", party)
    assert play.state.outcome == "rejected"


def test_of_several_that_wait_the_one_with_precedence_is_put_first() -> None:
    play = adoption()
    raises(play, "implications", "d", grounds="two posts")
    raises(play, "recorded_vote", "a")
    raises(play, "amendment", "b", wording="add: and youth")
    says(play, "only.q.implications", "ruling", "chair", choice="noted")
    assert [s.question for s in play.state.open_steps()] == ["q", "q.amendment"]
    for party in "abcd":
        says(play, "only.q.amendment", "no", party)
    assert [s.question for s in play.state.open_steps()] == ["q", "q.recorded_vote"]


def test_an_amendment_that_is_carried_ends_the_question_on_the_old_text() -> None:
    play = adoption()
    raises(play, "amendment", "b", wording="at the end add: and youth")
    for party in "abc":
        says(play, "only.q.amendment", "yes", party)
    play.until(START + HOUR)
    assert play.state.outcome == "amended"


def test_a_separate_vote_on_paragraph_34_makes_it_a_question_of_its_own() -> None:
    play = adoption()
    raises(play, "separate_vote", "a", paragraphs=("34",))
    says(play, "only.q.separate_vote", "ruling", "chair", choice="granted")
    assert play.step("only.q.1").only == ("34",)
    says(play, "only.q.1", "adopted", "chair")
    assert play.state.status == "running"
    says(play, "only.q", "adopted", "chair")
    assert (play.state.status, play.state.outcome) == ("ended", "adopted")


def test_policy_implications_declared_in_the_meeting_may_defer_the_decision() -> None:
    play = adoption()
    raises(play, "implications", "d", grounds="it needs two posts")
    says(play, "only.q.implications", "ruling", "chair", choice="deferred")
    assert (play.state.status, play.state.outcome) == ("ended", "deferred")


def test_what_needs_words_or_paragraphs_is_refused_without_them() -> None:
    play = adoption()
    assert code(raises(play, "amendment", "b")) == "FieldMissing"
    assert code(raises(play, "separate_vote", "b", paragraphs=("99",))) == "UnknownParagraph"
    assert code(raises(play, "recorded_vote", "b", wording="x")) == "FieldNotTaken"


# Silence: an objection to using it, and a challenge to "this is only editorial".


def objection_to_silence(clock: str = "stops", **values: Any) -> dict[str, Any]:
    then = {"upheld": {"ends": "not_used"}, "dismissed": "continues"}
    return raised(ruling("upheld", "dismissed"), then, clock=clock, **values)


def test_an_objection_to_using_silence_that_is_upheld_ends_it_without_a_result() -> None:
    play = silence("procedure", objection_to_silence())
    raises(play, "procedure", "b")
    says(play, "only.q.procedure", "ruling", "chair", choice="upheld")
    assert (play.state.status, play.state.outcome) == ("ended", "not_used")
    assert play.state.texts["v1"].agreed_at is None


def test_while_the_clock_stands_still_nothing_is_late_and_the_rest_of_the_window_follows() -> None:
    play = silence("procedure", objection_to_silence())
    play.until(EXPIRY - HOUR)
    raises(play, "procedure", "b")
    play.until(EXPIRY + 5 * HOUR)
    assert play.step("only.q").closed_at is None
    assert says(play, "only.q", "objection", "c", paragraphs=("2",)).refused is None
    says(play, "only.q.procedure", "ruling", "chair", choice="dismissed")
    assert play.step("only.q").closes_at == EXPIRY + 6 * HOUR
    play.until(EXPIRY + 6 * HOUR)
    assert play.step("only.q").outcome == "broken"


def test_while_a_raised_question_is_open_a_new_version_changes_what_was_not_put() -> None:
    play = silence("procedure", objection_to_silence())
    raises(play, "procedure", "b")
    assert play.step("only.q.procedure").is_open
    new = play.state.procedure.model_copy(update={"version": 2, "title": "Asking anew"})
    act = AmendProcedure(procedure=new, grounds="Another title")
    assert play.send(act, "chair-principal", role="chair").refused is None
    changed = new.model_dump(mode="json") | {"version": 3}
    raised_ = changed["roadmap"][0]["questions"]["q"]["incidental"]["procedure"]
    raised_["question"]["title"] = "Another question"
    act = AmendProcedure(procedure=Procedure.model_validate(changed), grounds="Not so")
    assert code(play.send(act, "chair-principal", role="chair")) == "ChangesWhatWasPut"


def test_where_the_clock_runs_on_late_is_late_and_only_the_count_waits() -> None:
    play = silence("procedure", objection_to_silence("runs"))
    play.until(EXPIRY - HOUR)
    raises(play, "procedure", "b")
    play.until(EXPIRY + 5 * HOUR)
    assert play.step("only.q").outcome is None
    assert code(says(play, "only.q", "objection", "c")) == "DeadlinePassed"
    says(play, "only.q.procedure", "ruling", "chair", choice="dismissed")
    step = play.step("only.q")
    assert (step.outcome, step.closes_at) == ("held", EXPIRY)


def test_a_second_question_that_stops_the_clock_keeps_it_still_until_both_are_settled() -> None:
    play = silence("procedure", objection_to_silence())
    raises(play, "procedure", "b")
    raises(play, "procedure", "c")
    play.until(START + HOUR)
    says(play, "only.q.procedure", "ruling", "chair", choice="dismissed")
    assert play.step("only.q").stopped_at is not None
    play.until(START + 2 * HOUR)
    says(play, "only.q.procedure.2", "ruling", "chair", choice="dismissed")
    assert play.step("only.q").closes_at == EXPIRY + 2 * HOUR


def test_a_challenge_to_only_editorial_that_is_upheld_has_the_text_placed_anew() -> None:
    then = {"upheld": {"ends": "placed_anew"}, "dismissed": "continues"}
    what = raised(vote("upheld", "dismissed"), then, needs=["paragraphs"])
    play = silence("not_editorial", what)
    raises(play, "not_editorial", "b", paragraphs=("2",))
    for party in "abc":
        says(play, "only.q.not_editorial", "yes", party)
    play.until(START + HOUR)
    assert play.state.outcome == "placed_anew"


# Challenges: to a ruling, to the chair's finding, to a refusal.


def test_a_ruling_is_challenged_and_overturned_by_those_who_decide() -> None:
    """The ruling is provisional for an hour; a challenge in it is put to the vote."""
    appeal = raised(
        vote("overturned", "upheld"), {"overturned": {"ends": "upheld"}, "upheld": "continues"}
    )
    asked = ruling(
        "upheld",
        "dismissed",
        confirmed_by="chair",
        confirm_within={"hours": 1},
        unconfirmed="stands",
        incidental={"appeal": appeal},
    )
    then = {"upheld": {"ends": "not_used"}, "dismissed": "continues"}
    play = silence("procedure", raised(asked, then))
    raises(play, "procedure", "b")
    says(play, "only.q.procedure", "ruling", "chair", choice="dismissed")
    assert play.step("only.q.procedure").provisional
    assert raises(play, "appeal", "c", step="only.q.procedure").refused is None
    for party in "bcd":
        says(play, "only.q.procedure.appeal", "yes", party)
    play.until(START + HOUR)
    assert (play.state.status, play.state.outcome) == ("ended", "not_used")
    assert play.step("only.q.procedure").superseded == ["dismissed"]


def finding(**values: Any) -> Play:
    challenge = raised(
        vote("overturned", "upheld"),
        {"overturned": {"ends": "no_consensus"}, "upheld": "continues"},
    )
    asked = ruling(
        "consensus",
        "no_consensus",
        confirmed_by="chair",
        confirm_within={"hours": 24},
        unconfirmed="stands",
        incidental={"challenge": challenge},
        **values,
    )
    play = started(rules(asked, ["consensus", "no_consensus"]))
    says(play, "only.q", "ruling", "chair", choice="consensus")
    return play


def test_the_finding_of_the_chair_is_challenged_while_it_is_provisional() -> None:
    play = finding()
    assert raises(play, "challenge", "d").refused is None
    confirm = ConfirmOutcome(step=play.step("only.q").step, grounds="as minuted")
    assert code(play.send(confirm, "chair-principal")) == "QuestionPending"
    for party in "abd":
        says(play, "only.q.challenge", "yes", party)
    play.until(START + HOUR)
    assert (play.state.status, play.state.outcome) == ("ended", "no_consensus")


def test_a_challenge_that_fails_leaves_the_finding_to_be_confirmed() -> None:
    play = finding()
    raises(play, "challenge", "d")
    play.until(START + HOUR)
    assert play.step("only.q").provisional
    confirm = ConfirmOutcome(step=play.step("only.q").step, grounds="as minuted")
    assert play.send(confirm, "chair-principal").refused is None
    play.settle()
    assert play.state.outcome == "consensus"


def test_the_limit_of_a_provisional_outcome_waits_for_the_challenge() -> None:
    play = finding()
    play.until(START + 24 * HOUR - timedelta(minutes=1))
    raises(play, "challenge", "d")
    play.until(START + 24 * HOUR)
    assert play.step("only.q").provisional
    play.until(START + 25 * HOUR)
    assert play.state.outcome == "consensus"


def test_a_challenge_to_a_refusal_that_is_upheld_lets_the_late_act_count() -> None:
    what = raised(
        ruling("upheld", "dismissed"),
        {"upheld": "admits", "dismissed": "continues"},
        needs=["about"],
    )
    play = silence(
        "refusal",
        what,
        confirmed_by="chair",
        confirm_within={"hours": 24},
        unconfirmed="stands",
    )
    play.until(EXPIRY)
    assert play.step("only.q").provisional
    late = says(play, "only.q", "objection", "c")
    assert code(late) == "DeadlinePassed"
    number = play.history[-1].envelope.version
    assert raises(play, "refusal", "c", about=number).refused is None
    says(play, "only.q.refusal", "ruling", "chair", choice="upheld")
    step = play.step("only.q")
    assert (step.outcome, step.superseded) == ("broken", ["held"])


def test_where_a_role_judges_the_judgement_waits_for_what_was_raised() -> None:
    cases = [
        {"when": [{"count": "objection", "at_least": 1}], "permits": ["broken", "held"]},
        {"permits": ["held"]},
    ]
    play = silence("procedure", objection_to_silence(), adds_up_to=cases, decided_by="chair")
    says(play, "only.q", "objection", "a")
    play.until(EXPIRY)
    raises(play, "procedure", "b")
    judge = Judge(step=play.step("only.q").step, outcome="held", grounds="met")
    assert code(play.send(judge, "chair-principal")) == "QuestionPending"
    says(play, "only.q.procedure", "ruling", "chair", choice="upheld")
    assert play.state.outcome == "not_used"


# Who may, how often, and when.


def test_only_named_roles_raise_and_as_often_as_the_procedure_says() -> None:
    play = silence("procedure", objection_to_silence(total=2))
    assert code(raises(play, "procedure", "org")) == "NotPermitted"
    assert code(raises(play, "vote", "a")) == "NotRaisable"
    assert raises(play, "procedure", "a").refused is None
    assert code(raises(play, "procedure", "a")) == "NotRaisable"
    assert raises(play, "procedure", "b").refused is None
    assert code(raises(play, "procedure", "c")) == "NotRaisable"


def test_nothing_is_raised_at_the_closing_instant_nor_on_what_is_settled() -> None:
    play = silence("procedure", objection_to_silence())
    raises(play, "procedure", "b")
    says(play, "only.q.procedure", "ruling", "chair", choice="dismissed")
    assert play.step("only.q").closes_at == EXPIRY
    play.until(EXPIRY)
    assert code(raises(play, "procedure", "a")) == "OutOfPlace"
    settled = silence("procedure", objection_to_silence("runs"), text_agreed_by=[])
    raises(settled, "procedure", "b")
    settled.until(EXPIRY)
    assert code(raises(settled, "procedure", "a")) == "DeadlinePassed"
    says(settled, "only.q.procedure", "ruling", "chair", choice="upheld")
    assert code(raises(settled, "procedure", "c")) == "OutOfPlace"


def test_a_question_that_ends_takes_what_was_raised_on_it_along() -> None:
    play = silence("procedure", objection_to_silence())
    raises(play, "procedure", "b")
    assert (
        play.send(WithdrawText(text="v1", grounds="wrong file"), "chair-principal").refused is None
    )
    play.settle()
    assert (play.state.status, play.state.outcome) == ("ended", "withdrawn")
    assert play.step("only.q.procedure").outcome == "lapsed"


def test_the_record_replays_to_the_same_and_an_audit_decides_it_again() -> None:
    play = adoption()
    raises(play, "amendment", "b", wording="add: and youth")
    for party in "abcd":
        says(play, "only.q.amendment", "no", party)
    raises(play, "separate_vote", "a", paragraphs=("34",))
    says(play, "only.q.separate_vote", "ruling", "chair", choice="granted")
    raises(play, "recorded_vote", "a")
    play.until(START + 3 * HOUR)
    again = replay(play.history)
    assert again is not None and again.steps == play.state.steps
    assert verify(stored(play.history)).findings == ()


def test_the_check_wants_every_outcome_of_what_may_be_raised_to_do_something() -> None:
    for what, wrong in (
        (raised(ruling("upheld", "dismissed"), {"upheld": "continues"}), "does nothing"),
        (raised(ruling("granted"), {"granted": "divides"}), "need not say what"),
        (raised(ruling("granted"), {"granted": {"ends": "elsewhere"}}), "elsewhere leads nowhere"),
        (
            raised(ruling("granted"), {"granted": "continues"}, raised_by=["nobody"]),
            "no role nobody",
        ),
    ):
        with pytest.raises(AssertionError, match=wrong):
            silence("procedure", what)


def test_what_may_be_raised_is_in_the_words_and_in_the_picture() -> None:
    rules = adoption().state.procedure
    words = "\n".join(line for passage in explain(rules) for line in passage.lines)
    assert "If “adopted”: that question comes to the same." in words
    assert "stands still until it is settled" in words
    assert "may be raised: A question is raised" in mermaid(rules)


# Broken twins: each changes one rule, and a test above turns red by it.


def test_twin_a_raised_question_does_nothing_to_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settle, "settling", lambda *_: [])
    with pytest.raises(AssertionError):
        test_an_amendment_that_is_carried_ends_the_question_on_the_old_text()


def test_twin_the_clock_never_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raising, "resuming", lambda *_: [])
    with pytest.raises(AssertionError):
        test_while_the_clock_stands_still_nothing_is_late_and_the_rest_of_the_window_follows()


def test_twin_the_first_that_was_raised_is_put_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raising, "precedence", lambda *_: 1)
    with pytest.raises(AssertionError):
        test_of_several_that_wait_the_one_with_precedence_is_put_first()
