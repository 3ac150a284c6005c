"""Persons: the only home of personal data. Forgetting takes everything but the id."""

from uuid import UUID, uuid4

import asyncpg

from store import people
from store.event_store import Store
from store.people import Person


async def test_a_person_is_the_same_by_scope_and_handle(store: Store) -> None:
    one = await people.upsert(store, "", "principal-who", "Principal of WHO", "who@example.org")
    assert await people.upsert(store, "", "principal-who", "Principal, WHO") == one
    assert await people.by_handle(store, "", "principal-who") == Person(
        one, "", "principal-who", "Principal, WHO", "who@example.org"
    )


async def test_persons_of_rehearsals_never_mix_with_others(store: Store) -> None:
    live = await people.upsert(store, "", "chair", "Chair")
    rehearsed = await people.upsert(store, "rehearsal", "chair", "Chair, rehearsing")
    assert live != rehearsed
    found = await people.by_handle(store, "rehearsal", "chair")
    assert found is not None and found.person_id == rehearsed


async def test_an_id_says_nothing_of_the_person(store: Store) -> None:
    one = await people.upsert(store, "", "chair", "Chair")
    assert UUID(one).version == 4


async def test_names_are_found_by_id_and_what_is_no_id_is_missing(store: Store) -> None:
    one = await people.upsert(store, "", "chair", "Chair")
    assert await people.names(store, [one, str(uuid4()), "clockwork", ""]) == {one: "Chair"}


async def test_forgetting_a_person_keeps_the_id_and_nothing_else(
    store: Store, owner: "asyncpg.Connection"
) -> None:
    one = await people.upsert(store, "", "chair", "Chair", "chair@example.org")
    assert await people.forget(store, one)
    row = await owner.fetchrow("select * from parley.person")
    assert str(row["person_id"]) == one and row["forgotten_at"] is not None
    assert (row["handle"], row["name"], row["email"]) == (None, None, None)
    assert await people.by_ids(store, [one]) == {}
    assert await people.by_handle(store, "", "chair") is None


async def test_forgetting_again_finds_nothing(store: Store) -> None:
    one = await people.upsert(store, "", "chair", "Chair")
    assert await people.forget(store, one)
    assert not await people.forget(store, one)
    assert not await people.forget(store, str(uuid4()))
    assert not await people.forget(store, "no id")


async def test_who_comes_back_after_that_is_somebody_else(store: Store) -> None:
    one = await people.upsert(store, "", "chair", "Chair")
    await people.forget(store, one)
    assert await people.upsert(store, "", "chair", "Chair") != one
