"""What can be wrong with what makes a window longer: it adds nothing, or it hangs on what is not counted yet."""

from collections.abc import Iterator

from domain.procedure.check.rule import facts
from domain.procedure.finding import Finding, Place, error
from domain.procedure.models import Procedure
from domain.procedure.question import Question
from domain.rule.condition import within
from domain.rule.counts import OF_PARAGRAPHS


def longer(procedure: Procedure, question: Question, place: Place) -> Iterator[Finding]:
    """Find what is wrong with `longer`."""
    for number, one in enumerate(question.window.longer):
        here = (*place, "window", "longer", number)
        if one.by.n < 1:
            yield error(
                (*here, "by"),
                f"{one.by} is no length of time",
                "the window would be no longer",
                "give at least 1",
            )
        for condition in within(one.when):
            yield from facts(procedure, condition, here)
            if condition.count is not None and condition.count not in OF_PARAGRAPHS:
                yield error(
                    here,
                    f"it hangs on the count {condition.count}, and nobody has answered when it opens",
                    "it would be decided by zero",
                    "name what is known by then: an outcome, a text, a time, a round",
                )
