"""Documents: kept under their hash, in a transaction of their own, so that writers never wait for each other."""

import asyncio
from hashlib import sha256

import asyncpg
import pytest

from store.event_store import Store
from tests.stage import Database

FIRST, SECOND = b"the first text", b"the second text"
INSERT = (
    "insert into parley.document (sha256, media_type, body)"
    " values (sha256($1::bytea), 'text/plain', $1) on conflict do nothing"
)


async def test_a_document_is_found_by_its_hash(store: Store) -> None:
    digest = await store.put_document(FIRST, "text/plain")
    assert digest == sha256(FIRST).hexdigest()
    assert await store.document(digest) == ("text/plain", FIRST)
    assert await store.document(sha256(SECOND).hexdigest()) is None


async def test_putting_it_again_changes_nothing(store: Store) -> None:
    digest = await store.put_document(FIRST, "text/plain")
    assert await store.put_document(FIRST, "application/json") == digest
    assert await store.document(digest) == ("text/plain", FIRST)


async def test_a_document_is_not_kept_under_another_hash(app: "asyncpg.Connection") -> None:
    with pytest.raises(asyncpg.CheckViolationError):
        await app.execute(
            "insert into parley.document (sha256, media_type, body) values (sha256('x'), 'x', 'y')"
        )


async def test_the_same_two_documents_in_opposite_order_do_not_deadlock(store: Store) -> None:
    async def put(*contents: bytes) -> None:
        for content in contents:
            await store.put_document(content, "text/plain")

    pairs = [(b"%d" % n, b"%d again" % n) for n in range(40)]
    both = [put(*order) for a, b in pairs for order in ((a, b), (b, a))]
    await asyncio.wait_for(asyncio.gather(*both), 30)
    for pair in pairs:
        for content in pair:
            assert await store.document(sha256(content).hexdigest()) == ("text/plain", content)


async def test_in_one_transaction_each_they_would(database: Database) -> None:
    """Why documents have a transaction of their own: this is the same, done the obvious way."""
    one, other = [await asyncpg.connect(database.url) for _ in range(2)]
    for connection, content in ((one, FIRST), (other, SECOND)):
        await connection.execute("begin")
        await connection.execute(INSERT, content)
    results = await asyncio.gather(
        one.execute(INSERT, SECOND), other.execute(INSERT, FIRST), return_exceptions=True
    )
    assert any(isinstance(result, asyncpg.DeadlockDetectedError) for result in results)
    for connection in (one, other):
        await connection.close()
