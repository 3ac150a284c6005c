"""What the benchmark compares is comparable: both folds check the chain, and two programs share the work evenly."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bench.door import doors, places, submissions, submit
from bench.programs import Share, shares, throughput_of_programs
from bench.replay import Broken, bare_fold, whole_fold
from bench.rounds import history
from store.rows import Row
from tests.stage import Database

MEMBERS = 3
FOLDS = (bare_fold, whole_fold)


@pytest.fixture
async def rows(database: Database) -> list[Row]:
    async with doors(database.url, 1) as (door,):
        (place,) = await places(door, "folded", 1, MEMBERS)
        for command in submissions([place], MEMBERS, MEMBERS, 0):
            await submit(door, command)
    return await history(database.url, place)


@pytest.mark.parametrize("fold", FOLDS)
def test_a_fold_ends_at_the_head(fold: Callable[[list[Row]], str], rows: list[Row]) -> None:
    assert fold(rows) == rows[-1].hash.hex()


@pytest.mark.parametrize("fold", FOLDS)
@pytest.mark.parametrize("name", ["body", "salt", "envelope"])
def test_a_fold_notices_what_was_changed(
    fold: Callable[[list[Row]], str], name: str, rows: list[Row]
) -> None:
    row = rows[-1]
    changed = {
        "body": replace(row, body=row.body.replace("Delete", "Insert")),
        "salt": replace(row, salt=bytes(32)),
        "envelope": replace(row, envelope=row.envelope.replace('"ordinal":0', '"ordinal":1')),
    }[name]
    assert changed != row
    with pytest.raises(Broken):
        fold([*rows[:-1], changed])


def test_two_programs_use_every_number_once() -> None:
    one, two = shares(Share("", [], 2000, 32, 50, first=2000), 2)
    assert [*range(one.first, one.first + one.count), *range(two.first, two.first + two.count)] == [
        *range(2000, 4000)
    ]
    assert (one.clients, two.clients) == (16, 16)


async def test_two_programs_write_to_one_process_at_once(database: Database) -> None:
    async with doors(database.url, 1) as (door,):
        (place,) = await places(door, "shared", 1, MEMBERS)
        before = len(await history(database.url, place))
        assert await throughput_of_programs(Share(database.url, [place], 40, 4, MEMBERS, 0)) > 0
        assert len(await history(database.url, place)) == before + 40
