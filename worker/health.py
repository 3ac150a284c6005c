"""
Whether the worker of this machine works: it polls the task queue, and the record can be reached.

    python -m worker.health     says what is wrong and ends with 1, or ends with 0

Workers name themselves `process@host`; in a container the host is the container, so that each answers for itself.
"""

import asyncio
import os
import socket
import sys
from datetime import UTC, datetime, timedelta

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client
from temporalio.service import RPCError

from settings import NotConfigured, Settings
from store.event_store import Store
from store.failures import Incompatible, Unavailable

FRESH = timedelta(seconds=90)
"""A poll lasts a minute, so a worker that lives is seen at least as often."""
PATIENCE = 8.0


async def problem_of(settings: Settings, host: str, queue: str | None = None) -> str | None:
    """:returns: what keeps the worker of this host from working, in a line; None when it works"""
    try:
        async with asyncio.timeout(PATIENCE):
            store = await Store.connect(settings.database_url, max_size=1)
            await store.close()
            client = await Client.connect(**settings.temporal())
            queue = queue or settings.task_queue
            polls = await _last_polls(client, host, queue)
    except (Unavailable, Incompatible, RuntimeError, RPCError, TimeoutError, OSError) as problem:
        return f"{type(problem).__name__}: {problem}"
    if not polls:
        return f"no worker of {host} polls the task queue {queue}"
    idle = datetime.now(UTC) - max(polls)
    return None if idle < FRESH else f"the worker was last seen {idle.total_seconds():.0f} s ago"


async def _last_polls(client: Client, host: str, queue: str) -> list[datetime]:
    """When each worker of this host last asked for work."""
    answer = await client.workflow_service.describe_task_queue(
        DescribeTaskQueueRequest(
            namespace=client.namespace,
            task_queue=TaskQueue(name=queue),
            task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
        )
    )
    return [
        poller.last_access_time.ToDatetime(UTC)
        for poller in answer.pollers
        if poller.identity.endswith(f"@{host}")
    ]


def main() -> int:
    try:
        problem = asyncio.run(problem_of(Settings(), socket.gethostname()))
    except NotConfigured as cause:
        problem = str(cause)
    if problem is not None:
        sys.stderr.write(f"{problem}\n")
    return 0 if problem is None else 1


if __name__ == "__main__":
    status = main()
    sys.stderr.flush()
    os._exit(
        status
    )  # threads of the SDK may abort a program that ends in the ordinary way, after all is said
