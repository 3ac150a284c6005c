"""
A question that a party answers by the outcome of a process of its own: with its own procedure, parties and visibility.

The link stands in both records: the inner process names the question that it answers in its first event, the answer
names the inner process, the version of its record and the hash there. The door looks that record up before it takes the
answer; what it does not find so is not received. Source: hard case 15
"""

from collections.abc import Sequence

from domain.process.commands import OuterQuestion
from domain.process.fold import replay
from domain.process.state import Process
from domain.record.recorded import Recorded
from domain.refused import (
    NotByThisProcess,
    OnlyByProcess,
    OutcomeGivesOther,
    OutcomeNotProved,
    OutcomeOfAnother,
)
from domain.step.commands import Answer
from domain.step.state import Step


def by_process(step: Step, act: Answer, party: str) -> None:
    """
    Whether an answer may be given in this way.

    :raises OnlyByProcess: the question takes this answer from an inner process only
    :raises NotByThisProcess: it takes none from processes, or from those of another procedure
    :raises OutcomeOfAnother: it was run for another party
    :raises OutcomeGivesOther: that outcome of the inner process is another answer here
    """
    rule, inner = step.rule.answered_by, act.outcome_of
    if inner is None:
        if rule is not None and rule.only and act.answer in rule.gives.values():
            raise OnlyByProcess(answer=act.answer, procedure=rule.process)
        return
    if inner.party != party:
        raise OutcomeOfAnother(party=party, other=inner.party)
    if rule is None or inner.procedure != rule.process:
        raise NotByThisProcess(
            procedure=inner.procedure, wanted=rule.process if rule else "no process"
        )
    if rule.gives.get(inner.outcome) != act.answer:
        given = rule.gives.get(inner.outcome, "no answer")
        raise OutcomeGivesOther(outcome=inner.outcome, given=given, answer=act.answer)


def proved(outer: Process, act: Answer, history: Sequence[Recorded]) -> None:
    """
    Hold what an answer says of an inner process against the record of that process.

    :param history: the inner record, up to the version that the answer names

    :raises OutcomeNotProved: the record says otherwise
    """
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
    if inner.clock != outer.clock:
        raise OutcomeNotProved(why="one of the two is a rehearsal")
    link = inner.answers
    if link is None or (link.process, link.step) != (outer.process_id, act.step):
        raise OutcomeNotProved(why="it was not started to answer this question")
    if link.party != said.party:
        raise OutcomeNotProved(why=f"it was started to answer for {link.party}")


def link_of(process: Process, step: Step, party: str) -> OuterQuestion:
    """What an inner process says in its first event of the question that it answers."""
    return OuterQuestion(
        process=process.process_id, step=step.step, party=party, closes_at=step.closes_at
    )
