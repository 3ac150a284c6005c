"""
A worker as a process of its own.

    python -m worker            work until SIGTERM or SIGINT
    python -m worker rebuild    wake every running process and its open stages, after the loss of Temporal's database
    python -m worker restart    start the runs of older workflow builds anew, a step of every deployment
"""

import argparse
import asyncio
import signal

import structlog

from intake.collecting import collect_seldom
from settings import Settings
from store import wakes
from worker.logs import log_to_stderr
from worker.plugin import plugin
from worker.restart import restart_runs
from worker.serve import connect_store, connect_temporal, serve

log = structlog.get_logger("worker")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m worker", description=__doc__.split("\n")[1])
    parser.add_argument("what", nargs="?", default="work", choices=("work", "rebuild", "restart"))
    what = parser.parse_args().what
    log_to_stderr()
    jobs = {"work": _work, "rebuild": _rebuild, "restart": _restart}
    asyncio.run(jobs[what](Settings()))


async def _work(settings: Settings) -> None:
    collect_seldom()
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for wish in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(wish, stop.set)
    await serve(settings.database_url, stop, settings.task_queue)
    log.info("stopped")


async def _rebuild(settings: Settings) -> None:
    store = await connect_store(settings.database_url)
    log.info("woken", workflows=await wakes.rebuild(store))
    await store.close()


async def _restart(settings: Settings) -> None:
    client = await connect_temporal(plugin())
    log.info("restarted", runs=await restart_runs(client, queue=settings.task_queue))


if __name__ == "__main__":
    main()
