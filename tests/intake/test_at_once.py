"""What was decided before its streams were locked is appended at once or not at all: it waits for nothing."""

from datetime import timedelta
from typing import Any

import pytest

from intake.writer import Limits
from store.event_store import Store, StreamLocked
from store.rows import Head
from tests.intake.case import Case
from tests.store.chain import Chain, begun, continued

SHORT = 50


async def test_a_taken_stream_is_named_and_nothing_is_appended(store: Store) -> None:
    free, taken = await begun(store), await begun(store)
    for chain in (free, taken):
        chain.at = await store.clock()
        chain.more()
    async with store.batch([taken.stream]):
        found = await store.append_once(
            [free.since(1), taken.since(1)], decided_at=await store.clock()
        )
    assert found == {free.stream: "locked", taken.stream: "locked"}
    assert {(await store.head(chain.stream)).version for chain in (free, taken)} == {1}  # type: ignore[union-attr]


async def test_the_naive_append_waits_for_the_lock_and_would_grow_old(store: Store) -> None:
    taken = await begun(store)
    taken.at = await store.clock()
    taken.more()
    async with store.batch([taken.stream]):
        with pytest.raises(StreamLocked):
            await store.append_once([taken.since(1)], lock_timeout_ms=SHORT)


async def test_a_decision_by_an_old_clock_is_stale_and_a_fresh_one_is_not(store: Store) -> None:
    chain = await begun(store)
    chain.at = await store.clock()
    chain.more(age=timedelta(0))
    old = chain.at - timedelta(seconds=1.001)
    assert await store.append_once([chain.since(1)], decided_at=old) == {chain.stream: "stale"}
    ahead = await store.clock() + timedelta(minutes=1)
    assert await store.append_once([chain.since(1)], decided_at=ahead) == {chain.stream: "stale"}
    fresh = await store.clock()
    assert await store.append_once([chain.since(1)], decided_at=fresh) == {chain.stream: None}


async def test_where_another_writer_came_first_the_stream_has_moved(store: Store) -> None:
    chain = await begun(store)
    mine = Chain(await store.clock(), chain.stream)
    mine.events = list(chain.events)
    mine.more()
    async with store.batch([chain.stream]) as batch:
        await continued(batch, chain)
    found = await store.append_once([mine.since(1)], decided_at=await store.clock())
    assert found == {chain.stream: "moved"}
    assert await store.head(chain.stream) == Head(2, chain.head)


async def test_an_act_decided_before_the_lock_takes_one_call(
    case: Case, limits: Limits, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The two ways are told apart by whether a batch is opened; both must be the ones that the laws are tested on."""
    opened: list[object] = []
    batch = Store.batch

    def noted(*given: Any) -> Any:
        opened.append(given)
        return batch(*given)

    monkeypatch.setattr(Store, "batch", noted)
    assert (await case.send(case.objection(1))).accepted
    assert len(opened) == (0 if limits.fresh else 1)
