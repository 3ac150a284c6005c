"""
A program that submits one act and is killed with -9, by itself, at the moment that is asked for.

    python -m tests.faults.submit before|after DATABASE_URL < command.json

`before` and `after` are about COMMIT. Either way nobody ever hears an answer from it.
"""

import asyncio
import os
import signal
import sys
from typing import Any

from domain.command import Command
from intake.door import Intake
from intake.writer import Writer
from store.event_store import Store


def die(*_: Any) -> Any:
    os.kill(os.getpid(), signal.SIGKILL)


async def submit(moment: str, url: str, command: Command) -> None:
    """What is appended is not committed yet; what is settled is, and not answered."""
    append = Writer._append

    async def append_and_die(*arguments: Any) -> Any:
        await append(*arguments)
        die()

    name, instead = ("_append", append_and_die) if moment == "before" else ("_settle", die)
    setattr(Writer, name, instead)
    store = await Store.connect(url)
    async with Intake(store) as door:
        await door.receive(command)


if __name__ == "__main__":
    asyncio.run(submit(sys.argv[1], sys.argv[2], Command.model_validate_json(sys.stdin.read())))
