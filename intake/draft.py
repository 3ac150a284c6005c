"""What one process gets in a batch: its commands are decided one after the other, each on what the last one left."""

from dataclasses import dataclass, field
from datetime import datetime

import structlog

from domain.command import Command
from domain.model import MAX_AGE, TICK, stamp
from domain.process.agenda import Alarm, alarms, later, moves_nothing
from domain.process.commands import AcknowledgeRecovery
from domain.process.fold import evolve, process_at
from domain.process.judge import At, Decision, judge
from domain.process.pages import due_rows, pages
from domain.process.state import Process
from domain.record.envelope import Author
from domain.record.recorded import Recorded
from domain.record.seal import Seal, Sealed
from domain.refused import AlreadyDone, Busy, DatabaseWentBack, NotYet, Refused, RuleFailed
from intake.folds import Fold
from intake.receipt import Answer, answer_of
from intake.waiting import Waiting
from store.rows import NewEvent, PrivateText, StreamAppend, Wake

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command came to; it is told only once its batch is committed. `answer` None: its id is on record."""

    waiting: Waiting
    answer: Answer | None


@dataclass(slots=True)
class Draft:
    """
    The commands of one process in one batch. The fold runs ahead of the record while this is being written.

    :param clock: the database's clock, read for this decision
    :ivar written: what goes on record, once everything is decided; None when nothing does
    :ivar spoiled: what went wrong while a decision was folded or written down: the fold is worthless then
    """

    origin: str
    fold: Fold
    clock: datetime
    group: list[Waiting]
    outcomes: list[Outcome] = field(default_factory=list)
    sealed: list[Sealed] = field(default_factory=list)
    private: list[PrivateText] = field(default_factory=list)
    written: StreamAppend | None = None
    spoiled: Exception | None = None

    def decide(self) -> None:
        """Decide the commands in order and write down what they came to."""
        try:
            for waiting in self.group:
                self.outcomes.append(Outcome(waiting, self._answer(waiting)))
            process = self.fold.process
            if self.sealed and process is not None:
                self.written = self._write_down(process)
        except Exception as problem:
            self.spoiled = problem

    def _answer(self, waiting: Waiting) -> Answer | None:
        process = self.fold.process
        if process is not None and waiting.sealed.command_id in process.commands:
            return None
        return self._in_vain(waiting) or self._decide(waiting)

    def _write_down(self, process: Process) -> StreamAppend:
        told = self.fold.alarms or {}
        now = self.fold.alarms = self._alarms_after(process)
        rows = pages(process, self.history)
        if _due(told) != _due(now):
            rows.due = due_rows(process, now)
        events = [
            NewEvent(s.recorded.envelope.version, s.envelope, s.recorded.hash, s.salt, s.body)
            for s in self.sealed
        ]
        wakes = wakes_for(told, now, process.version)
        return StreamAppend(process.process_id, events, self.private, wakes, rows)

    def _alarms_after(self, process: Process) -> dict[str, Alarm]:
        told = self.fold.alarms
        if told and all(moves_nothing(process, s.recorded.event) for s in self.sealed):
            return later(told, process, self.clock)
        return alarms(process, self.clock)

    @property
    def history(self) -> list[Recorded]:
        return [sealed.recorded for sealed in self.sealed]

    def _in_vain(self, waiting: Waiting) -> Answer | None:
        """Whether there is no point in deciding: the record went back, or the postmark is out of its bounds."""
        if self.fold.lost is not None and not _acknowledges(waiting.sealed, self.fold.lost.version):
            return Answer(None, DatabaseWentBack())
        if not _in_bounds(waiting.received_at, self._next_instant()):
            return busy(waiting.sealed, self.fold.process)
        return None

    def _decide(self, waiting: Waiting) -> Answer:
        recorded_at = self._next_instant()
        try:
            decision = judge(
                self.fold.process, waiting.sealed, At(waiting.received_at, recorded_at)
            )
            if not decision.events:
                raise RuntimeError("a decision without events")
        except Refused as refused:
            if not isinstance(refused, NotYet | AlreadyDone):
                log.info("refused_at_the_door", code=refused.code, **_names(waiting.sealed))
            return Answer(None, refused)
        except Exception as problem:
            return rule_failed(waiting.sealed, problem)
        if not _in_bounds(waiting.received_at, recorded_at + len(decision.events) * TICK):
            return busy(waiting.sealed, self.fold.process)
        return answer_of(self._write(waiting, decision, recorded_at))

    def _write(self, waiting: Waiting, decision: Decision, recorded_at: datetime) -> list[Recorded]:
        """Seal the events and fold them at once, so that the next command sees them."""
        self._know_alarms()
        command, history = waiting.sealed, list[Recorded]()
        seal = Seal(
            origin=self.origin,
            stream=command.process,
            command=waiting.text,
            command_id=command.command_id,
            actor=_author(command, decision),
            capacity=decision.capacity,
            received_at=waiting.received_at,
        )
        for event in decision.events:
            fold = self.fold
            sealed = seal.event(
                event,
                version=fold.version + 1,
                prev=fold.head_hash,
                recorded_at=recorded_at,
                process_at=process_at(fold.process, event, recorded_at),
            )
            fold.process = evolve(fold.process, sealed.recorded)
            self.sealed.append(sealed)
            history.append(sealed.recorded)
            recorded_at += TICK
        self.private += waiting.private
        return history

    def _next_instant(self) -> datetime:
        """Recorded times of a stream strictly increase, also when the database's clock steps back."""
        process = self.fold.process
        if process is None or process.last_recorded_at is None:
            return self.clock
        return max(self.clock, process.last_recorded_at + TICK)

    def _know_alarms(self) -> None:
        """Compute what the workflows know now, before the first event of the batch changes it."""
        if self.fold.alarms is None and self.fold.process is not None:
            self.fold.alarms = alarms(self.fold.process, self.clock)


