"""What processes drawn at random have shown to be wrong: the smallest case of each."""

from datetime import timedelta
from typing import Any

import pytest

from domain.letter.write import as_text, letter
from domain.participation.commands import AdmitParty, Heir, Party, RecordSuccession
from domain.process.commands import AmendProcedure, ChangeCourse
from domain.process.verify import verify
from domain.step.commands import (
    Answer,
    DivideQuestion,
    ExtendDeadline,
    RaiseQuestion,
    Reported,
    SetDeadline,
    WithdrawAnswer,
)
from domain.text.commands import WithdrawText
from tests.domain.asking import START, publish, question, says, started, with_stage
from tests.domain.forgery import stored
from tests.domain.play import Play
from tests.domain.test_hard_case_09_incidental_questions import (
    raised,
    raises,
    ruling,
    silence,
    vote,
)

HOUR = timedelta(hours=1)
DIVISION = raised(
    ruling("granted", "denied"),
    {"granted": "divides", "denied": "continues"},
    needs=["paragraphs"],
)


def succeeds(play: Play, party: str, **became: Any) -> None:
    act = RecordSuccession.model_validate({"party": party, "grounds": "decided", **became})
    assert play.send(act, "chair-principal").refused is None
    play.settle()


def code(play: Play, act: Any, person: str) -> str | None:
    refused = play.send(act, person).refused
    play.settle()
    return refused.code if refused else None


def clean(play: Play) -> None:
    assert verify(stored(play.history)).clean


# A raised question that divides another one.


def test_what_can_be_divided_by_a_question_that_is_raised_says_what_follows_then() -> None:
    """Its parts can come to different outcomes: without the outcome `divided` the process would know no way on."""
    asked = question(incidental={"division": DIVISION})
    ways = {outcome: ["end"] for outcome in ("held", "broken", "withdrawn")}
    stage = {"kind": "single_question", "questions": {"q": asked}}
    with pytest.raises(AssertionError, match="the outcome divided leads nowhere"):
        with_stage(ways, stage)
    with_stage({**ways, "divided": ["end"]}, stage)


def test_a_division_of_which_nothing_would_be_left_is_refused_when_it_is_raised() -> None:
    play = silence("division", DIVISION, divides="by_act")
    refused = raises(play, "division", paragraphs=("1", "2", "34")).refused
    assert refused is not None and refused.code == "NotDivisible"


def test_what_is_apart_already_when_the_division_is_granted_lets_the_question_go_on() -> None:
    play = silence("division", DIVISION, divides="by_act")
    raises(play, "division", paragraphs=("1", "2"))
    step = play.step("only.q").step
    for label in ("1", "2"):
        act = DivideQuestion(step=step, paragraphs=(label,), grounds="apart")
        assert code(play, act, "chair-principal") is None
    assert says(play, "only.q.division", "ruling", "chair", choice="granted").refused is None
    assert len(play.step("only.q").parts_apart) == 2
    play.until(START + timedelta(days=10))
    assert play.state.status == "ended"
    clean(play)


def test_a_part_has_the_time_that_was_left_when_the_clock_stopped() -> None:
    play = silence("division", DIVISION, divides="by_act")
    raises(play, "division", paragraphs=("34",))
    play.until(START + timedelta(hours=100))
    says(play, "only.q.division", "ruling", "chair", choice="granted")
    part, rest = play.step("only.q.1"), play.step("only.q")
    assert part.closes_at == rest.closes_at == START + timedelta(hours=172)
    clean(play)


def test_a_part_that_is_taken_while_the_clock_stands_has_what_is_left_of_it() -> None:
    play = silence("stop", raised(ruling("on"), {"on": "continues"}), divides="by_act")
    raises(play, "stop")
    play.until(START + timedelta(hours=100))
    act = DivideQuestion(step=play.step("only.q").step, paragraphs=("34",), grounds="apart")
    assert code(play, act, "chair-principal") is None
    assert play.step("only.q.1").closes_at == START + timedelta(hours=172)


