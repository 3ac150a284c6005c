"""In plain words: how a text may be corrected while it is in question, and what a break of silence leaves agreed."""

from domain.procedure.correction import MinimumRemainder
from domain.procedure.models import Procedure
from domain.procedure.question import Question
from domain.procedure.words import named


def of_the_text(procedure: Procedure, question: Question) -> list[str]:
    lines = []
    if question.scope_after_break == "listed_paragraphs":
        lines.append(
            "If silence is broken on some paragraphs only, the others are agreed ad referendum, but for those that "
            "a package ties to them."
        )
    rule = question.corrections
    if rule is not None:
        clock = rule.clock
        if isinstance(clock, MinimumRemainder):
            time = f"at least {clock.minimum_remainder} are left from then on"
        elif clock == "restarts":
            time = "the window begins anew"
        else:
            time = "the deadline stays"
        answers = "stand" if rule.answers == "stand" else "lapse, and are given again"
        by = named(procedure, rule.by)
        lines.append(
            f"Meanwhile the text may be corrected by: {by}; only editorially, paragraph by paragraph as listed, with "
            f"a reason. Then {time}, and answers {answers}."
        )
    return lines
