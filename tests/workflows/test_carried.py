"""
Between two processes: an outcome and a moved closing travel by themselves, through relay, workflow and activity.

Whatever is lost on the way is found again, for it is due in the record until its record notes what became of it.
"""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from domain.command import Command
from domain.process.agenda import Due, agenda
from domain.process.carrying import said_there, word, word_id
from domain.process.commands import NoteCarried
from domain.process.state import Process
from domain.step.commands import Answer, ExtendDeadline
from intake.door import Intake
from store import wakes
from store.auditing import audit
from store.event_store import Store
from tests.domain.clearance import DUE, STEP
from tests.workflows.inner import linked, one_question
from tests.workflows.scene import Scene, the_step
from tests.workflows.works import Works, replayed
from worker.sweep import sweep_once

DAY = timedelta(days=1)
pytestmark = pytest.mark.timeout(120)


async def sign(own: Scene) -> None:
    await own.is_open("preparation.brief")
    await own.publish("brief", "desk")
    await own.is_open("units.positions")
    await own.is_open("legal_review.review")
    await own.answer("units.positions", "clear", "one")
    await own.answer("units.positions", "clear", "two")
    await own.answer("legal_review.review", "review", "law", choice="cleared")
    await own.is_open("signature.signature")
    await own.answer("signature.signature", "signature", "acting", choice="cleared")


def roster(process: Process) -> dict[str, tuple[str, ...]]:
    return the_step(process, STEP).roster()


async def test_the_outcome_and_a_moved_closing_travel_by_themselves(
    scene: Scene, store: Store
) -> None:
    own = await linked(scene)
    await scene.until(lambda p: p.inner)
    step = await scene.read(lambda p: the_step(p, STEP).step)
    more = ExtendDeadline(step=step, closes_at=DUE + DAY, grounds="The head travels.")
    await scene.accepted(more, "chair-principal")
    await own.until(lambda p: p.dates["answer_due"] == DUE + DAY)
    await sign(own)
    await own.until(lambda p: p.given)
    assert await scene.read(roster) == {"endorse": ("a",)}
    for one in (scene, own):
        found = await audit(store, one.process)
        assert found.clean
        assert [other.state for other in found.looked_up] == ["same"]
        assert await one.read(agenda_of_carrying) == []
    assert scene.client is not None
    await replayed(scene.client, await own.workflows())


def agenda_of_carrying(process: Process) -> list[Due]:
    return [due for due in agenda(process) if isinstance(due.act, NoteCarried)]


async def ended_and_not_carried(door: Scene, works: Works) -> Scene:
    """The inner process has ended before any worker carries: its clockwork is done by hand up to there."""
    async with works.working():
        own = await linked(door, live=True, rules=one_question())
        await door.until(lambda p: p.inner)
    await own.publish("brief", "desk")
    await by_hand(own)
    assert await own.read(lambda p: (p.status, p.outcome)) == ("ended", "held")
    return own


async def by_hand(own: Scene) -> None:
    """Do what is due as a worker would, but carry nothing."""
    while await own.read(lambda p: p.status) == "running":
        for due in await own.read(agenda):
            if not isinstance(due.act, NoteCarried):
                await sent(own.intake, own.process, due.command_id, due.act)
        await asyncio.sleep(0.02)


async def sent(intake: Intake, process: Any, command_id: str, act: Any) -> None:
    actor = {"via": "clockwork"}
    command = {"command_id": command_id, "process": process, "actor": actor, "act": act}
    await intake.receive(Command.model_validate(command))


async def test_an_outcome_is_carried_by_the_worker_that_comes_after_the_end(
    door: Scene, works: Works, store: Store
) -> None:
    """The worker was killed between the end of the inner process and the carrying."""
    own = await ended_and_not_carried(door, works)
    assert await door.read(roster) == {}
    async with works.working():
        await own.until(lambda p: p.given)
    assert await door.read(roster) == {"endorse": ("a",)}
    assert (await audit(store, door.process)).clean


async def test_an_outcome_that_was_taken_and_not_noted_is_noted_with_the_same_event(
    door: Scene, works: Works, store: Store
) -> None:
    """The worker was killed after the other process had taken the outcome, and before this one noted it."""
    own = await ended_and_not_carried(door, works)
    [due] = await own.read(agenda_of_carrying)
    note = due.act
    assert isinstance(note, NoteCarried)
    said, name = await own.read(lambda p: (word(p, note), word_id(p, note)))
    assert said is not None
    act = await door.read(lambda p: said_there(p, said))
    assert isinstance(act, Answer)
    await sent(door.intake, door.process, name, act)
    [given] = await door.read(lambda p: [one.version for one in the_step(p, STEP).answers])
    async with works.working():
        await own.until(lambda p: p.given)
    rows = await store.events(own.process)
    assert f'"event":{given}' in rows[-1].body
    assert len(await door.read(lambda p: the_step(p, STEP).answers)) == 1


async def test_an_outcome_that_temporal_forgot_is_carried_by_the_sweep(
    door: Scene, works: Works, store: Store
) -> None:
    """Every wake was delivered, to a server that has lost all its data since."""
    own = await ended_and_not_carried(door, works)
    for wake in await wakes.claim(store, 100, 60):
        await wakes.delivered(store, wake.workflow_id, wake.stream_version)
    async with works.working():
        assert await sweep_once(store, overdue=0.01) >= 1
        await own.until(lambda p: p.given)
    assert await door.read(roster) == {"endorse": ("a",)}


async def test_a_moved_closing_that_temporal_forgot_is_carried_by_the_sweep(
    door: Scene, works: Works, store: Store
) -> None:
    async with works.working():
        own = await linked(door, live=True, rules=one_question())
        await door.until(lambda p: p.inner)
    closes_at = await door.read(lambda p: the_step(p, STEP).closes_at)
    assert closes_at is not None
    step = await door.read(lambda p: the_step(p, STEP).step)
    more = ExtendDeadline(step=step, closes_at=closes_at + DAY, grounds="The head travels.")
    await door.accepted(more, "chair-principal")
    for wake in await wakes.claim(store, 100, 60):
        await wakes.delivered(store, wake.workflow_id, wake.stream_version)
    async with works.working():
        assert await sweep_once(store, overdue=0.01) >= 1
        await own.until(lambda p: p.dates["answer_due"] == closes_at + DAY)
