"""A thousand procedures drawn at random, each played at random: the promises that hold for every procedure."""

from collections import Counter
from datetime import datetime
from functools import cache

import pytest

from domain.participation.authority import Acting
from domain.process import roadmap
from domain.process.state import Process, StageRun
from domain.step import decide, fold
from domain.step.state import Given, Step
from tests.procedures.at_random.playing import course_of
from tests.procedures.at_random.procedure import drawn
from tests.procedures.at_random.promises import keeps_its_promises
from tests.procedures.at_random.table import (
    DRAWN,
    IN_THE_RECORD,
    TOOK_EFFECT,
    drawn_in,
    took_effect,
)

SEEDS = 1000
BUNDLE = 50
COUNTED = 400
"""So many of them are looked at for what was drawn, and what of it took effect."""


@cache
def _table(seed: int) -> tuple[set[str], set[str]]:
    """What was drawn, and what of it took effect, where every promise was kept."""
    course = keeps_its_promises(seed)
    return drawn_in(course.start.procedure), took_effect(course)


@pytest.mark.parametrize("first", range(0, SEEDS, BUNDLE))
def test_a_process_drawn_at_random_ends_and_loses_nothing(first: int) -> None:
    for seed in range(first, first + BUNDLE):
        _table(seed)


def test_everything_is_drawn_in_one_of_twenty_and_takes_effect() -> None:
    drawn_, effects = Counter[str](), Counter[str]()
    for seed in range(COUNTED):
        was_drawn, had_effect = _table(seed)
        drawn_.update(was_drawn)
        effects.update(had_effect)
    rare = {name: drawn_[name] for name in DRAWN if drawn_[name] < COUNTED / 20}
    assert not rare, f"drawn too rarely: {rare}"
    idle = {name: effects[name] for name in (*TOOK_EFFECT, *IN_THE_RECORD) if effects[name] < 2}
    assert not idle, f"without effect: {idle}"


def test_the_same_seed_gives_the_same_course() -> None:
    one, other = course_of(drawn(7), 7), course_of(drawn(7), 7)
    assert [str(sent) for sent in one.sent] == [str(sent) for sent in other.sent]


def _loses_every_seventh(step: Step, given: Given) -> None:
    if given.version % 7:
        ADD(step, given)


def _leads_to_the_first_only(process: Process, run: StageRun, outcome: str) -> tuple[str, ...]:
    return TARGETS(process, run, outcome)[:1]


def _takes_what_is_late(step: Step, who: Acting, party: str) -> None:
    """No act is ever late."""


def _lapses_nothing(step: Step, at: datetime) -> None:
    """What was not confirmed on the new text stands."""
    step.text_changed_at = None


def _carries_nothing(process: Process, step: Step) -> None:
    """A further round begins with nothing."""


def _nobody_stands_aside(step: Step, as_of: datetime | None = None) -> set[str]:
    return set()


ADD, TARGETS = Step.add, roadmap.targets


@pytest.mark.parametrize(
    ("room", "name", "broken"),
    [
        (Step, "add", _loses_every_seventh),
        (roadmap, "targets", _leads_to_the_first_only),
        (decide, "in_time", _takes_what_is_late),
        (fold, "lapse_unconfirmed", _lapses_nothing),
        (fold, "put_after", _carries_nothing),
        (Step, "aside", _nobody_stands_aside),
    ],
    ids=[
        "an act is lost",
        "a way is forgotten",
        "a late act counts",
        "what was not confirmed stands",
        "nothing is carried over",
        "who is recused counts",
    ],
)
def test_a_broken_engine_is_found_out(
    monkeypatch: pytest.MonkeyPatch, room: object, name: str, broken: object
) -> None:
    monkeypatch.setattr(room, name, broken)
    with pytest.raises(AssertionError, match=r"seed|lost|late"):
        list(map(keeps_its_promises, range(4 * BUNDLE)))
