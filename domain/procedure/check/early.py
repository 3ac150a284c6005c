"""What can be wrong with the conditions on which a question closes: they hold at once, or never."""

from collections.abc import Iterator

from domain.procedure.check.rule import counts_of, facts
from domain.procedure.finding import Finding, Place, error, warning
from domain.procedure.models import Procedure
from domain.procedure.question import Question
from domain.procedure.trial import of_counts, some_ballot, when_nobody_answers
from domain.rule.condition import within


def early(procedure: Procedure, question: Question, place: Place) -> Iterator[Finding]:
    """Find what is wrong with `ends_when`."""
    window, here = question.window, (*place, "window", "ends_when")
    if not window.ends_when:
        return
    for one in within(window.ends_when):
        yield from counts_of(question, one, here)
        yield from facts(procedure, one, here)
        if one.before is not None or one.after is not None:
            yield error(
                here,
                "it ends when a time has come, and conditions are looked at after acts only",
                "nothing would happen at that time",
                "name the moment as its closing: closes: {...}",
            )
    if of_counts(window.ends_when):
        yield from _tried(question, here)
    if window.on == "conditions" and "gavel" not in window.early_close:
        yield warning(
            (*place, "window"),
            "it closes when conditions hold, and perhaps they never do",
            "the process can wait for ever here",
            "give it a closing beside them, or the chair the gavel: early_close: [gavel]",
        )


def _tried(question: Question, place: Place) -> Iterator[Finding]:
    if when_nobody_answers(question, question.window.ends_when):
        yield error(
            place,
            "these conditions hold before anybody has answered",
            "it would close as soon as it opens",
            "name what must have been answered",
        )
    elif not some_ballot(question, question.window.ends_when):
        yield warning(
            place,
            "on no ballot that was tried do all these conditions hold",
            "it would never close by them",
            "compare them with each other, and with what may be answered",
        )
