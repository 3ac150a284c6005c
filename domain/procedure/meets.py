"""A question that is a session: where it is held, from where people join, how long before it is convened."""

from pydantic import Field

from domain.calendar.models import Span
from domain.model import Frozen, Id


class Meets(Frozen):
    """
    :param venue: where it is held; its local times and working hours
    :param joined_from: further venues from which people take part; who is outside working hours there is warned of
    :param notice: how long before it must be convened; less is warned of
    """

    venue: Id
    joined_from: tuple[Id, ...] = Field(default=(), max_length=10)
    notice: Span | None = None
