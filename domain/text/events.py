"""What is remembered of texts."""

from pydantic import Field

from domain.event import Event
from domain.model import Id, Line, Prose, Sha256
from domain.text.rendition import EditorialCorrection, Rendition


class TextPublished(Event):
    """
    A version of the text exists from now on. Immutable: the hash covers its normalised paragraphs in order.

    :param wordings: the hash of each paragraph's wording, in the order of the labels
    :param ids: identities that are given by name, by label
    :param was: by label: the labels of the predecessor that a paragraph comes from
    :param beside: it is a document beside the text, and no version of it
    :param same_as: the text that it has the words of, but for the corrections that are listed
    :param contains: texts that are annexed to it
    :param renditions: files in which it exists, each with a hash of its own
    :param grounds: why it is corrected, where it is
    :param amended_by: the numbers of the adopted amendments by which it was changed
    """

    text: Id
    number: int
    kind: str
    title: Line
    sha256: Sha256
    labels: tuple[Line, ...]
    predecessor: Id | None = None
    respects: tuple[Line, ...] = ()
    wordings: tuple[Sha256, ...] = ()
    ids: dict[Line, Line] = Field(default_factory=dict)
    was: dict[Line, tuple[Line, ...]] = Field(default_factory=dict)
    same_as: Id | None = None
    corrections: tuple[EditorialCorrection, ...] = ()
    contains: tuple[Id, ...] = ()
    language: Id | None = None
    symbol: Line | None = None
    renditions: tuple[Rendition, ...] = ()
    grounds: Prose | None = None
    amended_by: tuple[int, ...] = ()
    beside: bool = False


class TextWithdrawn(Event):
    text: Id
    grounds: Prose
