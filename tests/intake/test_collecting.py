"""A program that keeps a door open looks through what it holds less often."""

import gc
from collections.abc import Iterator

import pytest

from intake.collecting import YOUNG, collect_seldom


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


def collections() -> int:
    return sum(int(generation["collections"]) for generation in gc.get_stats())


def runs() -> int:
    """Collections while so many containers are made and kept."""
    before = collections()
    kept = [[number] for number in range(YOUNG // 2)]
    return collections() - before if kept else 0


def test_it_is_seldom_collected_and_was_often_before() -> None:
    gc.set_threshold(700, 10, 10)
    assert runs() > 10
    collect_seldom()
    assert runs() <= 1


def test_what_is_thrown_away_in_circles_is_still_found() -> None:
    collect_seldom()
    circle: list[object] = []
    circle.append(circle)
    del circle
    assert gc.collect() > 0
