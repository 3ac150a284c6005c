"""Hard case 2: an outcome can be provisional with a limit, and what was recorded wrongly is put right by an event."""

from typing import Any

import pytest

from domain.calendar.models import Span
from domain.procedure.check.procedure import check
from domain.procedure.models import Procedure
from domain.process.commands import StartProcess
from domain.process.fold import replay
from domain.refused import NotYet
from domain.step.commands import ConfirmOutcome, LapseConfirmation
from tests.domain.play import Play
from tests.domain.pledge import CHAIR, geneva, publish, say, started

WITHIN = {"confirmed_by": "secretariat", "confirm_within": Span(days=2)}
STANDS = WITHIN | {"unconfirmed": "stands"}
GIVES_WAY = WITHIN | {"unconfirmed": "no_agreement"}


def rules(**changed: Any) -> Procedure:
    """The pledge's rules, with other values of the question of the meeting."""
    procedure = started().state.procedure
    stage = procedure.stage("meeting")
    finding = stage.questions["finding"].model_copy(update=changed)
    meeting = stage.model_copy(update={"questions": {"finding": finding}})
    roadmap = tuple(meeting if one.stage == "meeting" else one for one in procedure.roadmap)
    return procedure.model_copy(update={"roadmap": roadmap})


def found(**changed: Any) -> Play:
    """Until the meeting found broad agreement on 15 February at 17:00."""
    first = started().history[0].event.model_dump(exclude={"procedure_sha256"})
    act = StartProcess.model_validate({**first, "procedure": rules(**changed)})
    play = Play(act, geneva(2, 1, 9))
    play.settle()
    publish(play, "v1", 1)
    play.until(geneva(2, 15, 17))
    say(play, "meeting.finding", "finding", CHAIR, choice="broad_agreement")
    play.settle()
    return play


def stages(play: Play) -> list[str]:
    return [run.key for run in play.state.stages.values()]


def test_what_follows_waits_until_the_outcome_is_confirmed() -> None:
    play = found(**STANDS)
    assert play.step("meeting.finding").provisional
    assert "revision" not in stages(play)
    act = ConfirmOutcome(step=play.step("meeting.finding").step, grounds="as the minutes say")
    assert play.send(act, "secretariat-principal").refused is None
    play.settle()
    assert "revision" in stages(play)


def test_without_a_limit_it_waits_for_ever() -> None:
    play = found(confirmed_by="secretariat")
    play.until(geneva(5, 1, 9))
    assert play.step("meeting.finding").provisional
    assert "revision" not in stages(play)


def test_past_the_limit_it_stands_where_the_procedure_says_so() -> None:
    play = found(**STANDS)
    play.until(geneva(2, 17, 16, 59))
    assert play.step("meeting.finding").provisional
    play.until(geneva(2, 17, 17))
    step = play.step("meeting.finding")
    assert (step.outcome, step.provisional) == ("broad_agreement", False)
    assert "revision" in stages(play)


def test_past_the_limit_it_gives_way_where_the_procedure_says_so_and_stays_on_record() -> None:
    play = found(**GIVES_WAY)
    play.until(geneva(2, 17, 17))
    step = play.step("meeting.finding")
    assert (step.outcome, step.superseded) == ("no_agreement", ["broad_agreement"])
    assert "revision" not in stages(play)
    assert play.state.status == "ended"


def test_the_clockwork_cannot_settle_it_before_the_limit() -> None:
    play = found(**STANDS)
    act = LapseConfirmation(step=play.step("meeting.finding").step, due_at=geneva(2, 15, 18))
    with pytest.raises(NotYet):
        play.send(act, via="clockwork")
    assert play.step("meeting.finding").provisional


def test_confirming_after_the_limit_is_out_of_place_and_kept() -> None:
    play = found(**STANDS)
    play.until(geneva(2, 18, 9))
    act = ConfirmOutcome(step=play.step("meeting.finding").step, grounds="late")
    refused = play.send(act, "secretariat-principal").refused
    assert refused is not None
    assert refused.code == "OutOfPlace"
    assert play.types()[-1] == "ActRefused"


def test_the_record_folds_to_the_same_again() -> None:
    play = found(**GIVES_WAY)
    play.until(geneva(2, 17, 17))
    again = replay(play.history)
    assert again is not None
    assert again.steps == play.state.steps


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        (STANDS | {"confirmed_by": None}, "nobody confirms"),
        (WITHIN, "belong together"),
        (GIVES_WAY | {"unconfirmed": "postponed"}, "postponed"),
        ({"confirmed_by": "secretariat"}, "without a limit"),
    ],
)
def test_a_limit_that_cannot_work_is_found(changed: dict[str, Any], what: str) -> None:
    assert any(what in finding.wrong for finding in check(rules(**changed)))
    assert not check(rules(**STANDS))
