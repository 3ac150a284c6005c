"""A worker: workflows, activities, relay and sweep in one operating-system process, on one event loop."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from datetime import timedelta

import structlog
from temporalio.client import Client
from temporalio.envconfig import ClientConfig
from temporalio.plugin import SimplePlugin
from temporalio.worker import Worker

from intake.door import Intake
from store.event_store import Store
from store.failures import Unavailable
from worker.plugin import plugin
from worker.relay import Relay
from worker.runs import TASK_QUEUE
from worker.sweep import sweep

STICKY = timedelta(seconds=1)
"""How long a task waits for the worker that has its workflow in memory; after kill -9 it waits in vain."""
GRACEFUL = timedelta(seconds=2)
AGAIN = 0.5
"""Seconds between two attempts to reach a server that is not there yet."""

log = structlog.get_logger(__name__)


async def connect_store(url: str) -> Store:
    """Wait for the database: a worker that is started before it is no failure."""
    while True:
        try:
            return await Store.connect(url)
        except Unavailable as problem:
            log.warning("waiting for the record", problem=str(problem))
            await asyncio.sleep(AGAIN)


async def connect_temporal(own: SimplePlugin) -> Client:
    """Wait for Temporal. Address, namespace and TLS come from Temporal's own settings (TEMPORAL_ADDRESS ...)."""
    config = ClientConfig.load_client_connect_config()
    while True:
        try:
            return await Client.connect(**config, plugins=[own])
        except RuntimeError as problem:
            log.warning(
                "waiting for Temporal", address=config.get("target_host"), problem=str(problem)
            )
            await asyncio.sleep(AGAIN)


async def serve(database_url: str, stop: asyncio.Event, queue: str = TASK_QUEUE) -> None:
    """Work until `stop` is set, then end what is under way within two seconds."""
    store = await connect_store(database_url)
    try:
        intake, hint = Intake(store), asyncio.Event()
        client = await connect_temporal(plugin(intake, hint.set))
        async with working(store, client, hint, queue=queue):
            log.info("working", queue=queue)
            await stop.wait()
    finally:
        await store.close()


@asynccontextmanager
async def working(
    store: Store,
    client: Client,
    hint: asyncio.Event,
    *,
    queue: str = TASK_QUEUE,
    max_cached_workflows: int = 1000,
) -> AsyncIterator[Worker]:
    """
    Run a worker with its relay and its sweep.

    :param client: connected with the plugin, from which the worker takes everything that it registers
    """
    worker = Worker(
        client,
        task_queue=queue,
        max_cached_workflows=max_cached_workflows,
        sticky_queue_schedule_to_start_timeout=STICKY,
        graceful_shutdown_timeout=GRACEFUL,
    )
    async with worker, _beside(Relay(store, client, hint, queue).run(), sweep(store)):
        yield worker


@asynccontextmanager
async def _beside(*jobs: Coroutine[None, None, None]) -> AsyncIterator[None]:
    """Run jobs that never end by themselves; one that breaks is a bug, and ends the worker."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(job) for job in jobs]
        yield
        for task in tasks:
            task.cancel()
