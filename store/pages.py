"""Read models: what crosses processes. Written beside the events, by the same call; read here."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.process.pages import DueRow, Pages, ProcessRow
from store.event_store import Store
from store.page_rows import answers, page_rows
from store.queries import queries

SQL = queries("pages")


@dataclass(frozen=True, slots=True)
class InboxItem:
    """
    What a party owes on an open step, for a person who acts for it.

    :param clock: "live" or "stepped": whether `closes_at` is to be held against the wall clock
    :param answered: whether an answer of the party stands; it may still be changed until the close
    """

    process_id: UUID
    title: str
    clock: str
    step_id: UUID
    stage: str
    question: str
    party: str
    opened_at: datetime
    closes_at: datetime | None
    answered: bool


@dataclass(frozen=True, slots=True)
class Participation:
    process_id: UUID
    party: str
    role: str
    capacity: str
    valid_from: datetime | None
    valid_until: datetime | None


async def inbox(store: Store, person_id: str) -> list[InboxItem]:
    """What this person can answer now, by closing instant, across processes; steps without one come last."""
    return [InboxItem(*row) for row in await store.fetch(SQL["inbox"], person_id)]


async def participations(store: Store, person_id: str) -> list[Participation]:
    """Every capacity of this person in any process, dated ones included."""
    return [Participation(*row) for row in await store.fetch(SQL["participations"], person_id)]


async def processes(store: Store) -> list[ProcessRow]:
    """All processes, running and ended, the oldest first."""
    return [ProcessRow(*row) for row in await store.fetch(SQL["processes"])]


async def due(store: Store, before: datetime) -> list[DueRow]:
    """The first entries of agendas that fall due before this instant, in order."""
    return [DueRow(*row) for row in await store.fetch(SQL["due"], before)]


async def rewrite(
    store: Store, process_id: UUID, pages: Pages, lock_timeout_ms: int = 5000
) -> None:
    """
    Replace all rows of a process by those of a whole fold, under its lock: when read models were lost or changed.

    :param pages: of all events of the process, from the first
    :raises StreamLocked: the process stayed locked
    """
    async with store.batch([process_id], lock_timeout_ms) as batch:
        rows = page_rows([(process_id, pages)])
        given = answers(pages)
        await batch.fetch(SQL["clear"], process_id)
        if rows is not None:
            await batch.fetch(SQL["turn"], rows)
        await batch.fetch(
            SQL["answered"],
            [step for step, _, _ in given],
            [party for _, party, _ in given],
            [stands for *_, stands in given],
        )
