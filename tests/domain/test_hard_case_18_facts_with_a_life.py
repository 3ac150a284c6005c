"""
Hard case 18: facts with a life.

A condition is released or changed only by the body that set it. An action of several owners counts as done by its own
rule. Lead and partners of a pledge change by event. A process is suspended, resumed, abandoned or merged, and a settled
text reopened, by whom the procedure says, with reason and notice.
"""

from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import uuid4

import pytest

from domain.action.commands import Owner, RecordAction, SetActionStatus
from domain.letter.write import letter
from domain.participation.commands import Heir, RecordSuccession
from domain.procedure.check.procedure import check
from domain.procedure.explain.page import explain
from domain.procedure.models import Procedure
from domain.process import course as course_of
from domain.process.agenda import agenda
from domain.process.commands import ChangeCondition, ChangeCourse, ChangePledge, StartProcess
from domain.process.fold import replay
from domain.process.judge import Decision
from domain.process.verify import verify
from domain.step.commands import ConfirmOutcome
from domain.step.events import DeadlineExtended
from tests.domain.forgery import stored
from tests.domain.play import Play, parties, principals, procedure
from tests.domain.pledge import CHAIR, met
from tests.domain.test_pledge import published
from tests.domain.test_silence import START, closes, objection, publish

COURSE: dict[str, Any] = {
    "suspend": {"by": ["coordinator"], "clocks": "stop"},
    "resume": {"by": ["coordinator"]},
    "abandon": {"by": ["coordinator"]},
    "merge": {"by": ["coordinator"]},
    "reopen": {"by": ["coordinator"], "then": ["agreement"]},
}
HOUR = timedelta(hours=1)


def rules(**course: Any) -> Procedure:
    data = procedure("silence-20-seconds").model_dump(mode="json")
    data["roadmap"][0]["questions"]["objections"].update(course.pop("question", {}))
    data["course"] = COURSE | course
    data["roadmap"][0]["rounds_at_most"] = 2
    return Procedure.model_validate(data)


def placed(clock: Literal["live", "stepped"] = "stepped", **course: Any) -> Play:
    act = StartProcess(
        title="A text",
        procedure=rules(**course),
        parties=(
            *parties("chair", roles=("coordinator",)),
            *parties("a", "b", "c", roles=("member",)),
        ),
        appointments=principals("chair", "a", "b", "c"),
        clock=clock,
        starts_at=START if clock == "stepped" else None,
    )
    play = Play(act, START)
    publish(play, "v1")
    play.settle()
    return play


def became(play: Play, what: str, person: str = "chair-principal", **fields: Any) -> Decision:
    said = {"became": what, "grounds": "As agreed with all.", **fields}
    return play.send(ChangeCourse.model_validate(said), person)


def in_(play: Play, seconds: float) -> datetime:
    at = START + timedelta(seconds=seconds)
    play.until(at)
    return at


def over(play: Play) -> bool:
    return play.state.status == "ended"


def agreed(play: Play, text: str) -> bool:
    return play.state.texts[text].agreed_at is not None


def clean(play: Play) -> None:
    assert replay(play.history) == play.state
    assert verify(stored(play.history)).findings == ()


# A process is suspended and resumed.


@pytest.mark.parametrize("clock", ["live", "stepped"])
def test_where_the_clocks_stop_a_deadline_moves_on_by_as_long_as_the_process_was_suspended(
    clock: Literal["live", "stepped"],
) -> None:
    play = placed(clock)
    play.until(play.clock + timedelta(seconds=5))
    ahead = closes(play) - play.clock
    assert became(play, "suspended").refused is None
    play.until(play.clock + HOUR)
    assert play.step("agreement.objections").is_open and agenda(play.state) == []
    assert became(play, "resumed").refused is None
    assert abs(closes(play) - play.clock - ahead) < timedelta(milliseconds=1)
    moved = play.history[-1].event
    assert isinstance(moved, DeadlineExtended) and abs(moved.new - moved.old - HOUR) < timedelta(
        milliseconds=1
    )
    assert play.send(objection(play), "a-principal").refused is None
    play.until(play.clock + HOUR)
    assert play.step("agreement.objections").outcome == "broken"
    clean(play)


