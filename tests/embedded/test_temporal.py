"""The Temporal server of the local stack: killed, restarted on its file and port, robbed of its data."""

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.service import RPCError
from temporalio.worker import Worker

from embedded.failures import StackFailed
from embedded.processes import named_in_arguments
from embedded.temporal import Temporal

MakeServer = Callable[..., Temporal]


@workflow.defn(name="Waits", sandboxed=False)
class Waits:
    @workflow.run
    async def run(self) -> None:
        await workflow.wait_condition(lambda: False)


@activity.defn
async def nothing() -> None:
    """Only to be handed over."""


@workflow.defn(name="HandsOver", sandboxed=False)
class HandsOver:
    @workflow.run
    async def run(self, times: int) -> None:
        for _ in range(times):
            await workflow.execute_activity(nothing, start_to_close_timeout=timedelta(seconds=30))


@pytest.fixture
def make(stack_home: Path, temporal_program_path: Path) -> MakeServer:
    def server(name: str = "temporal", *, tuned: bool = True) -> Temporal:
        made = Temporal(stack_home / name, temporal_program_path, tuned=tuned)
        made.start()
        return made

    return server


async def test_a_workflow_survives_kill_9_of_its_server_on_the_same_port(make: MakeServer) -> None:
    server = make()
    address = server.address
    client = await Client.connect(address)
    await client.start_workflow(Waits.run, id="waits", task_queue="nobody")
    server.kill()
    assert not server.running()
    server.start()
    assert server.address == address
    found = await (await Client.connect(address)).get_workflow_handle("waits").describe()
    assert found.id == "waits"


async def test_a_server_that_lost_its_data_knows_nothing_and_serves(make: MakeServer) -> None:
    server = make()
    await (await Client.connect(server.address)).start_workflow(
        Waits.run, id="waits", task_queue="nobody"
    )
    server.kill()
    server.lose_data()
    server.start()
    client = await Client.connect(server.address)
    with pytest.raises(RPCError, match="not found"):
        await client.get_workflow_handle("waits").describe()


def test_the_data_of_a_running_server_cannot_be_taken_away(make: MakeServer) -> None:
    with pytest.raises(StackFailed, match="still runs"):
        make().lose_data()


def test_starting_it_twice_leaves_it_alone(make: MakeServer) -> None:
    server = make()
    before = server.process()
    server.start()
    assert server.process() == before


def test_a_server_that_was_not_written_down_is_replaced(make: MakeServer) -> None:
    server = make()
    forgotten = server.process()
    (server.folder / "pid.json").unlink()
    server.start()
    assert forgotten is not None and not forgotten.is_running()
    assert server.running()


def test_a_pid_that_another_process_has_got_is_no_server(make: MakeServer) -> None:
    server, other = make("one"), make("other")
    server.stop()
    pid_file = other.folder / "pid.json"
    stale = pid_file.read_text().replace('"created": 1', '"created": 0')
    (server.folder / "pid.json").write_text(stale)
    assert not server.running()
    server.stop()
    assert other.running()


def test_a_server_that_cannot_start_says_why(stack_home: Path, temporal_program_path: Path) -> None:
    server = Temporal(stack_home / "temporal", temporal_program_path, settings=("no equals sign",))
    with pytest.raises(StackFailed, match="did not start"):
        server.start()


def test_stopping_leaves_no_process(make: MakeServer) -> None:
    server = make()
    data = str(server.folder / "temporal.db")
    assert named_in_arguments(data)
    server.stop()
    assert named_in_arguments(data) == []


async def test_hand_overs_are_not_throttled(make: MakeServer) -> None:
    """
    A wrong key would be accepted in silence: only the time shows that the settings are right.

    After a first burst the throttle makes every hand-over last 100 ms; without it one takes about 20.
    """
    tuned = await _seconds_for_hand_overs(make("tuned"))
    throttled = await _seconds_for_hand_overs(make("throttled", tuned=False))
    assert tuned < 0.7 * throttled


async def _seconds_for_hand_overs(server: Temporal, times: int = 50) -> float:
    client = await Client.connect(server.address)
    queue = str(uuid4())
    async with Worker(
        client,
        task_queue=queue,
        workflows=[HandsOver],
        activities=[nothing],
        disable_eager_activity_execution=True,
    ):
        began = time.monotonic()
        await client.execute_workflow(HandsOver.run, times, id=queue, task_queue=queue)
    return time.monotonic() - began
