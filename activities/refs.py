"""What a workflow tells an activity: ids, and how much of the record it has seen. Never texts, never persons."""

from uuid import UUID

from domain.model import Frozen


class ProcessRef(Frozen):
    """:param seen: the newest version that the workflow knows of; a record that ends before it went back"""

    process: UUID
    seen: int = 0


class BeginRef(ProcessRef):
    """A stage that the roadmap owes."""

    stage: UUID


class StageRef(ProcessRef):
    stage: UUID


class StepRef(StageRef):
    """:param question: the question's name, or None for the only one of its stage"""

    question: str | None = None