def test_while_the_clocks_stand_what_is_sent_is_kept_and_does_not_count() -> None:
    play = placed()
    became(play, "suspended")
    refused = play.send(objection(play), "a-principal")
    assert refused.refused is not None and refused.refused.code == "ProcessSuspended"
    became(play, "resumed")
    play.until(play.clock + HOUR)
    assert play.step("agreement.objections").outcome == "held"


def test_an_act_postmarked_before_the_suspension_still_counts() -> None:
    play = placed("live")
    play.now += timedelta(seconds=3)
    postmark = play.now
    play.now += timedelta(seconds=1)
    became(play, "suspended")
    assert play.send(objection(play), "a-principal", received_at=postmark).refused is None
    clean(play)


def test_a_deadline_that_had_passed_before_the_suspension_closes_all_the_same() -> None:
    play = placed("live")
    play.now = closes(play) + timedelta(seconds=1)
    became(play, "suspended")
    play.until(play.now + HOUR)
    assert play.step("agreement.objections").outcome == "held"
    assert not over(play)
    became(play, "resumed")
    play.settle()
    assert over(play)
    clean(play)


def test_the_time_to_confirm_an_outcome_stands_still_too() -> None:
    limit = {"confirmed_by": "coordinator", "confirm_within": {"hours": 2}, "unconfirmed": "broken"}
    play = placed(question=limit)
    in_(play, 60)
    step = play.step("agreement.objections")
    assert (step.outcome, step.provisional) == ("held", True)
    became(play, "suspended")
    play.until(play.clock + 5 * HOUR)
    assert step.provisional
    early = play.send(ConfirmOutcome(step=step.step, grounds="read"), "chair-principal")
    assert early.refused is not None and early.refused.code == "ProcessSuspended"
    became(play, "resumed")
    play.until(play.clock + HOUR)
    confirm = ConfirmOutcome(step=step.step, grounds="read")
    assert play.send(confirm, "chair-principal").refused is None
    play.settle()
    assert step.outcome == "held" and step.settled
    clean(play)


def test_where_the_clocks_run_on_what_is_open_goes_on_and_nothing_new_begins() -> None:
    play = placed(suspend={"by": ["coordinator"], "clocks": "run_on"})
    became(play, "suspended")
    assert play.send(objection(play), "a-principal").refused is None
    in_(play, 60)
    step = play.step("agreement.objections")
    assert step.outcome == "broken" and not over(play)
    assert became(play, "resumed").refused is None
    play.settle()
    assert over(play)
    clean(play)


def test_only_whom_the_procedure_names_may_and_everybody_is_told_the_reason() -> None:
    play = placed()
    refused = became(play, "suspended", "a-principal")
    assert refused.refused is not None and refused.refused.code == "NotPermitted"
    nobody = placed(abandon=None)
    refused = became(nobody, "abandoned")
    assert refused.refused is not None and "nobody" in refused.refused.sentence
    became(play, "suspended")
    told = letter(play.history, play.state.version)
    assert {one.party for one in told.addressees} == {"a", "b", "c", "chair"}
    assert "Reason: As agreed with all." in told.body


# It is abandoned or merged.


def test_an_abandoned_process_ends_with_what_is_open_in_it_and_without_a_result() -> None:
    play = placed()
    play.send(objection(play), "a-principal")
    assert became(play, "abandoned").refused is None
    play.settle()
    assert (play.state.status, play.state.outcome) == ("ended", "abandoned")
    assert play.step("agreement.objections").outcome == "ended"
    assert play.state.texts["v1"].agreed_at is None
    clean(play)


def test_a_merged_process_names_the_one_that_it_goes_on_in() -> None:
    play, other = placed(), uuid4()
    assert became(play, "merged").refused is not None
    assert became(play, "merged", into=other).refused is None
    play.settle()
    assert play.state.merged_into == other and play.state.outcome == "merged"
    clean(play)


# A settled text is reopened.


