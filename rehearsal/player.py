"""
Playing a scenario: the clock is moved from one due instant to the next, workers do what is due, people act.

The player does nothing that the engine does: it sends what people do, and moves the stepped clock. What it knows it
knows from the record, by the auditor's own fold. At rest means that nothing in the agenda is due; so the history is
exact to the instant, whatever plays it and however fast.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import Protocol
from uuid import UUID, uuid4

from pydantic import ValidationError

from domain.command import Act, Actor, Command, process_id_of
from domain.process.agenda import Due, agenda, first_due
from domain.process.commands import MoveClock, OuterQuestion, StartProcess
from domain.process.fold import evolve
from domain.process.proof import link_of
from domain.process.state import Process
from domain.record.recorded import Recorded
from domain.refused import AlreadyDone, Busy
from intake.receipt import Answer
from rehearsal.dates import dates_of
from rehearsal.engine import Engine
from rehearsal.findings import findings
from rehearsal.names import Left, Names, Unresolved, find_step
from rehearsal.parties import enrol
from rehearsal.read import Rehearsal
from rehearsal.report import ActReport, Report, act_report, end_report, step_report
from rehearsal.scenario import Entry, Inside
from rehearsal.steering import PublishText
from rehearsal.texts import MEDIA_TYPE

PATIENCE = 30.0
"""Seconds without any progress of the clockwork after which it is taken to stand still."""

POLL = (0.002, 0.05)
"""Seconds between two looks at the record: the first, and the longest."""


class StandsStill(Exception):
    """The clockwork does nothing of what is due, or the door receives nothing."""


class NotStarted(Exception):
    """The process was refused as a whole, so there is nothing to play."""


class Audience(Protocol):
    """Who watches. Every call may take its time: the clock of the rehearsal stands still meanwhile."""

    async def clock(self, before: datetime, now: datetime) -> None:
        """The clock is about to be moved."""

    async def happened(self, recorded: Recorded) -> None:
        """An event is on record: of an act, of the clock or of the clockwork."""

    async def acted(self, act: ActReport) -> None:
        """Somebody has acted, and was answered. Its events have been told before."""

    def inside(self, rehearsal: Rehearsal) -> "Audience":
        """Who watches a process that is run inside."""


class Nobody:
    """An audience that looks away."""

    async def clock(self, before: datetime, now: datetime) -> None: ...

    async def happened(self, recorded: Recorded) -> None: ...

    async def acted(self, act: ActReport) -> None: ...

    def inside(self, rehearsal: Rehearsal) -> Audience:  # noqa: ARG002
        return Nobody()


Turn = Callable[[], Awaitable[None]]


class Player:
    """One performance of a scenario: a process of its own in the record, marked as a rehearsal."""

    def __init__(
        self,
        rehearsal: Rehearsal,
        engine: Engine,
        audience: Audience | None = None,
        patience: float = PATIENCE,
    ) -> None:
        self.rehearsal = rehearsal
        self.scenario = rehearsal.scenario
        self.engine = engine
        self.audience: Audience = audience or Nobody()
        self.patience = patience
        self.run = f"rehearsal-{uuid4()}"
        self.process_id: UUID = process_id_of(self.run)
        self.process: Process | None = None
        self.history: list[Recorded] = []
        self.ids: dict[str, str] = {}
        self.left: dict[str, Left] = {}
        self.acts: list[ActReport] = []
        self.moves = 0
        self.cast: list[Player] = [self]

    async def play(self) -> Report:
        """
        Play the scenario to its end, with the processes that are run inside.

        :raises StandsStill: the workers do nothing of what is due
        :raises NotStarted: parties, dates and procedure do not fit together
        """
        await self._start()
        for at, turn in self._turns():
            await self._until(at)
            await turn()
        await self._until(self.rehearsal.ends_at)
        return self.report()

    def _turns(self) -> list[tuple[datetime, Turn]]:
        """What is done when, here and inside. At the same instant this process comes first."""
        turns = self._own_turns()
        for inside, rehearsal in self.rehearsal.inside:
            audience = self.audience.inside(rehearsal)
            own = Player(rehearsal, self.engine, audience, self.patience)
            begins = partial(self._begin_inside, inside, own)
            turns += [(rehearsal.scenario.clock, begins), *own._own_turns()]
        return sorted(turns, key=lambda turn: turn[0])

    def _own_turns(self) -> list[tuple[datetime, Turn]]:
        return [
            (entry.at, partial(self._act, entry, person))
            for entry in self.scenario.acts
            for person in entry.as_
        ]

    async def _begin_inside(self, inside: Inside, own: "Player") -> None:
        """:raises NotStarted: the question that it is to answer is not put"""
        step = find_step(self.state, inside.step)
        if step is None:
            raise NotStarted(f"{own.scenario.title} begins before {inside.step} is put")
        await own._start(link_of(self.state, step, inside.for_))
        self.cast.append(own)

    def report(self) -> Report:
        found = findings(self.scenario.expectations, self.history, self.left)
        procedure = self.rehearsal.procedure
        inside = tuple(own.report() for own in self.cast[1:])
        return Report(
            scenario=self.scenario.scenario,
            title=self.scenario.title,
            process=self.process_id,
            procedure=f"{procedure.procedure}/{procedure.version}",
            procedure_sha256=procedure.sha256(),
            acts=tuple(self.acts),
            steps=tuple(step_report(self.state, step) for step in self.state.steps.values()),
            expectations=tuple(found),
            end=end_report(self.state),
            dates=dates_of(self.state),
            inside=inside,
            passed=all(one.holds for one in found)
            and all(act.holds is not False for act in self.acts)
            and all(one.passed for one in inside),
        )

    @property
    def state(self) -> Process:
        """The process as the record told it last."""
        if self.process is None:
            raise NotStarted("nothing is on record")
        return self.process

    @property
    def now(self) -> datetime:
        """Where the clock of the rehearsal stands."""
        return self.state.now or self.state.started_at

    # The process and its clock.

    async def _start(self, answers: OuterQuestion | None = None) -> None:
        """:param answers: the question of another process that this one answers"""
        enrolled = await enrol(self.rehearsal.parties, self.engine.upsert)
        self.ids = dict(enrolled.ids)
        for one in self.scenario.newcomers:
            self.ids[one.person] = await self.engine.upsert(one.person, one.name, None)
        act = StartProcess(
            title=self.scenario.title,
            mandate=self.scenario.mandate,
            procedure=self.rehearsal.procedure,
            calendars=self.rehearsal.calendars,
            dates=self.scenario.dates | self._dates_of(answers),
            parties=enrolled.parties,
            appointments=enrolled.appointments,
            taken_over=enrolled.taken_over,
            clock="stepped",
            starts_at=self.scenario.clock,
            answers=answers,
        )
        answer = await self._send(self.run, Actor(via="rehearsal"), act)
        if answer.refused is not None:
            raise NotStarted(answer.refused.sentence)
        await self._rest()

    def _dates_of(self, answers: OuterQuestion | None) -> dict[str, datetime]:
        """The dates that stand for the closing of the question that is answered."""
        closes_at = answers.closes_at if answers else None
        if closes_at is None:
            return {}
        rules = self.rehearsal.procedure.dates
        return {name: closes_at for name, rule in rules.items() if rule.outer}

    async def _until(self, instant: datetime) -> None:
        """Let the clock of all pass from one due instant to the next; the workers do what is due at each."""
        await self._all_rest()
        while self.now < instant:
            ahead = [due for one in self.cast if (due := first_due(one.state)) is not None]
            to = min([instant, *ahead])
            await self.audience.clock(self.now, to)
            for one in self.cast:
                await one._move(to)
            await self._all_rest()

    async def _move(self, to: datetime) -> None:
        self.moves += 1
        name, actor = f"{self.run}:clock:{self.moves}", Actor(via="rehearsal")
        answer = await self._send(name, actor, MoveClock(to=to))
        if answer.refused is not None and not isinstance(answer.refused, AlreadyDone):
            raise StandsStill(answer.refused.sentence)
        await self._rest()

    async def _all_rest(self) -> None:
        """Wait until nothing is due in any of them: what one carries into another may be something to do there."""
        anything = True
        while anything:
            for one in self.cast:
                await one._rest()
            several = len(self.cast) > 1
            anything = several and any([await one._look() for one in self.cast])

    async def _rest(self) -> None:
        """
        Wait until nothing in the agenda is due: as the record says, not the workflows.

        :raises StandsStill: no event in all the time that patience lasts
        """
        wait, since = POLL[0], time.monotonic()
        while True:
            if await self._look():
                wait, since = POLL[0], time.monotonic()
            due = due_now(self.state)
            if due is None:
                return
            if time.monotonic() - since > self.patience:
                raise StandsStill(
                    f"nothing has moved for {self.patience:.0f} s, and {due.act.act} is due. "
                    "Is a worker running?"
                )
            await asyncio.sleep(wait)
            wait = min(wait * 1.5, POLL[1])

    async def _look(self) -> bool:
        """Read on in the record, and tell the audience. :returns: whether there was anything new"""
        new = await self.engine.history(self.process_id, len(self.history))
        for recorded in new:
            self.history.append(recorded)
            self.process = evolve(self.process, recorded)
            await self.audience.happened(recorded)
        return bool(new)

    # What people do.

    async def _act(self, entry: Entry, person: str) -> None:
        """Send one act, note what became of it, and let the clockwork do what follows at once."""
        answer, missing = None, None
        number = len(self.acts) + 1
        try:
            act = self._meant(entry)
        except Unresolved as problem:
            missing = str(problem)
        else:
            if isinstance(entry.said, PublishText):
                await self.engine.keep(self.scenario.texts[entry.said.text].content, MEDIA_TYPE)
            actor = Actor(
                person=self.ids[person], party=entry.for_, role=entry.in_, via="rehearsal"
            )
            answer = await self._send(f"{self.run}:act:{number}", actor, act)
        await self._look()
        await self._note(number, entry, person, answer, missing)
        await self._rest()

    def _meant(self, entry: Entry) -> Act:
        """:raises Unresolved: it points at what is not there, or means nothing that could be sent"""
        try:
            return entry.said.meant(Names(self.state, self.ids, self.left, self.scenario.texts))
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(map(str, first["loc"]))
            raise Unresolved(f"this cannot be sent: {place}: {first['msg']}") from error

    async def _send(self, command_id: str, actor: Actor, act: Act) -> Answer:
        """Send a command; again, with the same id, while the door is too busy to receive it."""
        command = Command(command_id=command_id, process=self.process_id, actor=actor, act=act)
        until, wait = time.monotonic() + self.patience, POLL[0]
        while True:
            answer = await self.engine.receive(command)
            if not isinstance(answer.refused, Busy):
                return answer
            if time.monotonic() > until:
                raise StandsStill(f"the door was busy for {self.patience:.0f} s")
            await asyncio.sleep(wait)
            wait = min(wait * 2, 1.0)

    async def _note(
        self, number: int, entry: Entry, person: str, answer: Answer | None, missing: str | None
    ) -> None:
        receipt = answer.receipt if answer else None
        left = Left(receipt.versions, receipt.types) if receipt else Left((), ())
        label = entry.label_of(person)
        if label:
            self.left[label] = left
        first = self.history[left.versions[0] - 1].envelope if left.versions else None
        told = act_report(
            number, self.now, entry, person, answer, missing, first, self.scenario.expect
        )
        self.acts.append(told)
        await self.audience.acted(told)


def due_now(process: Process) -> Due | None:
    """Give what is due and not done, if anything is."""
    now = process.now or process.started_at
    return next((due for due in agenda(process) if due.due_at <= now), None)
