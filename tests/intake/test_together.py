"""Acts in several processes that are one: all of them go on record, or none does."""

import asyncio
from datetime import datetime, timedelta

import pytest

from domain.command import Command
from domain.refused import Busy, CommandIdReused, NotTogether
from intake import together
from intake.door import Answer, Intake
from intake.writer import Limits
from tests.intake.case import Case
from tests.intake.laws import broken

HOUR = timedelta(hours=1)


def moves(command_id: str, *to: tuple[Case, datetime]) -> list[Command]:
    """More time in each of these processes, as one act."""
    return [case.extension(at).model_copy(update={"command_id": command_id}) for case, at in to]


async def extensions(case: Case) -> int:
    return sum(one.envelope.type == "DeadlineExtended" for one in await case.history())


async def later(case: Case, by: timedelta = HOUR) -> datetime:
    return await case.closes_at() + by


async def test_both_move_in_one_act_with_one_id_and_one_postmark(case: Case, other: Case) -> None:
    act = moves("one", (case, await later(case)), (other, await later(other)))
    first, second = await case.intake.receive_together(act)
    assert first.receipt is not None and second.receipt is not None
    assert first.receipt.received_at == second.receipt.received_at
    last = [(await one.history())[-1].envelope for one in (case, other)]
    assert [(one.command_id, one.type) for one in last] == [("one", "DeadlineExtended")] * 2
    assert await case.intake.receive_together(act) == [first, second]
    assert await extensions(case) == 1


async def refused(case: Case, other: Case) -> list[Answer]:
    """The other process cannot move: its deadline would be earlier than it is."""
    act = moves("one", (case, await later(case)), (other, await later(other, -HOUR)))
    return await case.intake.receive_together(act)


async def test_where_one_is_refused_none_is_done_and_all_are_told_which_and_why(
    case: Case, other: Case
) -> None:
    before, versions = await case.closes_at(), len(await case.history())
    mine, its = await refused(case, other)
    assert await case.closes_at() == before
    assert len(await case.history()) == versions
    assert isinstance(mine.refused, NotTogether) and mine.receipt is None
    assert its.refused is not None and its.receipt is not None
    assert str(other.process) in mine.refused.sentence
    assert its.refused.sentence in mine.refused.sentence
    assert (await other.history())[-1].envelope.type == "ActRefused"


async def test_a_refusal_stays_what_it_was_when_the_act_is_sent_again(
    case: Case, other: Case
) -> None:
    first = moves("one", (case, await later(case)), (other, await later(other, -HOUR)))
    told = await case.intake.receive_together(first)
    again = await case.intake.receive_together(first)
    assert [one.refused and one.refused.sentence for one in again] == [
        one.refused and one.refused.sentence for one in told
    ]
    assert await extensions(case) == 0


async def test_an_id_that_is_on_record_in_one_of_them_alone_is_that_of_another_act(
    case: Case, other: Case
) -> None:
    act = moves("one", (case, await later(case)), (other, await later(other)))
    assert (await case.intake.receive(act[0])).accepted
    mine, its = await case.intake.receive_together(act)
    assert isinstance(mine.refused, CommandIdReused)
    assert isinstance(its.refused, NotTogether)
    assert await extensions(other) == 0


async def test_a_process_is_named_once(case: Case) -> None:
    act = moves("one", (case, await later(case)))
    with pytest.raises(ValueError, match="named twice"):
        await case.intake.receive_together(act * 2)


async def test_submissions_meanwhile_and_the_same_processes_in_another_order_hold_up_nobody(
    case: Case, other: Case, doors: list[Intake]
) -> None:
    """Two doors move both processes, each in another order, while members answer in both."""
    at = await later(case, 2 * HOUR), await later(other, 2 * HOUR)
    one = moves("forth", (case, at[0]), (other, at[1]))
    two = moves("back", (other, at[1] + HOUR), (case, at[0] + HOUR))
    objections = [where.objection(n) for n in range(12) for where in (case, other)]
    async with asyncio.timeout(20), asyncio.TaskGroup() as tasks:
        first = tasks.create_task(doors[0].receive_together(one))
        second = tasks.create_task(doors[1].receive_together(two))
        sent = [
            tasks.create_task(doors[n % 2].receive(command)) for n, command in enumerate(objections)
        ]
    forth, back = first.result(), second.result()
    assert all(one.result().accepted for one in sent)
    assert all(answer.accepted for answer in back)
    assert len({answer.accepted for answer in forth}) == 1, "both or none"
    for where in (case, other):
        assert broken(await where.history()) == []
    assert await extensions(case) == await extensions(other)


async def test_a_stream_that_stays_locked_is_told_busy_in_all_and_nothing_is_kept(
    case: Case, other: Case
) -> None:
    act = moves("one", (case, await later(case)), (other, await later(other)))
    short = Limits(lock_ms=20, too_old=0.2, aside=0.01)
    async with Intake(case.store, limits=short) as door, other.locked():
        answers = await door.receive_together(act)
    assert all(isinstance(answer.refused, Busy) for answer in answers)
    assert await extensions(case) == 0


async def test_a_twin_that_lets_each_answer_for_itself_is_caught(
    case: Case, other: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(together, "_goes_on_record", lambda _: True)
    with pytest.raises(AssertionError):
        await test_where_one_is_refused_none_is_done_and_all_are_told_which_and_why(case, other)
