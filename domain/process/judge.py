"""
The one entrance of the domain: a command is judged on a process, and becomes events or a refusal. Pure.

A refusal of someone who is named in the process is an event too: kept, marked, never counted.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from domain.act import ActBase
from domain.action.commands import FixActionDue, RecordAction, SetActionStatus
from domain.command import CLOCKWORK, Command, process_id_of
from domain.event import Event
from domain.letter.commands import DispatchLetter
from domain.participation.authority import (
    Acting,
    acting,
    by_process,
    clockwork,
    is_named,
)
from domain.participation.commands import (
    AdmitParty,
    AppointPerson,
    RecordAttendance,
    RecordSuccession,
    ReplaceContact,
)
from domain.participation.succession import record_succession
from domain.process import amend, carrying, course, decide, following, inner, living, moving, seen
from domain.process.commands import (
    AcknowledgeRecovery,
    AmendProcedure,
    BeginStage,
    ChangeCondition,
    ChangeCourse,
    ChangePledge,
    EndProcess,
    FinishStage,
    FollowOuter,
    LinkInner,
    MoveClock,
    MoveDates,
    NoteCarried,
    StartProcess,
)
from domain.process.ending import ends_when
from domain.process.events import ActRefused
from domain.process.jointly import jointly, waits
from domain.process.state import Process
from domain.process.wanted import wanted
from domain.record.envelope import Author
from domain.refused import (
    AlreadyDone,
    DeadlinePassed,
    Malformed,
    NotAsked,
    NotNow,
    OutOfPlace,
    Refused,
    UnknownProcess,
)
from domain.step import challenge, deadline, disavow, division, settle
from domain.step import clockwork as clock
from domain.step import decide as step
from domain.step.commands import (
    AdmitAct,
    Answer,
    BringClosingForward,
    CloseStep,
    ConfirmOutcome,
    CorrectOutcome,
    Disavow,
    DivideQuestion,
    ExtendDeadline,
    FlagProposal,
    Judge,
    LapseAnswers,
    LapseConfirmation,
    OpenStep,
    RaiseQuestion,
    ReadStep,
    ReadWithheld,
    ScheduleStep,
    SendReminders,
    SetDeadline,
    WithdrawAnswer,
)
from domain.step.meeting import not_while_meeting_suspended
from domain.text import decide as text
from domain.text.commands import PublishText, WithdrawText


@dataclass(frozen=True, slots=True)
class At:
    """
    The two times of a decision, both read from the database clock.

    :param received_at: the postmark, taken at the door
    :param recorded_at: what the first event of this decision will carry
    """

    received_at: datetime
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """What a command became. `refused` is set where the only event is a refusal that is kept."""

    events: tuple[Event, ...]
    capacity: str | None = None
    role: str | None = None
    party: str | None = None
    refused: Refused | None = None

    def author(self, command: Command) -> Author:
        """Who has acted, as the record names it: the role and the party that were found out, if they were not said."""
        one = command.actor
        return Author(one.person, self.party or one.party, self.role or one.role, one.via)


DecideOne = Callable[[Process, Any, Acting], list[Event]]

DECIDE: dict[type[ActBase], DecideOne] = {
    MoveClock: decide.move_clock,
    BeginStage: decide.begin_stage,
    FinishStage: decide.finish_stage,
    EndProcess: decide.end,
    AcknowledgeRecovery: decide.acknowledge,
    AmendProcedure: amend.amend,
    ReadWithheld: seen.read_withheld,
    Disavow: disavow.disavow,
    MoveDates: moving.move_dates,
    ChangeCourse: course.change_course,
    ChangeCondition: living.change_condition,
    ChangePledge: living.change_pledge,
    PublishText: text.publish_text,
    WithdrawText: text.withdraw_text,
    AdmitParty: decide.admit_party,
    AppointPerson: decide.appoint,
    ReplaceContact: decide.replace_contact,
    RecordAttendance: decide.attend,
    RecordSuccession: record_succession,
    RecordAction: decide.record_action,
    FixActionDue: decide.fix_action,
    SetActionStatus: decide.action_status,
    DispatchLetter: decide.dispatch_letter,
    Answer: step.answer,
    WithdrawAnswer: step.withdraw,
    FlagProposal: step.flag,
    SetDeadline: deadline.set_deadline,
    ExtendDeadline: deadline.extend,
    BringClosingForward: deadline.bring_forward,
    DivideQuestion: division.divide,
    RaiseQuestion: challenge.raise_question,
    AdmitAct: deadline.admit,
    Judge: settle.judge_outcome,
    ConfirmOutcome: settle.confirm,
    CorrectOutcome: settle.correct,
    ScheduleStep: clock.schedule,
    OpenStep: clock.open_,
    SendReminders: clock.remind,
    ReadStep: clock.read,
    CloseStep: clock.close,
    LapseConfirmation: settle.lapse_confirmation,
    LapseAnswers: settle.lapse_answers,
    LinkInner: inner.link_inner,
    FollowOuter: following.follow_outer,
    NoteCarried: carrying.note_carried,
}

AFTER_THE_END = (
    Answer,
    WithdrawAnswer,
    AdmitAct,
    CorrectOutcome,
    DispatchLetter,
    SetActionStatus,
    AcknowledgeRecovery,
    ChangeCondition,
    ChangeCourse,
    ChangePledge,
    ReadWithheld,
    Disavow,
    MoveClock,
)
"""What a process that has ended still looks at; everything else is out of place."""


def judge(process: Process | None, command: Command, at: At) -> Decision:
    """
    Judge a command.

    :raises Refused: with `on_record` False only: not yet, already done, or refused at the door
    """
    act = command.act
    if isinstance(act, StartProcess):
        return _start(process, command, act, at)
    if process is None:
        raise UnknownProcess(process=str(command.process))
    judged = (
        process.now if process.clock == "stepped" and process.now is not None else at.received_at
    )
    if isinstance(act, CLOCKWORK) or (isinstance(act, MoveClock) and command.actor.person is None):
        decision = _by_clockwork(process, command, clockwork(judged, at.recorded_at))
    elif isinstance(act, Answer) and act.outcome_of is not None and command.actor.person is None:
        decision = _by_inner(process, command, act, At(judged, at.recorded_at))
    else:
        decision = _by_person(process, command, at, judged)
    author = decision.author(command)
    ends = [*ends_when(process, command, decision.events, author, at.received_at, at.recorded_at)]
    return replace(decision, events=(*decision.events, *ends)) if ends else decision


def _start(process: Process | None, command: Command, act: StartProcess, at: At) -> Decision:
    if process is not None:
        raise AlreadyDone(what="the process has started")
    if command.process != process_id_of(command.command_id):
        raise Malformed(problem="the process id is not the one that follows from the command id")
    return Decision(
        tuple(decide.start(act, at.received_at)), role=command.actor.role, party=command.actor.party
    )


def _looked_at(act: ActBase) -> bool:
    """Whether a process that has ended looks at an act: also at a question raised elsewhere and typed in since."""
    raised = isinstance(act, RaiseQuestion) and act.reported is not None
    return raised or isinstance(act, AFTER_THE_END)


def _by_clockwork(process: Process, command: Command, who: Acting) -> Decision:
    if command.actor.via not in ("clockwork", "rehearsal"):
        raise Malformed(problem=f"{command.act.act} is an act of the clockwork")
    if course.waits(process, command.act) and not isinstance(command.act, MoveClock):
        raise NotNow(why="the process is suspended")
    try:
        return Decision(tuple(DECIDE[type(command.act)](process, command.act, who)))
    except Refused as refused:
        refused.zones = process.procedure.cities
        if not refused.on_record or isinstance(command.act, LinkInner | FollowOuter):
            raise
        raise NotNow(why=refused.sentence) from refused


def _by_inner(process: Process, command: Command, act: Answer, at: At) -> Decision:
    """
    Judge the outcome of an inner process as the answer of its party: carried by the clockwork, signed inside.

    The door has looked the inner record up. Late or out of place it is kept like any other answer.

    :raises Malformed: somebody else sends it in nobody's name
    """
    party = act.outcome_of.party if act.outcome_of else ""
    if command.actor.via != "clockwork":
        raise Malformed(problem="an answer is given by a person")
    if party not in process.parties:
        raise NotAsked(party=party)
    who = by_process(process, party, wanted(process, command.act), at.received_at, at.recorded_at)
    try:
        course.not_while_suspended(process, act, who.at)
        return Decision(tuple(step.answer(process, act, who)), None, who.role, party)
    except Refused as refused:
        if not refused.on_record:
            raise
        return _refusal(command, refused, who)


def _by_person(process: Process, command: Command, at: At, judged: datetime) -> Decision:
    who: Acting | None = None
    try:
        who = acting(process, command.actor, judged, at.recorded_at, wanted(process, command.act))
        if process.status == "ended" and not _looked_at(command.act):
            raise OutOfPlace(why="the process has ended")
        course.not_while_suspended(process, command.act, judged)
        not_while_meeting_suspended(process, command.act, judged)
        events = DECIDE[type(command.act)](process, command.act, who)
        events = jointly(process, command.act, who, events)
        if isinstance(command.act, AdmitAct) and not waits(events):
            events += settle.recount(process, command.act.refused, judged)
        return Decision(tuple(events), who.capacity, who.role, who.party)
    except Refused as refused:
        refused.zones = process.procedure.cities
        if not refused.on_record or not is_named(process, command.actor):
            raise
        return _refusal(command, refused, who)


def _refusal(command: Command, refused: Refused, who: Acting | None) -> Decision:
    event = ActRefused(
        code=refused.code,
        sentence=refused.sentence,
        step=getattr(command.act, "step", None),
        late=isinstance(refused, DeadlinePassed)
        and isinstance(command.act, Answer | RaiseQuestion),
        act=json.dumps(command.act.model_dump(mode="json", exclude_none=True), ensure_ascii=False),
    )
    if who is None:
        return Decision(
            (event,), refused=refused, role=command.actor.role, party=command.actor.party
        )
    return Decision((event,), who.capacity, who.role, who.party, refused)