def wakes_for(told: dict[str, Alarm], now: dict[str, Alarm], version: int) -> list[Wake]:
    """Wake the workflows whose first agenda entry changed or became due, and those that have none any more."""
    changed = [alarm for name, alarm in now.items() if told.get(name) != alarm]
    gone = [alarm for name, alarm in told.items() if name not in now]
    return [Wake(alarm.workflow, alarm.workflow_type, version) for alarm in changed + gone]


def busy(command: Command, process: Process | None) -> Answer:
    """Say that an act was not received, and until when it can be sent again."""
    named = getattr(command.act, "step", None)
    step = process.steps.get(named) if process and named else None
    if step is None or step.closes_at is None or not step.is_open:
        return Answer(None, Busy(hint="in a few seconds"))
    return Answer(None, Busy(hint=f"this step closes at {stamp(step.closes_at)}"))


def rule_failed(command: Command, problem: Exception | str) -> Answer:
    """Raise the alarm about a rule that could not be computed, or could not be recorded. The act can be sent again."""
    alarm = {"exc_info": problem} if isinstance(problem, Exception) else {"reason": problem}
    log.error("a_rule_failed", **_names(command), **alarm)
    return Answer(None, RuleFailed())


def _acknowledges(command: Command, lost: int) -> bool:
    return isinstance(command.act, AcknowledgeRecovery) and command.act.version >= lost


def _in_bounds(received_at: datetime, recorded_at: datetime) -> bool:
    return received_at <= recorded_at <= received_at + MAX_AGE


def _author(command: Command, decision: Decision) -> Author:
    actor = command.actor
    party, role = decision.party or actor.party, decision.role or actor.role
    return Author(actor.person, party, role, actor.via)


def _names(command: Command) -> dict[str, str]:
    return {
        "process": str(command.process),
        "command_id": command.command_id,
        "act": command.act.act,
    }


def _due(entries: dict[str, Alarm]) -> dict[str, datetime | None]:
    return {name: alarm.due_at for name, alarm in entries.items()}
