"""The same command again gives the recorded outcome; its receipt is a function of its envelopes."""

import asyncio
from collections import Counter

import pytest

from domain.judged import JUDGE
from domain.process.events import ActRefused
from domain.record.envelope import write_envelope
from domain.refused import CommandIdReused
from intake.door import Answer, Intake
from intake.receipt import receipt_of
from store.event_store import Store
from tests.intake.case import Case


def told(answer: Answer) -> tuple[object, str | None, str | None]:
    """Everything that the sender of a command sees."""
    refused = answer.refused
    receipt = answer.receipt.model_dump_json() if answer.receipt else None
    if refused is None:
        return receipt, None, None
    return receipt, refused.code, refused.sentence


async def test_a_receipt_is_computed_from_the_envelopes_alone(case: Case) -> None:
    answer = await case.send(case.objection(1, "the-id"))
    events = [one for one in await case.history() if one.envelope.command_id == "the-id"]
    assert answer.receipt == receipt_of(events)
    assert answer.receipt is not None
    assert answer.receipt.hash == events[-1].hash.hex()
    assert answer.receipt.receipt_id.replace("-", "").lower() == answer.receipt.hash[:12]


async def test_the_same_command_again_gives_the_same_receipt_and_leaves_no_event(
    case: Case,
) -> None:
    command = case.objection(1)
    first = await case.send(command)
    before = await case.history()
    assert told(await case.send(command)) == told(first)
    assert len(await case.history()) == len(before)


async def test_the_door_writes_by_which_version_of_the_judge_it_decides(case: Case) -> None:
    await case.send(case.objection(1))
    assert {one.envelope.judge for one in await case.history()} == {JUDGE}


async def test_a_recorded_refusal_is_given_again_byte_for_byte(case: Case) -> None:
    await case.send(case.gavel())
    command = case.objection(2)
    first = await case.send(command)
    assert first.receipt is not None and not first.receipt.accepted
    assert first.refused is not None and first.refused.code == "DeadlinePassed"
    assert told(await case.send(command)) == told(first)


async def test_a_program_that_never_saw_the_command_gives_the_same_answer(
    case: Case, store: Store
) -> None:
    command = case.objection(1)
    first = await case.send(command)
    async with Intake(store) as another:
        assert told(await another.receive(command)) == told(first)


async def test_the_same_id_for_another_act_is_refused_and_leaves_no_event(case: Case) -> None:
    await case.send(case.objection(1, "the-id"))
    before = await case.history()
    answer = await case.send(case.objection(1, "the-id", reason="Something else."))
    assert isinstance(answer.refused, CommandIdReused)
    assert answer.receipt is None
    assert len(await case.history()) == len(before)


async def test_the_same_id_by_another_person_is_refused(case: Case) -> None:
    await case.send(case.objection(1, "the-id"))
    answer = await case.send(case.objection(2, "the-id"))
    assert isinstance(answer.refused, CommandIdReused)


async def test_the_fingerprints_of_one_command_in_two_processes_differ(
    case: Case, other: Case
) -> None:
    """They are salted: nobody sees from two records that the same was said."""
    first, second = (
        await case.send(case.objection(1, "a")),
        await other.send(other.objection(1, "a")),
    )
    assert first.accepted and second.accepted
    hashes = [(await one.history())[-1].envelope.command_hash for one in (case, other)]
    assert hashes[0] != hashes[1]


async def test_sixty_four_duplicates_at_once_leave_one_outcome(
    case: Case, doors: list[Intake]
) -> None:
    command = case.objection(3, "the-id")
    before = len(await case.history())
    answers = await asyncio.gather(*(doors[n % 2].receive(command) for n in range(64)))
    assert len({told(answer) for answer in answers}) == 1
    ids = Counter(one.envelope.command_id for one in (await case.history())[before:])
    assert ids == {"the-id": 1}


async def test_of_two_acts_under_one_id_at_once_one_is_recorded(
    case: Case, doors: list[Intake]
) -> None:
    commands = [case.objection(n % 2, "the-id") for n in range(20)]
    answers = await asyncio.gather(
        *(doors[n // 10].receive(command) for n, command in enumerate(commands))
    )
    accepted = {n % 2 for n, answer in enumerate(answers) if answer.accepted}
    assert len(accepted) == 1
    assert Counter(type(answer.refused) for answer in answers) == {
        type(None): 10,
        CommandIdReused: 10,
    }


async def test_the_record_of_a_refusal_shows_the_act_as_it_was_sent(case: Case) -> None:
    await case.send(case.gavel())
    await case.send(case.objection(5))
    event = (await case.history())[-1].event
    assert isinstance(event, ActRefused)
    assert event.late and '"answer"' in event.act
    assert "It goes too far." not in event.act


@pytest.mark.parametrize("times", [1, 3])
async def test_envelopes_are_stored_as_they_were_hashed(case: Case, times: int) -> None:
    for number in range(times):
        await case.send(case.objection(number))
    rows = await case.store.events(case.process)
    assert [row.envelope for row in rows] == [
        write_envelope(one.envelope) for one in await case.history()
    ]
