"""
Which text a question is about, and which texts meet a duty that asks for one.

A question about the text goes by its versions. One that names a document is about the latest of that kind; a duty that
names what it publishes is met by nothing else.

Source: hard case 12
"""

from domain.procedure.kinds import KINDS
from domain.procedure.question import Question
from domain.process.state import Process, StageRun, TextVersion
from domain.step.state import Step
from domain.text.kinds import is_beside


def needs_text(rule: Question) -> bool:
    """A question about a text waits until it is there; one that asks for the text does not."""
    return rule.about == "text" and "text_published" not in rule.complete_when


def matter_of(
    process: Process,
    run: StageRun | None,
    question: str,
    rule: Question,
    parent: Step | None = None,
) -> TextVersion | None:
    """
    Find the text that a question is about if it is put now.

    :param run: the stage that puts it; None: it has not begun
    :param parent: the question that it is raised on, whose text is its own
    """
    if rule.document is not None:
        return process.document(rule.document)
    if parent is not None and parent.rule.document is not None:
        return process.texts.get(parent.text or "")
    if run is not None and question in KINDS[run.kind].about_documents:
        return _document_of(process, run) or process.text_in_force
    return process.text_in_force


def _document_of(process: Process, run: StageRun) -> TextVersion | None:
    """The document that this run of a stage has brought forth, where its procedure names none."""
    found = [
        text
        for text in process.texts.values()
        if text.beside and text.withdrawn_at is None and text.published_at >= run.began_at
    ]
    return found[-1] if found else None


def asks_for(process: Process, step: Step, kind: str) -> bool:
    """Whether a duty asks for a text of this kind: the one that it names, or a version of the text."""
    if "text_published" not in step.rule.complete_when:
        return False
    if step.rule.publishes:
        return kind in step.rule.publishes
    return not is_beside(kind) or publishes_documents(process, step)


def publishes_documents(process: Process, step: Step) -> bool:
    """Whether a duty is known to the field as one that brings forth a document, such as the summary of a meeting."""
    return step.question in KINDS[process.stages[step.stage].kind].documents


def published_for(process: Process, step: Step) -> bool:
    """Whether what a duty asks for was published since it opened."""
    if not step.rule.publishes and not publishes_documents(process, step):
        text = process.text_in_force
        return text is not None and text.published_at >= step.opens_at and text.text != step.text
    return any(
        text.withdrawn_at is None
        and text.published_at >= step.opens_at
        and asks_for(process, step, text.kind)
        for text in process.texts.values()
    )


def follows_the_text(step: Step, text: TextVersion) -> bool:
    """Whether an open question goes on with a text that is published now: it is about the text, or such a document."""
    if step.text is None or not step.opened or step.rule.about != "text":
        return False
    if text.beside:
        return step.rule.document == text.kind
    return step.rule.document is None
