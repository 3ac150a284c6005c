"""What the tests of the clockwork begin with: a record of their own, a door, workers, a process on its way."""

from collections.abc import AsyncIterator

import pytest

from intake.door import Intake
from store.event_store import Store
from tests.stage import Database
from tests.workflows.scene import Scene
from tests.workflows.works import Works, replayed


@pytest.fixture
async def store(database: Database) -> AsyncIterator[Store]:
    opened = await Store.connect(database.url)
    yield opened
    await opened.close()


@pytest.fixture
async def intake(store: Store) -> AsyncIterator[Intake]:
    """The door of the people; workers have their own."""
    async with Intake(store) as door:
        yield door


@pytest.fixture
def works(store: Store, temporal_address: str) -> Works:
    return Works(store, temporal_address)


@pytest.fixture
def cached() -> int:
    """How many workflows a worker keeps in memory; 0: every task replays the whole history."""
    return 1000


@pytest.fixture
async def door(intake: Intake) -> Scene:
    """A process with no worker at all, unless the test runs one."""
    return Scene(intake)


@pytest.fixture
async def scene(intake: Intake, works: Works, cached: int) -> AsyncIterator[Scene]:
    """A process with a worker at work. In the end every history that it left is replayed."""
    async with works.working(max_cached_workflows=cached) as client:
        begun = Scene(intake, client)
        yield begun
        await replayed(client, await begun.workflows())
