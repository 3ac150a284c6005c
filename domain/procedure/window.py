"""When a question opens and closes, as data."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from domain.calendar.models import DayCount, Roll, Span
from domain.model import Frozen, Id, Instant

END_OF_DAY = "end_of_day"
"""As a time of day: the midnight with which the day ends, so that the whole day is inside a half-open window."""

TimeOfDay = Annotated[str, Field(pattern=r"^(([01]\d|2[0-3]):[0-5]\d|end_of_day)$")]
"""A local time "18:00", or `end_of_day`."""

StepKey = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,79}\.[a-z0-9][a-z0-9_-]{0,79}$")]
"""A question of the procedure: `stage.question`. Of a stage that has run several times, the latest run."""


class Moment(Frozen):
    """
    An instant: one that the procedure fixes, a date of the roadmap, one that was named in an answer, or the end of a
    question.

    `plus` or `less` is counted from it, forwards or backwards, on local dates of the venue ("three weeks before the
    meeting"); `at_time` puts it at a local time of the day that was found.
    """

    at: Instant | None = None
    date: Id | None = None
    named_in: StepKey | None = None
    end_of: StepKey | None = None
    plus: Span | None = None
    less: Span | None = None
    first_day: DayCount = "excluded"
    at_time: TimeOfDay | None = None

    @model_validator(mode="after")
    def _one(self) -> "Moment":
        if sum(one is not None for one in (self.at, self.date, self.named_in, self.end_of)) != 1:
            raise ValueError(
                "give exactly one of: at (an instant), date (its name), named_in, end_of"
            )
        if self.plus is not None and self.less is not None:
            raise ValueError("give plus or less, not both")
        if any(one is not None and one.n < 0 for one in (self.plus, self.less)):
            raise ValueError("plus and less are not negative: say less for backwards")
        return self

    @property
    def away(self) -> Span | None:
        """How far it is from what it is counted from; backwards is negative."""
        if self.less is not None:
            return Span(**{self.less.unit: -self.less.n})
        return self.plus


class Recurs(Frozen):
    """
    A standing question is asked again and again: who has not answered since the last time is on its stale list.

    :param until: from when on it is not asked again; it may end before, by an answer that ends it

    Source: hard case 3
    """

    every: Span
    until: Moment | None = None

    @model_validator(mode="after")
    def _forwards(self) -> "Recurs":
        if self.every.n < 1:
            raise ValueError("it recurs forwards: every is more than nothing")
        return self


class Window(Frozen):
    """
    When a question opens and closes. Half-open: the opening instant is inside, the closing instant is late.

    Exactly one way of closing: `lasts` (a span), `closes` (a moment), `asap` (when someone fixes it), `standing`
    (never while the process stands), `on` (at an event). What closes at an event may be `due` before: it stays open,
    and is overdue from then on.
    """

    opens: Moment | None = None
    lasts: Span | None = None
    first_day: DayCount = "excluded"
    at_time: TimeOfDay | None = None
    closes: Moment | None = None
    asap: bool = False
    standing: bool = False
    on: Literal["answered", "complete", "gavel"] | None = None
    due: Moment | None = None
    due_within: Span | None = None
    recurs: Recurs | None = None
    runs_from: Literal["opening", "dispatch"] = "opening"
    roll: Roll = "none"
    at_least: Span | None = None
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
        if self.recurs is not None and not self.standing:
            raise ValueError("only a standing question recurs")
        if self.runs_from == "dispatch" and self.lasts is None:
            raise ValueError("only a span runs from the dispatch of a letter (lasts)")
        if self.due is not None and self.due_within is not None:
            raise ValueError("give due or due_within, not both")
        if self.on is None and (self.due is not None or self.due_within is not None):
            raise ValueError("what is due closes at an event (on); a deadline closes by itself")
        return self

    @property
    def until(self) -> Moment | None:
        return self.recurs.until if self.recurs is not None else None

    def moments(self) -> list[Moment]:
        """List every moment that the window names."""
        return [
            one
            for one in (self.opens, self.closes, self.due, self.until, *self.read_at)
            if one is not None
        ]

    def spans(self) -> list[Span]:
        """List every span that the window counts."""
        aways = [moment.away for moment in self.moments()]
        every = self.recurs.every if self.recurs is not None else None
        return [
            span
            for span in (
                every,
                self.lasts,
                self.at_least,
                self.minimum_notice,
                self.due_within,
                *aways,
            )
            if span
        ]
