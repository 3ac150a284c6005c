"""What a rehearsal needs of the engine, and the engine itself: door, record and the table of persons."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from domain.command import Command
from domain.record.recorded import Recorded, parse
from intake.door import Intake
from intake.receipt import Answer
from rehearsal.parties import REHEARSAL
from store import people
from store.event_store import Store


class Engine(Protocol):
    """The few things that a rehearsal does to the engine. Everything else the workers do."""

    async def receive(self, command: Command) -> Answer:
        """Send a command through the door."""

    async def history(self, process: UUID, after: int) -> list[Recorded]:
        """Read the events of a process after a version."""

    async def keep(self, content: bytes, media_type: str) -> None:
        """Keep the bytes of a text."""

    async def upsert(self, handle: str, name: str, email: str | None) -> str:
        """Add a person, or bring one up to date. :returns: the person's id"""


@dataclass(frozen=True, slots=True)
class RealEngine:
    """Real Postgres behind the real door; the workers of a real Temporal do the clockwork."""

    intake: Intake
    store: Store

    async def receive(self, command: Command) -> Answer:
        return await self.intake.receive(command)

    async def history(self, process: UUID, after: int) -> list[Recorded]:
        rows = await self.store.events(process, after)
        return [parse(row.envelope, row.body, row.hash) for row in rows]

    async def keep(self, content: bytes, media_type: str) -> None:
        await self.store.put_document(content, media_type)

    async def upsert(self, handle: str, name: str, email: str | None) -> str:
        return await people.upsert(self.store, REHEARSAL, handle, name, email)
