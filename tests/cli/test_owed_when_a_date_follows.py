"""What the coordinator of an inner process owes when the outer question moves and a window does not move by itself."""

from datetime import timedelta

from cli.owed import owed
from domain.process.commands import MoveDates
from domain.step.commands import BringClosingForward
from tests.domain.carrying import carry
from tests.domain.clearance import STEP, begun, outer, publish


def test_a_window_that_cannot_follow_is_owed_with_the_command_until_somebody_says_so() -> None:
    play = outer()
    own = begun(play)
    carry(play, own)
    publish(own, "brief", "desk")
    closing = BringClosingForward(step=play.step(STEP).step, grounds="All that can come is in.")
    assert play.send(closing, "chair-principal").refused is None
    carry(play, own)
    waiting = [one for one in owed(own.state, own.clock) if "its date has moved" in one.what]
    assert [one.what.partition(":")[0] for one in waiting] == [
        "units#1.positions",
        "legal_review#1.review",
    ]
    assert waiting[0].roles == ("focal_point",)
    assert "--stay units#1.positions" in waiting[0].how
    step = own.step("units.positions").step
    stays = MoveDates(dates=own.state.dates, stay=(step,), grounds="We go on.")
    assert own.send(stays, "desk").refused is None
    later = own.clock + timedelta(seconds=1)
    left = [one for one in owed(own.state, later) if "its date has moved" in one.what]
    assert len(left) == 1
