"""In plain words: how a text may be corrected while it is in question, and what a break of silence leaves agreed."""

from domain.procedure.correction import ConfirmBy, MinimumRemainder
from domain.procedure.explain.window import span
from domain.procedure.models import Procedure, Stage
from domain.procedure.question import Question
from domain.procedure.words import named
from domain.text.kinds import is_beside
from domain.text.matter import needs_text

COMPLETE = {
    "proposals_disposed": "every proposed change has its disposition",
    "text_published": "a new text is published",
    "paragraphs_settled": "every paragraph has got its status in this stage, or is agreed",
    "everything_agreed": "every paragraph is agreed: nothing is agreed until everything is",
    "inputs_accounted": "every input is the source of a proposal or has its disposition",
}


def done_said(question: Question) -> str:
    """When a duty is done; what it publishes is named where that is not a version of the text."""
    needs = {**COMPLETE, "text_published": _published(question.publishes)}
    return f"It is done when {' and '.join(needs[one] for one in question.complete_when)}."


def _published(kinds: tuple[str, ...]) -> str:
    if not kinds:
        return COMPLETE["text_published"]
    either = " or ".join(f"a {KIND[one]}" for one in kinds)
    return f"{either} is published" + (", beside the text" if all(map(is_beside, kinds)) else "")


KIND = {
    "elements": "paper of elements",
    "zero": "zero draft",
    "draft": "draft",
    "rev": "revision",
    "chair": "chair's text",
    "final": "final draft",
    "list": "list",
    "summary": "summary",
    "report": "report",
    "note": "note",
}


def rounds_said(stage: Stage) -> list[str]:
    """What a further round of a stage about a text is about."""
    first = next(iter(stage.questions.values()))
    if stage.rounds_at_most == 1 or not needs_text(first):
        return []
    if stage.text == "as_it_stands":
        return ["A further round goes on with the text as it stands."]
    return [f"A further round waits for a new {first.document or 'version of the text'}."]


def authoritative_said(languages: str | tuple[str, ...] | None) -> list[str]:
    """Which language versions of a text are authoritative."""
    if languages is None:
        return []
    if isinstance(languages, str):
        return ["A text is authoritative in all the languages in which it exists."]
    return [f"A text is authoritative in: {', '.join(languages)}."]


BECOMES = {
    "lapse": "what was said before no longer counts, and has to be said again",
    "stand": "what was said before stands, and counts for the new text as well",
}


def becomes_of_answers(rule: str | ConfirmBy) -> str:
    """What a new text does to what has been said."""
    if isinstance(rule, ConfirmBy):
        return (
            f"a position stands for {span(rule.confirm_by)}, at most until the close, and lapses then unless it is "
            "given again"
        )
    return BECOMES[rule]


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
