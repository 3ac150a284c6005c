"""What is remembered of texts."""

from domain.event import Event
from domain.model import Id, Line, Prose, Sha256


class TextPublished(Event):
    """A version of the text exists from now on. Immutable: the hash covers its normalised paragraphs in order."""

    text: Id
    number: int
    kind: str
    title: Line
    sha256: Sha256
    labels: tuple[Line, ...]
    predecessor: Id | None = None
    respects: tuple[Line, ...] = ()


class TextWithdrawn(Event):
    text: Id
    grounds: Prose
