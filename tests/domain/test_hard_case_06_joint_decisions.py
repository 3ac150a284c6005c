"""
Hard case 6: two co-facilitators chair together, and what they decide takes effect when both have said the same.

A judgement, a confirmation, a disposition, a quality, a question that is raised, a text that is published.
"""

from datetime import timedelta
from typing import Any, Literal

import pytest

from domain.act import ActBase
from domain.participation.commands import Appointment, Heir, Party, RecordSuccession
from domain.procedure.models import Procedure
from domain.process import jointly
from domain.process.commands import StartProcess
from domain.process.fold import replay
from domain.process.judge import Decision
from domain.process.verify import verify
from domain.refused import AlreadyDone
from domain.step.commands import (
    AdmitAct,
    Answer,
    ConfirmOutcome,
    CorrectOutcome,
    ExtendDeadline,
    Judge,
    RaiseQuestion,
    Reported,
)
from domain.step.events import RemindersSent
from domain.text.commands import PublishText, WithdrawText
from tests.domain.asking import START, question, with_stage
from tests.domain.forgery import Forger, stored
from tests.domain.play import Play, principals

A, B = "bangladesh", "spain"
ROLES = {
    "facilitator": {"class": "chair", "title": "Co-facilitator", "acts_by": "all"},
    "chair": {"class": "chair", "title": "Chair"},
    "member": {"class": "decision_maker", "title": "Member State"},
    "desk": {"class": "supporter", "title": "Secretariat"},
}
EITHER = [
    {"when": [{"count": "objection", "at_least": 1}], "permits": ["agreed", "not_agreed"]},
    {"permits": ["agreed"]},
]
JUDGED: dict[str, Any] = {
    "about": "finding",
    "adds_up_to": EITHER,
    "decided_by": "facilitator",
    "text_agreed_by": [],
}
MAIL = Reported(
    channel="e-mail",
    source="message of the mission",
    precision="day",
    person="spain-principal",
    party=B,
    capacity="principal",
)
NOTHING = Heir(party="z", inherits=())
END = {"agreed": ["end"], "not_agreed": ["end"]}


def of(then: dict[str, list[str]], acts_by: str = "all", **questions: dict[str, Any]) -> Procedure:
    roles = {**ROLES, "facilitator": {**ROLES["facilitator"], "acts_by": acts_by}}
    kind = "single_question" if len(questions) == 1 else "sequence"
    stage: dict[str, Any] = {"kind": kind, "questions": questions, "order": list(questions)}
    if kind == "single_question":
        del stage["order"]
    return with_stage(then, stage, roles=roles)


def two(procedure: Procedure, *others: str, clock: Literal["live", "stepped"] = "stepped") -> Play:
    """Two States facilitate together; there are three members, and a secretariat that types in."""
    seats = {
        **dict.fromkeys((A, B, *others), ("facilitator",)),
        **dict.fromkeys(("x", "y", "z"), ("member",)),
        "office": ("chair",),
        "desk": ("desk",),
    }
    act = StartProcess(
        title="Two chairs",
        procedure=procedure,
        parties=tuple(Party(party=key, name=key.title(), roles=one) for key, one in seats.items()),
        appointments=(
            *principals(*seats),
            Appointment(person="spain-delegate", party=B, capacity="delegate"),
        ),
        clock=clock,
        starts_at=START if clock == "stepped" else None,
    )
    found = Play(act, START)
    found.settle()
    found.now += timedelta(seconds=1 if clock == "live" else 0)
    return found


def sends(on: Play, act: ActBase, party: str) -> Decision:
    decision = on.send(act, f"{party}-principal")  # type: ignore[arg-type]
    on.settle()
    return decision


def code(decision: Decision) -> str | None:
    return decision.refused.code if decision.refused else None


def says(on: Play, key: str, name: str, party: str, **fields: Any) -> Decision:
    step = on.step(f"only.{key}").step
    said = {"step": step, "answer": name, **fields}
    return sends(on, Answer.model_validate(said), party)


def waiting(on: Play) -> list[str]:
    return [one.party for one in on.state.jointly]


def clean(on: Play) -> None:
    """The record folds to the same, and an audit that decides it all once more finds nothing."""
    assert replay(on.history) == on.state
    assert verify(stored(on.history)).findings == ()


# A judgement.


def objected(acts_by: str = "all", **values: Any) -> Play:
    """One member has objected, and the window is over: what that means is to be judged."""
    on = two(of(END, acts_by, list=question(**JUDGED | values)))
    says(on, "list", "objection", "x")
    on.until(START + timedelta(hours=73))
    return on


