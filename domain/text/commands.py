"""Acts about texts: versions are published and withdrawn, never changed."""

import json
from hashlib import sha256
from typing import Literal

from pydantic import Field

from domain.act import ActBase
from domain.model import Clean, Frozen, Id, Line, Prose, Sha256


class Paragraph(Frozen):
    """One paragraph of a text: its label, as people cite it, and its wording."""

    label: Line
    wording: Clean = Field(min_length=1, max_length=100_000)


def normalised(wording: str) -> str:
    """Normalise the white space of a paragraph: what it says, not how a file broke its lines."""
    return " ".join(wording.split())


def text_bytes(paragraphs: tuple[Paragraph, ...]) -> bytes:
    """Write a text as it is hashed and kept: its normalised paragraphs in order, as canonical JSON."""
    rows = [[paragraph.label, normalised(paragraph.wording)] for paragraph in paragraphs]
    return json.dumps(rows, separators=(",", ":"), ensure_ascii=False).encode()


def text_hash(paragraphs: tuple[Paragraph, ...]) -> str:
    return sha256(text_bytes(paragraphs)).hexdigest()


class PublishText(ActBase):
    """Publish a new version of the text. Its bytes are put into the record's documents before."""

    act: Literal["PublishText"] = "PublishText"
    text: Id
    kind: Literal["elements", "zero", "draft", "rev", "chair", "final"]
    title: Line
    sha256: Sha256
    labels: tuple[Line, ...] = Field(min_length=1, max_length=2000)
    predecessor: Id | None = None
    respects: tuple[Line, ...] = ()


class WithdrawText(ActBase):
    """Withdraw a text. What is open about it ends at once, without a result."""

    act: Literal["WithdrawText"] = "WithdrawText"
    text: Id
    grounds: Prose
