"""Letters on the coordinator's desk: what moved at one instant is told of in one line, and in plain words."""

from datetime import timedelta

from cli.owed import Owed, owed
from domain.step.commands import ExtendDeadline
from tests.domain.carrying import carry
from tests.domain.clearance import STEP, begun, outer, publish
from tests.domain.play import Play

HOUR = timedelta(hours=1)


def letters(play: Play) -> list[Owed]:
    return [one for one in owed(play.state, play.clock) if one.kind == "letter"]


def test_deadlines_that_moved_at_once_are_one_line_with_all_their_letters() -> None:
    play = outer()
    own = begun(play)
    carry(play, own)
    publish(own, "brief", "desk")
    before = letters(own)
    step = play.step(STEP)
    assert step.closes_at is not None
    later = ExtendDeadline(step=step.step, closes_at=step.closes_at + HOUR, grounds="A holiday.")
    assert play.send(later, "chair-principal").refused is None
    carry(play, own)
    moved = [one for one in letters(own) if "step moved" in one.what]
    events = [n for n, one in own.state.milestones.items() if one.type == "StepMoved"]
    assert len(events) > 1 and len(moved) == 1
    assert moved[0].what.startswith(
        f"events {', '.join(map(str, events[:-1]))} and {events[-1]} (step moved): "
    )
    assert f"and so for event {events[-1]}" in moved[0].how
    assert {one.what for one in before} <= {one.what for one in letters(own)}


def test_letters_of_other_kinds_stay_apart() -> None:
    own = begun(outer())
    publish(own, "brief", "desk")
    named = [one.what for one in letters(own)]
    assert len(named) == len(own.state.milestones) and all(
        one.startswith("event ") for one in named
    )
