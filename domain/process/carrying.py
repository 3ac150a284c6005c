"""
What the clockwork carries from one process into another, and back.

An inner process makes itself known where its question is, and gives its outcome there when it has ended; the outer one
tells it when the closing moves. Each is an entry of the agenda until its own record notes what became of it there: so
nothing is forgotten, whatever is lost on the way, and what is carried twice is taken once. Source: hard case 15
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.event import Event
from domain.model import derived
from domain.participation.authority import Acting
from domain.process.commands import FollowOuter, LinkInner, NoteCarried, OuterQuestion
from domain.process.events import Carried
from domain.process.state import Inner, Process
from domain.record.recorded import Recorded
from domain.refused import AlreadyDone, OutcomeGivesOther, UnknownStep
from domain.step.commands import Answer, InnerOutcome
from domain.step.state import Step


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that is to be carried, since when, and its note with what became of it still open."""

    since: datetime
    note: NoteCarried
    command_id: str


def to_carry(process: Process) -> list[Entry]:
    """List what is to be carried into other processes, in the order in which it came up."""
    found = [*_outwards(process, process.answers)] if process.answers is not None else []
    behind = [one for one in process.inner.values() if one.follows and one.moved != one.told]
    return found + [_entry(one.since, one.process, "closing", one.moved) for one in behind]


def _outwards(process: Process, outer: OuterQuestion) -> list[Entry]:
    if not process.linked:
        return [_entry(process.started_at, outer.process, "start", 1)]
    if process.status == "ended" and process.ended_at and process.given != process.ended_by:
        since = max(process.ended_at, outer.opens_at or process.ended_at)
        return [_entry(since, outer.process, "outcome", process.ended_by)]
    return []


def _entry(since: datetime, other: UUID, what: str, of: int) -> Entry:
    note = NoteCarried.model_validate({"process": other, "what": what, "of": of})
    return Entry(since, note, f"carried:{what}:{other}:{of}")


def word_id(process: Process, note: NoteCarried) -> str:
    """The id under which it is sent to the other process: the same at every attempt."""
    return f"{note.what}:{derived(note.what, process.process_id, note.process, note.of)}"


@dataclass(frozen=True, slots=True)
class Given:
    """An outcome, and the question that it answers: which answer it is there, the question says."""

    step: UUID
    inner: InnerOutcome


Said = LinkInner | FollowOuter | Given
"""What is said to another process."""


def word(process: Process, note: NoteCarried) -> Said | None:
    """What is to be said in the other process; None: it was said, or is no longer so."""
    if note not in [entry.note for entry in to_carry(process)]:
        return None
    if note.what == "closing":
        return _closing(process, process.inner[note.process])
    outer = process.answers
    if outer is None:
        return None
    if note.what == "outcome":
        return Given(outer.step, outcome_of(process, outer))
    return LinkInner(
        step=outer.step,
        process=process.process_id,
        party=outer.party,
        procedure=process.procedure.procedure,
        closes_at=outer.closes_at,
    )


def _closing(process: Process, one: Inner) -> FollowOuter | None:
    if one.closes_at is None:
        return None
    return FollowOuter(
        process=process.process_id,
        event=one.moved,
        head_hash=one.head_hash.hex(),
        closes_at=one.closes_at,
        grounds=one.grounds,
    )


def outcome_of(process: Process, outer: OuterQuestion) -> InnerOutcome:
    """The outcome of a process that has ended, as its record says it with the event of its end."""
    return InnerOutcome(
        process=process.process_id,
        party=outer.party,
        procedure=process.procedure.procedure,
        outcome=process.outcome or "",
        version=process.ended_by,
        head_hash=process.ended_hash.hex(),
    )


def said_there(other: Process, said: Said) -> LinkInner | FollowOuter | Answer:
    """
    The act that it is in the other process.

    :raises OutcomeGivesOther: the outcome is no answer there; UnknownStep: there is no such question
    """
    if not isinstance(said, Given):
        return said
    step = other.steps.get(said.step)
    if step is None:
        raise UnknownStep(step=str(said.step))
    return answer_by(step, said.inner)


def answer_by(step: Step, inner: InnerOutcome) -> Answer:
    """
    The answer that an outcome is to a question.

    :raises OutcomeGivesOther: it is none
    """
    name = step.rule.answered_by.gives.get(inner.outcome) if step.rule.answered_by else None
    if name is None:
        raise OutcomeGivesOther(outcome=inner.outcome, given="no answer", answer="any other")
    return Answer(step=step.step, answer=name, outcome_of=inner)


def note_carried(process: Process, act: NoteCarried, _who: Acting) -> list[Event]:
    """Note what became of it. What is not to be carried any more needs no note."""
    open_ = act.model_copy(update={"event": None, "head_hash": None, "refused": None})
    if open_ not in [entry.note for entry in to_carry(process)]:
        raise AlreadyDone(what="this was carried")
    return [Carried(**act.model_dump(exclude={"act"}))]


def carried(process: Process, _recorded: Recorded, event: Carried, _at: datetime) -> None:
    if event.what == "start":
        process.linked = True
    elif event.what == "outcome":
        process.given = event.of
    else:
        one = process.inner[event.process]
        one.told, one.follows = event.of, event.refused is None
