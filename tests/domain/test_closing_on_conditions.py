"""
A question that closes as soon as conditions hold: when fifty have ratified, or as soon as the result is certain.

It closes at the instant of the act that made them hold, is counted after the grace, and is open until then.
"""

from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.model import GRACE
from domain.participation.commands import Appointment, Party
from domain.procedure.check.procedure import check
from domain.procedure.draw.said import summary
from domain.procedure.explain.page import explain
from domain.procedure.models import Procedure
from domain.process import ending, foreseen
from domain.process.commands import StartProcess
from domain.process.fold import replay
from domain.process.verify import verify
from domain.step.commands import Answer, WithdrawAnswer
from domain.step.events import ClosingBroughtForward, StepClosed
from tests.domain.asking import MEMBERS, START, question, says, with_stage
from tests.domain.forgery import stored
from tests.domain.play import Play

JOINS: dict[str, Any] = {
    "about": "finding",
    "text_agreed_by": [],
    "silence_means": "not_in",
    "answers": {
        "ratifies": {"title": "Ratification", "each": "one", "effect": "joins"},
        "declines": {"title": "Not now", "each": "one"},
    },
    "counts": {
        "emitters": {"answers": ["ratifies"], "weigh": "emissions"},
        "emissions": {"parties": "asked", "weigh": "emissions"},
    },
    "adds_up_to": [
        {"when": [{"count": "ratifies", "at_least": 3}], "permits": ["in_force"]},
        {"permits": ["not_in_force"]},
    ],
}
THREE = {"count": "ratifies", "at_least": 3}
MOST = {"count": "emitters", "share_at_least": "11/20", "of": "emissions", "of_none": "fails"}
ENDS = {"in_force": ["end"], "not_in_force": ["end"]}
EMISSIONS = {"a": 60, "b": 20, "c": 10, "d": 10}


def rules(window: dict[str, Any], **values: Any) -> Procedure:
    asked = question(**{**JOINS, "window": window, **values})
    return with_stage(
        ENDS,
        {"kind": "single_question", "questions": {"list": asked}},
        weights={"emissions": {"title": "emissions"}},
    )


def started(procedure: Procedure) -> Play:
    seats = (
        Party(party="chair", name="Chair", roles=("chair",)),
        *(
            Party(party=one, name=one, roles=("member",), weights={"emissions": n})
            for one, n in EMISSIONS.items()
        ),
    )
    act = StartProcess(
        title="Entry into force",
        procedure=procedure,
        parties=seats,
        appointments=tuple(
            Appointment(person=f"{one.party}-principal", party=one.party, capacity="principal")
            for one in seats
        ),
        clock="stepped",
        starts_at=START,
    )
    play = Play(act, START)
    play.settle()
    return play


def waiting(*conditions: dict[str, Any], **window: Any) -> Play:
    """A question that is open until these conditions hold."""
    return started(rules({"on": "conditions", "ends_when": list(conditions), **window}))


def ratified(play: Play, *parties: str, after: timedelta = timedelta(hours=1)) -> datetime:
    for one in parties:
        play.until(play.state.instant + after)
        assert says(play, "only.list", "ratifies", one).refused is None
    return play.state.instant


def ended(play: Play) -> list[ClosingBroughtForward]:
    return [one.event for one in play.history if isinstance(one.event, ClosingBroughtForward)]


def audited(play: Play) -> None:
    assert replay(play.history) == play.state
    assert verify(stored(play.history)).findings == ()


def test_it_closes_with_the_act_that_makes_the_conditions_hold() -> None:
    play = waiting(THREE, MOST)
    ratified(play, "b", "c", "d")
    assert play.step("only.list").closed_at is None, "three, with 40 of 100"
    at = ratified(play, "a")
    step = play.step("only.list")
    assert step.closes_at == at and step.outcome == "in_force"
    assert [(one.by, one.old) for one in ended(play)] == [("conditions", None)]
    audited(play)


def test_until_then_it_stays_open_for_years_and_is_not_due() -> None:
    play = waiting(THREE)
    ratified(play, "a", "b")
    play.until(START.replace(year=2030))
    assert play.step("only.list").closed_at is None
    ratified(play, "c")
    assert play.step("only.list").outcome == "in_force"


