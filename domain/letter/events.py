"""What is remembered of letters."""

from domain.event import Event
from domain.model import Id, Line


class LetterDispatched(Event):
    event: int
    channel: Id
    addressees: tuple[Id, ...]
    note: Line | None = None
