"""
A record in memory behind the door's own judgement: scenario files are played on the pure domain, in milliseconds.

Decided, sealed and folded by the same code as at the real door; the agenda is done at once instead of by the workers.
"""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from domain.command import Actor, Command
from domain.model import TICK
from domain.process.state import Process
from domain.record.recorded import Recorded
from intake.draft import Draft
from intake.folds import Fold
from intake.receipt import Answer
from intake.seal import command_text, seal
from intake.waiting import Waiting
from rehearsal.player import Player, due_now
from rehearsal.read import Rehearsal, read_rehearsal

FIRST = datetime(2026, 1, 1, tzinfo=UTC)
"""Where the record's own clock begins. It ticks with every command: the stepped clock is the one that matters."""


class InMemory:
    """One process, and whatever its agenda holds is done as soon as it is due."""

    def __init__(self) -> None:
        self.fold: Fold | None = None
        self.clock = FIRST
        self.events: list[Recorded] = []
        self.kept: list[bytes] = []

    async def receive(self, command: Command) -> Answer:
        answer = self._decide(command)
        self._rest(command.process)
        return answer

    async def history(self, process: UUID, after: int) -> list[Recorded]:  # noqa: ARG002
        return self.events[after:]

    async def keep(self, content: bytes, media_type: str) -> None:  # noqa: ARG002
        self.kept.append(content)

    async def upsert(self, handle: str, name: str, email: str | None) -> str:  # noqa: ARG002
        return handle

    @property
    def process(self) -> Process | None:
        return self.fold.process if self.fold else None

    def _decide(self, command: Command) -> Answer:
        self.fold = self.fold or Fold(command.process)
        self.clock += TICK
        sealed, private = seal(command)
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        text = command_text(sealed)
        one = Waiting(command, sealed, text, private, self.clock, 0.0, answer)
        draft = Draft("test", self.fold, self.clock, [one])
        draft.decide()
        if draft.spoiled is not None:
            raise draft.spoiled
        self.events += draft.history
        [outcome] = draft.outcomes
        assert outcome.answer is not None, "this id is on record already"
        return outcome.answer

    def _rest(self, process: UUID) -> None:
        """Do what the clockwork does: whatever is due, in order, until nothing is."""
        actor = Actor(via="clockwork")
        for _ in range(1000):
            due = due_now(self.process) if self.process else None
            if due is None:
                return
            name = due.command_id
            self._decide(Command(command_id=name, process=process, actor=actor, act=due.act))
        raise AssertionError("never at rest")


async def played(rehearsal: Rehearsal | Path) -> Player:
    """Play a scenario in memory. The player knows its history, its process and its report."""
    found = read_rehearsal(rehearsal) if isinstance(rehearsal, Path) else rehearsal
    player = Player(found, InMemory())
    await player.play()
    return player
