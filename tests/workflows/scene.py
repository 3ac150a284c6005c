"""A process on the real record, driven through the real door: acts go in, and what comes of them is read back."""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID, uuid4

from temporalio.client import Client

from domain.calendar.models import Span
from domain.command import Act, Actor, Command, process_id_of
from domain.participation.commands import Appointment, Party
from domain.procedure.models import Procedure
from domain.process.agenda import agenda, process_workflow, stage_workflow
from domain.process.commands import MoveClock, StartProcess
from domain.process.state import Process, StageRun
from domain.step.commands import Answer
from domain.step.state import Step
from domain.text.commands import PublishText
from intake.door import Intake
from intake.receipt import Answer as Answered
from tests.domain.play import parties, principals, procedure

T = TypeVar("T")
PATIENCE = 30.0
"""Seconds after which what should happen has not happened."""


async def until(what: Callable[[], object], patience: float = PATIENCE) -> None:
    """Wait for a condition, by looking again and again; never for a time."""
    end = time.monotonic() + patience
    while not what():
        assert time.monotonic() < end, "it did not happen in time"
        await asyncio.sleep(0.01)


def silence(window: Span, early_close: tuple[str, ...] = ("gavel",)) -> Procedure:
    """The shipped silence procedure with another window."""
    return with_window(
        procedure("silence-20-seconds"), "agreement", lasts=window, early_close=early_close
    )


def with_window(rules: Procedure, stage: str, **window: object) -> Procedure:
    data = rules.model_dump(mode="json", by_alias=True)
    for one in data["roadmap"]:
        for question in one["questions"].values() if one["stage"] == stage else ():
            question["window"] = {
                "early_close": [],
                **{k: v.model_dump() if isinstance(v, Span) else v for k, v in window.items()},
            }
    return Procedure.model_validate(data)


def silence_of(
    window: Span, *members: str, starts_at: datetime | None = None, **more: tuple[str, ...]
) -> StartProcess:
    """Start a silence procedure among these members, with a chair and an observer."""
    names = members or ("a", "b", "c")
    people: tuple[Party, ...] = (
        *parties("chair", roles=("coordinator",)),
        *parties(*names, roles=("member",)),
        *parties("o", roles=("observer",)),
    )
    who: tuple[Appointment, ...] = principals("chair", *names, "o")
    return StartProcess(
        title="A text",
        procedure=silence(window, **more),
        parties=people,
        appointments=who,
        clock="stepped" if starts_at else "live",
        starts_at=starts_at,
    )


