"""Keeping the local servers and a worker running, for use from other terminals."""

import asyncio
import os
import signal
import sys
from pathlib import Path

from cli.problems import Problem
from cli.screen import screen
from embedded.failures import StackFailed
from embedded.stack import Stack
from settings import Addresses, addresses_in, home
from store.migrate import migrate

LOG = "worker.log"
LOOK = 1.0
"""Seconds between two looks at whether the servers are still there."""


def up() -> None:
    """
    Keep the local Postgres, the local Temporal server and a worker running, until Ctrl-C.

    Use another terminal for everything else; it finds the servers by itself. The worker's log is in .parley/worker.log.
    """
    from cli.running import run  # noqa: PLC0415

    run(_up())


async def _up() -> None:
    stack = Stack(home())
    try:
        with stack.lent(screen.progress) as addresses:
            await migrate_to(addresses)
            await _work(stack, addresses)
    except StackFailed as problem:
        raise Problem(str(problem)) from problem


async def migrate_to(addresses: Addresses) -> None:
    """Bring the record up to date, where the owner's role is known."""
    if addresses.owner_url:
        await migrate(addresses.owner_url)


async def _work(stack: Stack, addresses: Addresses) -> None:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for wish in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(wish, stop.set)
    worker = await start_worker(addresses, stack.home / LOG)
    screen.say(
        "Parley is up: Postgres, Temporal and a worker are running. Ctrl-C stops them.", "green"
    )
    screen.say('Next, in another terminal: . .venv/bin/activate, then "parley --help".')
    while await _goes_on(stack, stop, worker):
        if worker.returncode is not None:
            screen.progress(f"The worker has ended; starting it again (see {stack.home / LOG}) ...")
            await asyncio.sleep(1)
            worker = await start_worker(addresses, stack.home / LOG)
    await end_worker(worker)


async def _goes_on(stack: Stack, stop: asyncio.Event, worker: asyncio.subprocess.Process) -> bool:
    """Wait for a wish to stop, or the end of the worker, a moment at most. :returns: whether to keep up what runs"""
    wished = asyncio.create_task(stop.wait())
    ended = asyncio.create_task(worker.wait())
    await asyncio.wait({wished, ended}, timeout=LOOK, return_when=asyncio.FIRST_COMPLETED)
    wished.cancel()
    ended.cancel()
    if addresses_in(stack.home) is None:
        screen.progress("The local servers were stopped from another terminal.")
        return False
    return not stop.is_set()


async def start_worker(addresses: Addresses, log: Path) -> asyncio.subprocess.Process:
    """Start a worker as a process of its own, in a session of its own, with its log in a file."""
    with log.open("ab") as output:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "worker",
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=Path(__file__).parent.parent,
            env={**os.environ, **addresses.environment()},
            start_new_session=True,
        )


async def end_worker(worker: asyncio.subprocess.Process) -> None:
    """End a worker: it finishes what is under way; after five seconds it is killed."""
    if worker.returncode is not None:
        return
    worker.terminate()
    try:
        await asyncio.wait_for(worker.wait(), 5)
    except TimeoutError:
        worker.kill()
        await worker.wait()
