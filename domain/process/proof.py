"""
The proof of an answer by another process, and the link to the question that a process answers.

The door looks the inner record up before it takes the answer; what it does not find there is not received.
Source: hard case 15
"""

from collections.abc import Sequence
from uuid import UUID

from domain.process.commands import FollowOuter, LinkInner, OuterQuestion
from domain.process.fold import replay
from domain.process.inner import closing_for
from domain.process.state import Process
from domain.record.recorded import Recorded
from domain.refused import OutcomeNotProved
from domain.step.commands import Answer
from domain.step.state import Step


def proved(outer: Process, act: Answer, history: Sequence[Recorded]) -> None:
    """
    Hold what an answer says of an inner process against the record of that process.

    :param history: the inner record, up to the version that the answer names

    :raises OutcomeNotProved: the record says otherwise
    """
    inner_says(outer.process_id, outer.clock, act, history)


def inner_says(outer: UUID, clock: str, act: Answer, history: Sequence[Recorded]) -> None:
    """:raises OutcomeNotProved: the inner record says otherwise"""
    said = act.outcome_of
    inner = replay(history)
    if said is None or inner is None or inner.version != said.version:
        raise OutcomeNotProved(why="there is no such version of its record")
    if inner.head_hash.hex() != said.head_hash:
        raise OutcomeNotProved(why="the hash of its record at that version is another one")
    if inner.status != "ended" or inner.outcome != said.outcome:
        raise OutcomeNotProved(why=f"it has not ended there with the outcome {said.outcome}")
    if inner.procedure.procedure != said.procedure:
        raise OutcomeNotProved(why=f"it runs by {inner.procedure.procedure}")
    if inner.clock != clock:
        raise OutcomeNotProved(why="one of the two is a rehearsal")
    link = inner.answers
    if link is None or (link.process, link.step) != (outer, act.step):
        raise OutcomeNotProved(why="it was not started to answer this question")
    if link.party != said.party:
        raise OutcomeNotProved(why=f"it was started to answer for {link.party}")


def known(here: UUID, clock: str, act: LinkInner | FollowOuter, other: Process) -> None:
    """
    Hold what is said of another process against that process, as it is on record.

    :param here: the process in which it is said, and its clock

    :raises OutcomeNotProved: the record says otherwise
    """
    if other.clock != clock:
        raise OutcomeNotProved(why="one of the two is a rehearsal")
    if isinstance(act, LinkInner):
        link = other.answers
        said = (here, act.step, act.party, act.closes_at, act.procedure)
        found = link and (link.process, link.step, link.party, link.closes_at)
        if found is None or said != (*found, other.procedure.procedure):
            raise OutcomeNotProved(why="it was not started to answer this question")
        return
    inner = other.inner.get(here)
    if inner is None or (inner.moved, inner.head_hash.hex()) != (act.event, act.head_hash):
        raise OutcomeNotProved(why="no such event moved the question that is answered there")
    if (inner.closes_at, inner.grounds) != (act.closes_at, act.grounds):
        raise OutcomeNotProved(why="the question closes at another time")


def link_of(process: Process, step: Step, party: str) -> OuterQuestion:
    """What an inner process says in its first event of the question that it answers."""
    return OuterQuestion(
        process=process.process_id,
        step=step.step,
        party=party,
        closes_at=closing_for(process, step, party),
        opens_at=None if step.opened else step.opens_at,
    )
