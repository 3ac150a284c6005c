"""
After a change of workflow code under which old histories do not replay: restart the open runs from the record.

Runs are disposable. A new run reads what is on record, and goes on from there.
"""

from uuid import UUID

import structlog
from temporalio.client import Client, WorkflowExecution
from temporalio.common import WorkflowIDConflictPolicy

from worker.runs import BUILD_OF, TASK_QUEUE, first_input, memo_of

log = structlog.get_logger(__name__)


async def restart_runs(client: Client, *, every: bool = False, queue: str = TASK_QUEUE) -> int:
    """
    Start the open runs of older builds anew; a step of every deployment, harmless where nothing has changed.

    :param every: the runs of this build too
    :returns: how many were started anew
    """
    restarted = 0
    running = f"ExecutionStatus = 'Running' AND TaskQueue = '{queue}'"
    async for run in client.list_workflows(running):
        if run.workflow_type in BUILD_OF and (
            every or await _build(run) != BUILD_OF[run.workflow_type]
        ):
            await _anew(client, run, queue)
            restarted += 1
    return restarted


async def _build(run: WorkflowExecution) -> int:
    return int(await run.memo_value("build", 0))


async def _anew(client: Client, run: WorkflowExecution, queue: str) -> None:
    process = UUID(await run.memo_value("process"))
    log.info("restarted from the record", workflow=run.id)
    await client.start_workflow(
        run.workflow_type,
        first_input(run.id, process),
        id=run.id,
        task_queue=queue,
        id_conflict_policy=WorkflowIDConflictPolicy.TERMINATE_EXISTING,
        memo=memo_of(run.workflow_type, process),
    )
