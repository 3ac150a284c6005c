"""The check of answers on paragraphs: that they say of which, and why an agreed one is opened again."""

from collections.abc import Iterator

from domain.procedure.finding import Finding, Place, error
from domain.procedure.models import Procedure
from domain.procedure.question import ON_PARAGRAPHS, Question


def on_paragraphs(question: Question, place: Place) -> Iterator[Finding]:
    """Answers that say something of paragraphs must say of which, and why an agreed one is opened again."""
    sets = [a for a in question.answers.values() if a.effect == "sets_status"]
    for name, answer in question.answers.items():
        missing = [one for one in ON_PARAGRAPHS.get(answer.effect, ()) if one not in answer.needs]
        if missing:
            yield error(
                (*place, "answers", name),
                f"its effect is {answer.effect}, and it does not need {' and '.join(missing)}",
                "it would say nothing of any paragraph",
                f"add to needs: {', '.join(missing)}",
            )
        if answer.effect == "reopens" and not {"reason", "grounds"} & set(answer.needs):
            yield error(
                (*place, "answers", name),
                "it reopens what is agreed, and needs no reason",
                "nobody would know why an agreed paragraph is open again",
                "add grounds, or reason, to needs",
            )
        if (answer.effect == "renders") != ("rendition" in answer.needs):
            yield error(
                (*place, "answers", name),
                "renders and rendition belong together",
                "nothing would be said of a file or a language",
                "effect: renders, needs: [rendition]",
            )
        if "statuses" in (*answer.needs, *answer.takes) and answer.effect != "sets_status":
            yield error(
                (*place, "answers", name),
                "it takes statuses of paragraphs, and sets none",
                "they would have no effect",
                "effect: sets_status",
            )
    for need in ("paragraphs_settled", "everything_agreed"):
        if need in question.complete_when and not sets:
            yield error(
                (*place, "complete_when"),
                f"it waits for {need}, and no answer sets the status of a paragraph",
                "it would never be done",
                "add an answer with effect: sets_status",
            )


def corrections(procedure: Procedure, question: Question, place: Place) -> Iterator[Finding]:
    """Who may correct a text must be there; what is corrected, or broken in part, is a text."""
    if question.corrections is not None:
        for role in question.corrections.by:
            if role not in procedure.roles:
                yield error(
                    (*place, "corrections", "by"),
                    f"there is no role {role}",
                    "nobody could correct the text",
                    "name one of the roles",
                )
        if question.about != "text":
            yield error(
                (*place, "corrections"),
                "its text may be corrected, and it is not about a text",
                "there would be nothing to correct",
                "about: text",
            )
    if question.scope_after_break == "listed_paragraphs" and not _can_list(question):
        yield error(
            (*place, "scope_after_break"),
            "only the paragraphs that are objected to stay open, and no answer can name paragraphs",
            "every objection would be to the whole text",
            "silence_means: agrees, and an answer that takes paragraphs",
        )


def _can_list(question: Question) -> bool:
    named = any("paragraphs" in (*a.needs, *a.takes) for a in question.answers.values())
    return question.silence_means == "agrees" and named
