"""
What a record says of other records, looked up there again: for the auditor.

An answer by the outcome of another process names that process, the version of its record and the hash there; a date
that followed the closing of an outer question names the event that moved it. Whoever changes the other record later,
with all its hashes, cannot change what is named here. Source: hard case 15
"""

from collections.abc import Iterator, Sequence
from typing import Literal
from uuid import UUID

from domain.model import Frozen
from domain.process.events import ActRefused, DatesMoved, ProcessStarted
from domain.process.proof import inner_says
from domain.record.chain import Finding, check_chain
from domain.record.recorded import Recorded, parse
from domain.record.stored import Stored
from domain.refused import OutcomeNotProved
from domain.step.commands import Answer
from domain.step.events import Answered

State = Literal["same", "missing", "different", "not_looked_up"]


class Reference(Frozen):
    """
    What an event here says of another record.

    :param event: the number of the event here; `version` and `head_hash` are of the other record
    :param answer: where an outcome was given: the answer, to be held against that record
    """

    event: int
    process: UUID
    version: int
    head_hash: str
    outer: UUID
    clock: str
    answer: Answer | None = None


class LookedUp(Frozen):
    """
    What became of one reference.

    :param what: an outcome that was given as an answer here, or an event that moved a date here
    :param why: what is different there
    """

    event: int
    what: Literal["outcome", "event"]
    process: UUID
    version: int
    state: State
    why: str | None = None

    @property
    def holds(self) -> bool:
        """Whether nothing speaks against it. What was not looked up is told as such, and is no finding."""
        return self.state in ("same", "not_looked_up")

    def finding(self) -> Finding:
        other = f"process {str(self.process)[:8]}"
        found = "there is no such record" if self.state == "missing" else self.why or self.state
        return Finding(
            version=self.event,
            what="other record",
            expected=f"{other} as it was at version {self.version}",
            found=found,
        )


def references(rows: Sequence[Stored]) -> list[Reference]:
    """List what a record says of others. What cannot be read is passed over: it is a finding of its own."""
    history = [one for row in rows if (one := _read(row)) is not None]
    first = next((one.event for one in history if isinstance(one.event, ProcessStarted)), None)
    if first is None:
        return []
    return [found for one in history for found in _named(one, first.clock)]


def _read(row: Stored) -> Recorded | None:
    try:
        return parse(row.envelope, row.body, row.hash)
    except Exception:  # a forged row may be anything
        return None


def _named(one: Recorded, clock: str) -> Iterator[Reference]:
    event, envelope = one.event, one.envelope
    here = {"event": envelope.version, "outer": envelope.stream, "clock": clock}
    answer = _answer(event)
    if answer is not None and answer.outcome_of is not None:
        said = answer.outcome_of
        there = {"process": said.process, "version": said.version, "head_hash": said.head_hash}
        yield Reference.model_validate(here | there | {"answer": answer})
    if isinstance(event, DatesMoved) and event.outer is not None:
        moved = event.outer
        there = {"process": moved.process, "version": moved.event, "head_hash": moved.head_hash}
        yield Reference.model_validate(here | there)


def _answer(event: object) -> Answer | None:
    """An answer that was taken, or kept as late: that one may count some day."""
    if isinstance(event, Answered):
        return Answer(step=event.step, answer=event.answer, outcome_of=event.outcome_of)
    if isinstance(event, ActRefused) and event.late and '"outcome_of"' in event.act:
        return Answer.model_validate_json(event.act)
    return None


def look_up(one: Reference, rows: Sequence[Stored] | None) -> LookedUp:
    """
    Look a reference up.

    :param rows: the other record, from its first event; None: it is not at hand
    """
    state, why = ("not_looked_up", None) if rows is None else _compare(one, rows)
    return LookedUp.model_validate(
        {
            "event": one.event,
            "what": "outcome" if one.answer else "event",
            "process": one.process,
            "version": one.version,
            "state": state,
            "why": why,
        }
    )


def _compare(one: Reference, rows: Sequence[Stored]) -> tuple[State, str | None]:
    if not rows:
        return "missing", None
    upto = rows[: one.version]
    if len(upto) < one.version:
        return "different", f"that record has {len(rows)} events only"
    broken = check_chain(upto).findings
    if broken:
        first = broken[0]
        return "different", f"its chain is broken at event {first.version} ({first.what})"
    if upto[-1].hash.hex() != one.head_hash:
        return "different", f"its hash at version {one.version} is another one"
    return _says_so(one, upto) if one.answer is not None else ("same", None)


def _says_so(one: Reference, rows: Sequence[Stored]) -> tuple[State, str | None]:
    """Whether the other record is such that the answer could be given by it."""
    history = [found for row in rows if (found := _read(row)) is not None]
    try:
        if one.answer is not None:
            inner_says(one.outer, one.clock, one.answer, history)
    except OutcomeNotProved as refused:
        return "different", str(refused.data["why"])
    except Exception as problem:  # a forged history may break the fold anywhere
        return "different", f"it cannot be replayed ({type(problem).__name__})"
    return "same", None
