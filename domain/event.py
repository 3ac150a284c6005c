"""The base of events: what a process remembers. Every type is registered by name, so the record can be read back."""

from typing import Any, ClassVar

from domain.model import Frozen

EVENTS: dict[str, "type[Event]"] = {}


class Event(Frozen):
    """Something that happened. The body of an event; who, when and in which order are in its envelope."""

    type_v: ClassVar[int] = 1

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if cls.__name__ in EVENTS:
            raise TypeError(f"event type {cls.__name__} exists twice")
        EVENTS[cls.__name__] = cls

    def written(self) -> dict[str, Any]:
        """
        Give the event as it is recorded: with what it says, and without what it leaves out.

        What is left out means what it always meant: a default of an event never changes.
        """
        return self.model_dump(mode="json", exclude_defaults=True)
