"""Every expectation can fail: held against the same record, the right value holds and a wrong one does not."""

from functools import cache
from typing import Any

import pytest

from domain.action.commands import Owner, RecordAction
from domain.model import Frozen
from domain.participation.commands import RecordAttendance
from domain.process.commands import EndProcess
from domain.step.commands import Answer, Item
from rehearsal.expectations import (
    PLACE,
    Expectation,
    NotEndorsed,
    OfAction,
    OfAdoption,
    OfLimit,
    OfPledge,
    OfProposal,
    OfStep,
    OfText,
)
from rehearsal.findings import findings
from rehearsal.names import Left
from tests.domain.play import ROOT, Play
from tests.domain.pledge import CHAIR, NINE, TWELVE, agreed, geneva, say
from tests.domain.reading import placed, statuses
from tests.domain.reading import say as say_in_reading
from tests.procedures.in_memory import played as in_memory


@cache
def played() -> tuple[Play, dict[str, Left]]:
    """The pledge on the pure domain, until it is published; with an action point and a refusal."""
    play = agreed()
    play.send(RecordAttendance(meeting="m", present=(("who", "deputy"),)), CHAIR)
    point = RecordAction(
        action="ap1", meeting="m", item="i", words="w", owner=Owner(body="EC"), due="asap"
    )
    play.send(point, CHAIR)
    late = Answer(step=play.step("agreement.objections").step, answer="objection", reason="sealed")
    play.send(late, "who-principal")
    for party in (*NINE, *TWELVE[:8]):
        say(play, "endorsement.opt_in", "endorse", f"{party}-principal")
    say(play, "endorsement.opt_in", "decline", f"{TWELVE[8]}-principal")
    say(play, "endorsement.opt_in", "own_pledge", "who-principal", title="t", wording="w")
    play.until(geneva(5, 16, 20))
    items = (Item(item="a", words="support"),)
    say(play, "publication.record", "pledge", CHAIR, choice="un-1", title="t", items=items)
    play.settle()
    say(play, "follow_up.status", "status", CHAIR, role="lead", choice="planning")
    proposal = play.step("revision.proposals").answers[0].version
    return play, {"one": Left((proposal,), ("Answered",))}


