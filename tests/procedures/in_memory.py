"""
A record in memory behind the door's own judgement: scenario files are played on the pure domain, in milliseconds.

Decided, sealed and folded by the same code as at the real door; the agenda is done at once instead of by the workers.
"""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from activities.carry import noted
from domain.command import Act, Actor, Command
from domain.model import TICK
from domain.process.carrying import said_there, word, word_id
from domain.process.commands import FollowOuter, LinkInner, NoteCarried
from domain.process.proof import known, proved
from domain.process.state import Process
from domain.record.recorded import Recorded
from domain.refused import Refused
from domain.step.commands import Answer as Said
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
    """Processes whose agendas are done as soon as something in them is due, and what one says to another is carried."""

    def __init__(self) -> None:
        self.folds: dict[UUID, Fold] = {}
        self.clock = FIRST
        self.events: dict[UUID, list[Recorded]] = {}
        self.kept: list[bytes] = []

    async def receive(self, command: Command) -> Answer:
        answer = self._decide(command)
        self._rest()
        return answer

    async def history(self, process: UUID, after: int) -> list[Recorded]:
        return self.events.get(process, [])[after:]

    async def keep(self, content: bytes, media_type: str) -> None:  # noqa: ARG002
        self.kept.append(content)

    async def upsert(self, handle: str, name: str, email: str | None) -> str:  # noqa: ARG002
        return handle

    def _decide(self, command: Command) -> Answer:
        fold = self.folds.setdefault(command.process, Fold(command.process))
        self.clock += TICK
        sealed, private = seal(command)
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        text = command_text(sealed)
        one = Waiting(command, sealed, text, private, self.clock, 0.0, answer)
        draft = Draft("test", fold, self.clock, [one])
        draft.decide()
        if draft.spoiled is not None:
            raise draft.spoiled
        self.events.setdefault(command.process, []).extend(draft.history)
        [outcome] = draft.outcomes
        assert outcome.answer is not None, "this id is on record already"
        return outcome.answer

    def _rest(self) -> None:
        """Do what the clockwork does: whatever is due, in order, until nothing is."""
        for _ in range(1000):
            found = [(one, due) for one in self._processes() if (due := due_now(one))]
            if not found:
                return
            process, due = found[0]
            act = self._carried(process, due.act) if isinstance(due.act, NoteCarried) else due.act
            self._decide(_by_clockwork(due.command_id, process.process_id, act))
        raise AssertionError("never at rest")

    def _processes(self) -> list[Process]:
        return [fold.process for fold in self.folds.values() if fold.process is not None]

    def _carried(self, process: Process, note: NoteCarried) -> NoteCarried:
        """Say it in the other process, held against this one's record as at the door; write down what it became."""
        said, there = word(process, note), self.folds[note.process].process
        assert said is not None and there is not None
        try:
            act = said_there(there, said)
            self._look_up(process, there, act)
            name = word_id(process, note)
            answer = self._decide(_by_clockwork(name, there.process_id, act))
        except Refused as refused:
            answer = Answer(None, refused)
        return noted(note, answer)

    def _look_up(self, process: Process, there: Process, act: Act) -> None:
        if isinstance(act, LinkInner | FollowOuter):
            known(there.process_id, there.clock, act, process)
        if isinstance(act, Said) and act.outcome_of is not None:
            proved(there, act, self.events[process.process_id][: act.outcome_of.version])


def _by_clockwork(command_id: str, process: UUID, act: Act) -> Command:
    return Command(command_id=command_id, process=process, actor=Actor(via="clockwork"), act=act)


async def played(rehearsal: Rehearsal | Path) -> Player:
    """Play a scenario in memory. The player knows its history, its process and its report."""
    found = read_rehearsal(rehearsal) if isinstance(rehearsal, Path) else rehearsal
    player = Player(found, InMemory())
    await player.play()
    return player
