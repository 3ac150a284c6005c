"""A preview tells exactly what then happens, and leaves the process as it was."""

from copy import deepcopy
from datetime import datetime
from typing import Any

import pytest

from domain.act import ActBase
from domain.command import Actor, Command
from domain.process.differences import Change, differences
from domain.process.preview import Preview, next_at, preview
from domain.step.commands import BringClosingForward, CorrectOutcome, ExtendDeadline
from domain.text.commands import WithdrawText
from tests.domain.play import Play
from tests.domain.pledge import CHAIR, geneva, met, revised
from tests.domain.test_silence import closes, objection, placed


def look(play: Play, act: Any, person: str = CHAIR) -> Preview:
    role = "coordinator" if person == CHAIR else None
    actor = Actor(person=person, role=role, via="terminal")
    command = Command(command_id="look", process=play.state.process_id, actor=actor, act=act)
    return preview(play.state, command, next_at(play.state, play.now))


def extension(play: Play, to: datetime) -> ActBase:
    return ExtendDeadline(
        step=play.step("agreement.objections").step, closes_at=to, grounds="two asked"
    )


def test_an_extension_moves_the_deadline_and_its_reminders_and_tells_those_who_are_asked() -> None:
    found = look(revised(), extension(revised(), geneva(3, 1, 18)))
    assert found.changes == (
        Change("closes", "agreement#1.objections", geneva(2, 27, 18), geneva(3, 1, 18)),
        Change("reminder", "agreement#1.objections", geneva(2, 26, 18), geneva(2, 28, 18)),
        Change("reminder", "agreement#1.objections", geneva(2, 27, 16), geneva(3, 1, 16)),
    )
    assert [(told.type, len(told.addressees)) for told in found.told] == [("DeadlineExtended", 9)]


def test_a_withdrawn_text_shows_the_round_that_ends_and_the_one_that_is_owed() -> None:
    found = look(revised(), WithdrawText(text="v2", grounds="a wrong file"))
    changes = {(one.kind, one.what): one.new for one in found.changes}
    assert changes["stage", "agreement#1"] == "over: withdrawn"
    assert changes["stage", "agreement#2"] == "next"
    assert changes["outcome", "agreement#1.objections"] == "withdrawn"


def test_a_corrected_finding_shows_what_it_voids() -> None:
    play = met()
    wrong = CorrectOutcome(
        step=play.step("meeting.finding").step, outcome="no_agreement", grounds="misread"
    )
    changes = {(one.kind, one.what): one.new for one in look(play, wrong).changes}
    assert changes["stage", "revision#1"] == "void"


def test_a_gavel_shows_the_outcome_as_the_answers_stand() -> None:
    """Live: the step closes after grace, and its outcome is computed from what stands now."""
    play = placed()
    play.send(objection(play), "a-principal")
    act = BringClosingForward(step=play.step("agreement.objections").step, grounds="all were heard")
    changes = {(one.kind, one.what): one.new for one in look(play, act, "chair-principal").changes}
    assert changes["outcome", "agreement#1.objections"] == "broken"


@pytest.mark.parametrize("late", [False, True])
def test_what_would_be_refused_is_refused_in_the_preview(late: bool) -> None:
    play = revised()
    act = extension(play, geneva(2, 1 if late else 25, 18))
    person = CHAIR if late else "who-principal"
    found = look(play, act, person)
    assert found.refused is not None
    assert found.refused.code == ("DeadlineTooEarly" if late else "NotPermitted")
    assert found.changes == ()


def test_a_preview_leaves_the_process_as_it_was() -> None:
    play = revised()
    before = deepcopy(play.state)
    look(play, WithdrawText(text="v2", grounds="a wrong file"))
    assert play.state == before


@pytest.mark.parametrize("live", [False, True])
def test_what_was_shown_is_what_then_happens(live: bool) -> None:
    play = placed() if live else revised()
    person = "chair-principal" if live else CHAIR
    act: Any = (
        extension(play, closes(play).replace(day=closes(play).day + 1))
        if live
        else WithdrawText(text="v2", grounds="a wrong file")
    )
    shown, before = look(play, act, person), deepcopy(play.state)
    assert shown.changes
    assert play.send(act, person, role=None if live else "coordinator").refused is None
    play.settle()
    assert tuple(differences(before, play.state)) == shown.changes
