"""
Many acts at once, one for each row of a table: looked at as a whole, then sent one by one, with a receipt for each row.

The id of each act follows from its row, so importing a table twice records nothing twice; it begins with `bulk:`, so
that the record shows which acts came in a table. While any row is malformed nothing is sent.
"""

import time
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from pydantic import ValidationError

from cli.acting import ask, command_of, exit_of
from cli.desk import Desk
from cli.problems import Exit, Problem
from cli.screen import screen
from cli.tables import Row
from domain.act import ActBase
from domain.command import Actor, Command
from domain.process.judge import At, judge
from domain.process.state import Process
from domain.refused import (
    AlreadyDone,
    AnswerNotOffered,
    ChannelNotOfficial,
    FieldMissing,
    FieldNotTaken,
    NotAnOption,
    Refused,
    TextNotInForce,
    UnknownParagraph,
)
from intake.receipt import Answer
from rehearsal.troubles import NotPlayable, Trouble

PATIENCE = 2.0
"""Seconds after which progress is told."""


@dataclass(frozen=True, slots=True)
class Planned:
    row: Row
    command: Command


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a row, or would become of it."""

    row: Row
    command_id: str
    result: str
    sentence: str = ""
    code: str | None = None
    receipt: str | None = None
    exit: Exit = Exit.DONE


class Malformed(Exception):
    """A row cannot be taken as an act; :param column: where"""

    def __init__(self, column: str, reason: str) -> None:
        self.column, self.reason = column, reason
        super().__init__(reason)


def planned(
    process: Process, actor: Actor, kind: str, acts: Sequence[tuple[Row, ActBase]]
) -> list[Planned]:
    """Give every row its command. Rows that are alike are told apart by how often they came before."""
    seen: Counter[str] = Counter()
    found = []
    for row, act in acts:
        body = f"{process.process_id}|{sorted(row.cells.items())}"
        seen[body] += 1
        digest = sha256(f"{body}|{seen[body]}".encode()).hexdigest()[:40]
        found.append(Planned(row, command_of(process, actor, act, f"bulk:{kind}:{digest}")))
    return found


def complaint(row: Row, error: Exception) -> list[Trouble]:
    """Say what is wrong with a row, with its column."""
    match error:
        case Malformed():
            return [row.wrong(error.column, error.reason)]
        case Problem():
            return [row.wrong("", error.sentence)]
        case ValidationError():
            return [
                row.wrong(str(one["loc"][0]) if one["loc"] else "", _said(one["msg"]))
                for one in error.errors()
            ]
    return [row.wrong("", str(error))]


def _said(message: str) -> str:
    return message.removeprefix("Value error, ")


async def carry_out(
    at: Desk,
    process: Process,
    plan: Sequence[Planned],
    columns: dict[str, str],
    dry_run: bool,
    yes: bool,
) -> Exit:
    """
    Look at every row, and unless this is a dry run send them in order.

    :param columns: the column of a field, where it is not called alike
    :raises NotPlayable: a row is malformed; nothing was sent
    """
    now = await at.store.clock()
    foreseen = [foresee(process, one, now) for one in plan]
    wrong = [
        t
        for one, (_, refused) in zip(plan, foreseen, strict=True)
        for t in malformed(one.row, refused, columns)
    ]
    if wrong:
        raise NotPlayable(wrong)
    if dry_run:
        return told([result for result, _ in foreseen], dry_run=True)
    new = [one for one in plan if one.command.command_id not in process.commands]
    if new and not yes:
        ask(f"This enters {len(new)} acts into “{process.title}”; each is kept, accepted or not.")
    return told([r async for r in _sent(at, process, plan)], dry_run=False)


def foresee(process: Process, one: Planned, now: datetime) -> tuple[Result, Refused | None]:
    """What would become of a row if it were sent now, by itself."""
    command = one.command
    if command.command_id in process.commands:
        return Result(one.row, command.command_id, "already on record"), None
    try:
        refused = judge(process, command, At(now, now)).refused
    except AlreadyDone:
        return Result(one.row, command.command_id, "already on record"), None
    except Refused as error:
        refused = error
    if refused is None:
        return Result(one.row, command.command_id, "would be accepted"), None
    result = "would be kept, not counted" if refused.on_record else "would be refused"
    exit_ = Exit.NOT_AS_IT_SHOULD
    return Result(
        one.row, command.command_id, result, refused.sentence, refused.code, None, exit_
    ), refused


def malformed(row: Row, refused: Refused | None, columns: dict[str, str]) -> Iterable[Trouble]:
    """Refusals that say that a cell is wrong, whoever sends it and whenever."""
    match refused:
        case FieldMissing() | FieldNotTaken():
            field = str(refused.data["field"])
        case AnswerNotOffered():
            field = "answer"
        case NotAnOption():
            field = "choice"
        case UnknownParagraph():
            field = "paragraphs"
        case ChannelNotOfficial():
            field = "channel"
        case TextNotInForce():
            field = "text"
        case _:
            return []
    return [row.wrong(columns.get(field, field), refused.sentence)]


async def _sent(at: Desk, process: Process, plan: Sequence[Planned]) -> AsyncIterator[Result]:
    last = time.monotonic()
    for number, one in enumerate(plan, start=1):
        if one.command.command_id in process.commands:
            yield Result(one.row, one.command.command_id, "already on record")
        else:
            yield result_of(one, await at.intake.receive(one.command))
        if time.monotonic() - last > PATIENCE:
            last = time.monotonic()
            screen.progress(f"{number} of {len(plan)} rows")


def result_of(one: Planned, answer: Answer) -> Result:
    receipt = answer.receipt.receipt_id if answer.receipt else None
    refused = answer.refused
    if refused is None:
        return Result(one.row, one.command.command_id, "accepted", receipt=receipt)
    if isinstance(refused, AlreadyDone):
        return Result(one.row, one.command.command_id, "already on record")
    result = "kept, not counted" if receipt else "not kept"
    return Result(
        one.row,
        one.command.command_id,
        result,
        refused.sentence,
        refused.code,
        receipt,
        exit_of(answer),
    )


def told(results: Sequence[Result], dry_run: bool) -> Exit:
    """Tell what became of each row. :returns: the gravest exit code of all rows; 1 in a dry run"""
    totals = Counter(one.result for one in results)
    screen.data({"dry_run": dry_run, "totals": totals, "rows": [_data(one) for one in results]})
    screen.table(
        ("line", "result", "receipt", ""),
        ((one.row.line, one.result, one.receipt, one.sentence) for one in results),
    )
    screen.say(", ".join(f"{count} {result}" for result, count in totals.items()) + ".")
    if dry_run:
        screen.say("This was a dry run: nothing was sent.")
    return max((one.exit for one in results), default=Exit.DONE)


def _data(one: Result) -> dict[str, object]:
    return {
        "line": one.row.line,
        "command_id": one.command_id,
        "result": one.result,
        "refused": {"code": one.code, "sentence": one.sentence} if one.code else None,
        "receipt": one.receipt,
    }
