"""The database is restored to an earlier point: whoever has seen more does nothing until that is acknowledged."""

import asyncio
import shutil
import subprocess
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from domain.calendar.models import Span
from domain.command import Act
from domain.model import GRACE
from domain.process.commands import AcknowledgeRecovery
from domain.refused import Busy, DatabaseWentBack
from domain.step.commands import Answer as Objection
from domain.step.commands import ExtendDeadline
from embedded.postgres import Postgres
from intake.door import Intake
from intake.receipt import Answer
from store.event_store import Store
from store.failures import Unavailable
from tests.faults.stack import Stand, seconds, times
from tests.stage import Database
from tests.workflows.scene import Scene, closing, silence_of, the_step

pytestmark = [pytest.mark.fault, pytest.mark.timeout(120)]

STEP = "agreement.objections"
MORE = timedelta(seconds=2)
"""What the act that is lost moves the deadline by: an act that the clockwork gets to know of."""


def backed_up(server: Postgres) -> Path:
    """:returns: a copy of all that the server knows, taken while it was down for a moment"""
    data = server.log.parent
    kept = data.with_name("backup")
    server.stop()
    subprocess.run(["cp", "-a", data, kept], check=True)
    server.start()
    return kept


def restore(server: Postgres, kept: Path) -> None:
    """Put the copy in the place of what the server knows now."""
    server.stop()
    shutil.rmtree(server.log.parent)
    kept.rename(server.log.parent)
    server.start()


async def placed(stand: Stand) -> Scene:
    scene = Scene(stand.intake)
    await scene.start(silence_of(Span(seconds=9)))
    await scene.publish("v1", "chair-principal")
    await scene.is_open(STEP)
    return scene


async def received(stand: Stand, scene: Scene, act: Act, person: str) -> Answer:
    """Send it until it is received: sessions that the restore has ended are `busy`, that is not received."""
    found: list[Answer] = []

    async def is_received() -> bool:
        found.append(await scene.send(act, person, command_id=f"{act.act}-{person}"))
        return not isinstance(found[-1].refused, Busy)

    await stand.when(is_received)
    return found[-1]


async def gone_back(scene: Scene) -> bool:
    """Whether reading the process raises the alarm."""
    try:
        await scene.read(lambda process: process.version)
    except DatabaseWentBack:
        return True
    except Unavailable:
        pass
    return False


async def test_after_a_restore_nothing_is_done_for_what_was_lost_until_it_is_acknowledged(
    stand: Stand,
) -> None:
    stand.workers.start(2)
    await stand.workers.at_work()
    untouched, lost = await placed(stand), await placed(stand)
    closes_at = await lost.read(closing(STEP))
    step = await lost.read(lambda process: the_step(process, STEP).step)
    await stand.delivered()
    kept = await asyncio.to_thread(backed_up, stand.stack.postgres)
    before = await version_of(stand, lost)
    moved = ExtendDeadline(step=step, closes_at=closes_at + MORE, grounds="More time is needed.")
    assert (await received(stand, lost, moved, "chair-principal")).accepted
    seen = await version_of(stand, lost)
    await stand.delivered()
    await asyncio.to_thread(restore, stand.stack.postgres, kept)
    await stand.when(lambda: version_is(stand, lost, before))

    await stand.when(lambda: gone_back(lost))
    objection = Objection(step=step, answer="objection", reason="It goes too far.")
    refused = await received(stand, lost, objection, "b-principal")
    assert isinstance(refused.refused, DatabaseWentBack) and refused.receipt is None
    async with Intake(stand.store) as naive:
        assert await naive.read(lost.process, lambda process, _: process.version) == before

    # Other workers, who have seen nothing: it is the workflow that remembers.
    stand.workers.kill()
    stand.workers.start(2)
    assert await untouched.outcome(STEP) == "held"
    await stand.until(closes_at + MORE + GRACE)
    await stand.when(lambda: told_by(stand))
    assert await version_of(stand, lost) == before

    act = AcknowledgeRecovery(version=seen, grounds="Restored from the backup.")
    await lost.accepted(act, "chair-principal")
    acknowledged = await stand.store.clock()
    assert await lost.outcome(STEP) == "held"
    history = await stand.lawful(lost.process)
    assert times(history, "StepClosed") == 1 and times(history, "DeadlineExtended") == 0
    closed_at = await lost.read(lambda p: the_step(p, STEP).closed_at)
    assert closed_at is not None
    print(
        f"went back from version {seen} to {before}, stood still, acknowledged,"
        f" closed {seconds(closed_at - acknowledged)} s later"
    )


async def test_a_database_that_takes_no_sessions_for_a_while_is_away_and_comes_back(
    postgres: Postgres, database: Database
) -> None:
    """As it is copied or renamed: a worker that took this for an error of its own would end."""
    store = await Store.connect(database.url)
    closed = f"""
    alter database {database.name} with allow_connections false;
    select pg_terminate_backend(pid) from pg_stat_activity where datname = '{database.name}';
    """
    postgres.sql(closed, "postgres")
    for _ in range(3):
        with pytest.raises(Unavailable):
            await store.clock()
    postgres.sql(f"alter database {database.name} with allow_connections true", "postgres")
    await store.clock()
    await store.close()
    print("no sessions for a while: 3 calls told that the record is away, the next answered")


async def told_by(stand: Stand) -> bool:
    """Whether a worker that was started after the restore has raised the alarm."""
    return any("DatabaseWentBack" in log for log in stand.workers.logs()[2:])


async def version_of(stand: Stand, scene: Scene) -> int:
    """How many events are on record, read past every door that remembers."""
    found: list[int] = []

    async def read() -> bool:
        with suppress(Unavailable):
            found.append(len(await stand.history(scene.process)))
        return bool(found)

    await stand.when(read)
    return found[-1]


async def version_is(stand: Stand, scene: Scene, version: int) -> bool:
    return await version_of(stand, scene) == version
