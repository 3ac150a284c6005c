"""The guards of `append`: each refuses what it is for, by its name, and nothing of that stream is written."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest

from domain.record.envelope import read_envelope
from domain.record.hashes import body_commitment
from store import auditing
from store.event_store import Store, StreamLocked
from store.rows import Head, NewEvent, StreamAppend
from tests.store.chain import AUTHOR, Chain, begun, changed, continued

Break = Callable[[Chain, NewEvent], NewEvent]


async def tried(store: Store, chain: Chain, event: NewEvent) -> str | None:
    """Try to append one event to a stream. :returns: what refused it"""
    before = await store.events(chain.stream)
    found = await store.append_once([StreamAppend(chain.stream, [event])])
    if found[chain.stream] is not None:
        assert await store.events(chain.stream) == before
    return found[chain.stream]


async def after(store: Store) -> tuple[Chain, NewEvent]:
    """A stream of two events on record, and a third one that would be welcome."""
    chain = await begun(store, 2)
    chain.at = await store.clock()
    chain.more(age=timedelta(milliseconds=5))
    return chain, chain.events.pop()


async def test_what_is_well_formed_is_appended_and_read_back(store: Store) -> None:
    chain = await begun(store, 2, 3)
    rows = await store.events(chain.stream)
    assert [(r.envelope, r.hash, r.salt, r.body) for r in rows] == [
        (e.envelope, e.hash, e.salt, e.body) for e in chain.events
    ]
    assert await store.head(chain.stream) == Head(6, chain.head)
    assert [r.hash for r in await store.events(chain.stream, 2, 4)] == [
        e.hash for e in chain.events[2:4]
    ]


async def test_the_events_of_a_command_are_found_by_its_id_in_order(store: Store) -> None:
    chain = await begun(store, 2, 3)
    name = read_envelope(chain.events[3].envelope).command_id
    rows = await store.command(chain.stream, name)
    assert [row.hash for row in rows] == [event.hash for event in chain.events[3:]]
    assert await store.command(chain.stream, "another") == []


def by_envelope(**fields: object) -> Break:
    def change(chain: Chain, event: NewEvent) -> NewEvent:
        return changed(event, **fields)

    return change


def by_version(version: int) -> Break:
    def change(chain: Chain, event: NewEvent) -> NewEvent:
        return replace(event, version=version)

    return change


def another_body(chain: Chain, event: NewEvent) -> NewEvent:
    return replace(event, body=event.body.replace("event 3", "event 4"))


def another_salt(chain: Chain, event: NewEvent) -> NewEvent:
    return replace(event, salt=bytes(32))


def short_salt(chain: Chain, event: NewEvent) -> NewEvent:
    shorter = replace(event, salt=b"x")
    return changed(shorter, body_commit=body_commitment(b"x", event.body))


def another_hash(chain: Chain, event: NewEvent) -> NewEvent:
    return replace(event, hash=bytes(32))


def one_bit_in_the_envelope(chain: Chain, event: NewEvent) -> NewEvent:
    return replace(event, envelope=event.envelope.replace('"test"', '"tesT"'))


def postmarked(age: timedelta) -> Break:
    def change(chain: Chain, event: NewEvent) -> NewEvent:
        return changed(event, received_at=read_envelope(event.envelope).recorded_at - age)

    return change


def recorded(since_the_head: timedelta) -> Break:
    def change(chain: Chain, event: NewEvent) -> NewEvent:
        at = read_envelope(chain.events[-1].envelope).recorded_at + since_the_head
        return changed(event, recorded_at=at, received_at=at)

    return change


def known_command(chain: Chain, event: NewEvent) -> NewEvent:
    return changed(event, command_id=read_envelope(chain.events[0].envelope).command_id)


def rest_of_a_known_command(chain: Chain, event: NewEvent) -> NewEvent:
    return changed(known_command(chain, event), ordinal=1)


TOO_OLD = timedelta(seconds=4, microseconds=1)
BROKEN: dict[str, tuple[str, Break]] = {
    "a version that is taken": ("moved", by_version(2)),
    "a version too far": ("moved", by_version(4)),
    "the first version again": ("moved", by_version(1)),
    "another stream in the envelope": ("envelope", by_envelope(stream=UUID(int=5))),
    "another version in the envelope": ("envelope", by_envelope(version=4)),
    "an envelope of 64 kilobytes": ("envelope", by_envelope(capacity="x" * 65_000)),
    "zeros before it": ("prev", by_envelope(prev="0" * 64)),
    "the event before the last before it": (
        "prev",
        lambda chain, event: changed(event, prev=chain.events[0].hash.hex()),
    ),
    "no hash of its own": ("hash", another_hash),
    "one bit in the envelope": ("hash", one_bit_in_the_envelope),
    "another body": ("body", another_body),
    "another salt": ("body", another_salt),
    "a salt of one byte": ("body", short_salt),
    "a postmark that is too old": ("age", postmarked(TOO_OLD)),
    "a postmark after the record": ("age", postmarked(timedelta(microseconds=-1))),
    "a time before the event before": ("order", recorded(timedelta(seconds=-1))),
    "the time of the event before": ("order", recorded(timedelta(0))),
    "a time that has not come yet": ("clock", recorded(timedelta(minutes=1))),
    "a command that is on record": ("command", known_command),
    "more of a command that is on record": ("command", rest_of_a_known_command),
    "a command that begins at one": ("command", by_envelope(ordinal=1)),
}


@pytest.mark.parametrize("name", BROKEN)
async def test_what_is_broken_in_one_way_is_refused_by_name(store: Store, name: str) -> None:
    chain, event = await after(store)
    reason, broken = BROKEN[name]
    assert await tried(store, chain, broken(chain, event)) == reason
    assert await tried(store, chain, event) is None, "only what was broken stood in its way"


def test_every_guard_is_broken_by_some_example() -> None:
    named = {reason for reason, _ in BROKEN.values()}
    assert named | {"gap"} == {
        *("moved", "gap", "envelope", "prev", "hash", "body", "age", "order", "clock", "command")
    }


async def test_a_gap_inside_the_call_is_refused(store: Store) -> None:
    chain = Chain(await store.clock()).more(3)
    append = StreamAppend(chain.stream, [chain.events[0], chain.events[2]])
    assert await store.append_once([append]) == {chain.stream: "gap"}
    assert await store.head(chain.stream) is None


async def test_ordinals_inside_the_call_count_from_zero(store: Store) -> None:
    chain = Chain(await store.clock()).more(1, 2)
    append = StreamAppend(chain.stream, [chain.events[0], changed(chain.events[1], ordinal=2)])
    assert await store.append_once([append]) == {chain.stream: "command"}


async def test_the_limits_of_age_are_inside(store: Store) -> None:
    chain, event = await after(store)
    assert await tried(store, chain, postmarked(timedelta(seconds=4))(chain, event)) is None
    chain.events.append(postmarked(timedelta(seconds=4))(chain, event))
    chain.at = await store.clock()
    chain.more()
    assert await tried(store, chain, chain.events.pop()) is None


async def test_a_stream_ahead_of_a_clock_that_stepped_back_goes_on_by_microseconds(
    store: Store, owner: "asyncpg.Connection"
) -> None:
    chain = await begun(store)
    back = "create or replace function parley.clock() returns timestamptz language sql volatile as"
    await owner.execute(f"{back} $$ select clock_timestamp() - interval '2 seconds' $$")
    chain.more(2)
    assert await store.append_once([chain.since(1)]) == {chain.stream: None}
    last = len(chain.events)
    chain.at += timedelta(microseconds=1)
    chain.more()
    assert await store.append_once([chain.since(last)]) == {chain.stream: "clock"}


async def test_streams_fail_singly_and_the_others_go_through(store: Store) -> None:
    good, also_good = await begun(store), Chain(await store.clock()).more(2)
    bad, event = await after(store)
    good.at = await store.clock()
    good.more()
    wrong = StreamAppend(bad.stream, [another_body(bad, event)])
    found = await store.append_once([good.since(1), wrong, also_good.whole()])
    assert found == {good.stream: None, bad.stream: "body", also_good.stream: None}
    assert await store.head(good.stream) == Head(2, good.head)
    assert await store.head(also_good.stream) == Head(2, also_good.head)
    assert await store.head(bad.stream) == Head(2, bad.head)


async def test_a_stream_cannot_be_named_twice_in_a_call(store: Store) -> None:
    chain = Chain(await store.clock()).more(2)
    first = StreamAppend(chain.stream, chain.events[:1])
    with pytest.raises(ValueError, match="once"):
        await store.append_once([first, chain.since(1)])


async def test_the_second_of_two_writers_is_told_that_the_stream_moved(store: Store) -> None:
    chain = await begun(store)
    chain.at = await store.clock()
    mine = chain.more().events.pop()
    theirs = chain.more().events.pop()
    assert await tried(store, chain, theirs) is None
    assert await tried(store, chain, mine) == "moved"


async def test_a_locked_stream_is_named_after_the_timeout_and_others_are_not_held_up(
    store: Store,
) -> None:
    chain, other = await begun(store), await begun(store)
    async with store.batch([chain.stream]) as batch:
        with pytest.raises(StreamLocked):
            async with store.batch([chain.stream], lock_timeout_ms=20):
                raise AssertionError("two writers hold one stream")
        async with store.batch([other.stream], lock_timeout_ms=20) as another:
            await continued(another, other)
        await continued(batch, chain)
    assert await store.head(chain.stream) == Head(2, chain.head)


async def test_a_batch_that_fails_leaves_nothing(store: Store) -> None:
    chain = await begun(store)

    async def fail() -> None:
        async with store.batch([chain.stream]) as batch:
            await continued(batch, chain)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    assert await store.head(chain.stream) == Head(1, chain.events[0].hash)
    assert await auditing.gaps(store) == []


async def test_a_batch_reads_what_the_writer_before_it_committed_while_it_waited(
    store: Store,
) -> None:
    chain = await begun(store)
    async with store.batch([chain.stream]) as batch:
        await continued(batch, chain)
        tail = await batch.tail(chain.stream, 1)
    async with store.batch([chain.stream, uuid4()]) as later:
        assert later.heads == {chain.stream: Head(2, tail[0].hash)}
        assert later.clock > batch.clock


async def test_a_stream_has_one_workflow(owner: "asyncpg.Connection", store: Store) -> None:
    chain = await begun(store)
    found = await owner.fetchval("select workflow_id from parley.stream")
    assert found == f"process/{chain.stream}"
    assert AUTHOR.party == await owner.fetchval(
        "select envelope::jsonb -> 'actor' ->> 'party' from parley.event"
    )
