"""Migrations: numbered, checksummed, forward only, one migrator at a time."""

import asyncio
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from embedded.postgres import Postgres
from store.event_store import Store
from store.failures import Incompatible, Unavailable
from store.migrate import FOLDER, Migration, migrate, migrations, missing, pending
from tests.stage import Database, database, drop

ALL = [migration.name for migration in migrations()]


@pytest.fixture
def empty(postgres: Postgres, template: str) -> Iterator[Database]:
    """A database without anything in it."""
    name = f"test_{uuid4().hex}"
    postgres.sql(f"create database {name} owner parley_owner", "postgres")
    yield database(postgres, name)
    drop(postgres, name)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The project's migrations, to be changed."""
    copy = tmp_path / "migrations"
    shutil.copytree(FOLDER, copy)
    return copy


def test_files_are_numbered_from_one_without_a_gap() -> None:
    assert [int(name[:4]) for name in ALL] == list(range(1, len(ALL) + 1))


async def test_an_empty_database_gets_all_of_them_in_order_and_once(empty: Database) -> None:
    told: list[str] = []
    assert await pending(empty.owner_url) == ALL
    assert await migrate(empty.owner_url, told.append) == ALL
    assert told == ALL
    assert await pending(empty.owner_url) == []
    assert await migrate(empty.owner_url) == []


async def test_a_database_that_was_never_migrated_is_refused(empty: Database) -> None:
    with pytest.raises(Incompatible, match="migrate it first"):
        await Store.connect(empty.url)


async def test_a_database_that_cannot_be_reached_is_said_to_be_so() -> None:
    with pytest.raises(Unavailable):
        await migrate("postgresql://nobody@127.0.0.1:1/nowhere")


async def test_a_new_file_is_applied_and_the_others_are_left_alone(
    database: Database, folder: Path
) -> None:
    name = f"{len(ALL) + 1:04}_more"
    (folder / f"{name}.sql").write_text("create table parley.more (x integer);")
    assert await pending(database.auditor_url, folder) == [name]
    assert await migrate(database.owner_url, folder=folder) == [name]
    with pytest.raises(Incompatible, match="newer"):
        await migrate(database.owner_url)


async def test_a_file_that_changed_after_it_was_applied_is_refused(
    database: Database, folder: Path
) -> None:
    file = folder / f"{ALL[1]}.sql"
    file.write_text(file.read_text() + "\n-- a harmless remark\n")
    for refuse in (migrate(database.owner_url, folder=folder), pending(database.url, folder)):
        with pytest.raises(Incompatible, match=f"{ALL[1]} has changed"):
            await refuse


async def test_a_file_between_those_that_are_applied_is_refused(
    database: Database, folder: Path
) -> None:
    (folder / "0002_a_late_idea.sql").write_text("select 1;")
    with pytest.raises(Incompatible, match="comes before"):
        await migrate(database.owner_url, folder=folder)


async def test_a_file_that_fails_leaves_nothing_of_itself_and_can_be_put_right(
    database: Database, folder: Path
) -> None:
    file = folder / f"{len(ALL) + 1:04}_more.sql"
    file.write_text("create table parley.more (x integer); select 1 / 0;")
    with pytest.raises(asyncpg.DivisionByZeroError):
        await migrate(database.owner_url, folder=folder)
    assert await pending(database.owner_url, folder) == [file.stem]
    file.write_text("create table parley.more (x integer);")
    assert await migrate(database.owner_url, folder=folder) == [file.stem]


async def test_two_migrators_at_once_apply_every_file_once(empty: Database) -> None:
    done = await asyncio.gather(*(migrate(empty.owner_url) for _ in range(4)))
    assert sorted(name for one in done for name in one) == ALL
    store = await Store.connect(empty.url)
    await store.close()


def test_a_checksum_is_of_the_whole_file() -> None:
    a, b = Migration("0001_a", "select 1"), Migration("0001_a", "select 1 ")
    assert a.checksum != b.checksum
    assert missing([a], {"0001_a": a.checksum}) == []
    with pytest.raises(Incompatible):
        missing([b], {"0001_a": a.checksum})


def test_the_command_line_says_how_it_is_used() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "store.migrate"], env={}, capture_output=True, text=True, check=False
    )
    assert run.returncode == 2
    assert run.stderr.startswith("usage:")
