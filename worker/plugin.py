"""
What is registered with Temporal: one plugin for worker, tests and replayer alike.

It brings the converter, the sandbox with our own modules passed through, the interceptors, the workflows and, where
there is a door, the activities and the door's life.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.plugin import SimplePlugin
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions
from temporalio.workflow import SandboxImportNotificationPolicy

from activities.begin_stage import BeginStageActivity
from activities.carry import CarryActivity
from activities.finish_stage import FinishStageActivity
from activities.open_step import OpenStepActivity
from activities.tend_process import TendProcessActivity
from activities.tend_step import TendStepActivity
from intake.door import Intake
from worker.logs import ActivityLog
from workflows.builds import BUILDS

PASSED_THROUGH = ("domain", "activities", "intake", "store", "structlog", "asyncpg")
"""Pure models, and what activities are made of; workflows know only the names of the latter."""
BASES = ("workflows.sleeper", "workflows.stage")


def plugin(
    intake: Intake | None = None,
    recorded: Callable[[], None] = lambda: None,
    *,
    strict: bool = False,
) -> SimplePlugin:
    """
    :param intake: the door, started and stopped with the worker; None for those that only talk to the server or replay
    :param recorded: called after each act of the clockwork
    :param strict: raise where a workflow imports something by accident (tests)
    """
    return SimplePlugin(
        "parley",
        data_converter=pydantic_data_converter,
        interceptors=[ActivityLog()],
        workflows=list(BUILDS),
        activities=activities(intake, recorded) if intake else None,
        workflow_runner=SandboxedWorkflowRunner(restrictions=_restrictions(strict=strict)),
        run_context=_life(intake) if intake else None,
    )


def activities(intake: Intake, recorded: Callable[[], None]) -> Sequence[Callable[..., Any]]:
    """Everything that is done to the world, each through the one door."""
    return [
        TendProcessActivity(intake, recorded).tend_process,
        BeginStageActivity(intake, recorded).begin_stage,
        CarryActivity(intake, recorded).carry,
        OpenStepActivity(intake, recorded).open_step,
        TendStepActivity(intake, recorded).tend_step,
        FinishStageActivity(intake, recorded).finish_stage,
    ]


def _restrictions(*, strict: bool) -> SandboxRestrictions:
    found = SandboxRestrictions.default.with_passthrough_modules(*PASSED_THROUGH)
    if not strict:
        return found
    return found.with_passthrough_modules(*BASES).with_import_notification_policy(
        SandboxImportNotificationPolicy.RAISE_ON_UNINTENTIONAL_PASSTHROUGH
    )


def _life(intake: Intake) -> Callable[[], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def life() -> AsyncIterator[None]:
        await intake.start()
        try:
            yield
        finally:
            await intake.stop()

    return life
