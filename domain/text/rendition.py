"""
What a text has beside its words: files in which it exists, languages, symbols, listed editorial corrections.

Source: hard case 12
"""

from pydantic import Field

from domain.model import Clean, Frozen, Id, Line, Sha256

Words = Field(min_length=1, max_length=100_000)


class Rendition(Frozen):
    """
    A file in which a text exists. It has a hash of its own: saving it again changes the file and not the text.

    :param language: of a version in another language
    :param labels: of a language version: the paragraphs that it has, which are those of the text
    """

    sha256: Sha256
    media_type: Line
    language: Id | None = None
    symbol: Line | None = None
    labels: tuple[Line, ...] = Field(default=(), max_length=2000)


class EditorialCorrection(Frozen):
    """One correction that changes no meaning: the whole wording of a paragraph as it was, and as it becomes."""

    paragraph: Line
    was: Clean = Words
    becomes: Clean = Words
