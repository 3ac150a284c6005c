"""
What all workflows have in common: they sleep until a wake or an alarm, then let an activity look into the record.

A workflow holds no fact, only a cursor: which version it has seen, which one it was woken for.
"""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any, TypeVar

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from activities.refs import ProcessRef
    from domain.process.view import ProcessView, StageView

Ref = TypeVar("Ref", bound=ProcessRef)
View = TypeVar("View", ProcessView, StageView)

ATTEMPT = timedelta(seconds=3)
"""One transaction or a few. A worker that is killed in the middle costs this much."""
FOR_EVER = RetryPolicy(
    initial_interval=timedelta(milliseconds=200),
    backoff_coefficient=2,
    maximum_interval=timedelta(seconds=5),
)
SHORTEST, LONGEST = 0.1, 60.0
"""Seconds between two looks where the alarm is at zero and looking brings nothing new."""


class Sleeper:
    def __init__(self, ref: ProcessRef) -> None:
        self.seen = ref.seen
        self.wanted = ref.seen
        self.in_vain = 0

    @workflow.signal
    def wake(self, version: int) -> None:
        """The record has reached this version. Repeated and late wakes change nothing."""
        self.wanted = max(self.wanted, version)

    async def look(self, activity: Callable[[Any, Ref], Awaitable[View]], ref: Ref) -> View:
        """Let an activity do what it does, knowing the newest version that this workflow knows of."""
        known = max(self.seen, self.wanted)
        view: View = await workflow.execute_activity_method(
            activity,
            ref.model_copy(update={"seen": known}),
            start_to_close_timeout=ATTEMPT,
            retry_policy=FOR_EVER,
        )
        self.in_vain = 0 if view.version > self.seen else self.in_vain + 1
        if view.version < known == self.wanted:
            self.wanted = view.version  # the record went back, and that was acknowledged
        self.seen = view.version
        return view

    async def rest(self, alarm: float | None, ref: ProcessRef) -> None:
        """
        Sleep until something new is on record, or the alarm rings: an alarm clock only, the database judges.

        :param alarm: seconds; None: only a wake brings something to do
        :param ref: with what a new run goes on when this one's history has become long
        """
        if workflow.info().is_continue_as_new_suggested():
            workflow.continue_as_new(ref.model_copy(update={"seen": max(self.seen, self.wanted)}))
        with suppress(TimeoutError):
            await workflow.wait_condition(
                lambda: self.wanted > self.seen, timeout=self._pause(alarm)
            )

    def _pause(self, alarm: float | None) -> float | None:
        if alarm is None:
            return None
        return max(alarm, min(SHORTEST * 2.0 ** min(self.in_vain, 16), LONGEST))
