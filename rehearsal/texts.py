"""The texts of a scenario: versions with their paragraphs, by the labels that people cite."""

from typing import Annotated, Literal

from pydantic import Field

from domain.model import Clean, Frozen, Id, Line
from domain.text.commands import Paragraph, text_bytes, text_hash

MEDIA_TYPE = "application/vnd.parley.text+json"
"""Normalised paragraphs in order, as canonical JSON: the bytes that the hash of a text covers."""

Wording = Annotated[Clean, Field(min_length=1, max_length=100_000)]


class TextEntry(Frozen):
    """:param invented: filled in so that the rehearsal can run; not a fact"""

    kind: Literal["elements", "zero", "draft", "rev", "chair", "final"]
    title: Line
    predecessor: Id | None = None
    invented: bool = False
    paragraphs: dict[Line, Wording] = Field(min_length=1, max_length=2000)

    def _rows(self) -> tuple[Paragraph, ...]:
        return tuple(
            Paragraph(label=label, wording=words) for label, words in self.paragraphs.items()
        )

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(self.paragraphs)

    @property
    def content(self) -> bytes:
        return text_bytes(self._rows())

    @property
    def sha256(self) -> str:
        return text_hash(self._rows())
