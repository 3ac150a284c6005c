"""Free words of people: kept apart, erased for good, and the record stays whole."""

import os

import asyncpg
import pytest

from domain.record.hashes import private_commitment
from store import auditing
from store.event_store import Store
from store.rows import PrivateText, StreamAppend
from tests.store.chain import Chain, begun

REFUSED = asyncpg.InsufficientPrivilegeError


def words(text: str) -> PrivateText:
    salt = os.urandom(32)
    return PrivateText(private_commitment(salt, text), salt, text)


async def kept(store: Store, *texts: PrivateText) -> Chain:
    """A stream whose event came with these words."""
    chain = Chain(await store.clock()).more()
    append = StreamAppend(chain.stream, chain.events, private=list(texts))
    assert await store.append_once([append]) == {chain.stream: None}
    return chain


async def test_words_are_found_by_their_commitment(store: Store) -> None:
    a, b = words("It goes too far."), words("It does not go far enough.")
    await kept(store, a, b)
    assert await store.private([a.commit, b.commit, "0" * 64]) == {
        a.commit: a.text,
        b.commit: b.text,
    }
    assert await store.private_salts([a.commit]) == {a.commit: a.salt}


async def test_erased_words_are_gone_with_their_salt_and_the_others_stay(
    store: Store, owner: "asyncpg.Connection"
) -> None:
    a, b = words("It goes too far."), words("It does not go far enough.")
    await kept(store, a, b)
    assert await store.erase_private([a.commit]) == 1
    assert await store.private([a.commit, b.commit]) == {b.commit: b.text}
    assert await store.private_salts([a.commit]) == {}
    row = await owner.fetchrow("select * from parley.private where commit = $1", a.commit)
    assert (row["salt"], row["text"]) == (None, None) and row["erased_at"] is not None


async def test_erasing_twice_finds_nothing_and_moves_no_date(
    store: Store, owner: "asyncpg.Connection"
) -> None:
    a = words("x")
    await kept(store, a)
    await store.erase_private([a.commit])
    date = await owner.fetchval("select erased_at from parley.private")
    assert await store.erase_private([a.commit, "0" * 64]) == 0
    assert await owner.fetchval("select erased_at from parley.private") == date


async def test_erasing_leaves_every_hash_as_it_was(store: Store) -> None:
    a = words("x")
    chain = await kept(store, a)
    before = await store.events(chain.stream)
    await store.erase_private([a.commit])
    assert await store.events(chain.stream) == before
    assert await auditing.broken(store) == []


async def test_words_that_do_not_fit_their_commitment_are_not_kept(store: Store) -> None:
    a = words("x")
    wrong = PrivateText(a.commit, a.salt, "y")
    chain = Chain(await store.clock()).more()
    with pytest.raises(asyncpg.CheckViolationError):
        await store.append_once([StreamAppend(chain.stream, chain.events, private=[wrong])])
    assert await store.head(chain.stream) is None


async def test_words_of_an_append_that_was_refused_are_not_kept(store: Store) -> None:
    chain = await begun(store)
    a = words("x")
    found = await store.append_once([StreamAppend(chain.stream, chain.events, private=[a])])
    assert found == {chain.stream: "moved"}
    assert await store.private([a.commit]) == {}


@pytest.mark.parametrize(
    "change",
    [
        "set text = 'other words'",
        "set erased_at = null",
        "set commit = 'x', salt = null, text = null, erased_at = now()",
    ],
)
async def test_words_are_erased_or_left_alone_by_the_owner_too(
    store: Store, owner: "asyncpg.Connection", change: str
) -> None:
    await kept(store, words("x"))
    with pytest.raises(REFUSED, match="erased or left alone"):
        await owner.execute(f"update parley.private {change}")


async def test_erased_words_do_not_come_back(store: Store, owner: "asyncpg.Connection") -> None:
    a = words("x")
    await kept(store, a)
    await store.erase_private([a.commit])
    back = "update parley.private set erased_at = null, salt = $1, text = $2"
    with pytest.raises(REFUSED, match="erased or left alone"):
        await owner.execute(back, a.salt, a.text)
    await kept(store, a)
    assert await store.private([a.commit]) == {}
