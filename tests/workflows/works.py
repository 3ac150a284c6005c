"""Workers in the test's own process, on a queue of their own, so that tests on one server do not meet."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from uuid import uuid4

from temporalio.client import Client
from temporalio.worker import Replayer

from intake.door import Intake
from store.event_store import Store
from worker.plugin import plugin
from worker.relay import Relay
from worker.serve import working


class Works:
    def __init__(self, store: Store, address: str) -> None:
        self._store = store
        self._address = address
        self.queue = f"test-{uuid4()}"

    @asynccontextmanager
    async def working(self, max_cached_workflows: int = 1000) -> AsyncIterator[Client]:
        """Run a worker with a door, a relay and a sweep of its own."""
        hint = asyncio.Event()
        client = await self.client(Intake(self._store), hint)
        async with working(
            self._store, client, hint, queue=self.queue, max_cached_workflows=max_cached_workflows
        ):
            yield client

    async def client(
        self, intake: Intake | None = None, hint: asyncio.Event | None = None
    ) -> Client:
        recorded = hint.set if hint else lambda: None
        return await Client.connect(self._address, plugins=[plugin(intake, recorded, strict=True)])

    def relay(self, client: Client | None) -> Relay:
        assert client is not None
        return Relay(self._store, client, asyncio.Event(), self.queue)


async def replayed(client: Client, workflows: Iterable[str]) -> None:
    """Replay what has happened through the code as it is now: every history must come out the same."""
    replayer = Replayer(workflows=[], plugins=[plugin(strict=True)])
    for workflow in workflows:
        history = await client.get_workflow_handle(workflow).fetch_history()
        await replayer.replay_workflow(history)
