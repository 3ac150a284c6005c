"""The texts of a scenario: versions with their paragraphs, by the labels that people cite."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from domain.model import Clean, Frozen, Id, Line
from domain.text.commands import Paragraph, text_bytes, traced
from domain.text.kinds import TextKind
from domain.text.rendition import EditorialCorrection, Rendition

MEDIA_TYPE = "application/vnd.parley.text+json"
"""Normalised paragraphs in order, as canonical JSON: the bytes that the hash of a text covers."""


def as_text(value: object) -> object:
    """Labels of paragraphs are often numbers, and written without quotation marks."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


AsText = Annotated[Line, BeforeValidator(as_text)]
Wording = Annotated[Clean, Field(min_length=1, max_length=100_000)]


class ParagraphEntry(Frozen):
    """
    :param id: the identity of the paragraph by name
    :param was: the labels of the version before that it comes from, where they are not its own
    """

    wording: Wording
    id: Line | None = None
    was: tuple[AsText, ...] = ()


class TextEntry(Frozen):
    """
    :param invented: filled in so that the rehearsal can run; not a fact
    :param same_as: the text whose words it has, but for those of the paragraphs that `corrections` lists
    :param contains: texts that are annexed to it
    """

    kind: TextKind
    title: Line
    predecessor: Id | None = None
    invented: bool = False
    same_as: Id | None = None
    corrections: tuple[AsText, ...] = Field(default=(), max_length=500)
    contains: tuple[Id, ...] = ()
    language: Id | None = None
    symbol: Line | None = None
    renditions: tuple[Rendition, ...] = ()
    paragraphs: dict[Line, Wording | ParagraphEntry] = Field(min_length=1, max_length=2000)

    def _rows(self) -> tuple[Paragraph, ...]:
        return tuple(
            Paragraph(label=label, wording=said)
            if isinstance(said, str)
            else Paragraph(label=label, **said.model_dump())
            for label, said in self.paragraphs.items()
        )

    @property
    def fields(self) -> dict[str, Any]:
        """What it says of its paragraphs, as fields of its publication."""
        return traced(self._rows())

    def corrected(self, texts: Mapping[str, "TextEntry"]) -> tuple[EditorialCorrection, ...]:
        """List the corrections word for word, from this text and the one that it is the same as."""
        before = texts.get(self.same_as or "")
        old = {row.label: row.wording for row in before._rows()} if before else {}
        new = {row.label: row.wording for row in self._rows()}
        return tuple(
            EditorialCorrection(paragraph=one, was=old[one], becomes=new[one])
            for one in self.corrections
            if one in old and one in new
        )

    @property
    def content(self) -> bytes:
        return text_bytes(self._rows())