@pytest.mark.parametrize("entitled", [{"as_of": "opening"}, {"as_of": "act"}, None])
def test_a_part_asks_whom_the_question_asked(entitled: dict[str, Any] | None) -> None:
    more = {"entitled": entitled} if entitled else {}
    play = silence("division", DIVISION, divides="by_act", **more)
    act = DivideQuestion(step=play.step("only.q").step, paragraphs=("34",), grounds="apart")
    assert code(play, act, "chair-principal") is None
    assert says(play, "only.q.1", "objection", "a").refused is None
    play.until(START + timedelta(hours=72))
    figures = play.step("only.q.1").figures
    assert figures is not None and (figures.asked, figures.given) == (4, {"objection": 1})


# What is said in time while a raised question stops the clock.


def objection(effect: str) -> dict[str, Any]:
    return {"objection": {"title": "Objection", "each": "one", "effect": effect}}


def test_an_objection_that_ends_the_question_is_taken_and_ends_it_when_the_clock_goes_on() -> None:
    stop = raised(ruling("on"), {"on": "continues"})
    play = silence("stop", stop, answers=objection("ends"))
    raises(play, "stop")
    assert says(play, "only.q", "objection", "a").refused is None
    assert play.step("only.q").closed_at is None
    play.until(START + HOUR)
    says(play, "only.q.stop", "ruling", "chair", choice="on")
    step = play.step("only.q")
    assert (step.outcome, step.closed_at) == ("broken", START + HOUR)
    clean(play)


def test_the_last_vote_is_taken_while_the_clock_stands() -> None:
    stop = raised(ruling("on"), {"on": "continues"})
    ballot = vote("held", "broken", incidental={"stop": stop}, window={"lasts": {"hours": 72}})
    ballot["window"]["early_close"] = ["all_answered"]
    then: dict[str, list[str]] = {"held": ["end"], "broken": ["end"]}
    play = started(with_stage(then, {"kind": "single_question", "questions": {"q": ballot}}))
    raises(play, "stop")
    assert [says(play, "only.q", "yes", one).refused for one in "abcd"] == [None] * 4
    says(play, "only.q.stop", "ruling", "chair", choice="on")
    play.until(START + timedelta(hours=72))
    assert play.state.outcome == "held"
    clean(play)


# A party that has no say.


def test_a_suspended_party_says_withdraws_and_raises_nothing_whatever_it_has_kept() -> None:
    stop = raised(ruling("on"), {"on": "continues"})
    play = silence("stop", stop)
    says(play, "only.q", "objection", "a")
    succeeds(play, "a", became="suspended", keeps=["roles", "answers", "people"])
    step = play.step("only.q").step
    acts: list[Any] = [
        Answer(step=step, answer="objection"),
        WithdrawAnswer(step=step, answer="objection"),
        RaiseQuestion(step=step, raises="stop"),
    ]
    assert [code(play, one, "a-principal") for one in acts] == ["PartySuspended"] * 3
    succeeds(play, "a", became="resumed")
    assert [code(play, one, "a-principal") for one in acts[1:]] == [None, None]


def test_who_has_left_a_role_raises_nothing_in_it() -> None:
    play = silence("stop", raised(ruling("on"), {"on": "continues"}))
    heir = Heir(party="b", inherits=("roles",)).model_dump()
    succeeds(play, "a", became="split", heirs=[heir], keeps=["people"])
    act = RaiseQuestion(step=play.step("only.q").step, raises="stop")
    assert code(play, act, "a-principal") == "NotPermitted"
    assert code(play, act, "b-principal") is None


# The whole process.


def abandoned(*questions: str) -> Play:
    """A sequence of questions about a text; the process is abandoned when the first has been put."""
    asked = {name: question(text_agreed_by=[]) for name in questions}
    then = {"held": ["end"], "broken": ["end"], "withdrawn": ["end"]}
    course = {"abandon": {"by": ["chair"]}}
    stage = {"kind": "sequence", "questions": asked, "order": list(questions)}
    play = started(with_stage(then, stage, course=course))
    publish(play, ("1",))
    return play


def abandon(play: Play) -> None:
    act = ChangeCourse(became="abandoned", grounds="no more")
    assert code(play, act, "chair-principal") is None


