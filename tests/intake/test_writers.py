"""Two writers, locked processes, rules that raise: nobody holds up anybody else, and nothing is recorded twice."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from domain.command import Command
from domain.process.fold import evolve
from domain.process.fold import replay as replayed
from domain.process.judge import At, Decision, judge
from domain.process.pages import pages
from domain.process.state import Process
from domain.record.recorded import Recorded
from domain.refused import RuleFailed, UnknownProcess
from domain.step.events import Answered
from intake import draft
from intake.door import Intake
from intake.receipt import OutcomeUnknown
from intake.waiting import Waiting
from intake.writer import Writer
from store.event_store import NewEvent, Store
from tests.intake.case import Case
from tests.intake.laws import broken


async def test_two_writers_on_one_process_take_turns(case: Case, doors: list[Intake]) -> None:
    answers = await asyncio.gather(
        *(doors[n % 2].receive(case.objection(n % 30)) for n in range(120))
    )
    assert all(answer.accepted for answer in answers)
    history = await case.history()
    assert broken(history) == []
    assert sum(isinstance(one.event, Answered) for one in history) == 120


async def test_what_a_door_has_folded_is_what_a_replay_folds(
    case: Case, doors: list[Intake]
) -> None:
    await asyncio.gather(*(doors[n % 2].receive(case.objection(n % 30)) for n in range(60)))
    fresh = replayed(await case.history())
    for door in doors:
        assert await door.read(case.process, lambda process, _: process) == fresh


async def test_a_process_that_is_locked_does_not_hold_up_the_others(
    case: Case, other: Case
) -> None:
    async with case.locked():
        stuck = asyncio.create_task(case.send(case.objection(1)))
        await case.somebody_waits()
        for number in range(5):
            assert (await other.send(other.objection(number))).accepted
        assert not stuck.done()
    assert (await stuck).accepted


async def test_a_rule_that_raises_records_nothing_and_the_act_can_be_sent_again(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await case.history()
    command = case.objection(7)
    with monkeypatch.context() as patch:
        patch.setattr(draft, "judge", raising_for("m7-principal", judge))
        answer = await case.send(command)
        assert isinstance(answer.refused, RuleFailed) and answer.receipt is None
        assert (await case.send(case.objection(8))).accepted
    assert len(await case.history()) == len(before) + 1
    assert (await case.send(command)).accepted


async def test_a_log_that_cannot_be_written_leaves_nobody_waiting(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever ends an attempt in a way that nobody foresaw, the sender is told, and the writer goes on."""

    async def closed(*_: object) -> list[list[Waiting]]:
        raise ValueError("I/O operation on closed file")

    with monkeypatch.context() as patch:
        patch.setattr(Writer, "_try", closed)
        answer = await asyncio.wait_for(case.send(case.objection(1)), 5)
    assert isinstance(answer.refused, OutcomeUnknown) and answer.receipt is None
    assert (await case.send(case.objection(1))).accepted


async def test_a_fold_that_raises_takes_only_its_own_command_with_it(
    case: Case, other: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken_fold(process: Process | None, recorded: Recorded) -> Process:
        if isinstance(recorded.event, Answered) and recorded.event.party == "m7":
            raise ZeroDivisionError
        return evolve(process, recorded)

    with monkeypatch.context() as patch:
        patch.setattr(draft, "evolve", broken_fold)
        cases = [case, case, case, other, other]
        sent = [one.objection(6 + n) for n, one in enumerate(cases)]
        async with case.locked(), other.locked():
            tasks = [asyncio.create_task(case.send(command)) for command in sent]
            await case.somebody_waits()
        answers = await asyncio.gather(*tasks)
    assert [type(answer.refused) for answer in answers] == [
        type(None),
        RuleFailed,
        type(None),
        type(None),
        type(None),
    ]
    assert broken(await case.history()) == broken(await other.history()) == []
    assert (await case.send(sent[1])).accepted


async def test_a_command_that_the_database_refuses_is_isolated(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its events contradict the guards; those of the same batch before and after it go through."""
    monkeypatch.setattr(draft, "NewEvent", smudged_for("m7"))
    sent = [case.objection(n) for n in range(5, 10)]
    async with case.locked():
        tasks = [asyncio.create_task(case.send(command)) for command in sent]
        await case.somebody_waits()
    answers = await asyncio.gather(*tasks)
    assert [answer.accepted for answer in answers] == [True, True, False, True, True]
    assert broken(await case.history()) == []


async def test_an_error_of_the_alarm_ends_nobody(
    case: Case, other: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(draft, "pages", fails_for(case.process, pages))
        bad, good = await asyncio.gather(
            case.send(case.objection(1)), other.send(other.objection(1))
        )
    assert isinstance(bad.refused, RuleFailed)
    assert good.accepted
    assert (await case.send(case.objection(1))).accepted


async def test_an_unknown_process_is_refused_and_leaves_nothing(case: Case, store: Store) -> None:
    command = case.objection(1).model_copy(update={"process": UUID(int=7)})
    answer = await case.send(command)
    assert isinstance(answer.refused, UnknownProcess)
    assert await store.head(UUID(int=7)) is None
    with pytest.raises(UnknownProcess):
        await case.intake.read(UUID(int=7), lambda process, _: process)


async def test_a_reader_never_sees_what_is_not_committed(case: Case, doors: list[Intake]) -> None:
    """While many answers go in, every reading is the state at some version of the record."""
    seen: list[tuple[int, int]] = []

    def look(process: Process, _: object) -> tuple[int, int]:
        answers = sum(len(step.answers) for step in process.steps.values())
        return process.version, answers

    async def watch() -> None:
        while len(seen) < 40:
            seen.append(await doors[0].read(case.process, look))

    acts = [doors[n % 2].receive(case.objection(n % 30)) for n in range(100)]
    await asyncio.gather(watch(), *acts)
    history = await case.history()
    for version, answers in seen:
        assert answers == sum(isinstance(one.event, Answered) for one in history[:version])


Judge = Callable[[Process | None, Command, At], Decision]


def raising_for(person: str, real: Judge) -> Judge:
    def rule(process: Process | None, command: Command, at: At) -> Decision:
        if command.actor.person == person:
            raise ZeroDivisionError
        return real(process, command, at)

    return rule


def fails_for(process_id: UUID, real: Callable[..., Any]) -> Callable[..., Any]:
    def page(process: Process, recorded: list[Recorded]) -> Any:
        if process.process_id == process_id:
            raise ZeroDivisionError
        return real(process, recorded)

    return page


def smudged_for(party: str) -> Callable[..., NewEvent]:
    """The body of one party's answer is not the one that its envelope commits to."""

    def event(version: int, envelope: str, hash_: bytes, salt: bytes, body: str) -> NewEvent:
        smudge = " " if f'"party":"{party}"' in body else ""
        return NewEvent(version, envelope, hash_, salt, body + smudge)

    return event
