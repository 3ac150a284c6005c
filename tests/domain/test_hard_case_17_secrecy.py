"""
Hard case 17: secrecy. The matter, the step's existence, who has answered, the answers and the figures, each from when.

The objector's identity never appears where only the chair may know it; and reading what is withheld is itself recorded.
"""

import json
from typing import Any

import pytest

from domain.letter.write import letter
from domain.participation.commands import Party
from domain.procedure.check.procedure import check
from domain.procedure.explain.page import explain
from domain.procedure.models import Procedure
from domain.process import seen as secrecy
from domain.process.commands import StartProcess
from domain.process.fold import replay
from domain.process.seen import WITHHELD, Reader, read_of, seen_by
from domain.process.verify import verify
from domain.step.commands import BringClosingForward, ReadWithheld
from domain.text import fold as text_fold
from domain.text.commands import WithdrawText
from tests.domain.forgery import stored
from tests.domain.play import Play, parties, principals, procedure
from tests.domain.test_silence import LABELS, START, finish, objection, publish

NAMES = ("zanzibar", "atlantis", "lemuria")
"""Members whose names occur nowhere else, so that finding one is a leak."""


def by_part(**other: Any) -> dict[str, Any]:
    """Nobody but the chair ever sees a name; figures are told once the outcome is settled."""
    return {
        "matter": {"to": "asked", "since": "opening"},
        "step": {"to": "all", "since": "opening"},
        "who": {"to": "chair", "since": "opening"},
        "answers": {"to": "asked", "since": "close"},
        "figures": {"to": "public", "since": "outcome"},
    } | other


def rules(visible: Any) -> Procedure:
    data = procedure("silence-20-seconds").model_dump(mode="json")
    data["roles"]["auditor"] = {"role_class": "auditor", "title": "Auditor"}
    data["roadmap"][0]["questions"]["objections"]["visible"] = visible
    return Procedure.model_validate(data)


def objected(visible: Any = None) -> Play:
    """One member objects, on paragraph 2."""
    act = StartProcess(
        title="A text",
        procedure=rules(visible or by_part()),
        parties=(
            *parties("chair", roles=("coordinator",)),
            *parties(*NAMES, roles=("member",)),
            *parties("o", roles=("observer",)),
            Party(party="audit", name="Audit", roles=("auditor",)),
        ),
        appointments=principals("chair", *NAMES, "o", "audit"),
        clock="stepped",
        starts_at=START,
    )
    play = Play(act, START)
    publish(play, "v1")
    play.settle()
    said = objection(play, paragraphs=(LABELS[1],))
    assert play.send(said, "zanzibar-principal").refused is None
    return play


def view(play: Play, party: str | None) -> dict[str, Any]:
    found: dict[str, Any] = seen_by(play.state, Reader(party))["steps"][0]
    return found


@pytest.mark.parametrize("visible", ["chair", by_part()], ids=["short", "by part"])
def test_the_objectors_identity_never_appears_where_only_the_chair_may_know_it(
    visible: Any,
) -> None:
    play = objected(visible)
    for moment in ("open", "over"):
        for reader in ("atlantis", "lemuria", "o", None):
            shown = json.dumps(seen_by(play.state, Reader(reader)), default=str)
            assert "zanzibar" not in shown, (moment, reader)
        assert "zanzibar" in json.dumps(view(play, "chair"), default=str)
        finish(play)
    for version in play.state.milestones:
        told = letter(play.history, version)
        assert "zanzibar" not in " ".join((*told.body, json.dumps(told.facts))).lower(), told.type


def test_each_part_is_seen_by_its_own_readers_from_its_own_instant_on() -> None:
    play = objected()
    member, observer = view(play, "lemuria"), view(play, "o")
    assert member["text"] == "v1" and observer["text"] == WITHHELD
    assert member["answers"] == member["who"] == member["figures"] == WITHHELD
    finish(play)
    member, observer, public = (
        view(play, "lemuria"),
        view(play, "o"),
        seen_by(play.state, Reader(None)),
    )
    assert member["answers"] == [{"answer": "objection", "paragraphs": ("2",)}]
    assert member["who"] == WITHHELD and observer["answers"] == WITHHELD
    assert member["figures"]["given"] == {"objection": 1} == observer["figures"]["given"]
    assert public["steps"] == []  # the public does not even know of the step


def told(play: Play, type_: str) -> set[str]:
    return set(next(m.addressees for m in play.state.milestones.values() if m.type == type_))


