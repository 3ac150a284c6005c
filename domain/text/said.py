"""
What an answer says of paragraphs: statuses, packages, reopenings. Whether it may, and what it does.

Source: rules of the field, 2.3; hard case 16
"""

from domain.procedure.question import ON_PARAGRAPHS, AnswerRule
from domain.process.state import Process, TextVersion
from domain.refused import (
    AgreedParagraphChanged,
    Malformed,
    OutOfPlace,
    PackageInParts,
    UnknownParagraph,
)
from domain.step.commands import Answer
from domain.step.events import Answered
from domain.step.state import Step
from domain.text.paragraphs import Change


def change_of(
    process: Process, step: Step, rule: AnswerRule, said: Answer | Answered, version: int
) -> Change | None:
    """
    Read what an answer does to paragraphs, by their identities; None: nothing.

    :raises UnknownParagraph: a label that the text has not
    """
    if rule.effect not in ON_PARAGRAPHS:
        return None
    text = process.texts.get(said.text or step.text or "")
    named = tuple(identity(text, label) for label in said.paragraphs)
    if rule.effect == "reopens":
        return Change(version, step.stage, reopens=named)
    if rule.effect == "packages":
        return Change(version, step.stage, package=said.title, ties=named)
    statuses = {identity(text, one.paragraph): one for one in said.statuses}
    return Change(version, step.stage, statuses=statuses)


def identity(text: TextVersion | None, label: str) -> str:
    found = text.identity.get(label) if text else None
    if text is None or found is None:
        known = ", ".join(text.labels) if text else "none"
        raise UnknownParagraph(paragraph=label, text=text.text if text else None, known=known)
    return found


def lawful(process: Process, change: Change, said: Answer) -> None:
    """
    Whether an answer may do this to paragraphs now.

    :raises AgreedParagraphChanged: what is agreed is reopened first, with a reason
    :raises PackageInParts: a package is accepted together or not at all
    """
    book = process.paragraphs
    gone = [p for p in (*change.statuses, *change.reopens, *change.ties) if p not in book.standing]
    if gone:
        raise OutOfPlace(why=f"paragraph {gone[0]} is not in the text that is in force")
    if len(change.statuses) < len(said.statuses):
        raise Malformed(problem="a paragraph is named twice")
    if not_negotiated(process):
        raise OutOfPlace(why="an elements paper lists topics; its paragraphs have no status")
    undone = book.undone(change.statuses)
    if undone:
        raise AgreedParagraphChanged(paragraph=labels(process, undone))
    left_out = book.left_out(change.statuses)
    if left_out:
        raise PackageInParts(left_out=labels(process, left_out))
    for paragraph in change.reopens:
        if not book.agreed(paragraph):
            raise OutOfPlace(why=f"paragraph {labels(process, [paragraph])} is not agreed")
    if change.package is not None:
        _package(process, change)


def _package(process: Process, change: Change) -> None:
    book = process.paragraphs
    if change.package in book.packages:
        raise OutOfPlace(why=f"there is a package {change.package} already")
    if len(set(change.ties)) == 1:
        raise OutOfPlace(why="a package has at least two paragraphs")
    if book.split(change.ties):
        raise OutOfPlace(why="some of these paragraphs are agreed and some are not: reopen first")


def not_negotiated(process: Process) -> bool:
    text = process.latest_version
    return text is not None and text.kind == "elements"


def labels(process: Process, paragraphs: list[str]) -> str:
    """Name paragraphs by their labels in the version that was published last."""
    text = process.latest_version
    known = {one: label for label, one in text.identity.items()} if text else {}
    return ", ".join(known.get(one, one) for one in paragraphs)


def settled(process: Process, step: Step, change: Change | None = None) -> bool:
    """
    Whether every paragraph has got its status in this stage, or is agreed: then a reading is over.

    Source: rules of the field, 2.3
    """
    said = change.statuses if change else {}
    return bool(process.paragraphs.standing) and all(
        one.agreed or paragraph in said or (one.stage == step.stage)
        for paragraph, one in process.paragraphs.standing.items()
    )


def everything_agreed(process: Process, change: Change | None = None) -> bool:
    """Whether every paragraph is agreed: nothing is, until everything is."""
    said = change.statuses if change else {}
    return bool(process.paragraphs.standing) and all(
        said[paragraph].agreed if paragraph in said else one.agreed
        for paragraph, one in process.paragraphs.standing.items()
    )
