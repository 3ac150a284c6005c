"""Hard case 6: vacant roles are told of before they matter; who holds several is asked in which only if ambiguous."""

from typing import Any

import pytest

from domain.participation.commands import Appointment, AppointPerson, Party
from domain.participation.vacant import unstaffed, vacant
from domain.procedure.models import Procedure
from domain.process import judge
from domain.process.commands import StartProcess
from domain.process.judge import Decision
from domain.refused import AmbiguousRole
from domain.step.commands import Answer, ConfirmOutcome, ExtendDeadline, Judge
from tests.domain.asking import START, question, with_stage
from tests.domain.play import Play
from tests.domain.ways import question as duty
from tests.domain.ways import rules as ways
from tests.domain.ways import stage

ROLES = {
    "chair": {"class": "chair", "title": "Chair"},
    "judge": {"class": "chair", "title": "Judge"},
    "member": {"class": "decision_maker", "title": "Member State"},
    "expert": {"class": "consulted", "title": "Expert"},
}


def seated(procedure: Procedure, **seats: tuple[str, ...]) -> Play:
    act = StartProcess(
        title="Seats",
        procedure=procedure,
        parties=tuple(Party(party=key, name=key, roles=roles) for key, roles in seats.items()),
        appointments=tuple(
            Appointment(person=f"{key}-principal", party=key, capacity="principal")
            for key in seats
            if key != "empty"
        ),
        clock="stepped",
        starts_at=START,
    )
    found = Play(act, START)
    found.settle()
    return found


def two_stages() -> Procedure:
    """The chair answers; then experts do, and the judge picks the outcome."""
    cases = [{"permits": ["done", "not_done"]}]
    judged = duty(asks=["expert", "member"], decided_by="judge", adds_up_to=cases)
    second = stage("second", asked=duty(asks=["expert"], silence_means="no_comment"))
    third = {**stage("third", asked=judged), "then": {"done": ["end"], "not_done": ["end"]}}
    return ways(
        stage("first", "second"), {**second, "then": {"done": ["third"]}}, third, roles=ROLES
    )


def lacks(on: Play) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(one.question, one.does, one.roles) for one in unstaffed(on.state, on.clock)]


def test_a_question_that_asks_only_vacant_roles_says_so_before_it_is_put() -> None:
    on = seated(two_stages(), office=("chair",), a=("member",), empty=("expert",))
    assert vacant(on.state, on.clock) == ["judge", "expert"], "a party without a person is nobody"
    assert lacks(on) == [
        ("second.q", "answers", ("expert",)),
        ("third.q", "judges", ("judge",)),
    ]
    [first, second] = [one.words(on.state) for one in unstaffed(on.state, on.clock)]
    assert first == "second.q asks only vacant roles, and nobody can answer it: Expert"
    assert second == "third.q is to be judged by a vacant role: Judge"


def test_once_somebody_is_appointed_nothing_is_said() -> None:
    on = seated(two_stages(), office=("chair", "judge"), a=("member",), empty=("expert",))
    one = Appointment(person="new", party="empty", capacity="principal")
    act = AppointPerson(appointment=one)
    assert lacks(on) == [("second.q", "answers", ("expert",))]
    assert on.send(act, "office-principal", role="chair").refused is None
    assert lacks(on) == []


def test_what_is_settled_needs_nobody() -> None:
    on = seated(two_stages(), office=("chair", "judge"), a=("member",), empty=("expert",))
    put = on.step("first.q").step
    assert on.send(Answer(step=put, answer="done"), "office-principal").refused is None
    on.settle()
    assert lacks(on) == [("second.q", "answers", ("expert",))]


# One person, several roles.

NOBODY: dict[str, Any] = {"channels": [], "entered_by": [], "admitted_by": []}
SEVERAL = ("chair", "secretary", "member")


def several(**values: Any) -> Play:
    """One party chairs, holds the pen, and is a member; another is a member."""
    roles = {
        "chair": {"class": "chair", "title": "Chair"},
        "secretary": {"class": "chair", "title": "Secretary"},
        "member": {"class": "decision_maker", "title": "Member State"},
    }
    fields = {"about": "finding", "text_agreed_by": [], "silence_means": "not_counted", **values}
    then = {"held": ["end"], "broken": ["end"]}
    only = {"kind": "single_question", "questions": {"list": question(**fields)}}
    found = with_stage(then, only, roles=roles, reported=NOBODY)
    return seated(found, iom=SEVERAL, who=("member",))


def code(decision: Decision) -> str | None:
    return decision.refused.code if decision.refused else None


def test_nobody_is_asked_for_the_role_where_only_one_of_them_may_do_it() -> None:
    on = several(
        extension={"by": ["secretary"]},
        decided_by="secretary",
        adds_up_to=[{"permits": ["held", "broken"]}],
        escalates_to="chair",
    )
    step = on.step("only.list")
    assert step.closes_at is not None
    assert code(on.send(Answer(step=step.step, answer="objection"), "iom-principal")) is None
    later = step.closes_at.replace(day=step.closes_at.day + 1)
    more = ExtendDeadline(step=step.step, closes_at=later, grounds="asked for")
    assert code(on.send(more, "iom-principal")) is None, "it extends as the secretary"
    assert on.history[-1].envelope.actor.role == "secretary"
    on.until(later)
    picks = Judge(step=step.step, outcome="held", grounds="so it is")
    assert code(on.send(picks, "iom-principal")) is None


def test_it_confirms_in_the_role_that_confirms() -> None:
    on = several(confirmed_by="secretary", confirm_within={"days": 9}, unconfirmed="stands")
    step = on.step("only.list")
    assert step.closes_at is not None
    on.until(step.closes_at)
    act = ConfirmOutcome(step=step.step, grounds="so it is")
    assert code(on.send(act, "iom-principal")) is None


def test_who_may_do_it_in_two_roles_is_asked_in_which() -> None:
    on = several()
    step = on.step("only.list")
    assert step.closes_at is not None
    later = step.closes_at.replace(day=step.closes_at.day + 1)
    more = ExtendDeadline(step=step.step, closes_at=later, grounds="asked for")
    with pytest.raises(AmbiguousRole, match="chair for iom, secretary for iom"):
        on.send(more, "iom-principal")
    assert code(on.send(more, "iom-principal", role="chair")) is None


def test_twin_the_role_is_guessed_from_the_chairs_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judge, "wanted", lambda *_: ("chair",))
    with pytest.raises(AssertionError):
        test_nobody_is_asked_for_the_role_where_only_one_of_them_may_do_it()
