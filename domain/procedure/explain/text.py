"""In plain words: how a text may be corrected while it is in question, and what a break of silence leaves agreed."""

from domain.procedure.correction import ConfirmBy, MinimumRemainder
from domain.procedure.explain.window import span
from domain.procedure.models import Procedure
from domain.procedure.question import Question
from domain.procedure.words import named


def authoritative_said(languages: str | tuple[str, ...] | None) -> list[str]:
    """Which language versions of a text are authoritative."""
    if languages is None:
        return []
    if isinstance(languages, str):
        return ["A text is authoritative in all the languages in which it exists."]
    return [f"A text is authoritative in: {', '.join(languages)}."]


def becomes_of_answers(rule: str | ConfirmBy) -> str:
    """What a new text does to what has been said."""
    if isinstance(rule, ConfirmBy):
        return (
            f"a position stands for {span(rule.confirm_by)}, at most until the close, and lapses then unless it is "
            "given again"
        )
    return f"answers {rule}"


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
            time = f"at least {span(clock.minimum_remainder)} are left from then on"
        elif clock == "restarts":
            time = "the window begins anew"
        else:
            time = "the deadline stays"
        by = named(procedure, rule.by)
        lines.append(
            f"Meanwhile the text may be corrected by: {by}; only editorially, paragraph by paragraph as listed, with "
            f"a reason. Then {time}, and {becomes_of_answers(rule.answers)}."
        )
    return lines
