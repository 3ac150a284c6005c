"""How a run of a workflow is started: on which queue, with what, marked with which build."""

from collections.abc import Mapping
from uuid import UUID

from activities.refs import ProcessRef, StageRef
from workflows.builds import BUILDS

TASK_QUEUE = "parley"
BUILD_OF: dict[str, int] = {kind.__name__: build for kind, build in BUILDS.items()}


def first_input(workflow_id: str, process: UUID) -> ProcessRef:
    """What a run starts with: ids only. Everything else it reads from the record."""
    kind, _, own = workflow_id.partition("/")
    return (
        StageRef(process=process, stage=UUID(own))
        if kind == "stage"
        else ProcessRef(process=process)
    )


def memo_of(workflow_type: str, process: UUID) -> Mapping[str, str | int]:
    """What a deployment must know of a run to start it anew."""
    return {"process": str(process), "build": BUILD_OF.get(workflow_type, 0)}
