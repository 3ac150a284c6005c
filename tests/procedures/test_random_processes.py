"""A thousand procedures drawn at random, each played at random: the promises that hold for every procedure."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from functools import cache

import pytest

from domain.letter.about import About
from domain.procedure.question import Question
from domain.process import fold as process_fold
from domain.process import preview, roadmap, seen
from domain.process.events import ActRefused
from domain.process.state import Process, StageRun
from domain.record.recorded import Recorded
from domain.step import deadline, decide, division, fold, rights, state
from domain.step.events import QuestionDivided
from domain.step.state import Given, Step
from domain.step.voices import Voice
from tests.procedures.at_random import surfaces
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


@pytest.mark.timeout(400)
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


def _lapses_nothing(step: Step, at: datetime) -> None:
    """What was not confirmed on the new text stands."""
    step.text_changed_at = None


def _nobody_stands_aside(step: Step, as_of: datetime | None = None) -> set[str]:
    return set()


def _all_are_one(rule: Question, answers: Sequence[Given], as_of: datetime | None) -> list[Voice]:
    """A group is a party like any other."""
    return [(given.party, given) for given in answers if given.stood(as_of)]


def _asks_nobody(step: Step, event: QuestionDivided, at: datetime) -> Step:
    part = APART(step, event, at)
    part.electors = frozenset()
    return part


def _drops_on_refusal(
    process: Process, recorded: Recorded, event: ActRefused, at: datetime
) -> None:
    """Who is refused loses what it had said."""
    step = process.steps.get(event.step) if event.step else None
    party = recorded.envelope.actor.party
    if step is not None and party is not None:
        step.drop(party, at)


def _pass(*_: object, **__: object) -> None:
    """Whatever it was, it is let through."""


ADD, TARGETS, APART = Step.add, roadmap.targets, division.taken_apart

BROKEN: dict[str, tuple[object, str, object]] = {
    "an act is lost": (Step, "add", _loses_every_seventh),
    "a way is forgotten": (roadmap, "targets", _leads_to_the_first_only),
    "a late act counts": (decide, "in_time", _pass),
    "late acts stay late": (deadline, "counts", lambda *_: ()),
    "what was not confirmed stands": (fold, "lapse_unconfirmed", _lapses_nothing),
    "nothing is carried over": (fold, "put_after", _pass),
    "who is recused counts": (Step, "aside", _nobody_stands_aside),
    "a group is one of many": (state, "voices", _all_are_one),
    "a part asks nobody": (fold, "taken_apart", _asks_nobody),
    "who is suspended has a say": (rights, "has_a_say", _pass),
    "a guard lets through": (decide, "may_say", _pass),
    "a lower capacity replaces a higher one": (decide, "replaceable", _pass),
    "a refusal does something": (process_fold.FOLD, "refused", _drops_on_refusal),
    "a preview stops too early": (preview, "_settle", _pass),
    "everybody sees everything": (seen, "sees", lambda *_: True),
    "letters name whom they like": (About, "may_name", True),
    "a picture leaves a stage out": (surfaces, "mermaid", lambda _: "flowchart TD"),
}
"""By what is wrong: where, what of it, and what is there instead."""


@pytest.mark.parametrize("wrong", BROKEN)
def test_a_broken_engine_is_found_out(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    room, name, broken = BROKEN[wrong]
    if room is process_fold.FOLD:
        monkeypatch.setattr(process_fold, "FOLD", process_fold.FOLD | {ActRefused: broken})
    else:
        monkeypatch.setattr(room, name, broken)
    with pytest.raises(AssertionError, match="seed"):
        list(map(keeps_its_promises, range(4 * BUNDLE)))
