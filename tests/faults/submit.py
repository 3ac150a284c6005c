"""
A program that submits one act and is killed with -9, by itself, at the moment that is asked for.

    python -m tests.faults.submit before|after DATABASE_URL < command.json

Of several acts, one on each line, all go through the door together. `before` and `after` are about COMMIT. Either way
nobody ever hears an answer from it.
"""

import asyncio
import os
import signal
import sys
from typing import Any

from domain.command import Command
from intake import together
from intake.door import Intake
from intake.writer import Writer
from store.event_store import Store


def die(*_: Any) -> Any:
    os.kill(os.getpid(), signal.SIGKILL)


async def submit(moment: str, url: str, commands: list[Command]) -> None:
    """What is appended is not committed yet; what is settled is, and not answered."""
    alone = len(commands) == 1
    home: Any = Writer if alone else together
    append = home._append

    async def append_and_die(*arguments: Any) -> Any:
        await append(*arguments)
        die()

    if moment == "before":
        home._append = append_and_die
    else:
        settles: Any = Writer if alone else together.Together
        setattr(settles, "_settle" if alone else "_answers", die)
    store = await Store.connect(url)
    async with Intake(store) as door:
        if alone:
            await door.receive(commands[0])
        else:
            await door.receive_together(commands)


if __name__ == "__main__":
    lines = sys.stdin.read().splitlines()
    said = [Command.model_validate_json(line) for line in lines]
    asyncio.run(submit(sys.argv[1], sys.argv[2], said))