def test_of_a_sequence_nothing_more_is_put_once_the_process_is_abandoned() -> None:
    play = abandoned("first", "second")
    abandon(play)
    assert [step.question for step in play.state.steps.values()] == ["first"]
    assert [run.outcome for run in play.state.stages.values()] == ["ended"]
    clean(play)


def test_a_stage_between_two_questions_is_over_with_the_process() -> None:
    play = abandoned("first", "second")
    play.until(START + timedelta(hours=71))
    withdrawn = WithdrawText(text="v1", grounds="it needs work")
    assert code(play, withdrawn, "chair-principal") is None
    assert play.state.status == "ended"


def test_a_new_version_with_another_title_goes_for_a_question_that_was_divided_or_raised_on() -> (
    None
):
    play = silence("stop", raised(ruling("on"), {"on": "continues"}), divides="by_act")
    raises(play, "stop")
    step = play.step("only.q").step
    code(play, DivideQuestion(step=step, paragraphs=("34",), grounds="apart"), "chair-principal")
    data = play.state.procedure.model_copy(update={"version": 2}).written()
    data["roadmap"][0]["questions"]["q"]["title"] = "Does anybody object?"
    new = type(play.state.procedure).model_validate(data)
    act = AmendProcedure(procedure=new, also_open=("title",), grounds="clearer")
    assert code(play, act, "chair-principal") is None
    titles = [play.step(f"only.{one}").rule.title for one in ("q", "q.1", "q.stop")]
    assert titles == ["Does anybody object?", "Does anybody object?", "How does the chair rule?"]


def test_a_window_that_would_be_over_when_it_opens_is_fixed_by_the_chair() -> None:
    window = {"lasts": {"hours": 2}, "at_time": "01:00"}
    stage = {"kind": "single_question", "questions": {"q": question(window=window)}}
    play = started(with_stage({one: ["end"] for one in ("held", "broken", "withdrawn")}, stage))
    publish(play, ("1",))
    step = play.step("only.q")
    assert step.closes_at is None
    act = SetDeadline(step=step.step, closes_at=START + HOUR, grounds="enough")
    assert code(play, act, "chair-principal") is None
    play.until(START + HOUR)
    assert play.state.outcome == "held"


def test_a_party_that_joins_later_held_no_role_before() -> None:
    at = {"at": START.isoformat()}
    stage = {
        "kind": "single_question",
        "questions": {"q": question(entitled={"as_of": "instant", "at": at})},
    }
    play = started(with_stage({one: ["end"] for one in ("held", "broken", "withdrawn")}, stage))
    play.until(START + HOUR)
    act = AdmitParty(party=Party(party="e", name="E", roles=("member",)), grounds="it asked to")
    assert code(play, act, "chair-principal") is None
    publish(play, ("1",))
    play.until(START + timedelta(hours=80))
    figures = play.step("only.q").figures
    assert figures is not None and figures.asked == 4


# Acts that came late, and a deadline that moves.


def late_and_extended(first: tuple[str, str], then: tuple[str, str], **values: Any) -> list[str]:
    """Two answers of one party after the closing, which an extension asked for in time then moves on. What counts?"""
    answers = {
        "remark": {"title": "Remark", "each": "many"},
        "yes": {"title": "Yes", "each": "one"},
        "no": {"title": "No", "each": "one"},
        "time": {"title": "More time", "each": "many", "effect": "requests_time"},
    }
    given = {"answers": answers, "pending_at_expiry": {"suspends": {"hours": 9}}, **values}
    asked = question(
        **{"silence_means": "not_counted", "adds_up_to": [{"permits": ["done"]}], **given},
        text_agreed_by=[],
    )
    then_: dict[str, list[str]] = {"done": ["end"]}
    play = started(with_stage(then_, {"kind": "single_question", "questions": {"q": asked}}))
    publish(play, ("1",))
    says(play, "only.q", "remark", "a")
    says(play, "only.q", "time", "b")
    play.until(START + timedelta(hours=72))
    step = play.step("only.q")
    for person, name in (first, then):
        act = Answer(step=step.step, answer=name)
        assert code(play, act, f"a-{person}") == "DeadlinePassed"
    longer = ExtendDeadline(step=step.step, closes_at=START + timedelta(hours=80), grounds="asked")
    assert code(play, longer, "chair-principal") is None
    return [given.said.answer for given in step.answers if given.stands and given.party == "a"]


