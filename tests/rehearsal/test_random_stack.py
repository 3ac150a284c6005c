"""Twenty processes drawn at random, through the door, Postgres and Temporal: the same end as on the domain alone."""

from typing import Any

import pytest
from temporalio.client import Client

from domain.command import Act, Actor, process_id_of
from domain.process.agenda import process_workflow, stage_workflow
from domain.process.state import Process
from domain.step.commands import AdmitAct, Answer, RaiseQuestion
from rehearsal.engine import RealEngine
from rehearsal.player import PATIENCE, Nobody, Player
from store.auditing import audit
from store.event_store import Store
from tests.procedures.at_random.course import Course
from tests.procedures.at_random.playing import course_of
from tests.procedures.at_random.procedure import drawn
from tests.workflows.works import replayed

SEEDS = range(2000, 2020)


class Again(Player):
    """Sends the acts of a course once more, at the same instants; workers do the clockwork."""

    def __init__(self, engine: RealEngine, course: Course, seed: int) -> None:
        self.engine, self.course = engine, course
        self.audience, self.patience = Nobody(), PATIENCE
        self.run, self.process_id = f"drawn-{seed}", process_id_of(f"drawn-{seed}")
        self.process, self.history, self.moves = None, [], 0
        self.cast = [self]

    async def send_all(self) -> Process:
        await self._send(self.run, Actor(via="rehearsal"), self.course.start)
        await self._rest()
        numbers: dict[int, int] = {}
        for sent in self.course.sent:
            await self._until(sent.at)
            actor = Actor(person=sent.person, role=sent.role, via="rehearsal")
            answer = await self._send(
                f"{self.run}:act:{sent.version}",
                actor,
                _as(sent.act, numbers, len(self.history)),
            )
            became = answer.refused.code if answer.refused else "accepted"
            assert became == sent.became, sent.act
            if answer.receipt is not None:
                numbers[sent.version] = answer.receipt.versions[0]
            await self._rest()
        await self._until(self.course.play.clock)
        return self.state


def _as(act: Act, numbers: dict[int, int], newest: int) -> Act:
    """
    The same act, about the act that has another number here: side by side, stages come in any order.

    :param newest: the number of the latest event, for a question about what is no act
    """
    if isinstance(act, Answer) and act.about is not None:
        return act.model_copy(update={"about": numbers[act.about]})
    if isinstance(act, RaiseQuestion) and act.about is not None:
        return act.model_copy(update={"about": numbers.get(act.about, newest)})
    if isinstance(act, AdmitAct):
        return act.model_copy(update={"refused": numbers[act.refused]})
    return act


def told(process: Process) -> dict[str, Any]:
    """What the record says in the end, without its times."""
    steps = process.steps.values()
    return {
        "end": process.status,
        "stages": {run.stage: (run.key, run.round, run.outcome) for run in process.stages.values()},
        "steps": {
            one.step: (one.question, one.outcome, one.figures, one.closes_at) for one in steps
        },
    }


@pytest.mark.timeout(600)
async def test_the_whole_stack_comes_to_the_same_end_as_the_domain(
    engine: RealEngine, client: Client, record: Store
) -> None:
    processes = []
    for seed in SEEDS:
        course = course_of(drawn(seed), seed, punctual=True)
        processes.append(await Again(engine, course, seed).send_all())
        assert told(processes[-1]) == told(course.process), f"seed {seed}"
    for process in processes:
        began = [run for run in process.stages.values() if run.outcome != "skipped"]
        runs = [stage_workflow(run) for run in began]
        await replayed(client, [process_workflow(process), *runs])
        found = await audit(record, process.process_id)
        assert found.clean, found.verdict.findings
