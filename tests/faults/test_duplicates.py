"""A door dies before or after COMMIT: sent again with the same id, an act has one outcome, whatever happened."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import timedelta

import asyncpg
import pytest

from domain.command import Command
from domain.refused import CommandIdReused
from domain.step.events import Answered
from intake.door import Intake
from store.event_store import Store
from tests.faults.stack import ROOT
from tests.intake.case import Case
from tests.intake.laws import broken
from tests.stage import Database

pytestmark = [pytest.mark.fault, pytest.mark.timeout(60)]


@pytest.fixture
async def case(database: Database) -> AsyncIterator[Case]:
    """An open question before two doors; the second is `other_door`'s."""
    store, owner = await Store.connect(database.url), await asyncpg.connect(database.owner_url)
    async with Intake(store) as intake:
        yield await Case(store, intake, owner).opened()
    await owner.close()
    await store.close()


async def killed(moment: str, database: Database, *commands: Command) -> None:
    """Let another program submit them, several as one; it dies `before` or `after` its COMMIT."""
    program = [sys.executable, "-m", "tests.faults.submit", moment, database.url]
    done = await asyncio.to_thread(
        subprocess.run,
        program,
        input="\n".join(one.model_dump_json() for one in commands).encode(),
        cwd=ROOT,
        timeout=30,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL


async def acts_of(case: Case, party: str) -> int:
    """How many answers of one member are on record, under whatever id."""
    events = [one.event for one in await case.history()]
    return sum(isinstance(event, Answered) and event.party == party for event in events)


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_door_killed_at_its_commit_leaves_one_outcome_for_whoever_sends_again(
    moment: str, case: Case, database: Database
) -> None:
    command, before = case.objection(1, "the-id"), len(await case.history())
    await killed(moment, database, command)
    assert len(await case.history()) == before + (moment == "after")

    answer = await case.send(command)
    assert answer.accepted and answer.receipt is not None
    assert await acts_of(case, "m1") == 1
    async with Intake(case.store) as other_door:
        assert await other_door.receive(command) == answer
        changed = case.objection(1, "the-id", reason="Something else.")
        assert isinstance((await other_door.receive(changed)).refused, CommandIdReused)
    history = await case.history()
    assert len(history) == before + 1 and broken(history) == []
    print(
        f"killed 1 door {moment} COMMIT, sent again at 2 doors: 1 outcome, the other body refused"
    )


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_door_killed_while_it_moves_two_processes_has_moved_both_or_neither(
    moment: str, case: Case, database: Database
) -> None:
    other = await Case(case.store, case.intake, case.owner).opened()
    later = await case.closes_at() + timedelta(hours=1)
    commands = [
        one.extension(later).model_copy(update={"command_id": "both"}) for one in (case, other)
    ]
    await killed(moment, database, *commands)
    moved = [await one.closes_at() == later for one in (case, other)]
    assert moved == [moment == "after"] * 2

    answers = await case.intake.receive_together(commands)
    assert all(answer.accepted for answer in answers)
    assert [await one.closes_at() for one in (case, other)] == [later, later]
    extended = [
        sum(event.envelope.type == "DeadlineExtended" for event in await one.history())
        for one in (case, other)
    ]
    assert extended == [1, 1]


async def test_a_client_that_sends_again_under_a_new_id_is_recorded_twice(
    case: Case, database: Database
) -> None:
    """The naive client, and why the id is the client's: the record cannot know that both are the same act."""
    await killed("after", database, case.objection(1, "the-id"))
    assert (await case.send(case.objection(1, "another-id"))).accepted
    assert await acts_of(case, "m1") == 2
    print("killed 1 door after COMMIT, sent again under a new id: 2 acts, as must be")