def test_a_settled_text_is_reopened_and_what_the_procedure_says_follows() -> None:
    play = placed()
    assert became(play, "reopened", text="v1").refused is not None  # not settled yet
    in_(play, 60)
    assert agreed(play, "v1") and over(play)
    assert became(play, "reopened", text="v1").refused is None
    assert not agreed(play, "v1") and not over(play)
    publish(play, "v2")
    play.settle()
    assert play.step("agreement.objections").text == "v2"
    play.until(play.clock + HOUR)
    assert play.state.texts["v2"].agreed_at is not None
    assert became(play, "reopened", text="v2").refused is not None  # no third round
    clean(play)


# Conditions, actions, pledges.


def test_a_condition_is_released_or_changed_only_by_the_body_that_set_it() -> None:
    play = met()
    release = ChangeCondition(condition="P3", grounds="No longer needed.")
    refused = play.send(release, "who-principal")
    assert refused.refused is not None and refused.refused.code == "NotTheSetter"
    assert "P3" in play.state.conditions
    change = ChangeCondition(condition="P2", words="language may be refined", grounds="x")
    assert "P2" in play.state.conditions
    with pytest.raises(Exception, match="already"):
        play.send(change, CHAIR, role="coordinator")
    assert play.send(release, CHAIR, role="coordinator").refused is None
    other = ChangeCondition(condition="P2", words="language is final", grounds="Agreed today.")
    assert play.send(other, CHAIR, role="coordinator").refused is None
    assert "P3" not in play.state.conditions
    assert play.state.conditions["P2"] == "language is final"
    clean(play)


@pytest.mark.parametrize(
    ("rule", "first", "last"), [("any", "done", "done"), ("all", "open", "done")]
)
def test_an_action_of_several_owners_counts_as_done_by_its_own_rule(
    rule: Literal["any", "all"], first: str, last: str
) -> None:
    play = placed()
    act = RecordAction(
        action="a1",
        meeting="first",
        item="3",
        words="send comments",
        owner=Owner(role="member"),
        due="none",
        done_when=rule,
    )
    play.send(act, "chair-principal")
    assert play.state.actions["a1"].responsible is None  # shown as nobody
    done = SetActionStatus(action="a1", status="done", grounds="sent")
    assert play.send(done, "chair-principal").refused is not None
    play.send(done, "a-principal")
    assert play.state.actions["a1"].status == first
    for person in ("b-principal", "c-principal"):
        play.send(done, person)
    assert play.state.actions["a1"].status == last
    clean(play)


def test_lead_and_partners_of_a_pledge_change_by_event_and_what_was_published_stays() -> None:
    play = published()
    (pledge,) = play.state.pledges.values()
    was, before = pledge.lead, pledge.partners
    other = next(one for one in before if one != was)
    change = ChangePledge(pledge=pledge.pledge, lead=other, partners=before[1:], grounds="rotation")
    stranger = next(one for one in before if one not in (was, "iom"))
    refused = play.send(change, f"{stranger}-principal", role="principal")
    assert refused.refused is not None and refused.refused.code == "NotPermitted"
    assert play.send(change, CHAIR, role="coordinator").refused is None
    assert (pledge.lead, pledge.partners) == (other, before[1:])
    heir = Heir(party="member-1", inherits=("roles", "pledges"))
    merged = RecordSuccession(party=other, became="merged", heirs=(heir,), grounds="One office.")
    assert play.send(merged, CHAIR, role="coordinator").refused is None
    assert pledge.lead == "member-1"
    event = next(o.event for o in play.history if o.envelope.type == "PledgePublished")
    assert event.model_dump()["partners"] == before
    clean(play)


def test_who_may_change_the_course_is_checked_and_said_in_plain_words() -> None:
    lines = [line for passage in explain(rules()) for line in passage.lines]
    assert any(
        "It is suspended by: Coordinator. Meanwhile its clocks stand still" in x for x in lines
    )
    wrong = check(rules(resume=None, abandon={"by": ["nobody"]}, reopen=None))
    assert {one.wrong for one in wrong if one.level == "error"} == {
        "it can be suspended, and nobody can resume it",
        "there is no role nobody",
    }


def test_clocks_that_run_on_in_secret_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin: a deadline that stays where it was while nobody could act."""
    monkeypatch.setattr(course_of, "_moved", lambda *_: [])
    with pytest.raises(AssertionError):
        test_where_the_clocks_stop_a_deadline_moves_on_by_as_long_as_the_process_was_suspended(
            "stepped"
        )