END: dict[str, tuple[Any, Any]] = {
    "status": ("running", "ended"),
    "outcome": ("none", "held"),
    "endorsers": (17, 18),
    "text_in_force": ("v2", "v1"),
    "text_agreed": ("v2", "none"),
    "conditions": (["P4", "P3", "P2", "P1"], ["P1", "P2", "P4"]),
    "open_steps": (["follow_up.status", "endorsement.opt_in"], ["follow_up.status"]),
    "companions": (1, 0),
    "published": (1, 2),
    "refused": ({"DeadlinePassed": 1, "NotPermitted": 0}, {"DeadlinePassed": 0}),
    "voided": ([], ["endorsement#1"]),
    "rounds": ({"agreement": 1, "publication": 1}, {"agreement": 2}),
    "attendance": ({"who": "deputy"}, {"who": "principal"}),
}
NESTED: dict[str, tuple[type[Frozen], str | None, dict[str, tuple[Any, Any]]]] = {
    "not_endorsed": (
        NotEndorsed,
        None,
        {
            "no_answer": (["member-12", "member-11", "member-10"], ["member-12", "member-11"]),
            "declined": (1, 0),
        },
    ),
    "steps": (
        OfStep,
        "agreement.objections",
        {
            "open": (False, True),
            "text": ("v2", "v1"),
            "opens_at": ("2022-02-24T18:00 Geneva", "2022-02-24T18:01 Geneva"),
            "closes_at": ("2022-02-27T18:00 Geneva", "asap"),
            "closed_at": ("2022-02-27T18:00 Geneva", "2022-02-28T18:00 Geneva"),
            "outcome": ("held", "broken"),
            "counts": ({"asked": 9, "silent": 9, "objection": 0}, {"asked": 9, "objection": 1}),
            "late": (1, 0),
            "superseded": ([], ["broken"]),
        },
    ),
    "actions": (OfAction, "ap1", {"due": ("asap", "none"), "status": ("open", "done")}),
    "proposals": (
        OfProposal,
        "one",
        {
            "disposition": ("accepted", "none"),
            "flagged": ("none", "P3"),
            "in_history": (True, False),
        },
    ),
    "texts": (
        OfText,
        "v2",
        {
            "agreed": (True, False),
            "withdrawn": (False, True),
            "respects": (["P1", "P2", "P3", "P4"], ["P1"]),
            "paragraphs": (["preamble", "a", "b", "c", "d", "e", "f"], ["a"]),
        },
    ),
    "pledges": (
        OfPledge,
        "un-1",
        {
            "lead": ("iom", "who"),
            "partners": (17, [*NINE]),
            "commitments": (["a"], ["a", "b"]),
            "text": ("v2", "v1"),
            "status": ("planning", "none"),
        },
    ),
}
VOTE = {"for": 118, "against": 5, "abstain": 13, "not_taking_part": 57}
ADOPTED: dict[str, tuple[Any, Any]] = {
    "adopted": (["l99"], []),
    "statements": ({"explanation": 0}, {"explanation": 1}),
    "holders": ({"co_facilitator": ["spain", "bangladesh"]}, {"co_facilitator": 1}),
}
OF_ADOPTION: dict[str, tuple[Any, Any]] = {
    "does": ("adoption", "endorsement"),
    "body": ("assembly", "member-1"),
    "manner": ("recorded_vote", "consensus"),
    "text": ("l99", "f3"),
    "symbol": ("A/RES/73/326", "A/RES/73/327"),
    "figures": (VOTE, {"for": 119}),
}
OF_VOTE: dict[str, tuple[Any, Any]] = {
    "figures": (VOTE, {"for": 119}),
    "tests": ({"majority": "yes"}, {"majority": "no"}),
}
OF_LIMIT: dict[str, tuple[Any, Any]] = {"days_left": (0, 1), "met": (True, "none")}
PAIRS = [(field, {field: right}, {field: wrong}) for field, (right, wrong) in END.items()]
for _where, (_, _name, _fields) in NESTED.items():
    for _field, (_right, _wrong) in _fields.items():
        _both = [{_name: {_field: v}} if _name else {_field: v} for v in (_right, _wrong)]
        PAIRS.append((f"{_where}.{_field}", {_where: _both[0]}, {_where: _both[1]}))


ON_ADOPTION = [(field, {field: right}, {field: wrong}) for field, (right, wrong) in ADOPTED.items()]
for _where, _name, _fields in (
    ("adoptions", "adoption.decision", OF_ADOPTION),
    ("limits", "mandate", OF_LIMIT),
    ("steps", "adoption.decision", OF_VOTE),
):
    for _field, (_right, _wrong) in _fields.items():
        _both = [{_name: {_field: v}} for v in (_right, _wrong)]
        ON_ADOPTION.append((f"{_where}.{_field}", {_where: _both[0]}, {_where: _both[1]}))


@pytest.mark.parametrize(
    ("field", "right", "wrong"), ON_ADOPTION, ids=[pair[0] for pair in ON_ADOPTION]
)
async def test_what_a_body_decided_is_held_against_its_record(
    field: str, right: dict[str, Any], wrong: dict[str, Any]
) -> None:
    history = (await in_memory(ROOT / "scenarios" / "imrf-modalities-2019.yaml")).history
    both = [findings([Expectation.model_validate(one)], history, {}) for one in (right, wrong)]
    assert {one.holds for one in both[0]} == {True}, field
    assert False in {one.holds for one in both[1]}, field


OF_PARAGRAPHS: dict[str, tuple[Any, Any]] = {
    "paragraphs": ({"1": "bracketed", "2": "open"}, {"1": "open"}),
    "packages": ({"whole": "open"}, {"whole": "accepted"}),
}