def judges(on: Play, party: str, outcome: str, grounds: str = "as we see it") -> str | None:
    return code(
        sends(on, Judge(step=on.step("only.list").step, outcome=outcome, grounds=grounds), party)
    )


def test_an_outcome_is_judged_when_both_have_said_the_same() -> None:
    on = objected()
    assert judges(on, A, "agreed", "it was withdrawn in the room") is None
    assert on.step("only.list").outcome is None and waiting(on) == [A]
    assert on.types()[-1] == "SaidJointly"
    assert judges(on, B, "agreed", "the same, in other words") is None
    assert on.step("only.list").outcome == "agreed" and waiting(on) == []
    clean(on)


def test_holders_who_disagree_have_not_decided_and_each_may_say_something_else() -> None:
    on = objected()
    judges(on, A, "agreed")
    judges(on, B, "not_agreed")
    assert on.step("only.list").outcome is None and waiting(on) == [A, B]
    judges(on, A, "not_agreed")
    assert on.step("only.list").outcome == "not_agreed"
    clean(on)


def test_where_any_holder_acts_alone_the_first_judges() -> None:
    """The broken twin: the same acts, with the other value."""
    on = objected("any")
    judges(on, A, "not_agreed")
    assert on.step("only.list").outcome == "not_agreed"
    assert "SaidJointly" not in on.types()


def test_who_says_it_twice_still_waits_for_the_other() -> None:
    on = objected()
    judges(on, A, "agreed")
    with pytest.raises(AlreadyDone, match="it waits for spain"):
        judges(on, A, "agreed")
    assert on.step("only.list").outcome is None


def test_what_the_rules_do_not_permit_cannot_be_said_by_one_of_two_either() -> None:
    on = objected()
    assert judges(on, A, "held") == "NotAnOption"
    assert waiting(on) == []


def test_with_three_holders_two_are_not_enough() -> None:
    on = two(of(END, list=question(**JUDGED)), "tuvalu")
    says(on, "list", "objection", "x")
    on.until(START + timedelta(hours=73))
    for party in (A, B):
        judges(on, party, "agreed")
    assert on.step("only.list").outcome is None
    judges(on, "tuvalu", "agreed")
    assert on.step("only.list").outcome == "agreed"


def test_a_holder_that_leaves_is_waited_for_no_more() -> None:
    on = objected()
    judges(on, A, "agreed")
    gone = RecordSuccession(party=B, became="merged", heirs=(NOTHING,), grounds="merged")
    assert code(sends(on, gone, "office")) is None
    assert on.step("only.list").outcome is None, "whoever is left says it"
    assert judges(on, A, "agreed") is None
    assert on.step("only.list").outcome == "agreed"
    clean(on)


def reminded(on: Play) -> tuple[str, ...]:
    return [one.event for one in on.history if isinstance(one.event, RemindersSent)][-1].parties


def test_whoever_has_not_judged_is_reminded_and_those_who_disagree_are_both() -> None:
    on = objected(remind={"every": {"days": 1}}, escalates_to="desk")
    judges(on, A, "agreed")
    on.until(START + timedelta(hours=97))
    assert reminded(on) == (B,)
    judges(on, B, "not_agreed")
    on.until(START + timedelta(hours=121))
    assert reminded(on) == (A, B)
    clean(on)


def test_holders_who_never_agree_come_to_the_default_of_the_judgement() -> None:
    remind = {"every": {"days": 1}, "at_most": 2}
    on = objected(remind=remind, defaults_to="not_agreed")
    judges(on, A, "agreed")
    judges(on, B, "not_agreed")
    on.until(START + timedelta(hours=72 + 3 * 24))
    assert on.step("only.list").outcome == "not_agreed" and waiting(on) == []
    clean(on)


# A confirmation, and what puts an outcome right.


def test_an_outcome_is_confirmed_by_both() -> None:
    on = two(
        of({"agreed": ["end"]}, list=question(**JUDGED | {
            "decided_by": "automatic", "confirmed_by": "facilitator",
            "adds_up_to": [{"permits": ["agreed"]}],
            "silence_means": "not_counted",
        }))
    )  # fmt: skip
    on.until(START + timedelta(hours=73))
    act = ConfirmOutcome(step=on.step("only.list").step, grounds="so it is")
    for party, provisional in ((A, True), (B, False)):
        assert code(sends(on, act, party)) is None
        assert on.step("only.list").provisional is provisional
    clean(on)


