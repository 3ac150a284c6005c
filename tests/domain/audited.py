"""Histories to be audited, and what an audit says of them."""

from datetime import timedelta
from typing import Any

from domain.action.commands import FixActionDue, Owner, RecordAction, SetActionStatus
from domain.letter.commands import DispatchLetter
from domain.participation.commands import (
    AdmitParty,
    Appointment,
    AppointPerson,
    Party,
    RecordAttendance,
    ReplaceContact,
)
from domain.procedure.models import Procedure
from domain.process.commands import AcknowledgeRecovery, AmendProcedure, EndProcess
from domain.process.verify import Verdict, verify
from domain.record.stored import Exported
from domain.step.commands import (
    Answer,
    BringClosingForward,
    CorrectOutcome,
    ExtendDeadline,
    FlagProposal,
    WithdrawAnswer,
)
from domain.text.commands import WithdrawText
from tests.domain.forgery import Forger
from tests.domain.play import Play, procedure
from tests.domain.pledge import CHAIR, CONDITIONS, geneva, met, revised, say
from tests.domain.test_pledge import published
from tests.domain.test_silence import closes, finish, objection, placed


def broken_silence() -> Play:
    """Live: one objection in time, one late, one by other means that is admitted, a hold; then the close."""
    play = placed()
    play.send(objection(play, paragraphs=("2",)), "a-principal")
    play.send(Answer(step=play.step("agreement.objections").step, answer="hold"), "b-principal")
    play.now = closes(play)
    play.send(objection(play), "c-principal")
    finish(play)
    return play


def held_silence() -> Play:
    """Live: nobody objects in time, one objection is late."""
    play = placed()
    play.now = closes(play)
    play.send(objection(play), "c-principal")
    finish(play)
    return play


def everything() -> Play:
    """Every act that the pledge does not need: people, actions, letters, corrections, a withdrawn text, the end."""
    play = met()
    opened = next(o.envelope.version for o in play.history if o.envelope.type == "StepOpened")
    due = geneva(3, 1, 12)
    acts: list[Any] = [
        AdmitParty(party=Party(party="upu", name="UPU", roles=("member",)), grounds="asked to"),
        AppointPerson(appointment=Appointment(person="upu-1", party="upu", capacity="principal")),
        ReplaceContact(party="who", old="who-deputy", new="who-deputy-2", grounds="new post"),
        RecordAttendance(meeting="first", present=(("who", "principal"),)),
        RecordAction(
            action="a1",
            meeting="first",
            item="3",
            words="send it",
            owner=Owner(party="who"),
            due="asap",
        ),
        FixActionDue(action="a1", due=due, grounds="agreed"),
        SetActionStatus(action="a1", status="carried_over", grounds="not yet"),
        DispatchLetter(event=opened, channel="e-mail", addressees=("who",)),
        AcknowledgeRecovery(version=1, grounds="a drill"),
    ]
    for act in acts:
        assert play.send(act, CHAIR, role="coordinator").refused is None
    play.until(geneva(2, 16, 10))
    number = say(play, "revision.proposals", "proposal", "ilo-principal", wording="a list")
    step = play.step("revision.proposals").step
    flag = FlagProposal(step=step, proposal=number, condition="P3", grounds="a list of themes")
    assert play.send(flag, CHAIR).refused is None
    again = WithdrawAnswer(step=step, answer="proposal")
    assert play.send(again, "ilo-principal").refused is None
    wrong = CorrectOutcome(
        step=play.step("meeting.finding").step, outcome="no_agreement", grounds="misread"
    )
    assert play.send(wrong, CHAIR, role="coordinator").refused is None
    play.settle()
    right = wrong.model_copy(update={"outcome": "broad_agreement", "items": CONDITIONS})
    assert play.send(right, CHAIR, role="coordinator").refused is None
    play.settle()
    return play


def withdrawn() -> Play:
    play = revised()
    play.until(geneva(2, 25, 12))
    assert play.send(WithdrawText(text="v2", grounds="a wrong file"), CHAIR).refused is None
    play.settle()
    return play


def ended() -> Play:
    play = published()
    play.until(geneva(12, 1, 9))
    play.send(EndProcess(grounds="the report is out"), CHAIR, role="coordinator")
    play.settle()
    return play


def amended() -> Play:
    """A new version of the procedure is adopted while a revision round runs."""
    play = met()
    data = {**procedure().written(), "version": 2}
    act = AmendProcedure(procedure=Procedure.model_validate(data), grounds="as decided")
    assert play.send(act, CHAIR, role="coordinator").refused is None
    return play


def gavelled() -> Play:
    play = placed()
    step = play.step("agreement.objections").step
    play.send(objection(play), "o-principal")
    play.send(
        ExtendDeadline(step=step, closes_at=closes(play) + timedelta(minutes=1), grounds="x"),
        "chair-principal",
    )
    play.now += timedelta(seconds=3)
    play.send(BringClosingForward(step=step, grounds="all were heard"), "chair-principal")
    finish(play)
    return play


def whats(rows: "Forger | list[Exported]") -> set[str]:
    """The words of all findings."""
    return {one.what for one in verdict_of(rows).findings}


def verdict_of(rows: "Forger | list[Exported]") -> Verdict:
    return verify(rows.rows if isinstance(rows, Forger) else rows)


def at(rows: "Forger | list[Exported]", version: int) -> set[str]:
    """The words of the findings about one event."""
    return {one.what for one in verdict_of(rows).findings if one.version == version}
