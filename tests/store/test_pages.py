"""Read models: whatever came in which portions, the rows are those of a fold from nothing."""

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from domain.participation.commands import AdmitParty, Appointment, AppointPerson, Heir, Party
from domain.process.agenda import alarms
from domain.process.fold import evolve
from domain.process.pages import InboxAnswered, InboxReopened, Pages, due_rows, pages
from domain.process.state import Process
from domain.record.recorded import Recorded
from domain.record.stored import Exported
from store import pages as read_models
from store.event_store import Store
from store.rows import NewEvent, StreamAppend
from tests.domain import test_hard_case_13_parties_change_groups_disagree as changing
from tests.domain.audited import broken_silence, ended, everything, gavelled, withdrawn
from tests.domain.forgery import stored
from tests.domain.play import Play
from tests.domain.test_hard_case_10_division import one_has_more_time
from tests.domain.test_pledge import published
from tests.intake.clock import SteppedClock

TABLES = ("process", "due", "inbox", "participation")
PLAYS = (broken_silence, gavelled, withdrawn, everything, published, ended, one_has_more_time)
Rows = dict[str, list[tuple[Any, ...]]]


@pytest.fixture(autouse=True)
async def far_ahead(owner: "asyncpg.Connection") -> None:
    """The database's clock is ahead of any history that is played here."""
    clock = SteppedClock(owner)
    await clock.install()
    await clock.shift(timedelta(days=36_500))


def portions(history: Sequence[Recorded], seed: int) -> Iterator[list[Recorded]]:
    """Cut a history between commands, at random."""
    dice, portion = random.Random(seed), list[Recorded]()
    for one in history:
        if portion and one.envelope.ordinal == 0 and dice.random() < 0.3:
            yield portion
            portion = []
        portion.append(one)
    yield portion


def turned(process: Process, portion: Sequence[Recorded]) -> Pages:
    """The row changes of a portion; the process is folded up to the end of it."""
    found = pages(process, portion)
    found.due = due_rows(process, alarms(process, portion[-1].envelope.recorded_at))
    return found


async def append(store: Store, play: Play, seed: int, spoil: Callable[[Pages], None]) -> Process:
    """Bring a played history on record, portion by portion, with its row changes."""
    process: Process | None = None
    texts = stored(play.history)
    for portion in portions(play.history, seed):
        for one in portion:
            process = evolve(process, one)
        assert process is not None
        rows = turned(process, portion)
        spoil(rows)
        events = [_event(one, texts) for one in portion]
        found = await store.append_once([StreamAppend(process.process_id, events, pages=rows)])
        assert found == {process.process_id: None}
    assert process is not None
    return process


def _event(one: Recorded, texts: list[Exported]) -> NewEvent:
    version = one.envelope.version
    row = texts[version - 1]
    return NewEvent(version, row.envelope, row.hash, row.salt, row.body)


async def rows_of(owner: "asyncpg.Connection") -> Rows:
    return {
        table: sorted(map(tuple, await owner.fetch(f"select * from read.{table}")), key=repr)
        for table in TABLES
    }


def nothing(_: Pages) -> None:
    """Spoils nothing."""


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("play", PLAYS, ids=lambda play: play.__name__)
async def test_rows_written_in_portions_are_those_of_a_fold_from_nothing(
    store: Store, owner: "asyncpg.Connection", play: Callable[[], Play], seed: int
) -> None:
    played = play()
    process = await append(store, played, seed, nothing)
    written = await rows_of(owner)
    await read_models.rewrite(store, process.process_id, turned(process, played.history))
    assert await rows_of(owner) == written
    assert written["process"] and written["participation"]


async def test_a_writer_that_forgets_one_kind_of_change_is_caught(
    store: Store, owner: "asyncpg.Connection"
) -> None:
    def forgets(rows: Pages) -> None:
        rows.inbox = [op for op in rows.inbox if not isinstance(op, InboxAnswered | InboxReopened)]

    play = published()
    process = await append(store, play, 1, forgets)
    written = await rows_of(owner)
    await read_models.rewrite(store, process.process_id, turned(process, play.history))
    assert await rows_of(owner) != written


async def test_lost_rows_are_rebuilt(store: Store, owner: "asyncpg.Connection") -> None:
    play = withdrawn()
    process = await append(store, play, 1, nothing)
    before = await rows_of(owner)
    for table in TABLES:
        await owner.execute(f"delete from read.{table}")
    await read_models.rewrite(store, process.process_id, turned(process, play.history))
    assert await rows_of(owner) == before


async def test_a_refused_append_turns_no_page(store: Store, owner: "asyncpg.Connection") -> None:
    play = withdrawn()
    process = await append(store, play, 1, nothing)
    before = await rows_of(owner)
    again = StreamAppend(
        process.process_id,
        [_event(play.history[0], stored(play.history))],
        pages=turned(process, play.history[:40]),
    )
    assert await store.append_once([again]) == {process.process_id: "moved"}
    assert await rows_of(owner) == before


async def test_the_inbox_shows_what_a_person_can_answer_now(store: Store) -> None:
    play = broken_silence()
    cut = next(o.envelope.version for o in play.history if o.envelope.type == "Answered")
    play.history = play.history[:cut]
    process = await append(store, play, 1, nothing)
    items = await read_models.inbox(store, "a-principal")
    assert [(i.party, i.question, i.answered) for i in items] == [("a", "objections", True)]
    assert items[0].closes_at == process.steps[items[0].step_id].closes_at
    assert [i.answered for i in await read_models.inbox(store, "b-principal")] == [False]
    assert await read_models.inbox(store, "o-principal") == [], "who is not asked owes nothing"
    assert await read_models.inbox(store, "nobody") == []


async def test_who_joins_later_or_inherits_is_asked_what_is_open(
    store: Store, owner: "asyncpg.Connection"
) -> None:
    play = succeeded()
    process = await append(store, play, 1, nothing)
    for person, party, given in (
        ("late-principal", "late", False),
        ("new-principal", "new", True),
        ("a-principal", "a", False),
    ):
        items = await read_models.inbox(store, person)
        assert [(one.party, one.answered) for one in items] == [(party, given)]
    assert await read_models.inbox(store, "d-principal") == []
    written = await rows_of(owner)
    await read_models.rewrite(store, process.process_id, turned(process, play.history))
    assert await rows_of(owner) == written


def succeeded() -> Play:
    """One State is admitted while the question is open, another is merged into a new one that has its answer."""
    play = changing.started()
    late = Party(party="late", name="Late State", roles=("member",))
    play.send(AdmitParty(party=late, grounds="It joined."), "chair-principal")
    head = Appointment(person="late-principal", party="late", capacity="principal")
    play.send(AppointPerson(appointment=head), "chair-principal")
    changing.says(play, "d")
    heir = Heir(party="new", inherits=("roles", "answers"))
    changing.became(play, "d", "merged", heirs=(heir,))
    return play


async def test_the_processes_and_their_alarms_are_listed(store: Store) -> None:
    play = broken_silence()
    opened = next(o.envelope.version for o in play.history if o.envelope.type == "StepOpened")
    play.history = play.history[:opened]
    process = await append(store, play, 1, nothing)
    assert [(p.title, p.status) for p in await read_models.processes(store)] == [
        ("A text", "running")
    ]
    ahead = process.started_at + timedelta(days=1)
    assert [d.process_id for d in await read_models.due(store, ahead)] == [process.process_id]
    assert await read_models.due(store, process.started_at) == []