def test_a_secret_text_is_told_to_those_who_may_see_what_the_question_is_about() -> None:
    play = objected()
    assert told(play, "TextPublished") == {"chair", *NAMES}
    for reader, to in ((Reader("lemuria"), "asked"), (Reader("o"), "all")):
        seen = objected(by_part(matter={"to": to, "since": "opening"}))
        assert reader.party in told(seen, "TextPublished")
    assert told(objected("all"), "TextPublished") == set(play.state.parties)


def test_a_text_that_nobody_sees_before_the_close_is_told_to_nobody() -> None:
    play = objected(by_part(matter={"to": "asked", "since": "close"}))
    assert told(play, "TextPublished") == set()
    version = next(v for v, m in play.state.milestones.items() if m.type == "StepOpened")
    assert "v1" not in " ".join(letter(play.history, version).body)


def test_who_was_told_of_a_text_is_told_that_it_is_withdrawn() -> None:
    play = objected()
    play.send(WithdrawText(text="v1", grounds="A page is missing."), "chair-principal")
    assert told(play, "TextWithdrawn") == {"chair", *NAMES}


def test_a_twin_that_tells_everybody_of_a_secret_text_is_caught(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(text_fold, "told_of_text", lambda process: tuple(process.parties))
    with pytest.raises(AssertionError):
        test_a_secret_text_is_told_to_those_who_may_see_what_the_question_is_about()


def test_the_existence_of_a_step_can_be_withheld_until_it_is_settled() -> None:
    play = objected(by_part(step={"to": "public", "since": "outcome"}))
    assert seen_by(play.state, Reader("lemuria"))["steps"] == []
    finish(play)
    assert seen_by(play.state, Reader(None))["steps"][0]["figures"]["given"] == {"objection": 1}


def test_a_party_always_sees_its_own_answer_and_the_chair_the_chairs() -> None:
    play = objected()
    assert view(play, "zanzibar")["mine"][0]["answer"] == "objection"
    assert view(play, "lemuria")["mine"] == []
    assert view(play, "chair")["who"] == ["zanzibar"]


def test_what_nobody_may_see_not_even_the_chair_sees() -> None:
    secret = {"to": "nobody", "since": "opening"}
    play = objected(by_part(who=secret, answers=secret))
    shown = json.dumps(seen_by(play.state, Reader("chair")), default=str)
    assert "zanzibar" not in shown


def test_reading_what_is_withheld_is_for_the_auditor_and_on_record() -> None:
    play = objected()
    step = play.step("agreement.objections")
    act = ReadWithheld(step=step.step, parts=("who", "answers"), grounds="Audit of the round.")
    for person in ("chair-principal", "lemuria-principal"):
        refused = play.send(act, person)
        assert refused.refused is not None and refused.refused.code == "NotPermitted"
    assert play.send(act, "audit-principal").refused is None
    last = play.history[-1]
    assert last.envelope.type == "WithheldRead" and last.envelope.actor.person == "audit-principal"
    assert read_of(play.state, step, act.parts)["who"] == ["zanzibar"]
    finish(play)
    assert play.send(act, "audit-principal").refused is None  # also when all is over
    assert replay(play.history) == play.state
    assert verify(stored(play.history)).findings == ()


def test_a_reading_changes_nothing_else() -> None:
    play, other = objected(), objected()
    act = ReadWithheld(
        step=play.step("agreement.objections").step, parts=("figures",), grounds="Audit."
    )
    play.send(act, "audit-principal")
    for one in (play, other):
        gavel = BringClosingForward(step=one.step("agreement.objections").step, grounds="x")
        one.send(gavel, "chair-principal")
        finish(one)
    figures = [one.step("agreement.objections").figures for one in (play, other)]
    assert figures[0] == figures[1]


def test_who_sees_what_is_said_in_plain_words() -> None:
    lines = [line for passage in explain(rules(by_part())) for line in passage.lines]
    assert "Who has answered is seen by the chair only, from the opening on." in lines
    assert "The figures are seen by the public, from the settled outcome on." in lines
    assert [one for one in check(rules(by_part())) if one.level == "error"] == []


def test_the_short_form_is_hashed_as_ever() -> None:
    assert rules("chair").written()["roadmap"][0]["questions"]["objections"]["visible"] == "chair"


def test_a_view_that_forgets_from_when_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin: whoever may see it some day sees it at once."""
    monkeypatch.setattr(secrecy, "_has_begun", lambda *_: True)
    with pytest.raises(AssertionError):
        test_each_part_is_seen_by_its_own_readers_from_its_own_instant_on()


def test_a_view_that_takes_every_party_for_the_chair_is_caught(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The broken twin: the objector is named to everybody."""
    monkeypatch.setattr(secrecy, "_chairs", lambda *_: True)
    with pytest.raises(AssertionError):
        test_the_objectors_identity_never_appears_where_only_the_chair_may_know_it("chair")
