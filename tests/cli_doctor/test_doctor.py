"""`parley doctor` on real servers, well and ill: each ill is found, and said with what to do."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from cli.doctor import Check, examine, worst
from embedded.postgres import Postgres
from intake.door import Intake
from settings import Settings
from store.event_store import Store
from store.migrate import FOLDER
from tests.stage import Database
from worker.plugin import plugin
from worker.serve import connect_temporal, working


def settings(url: str, temporal: str, home: Path, queue: str = "nobody-polls-this") -> Settings:
    given = {"DATABASE_URL": url, "TEMPORAL_ADDRESS": temporal, "PARLEY_HOME": home}
    return Settings.model_validate({**given, "PARLEY_TASK_QUEUE": queue})


async def examined(given: Settings) -> dict[str, Check]:
    checks = await examine(given)
    assert all(check.advice for check in checks if check.status != "ok")
    return {check.name: check for check in checks}


@pytest.fixture
async def queue(
    database: Database, temporal_address: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[str]:
    """A task queue that a worker polls."""
    monkeypatch.setenv("TEMPORAL_ADDRESS", temporal_address)
    store = await Store.connect(database.url)
    async with Intake(store) as intake:
        client = await connect_temporal(plugin(intake))
        async with working(store, client, asyncio.Event(), queue=database.name):
            yield database.name
    await store.close()


async def test_a_well_installation_has_no_findings_but_for_the_test_servers_fsync(
    database: Database, temporal_address: str, tmp_path: Path, queue: str
) -> None:
    given = settings(database.url, temporal_address, tmp_path, queue)
    async with asyncio.timeout(30):
        while (found := await examined(given))["workers"].status != "ok":
            pass
    ill = {name: check.found for name, check in found.items() if check.status != "ok"}
    assert ill == {"fsync": "off"}
    assert found["database role"].found == "parley_app"
    assert {
        "Python",
        "libraries",
        "disk",
        "migrations",
        "privileges",
        "clocks",
        "backlog",
    } <= found.keys()


async def test_a_wrong_password_is_told_from_a_server_that_is_away(
    database: Database, temporal_address: str, tmp_path: Path
) -> None:
    wrong = database.url.replace("parley_app:", "parley_app:x")
    found = await examined(settings(wrong, temporal_address, tmp_path))
    assert "password authentication failed" in found["database"].found
    assert "Correct role, password" in found["database"].advice
    nowhere = "postgresql://parley_app:x@127.0.0.1:1/parley"
    found = await examined(settings(nowhere, temporal_address, tmp_path))
    assert "cannot be reached" in found["database"].found
    assert "make up" in found["database"].advice
    assert found["Temporal"].status == "ok"


async def test_a_database_that_does_not_exist_and_an_address_that_is_none(
    database: Database, temporal_address: str, tmp_path: Path
) -> None:
    missing = database.url.replace(database.name, "no_such_database")
    assert (
        "no_such_database"
        in (await examined(settings(missing, temporal_address, tmp_path)))["database"].found
    )
    found = await examined(settings("nonsense", temporal_address, tmp_path))
    assert found["database"].status == "error"


async def test_a_pending_migration_is_named(
    postgres: Postgres, new_database: Callable[[], Database], temporal_address: str, tmp_path: Path
) -> None:
    database = new_database()
    postgres.sql(
        "delete from parley.migration where name = (select max(name) from parley.migration)",
        database.name,
    )
    last = max(file.stem for file in FOLDER.glob("*.sql"))
    found = await examined(settings(database.url, temporal_address, tmp_path))
    assert found["migrations"].found == f"pending: {last}"
    assert "store.migrate" in found["migrations"].advice
    assert "privileges" not in found


async def test_an_empty_database_lacks_every_migration(
    postgres: Postgres, temporal_address: str, tmp_path: Path
) -> None:
    url = postgres.url("parley_app", "postgres")
    found = await examined(settings(url, temporal_address, tmp_path))
    assert found["migrations"].found.startswith("pending: 0001_record, ")


async def test_a_database_that_is_newer_than_this_code(
    postgres: Postgres, database: Database, temporal_address: str, tmp_path: Path
) -> None:
    postgres.sql(
        "insert into parley.migration (name, checksum) values ('9999_x', 'x')", database.name
    )
    found = await examined(settings(database.url, temporal_address, tmp_path))
    assert "9999_x" in found["migrations"].found
    assert "newer" in found["migrations"].advice


async def test_a_superuser_and_the_owner_are_not_the_application(
    database: Database, temporal_address: str, tmp_path: Path
) -> None:
    found = await examined(settings(database.superuser_url, temporal_address, tmp_path))
    assert found["database role"].status == found["privileges"].status == "error"
    assert "Connect as parley_app" in found["database role"].advice
    found = await examined(settings(database.owner_url, temporal_address, tmp_path))
    assert found["database role"].status == "ok"
    assert "has CREATE on schema parley" in found["privileges"].found


@pytest.mark.parametrize(
    ("change", "difference"),
    [
        ("grant delete on parley.event to parley_app", "has DELETE on parley.event"),
        ("grant update on parley.body to public", "has UPDATE on parley.body"),
        ("revoke select on parley.stream from parley_app", "lacks SELECT on parley.stream"),
        (
            "revoke execute on function parley.clock() from parley_app",
            "lacks EXECUTE on parley.clock",
        ),
    ],
)
async def test_a_privilege_too_many_or_too_few_is_named(
    postgres: Postgres,
    database: Database,
    temporal_address: str,
    tmp_path: Path,
    change: str,
    difference: str,
) -> None:
    postgres.sql(change, database.name)
    found = await examined(settings(database.url, temporal_address, tmp_path))
    assert found["privileges"].found == f"parley_app {difference}"


async def test_overdue_entries_and_waiting_wakes_ask_for_a_worker(
    postgres: Postgres, database: Database, temporal_address: str, tmp_path: Path
) -> None:
    wake = "insert into parley.wake (workflow_id, stream_version, workflow_type, process_id, next_attempt_at)"
    postgres.sql(
        f"{wake} values ('stage/x', 1, 'x', gen_random_uuid(), now() - interval '30 s')",
        database.name,
    )
    found = await examined(settings(database.url, temporal_address, tmp_path))
    assert found["backlog"].status == "warning"
    assert "Start a worker" in found["backlog"].advice
    postgres.sql(
        "insert into read.due values ('stage/x', 'x', gen_random_uuid(), now() - interval '2 minutes')",
        database.name,
    )
    found = await examined(settings(database.url, temporal_address, tmp_path))
    assert found["backlog"].status == found["workers"].status == "error"


async def test_temporal_down_is_said_with_what_still_works(
    database: Database, tmp_path: Path
) -> None:
    found = await examined(settings(database.url, "127.0.0.1:1", tmp_path))
    assert found["Temporal"].status == "error"
    assert "accepted and judged meanwhile" in found["Temporal"].advice
    assert "workers" not in found
    assert found["migrations"].status == "ok"


async def test_a_missing_namespace_is_named(
    database: Database, temporal_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEMPORAL_NAMESPACE", "no-such-place")
    found = await examined(settings(database.url, temporal_address, tmp_path))
    assert found["namespace"].found == "no-such-place does not exist"
    assert "namespace create" in found["namespace"].advice


async def test_lax_settings_of_the_server_are_found(
    postgres: Postgres, database: Database, temporal_address: str, tmp_path: Path
) -> None:
    postgres.sql(f"alter database {database.name} set synchronous_commit = off", "postgres")
    found = await examined(settings(database.url, temporal_address, tmp_path))
    assert (found["synchronous_commit"].status, found["synchronous_commit"].found) == (
        "warning",
        "off",
    )


def test_the_worst_finding_is_the_status_of_the_whole() -> None:
    ok, warning, error = (Check("x", status, "") for status in ("ok", "warning", "error"))
    assert worst([ok, error, warning]) == "error"
    assert worst([ok, warning]) == "warning"
    assert worst([ok]) == worst([]) == "ok"