def test_a_deadline_stands_beside_the_conditions_and_closes_if_they_do_not_hold() -> None:
    play = started(rules({"lasts": {"hours": 72}, "ends_when": [THREE]}))
    ratified(play, "a", "b")
    play.until(START + timedelta(hours=73))
    step = play.step("only.list")
    assert (step.closes_at, step.outcome) == (START + timedelta(hours=72), "not_in_force")
    assert ended(play) == []
    early = started(rules({"lasts": {"hours": 72}, "ends_when": [THREE]}))
    at = ratified(early, "a", "b", "c")
    assert early.step("only.list").closes_at == at
    assert [one.old for one in ended(early)] == [START + timedelta(hours=72)]


def test_a_withdrawal_can_make_them_hold_too() -> None:
    nobody = {"count": "declines", "at_most": 0}
    play = waiting({"count": "ratifies", "at_least": 1}, nobody)
    assert says(play, "only.list", "declines", "a").refused is None
    ratified(play, "b")
    assert play.step("only.list").closed_at is None
    act = WithdrawAnswer(step=play.step("only.list").step, answer="declines")
    assert play.send(act, "a-principal").refused is None
    assert [one.by for one in ended(play)] == ["conditions"]


def test_who_thinks_again_is_counted_as_it_stands_now() -> None:
    """The copy on which conditions are tried holds what the party says now, and the process itself is untouched."""
    play = waiting(THREE)
    ratified(play, "a", "b")
    says(play, "only.list", "declines", "a")
    ratified(play, "c")
    assert play.step("only.list").closed_at is None
    ratified(play, "a")
    assert play.step("only.list").outcome == "in_force"
    audited(play)


def test_an_act_that_is_refused_as_late_ends_nothing() -> None:
    play = started(rules({"lasts": {"hours": 72}, "ends_when": [THREE]}))
    ratified(play, "a", "b")
    play.until(START + timedelta(hours=72))
    decision = says(play, "only.list", "ratifies", "c")
    assert decision.refused is not None and ended(play) == []


def test_what_was_postmarked_before_the_close_counts_within_the_grace() -> None:
    start = StartProcess(
        title="Live",
        procedure=rules({"on": "conditions", "ends_when": [THREE]}),
        parties=(
            Party(party="chair", name="Chair", roles=("chair",)),
            *(
                Party(party=one, name=one, roles=("member",), weights={"emissions": 1})
                for one in MEMBERS
            ),
        ),
        appointments=tuple(
            Appointment(person=f"{one}-principal", party=one, capacity="principal")
            for one in ("chair", *MEMBERS)
        ),
        clock="live",
    )
    play = Play(start, START)
    play.settle()
    play.now += timedelta(minutes=1)
    for one in ("a", "b"):
        says(play, "only.list", "ratifies", one)
    before = play.now = START + timedelta(minutes=10)
    play.now += timedelta(milliseconds=20)
    says(play, "only.list", "ratifies", "c")
    closes = play.step("only.list").closes_at
    assert closes is not None and closes - play.now < timedelta(seconds=1)
    play.now += timedelta(seconds=1)
    step = play.step("only.list").step
    fourth = Answer(step=step, answer="ratifies")
    assert play.send(fourth, "d-principal", received_at=before).refused is None
    late = play.send(Answer(step=step, answer="declines"), "d-principal")
    assert late.refused is not None and late.refused.code == "DeadlinePassed"
    play.now += GRACE
    play.settle()
    closed = next(one.event for one in play.history if isinstance(one.event, StepClosed))
    assert closed.figures.given == {"ratifies": 4} and closed.closes_at == closes


def test_what_another_question_comes_to_may_end_it() -> None:
    carried = {"outcome": "other.yes", "is": ["carried"]}
    window = {"on": "conditions", "ends_when": [carried]}
    asked = question(**{**JOINS, "window": window})
    other = question(
        about="finding",
        text_agreed_by=[],
        silence_means="not_counted",
        answers={"yes": {"title": "Yes", "each": "one"}},
        window={"on": "answered"},
        adds_up_to=[{"permits": ["carried"]}],
    )
    first: dict[str, Any] = {
        "stage": "first", "kind": "single_question", "title": "First", "then": {"carried": ["only", "other"]},
        "questions": {"yes": other},
    }  # fmt: skip
    data = rules({"on": "conditions", "ends_when": [THREE]}).model_dump(mode="json", by_alias=True)
    data["roadmap"][0]["questions"]["list"] = asked
    data["roadmap"] = [
        first,
        data["roadmap"][0],
        {**first, "stage": "other", "title": "Other", "then": {"carried": ["end"]}},
    ]
    play = started(Procedure.model_validate(data))
    says(play, "first.yes", "yes", "a")
    assert play.step("only.list").closed_at is None
    play.until(play.state.instant + timedelta(hours=1))
    says(play, "other.yes", "yes", "a")
    assert play.step("only.list").closes_at == play.state.instant
    audited(play)


