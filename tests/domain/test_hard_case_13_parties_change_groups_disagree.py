"""
Hard case 13: an entity merges after opting in; a State is renamed; a group breaks silence and one member dissociates.

Three others align with the group. What is counted is said by the question, and no published roster changes.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.participation.commands import AdmitParty, Heir, Member, Party, RecordSuccession
from domain.participation.vacant import vacant
from domain.procedure.check.procedure import check
from domain.procedure.explain.page import explain
from domain.procedure.models import Procedure
from domain.process.commands import StartProcess
from domain.process.fold import replay
from domain.process.judge import Decision
from domain.process.verify import verify
from domain.refused import Malformed
from domain.step import electorate as who_counts
from domain.step import voices as whose_voice
from domain.step.commands import Answer
from domain.step.events import StepClosed
from domain.text.commands import PublishText
from tests.domain.forgery import stored
from tests.domain.play import Play, principals, procedure

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
STATES = ("a", "b", "c", "d", "e", "f", "g")
OBJECTS = {"title": "Objection", "each": "one", "needs": ["reason"], "takes": ["aligned"]}
SILENCE: dict[str, Any] = {
    "groups": "per_member",
    "answers": {"objection": OBJECTS, "dissociates": {"title": "Not with them", "each": "one"}},
    "hold": None,
}


def rules(**question: Any) -> Procedure:
    """The silence procedure of twenty seconds, with these values of its question."""
    data = procedure("silence-20-seconds").model_dump(mode="json", by_alias=True)
    data["roadmap"][0]["questions"]["objections"].update(SILENCE, **question)
    return Procedure.model_validate(data)


def started(members: tuple[Any, ...] = ("a", "b", "c"), **question: Any) -> Play:
    group = Party(party="group", name="Group of States", roles=("member",), members=members)
    states = tuple(Party(party=one, name=f"State {one}", roles=("member",)) for one in STATES)
    chair = Party(party="chair", name="Chair", roles=("coordinator",))
    new = Party(party="new", name="New State", roles=("observer",))
    act = StartProcess(
        title="A text",
        procedure=rules(**question),
        parties=(chair, group, *states, new),
        appointments=principals("chair", "group", "new", *STATES),
        clock="stepped",
        starts_at=START,
    )
    play = Play(act, START)
    text = PublishText(text="v1", kind="final", title="v1", sha256="a" * 64, labels=("1",))
    play.send(text, "chair-principal")
    play.settle()
    return play


def says(play: Play, party: str, name: str = "objection", **fields: Any) -> Decision:
    reason = "sealed:x:1" if name == "objection" else None
    said = {"step": play.step("agreement.objections").step, "answer": name, "reason": reason}
    return play.send(Answer.model_validate({**said, **fields}), f"{party}-principal")


def became(play: Play, party: str, became: str, **fields: Any) -> Decision:
    act = RecordSuccession.model_validate(
        {"party": party, "became": became, "grounds": "By its own letter.", **fields}
    )
    return play.send(act, "chair-principal")


def counted(play: Play) -> StepClosed:
    play.until(START + timedelta(minutes=5))
    assert replay(play.history) == play.state
    assert verify(stored(play.history)).findings == ()
    return next(one.event for one in play.history if isinstance(one.event, StepClosed))


def test_a_groups_objection_counts_for_each_member_but_the_one_that_dissociates() -> None:
    play = started()
    assert says(play, "group").refused is None
    assert says(play, "c", "dissociates").refused is None
    closed = counted(play)
    assert closed.figures.given == {"objection": 2, "dissociates": 1}
    assert closed.figures.asked == 7 and closed.figures.answered == 3
    assert play.step("agreement.objections").outcome == "broken"


def test_a_members_own_answer_prevails_also_when_the_group_speaks_after_it() -> None:
    play = started()
    says(play, "c", "dissociates")
    says(play, "group")
    assert counted(play).figures.given == {"objection": 2, "dissociates": 1}


def test_as_one_the_group_counts_once_and_stands_while_one_member_remains() -> None:
    play = started(groups="as_one")
    says(play, "group")
    for state in ("a", "b"):
        says(play, state, "dissociates")
    closed = counted(play)
    assert closed.figures.given == {"objection": 1, "dissociates": 2}
    assert closed.figures.asked == 7  # d, e, f, g; the group for c; a and b for themselves


def test_a_groups_answer_falls_when_its_last_member_has_left_it() -> None:
    for groups in ("as_one", "per_member"):
        play = started(groups=groups)
        says(play, "group")
        for state in ("a", "b", "c"):
            says(play, state, "dissociates")
        closed = counted(play)
        assert closed.figures.given == {"dissociates": 3} and closed.figures.asked == 7
        assert play.step("agreement.objections").outcome == "held"


def test_three_others_align_and_one_of_them_thinks_again() -> None:
    play = started()
    assert says(play, "group", aligned=("d", "e", "f")).refused is None
    assert says(play, "f", "dissociates").refused is None
    assert counted(play).figures.given == {"objection": 5, "dissociates": 1}


def test_as_one_who_aligns_counts_for_itself_beside_the_group() -> None:
    play = started(groups="as_one")
    says(play, "group", aligned=("d", "e", "f"))
    assert counted(play).figures.given == {"objection": 4}


def test_only_a_group_names_others_and_only_those_who_are_asked() -> None:
    play = started()
    alone = says(play, "a", aligned=("d",))
    assert alone.refused is not None and alone.refused.code == "NotAGroup"
    beyond = says(play, "group", aligned=("new",))
    assert beyond.refused is not None and beyond.refused.code == "NotAsked"


def test_a_group_speaks_for_its_members_as_of_the_answer() -> None:
    left, joined = START + timedelta(seconds=5), START + timedelta(seconds=10)
    members = (Member(party="a", until=left), Member(party="b"), Member(party="c", since=joined))
    play = started(members=members)
    play.until(START + timedelta(seconds=6))
    says(play, "group")
    assert counted(play).figures.given == {"objection": 1}
    assert play.step("agreement.objections").answers[0].said.speaks_for == ("b",)


def test_members_that_their_group_has_spoken_for_are_not_awaited() -> None:
    play = started()
    says(play, "group", aligned=("d",))
    assert play.state.awaited(play.step("agreement.objections")) == ["e", "f", "g"]


def test_a_process_with_groups_does_not_start_where_the_rules_do_not_say_how_they_count() -> None:
    with pytest.raises(Malformed, match="does not say how groups count"):
        started(groups=None)
    with pytest.raises(Malformed, match="its member z does not take part"):
        started(members=("a", "z"))


def test_a_state_is_renamed_and_its_earlier_name_is_dated() -> None:
    play = started()
    play.until(START + timedelta(seconds=5))
    assert became(play, "a", "renamed", name="Republic of A").refused is None
    counted(play)
    party = play.state.parties["a"]
    assert party.name == "Republic of A" and party.named(START) == "State a"
    assert became(play, "a", "renamed").refused is not None


def test_a_merged_partys_successor_has_what_the_event_says_and_the_old_person_acts_no_more() -> (
    None
):
    play = started()
    says(play, "d")
    heir = Heir(party="new", inherits=("roles", "answers"))
    assert became(play, "d", "merged", heirs=(heir,)).refused is None
    late = says(play, "d", "dissociates")
    assert late.refused is not None and late.refused.code == "CapacityNotInForce"
    assert play.step("agreement.objections").roster() == {"objection": ("new",)}
    assert says(play, "new", "dissociates").refused is None
    closed = counted(play)
    assert closed.figures.given == {"dissociates": 1} and closed.figures.asked == 7


def test_a_successor_that_inherits_no_answers_is_not_bound_by_them() -> None:
    play = started()
    says(play, "d")
    became(play, "d", "merged", heirs=(Heir(party="new", inherits=("roles",)),))
    assert counted(play).figures.given == {}
    assert play.step("agreement.objections").outcome == "held"


def test_a_split_hands_on_as_the_event_says_and_keeps_the_rest() -> None:
    play = started()
    says(play, "d")
    heir = Heir(party="new", inherits=("roles",))
    keeps = ("roles", "answers", "people")
    assert became(play, "d", "split", heirs=(heir,), keeps=keeps).refused is None
    closed = counted(play)
    assert closed.figures.given == {"objection": 1} and closed.figures.asked == 8


def test_a_suspended_party_has_no_say_until_it_is_resumed() -> None:
    play = started()
    says(play, "d")
    assert became(play, "d", "suspended").refused is not None  # nothing is said of its answers
    assert became(play, "d", "suspended", keeps=()).refused is None
    refused = says(play, "d")
    assert refused.refused is not None and refused.refused.code == "PartySuspended"
    assert became(play, "d", "resumed").refused is None
    assert says(play, "d").refused is None
    assert counted(play).figures.given == {"objection": 1}


def test_a_role_is_vacant_once_nobody_can_act_in_it_any_more() -> None:
    play = started()
    assert vacant(play.state, play.clock) == []
    became(play, "chair", "merged", heirs=(Heir(party="new", inherits=()),))
    assert vacant(play.state, play.clock) == ["coordinator"]


def test_a_group_gets_other_members_and_what_it_said_before_stays_said() -> None:
    play = started()
    says(play, "group")
    play.until(START + timedelta(seconds=5))
    assert became(play, "group", "regrouped", members=("d", "e")).refused is None
    assert play.step("agreement.objections").roster() == {"objection": ("a", "b", "c")}
    says(play, "group")
    assert counted(play).figures.given == {"objection": 2}


@pytest.mark.parametrize(
    ("as_of", "asked", "objections"), [("opening", 7, 1), ("close", 7, 0), ("act", 8, 1)]
)
def test_every_count_names_as_of_when_a_party_is_eligible(
    as_of: str, asked: int, objections: int
) -> None:
    """One State objects and leaves, another is admitted: who counts is said by the question, and by its figures."""
    play = started(entitled={"as_of": as_of})
    says(play, "d")
    became(play, "d", "suspended", keeps=("answers",))
    late = Party(party="late", name="Late State", roles=("member",))
    play.send(AdmitParty(party=late, grounds="It joined."), "chair-principal")
    closed = counted(play)
    assert closed.figures.eligible_as_of == as_of
    assert closed.figures.asked == asked
    assert closed.figures.given.get("objection", 0) == objections


@pytest.mark.parametrize(
    ("seconds", "asked", "objections"), [(0, 7, 1), (5, 6, 0), (9, 7, 0)], ids=str
)
def test_a_count_may_look_back_at_a_record_date(seconds: int, asked: int, objections: int) -> None:
    """A State objects and leaves after three seconds; another is admitted after seven; the date says who counts."""
    at = (START + timedelta(seconds=seconds)).isoformat()
    play = started(entitled={"as_of": "instant", "at": {"at": at}})
    says(play, "d")
    play.until(START + timedelta(seconds=3))
    became(play, "d", "suspended", keeps=("answers",))
    play.until(START + timedelta(seconds=7))
    late = Party(party="late", name="Late State", roles=("member",))
    play.send(AdmitParty(party=late, grounds="It joined."), "chair-principal")
    play.until(START + timedelta(seconds=12))
    closed = counted(play)
    assert closed.figures.eligible_as_of == "instant"
    assert (closed.figures.asked, closed.figures.given.get("objection", 0)) == (asked, objections)
    assert verify(stored(play.history)).findings == ()


def test_who_was_not_asked_at_the_opening_is_refused_where_that_counts() -> None:
    play = started(entitled={"as_of": "opening"})
    heir = Heir(party="new", inherits=("people",))
    late = Party(party="late", name="Late State", roles=("member",))
    play.send(AdmitParty(party=late, grounds="It joined."), "chair-principal")
    became(play, "d", "merged", heirs=(heir.model_copy(update={"party": "late"}),))
    refused = play.send(
        Answer(
            step=play.step("agreement.objections").step, answer="objection", reason="sealed:x:1"
        ),
        "d-principal",
        "late",
    )
    assert refused.refused is not None and refused.refused.code == "NotEntitled"


def test_no_published_roster_changes_when_a_party_merges() -> None:
    play = started()
    says(play, "d")
    closed = counted(play)
    became(play, "d", "merged", heirs=(Heir(party="new", inherits=("roles", "answers")),))
    assert play.step("agreement.objections").roster() == {"objection": ("d",)}
    assert play.step("agreement.objections").figures == closed.figures
    assert verify(stored(play.history)).findings == ()


def test_how_groups_count_is_said_in_plain_words() -> None:
    found = rules(entitled={"as_of": "opening"})
    lines = [line for passage in explain(found) for line in passage.lines]
    assert any("a member's own answer prevails" in line for line in lines)
    assert any("Who was asked when it opened" in line for line in lines)
    assert [finding for finding in check(found) if finding.level == "error"] == []


def test_a_count_that_lets_the_group_prevail_over_its_member_is_caught(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The broken twin: a member's own answer does not prevail."""

    def of_the_group(_rule: Any, standing: Any, _own: Any) -> dict[str, Any]:
        return {party: given for given in standing for party in given.said.speaks_for}

    monkeypatch.setattr(whose_voice, "_bearers", of_the_group)
    with pytest.raises(AssertionError):
        test_a_groups_objection_counts_for_each_member_but_the_one_that_dissociates()


def test_a_count_that_looks_at_today_only_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin: whoever holds a role now is asked, whatever the question says."""

    def now(process: Any, step: Any) -> set[str]:
        return set[str]().union(*(process.holders.get(role, set()) for role in step.rule.asks))

    monkeypatch.setattr(who_counts, "asked", now)
    with pytest.raises(AssertionError):
        test_every_count_names_as_of_when_a_party_is_eligible("act", 8, 1)
