"""What `parley doctor` makes of Temporal: whether it answers, whether workers ask it for work."""

import asyncio
from datetime import UTC, datetime, timedelta

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest, DescribeTaskQueueRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from cli.finding import Check
from settings import Settings

FRESH = timedelta(seconds=90)
"""A poll lasts a minute: a worker that lives was seen within this time."""
PATIENCE = 5.0


async def clockwork(settings: Settings) -> list[Check]:
    try:
        config = settings.temporal()
        async with asyncio.timeout(PATIENCE):
            client = await Client.connect(**config)
    except Exception as problem:
        advice = (
            "Start it (`make up`, or `docker compose up -d temporal`), or correct TEMPORAL_ADDRESS. "
            "Submissions are accepted and judged meanwhile; closings and reminders come late."
        )
        where = settings.temporal_address or "the address of Temporal's own settings"
        words = "no answer in time" if isinstance(problem, TimeoutError) else _first_line(problem)
        return [Check("Temporal", "error", f"{where} cannot be reached: {words}", advice)]
    address = client.service_client.config.target_host
    return [Check("Temporal", "ok", address), *await _inside(client, settings.task_queue)]


async def _inside(client: Client, queue: str) -> list[Check]:
    wait = timedelta(seconds=PATIENCE)
    try:
        await client.workflow_service.describe_namespace(
            DescribeNamespaceRequest(namespace=client.namespace), timeout=wait
        )
        answer = await client.workflow_service.describe_task_queue(
            DescribeTaskQueueRequest(
                namespace=client.namespace,
                task_queue=TaskQueue(name=queue),
                task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
            ),
            timeout=wait,
        )
    except RPCError as problem:
        return [_namespace_missing(client.namespace, problem)]
    seen = [poller.last_access_time.ToDatetime(UTC) for poller in answer.pollers]
    return [Check("namespace", "ok", client.namespace), workers(queue, seen, datetime.now(UTC))]


def _namespace_missing(namespace: str, problem: RPCError) -> Check:
    if problem.status is not RPCStatusCode.NOT_FOUND:
        advice = "Look into the log of the Temporal server."
        return Check("namespace", "error", f"{namespace}: {problem.message}", advice)
    advice = (
        f"Run `temporal operator namespace create -n {namespace}`, or correct TEMPORAL_NAMESPACE."
    )
    return Check("namespace", "error", f"{namespace} does not exist", advice)


def workers(queue: str, seen: list[datetime], now: datetime) -> Check:
    """:param seen: when each worker last asked for work"""
    alive = sum(now - at < FRESH for at in seen)
    if alive:
        return Check("workers", "ok", f"{alive} on the task queue {queue}")
    advice = "Start one: `make up`, `docker compose up -d worker`, or `python -m worker`."
    return Check("workers", "error", f"none polls the task queue {queue}", advice)


def _first_line(problem: Exception) -> str:
    return (str(problem) or type(problem).__name__).splitlines()[0][:200]
