"""Hard case 14: a meeting is suspended and goes on; nothing is voted meanwhile, and what hangs on its end waits."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from domain.letter.write import letter
from domain.participation.commands import RecordAttendance
from domain.procedure.check.procedure import check, errors
from domain.procedure.explain.page import explain
from domain.procedure.models import Procedure
from domain.process import course, judge
from domain.process.commands import ChangeCourse
from domain.process.verify import verify
from domain.refused import Refused
from domain.step import meeting
from domain.step.commands import BringClosingForward, RaiseQuestion
from tests.domain.forgery import stored
from tests.domain.play import Play
from tests.domain.ways import NOW, play, question, rules, running, stage
from tests.domain.ways import says as ways_says

HOUR = timedelta(hours=1)
SUSPENSION = {
    "title": "The meeting is suspended",
    "each": "many",
    "by": ["chair"],
    "needs": ["grounds"],
    "takes": ["instant"],
    "effect": "suspends_meeting",
}
RESUMPTION = {
    "title": "The meeting goes on",
    "each": "many",
    "by": ["chair"],
    "needs": ["grounds"],
    "effect": "resumes_meeting",
}
VOTE = question(
    asks=["member"],
    answers={"aye": {"title": "For", "each": "one"}, "no": {"title": "Against", "each": "one"}},
    silence_means="not_counted",
    escalates_to=None,
    window={"lasts": {"hours": 2}},
    only_present=True,
    adds_up_to=[
        {"when": [{"count": "no", "at_least": 1}], "permits": ["lost"]},
        {"permits": ["carried"]},
    ],
)


def sitting_rules(**fields: Any) -> Procedure:
    """Objections are voiced until the gavel; a vote may be called for; a written window follows the end of it."""
    asked = question(
        asks=["chair", "member"],
        answers={
            "oppose": {"title": "Oppose", "each": "one", "by": ["member"]},
            "suspension": SUSPENSION,
            "resumption": RESUMPTION,
        },
        silence_means="not_counted",
        escalates_to=None,
        window={"on": "gavel", "early_close": ["gavel"]},
        only_present=True,
        meets={"venue": "geneva"},
        incidental={
            "vote": {
                "title": "A vote",
                "raised_by": ["member"],
                "given_by": ["principal"],
                "per_party": 3,
                "total": 9,
                "clock": "runs",
                "precedence": 1,
                "question": VOTE,
                "then": {"carried": "continues", "lost": "continues"},
            }
        },
        adds_up_to=[{"permits": ["done"]}],
    )
    written = question(
        title="In writing",
        asks=["member"],
        silence_means="not_counted",
        escalates_to=None,
        window={"closes": {"end_of": "meeting.q", "plus": {"days": 2}}},
    )
    return rules(
        stage("meeting", "written", asked=asked), stage("written", asked=written), **fields
    )


def sitting(procedure: Procedure | None = None) -> Play:
    """A sitting at which the chair, a and b are present, and a has called for a vote that runs for two hours."""
    on = play(procedure or sitting_rules())
    present = [(one, "principal") for one in ("office", "a", "b")]
    act = RecordAttendance.model_validate({"meeting": "meeting", "present": present})
    assert on.send(act, "office-principal").refused is None
    raised = RaiseQuestion(step=on.step("meeting.q").step, raises="vote")
    assert on.send(raised, "a-principal").refused is None
    on.settle()
    return on


def says(on: Play, key: str, answer: str, party: str = "office", **fields: Any) -> str | None:
    """:returns: the code of the refusal, kept or not"""
    try:
        return ways_says(on, key, answer, party, **fields)
    except Refused as at_the_door:
        return at_the_door.code


def vote(on: Play) -> Any:
    [step] = [one for one in on.state.steps.values() if one.raised_on is not None]
    return step


def suspend(on: Play, **fields: Any) -> str | None:
    return says(on, "meeting.q", "suspension", grounds="The interpreters are missing.", **fields)


def resume(on: Play) -> str | None:
    return says(on, "meeting.q", "resumption", grounds="They have come.")


def votes(on: Play, party: str) -> str | None:
    run = on.state.stages[vote(on).stage]
    return says(on, f"{run.key}.{vote(on).question}", "aye", party)


def test_while_a_meeting_is_suspended_nothing_is_said_or_voted_and_what_is_sent_is_kept() -> None:
    on = sitting()
    assert suspend(on) is None
    assert says(on, "meeting.q", "oppose", "a") == "MeetingSuspended"
    assert on.types()[-1] == "ActRefused"
    assert votes(on, "b") == "MeetingSuspended"
    for act in (
        RaiseQuestion(step=on.step("meeting.q").step, raises="vote"),
        BringClosingForward(step=on.step("meeting.q").step, grounds="Over."),
    ):
        person = "a-principal" if isinstance(act, RaiseQuestion) else "office-principal"
        refused = on.send(act, person).refused
        assert refused is not None and refused.code == "MeetingSuspended"
    assert resume(on) is None
    assert says(on, "meeting.q", "oppose", "a") is None
    assert votes(on, "b") is None
    assert verify(stored(on.history)).clean


def test_its_deadlines_stand_still_and_go_on_for_as_long_as_was_left() -> None:
    on = sitting()
    closes_at = vote(on).closes_at
    on.until(NOW + HOUR)
    suspend(on)
    on.until(NOW + 25 * HOUR)
    assert vote(on).closed_at is None, "its deadline has passed, and it has not closed"
    resume(on)
    assert vote(on).closes_at == closes_at + 24 * HOUR
    on.until(NOW + 27 * HOUR)
    assert vote(on).outcome == "carried"
    assert verify(stored(on.history)).clean


def test_who_was_recorded_present_stays_so() -> None:
    on = sitting()
    suspend(on)
    on.until(NOW + HOUR)
    resume(on)
    assert says(on, "meeting.q", "oppose", "c") == "NotPresent"
    assert says(on, "meeting.q", "oppose", "b") is None


def test_the_meeting_ends_with_the_gavel_and_what_hangs_on_its_end_has_waited() -> None:
    on = sitting()
    suspend(on)
    on.until(NOW + 48 * HOUR)
    assert running(on) == ["meeting"]
    resume(on)
    on.until(NOW + 51 * HOUR)
    on.send(
        BringClosingForward(step=on.step("meeting.q").step, grounds="Over."), "office-principal"
    )
    on.settle()
    assert running(on) == ["written"]
    ended = on.step("meeting.q").closes_at
    assert ended is not None
    assert on.step("written.q").closes_at == ended + timedelta(days=2)


def test_a_meeting_is_suspended_once_and_resumed_once_by_its_chair() -> None:
    on = sitting()
    assert resume(on) == "AlreadyDone"
    assert says(on, "meeting.q", "suspension", "a", grounds="Coffee.") == "NotPermitted"
    assert says(on, "meeting.q", "suspension") == "FieldMissing"
    assert suspend(on) is None
    assert suspend(on) == "AlreadyDone"
    assert resume(on) is None
    assert suspend(on) is None


def test_everybody_is_told_why_since_when_and_when_it_goes_on() -> None:
    on = sitting()
    suspend(on, instant=NOW + 3 * HOUR)
    assert on.state.stages[on.step("meeting.q").stage].resumes_at == NOW + 3 * HOUR
    on.until(NOW + 3 * HOUR)
    resume(on)
    told = [v for v, m in on.state.milestones.items() if m.type == "MeetingChanged"]
    suspended, resumed = (letter(on.history, version) for version in told)
    assert {a.party for a in suspended.addressees} == set(on.state.parties)
    assert any("interpreters are missing" in line for line in suspended.body)
    assert any("goes on" in line and "13:00" in line for line in suspended.body)
    assert any("They have come." in line for line in resumed.body)


def test_a_process_that_is_given_up_ends_a_meeting_that_is_suspended() -> None:
    on = sitting(sitting_rules(course={"abandon": {"by": ["chair"]}}))
    suspend(on)
    given_up = ChangeCourse(became="abandoned", grounds="It is given up.")
    assert on.send(given_up, "office-principal").refused is None
    on.settle()
    assert on.state.status == "ended" and running(on) == []
    assert all(step.closed_at is not None for step in on.state.steps.values())


def wrong(**answers: Any) -> list[str]:
    asked = question(answers={"done": {"title": "Done", "each": "one"}, **answers})
    return [one.wrong for one in errors(rules(stage("meeting", asked=asked)))]


def test_the_check_finds_a_meeting_that_never_goes_on_and_one_that_is_suspended_for_no_reason() -> (
    None
):
    assert wrong(suspension=SUSPENSION, resumption=RESUMPTION) == []
    [alone] = wrong(suspension=SUSPENSION)
    assert "never goes on" in alone
    [idle] = wrong(resumption=RESUMPTION)
    assert "never suspended" in idle
    [unexplained] = wrong(suspension={**SUSPENSION, "needs": []}, resumption=RESUMPTION)
    assert "no reason" in unexplained
    assert [one for one in check(sitting_rules()) if one.level == "error"] == []


def test_the_page_says_what_a_suspension_does() -> None:
    page = "\n".join(line for part in explain(sitting_rules()) for line in part.lines)
    assert "The meeting is suspended with it: nothing is said or voted until it goes on" in page
    assert "The meeting goes on with it" in page


TWINS: dict[str, tuple[Any, str, Any, Callable[[], None]]] = {
    "votes are taken meanwhile": (
        judge,
        "not_while_meeting_suspended",
        lambda *_: None,
        test_while_a_meeting_is_suspended_nothing_is_said_or_voted_and_what_is_sent_is_kept,
    ),
    "its clocks run on": (
        course,
        "sits",
        lambda *_: True,
        test_its_deadlines_stand_still_and_go_on_for_as_long_as_was_left,
    ),
    "nothing is added to its deadlines": (
        meeting,
        "_moved",
        lambda *_: [],
        test_its_deadlines_stand_still_and_go_on_for_as_long_as_was_left,
    ),
    "anything suspends it again": (
        meeting,
        "suspended_since",
        lambda *_: None,
        test_a_meeting_is_suspended_once_and_resumed_once_by_its_chair,
    ),
}


@pytest.mark.parametrize("name", TWINS)
def test_a_broken_twin_is_caught(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    room, function, broken, test = TWINS[name]
    monkeypatch.setattr(room, function, broken)
    with pytest.raises(AssertionError):
        test()
