"""Each composite workflow narrates exactly the list of questions that the domain declares for its kind."""

from typing import Any
from uuid import UUID

import pytest

from activities.refs import StageRef
from domain.procedure.kinds import KINDS, SEQUENCE, SINGLE, Kind
from workflows.builds import BUILDS
from workflows.stage import StageWorkflow

TYPES = {kind.__name__: kind for kind in BUILDS}
COMPOSITE = [kind for kind in KINDS.values() if kind.questions]


def narrating(workflow_type: str, told: list[str | None]) -> Any:
    """The workflow as it is, but that asking and finishing only tell what is asked."""

    async def ask(_: StageWorkflow, question: str | None = None) -> str:
        told.append(question)
        return "outcome"

    async def finish(_: StageWorkflow) -> None:
        told.append("finish")

    async def questions(_: StageWorkflow) -> tuple[str, ...]:
        return ("second", "first", "third")

    said = {"ask": ask, "finish": finish, "questions": questions}
    kind = type(workflow_type, (TYPES[workflow_type],), said)
    return kind(StageRef(process=UUID(int=1), stage=UUID(int=2)))


@pytest.mark.parametrize("kind", COMPOSITE, ids=lambda kind: kind.workflow_type)
async def test_a_composite_stage_asks_exactly_the_questions_of_its_kind(kind: Kind) -> None:
    told: list[str | None] = []
    run = narrating(kind.workflow_type, told)
    await run.run(run.stage)
    assert told == [*kind.questions, "finish"]


async def test_a_single_question_is_asked_whatever_its_name() -> None:
    told: list[str | None] = []
    run = narrating(SINGLE, told)
    await run.run(run.stage)
    assert told == [None, "finish"]


async def test_a_sequence_asks_what_its_procedure_names_in_that_order() -> None:
    told: list[str | None] = []
    run = narrating(SEQUENCE, told)
    await run.run(run.stage)
    assert told == ["second", "first", "third", "finish"]


def test_every_kind_has_a_workflow_and_every_stage_workflow_a_kind() -> None:
    stages = {name for name, kind in TYPES.items() if issubclass(kind, StageWorkflow)}
    assert {kind.workflow_type for kind in KINDS.values()} == stages
