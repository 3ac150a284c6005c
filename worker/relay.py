"""
The only way from the record to Temporal: wakes that were committed with the events are delivered, at least once.

Claim and commit, signal with start, mark delivered. A relay that dies in between leaves a claim that runs out; the
signal is idempotent. While Temporal is away nothing is claimed, so nothing is held back once it is there again.
"""

import asyncio
from datetime import timedelta

import structlog
from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.service import RPCError, RPCStatusCode

from store import wakes
from store.event_store import Store
from store.failures import Unavailable
from store.wakes import ClaimedWake
from worker.runs import TASK_QUEUE, first_input, memo_of

AT_ONCE = 50
CLAIM = 5.0
"""Seconds for which a wake is claimed; a relay that dies costs this much."""
DELIVERY = timedelta(seconds=3)
POLL, IDLE, QUIET = 0.02, 0.1, 5.0
"""Seconds between two looks: while something is going on, when nothing is, and how long it takes to become quiet."""
AGAIN = 0.25
AWAY = (RPCStatusCode.UNAVAILABLE, RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.CANCELLED)

log = structlog.get_logger(__name__)


class Relay:
    def __init__(
        self, store: Store, client: Client, hint: asyncio.Event, queue: str = TASK_QUEUE
    ) -> None:
        """:param hint: set by the activities of this worker when they have recorded something"""
        self._store = store
        self._client = client
        self._hint = hint
        self._queue = queue

    async def run(self) -> None:
        """Deliver for ever; ends by cancellation only."""
        loop = asyncio.get_running_loop()
        busy_until = 0.0
        while True:
            self._hint.clear()
            if await self._round():
                busy_until = loop.time() + QUIET
            else:
                await self._pause(POLL if loop.time() < busy_until else IDLE)

    async def _round(self) -> int:
        """:returns: how many wakes were claimed"""
        try:
            return await self.deliver_pending()
        except Unavailable as problem:
            log.warning("the record cannot be reached", problem=str(problem))
        except _TemporalAway as problem:
            log.warning("Temporal cannot be reached", problem=str(problem))
            await self._until_temporal_answers()
        return 0

    async def deliver_pending(self) -> int:
        """
        Deliver what is pending now, once.

        :raises Unavailable: the record cannot be reached
        """
        claimed = await wakes.claim(self._store, AT_ONCE, CLAIM)
        outcomes = await asyncio.gather(*map(self._deliver, claimed), return_exceptions=True)
        for outcome in outcomes:
            if outcome is not None:
                raise outcome
        return len(claimed)

    async def _deliver(self, wake: ClaimedWake) -> None:
        try:
            await self.signal(wake)
        except RPCError as problem:
            await wakes.failed(self._store, wake.workflow_id, wake.stream_version)
            if problem.status in AWAY:
                raise _TemporalAway(problem.message) from problem
            log.error("a wake was refused", workflow=wake.workflow_id, problem=problem.message)
        else:
            await wakes.delivered(self._store, wake.workflow_id, wake.stream_version)

    async def signal(self, wake: ClaimedWake) -> None:
        """Start the workflow or wake it, whichever it needs. Doing so again changes nothing."""
        await self._client.start_workflow(
            wake.workflow_type,
            first_input(wake.workflow_id, wake.process_id),
            id=wake.workflow_id,
            task_queue=self._queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            start_signal="wake",
            start_signal_args=[wake.stream_version],
            memo=memo_of(wake.workflow_type, wake.process_id),
            rpc_timeout=DELIVERY,
        )

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._hint.wait()
        except TimeoutError:
            pass

    async def _until_temporal_answers(self) -> None:
        while not await self._temporal_answers():
            await self._pause(AGAIN)
        log.info("Temporal answers again")

    async def _temporal_answers(self) -> bool:
        try:
            return await self._client.service_client.check_health(timeout=timedelta(seconds=1))
        except RPCError:
            return False


class _TemporalAway(Exception):
    """Temporal cannot be reached at the moment."""
