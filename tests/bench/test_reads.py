"""What an append reads does not grow with the record, also while the statistics know nothing of it yet."""

from pathlib import Path

from bench.door import doors, places, submissions, submit
from embedded.postgres import Postgres
from store.migrate import FOLDER
from tests.stage import Database

BEFORE, MEASURED, MEMBERS = 150, 20, 5
READ = """
select coalesce(sum(idx_tup_read), 0) from pg_stat_user_indexes where schemaname = 'parley' and relname = 'event'
"""


async def rows_read(postgres: Postgres, database: Database, before: int = BEFORE) -> float:
    """Index entries of events read for one submission, after so many before it."""
    async with doors(database.url, 1) as (door,):
        (place,) = await places(door, "reads", 1, MEMBERS)
        for command in submissions([place], before, MEMBERS, 0):
            await submit(door, command)
    so_far = int(postgres.sql(READ, database.name))
    async with doors(database.url, 1) as (door,):
        await door.read(place.process, lambda *_: None)
        folded = int(postgres.sql("select count(*) from parley.event", database.name))
        for command in submissions([place], MEASURED, MEMBERS, before):
            await submit(door, command)
    return (int(postgres.sql(READ, database.name)) - so_far - folded) / MEASURED


async def test_an_append_looks_its_command_up(postgres: Postgres, database: Database) -> None:
    assert await rows_read(postgres, database) < 10


async def test_it_stays_so_when_the_plan_is_made_with_many_events_and_no_statistics(
    postgres: Postgres, database: Database
) -> None:
    """A fresh session plans anew: then a join of heads with events was planned over the stream alone."""
    postgres.sql("alter table parley.event set (autovacuum_enabled = off)", database.name)
    assert await rows_read(postgres, database, before=1500) < 10


async def test_a_guard_that_may_be_hashed_reads_the_whole_record(
    postgres: Postgres, database: Database
) -> None:
    postgres.sql(_guard_that_may_be_hashed(FOLDER), database.name)
    assert await rows_read(postgres, database) > BEFORE


def _guard_that_may_be_hashed(folder: Path) -> str:
    """The guards with `exists` in place of the look-up of a known command."""
    text = (folder / "0004_append.sql").read_text()
    start, end = text.index("create function parley.refusals("), text.index("-- Append to many")
    guards = text[start:end].replace("create function", "create or replace function")
    before, look_up, after = guards.partition("or (select true from parley.event as d")
    assert look_up
    return f"{before}or exists (select from parley.event as d{after.replace(' limit 1)', ')', 1)}"
