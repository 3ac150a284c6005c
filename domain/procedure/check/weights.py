"""What can be wrong with rules that weigh: no such weight, heads added to tonnes, groups of unsaid weight."""

from collections.abc import Iterator

from domain.procedure.finding import Finding, Place, error, warning
from domain.procedure.models import Procedure
from domain.procedure.question import Question
from domain.rule.condition import Condition
from domain.rule.counts import refers_to_itself
from domain.rule.models import conditions_of

HEADS, ROLES = "heads", "roles"
EXACT = 9
"""How many times the weights of all parties still are an exact number in the record."""


def weighed(procedure: Procedure, question: Question, place: Place) -> Iterator[Finding]:
    """Find what is wrong with the counts of a question that weigh, and with what they are compared with."""
    if not any(count.weigh or count.distinct for count in question.counts.values()):
        return
    for name, count in question.counts.items():
        here = (*place, "counts", name)
        if count.weigh is not None:
            yield from _weight(procedure, question, count.weigh, here)
        if len(_measures(question, name)) > 1:
            yield error(
                here,
                f"{name} adds up {_said(question, name)}",
                "the sum would be a number of nothing",
                "add up counts of one kind",
            )
    for number, case in enumerate(question.adds_up_to):
        for one in conditions_of((case,)):
            yield from _compared(question, one, (*place, "adds_up_to", number))


def _weight(
    procedure: Procedure, question: Question, weight: str, place: Place
) -> Iterator[Finding]:
    known = procedure.weights.get(weight)
    if known is None:
        yield error(
            (*place, "weigh"),
            f"there is no weight {weight}",
            "no party would have it",
            f"add it to weights: {{{weight}: {{title: ...}}}}",
        )
    elif question.groups == "as_one" and known.groups is None:
        yield error(
            (*place, "weigh"),
            f"a group counts as one, and nothing says what {weight} it has",
            "its own and that of its members together are different numbers",
            f"weights: {{{weight}: {{groups: members}}}}, or own",
        )


def _compared(question: Question, one: Condition, place: Place) -> Iterator[Finding]:
    """A share is of the same kind of thing, and what is needed for it is still an exact number."""
    if one.count is None:
        return
    mine = _measures(question, one.count)
    for other in one.counts[1:]:
        whole = _measures(question, other)
        if len(mine) == len(whole) == 1 and mine != whole:
            yield error(
                place,
                f"{one.count} counts {_said(question, one.count)}, and is compared with {_said(question, other)}",
                "the comparison would mean nothing",
                f"compare it with a count of {_said(question, one.count)}",
            )
    if one.of is None:
        return
    if not mine <= {HEADS, ROLES} and one.comparison[1] * _times(question, one.of) > EXACT:
        yield error(
            place,
            f"what is needed can be more than {EXACT} times the weight of all parties",
            "the record could not keep so large a number exactly",
            "compare it with a smaller share, or a smaller sum",
        )


def _measures(question: Question, name: str) -> set[str]:
    """What a count is a number of: heads, or a weight; of several where it is a sum of different ones."""
    count = question.counts.get(name)
    if count is None or refers_to_itself(name, question.counts):
        return {HEADS}
    if count.sum:
        return set().union(*(_measures(question, part) for part in (*count.sum, *count.less)))
    return {count.weigh or (ROLES if count.distinct else HEADS)}


def _times(question: Question, name: str) -> int:
    count = question.counts.get(name)
    if count is None or not count.sum or refers_to_itself(name, question.counts):
        return 1
    return sum(_times(question, part) for part in count.sum)


def _said(question: Question, name: str) -> str:
    return " and ".join(sorted(_measures(question, name)))


def weights_used(procedure: Procedure) -> Iterator[Finding]:
    """A weight that no rule counts by is given for nothing."""
    used = {
        count.weigh
        for stage in procedure.roadmap
        for question in stage.questions.values()
        for one in (question, *(raised.question for raised in question.incidental.values()))
        for count in one.counts.values()
    }
    for name in procedure.weights:
        if name not in used:
            yield warning(
                ("weights", name),
                f"no rule counts by {name}",
                "it decides nothing",
                f"weigh: {name} in a count, or remove it",
            )