def test_what_was_said_of_an_outcome_is_not_said_of_the_one_that_takes_its_place() -> None:
    on = objected()
    judges(on, A, "agreed")
    judges(on, B, "agreed")
    right = CorrectOutcome(step=on.step("only.list").step, outcome="not_agreed", grounds="wrong")
    assert code(sends(on, right, A)) is None
    assert on.step("only.list").outcome == "agreed", "one of two puts nothing right alone"
    assert code(sends(on, right, B)) is None
    assert on.step("only.list").outcome == "not_agreed" and waiting(on) == []
    clean(on)


# Dispositions and qualities.

DISPOSITION: dict[str, Any] = {
    "title": "Disposition",
    "each": "many",
    "needs": ["about", "choice", "grounds"],
    "choices": ["accepted", "not_accepted"],
    "effect": "disposes",
}


def proposed(
    own: str | None = None, clock: Literal["live", "stepped"] = "stepped", **values: Any
) -> tuple[Play, int]:
    """A member has proposed wording; the two are to dispose of it."""
    proposal = {"title": "Proposal", "each": "many", "needs": ["wording"], "effect": "proposes"}
    common = {"about": "proposals", "text_agreed_by": [], "adds_up_to": [{"permits": ["done"]}]}
    proposals = question(
        **common,
        asks=["member", "facilitator"],
        answers={"proposal": proposal},
        silence_means="no_comment",
    )
    dispositions = question(
        **common,
        asks=["facilitator"],
        answers={"disposition": {**DISPOSITION, "own": own}},
        silence_means="overdue",
        window={"on": "complete"},
        complete_when=["proposals_disposed"],
        escalates_to="desk",
        remind={"every": {"days": 1}},
    )
    if "lasts" in values.get("window", {}):
        dispositions |= {**values, "complete_when": []}
    on = two(of({"done": ["end"]}, proposals=proposals, dispositions=dispositions), clock=clock)
    says(on, "proposals", "proposal", "x" if own is None else A, wording="new words")
    number = on.history[-1].envelope.version
    on.until(START + timedelta(hours=73))
    return on, number


def disposes(on: Play, party: str, number: int, choice: str = "accepted") -> str | None:
    said = {"about": number, "choice": choice, "grounds": f"{party} thinks so"}
    return code(says(on, "dispositions", "disposition", party, **said))


def test_a_proposal_is_disposed_of_when_both_have_said_the_same() -> None:
    on, number = proposed()
    assert disposes(on, A, number) is None
    assert on.step("only.proposals").disposals == {}
    assert disposes(on, B, number, "not_accepted") is None
    assert on.step("only.proposals").disposals == {}
    assert disposes(on, B, number) is None
    assert on.step("only.proposals").disposals[number].choice == "accepted"
    assert on.state.status == "ended"
    clean(on)


def test_joint_holders_are_reminded_until_all_is_disposed_of() -> None:
    on, number = proposed()
    disposes(on, A, number)
    on.until(START + timedelta(hours=97))
    assert reminded(on) == (A, B)


def test_holders_whose_positions_differ_are_reminded() -> None:
    finding = {
        "title": "Finding",
        "each": "one",
        "needs": ["choice"],
        "choices": ["agreed", "not_agreed"],
    }
    asked = question(
        about="finding",
        asks=["facilitator"],
        text_agreed_by=[],
        silence_means="overdue",
        answers={"finding": finding},
        window={"on": "answered"},
        remind={"every": {"days": 1}},
        escalates_to="desk",
        adds_up_to=[{"permits": ["chosen"]}],
    )
    on = two(of(END, list=asked))
    says(on, "list", "finding", A, choice="agreed")
    on.until(START + timedelta(hours=24))
    assert reminded(on) == (B,)
    says(on, "list", "finding", B, choice="not_agreed")
    on.until(START + timedelta(hours=48))
    assert reminded(on) == (A, B)


def test_who_is_recused_from_its_own_proposal_is_not_waited_for() -> None:
    on, number = proposed(own="never")
    assert disposes(on, A, number) == "Recused"
    assert disposes(on, B, number) is None
    assert on.step("only.proposals").disposals[number].choice == "accepted"
    clean(on)


def test_what_is_typed_in_for_one_of_them_waits_for_the_other() -> None:
    on, number = proposed()
    said = {"about": number, "choice": "accepted", "grounds": "by mail", "reported": MAIL}
    assert code(says(on, "dispositions", "disposition", "desk", **said)) is None
    assert waiting(on) == [B]
    assert disposes(on, A, number) is None
    assert number in on.step("only.proposals").disposals
    clean(on)


