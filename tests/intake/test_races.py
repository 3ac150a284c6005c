"""
Thirty people race around a closing instant: by the deadline itself, a gavel, a hold, an extension.

Many processes at once, behind doors that hold commands up after their postmark, as a queue does in the last minute.
Whatever the order in which they are decided: none late is counted, none in time is lost, none is recorded in time
after the close. `busy` means not received, and is counted apart.
"""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import asyncpg
import pytest

from domain.calendar.models import Span
from domain.command import Command
from domain.participation.authority import Acting
from domain.process.state import Process
from domain.record.recorded import Recorded
from domain.refused import Busy, StepIsOver
from domain.step import clockwork, deadline, decide
from domain.step.decide import in_time
from domain.step.events import (
    Answered,
    ClosingBroughtForward,
    DeadlineExtended,
    HoldGranted,
    StepClosed,
)
from domain.step.state import Step
from intake.door import Answer, Intake
from intake.waiting import Waiting
from store.event_store import Store
from tests.intake.case import MEMBERS, Case
from tests.intake.laws import broken

KINDS = ("deadline", "gavel", "hold", "extension")
AT_ONCE = 3
"""Processes of each kind that race at the same time."""
WINDOW = Span(seconds=3)
BEFORE, AFTER = timedelta(seconds=0.6), timedelta(seconds=0.6)
"""Around the instant, people send at random."""
HELD_UP = 0.8
"""Seconds for which a command waits at most between its postmark and its turn."""
EXTENDED_BY = timedelta(seconds=6.5)


class SlowDoor(Intake):
    """A door in the last minute: between postmark and decision passes a while, another for each command."""

    async def _postmarked(self, command: Command, answer: "asyncio.Future[Answer]") -> Waiting:
        waiting = await super()._postmarked(command, answer)
        await asyncio.sleep(random.uniform(0, HELD_UP))
        return waiting


@pytest.fixture
async def slow_doors(store: Store) -> AsyncIterator[list[Intake]]:
    """Two doors to one record, each with a writer of its own."""
    async with SlowDoor(store) as first, SlowDoor(store) as second:
        yield [first, second]


@dataclass
class Race:
    """
    One race: what was sent, and what people were told.

    :ivar told: per member the answer to its objection
    """

    kind: str
    case: Case
    doors: list[Intake]
    told: list[Answer] = field(default_factory=list)

    async def run(self) -> "Race":
        """Send everything around the instant, while the clockwork tries to close all the time; wait for the close."""
        self.instant = await self.case.closes_at()
        async with asyncio.TaskGroup() as group:
            people = [group.create_task(self.member(number)) for number in range(len(MEMBERS))]
            mover = group.create_task(self.move())
            group.create_task(self.close())
        self.told = [person.result() for person in people]
        self.moved = mover.result()
        self.history = await self.case.history()
        return self

    async def member(self, number: int) -> Answer:
        await self.case.until(self.instant + random.uniform(-1, 1) * BEFORE)
        return await self.doors[number % 2].receive(self.case.objection(number))

    async def move(self) -> Answer | None:
        """The act that moves the closing, if this race has one: in time, and decided who knows when."""
        acts: dict[str, Callable[[], Command]] = {
            "gavel": self.case.gavel,
            "hold": self.case.hold,
            "extension": lambda: self.case.extension(self.instant + EXTENDED_BY),
        }
        if self.kind not in acts:
            return None
        await self.case.until(self.instant - random.uniform(0, 0.3) * BEFORE)
        return await random.choice(self.doors).receive(acts[self.kind]())

    async def close(self) -> None:
        """The clockwork, too eager: it asks for the close again and again, from an instant before the deadline on."""
        await self.case.until(self.instant)
        while (await self.case.the_step()).closed_at is None:
            closes_at = await self.case.closes_at()
            await self.case.intake.receive(self.case.close(closes_at))
            await asyncio.sleep(0.1)

    # What anybody can check afterwards.

    def wrong(self) -> list[str]:
        """What went against the rule, by the laws of the record and by what people were told."""
        return [*broken(self.history), *self._receipts_lost(), *self._count_is_wrong()]

    def _receipts_lost(self) -> list[str]:
        known = {one.hash.hex() for one in self.history}
        receipts = [answer.receipt for answer in self.told if answer.receipt is not None]
        return [f"no event has the receipt {one.hash}" for one in receipts if one.hash not in known]

    def _count_is_wrong(self) -> list[str]:
        """Those who were told a receipt with a postmark before the closing are counted; nobody else is."""
        closed = self.closed
        in_time = sum(
            answer.receipt is not None and answer.receipt.received_at < closed.closes_at
            for answer in self.told
        )
        counted = closed.figures.given.get("objection", 0)
        return [] if counted == in_time else [f"{in_time} came in time, {counted} are counted"]

    @property
    def closed(self) -> StepClosed:
        (closed,) = [one.event for one in self.history if isinstance(one.event, StepClosed)]
        return closed

    def tally(self) -> Counter[str]:
        return Counter(_kind(answer) for answer in self.told)


