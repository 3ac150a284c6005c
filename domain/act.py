"""The base of acts: what a person, or the clockwork, asks to be done."""

from typing import Any, ClassVar

from domain.model import Frozen

ACTS: dict[str, "type[ActBase]"] = {}


class ActBase(Frozen):
    """
    What a command asks for. Each act has a field `act` with its own name: the same at every stop of its road.

    PRIVATE names the fields with free text of people: the door seals them, the record keeps a commitment only.
    """

    PRIVATE: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        ACTS[cls.__name__] = cls
