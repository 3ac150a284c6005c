"""When a question opens and closes, as data."""

from typing import Literal

from pydantic import Field, model_validator

from domain.calendar.models import Roll, Span
from domain.model import Frozen, Id, Instant


class Moment(Frozen):
    """An instant that the procedure fixes, or a date of the roadmap that the start of a process gives."""

    at: Instant | None = None
    date: Id | None = None

    @model_validator(mode="after")
    def _one(self) -> "Moment":
        if (self.at is None) == (self.date is None):
            raise ValueError("give either an instant or the name of a date")
        return self


class Window(Frozen):
    """
    When a question opens and closes. Half-open: the opening instant is inside, the closing instant is late.

    Exactly one way of closing: `lasts` (a span), `closes` (a moment), `asap` (when someone fixes it), `standing`
    (never while the process stands), `on` (at an event).
    """

    opens: Moment | None = None
    lasts: Span | None = None
    at_time: str | None = Field(default=None, pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    closes: Moment | None = None
    asap: bool = False
    standing: bool = False
    on: Literal["answered", "complete"] | None = None
    roll: Roll = "none"
    minimum_notice: Span | None = None
    read_at: tuple[Moment, ...] = Field(default=(), max_length=20)
    early_close: tuple[Literal["gavel", "all_answered"], ...] = ()

    @model_validator(mode="after")
    def _one_closing(self) -> "Window":
        ways = [
            self.lasts is not None,
            self.closes is not None,
            self.asap,
            self.standing,
            self.on is not None,
        ]
        if sum(ways) != 1:
            raise ValueError(
                "a window closes in exactly one way: lasts, closes, asap, standing or on"
            )
        return self