def _kind(answer: Answer) -> str:
    if isinstance(answer.refused, Busy):
        return "busy"
    return "counted at once" if answer.refused is None else "late at first"


async def races(
    kinds: tuple[str, ...], store: Store, doors: list[Intake], owner: "asyncpg.Connection"
) -> list[Race]:
    """Run so many races of each kind, all at once."""

    async def race(kind: str) -> Race:
        async with Intake(store) as own:
            case = await Case(store, own, owner).opened(WINDOW)
            return await Race(kind, case, doors).run()

    return list(await asyncio.gather(*(race(kind) for kind in kinds for _ in range(AT_ONCE))))


@pytest.mark.timeout(60)
async def test_around_a_closing_instant_everybody_is_judged_by_the_postmark_alone(
    store: Store, slow_doors: list[Intake], owner: "asyncpg.Connection"
) -> None:
    found = await races(KINDS, store, slow_doors, owner)
    for kind in KINDS:
        alike = [race for race in found if race.kind == kind]
        total = sum((race.tally() for race in alike), Counter[str]())
        assert [race.wrong() for race in alike] == [[]] * AT_ONCE, kind
        assert total["counted at once"] and total["late at first"], "nobody raced"
        print(f"{kind}: {len(alike)} races, {dict(total)}, none misjudged")
    moves = (ClosingBroughtForward, HoldGranted, DeadlineExtended)
    moved = [race for race in found if race.moved is not None and race.moved.accepted]
    assert {race.kind for race in moved} == {"gavel", "hold", "extension"}
    assert all(any(isinstance(one.event, moves) for one in race.history) for race in moved)


class HeldDoor(Intake):
    """A door that decides nothing until it is let go. What it has received has its postmark."""

    received: asyncio.Event
    go_on: asyncio.Event

    async def _postmarked(self, command: Command, answer: "asyncio.Future[Answer]") -> Waiting:
        waiting = await super()._postmarked(command, answer)
        self.received.set()
        await self.go_on.wait()
        return waiting


async def test_a_gavel_that_is_decided_after_the_deadline_makes_nobody_in_time_who_was_late(
    store: Store, owner: "asyncpg.Connection"
) -> None:
    """It came in time and stood in the queue: the closing is brought forward, never back."""
    async with Intake(store) as door, HeldDoor(store) as held:
        held.received, held.go_on = asyncio.Event(), asyncio.Event()
        case = await Case(store, door, owner).opened(Span(seconds=1))
        closes_at = await case.closes_at()
        gavel = asyncio.create_task(held.receive(case.gavel()))
        await held.received.wait()
        await case.until(closes_at)
        assert not (await case.send(case.objection(1))).accepted
        held.go_on.set()
        assert (await gavel).accepted
        assert await case.closes_at() == closes_at
        assert not (await case.send(case.objection(2))).accepted
        assert broken(await case.history()) == []


def by_the_time_of_the_decision(step: Step, who: Acting, party: str) -> None:
    """Naive: it is too late when it is decided too late."""
    in_time(step, replace(who, at=who.recorded_at))


def by_the_state_of_the_step(step: Step, who: Acting, party: str) -> None:
    """Naive: whoever finds the step open is in time."""
    if step.closed_at is not None:
        raise StepIsOver(outcome=step.outcome or "closed")


def without_grace(process: Process) -> timedelta:
    """Naive: a step closes at its deadline."""
    return timedelta(0)


NAIVE: dict[str, tuple[list[tuple[Any, str]], Callable[..., Any], str]] = {
    "judged at the decision": (
        [(decide, "in_time")],
        by_the_time_of_the_decision,
        "late_means_late",
    ),
    "open means in time": (
        [(decide, "in_time")],
        by_the_state_of_the_step,
        "counted_means_in_time",
    ),
    "closed without grace": (
        [(clockwork, "grace"), (deadline, "grace")],
        without_grace,
        "nothing_in_time_after_the_close",
    ),
}


@pytest.mark.parametrize("name", NAIVE)
async def test_a_naive_rule_is_caught_by_the_laws(
    name: str,
    store: Store,
    slow_doors: list[Intake],
    owner: "asyncpg.Connection",
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    places, rule, law = NAIVE[name]
    for module, function in places:
        monkeypatch.setattr(module, function, rule)
    found = await races(("deadline",), store, slow_doors, owner)
    wrong = Counter(one for race in found for one in race.wrong())
    assert law in wrong
    misjudged = sum(_misjudged(race.history, race.closed.closes_at) for race in found)
    assert misjudged
    print(f"{name}: {misjudged} of {len(found) * len(MEMBERS)} misjudged")


def _misjudged(history: list[Recorded], closes_at: datetime) -> int:
    """How many acts counted that were late, or were refused that came in time."""
    return sum(
        isinstance(one.event, Answered) != (one.envelope.received_at < closes_at)
        for one in history
        if one.envelope.actor.person in {f"{member}-principal" for member in MEMBERS}
    )