class Scene:
    """One process: what people send, what the record says, and waiting for what the clockwork does."""

    def __init__(self, intake: Intake, client: Client | None = None) -> None:
        """:param client: to look at runs, where a test is about them"""
        self.intake = intake
        self.client = client
        self.process = UUID(int=0)

    async def start(self, act: StartProcess) -> Answered:
        command_id = f"start-{uuid4()}"
        self.process = process_id_of(command_id)
        return await self._send(command_id, Actor(person=None, via="terminal"), act)

    async def send(
        self,
        act: Act,
        person: str | None = None,
        role: str | None = None,
        command_id: str | None = None,
    ) -> Answered:
        actor = Actor(person=person, role=role, via="terminal" if person else "rehearsal")
        return await self._send(command_id or f"{act.act}-{uuid4()}", actor, act)

    async def _send(self, command_id: str, actor: Actor, act: Act) -> Answered:
        return await self.intake.receive(
            Command(command_id=command_id, process=self.process, actor=actor, act=act)
        )

    async def accepted(
        self, act: Act, person: str | None = None, role: str | None = None
    ) -> Answered:
        answer = await self.send(act, person, role)
        assert answer.receipt is not None, answer.refused
        assert answer.receipt.accepted, answer.refused
        return answer

    async def publish(
        self, text: str, person: str, labels: tuple[str, ...] = ("1", "2", "3")
    ) -> None:
        act = PublishText(text=text, kind="rev", title=text, sha256="a" * 64, labels=labels)
        await self.accepted(act, person)

    async def answer(self, step: str, name: str, person: str, **fields: object) -> Answered:
        found = await self.read(lambda process: the_step(process, step).step)
        act = Answer.model_validate({"step": found, "answer": name, **fields})
        return await self.send(act, person)

    async def read(self, look: Callable[[Process], T]) -> T:
        return await self.intake.read(self.process, lambda process, _: look(process))

    async def until(self, what: Callable[[Process], object], patience: float = PATIENCE) -> float:
        """
        Wait until the record says so.

        :returns: seconds that it took
        """
        begun = time.monotonic()
        while not await self.read(what):
            if time.monotonic() > begun + patience:
                raise AssertionError(f"it did not happen in time; {await self.read(story)}")
            await asyncio.sleep(0.005)
        return time.monotonic() - begun

    async def at_rest(self) -> None:
        """Nothing in the agenda is due: as the record says, not the workflows."""
        await self.until(
            lambda p: p.now is not None and all(due.due_at > p.now for due in agenda(p))
        )

    async def step_to(self, instant: datetime) -> None:
        """Move the clock of a rehearsal, from one due instant to the next."""
        await self.at_rest()
        while (now := await self.read(lambda p: p.now)) is not None and now < instant:
            ahead = await self.read(lambda p: [due.due_at for due in agenda(p)])
            await self.accepted(MoveClock(to=min([instant, *ahead])))
            await self.at_rest()

    async def is_open(self, key: str) -> None:
        await self.until(lambda p: (step := p.step_of(key)) is not None and step.opened)

    async def outcome(self, key: str, patience: float = PATIENCE) -> str:
        """Wait for the settled outcome of a step, by the name that procedures give it."""
        await self.until(lambda p: (step := p.step_of(key)) is not None and step.settled, patience)
        return await self.read(lambda p: the_step(p, key).outcome or "")

    async def workflows(self) -> list[str]:
        """The ids of all workflows that this process has had."""
        return await self.read(
            lambda p: [process_workflow(p), *map(stage_workflow, p.stages.values())]
        )

    async def completed(self, workflow: str) -> None:
        """Wait until a workflow has ended by itself."""
        assert self.client is not None
        handle = self.client.get_workflow_handle(workflow)
        await asyncio.wait_for(handle.result(), PATIENCE)

    async def steps_of(self, stage: str) -> list[Step]:
        """The steps of the latest run of a stage, in the order in which they were put."""
        run = await self.run_of(stage)
        return await self.read(lambda p: [p.steps[step] for step in run.steps.values()])

    async def run_of(self, stage: str) -> StageRun:
        return await self.read(lambda p: [run for run in p.stages.values() if run.key == stage][-1])


def the_step(process: Process, key: str) -> Step:
    step = process.step_of(key)
    assert step is not None, f"no step {key}"
    return step


def closing(key: str) -> Callable[[Process], datetime]:
    """When a step closes, says the record."""

    def look(process: Process) -> datetime:
        closes_at = the_step(process, key).closes_at
        assert closes_at is not None, f"{key} has no deadline"
        return closes_at

    return look


def story(process: Process) -> str:
    """What a failed wait tells: version, stages, steps, agenda."""
    stages = [(run.key, run.outcome or "running") for run in process.stages.values()]
    steps = [(step.question, step.closes_at, step.outcome) for step in process.steps.values()]
    ahead = [(due.command_id, due.due_at) for due in agenda(process)]
    return f"version {process.version}, stages {stages}, steps {steps}, agenda {ahead}"


def ended(stage: str) -> Callable[[Process], bool]:
    """The stage has ended, says the record."""
    return lambda process: any(
        run.ended_at is not None for run in process.stages.values() if run.key == stage
    )


SECOND = timedelta(seconds=1)
