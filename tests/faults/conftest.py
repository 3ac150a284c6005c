"""What the tests of faults begin with: servers of their own, and a record of what happens when nothing is killed."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from embedded.postgres import Postgres
from intake.door import Intake
from store.event_store import Store
from tests.faults.pledge import Performance, perform
from tests.faults.stack import Stand, standing
from tests.stage import clone, drop
from tests.workflows.works import Works


@pytest.fixture
async def stand(stack_home: Path) -> AsyncIterator[Stand]:
    """Postgres, Temporal and a door; the test starts its workers."""
    async with standing(stack_home) as stand:
        yield stand


@pytest.fixture(scope="session")
async def undisturbed(
    postgres: Postgres, template: str, temporal_address: str
) -> AsyncIterator[Performance]:
    """The pledge as it goes when nothing fails: what every disturbed one is compared with."""
    database = clone(postgres)
    store = await Store.connect(database.url)
    async with Works(store, temporal_address).working(), Intake(store) as intake:
        yield await perform(intake, store)
    await store.close()
    drop(postgres, database.name)
