"""Workers that keep no workflow in memory: every task replays its whole history, for a whole pledge."""

import pytest

from intake.door import Intake
from rehearsal.engine import RealEngine
from rehearsal.player import Player
from rehearsal.read import read_rehearsal
from store.event_store import Store
from tests.replay.record import SCENARIO, runs
from tests.stage import Database
from tests.workflows.works import Works, replayed


@pytest.mark.timeout(120)
async def test_the_whole_pledge_goes_as_it_says_when_every_task_replays_everything(
    database: Database, temporal_address: str
) -> None:
    store = await Store.connect(database.url)
    works = Works(store, temporal_address)
    async with works.working(max_cached_workflows=0) as client, Intake(store) as intake:
        player = Player(read_rehearsal(SCENARIO), RealEngine(intake, store))
        report = await player.play()
        assert report.passed
        assert report.expectations
        await replayed(client, runs(player.state))
    await store.close()
    print(f"no cache: {len(runs(player.state))} workflows, {report.end.version} events")
