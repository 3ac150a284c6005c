"""
A question that a party answers by the outcome of a process of its own: with its own procedure, parties and visibility.

The link stands in both records: the inner process names the question that it answers in its first event, the answer
names the inner process, the version of its record and the hash there. The door looks that record up before it takes the
answer; what it does not find so is not received. Source: hard case 15
"""

from domain.refused import (
    AlreadyDone,
    NotByThisProcess,
    OnlyByProcess,
    OutcomeGivesOther,
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
    if any(one.said.outcome_of == inner for one in step.answers if one.stands):
        raise AlreadyDone(what=f"the outcome of this process stands as the answer of {party}")
    if inner.party != party:
        raise OutcomeOfAnother(party=party, other=inner.party)
    if rule is None or inner.procedure != rule.process:
        raise NotByThisProcess(
            procedure=inner.procedure, wanted=rule.process if rule else "no process"
        )
    if rule.gives.get(inner.outcome) != act.answer:
        given = rule.gives.get(inner.outcome, "no answer")
        raise OutcomeGivesOther(outcome=inner.outcome, given=given, answer=act.answer)
