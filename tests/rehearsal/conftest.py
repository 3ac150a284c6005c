"""What a rehearsal needs under test: a record of its own behind the real door, and a worker of the real Temporal."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from temporalio.client import Client

from domain.process.agenda import process_workflow, stage_workflow
from domain.process.state import Process
from intake.door import Intake
from rehearsal.engine import RealEngine
from rehearsal.player import Player
from rehearsal.read import read_rehearsal
from rehearsal.report import Report
from store.auditing import audit
from store.event_store import Store
from tests.stage import Database
from tests.workflows.works import Works, replayed

Play = Callable[[Path], Awaitable[Report]]


@pytest.fixture
async def record(database: Database) -> AsyncIterator[Store]:
    store = await Store.connect(database.url)
    yield store
    await store.close()


@pytest.fixture
async def client(record: Store, temporal_address: str) -> AsyncIterator[Client]:
    """A worker does the clockwork as long as the test runs."""
    async with Works(record, temporal_address).working() as client:
        yield client


@pytest.fixture
async def engine(record: Store, client: Client) -> AsyncIterator[RealEngine]:
    """Real Postgres behind the real door, with a worker of the real Temporal."""
    async with Intake(record) as door:
        yield RealEngine(door, record)


@pytest.fixture
async def play(engine: RealEngine, client: Client, record: Store) -> AsyncIterator[Play]:
    """Play a file. In the end every workflow history that this has left is replayed, and the record is audited."""
    played: list[Process] = []

    async def play_file(path: Path) -> Report:
        player = Player(read_rehearsal(path), engine)
        report = await player.play()
        played.extend(one.state for one in player.cast)
        return report

    yield play_file
    for process in played:
        runs = [stage_workflow(run) for run in process.stages.values()]
        await replayed(client, [process_workflow(process), *runs])
        found = await audit(record, process.process_id)
        assert found.clean, (found.verdict.findings, found.gaps, found.orphans, found.broken)
