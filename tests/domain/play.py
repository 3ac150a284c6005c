"""A record in memory: the same judge and the same fold as at the door, for tests of the domain alone."""

from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Literal
from uuid import UUID

from domain.calendar.models import Calendar
from domain.calendar.read import parse_calendars
from domain.command import Act, Actor, Command, process_id_of
from domain.event import Event
from domain.judged import JUDGE
from domain.participation.commands import Appointment, Party
from domain.procedure.models import Procedure
from domain.procedure.read import parse_procedure
from domain.process.agenda import agenda
from domain.process.commands import MoveClock, NoteCarried, StartProcess
from domain.process.fold import evolve, process_at
from domain.process.judge import At, Decision, judge
from domain.process.state import Process
from domain.record.envelope import Author, Envelope
from domain.record.recorded import Recorded
from domain.step.state import Step

Via = Literal["terminal", "rehearsal", "clockwork", "portal"]
ROOT = Path(__file__).parents[2]


@cache
def procedure(name: str = "un-system-pledge") -> Procedure:
    return parse_procedure((ROOT / "procedures" / f"{name}.yaml").read_text())


@cache
def calendars() -> tuple[Calendar, ...]:
    files = sorted((ROOT / "procedures" / "calendars").glob("*.yaml"))
    found = [calendar for file in files for calendar in parse_calendars(file.read_text())]
    old = {calendar.supersedes for calendar in found}
    return tuple(calendar for calendar in found if calendar.key not in old)


def parties(*names: str, roles: tuple[str, ...] = ("principal",)) -> tuple[Party, ...]:
    return tuple(Party(party=name, name=name.upper(), roles=roles) for name in names)


def principals(*names: str) -> tuple[Appointment, ...]:
    return tuple(
        Appointment(person=f"{name}-principal", party=name, capacity="principal") for name in names
    )


class Play:
    """One process under test. `now` is the clock: of the rehearsal, or the database's where the process is live."""

    def __init__(self, start: StartProcess, now: datetime, start_id: str | None = None) -> None:
        self.now = now
        self.history: list[Recorded] = []
        self.process: Process | None = None
        self.number = 0
        self.send(start, via="terminal", command_id=start_id)

    @property
    def state(self) -> Process:
        assert self.process is not None
        return self.process

    def send(
        self,
        act: Act,
        person: str | None = None,
        party: str | None = None,
        role: str | None = None,
        via: Via = "terminal",
        received_at: datetime | None = None,
        command_id: str | None = None,
    ) -> Decision:
        """Judge an act and fold what it becomes, as the door would."""
        self.number += 1
        command_id = command_id or f"command-{self.number}"
        actor = Actor(person=person, party=party, role=role, via=via)
        process_id = self.state.process_id if self.process else process_id_of(command_id)
        command = Command(command_id=command_id, process=process_id, actor=actor, act=act)
        received = received_at or self.now
        recorded = max(self.now, self._after_last())
        decision = judge(self.process, command, At(received, recorded))
        for ordinal, event in enumerate(decision.events):
            self._append(command, decision, event, ordinal, received, recorded)
        return decision

    def _after_last(self) -> datetime:
        last = self.process.last_recorded_at if self.process else None
        return last + timedelta(microseconds=1) if last else self.now

    def _append(
        self,
        command: Command,
        decision: Decision,
        event: Event,
        ordinal: int,
        received: datetime,
        recorded: datetime,
    ) -> None:
        at = recorded + timedelta(microseconds=ordinal)
        actor = command.actor
        envelope = Envelope(
            v=1,
            origin="test",
            stream=command.process,
            version=len(self.history) + 1,
            type=type(event).__name__,
            type_v=event.type_v,
            recorded_at=at,
            received_at=received,
            process_at=process_at(self.process, event, at),
            actor=Author(
                actor.person, decision.party or actor.party, decision.role or actor.role, actor.via
            ),
            capacity=decision.capacity,
            command_id=command.command_id,
            command_hash="0" * 64,
            ordinal=ordinal,
            causation=None,
            correlation=None,
            body_commit="0" * 64,
            prev="0" * 64,
            judge=JUDGE,
        )
        one = Recorded(envelope, event, bytes(32))
        self.history.append(one)
        self.process = evolve(self.process, one)

    def settle(self) -> None:
        """Do what the clockwork does: whatever is due now, in order, until nothing is."""
        for _ in range(1000):
            due = [d for d in agenda(self.state) if d.due_at <= self.clock]
            if not due:
                return
            live = self.state.clock == "live"
            received = max(self.now, due[0].due_at) if live else None
            self.send(
                due[0].act, via="clockwork", received_at=received, command_id=due[0].command_id
            )
        raise AssertionError(f"never at rest: {agenda(self.state)[:3]}")

    def settle_all_but_carrying(self) -> None:
        """Do whatever is due now, but for what is to be carried into other processes."""
        for _ in range(1000):
            due = [d for d in agenda(self.state) if d.due_at <= self.clock]
            due = [d for d in due if not isinstance(d.act, NoteCarried)]
            if not due:
                return
            live = self.state.clock == "live"
            received = max(self.now, due[0].due_at) if live else None
            self.send(
                due[0].act, via="clockwork", received_at=received, command_id=due[0].command_id
            )

    @property
    def clock(self) -> datetime:
        stepped = self.state.now if self.state.clock == "stepped" else None
        return stepped or max(self.now, self.state.last_recorded_at or self.now)

    def until(self, instant: datetime) -> None:
        """Let time pass: from one due instant to the next, doing what is due at each."""
        self.settle()
        while self.clock < instant:
            ahead = [d.due_at for d in agenda(self.state) if d.due_at > self.clock]
            self.step_to(min([instant, *ahead]))
            self.settle()

    def step_to(self, to: datetime) -> None:
        """Move the clock, and do nothing of what is due then."""
        if self.state.clock == "stepped":
            self.send(MoveClock(to=to), via="rehearsal")
        else:
            self.now = to

    def step(self, key: str) -> Step:
        found = self.state.step_of(key)
        assert found is not None, f"no step {key}"
        return found

    def types(self, since: int = 0) -> list[str]:
        return [one.envelope.type for one in self.history[since:]]

    def process_id(self) -> UUID:
        return self.state.process_id
