"""The database's clock with a hand to turn it: what the store reads as the time, an offset away from the real one."""

from datetime import timedelta

import asyncpg

INSTALL = """
create table if not exists parley.turned (ahead interval not null);
create or replace function parley.clock() returns timestamptz
    language sql volatile security definer set search_path = parley, pg_temp
    as $$ select clock_timestamp() + (select coalesce(sum(ahead), '0') from parley.turned) $$;
"""


class SteppedClock:
    """Steps the clock of one test's database; every session sees it at once."""

    def __init__(self, owner: "asyncpg.Connection") -> None:
        self._owner = owner

    async def install(self) -> None:
        await self._owner.execute(INSTALL)

    async def shift(self, by: timedelta) -> None:
        await self._owner.execute("insert into parley.turned values ($1)", by)
