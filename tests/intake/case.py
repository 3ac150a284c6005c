"""One question put to members, on a real record, behind one or several doors."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID, uuid4

import asyncpg

from domain.act import ActBase
from domain.calendar.models import Span
from domain.command import Actor, Command, process_id_of
from domain.procedure.models import Procedure
from domain.process.agenda import agenda
from domain.process.commands import StartProcess
from domain.process.state import Process
from domain.record.recorded import Recorded, parse
from domain.step.commands import Answer, BringClosingForward, CloseStep, ExtendDeadline
from domain.step.state import Step
from domain.text.commands import PublishText
from intake.door import Answer as Answered
from intake.door import Intake
from store.event_store import Store
from tests.domain.play import parties, principals, procedure

T = TypeVar("T")

MEMBERS = tuple(f"m{number}" for number in range(30))
TERMINAL = "terminal"
WAITING = """
select count(*) from pg_locks as l join pg_database as d on d.oid = l.database
where d.datname = current_database() and l.locktype = 'advisory' and not l.granted
"""


class Case:
    """
    A silence procedure among thirty members.

    :ivar process: its id; :ivar step: the id of its one step, once it is open
    """

    def __init__(self, store: Store, intake: Intake, owner: "asyncpg.Connection") -> None:
        """:param owner: a session of the owner of the record, to look behind the scenes"""
        self.store, self.intake, self.owner = store, intake, owner
        self.process = UUID(int=0)
        self.step = UUID(int=0)

    async def opened(self, window: Span | None = None) -> "Case":
        """Start it, publish the text, and let the clockwork open the question."""
        await self.started(window)
        text = PublishText(text="v1", kind="final", title="v1", sha256="a" * 64, labels=("1", "2"))
        await self.accepted(text, "chair-principal")
        await self.clockwork()
        self.step = await self.read(lambda process, _: next(iter(process.steps)))
        self.opened_at = (await self.the_step()).opens_at
        return self

    async def started(self, window: Span | None = None) -> "Case":
        act = StartProcess(
            title="A text",
            procedure=with_window(window or Span(hours=1)),
            parties=(
                *parties("chair", roles=("coordinator",)),
                *parties(*MEMBERS, roles=("member",)),
            ),
            appointments=principals("chair", *MEMBERS),
            clock="live",
        )
        name = f"start-{uuid4()}"
        self.process = process_id_of(name)
        answer = await self.intake.receive(self.command(act, None, name))
        assert answer.accepted, answer.refused
        return self

    def command(
        self, act: ActBase, person: str | None, command_id: str | None = None, via: str = TERMINAL
    ) -> Command:
        return Command.model_validate(
            {
                "command_id": command_id or f"{act.__class__.__name__}-{uuid4()}",
                "process": self.process,
                "actor": Actor.model_validate({"person": person, "via": via}),
                "act": act,
            }
        )

    def objection(
        self, number: int = 0, command_id: str | None = None, reason: str = "It goes too far."
    ) -> Command:
        """An objection of one member, with words of a person in it."""
        act = Answer(step=self.step, answer="objection", paragraphs=("1",), reason=reason)
        return self.command(act, f"m{number}-principal", command_id)

    def hold(self, number: int = 0) -> Command:
        act = Answer(step=self.step, answer="hold", reason="The capital is asleep.")
        return self.command(act, f"m{number}-principal")

    def gavel(self) -> Command:
        act = BringClosingForward(step=self.step, grounds="All were heard.")
        return self.command(act, "chair-principal")

    def extension(self, closes_at: datetime) -> Command:
        act = ExtendDeadline(step=self.step, closes_at=closes_at, grounds="More time is needed.")
        return self.command(act, "chair-principal")

    def close(self, closes_at: datetime) -> Command:
        act = CloseStep(step=self.step, closes_at=closes_at)
        return self.command(act, None, via="clockwork")

    async def accepted(self, act: ActBase, person: str | None = None) -> Answered:
        answer = await self.intake.receive(self.command(act, person))
        assert answer.accepted, answer.refused
        return answer

    async def send(self, command: Command) -> Answered:
        return await self.intake.receive(command)

    async def clockwork(self) -> int:
        """Do what is due, until nothing is. :returns: how many entries were done"""
        done = 0
        while due := await self.read(_due):
            for command_id, act in due:
                await self.intake.receive(self.command(act, None, command_id, via="clockwork"))
                done += 1
        return done

    async def read(self, look: Callable[[Process, datetime], T]) -> T:
        return await self.intake.read(self.process, look)

    async def closes_at(self) -> datetime:
        found = await self.read(lambda process, _: process.steps[self.step].closes_at)
        assert found is not None
        return found

    async def the_step(self) -> Step:
        return await self.read(lambda process, _: process.steps[self.step])

    async def history(self) -> list[Recorded]:
        """What is on record, read past the door."""
        rows = await self.store.events(self.process)
        return [parse(row.envelope, row.body, row.hash) for row in rows]

    @asynccontextmanager
    async def locked(self) -> AsyncIterator[None]:
        """Keep the stream locked from another session, as a writer that hangs would."""
        async with self.store.batch([self.process], 5000):
            yield

    async def somebody_waits(self) -> None:
        """Wait until a writer stands before the lock: what it brings has its postmark and is not decided."""
        while not await self.owner.fetchval(WAITING):
            await asyncio.sleep(0.001)

    async def until(self, instant: datetime) -> None:
        """Wait until the database's clock reads at least this."""
        while (now := await self.store.clock()) < instant:
            await asyncio.sleep(max(0.0, (instant - now) / timedelta(seconds=1)))


def with_window(lasts: Span) -> Procedure:
    """The shipped silence procedure with a window of another length; holds add as much."""
    data = procedure("silence-20-seconds").model_dump(mode="json", by_alias=True)
    question = data["roadmap"][0]["questions"]["objections"]
    question["window"]["lasts"] = lasts.model_dump()
    question["hold"]["span"] = {"seconds": 2}
    question["hold"]["total"] = 30
    return Procedure.model_validate(data)


def _due(process: Process, now: datetime) -> list[tuple[str, ActBase]]:
    return [(due.command_id, due.act) for due in agenda(process) if due.due_at <= now]