def test_a_late_answer_of_a_lower_capacity_counts_beside_a_remark_of_a_higher_one() -> None:
    assert late_and_extended(("focal_point", "yes"), ("focal_point", "remark")) == [
        "remark",
        "yes",
        "remark",
    ]


def test_a_late_answer_of_a_lower_capacity_does_not_replace_that_of_a_higher_one() -> None:
    assert late_and_extended(("principal", "yes"), ("focal_point", "no")) == ["remark", "yes"]


def test_where_an_answer_is_final_the_first_of_two_late_ones_is() -> None:
    assert late_and_extended(("principal", "yes"), ("principal", "no"), stands="never") == [
        "remark",
        "yes",
    ]


def test_late_acts_that_one_office_types_in_count_each_for_who_sent_it() -> None:
    more: dict[str, Any] = {"pending_at_expiry": {"suspends": {"hours": 9}}, "stands": "never"}
    answers = {
        "yes": {"title": "Yes", "each": "one"},
        "time": {"title": "More time", "each": "many", "effect": "requests_time"},
    }
    asked = question(
        answers=answers,
        silence_means="not_counted",
        adds_up_to=[{"permits": ["done"]}],
        text_agreed_by=[],
        if_the_text_changes="stand",
        **more,
    )
    stage = {"kind": "single_question", "questions": {"q": asked}}
    play = started(with_stage({"done": ["end"]}, stage))
    publish(play, ("1",))
    says(play, "only.q", "time", "b")
    play.until(START + timedelta(hours=72))
    step = play.step("only.q")
    for party in ("a", "c"):
        by_mail = Reported(
            channel="e-mail",
            source="a message",
            precision="instant",
            person=f"{party}-principal",
            party=party,
            capacity="principal",
        )
        act = Answer(step=step.step, answer="yes", reported=by_mail)
        assert code(play, act, "desk-principal") == "DeadlinePassed"
    longer = ExtendDeadline(step=step.step, closes_at=START + timedelta(hours=80), grounds="asked")
    assert code(play, longer, "chair-principal") is None
    assert step.roster()["yes"] == ("a", "c")


# Letters.


def test_of_an_outcome_that_nobody_confirmed_in_time_there_is_a_letter() -> None:
    more = {"confirmed_by": "desk", "confirm_within": {"hours": 1}, "unconfirmed": "broken"}
    stage = {"kind": "single_question", "questions": {"q": question(**more)}}
    play = started(with_stage({one: ["end"] for one in ("held", "broken", "withdrawn")}, stage))
    publish(play, ("1",))
    play.until(START + timedelta(hours=73))
    number = next(
        one.envelope.version for one in play.history if one.envelope.type == "ConfirmationLapsed"
    )
    text = as_text(letter(play.history, number))
    assert "Outcome: “broken”." in text and "Nobody has confirmed the outcome by" in text


@pytest.mark.parametrize("visible", ["all", "chair"])
def test_that_positions_have_lapsed_is_told_with_names_only_where_they_may_be_known(
    visible: str,
) -> None:
    more: dict[str, Any] = {
        "if_the_text_changes": {"confirm_by": {"hours": 1}},
        "visible": visible,
        "silence_means": "not_counted",
        "text_agreed_by": [],
        "adds_up_to": [{"permits": ["done"]}],
    }
    stage = {"kind": "single_question", "questions": {"q": question(**more)}}
    play = started(with_stage({"done": ["end"]}, stage))
    publish(play, ("1",))
    says(play, "only.q", "objection", "a")
    publish(play, ("1",), "v2", 2)
    play.until(START + HOUR)
    number = next(
        one.envelope.version for one in play.history if one.envelope.type == "AnswersLapsed"
    )
    told = letter(play.history, number)
    assert told.subject.endswith("positions on the earlier text have lapsed")
    assert ("Positions of a given" in "\n".join(told.body)) == (visible == "all")
    assert ("parties" in told.facts) == (visible == "all")
