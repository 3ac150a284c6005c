"""`Busy` means not received: nothing is kept. The postmark's bounds, the bounded line, the clock that steps back."""

import asyncio
from datetime import timedelta

import pytest

from domain.refused import Busy
from intake import draft
from intake.door import Intake
from intake.writer import Limits
from store.event_store import Store
from tests.intake.case import Case
from tests.intake.clock import SteppedClock
from tests.intake.laws import broken, postmarks_are_fresh


async def test_a_clock_that_steps_back_makes_answers_busy_for_as_long_as_it_lags(
    case: Case, clock: SteppedClock
) -> None:
    assert (await case.send(case.objection(1))).accepted
    before = await case.history()
    await clock.shift(timedelta(seconds=-6))
    answer = await case.send(case.objection(2))
    assert isinstance(answer.refused, Busy) and answer.receipt is None
    assert len(await case.history()) == len(before)
    await clock.shift(timedelta(seconds=6))
    assert (await case.send(case.objection(2))).accepted
    assert broken(await case.history()) == []


async def test_a_clock_that_steps_back_a_little_leaves_recorded_times_increasing(
    case: Case, clock: SteppedClock
) -> None:
    await case.until(case.opened_at + timedelta(seconds=1.5))
    assert (await case.send(case.objection(1))).accepted
    await clock.shift(timedelta(seconds=-1))
    assert (await case.send(case.objection(2))).accepted
    last, new = (one.envelope for one in (await case.history())[-2:])
    assert new.recorded_at == last.recorded_at + timedelta(microseconds=1)
    assert new.received_at < last.recorded_at
    assert broken(await case.history()) == []


async def test_a_clock_that_stepped_back_between_postmark_and_decision_means_busy(
    case: Case, clock: SteppedClock
) -> None:
    async with case.locked():
        sent = asyncio.create_task(case.send(case.objection(1)))
        await case.somebody_waits()
        await clock.shift(timedelta(seconds=-3))
    answer = await sent
    assert isinstance(answer.refused, Busy)


async def test_an_old_postmark_means_busy_and_leaves_nothing(
    case: Case, clock: SteppedClock
) -> None:
    before = await case.history()
    async with case.locked():
        sent = asyncio.create_task(case.send(case.objection(1)))
        await case.somebody_waits()
        await clock.shift(timedelta(seconds=5))
    answer = await sent
    assert isinstance(answer.refused, Busy) and answer.receipt is None
    assert await case.history() == before


async def test_without_the_age_check_the_database_refuses_the_old_postmark_itself(
    case: Case, clock: SteppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin of the test above: a door that forgets the check does not get past the guard."""
    monkeypatch.setattr(draft, "_in_bounds", lambda *_: True)
    async with case.locked():
        sent = asyncio.create_task(case.send(case.objection(1)))
        await case.somebody_waits()
        await clock.shift(timedelta(seconds=5))
    answer = await sent
    assert isinstance(answer.refused, Busy)
    assert postmarks_are_fresh(await case.history())


async def test_busy_names_the_deadline(case: Case, clock: SteppedClock) -> None:
    await case.send(case.objection(1))
    await clock.shift(timedelta(seconds=-6))
    answer = await case.send(case.objection(2))
    assert answer.refused is not None
    closes_at = (await case.the_step()).closes_at
    assert closes_at is not None
    assert f"{closes_at:%Y-%m-%dT%H:%M:%S}" in answer.refused.sentence


async def test_a_full_line_turns_commands_away_before_their_postmark(
    case: Case, store: Store
) -> None:
    async with Intake(store, most_waiting=5) as narrow:
        async with case.locked():
            sent = [asyncio.create_task(narrow.receive(case.objection(n))) for n in range(12)]
            done, _ = await asyncio.wait(sent, return_when=asyncio.FIRST_COMPLETED)
            assert all(isinstance(one.result().refused, Busy) for one in done)
        answers = await asyncio.gather(*sent)
    assert sum(answer.accepted for answer in answers) == 5
    assert sum(isinstance(answer.refused, Busy) for answer in answers) == 7


async def test_what_waits_too_long_is_told_busy_before_its_batch_is_formed(
    case: Case, store: Store
) -> None:
    before = await case.history()
    async with Intake(store, limits=Limits(too_old=0.3, lock_ms=50)) as hasty, case.locked():
        answer = await hasty.receive(case.objection(1))
        assert isinstance(answer.refused, Busy)
    assert await case.history() == before


async def test_a_closed_door_is_busy(case: Case, store: Store) -> None:
    intake = Intake(store)
    await intake.start()
    await intake.stop()
    assert isinstance((await intake.receive(case.objection(1))).refused, Busy)


async def test_stopping_answers_what_is_inside(case: Case, store: Store) -> None:
    intake = Intake(store)
    await intake.start()
    sent = [asyncio.create_task(intake.receive(case.objection(n))) for n in range(20)]
    await asyncio.sleep(0)
    await intake.stop()
    answers = await asyncio.gather(*sent)
    assert all(answer.accepted for answer in answers)