def found(window: dict[str, Any], **values: Any) -> list[tuple[str, str]]:
    plain = rules({"lasts": {"hours": 72}}).model_dump(mode="json", by_alias=True)
    plain["roadmap"][0]["questions"]["list"].update({"window": window, **values})
    return [(one.level, one.wrong) for one in check(Procedure.model_validate(plain))]


def test_the_check_finds_conditions_that_hold_at_once_or_never() -> None:
    nobody = {"count": "ratifies", "at_most": 1}
    once = found({"lasts": {"hours": 72}, "ends_when": [nobody]})
    assert ("error", "these conditions hold before anybody has answered") in once
    never = {"count": "ratifies", "share_more_than": "1", "of": "asked", "of_none": "fails"}
    tried = ("warning", "on no ballot that was tried do all these conditions hold")
    assert tried in found({"on": "conditions", "ends_when": [never]})
    for fair in (
        THREE,
        MOST,
        {"count": "ratifies", "at_least": 55},
        {"count": "silent", "at_most": 0},
    ):
        assert tried not in found({"on": "conditions", "ends_when": [fair]})


def test_the_check_says_where_a_process_can_wait_for_ever() -> None:
    waits = ("warning", "it closes when conditions hold, and perhaps they never do")
    assert waits in found({"on": "conditions", "ends_when": [THREE]})
    assert waits not in found({"on": "conditions", "ends_when": [THREE], "early_close": ["gavel"]})
    assert waits not in found({"lasts": {"hours": 72}, "ends_when": [THREE]})


@pytest.mark.parametrize(
    ("window", "values", "wrong"),
    [
        (
            {"on": "conditions", "ends_when": [{"after": {"at": "2022-03-01T09:00:00Z"}}]},
            {},
            "it ends when a time has come, and conditions are looked at after acts only",
        ),
        (
            {"on": "conditions", "ends_when": [{"count": "perhaps", "at_least": 1}]},
            {},
            "there is no answer perhaps, and no count of that name",
        ),
        (
            {"on": "conditions", "ends_when": [THREE]},
            {"silence_means": "agrees"},
            "it closes with an answer, and silence agrees",
        ),
    ],
)
def test_the_check_finds_conditions_that_cannot_be_meant(
    window: dict[str, Any], values: dict[str, Any], wrong: str
) -> None:
    assert ("error", wrong) in found(window, **values)


@pytest.mark.parametrize("window", [{"on": "conditions"}, {"standing": True, "ends_when": [THREE]}])
def test_a_window_on_conditions_names_them_and_does_not_stand(window: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="window"):
        rules(window)


def test_page_and_picture_say_it() -> None:
    procedure = rules({"on": "conditions", "ends_when": [THREE, MOST]})
    page = "\n".join(line for one in explain(procedure) for line in one.lines)
    assert (
        "It is open until its conditions hold. It closes as soon as at least 3 have said “Ratification” and "
        "the parties that have said “Ratification” together have at least 55 % of the emissions of "
        "the parties that are asked"
    ) in page
    assert "until its conditions hold" in summary(procedure.roadmap[0].questions["list"])


def test_twins_that_look_too_early_or_at_the_wrong_party_are_caught(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as twin:
        twin.setattr(ending, "after", lambda process, *_: process)
        with pytest.raises(AssertionError):
            test_it_closes_with_the_act_that_makes_the_conditions_hold()
    with monkeypatch.context() as twin:
        twin.setattr(foreseen, "step_copy", lambda step, _: step)
        with pytest.raises(AssertionError):
            test_who_thinks_again_is_counted_as_it_stands_now()
