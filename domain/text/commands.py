"""Acts about texts: versions are published and withdrawn, never changed."""

import json
from hashlib import sha256
from typing import Any, Literal

from pydantic import Field

from domain.act import ActBase
from domain.model import Clean, Frozen, Id, Line, Prose, Sha256
from domain.text.kinds import TextKind
from domain.text.rendition import EditorialCorrection, Rendition


class Paragraph(Frozen):
    """
    One paragraph of a text: its label, as people cite it, and its wording.

    :param id: its identity by name, where it is not the label that it first had
    :param was: the labels of the version before that it comes from, where they are not its own
    """

    label: Line
    wording: Clean = Field(min_length=1, max_length=100_000)
    id: Line | None = None
    was: tuple[Line, ...] = ()


def normalised(wording: str) -> str:
    """Normalise the white space of a paragraph: what it says, not how a file broke its lines."""
    return " ".join(wording.split())


def text_bytes(paragraphs: tuple[Paragraph, ...]) -> bytes:
    """Write a text as it is hashed and kept: its normalised paragraphs in order, as canonical JSON."""
    rows = [[paragraph.label, normalised(paragraph.wording)] for paragraph in paragraphs]
    return json.dumps(rows, separators=(",", ":"), ensure_ascii=False).encode()


def text_hash(paragraphs: tuple[Paragraph, ...]) -> str:
    return sha256(text_bytes(paragraphs)).hexdigest()


def wording_hash(wording: str) -> str:
    """Hash the normalised wording of one paragraph."""
    return sha256(normalised(wording).encode()).hexdigest()


class PublishText(ActBase):
    """
    Publish a new version of the text, or a document beside it. Its bytes are put into the record's documents before.

    :param wordings: the hash of each paragraph's normalised wording, in the order of the labels
    :param ids: by label: the identity of a paragraph, given by name
    :param was: by label: the labels of the predecessor that a paragraph comes from, where they are not its own
    :param same_as: the text that it has the words of, but for the corrections that are listed
    :param contains: texts that are annexed to it
    :param renditions: files in which it exists, each with a hash of its own
    :param grounds: why it is corrected, where it is
    :param amended_by: the numbers of the amendments that were adopted and that it takes over
    """

    act: Literal["PublishText"] = "PublishText"
    text: Id
    kind: TextKind
    title: Line
    sha256: Sha256
    labels: tuple[Line, ...] = Field(min_length=1, max_length=2000)
    predecessor: Id | None = None
    respects: tuple[Line, ...] = ()
    wordings: tuple[Sha256, ...] = ()
    ids: dict[Line, Line] = Field(default_factory=dict)
    was: dict[Line, tuple[Line, ...]] = Field(default_factory=dict)
    same_as: Id | None = None
    corrections: tuple[EditorialCorrection, ...] = Field(default=(), max_length=500)
    contains: tuple[Id, ...] = Field(default=(), max_length=20)
    language: Id | None = None
    symbol: Line | None = None
    renditions: tuple[Rendition, ...] = Field(default=(), max_length=100)
    grounds: Prose | None = None
    amended_by: tuple[int, ...] = Field(default=(), max_length=100)


def traced(paragraphs: tuple[Paragraph, ...]) -> dict[str, Any]:
    """Give what a text says of its paragraphs, as fields of its publication."""
    return {
        "sha256": text_hash(paragraphs),
        "labels": tuple(paragraph.label for paragraph in paragraphs),
        "wordings": tuple(wording_hash(paragraph.wording) for paragraph in paragraphs),
        "ids": {one.label: one.id for one in paragraphs if one.id is not None},
        "was": {one.label: one.was for one in paragraphs if one.was},
    }


class WithdrawText(ActBase):
    """Withdraw a text. What is open about it ends at once, without a result."""

    act: Literal["WithdrawText"] = "WithdrawText"
    text: Id
    grounds: Prose
