"""
One whole process of the largest size that the field has, through Postgres, Temporal, a worker and the door.

    python -m bench.whole              193 States with groups, 10,000 participants, 5 tracks, 40 stages, 500 paragraphs
    python -m bench.whole --part 0.1   a tenth of participants, paragraphs and proposals
    python -m bench.whole --out FILE   also keep the table

Measured: the time of everything that is said, the Temporal actions of each stage, and the memory of worker and door.
"""

import argparse
import asyncio
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import psutil
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client

from bench.large import Large, rehearsal
from domain.process.agenda import process_workflow, stage_workflow
from domain.process.state import Process
from embedded.stack import Stack
from intake.collecting import collect_seldom
from intake.door import Intake
from rehearsal.engine import RealEngine
from rehearsal.player import Player
from settings import Addresses
from store.event_store import Store
from store.migrate import migrate

ACTIONS = {
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED: "starts",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED: "signals",
    EventType.EVENT_TYPE_TIMER_STARTED: "timers",
    EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED: "activities",
}
"""What Temporal counts as an action, of what workflows here do."""
SAMPLE = 0.5
"""Seconds between two looks at the worker's memory."""
ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Measured:
    """
    :param actions: per stage, in the order of the process
    :param worker, door: the most memory each took, in MiB; the door's with the player, who keeps the whole rehearsal
    """

    size: Large
    acts: int
    events: int
    passed: bool
    start: float
    play: float
    replay: float
    actions: dict[str, Counter[str]]
    process_actions: int
    worker: float
    door: float


async def measure(size: Large, addresses: Addresses) -> Measured:
    if addresses.owner_url:
        await migrate(addresses.owner_url)
    store = await Store.connect(addresses.database_url)
    try:
        async with Intake(store) as intake, worker(addresses) as most:
            player = Player(rehearsal(size), RealEngine(intake, store), patience=120)
            began = time.monotonic()
            await player._start()  # enrolment is measured apart
            started = time.monotonic()
            for entry in player.scenario.acts:
                await player._until(entry.at)
                for person in entry.as_:
                    await player._act(entry, person)
            await player._until(player.rehearsal.ends_at)
            ended = time.monotonic()
            report = player.report()
            client = await Client.connect(addresses.temporal_address)
            actions, own = await counted(client, player.state)
            return Measured(
                size,
                len(report.acts),
                len(player.history),
                report.passed,
                started - began,
                ended - started,
                await _replayed(store, player),
                actions,
                own,
                most[0],
                resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            )
    finally:
        await store.close()


async def _replayed(store: Store, player: Player) -> float:
    """How long it takes to read the whole record and fold it again."""
    began = time.monotonic()
    async with Intake(store) as fresh:
        await fresh.read(player.process_id, lambda found, _: found.version)
    return time.monotonic() - began


async def counted(client: Client, process: Process) -> tuple[dict[str, Counter[str]], int]:
    """:returns: the actions of each stage, and of the process's own workflow"""
    found = {}
    for run in process.stages.values():
        found[f"{run.key}#{run.round}"] = await _actions(client, stage_workflow(run))
    own = await _actions(client, process_workflow(process))
    return found, own.total()


async def _actions(client: Client, workflow: str) -> Counter[str]:
    """Count the actions of a workflow, over all its runs."""
    count: Counter[str] = Counter()
    async for run in client.list_workflows(f'WorkflowId = "{workflow}"'):
        handle = client.get_workflow_handle(workflow, run_id=run.run_id)
        async for event in handle.fetch_history_events():
            if event.event_type in ACTIONS:
                count[ACTIONS[event.event_type]] += 1
    return count


@asynccontextmanager
async def worker(addresses: Addresses) -> AsyncIterator[list[float]]:
    """A worker as a program of its own. :returns: the most memory that it has taken so far, in MiB"""
    environment = {**os.environ, **addresses.environment()}
    program = subprocess.Popen(  # noqa: ASYNC220  # it starts at once
        [sys.executable, "-m", "worker"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    most = [0.0]
    watching = asyncio.create_task(_watched(program.pid, most))
    try:
        yield most
    finally:
        watching.cancel()
        program.terminate()
        await asyncio.to_thread(program.wait, 10)


async def _watched(pid: int, most: list[float]) -> None:
    with suppress(psutil.NoSuchProcess):
        while True:
            most[0] = max(most[0], psutil.Process(pid).memory_info().rss / 2**20)
            await asyncio.sleep(SAMPLE)


def table(one: Measured) -> str:
    size, actions = one.size, [count.total() for count in one.actions.values()]
    by_kind = sum(one.actions.values(), Counter[str]())
    kinds = ", ".join(f"{n} {kind}" for kind, n in by_kind.most_common())
    busiest = max(one.actions, key=lambda key: one.actions[key].total())
    rows = [
        (
            "Member States, groups, participants",
            f"{size.states}, {size.groups}, {size.consulted:,}",
        ),
        ("tracks, stages", f"{size.tracks}, {len(one.actions)}"),
        ("paragraphs, proposals", f"{size.paragraphs}, {size.proposals:,}"),
        ("acts, events", f"{one.acts:,}, {one.events:,}"),
        ("everything as expected", "yes" if one.passed else "NO"),
        ("enrolment and start", f"{one.start:.1f} s"),
        (
            "everything that is said and done",
            f"{one.play:.1f} s ({one.play / one.acts * 1000:.1f} ms an act)",
        ),
        ("the whole record read and folded again", f"{one.replay:.1f} s"),
        ("Temporal actions of a stage", f"{min(actions)} to {max(actions)} (most: {busiest})"),
        ("... of all stages", f"{sum(actions)}: {kinds}"),
        ("... of the process's own workflow", str(one.process_actions)),
        ("memory of the worker", f"{one.worker:.0f} MiB"),
        ("memory of door and player in one program", f"{one.door:.0f} MiB"),
    ]
    return "\n".join(["| | |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows)])


def asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.whole",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--part", type=float, default=1.0)
    parser.add_argument("--out", type=Path)
    return parser.parse_args()


def part_of(size: Large, part: float) -> Large:
    return replace(
        size,
        consulted=max(1, int(size.consulted * part)),
        paragraphs=max(1, int(size.paragraphs * part)),
        proposals=max(1, int(size.proposals * part)),
    )


def main() -> int:
    wish = asked()
    collect_seldom()
    folder = Path(tempfile.mkdtemp(prefix="parley-whole-"))
    folder.chmod(0o711)  # Postgres may run as another account
    stack = Stack(folder, {})
    try:
        addresses = stack.start(lambda line: print(line, file=sys.stderr, flush=True))
        found = asyncio.run(measure(part_of(Large(), wish.part), addresses))
    finally:
        stack.stop()
        shutil.rmtree(folder, ignore_errors=True)
    text = table(found)
    print(text)
    if wish.out:
        wish.out.write_text(text + "\n")
    return 0 if found.passed else 1


if __name__ == "__main__":
    raise SystemExit(main())
