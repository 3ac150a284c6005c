"""The record only grows: by grants for the application and the auditor, by triggers for the owner as well."""

import asyncpg
import pytest

from domain.process.events import RecoveryAcknowledged
from domain.record.seal import Seal
from store import people
from store.event_store import Store
from tests.store.chain import AUTHOR, Chain, begun

REFUSED = asyncpg.InsufficientPrivilegeError
RECORD = ("event", "body", "stream", "document", "private", "deployment")
CHANGES = {
    "event": "update parley.event set envelope = envelope",
    "body": "update parley.body set body = body",
    "stream": "update parley.stream set version = version",
    "document": "update parley.document set media_type = 'x'",
    "private": "update parley.private set text = 'x'",
    "deployment": "update parley.deployment set origin = 'x'",
}
ROLES = ("app", "auditor", "owner")


@pytest.fixture
async def session(
    request: pytest.FixtureRequest,
    app: "asyncpg.Connection",
    auditor: "asyncpg.Connection",
    owner: "asyncpg.Connection",
) -> "asyncpg.Connection":
    return {"app": app, "auditor": auditor, "owner": owner}[request.param]


@pytest.fixture
async def chain(store: Store, owner: "asyncpg.Connection") -> Chain:
    """Every table of the record has a row."""
    await store.put_document(b"text", "text/plain")
    commit = "insert into parley.private select encode(sha256('\\x05'::bytea || s || 'words'), 'hex'), s, 'words'"
    await owner.execute(f"{commit} from (values (sha256('salt'))) as v (s)")
    return await begun(store, 2)


@pytest.mark.usefixtures("chain")
@pytest.mark.parametrize("table", RECORD)
@pytest.mark.parametrize("session", ROLES, indirect=True)
async def test_no_role_changes_deletes_or_empties_the_record(
    session: "asyncpg.Connection", owner: "asyncpg.Connection", table: str
) -> None:
    count = f"select count(*) from parley.{table}"
    before = await owner.fetchval(count)
    assert before > 0
    for sql in (CHANGES[table], f"delete from parley.{table}", f"truncate parley.{table}"):
        with pytest.raises(REFUSED):
            await session.execute(sql)
    assert await owner.fetchval(count) == before


@pytest.mark.usefixtures("chain")
@pytest.mark.parametrize("table", RECORD)
async def test_without_the_triggers_the_owner_could(
    superuser: "asyncpg.Connection", table: str
) -> None:
    """What the triggers are there for: the very same statement, with the triggers off."""
    assert await superuser.execute(f"delete from parley.{table}") != "DELETE 0"


INSERTS = {
    "event": "insert into parley.event (envelope, hash) select envelope, hash from parley.event limit 1",
    "body": "insert into parley.body select gen_random_uuid(), version, salt, body from parley.body limit 1",
    "stream": "insert into parley.stream (stream_id, version, head_hash) values (gen_random_uuid(), 1, sha256('x'))",
    "private": "insert into parley.private values ('x', null, null, now())",
    "deployment": "insert into parley.deployment default values",
    "migration": "insert into parley.migration (name, checksum) values ('9999_x', 'x')",
}


@pytest.mark.usefixtures("chain")
@pytest.mark.parametrize("table", INSERTS)
@pytest.mark.parametrize("session", ROLES[:2], indirect=True)
async def test_nobody_writes_past_append(session: "asyncpg.Connection", table: str) -> None:
    with pytest.raises(REFUSED, match="permission denied"):
        await session.execute(INSERTS[table])


AUDITOR_MAY_NOT = (
    "select parley.append(" + 18 * "'{}'," + "null, 10)",
    "select parley.erase_private('{}')",
    "insert into parley.document (sha256, media_type, body) values (sha256('x'), 'x', 'x')",
    (
        "insert into parley.wake (workflow_id, stream_version, workflow_type, process_id)"
        " values ('x', 1, 'x', gen_random_uuid())"
    ),
    "insert into parley.person (scope, handle, name) values ('', 'x', 'x')",
    "delete from read.due",
    "update read.inbox set answered = true",
    "select text from parley.private",
    "select salt from parley.private",
    "select name from parley.person",
    "select * from parley.person",
)


@pytest.mark.usefixtures("chain")
@pytest.mark.parametrize("sql", AUDITOR_MAY_NOT, ids=lambda sql: sql[:50])
async def test_the_auditor_reads_and_reads_no_personal_data(
    auditor: "asyncpg.Connection", sql: str
) -> None:
    with pytest.raises(REFUSED, match="permission denied"):
        await auditor.execute(sql)


@pytest.mark.usefixtures("chain")
async def test_the_auditor_reads_the_whole_record(auditor: "asyncpg.Connection") -> None:
    for table in ("event", "body", "stream", "document", "deployment", "wake", "migration"):
        assert await auditor.fetchval(f"select count(*) from parley.{table}") is not None
    assert await auditor.fetchval("select count(commit) from parley.private") == 1
    assert await auditor.fetchval("select count(*) from read.process") == 0


