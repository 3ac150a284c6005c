"""
What "the same text" means: the same normalised paragraphs in order, or those with listed editorial corrections.

Source: hard case 12
"""

from collections.abc import Sequence

from domain.process.state import Process, TextVersion
from domain.refused import OtherParagraphs
from domain.text.commands import wording_hash
from domain.text.rendition import EditorialCorrection, Rendition


def not_listed(
    before: TextVersion,
    labels: Sequence[str],
    wordings: Sequence[str],
    corrections: Sequence[EditorialCorrection],
) -> list[str]:
    """
    List the paragraphs in which a text differs from another, but for the corrections that are listed.

    A listed correction counts only if its words are exactly those of both texts.
    """
    if tuple(labels) != before.labels:
        return sorted(set(labels) ^ set(before.labels)) or ["the order of paragraphs"]
    listed = {one.paragraph: one for one in corrections}
    old = [before.wordings.get(before.identity[label]) for label in labels]
    new: list[str | None] = [*wordings, *[None] * (len(labels) - len(wordings))]
    found = [
        label
        for label, was, becomes in zip(labels, old, new, strict=True)
        if not _explained(was, becomes, listed.get(label))
    ]
    return [*found, *(label for label in listed if label not in labels)]


def _explained(was: str | None, becomes: str | None, listed: EditorialCorrection | None) -> bool:
    if was is None or becomes is None:
        return False
    if listed is None:
        return was == becomes
    return (was, becomes) == (
        wording_hash(listed.was),
        wording_hash(listed.becomes),
    ) and was != becomes


def origin(process: Process, text: TextVersion) -> TextVersion:
    """Follow a text to the one that it is the same as, and that one on."""
    while text.same_as is not None and text.same_as in process.texts:
        text = process.texts[text.same_as]
    return text


def same_text(process: Process, one: TextVersion, other: TextVersion) -> bool:
    """
    Whether one text is another, or has it annexed: by the hash of its words, or by listed editorial corrections only.
    """
    here = [one, *(process.texts[key] for key in one.contains)]
    there = origin(process, other)
    return any(origin(process, text).sha256 == there.sha256 for text in here)


def languages(text: TextVersion) -> tuple[str, ...]:
    """List the languages in which a text exists."""
    found = [text.language, *(rendition.language for rendition in text.renditions)]
    return tuple(dict.fromkeys(one for one in found if one is not None))


def same_paragraphs(labels: Sequence[str], rendition: Rendition) -> None:
    """:raises OtherParagraphs: a language version has other paragraphs than the text"""
    if rendition.labels and rendition.labels != tuple(labels):
        other = sorted(set(rendition.labels) ^ set(labels)) or ["their order"]
        raise OtherParagraphs(
            language=rendition.language or rendition.media_type, paragraphs=", ".join(other)
        )
