"""Postgres is killed with -9 under load: whoever has a receipt finds it on record, and nothing is half-written."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from domain.refused import Busy
from embedded.postgres import Postgres
from intake.door import Intake
from intake.draft import Draft
from intake.receipt import Answer, OutcomeUnknown, Receipt
from intake.writer import Writer
from store.event_store import Store
from store.migrate import migrate
from tests.intake.case import Case
from tests.intake.laws import broken

pytestmark = [pytest.mark.fault, pytest.mark.timeout(120)]

CLIENTS, KILLS = 16, 3


@pytest.fixture
async def server(stack_home: Path) -> AsyncIterator[Postgres]:
    """A cluster of its own that waits for the disk."""
    found = Postgres(stack_home / "postgres")
    found.start()
    await migrate(found.url("parley_owner"))
    yield found
    found.remove()


@pytest.fixture
async def case(server: Postgres) -> AsyncIterator[Case]:
    store = await Store.connect(server.url("parley_app"), max_size=4)
    owner = await asyncpg.connect(server.url("parley_owner"))
    async with Intake(store) as intake:
        yield await Case(store, intake, owner).opened()
    owner.terminate()
    await store.close()


class Load:
    """Clients who object without a pause, and keep what they are told."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.told: list[Answer] = []
        self.on = True

    async def client(self, number: int) -> None:
        while self.on:
            answer = await self.case.send(self.case.objection(number))
            self.told.append(answer)
            await asyncio.sleep(0 if answer.receipt else 0.05)

    async def until_receipts(self, number: int) -> None:
        """Wait until so many more have been acknowledged."""
        wanted = len(self.receipts) + number
        while len(self.receipts) < wanted:
            await asyncio.sleep(0.005)

    @property
    def receipts(self) -> list[Receipt]:
        return [answer.receipt for answer in self.told if answer.receipt is not None]


async def lost(case: Case, receipts: list[Receipt]) -> list[Receipt]:
    """The receipts whose events are not on record, or not with the same hash."""
    hashes = {one.envelope.version: one.hash.hex() for one in await case.history()}
    return [one for one in receipts if hashes.get(one.versions[-1]) != one.hash]


async def test_postgres_killed_under_load_has_lost_nothing_that_was_acknowledged(
    case: Case, server: Postgres
) -> None:
    load = Load(case)
    async with asyncio.TaskGroup() as group:
        for number in range(CLIENTS):
            group.create_task(load.client(number))
        for _ in range(KILLS):
            await load.until_receipts(50)
            await asyncio.to_thread(server.kill)
            await asyncio.to_thread(server.start)
        await load.until_receipts(50)
        load.on = False

    assert await lost(case, load.receipts) == []
    assert broken(await case.history()) == []
    refused = Counter(type(one.refused).__name__ for one in load.told if one.receipt is None)
    assert set(refused) <= {Busy.__name__, OutcomeUnknown.__name__}
    print(f"killed Postgres {KILLS} times: {len(load.receipts)} receipts, 0 lost, {dict(refused)}")


async def test_an_act_that_was_cut_off_from_its_commit_is_not_acknowledged(
    case: Case, server: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kill at its worst moment: everything is decided, and COMMIT was not sent."""
    receipts = await killed_before_commit(case, server, monkeypatch)
    assert await lost(case, receipts) == []
    assert broken(await case.history()) == []
    print(f"killed Postgres before a COMMIT: {len(receipts)} receipts, 0 lost")


async def test_a_door_that_acknowledges_before_commit_is_caught(
    case: Case, server: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The broken twin: the same kill, the same check."""
    decide = Writer._decide

    def decide_and_tell(self: Writer, *arguments: Any) -> list[Draft]:
        drafts = decide(self, *arguments)
        for draft in drafts:
            for outcome in draft.outcomes:
                self._tell(outcome)
        return drafts

    with monkeypatch.context() as patch:
        patch.setattr(Writer, "_decide", decide_and_tell)
        receipts = await killed_before_commit(case, server, monkeypatch)
    gone = await lost(case, receipts)
    assert gone
    print(f"killed Postgres before a COMMIT that was acknowledged: {len(gone)} receipts lost")


async def killed_before_commit(
    case: Case, server: Postgres, monkeypatch: pytest.MonkeyPatch
) -> list[Receipt]:
    """
    Kill the server once, before the COMMIT of an act; start it again, and send the act again until it is accepted.

    :returns: the receipts that a client got
    """
    command = case.objection(1)
    append, append_once = Writer._append, Store.append_once
    cut, dead = asyncio.Event(), asyncio.Event()

    async def kill_once() -> None:
        if not cut.is_set():
            cut.set()
            await asyncio.to_thread(server.kill)
            dead.set()

    async def append_and_kill(*arguments: Any) -> Any:
        failed = await append(*arguments)
        await kill_once()
        return failed

    async def kill_and_append(*arguments: Any) -> Any:
        await kill_once()
        return await append_once(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(Writer, "_append", append_and_kill)
        patch.setattr(Store, "append_once", kill_and_append)
        sent = asyncio.create_task(case.send(command))
        await dead.wait()
        await asyncio.to_thread(server.start)
        answer = await sent
    while not (await case.send(command)).accepted:
        await asyncio.sleep(0.05)
    return [answer.receipt] if answer.receipt else []
