"""
Record the histories anew.

    python -m tests.replay.record

To be run when a workflow type's build number in `workflows/builds.py` was raised: play the scenarios on servers of our
own, and keep one history of each type whose build has none yet. The files of older builds can go then: the deployment
restarts their open runs from the record, so nothing has to replay them.
"""

import asyncio
from pathlib import Path

from temporalio.client import Client, WorkflowHistory

from domain.process.agenda import PROCESS_WORKFLOW, process_workflow, stage_workflow, workflow_type
from domain.process.state import Process
from embedded.stack import Stack
from intake.door import Intake
from rehearsal.engine import RealEngine
from rehearsal.player import Player
from rehearsal.read import read_rehearsal
from settings import Addresses
from store.event_store import Store
from store.migrate import migrate
from tests.replay.histories import files, write
from tests.stage import clear, new_folder
from tests.workflows.works import Works

HOME = Path(__file__).parents[2] / "scenarios"
SCENARIO = HOME / "un-system-pledge-2022.yaml"
SCENARIOS = [
    SCENARIO,
    HOME / "itu-t-a8-aap.yaml",
    HOME / "consultation-new-york-geneva-2022.yaml",
]
"""Together they have a stage of every kind."""


async def record(addresses: Addresses) -> list[str]:
    """:returns: the types that were recorded"""
    await migrate(addresses.owner_url or "")
    store = await Store.connect(addresses.database_url)
    try:
        works = Works(store, addresses.temporal_address)
        async with works.working() as client, Intake(store) as intake:
            kept: list[str] = []
            for scenario in SCENARIOS:
                player = Player(read_rehearsal(scenario), RealEngine(intake, store))
                await player.play()
                kept += await keep(client, player.state)
            return kept
    finally:
        await store.close()


async def keep(client: Client, process: Process) -> list[str]:
    """Keep the longest history of each type that is missing."""
    types = set(runs(process).values())
    missing = [type_ for type_, file in files().items() if type_ in types and not file.exists()]
    for type_ in missing:
        found = [await history(client, one) for one in runs(process) if runs(process)[one] == type_]
        write(type_, max(found, key=lambda one: len(one.events)))
    return missing


def runs(process: Process) -> dict[str, str]:
    """The type of each workflow that this process has had."""
    stages = {stage_workflow(run): workflow_type(run.kind) for run in process.stages.values()}
    return {process_workflow(process): PROCESS_WORKFLOW, **stages}


async def history(client: Client, workflow_id: str) -> WorkflowHistory:
    return await client.get_workflow_handle(workflow_id).fetch_history()


def main() -> None:
    home = new_folder()
    try:
        recorded = asyncio.run(record(Stack(home, environment={}).start()))
    finally:
        clear(home)
    print("recorded:", ", ".join(recorded) or "nothing is missing")


if __name__ == "__main__":
    main()