def test_a_late_disposition_that_counts_later_waits_for_the_other_as_well() -> None:
    on, number = proposed(window={"lasts": {"hours": 24}}, clock="live")
    step = on.step("only.dispositions").step
    expiry = on.step("only.dispositions").closes_at
    assert expiry is not None
    on.now = expiry
    late = Answer(step=step, answer="disposition", about=number, choice="accepted", grounds="late")
    assert code(on.send(late, f"{A}-principal")) == "DeadlinePassed"
    more = ExtendDeadline(step=step, closes_at=expiry + timedelta(hours=24), grounds="in time")
    in_time = expiry - timedelta(seconds=1)
    assert code(on.send(more, f"{A}-principal", received_at=in_time)) is None
    assert on.step("only.proposals").disposals == {} and waiting(on) == [A]
    assert disposes(on, B, number) is None
    assert on.step("only.proposals").disposals[number].choice == "accepted"
    assert waiting(on) == []
    clean(on)


def test_an_answer_is_qualified_by_both() -> None:
    quality = {
        "title": "What it is",
        "each": "many",
        "needs": ["about", "choice"],
        "choices": ["substantive", "editorial"],
        "of": ["objection"],
        "by": ["facilitator"],
        "effect": "qualifies",
    }
    counts = {"real": {"title": "r", "answers": ["objection"], "quality": "substantive"}}
    asked = question(
        about="finding",
        text_agreed_by=[],
        asks=["member", "facilitator"],
        silence_means="not_counted",
        answers={"objection": {"title": "Objection", "each": "one"}, "quality": quality},
        counts=counts,
        remind={"every": {"days": 1}},
        adds_up_to=[
            {"when": [{"count": "real", "at_least": 1}], "permits": ["not_agreed"]},
            {"permits": ["agreed"]},
        ],
    )
    on = two(of(END, list=asked))
    says(on, "list", "objection", "x")
    number = on.history[-1].envelope.version
    says(on, "list", "quality", A, about=number, choice="editorial")
    on.until(START + timedelta(hours=80))
    assert on.step("only.list").closed_at is None, "the count waits for both"
    says(on, "list", "quality", B, about=number, choice="editorial")
    assert on.step("only.list").outcome == "agreed"
    clean(on)


# Texts, late acts, questions that are raised.


def published(on: Play, party: str, text: str = "v2", sha256: str = "2") -> str | None:
    act = PublishText(text=text, kind="rev", title=text, sha256=sha256 * 64, labels=("1",))
    return code(sends(on, act, party))


def drafting() -> Play:
    """The two are asked for a text."""
    draft = question(
        asks=["facilitator"],
        answers={"note": {"title": "Note", "each": "many", "takes": ["comment"]}},
        silence_means="overdue",
        window={"on": "complete"},
        complete_when=["text_published"],
        adds_up_to=[{"permits": ["done"]}],
        text_agreed_by=[],
        escalates_to="desk",
    )
    return two(of({"done": ["end"], "withdrawn": ["end"]}, list=draft))


def test_a_text_is_published_when_both_publish_the_same_words() -> None:
    on = drafting()
    assert published(on, A) is None
    assert on.state.texts == {}
    assert published(on, B, sha256="3") is None
    assert on.state.texts == {}, "other words under the same name"
    assert published(on, B) is None
    assert on.state.texts["v2"].sha256 == "2" * 64
    assert on.state.status == "ended"
    clean(on)


def test_a_text_is_withdrawn_by_both() -> None:
    then = {"broken": ["end"], "held": ["end"], "withdrawn": ["end"]}
    on = two(of(then, list=question()))
    for party in (A, B):
        published(on, party, "v1", "1")
    for party, withdrawn in ((A, False), (B, True)):
        act = WithdrawText(text="v1", grounds="another comes")
        assert code(sends(on, act, party)) is None
        assert bool(on.state.texts["v1"].withdrawn_at) is withdrawn
    clean(on)