async def test_the_application_writes_what_is_not_the_record(
    app: "asyncpg.Connection", store: Store
) -> None:
    await people.upsert(store, "", "h", "A name")
    await app.execute("update read.due set due_at = null")
    await app.execute("delete from parley.wake")
    with pytest.raises(REFUSED):
        await app.execute("delete from parley.person")
    with pytest.raises(REFUSED):
        await app.execute("create table parley.mine (x integer)")


@pytest.mark.parametrize("role", ["parley_app", "parley_auditor", "parley_owner"])
async def test_no_role_of_ours_is_a_superuser(owner: "asyncpg.Connection", role: str) -> None:
    rights = "rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls"
    assert await owner.fetchval(f"select {rights} from pg_roles where rolname = $1", role) is False


async def test_append_runs_as_its_owner_with_a_fixed_search_path(
    owner: "asyncpg.Connection",
) -> None:
    rows = await owner.fetch(
        "select proname, proconfig from pg_proc where prosecdef and pronamespace = 'parley'::regnamespace"
    )
    assert {row["proname"] for row in rows} >= {"append", "erase_private"}
    for row in rows:
        assert "search_path=parley, pg_temp" in row["proconfig"], row["proname"]


async def test_functions_in_the_sessions_own_schema_do_not_take_the_place_of_ours(
    app: "asyncpg.Connection", store: Store
) -> None:
    """A temporary table of the same name is looked up last."""
    chain = await begun(store)
    await app.execute("create temporary table event (like parley.event)")
    chain.at = await store.clock()
    chain.more()
    assert await store.append_once([chain.since(1)]) == {chain.stream: None}
    assert await app.fetchval("select count(*) from parley.event") == 2


# --- heads ---------------------------------------------------------------------------------------


async def test_a_head_does_not_go_back(owner: "asyncpg.Connection", chain: Chain) -> None:
    first = chain.events[0].hash
    with pytest.raises(REFUSED, match="only grows"):
        await owner.execute("update parley.stream set version = 1, head_hash = $1", first)


async def test_a_head_does_not_change_its_hash(owner: "asyncpg.Connection", chain: Chain) -> None:
    with pytest.raises(REFUSED, match="only grows"):
        await owner.execute("update parley.stream set head_hash = sha256('x')")


async def test_a_head_does_not_go_to_an_event_that_does_not_exist(
    owner: "asyncpg.Connection", chain: Chain
) -> None:
    with pytest.raises(REFUSED, match="not the event just inserted"):
        await owner.execute("update parley.stream set version = 3, head_hash = sha256('x')")
    with pytest.raises(REFUSED, match="not the event just inserted"):
        await owner.execute(INSERTS["stream"])


async def test_a_head_does_not_go_to_an_event_of_an_earlier_transaction(
    owner: "asyncpg.Connection", chain: Chain
) -> None:
    event = chain.more().events[-1]
    insert = "insert into parley.event (envelope, hash) values ($1, $2)"
    move = "update parley.stream set version = 3, head_hash = $1"
    await owner.execute(insert, event.envelope, event.hash)
    with pytest.raises(REFUSED, match="not the event just inserted"):
        await owner.execute(move, event.hash)
    after = chain.more().events[-1]
    async with owner.transaction():
        await owner.execute(insert, after.envelope, after.hash)
        await owner.execute(move.replace("3", "4"), after.hash)


# --- what is stored is what was hashed -------------------------------------------------------------


async def test_columns_cannot_disagree_with_the_envelope(
    owner: "asyncpg.Connection", chain: Chain
) -> None:
    event = chain.more().events[-1]
    with pytest.raises(asyncpg.GeneratedAlwaysError):
        await owner.execute(
            "insert into parley.event (envelope, hash, version) values ($1, $2, 9)",
            event.envelope,
            event.hash,
        )


async def test_an_event_is_not_stored_under_another_hash(
    owner: "asyncpg.Connection", chain: Chain
) -> None:
    with pytest.raises(asyncpg.CheckViolationError):
        await owner.execute(
            "insert into parley.event (envelope, hash) values ($1, sha256('x'))",
            chain.more().events[-1].envelope,
        )


async def test_texts_are_kept_to_the_byte(store: Store) -> None:
    """What jsonb would reorder, unescape or merge comes back as it went in."""
    chain = Chain(await store.clock())
    grounds = 'caf\u00e9 \u2028 "\\" \U0001f54a\ufe0f e\u0301'
    seal = Seal("test", chain.stream, "{}", "c-1", AUTHOR, None, chain.at)
    sealed = seal.event(
        RecoveryAcknowledged(version=1, grounds=grounds),
        version=1,
        prev=bytes(32),
        recorded_at=chain.at,
        process_at=chain.at,
    )
    chain.more()
    event = chain.events[0]
    chain.events[0] = type(event)(
        1, sealed.envelope, sealed.recorded.hash, sealed.salt, sealed.body
    )
    await store.append_once([chain.whole()])
    row = (await store.events(chain.stream))[0]
    assert row.body == sealed.body and row.envelope == sealed.envelope
    assert grounds.replace("\\", "\\\\").replace('"', '\\"') in row.body
