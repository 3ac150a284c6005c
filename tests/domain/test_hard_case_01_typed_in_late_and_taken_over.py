"""Hard case 1: what was in time elsewhere and is typed in late; and a process that is taken over halfway."""

import pytest

from domain.process.commands import StartProcess, TakenOver
from domain.process.fold import replay
from domain.refused import Malformed
from domain.step.commands import AdmitAct, Answer, Item, Reported
from tests.domain.play import Play
from tests.domain.pledge import CHAIR, geneva, publish, revised, say, started

DRAFTED = TakenOver(
    stage="drafting", outcome="collected", ended_at=geneva(2, 15, 16), source="minutes, 15 February"
)
FOUND = TakenOver(
    stage="meeting",
    outcome="broad_agreement",
    ended_at=geneva(2, 15, 17),
    source="minutes, 15 February",
    items=(Item(item="P3", words="no list of thematic issues"),),
)
REVISED = TakenOver(
    stage="revision", outcome="consolidated", ended_at=geneva(2, 24, 18), source="letter"
)
HELD = TakenOver(
    stage="agreement", outcome="held", ended_at=geneva(2, 27, 18), source="letter", agreed="v2"
)


def taken_over(*reported: TakenOver) -> Play:
    """Begin the record on 1 March: with the same parties and rules, halfway."""
    first = started().history[0].event.model_dump(exclude={"procedure_sha256"})
    begins = geneva(3, 1, 9)
    act = StartProcess.model_validate({**first, "starts_at": begins, "taken_over": reported})
    play = Play(act, begins)
    play.settle()
    return play


def objection(reported_hour: int, channel: str = "e-mail") -> tuple[Play, int]:
    """An objection of 27 February, e-mailed at that hour and typed in at 18:20, after the close at 18:00."""
    play = revised()
    play.until(geneva(2, 27, 18, 20))
    act = Answer(
        step=play.step("agreement.objections").step,
        answer="objection",
        reason="paragraph b goes too far",
        reported=Reported(
            channel=channel,
            source="message of 27 February",
            reported_at=geneva(2, 27, reported_hour, 58),
            precision="instant",
            person="who-principal",
            party="who",
            capacity="principal",
        ),
    )
    play.send(act, "secretariat-principal")
    return play, play.history[-1].envelope.version


def admit(play: Play, refused: int) -> str | None:
    act = AdmitAct(refused=refused, evidence="headers of the message", grounds="sent in time")
    found = play.send(act, CHAIR, role="coordinator").refused
    return found.code if found else None


def test_what_was_sent_in_time_and_typed_in_late_does_not_count_by_itself() -> None:
    play, _ = objection(17)
    assert play.step("agreement.objections").outcome == "held"
    assert play.state.texts["v2"].agreed_at is not None


def test_admitting_it_with_evidence_breaks_the_silence_that_had_held() -> None:
    play, refused = objection(17)
    assert admit(play, refused) is None
    step = play.step("agreement.objections")
    assert (step.outcome, step.superseded) == ("broken", ["held"])
    late = step.late[refused]
    assert (late.counted, late.received_at) == (True, geneva(2, 27, 18, 20))


def test_what_is_reported_after_the_close_cannot_be_admitted() -> None:
    play, refused = objection(18)
    assert admit(play, refused) == "OutOfPlace"
    assert play.step("agreement.objections").outcome == "held"


def test_a_process_taken_over_halfway_goes_on_from_what_is_reported() -> None:
    play = taken_over(DRAFTED, FOUND)
    assert [run.key for run in play.state.stages.values()] == ["drafting", "meeting"]
    assert play.state.conditions == {"P3": "no list of thematic issues"}
    publish(play, "v1", 1)
    play.settle()
    assert play.step("revision.proposals").is_open


def test_what_is_reported_is_shown_as_such_and_put_no_question() -> None:
    play = taken_over(DRAFTED, FOUND)
    assert all(run.reported for run in play.state.stages.values())
    assert play.state.steps == {}


def test_a_text_agreed_before_is_agreed_once_it_is_published_here() -> None:
    play = taken_over(DRAFTED, FOUND, REVISED, HELD)
    publish(play, "v2", 2)
    play.settle()
    assert play.state.texts["v2"].agreed_at == geneva(2, 27, 18)
    say(play, "endorsement.opt_in", "endorse", "who-principal")
    assert play.step("endorsement.opt_in").roster() == {"endorse": ("who",)}


@pytest.mark.parametrize(
    "reported",
    [
        (FOUND,),
        (DRAFTED, FOUND.model_copy(update={"outcome": "unanimous"})),
        (DRAFTED, FOUND.model_copy(update={"ended_at": geneva(2, 14, 9)})),
        (DRAFTED, FOUND.model_copy(update={"ended_at": geneva(3, 2, 9)})),
        (DRAFTED, FOUND, HELD),
    ],
    ids=["skips a stage", "no such outcome", "out of order", "to come", "leaves one out"],
)
def test_what_is_no_way_through_the_procedure_starts_nothing(
    reported: tuple[TakenOver, ...],
) -> None:
    with pytest.raises(Malformed, match="taken over"):
        taken_over(*reported)


def test_the_record_of_a_process_taken_over_folds_to_the_same_again() -> None:
    play = taken_over(DRAFTED, FOUND)
    again = replay(play.history)
    assert again is not None
    assert again.stages == play.state.stages
