"""Acts about letters: a milestone is made known to its addressees, and the dispatch is recorded."""

from typing import Literal

from pydantic import Field

from domain.act import ActBase
from domain.model import Id, Line


class DispatchLetter(ActBase):
    """
    Record that the letter about one event was sent.

    :param event: the version of the event that the letter makes known
    """

    act: Literal["DispatchLetter"] = "DispatchLetter"
    event: int = Field(ge=1)
    channel: Id
    addressees: tuple[Id, ...] = Field(min_length=1, max_length=2000)
    note: Line | None = None