def test_a_question_is_raised_by_both() -> None:
    raised = {
        "title": "More time is asked of all",
        "raised_by": ["facilitator"],
        "given_by": ["principal"],
        "per_party": 1,
        "total": 1,
        "clock": "runs",
        "precedence": 1,
        "question": question(
            about="finding",
            asks=["chair"],
            answers={"ok": {"title": "Yes", "each": "one"}},
            silence_means="overdue",
            window={"on": "answered"},
            adds_up_to=[{"permits": ["ok"]}],
            text_agreed_by=[],
            escalates_to="desk",
        ),
        "then": {"ok": "continues"},
    }
    on = two(of(END, list=question(**JUDGED | {"incidental": {"more": raised}})))
    act = RaiseQuestion(step=on.step("only.list").step, raises="more")
    typed = act.model_copy(update={"reported": MAIL})
    assert code(sends(on, typed, "desk")) is None
    assert on.step("only.list").raised == {} and waiting(on) == [B]
    assert code(sends(on, act, A)) is None
    assert len(on.step("only.list").raised) == 1
    clean(on)


def test_a_late_act_is_admitted_by_both() -> None:
    rules = of(END, list=question(**JUDGED | {"decided_by": "automatic",
        "silence_means": "not_counted",
        "adds_up_to": [
            {"when": [{"count": "objection", "at_least": 1}], "permits": ["not_agreed"]},
            {"permits": ["agreed"]},
        ]}))  # fmt: skip
    reported = rules.reported.model_copy(update={"admitted_by": ("facilitator",)})
    on = two(rules.model_copy(update={"reported": reported}))
    on.until(START + timedelta(hours=73))
    sent = Reported(
        channel="e-mail",
        source="message",
        reported_at=START + timedelta(hours=71),
        precision="instant",
        person="x-principal",
        party="x",
        capacity="principal",
    )
    assert code(says(on, "list", "objection", "desk", reported=sent)) == "DeadlinePassed"
    act = AdmitAct(refused=on.history[-1].envelope.version, evidence="header", grounds="in time")
    assert code(sends(on, act, A)) is None
    assert on.step("only.list").outcome == "agreed"
    assert code(sends(on, act, B)) is None
    assert on.step("only.list").outcome == "not_agreed"
    clean(on)


# Positions at a deadline.


def test_holders_who_disagree_at_the_deadline_have_said_nothing() -> None:
    asked = question(
        about="finding",
        asks=["facilitator"],
        text_agreed_by=[],
        silence_means="not_counted",
        answers={
            "finding": {
                "title": "Finding",
                "each": "one",
                "needs": ["choice"],
                "choices": ["agreed", "not_agreed"],
            }
        },
        adds_up_to=[
            {"when": [{"count": "finding", "at_least": 1}], "permits": ["chosen"]},
            {"permits": ["not_agreed"]},
        ],
    )
    for second, outcome in (("agreed", "agreed"), ("not_agreed", "not_agreed")):
        on = two(of(END, list=asked))
        says(on, "list", "finding", A, choice="not_agreed" if outcome == "not_agreed" else second)
        says(on, "list", "finding", B, choice=second)
        on.until(START + timedelta(hours=73))
        assert on.step("only.list").outcome == outcome
    on = two(of(END, list=asked))
    says(on, "list", "finding", B, choice="not_agreed")
    says(on, "list", "finding", A, choice="agreed")
    on.until(START + timedelta(hours=73))
    step = on.step("only.list")
    assert step.outcome == "not_agreed"
    assert step.figures is not None and (step.figures.answered, step.figures.given) == (0, {})
    clean(on)


# Forgeries, and broken twins.


def test_a_judgement_that_one_of_two_did_not_give_is_found() -> None:
    on = objected()
    judges(on, A, "agreed")
    judges(on, B, "agreed")
    forged = Forger(stored(on.history))
    first = forged.version_of("SaidJointly")
    forged.body(first, lambda body: body | {"act": body["act"].replace('"agreed', '"not_agreed')})
    assert verify(forged.rows).findings != ()


def test_twin_the_first_of_two_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jointly, "DECISIONS", ())
    with pytest.raises(AssertionError):
        test_an_outcome_is_judged_when_both_have_said_the_same()


def test_twin_what_they_say_is_not_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jointly, "_same", lambda *_: True)
    with pytest.raises(AssertionError):
        test_holders_who_disagree_have_not_decided_and_each_may_say_something_else()


def test_twin_dispositions_are_taken_from_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jointly, "TOGETHER", ())
    with pytest.raises(AssertionError):
        test_a_proposal_is_disposed_of_when_both_have_said_the_same()


def test_twin_at_a_deadline_the_last_word_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("domain.process.facts.undecided", lambda *_: frozenset())
    with pytest.raises(AssertionError):
        test_holders_who_disagree_at_the_deadline_have_said_nothing()