@pytest.mark.parametrize("field", OF_PARAGRAPHS)
def test_how_far_a_text_is_agreed_is_held_against_its_record(field: str) -> None:
    play = placed("1", "2")
    package = say_in_reading(play, "package", paragraphs=("1", "2"), title="whole")
    assert package.refused is None
    assert say_in_reading(play, "status", statuses=statuses(p_1="bracketed")).refused is None
    right, wrong = (Expectation.model_validate({field: one}) for one in OF_PARAGRAPHS[field])
    assert {one.holds for one in findings([right], play.history, {})} == {True}
    assert False in {one.holds for one in findings([wrong], play.history, {})}


OF_CONSULTATION: dict[str, tuple[str, Any, Any]] = {
    "items": ("accreditation.list", {"accredited": 40, "not_accredited": 2}, {"accredited": 41}),
    "outside_hours": ("geneva_session.session", ["new-york"], []),
    "given": ("consultation.inputs", {"input": 61}, {"input": 60}),
    "unaccounted": ("consultation.consolidation", 0, 1),
    "dispositions": ("consultation.heard", {"accepted": 5, "not_accepted": 2}, {"accepted": 6}),
}


async def test_what_became_of_every_input_is_held_against_its_record() -> None:
    scenario = ROOT / "scenarios" / "consultation-new-york-geneva-2022.yaml"
    history = (await in_memory(scenario)).history
    for field, (step, right, wrong) in OF_CONSULTATION.items():
        both = [
            findings([Expectation.model_validate({"steps": {step: {field: one}}})], history, {})
            for one in (right, wrong)
        ]
        assert {one.holds for one in both[0]} == {True}, field
        assert False in {one.holds for one in both[1]}, field


def holds(**expected: Any) -> list[bool]:
    play, left = played()
    found = findings([Expectation.model_validate(expected)], play.history, left)
    return [one.holds for one in found]


@pytest.mark.parametrize(("field", "right", "wrong"), PAIRS, ids=[pair[0] for pair in PAIRS])
def test_the_right_value_holds_and_a_wrong_one_does_not(
    field: str, right: dict[str, Any], wrong: dict[str, Any]
) -> None:
    assert set(holds(**right)) == {True}, field
    assert False in holds(**wrong), field


def test_every_field_of_an_expectation_is_among_those_that_were_shown_to_fail() -> None:
    apart = {"at", "why", *PLACE}
    shown = {*END, *NESTED, *ADOPTED, *OF_PARAGRAPHS, "adoptions", "limits"}
    assert shown == set(Expectation.model_fields) - apart
    for model, _, fields in NESTED.values():
        more = {*OF_VOTE, *OF_CONSULTATION} if model is OfStep else set()
        assert set(fields) | more == set(model.model_fields)
    assert set(OF_ADOPTION) == set(OfAdoption.model_fields)
    assert set(OF_LIMIT) == set(OfLimit.model_fields)


@pytest.mark.parametrize("where", ["steps", "actions", "texts", "pledges", "proposals"])
def test_an_expectation_of_what_never_came_to_be_fails(where: str) -> None:
    name = "agreement#4.objections" if where == "steps" else "nothing"
    right = {"steps": {"outcome": "held"}, "actions": {"status": "open"}, "texts": {"agreed": True}}
    other = {"pledges": {"lead": "iom"}, "proposals": {"in_history": True}}
    assert holds(**{where: {name: {**right, **other}[where]}}) == [False]


def test_an_expectation_is_held_against_the_state_of_its_instant() -> None:
    at = "2022-02-27T17:59 Geneva"
    assert holds(at=at, text_agreed="none", endorsers=[]) == [True, True]
    assert holds(at=at, text_agreed="v2") == [False]
    assert holds(at="2022-02-27T18:00 Geneva", text_agreed="v2") == [True]


def test_at_one_instant_everything_that_happened_then_is_seen() -> None:
    assert holds(at="2022-02-24T18:00 Geneva", text_in_force="v2") == [True]
    assert holds(at="2022-02-24T17:59:59 Geneva", text_in_force="v1") == [True]


def test_the_end_of_a_process_is_told() -> None:
    play = agreed()
    assert play.send(EndProcess(grounds="stop"), CHAIR).refused is None
    play.settle()
    ended = Expectation(status="ended", outcome="held")
    assert [one.holds for one in findings([ended], play.history, {})] == [True, True]
