"""Histories of real runs, one for each workflow type and build, kept as JSON in `histories/`."""

import json
from pathlib import Path
from typing import Any

from temporalio.client import WorkflowHistory

from workflows.builds import BUILDS

FOLDER = Path(__file__).parent / "histories"
NOBODY = "worker"
WHO = ("identity", "binaryChecksum", "buildId", "workerInstanceKey", "workerControlTaskQueue")
"""Fields that name a process on a machine."""


def files() -> dict[str, Path]:
    """Where the history of each type as it is built now belongs."""
    return {
        kind.__name__: FOLDER / f"{kind.__name__}-{build}.json" for kind, build in BUILDS.items()
    }


def read(type_: str) -> WorkflowHistory:
    """:raises FileNotFoundError: this build was never recorded"""
    return WorkflowHistory.from_json(f"recorded-{type_}", files()[type_].read_text())


def write(type_: str, history: WorkflowHistory) -> None:
    """Keep a history, without the machine that made it."""
    clean = scrubbed(json.loads(history.to_json()))
    files()[type_].write_text(json.dumps(clean, indent=1, sort_keys=True) + "\n")


def scrubbed(value: Any) -> Any:
    """The same, but that whoever did something is nobody in particular."""
    if isinstance(value, list):
        return [scrubbed(one) for one in value]
    if not isinstance(value, dict):
        return value
    if value.get("kind") == "TASK_QUEUE_KIND_STICKY":
        return {**value, "name": NOBODY}
    return {key: NOBODY if key in WHO else scrubbed(one) for key, one in value.items()}
