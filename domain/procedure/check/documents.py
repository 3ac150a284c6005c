"""The check of documents beside the text: a question that names one is about it, a duty waits for what it names."""

from collections.abc import Iterator

from domain.procedure.finding import Finding, Place, error
from domain.procedure.models import Stage
from domain.procedure.question import Question
from domain.text.matter import needs_text


def documents(question: Question, place: Place) -> Iterator[Finding]:
    if question.publishes and "text_published" not in question.complete_when:
        yield error(
            (*place, "publishes"),
            f"it names what is published ({', '.join(question.publishes)}), and does not wait for it",
            "publishing it would not be this duty",
            "add text_published to complete_when",
        )
    if question.document is not None and not needs_text(question):
        yield error(
            (*place, "document"),
            f"it names a document that it is about ({question.document}), and is about none",
            "it would not wait for it",
            "about: text; a duty that asks for one names it with publishes",
        )
    if question.document is not None and question.adopts is not None:
        yield error(
            (*place, "document"),
            f"a body adopts the text, and this question is about a document beside it ({question.document})",
            "what is adopted would not be what was negotiated",
            "leave document out",
        )


def rounds(stage: Stage, place: Place) -> Iterator[Finding]:
    """What a further round goes on with is said only of a stage that begins with a question about a text."""
    first = next(iter(stage.questions.values()))
    if stage.text == "as_it_stands" and not needs_text(first):
        yield error(
            (*place, "text"),
            "a further round goes on with the text as it stands, and its first question is not about one",
            "it waits for no text anyway",
            "leave text out",
        )
