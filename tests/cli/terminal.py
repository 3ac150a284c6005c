"""The program as a person calls it, on a record of the test's own."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from typer.testing import CliRunner

from cli.main import app
from cli.running import told
from domain.command import Act, Actor, Command, process_id_of
from domain.process.agenda import agenda
from domain.process.commands import MoveClock, StartProcess
from domain.process.events import ProcessStarted
from domain.process.state import Process
from domain.record.recorded import Recorded, parse
from intake.door import Intake
from store.event_store import Store
from tests.domain import pledge
from tests.stage import Database

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Told:
    """What a command told: its exit code, what was asked for, and what stands beside it."""

    exit: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)


@dataclass(slots=True)
class Terminal:
    """:param database: the record that the commands work on; None: there is none"""

    database: Database | None

    def __call__(self, *words: object, exit_: int = 0, as_: str | None = None) -> Told:
        """
        Run a command, and hold its exit code against the one that is expected.

        :param as_: who acts
        """
        given = [*map(str, words), *(["--as", as_] if as_ else [])]
        url = self.database.url if self.database else None
        result = CliRunner().invoke(app, given, env={"DATABASE_URL": url, "PARLEY_AS": None})
        code = result.exit_code
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            assert isinstance(result.exception, Exception)
            code = told(result.exception)
        assert code == exit_, f"exit {code}\n{result.stdout}\n{result.stderr}"
        assert "Traceback" not in result.output
        return Told(code, result.stdout, result.stderr)


@dataclass(slots=True)
class Played:
    """A pledge on a clock of its own, whose clockwork is done here, at the instants that the test names."""

    database: Database
    process: UUID

    def until(self, instant: datetime) -> None:
        """Let time pass, and do what is due on the way."""
        self._at_the_door(lambda door: _until(door, self.process, instant))

    def state(self) -> Process:
        return self._at_the_door(lambda door: door.read(self.process, lambda one, _: one))

    def history(self) -> list[Recorded]:
        async def read() -> list[Recorded]:
            store = await Store.connect(self.database.url)
            try:
                rows = await store.events(self.process)
            finally:
                await store.close()
            return [parse(row.envelope, row.body, row.hash) for row in rows]

        return asyncio.run(read())

    def number(self, type_: str) -> int:
        """The latest event of a type."""
        return [e.envelope.version for e in self.history() if e.envelope.type == type_][-1]

    def _at_the_door(self, work: Callable[[Intake], Awaitable[T]]) -> T:
        async def inside() -> T:
            async with door(self.database) as intake:
                return await work(intake)

        return asyncio.run(inside())


class door:  # noqa: N801  # reads as a verb's object: `async with door(database)`
    """The door of a record, open as long as the block lasts."""

    def __init__(self, database: Database) -> None:
        self._url = database.url

    async def __aenter__(self) -> Intake:
        self._store = await Store.connect(self._url)
        self._intake = Intake(self._store)
        await self._intake.start()
        return self._intake

    async def __aexit__(self, *_: object) -> None:
        await self._intake.stop()
        await self._store.close()


def started(database: Database, name: str = "start") -> Played:
    """Start the pledge of 2022 on the first of February."""
    event = pledge.started().history[0].event
    assert isinstance(event, ProcessStarted)
    act = StartProcess.model_validate(
        {**event.model_dump(exclude={"procedure_sha256"}, by_alias=True)}
    )
    process = process_id_of(name)

    async def start() -> None:
        async with door(database) as intake:
            await _send(intake, process, act, name)
            await _settle(intake, process)

    asyncio.run(start())
    return Played(database, process)


async def _send(intake: Intake, process: UUID, act: Act, name: str) -> None:
    command = Command(
        command_id=name, process=process, actor=Actor(person=None, via="rehearsal"), act=act
    )
    answer = await intake.receive(command)
    assert answer.accepted, answer.refused


async def _settle(intake: Intake, process: UUID) -> None:
    while True:
        due = await intake.read(process, lambda one, _: [
            entry for entry in agenda(one) if one.now and entry.due_at <= one.now
        ])  # fmt: skip
        if not due:
            return
        await _send(intake, process, due[0].act, due[0].command_id)


async def _until(intake: Intake, process: UUID, instant: datetime) -> None:
    await _settle(intake, process)
    while True:
        now, ahead = await intake.read(process, lambda one, _: (
            one.now or instant, [entry.due_at for entry in agenda(one)]
        ))  # fmt: skip
        if now >= instant:
            return
        to = min([instant, *(due for due in ahead if due > now)])
        await _send(intake, process, MoveClock(to=to), f"clock:{to.isoformat()}".replace("+", "."))
        await _settle(intake, process)
