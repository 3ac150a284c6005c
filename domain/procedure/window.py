"""When a question opens and closes, as data."""

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, model_validator

from domain.calendar.models import DayCount, Roll, Span
from domain.model import Frozen, Id, Instant, Line, Mistake

if TYPE_CHECKING:
    from domain.rule.condition import Condition

END_OF_DAY = "end_of_day"
"""As a time of day: the midnight with which the day ends, so that the whole day is inside a half-open window."""

TimeOfDay = Annotated[str, Field(pattern=r"^(([01]\d|2[0-3]):[0-5]\d|end_of_day)$")]
"""A local time "18:00", or `end_of_day`."""

StepKey = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,79}\.[a-z0-9][a-z0-9_-]{0,79}$")]
"""A question of the procedure: `stage.question`. Of a stage that has run several times, the latest run."""


class Moment(Frozen):
    """
    An instant: one that the procedure fixes, a date of the roadmap, one that was named in an answer, the end of a
    question, a span after the opening of the question whose window it is, or the later or the earlier of several.

    `plus` or `less` is counted from it, forwards or backwards, on local dates of the venue ("three weeks before the
    meeting"); `at_time` puts it at a local time of the day that was found.

    :param later_of: whichever is later; while one of them is not known, neither is this
    :param earlier_of: whichever is earlier, of those that are known
    """

    at: Instant | None = None
    date: Id | None = None
    named_in: StepKey | None = None
    end_of: StepKey | None = None
    from_opening: Span | None = None
    later_of: tuple["Moment", ...] = Field(default=(), max_length=5)
    earlier_of: tuple["Moment", ...] = Field(default=(), max_length=5)
    plus: Span | None = None
    less: Span | None = None
    first_day: DayCount = "excluded"
    at_time: TimeOfDay | None = None

    @model_validator(mode="after")
    def _one(self) -> "Moment":
        anchors = {
            "at": self.at,
            "date": self.date,
            "named_in": self.named_in,
            "end_of": self.end_of,
            "from_opening": self.from_opening,
            "later_of": self.later_of or None,
            "earlier_of": self.earlier_of or None,
        }
        given = [name for name, one in anchors.items() if one is not None]
        if len(given) != 1:
            raise Mistake(
                "a moment is counted from exactly one thing, and "
                + (
                    f"here are {' and '.join(f'`{one}`' for one in given)}"
                    if given
                    else "here is none"
                ),
                "of several instants nobody could say which one is meant",
                "give one of: at (an instant), date (a date of the roadmap), named_in (an answer that "
                "names it), end_of (a question), from_opening (a span), later_of, earlier_of (moments)",
            )
        if len(self.among) == 1:
            raise Mistake(
                f"`{given[0]}` names one moment",
                "of one moment none is later or earlier",
                "name two or more, or write that moment alone",
            )
        if self.plus is not None and self.less is not None:
            raise Mistake(
                "`plus` and `less` are both given",
                "the moment would lie on both sides",
                "keep one: `less` counts backwards",
            )
        if any(one is not None and one.n < 0 for one in (self.plus, self.less)):
            raise Mistake(
                "`plus` or `less` is negative",
                "backwards would become forwards without being seen",
                "write a number above nothing, and `less` for backwards",
            )
        return self

    @property
    def among(self) -> tuple["Moment", ...]:
        """The moments of which it is the later or the earlier one."""
        return self.later_of or self.earlier_of

    def parts(self) -> list["Moment"]:
        """List the moment itself, and those that it is found among."""
        return [self, *(part for one in self.among for part in one.parts())]

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
            raise Mistake(
                "`every` is no time at all, or runs backwards",
                "it would be asked again without end",
                "write how long it is until it is asked again, like `{months: 6}`",
            )
        return self


class Longer(Frozen):
    """
    What makes a window longer: where all these conditions hold when the question opens, so much is added to its span.

    :param says: why, as people read it
    """

    when: tuple["Condition", ...] = Field(min_length=1, max_length=20)
    by: Span
    says: Line


class Window(Frozen):
    """
    When a question opens and closes. Half-open: the opening instant is inside, the closing instant is late.

    Exactly one way of closing: `lasts` (a span), `closes` (a moment), `asap` (when someone fixes it), `standing`
    (never while the process stands), `on` (at an event). What closes at an event may be `due` before: it stays open,
    and is overdue from then on.

    :param ends_when: it closes as soon as all of these hold, judged after every act; with `on: conditions` only then
    """

    opens: Moment | None = None
    lasts: Span | None = None
    first_day: DayCount = "excluded"
    at_time: TimeOfDay | None = None
    closes: Moment | None = None
    asap: bool = False
    standing: bool = False
    on: Literal["answered", "complete", "gavel", "conditions"] | None = None
    due: Moment | None = None
    due_within: Span | None = None
    recurs: Recurs | None = None
    runs_from: Literal["opening", "dispatch"] = "opening"
    roll: Roll = "none"
    at_least: Span | None = None
    minimum_notice: Span | None = None
    read_at: tuple[Moment, ...] = Field(default=(), max_length=20)
    early_close: tuple[Literal["gavel", "all_answered"], ...] = ()
    ends_when: tuple["Condition", ...] = Field(default=(), max_length=20)
    longer: tuple[Longer, ...] = Field(default=(), max_length=10)

    @model_validator(mode="after")
    def _one_closing(self) -> "Window":
        ways = {
            "lasts": self.lasts is not None,
            "closes": self.closes is not None,
            "asap": self.asap,
            "standing": self.standing,
            "on": self.on is not None,
        }
        given = [f"`{name}`" for name, one in ways.items() if one]
        if len(given) != 1:
            raise Mistake(
                "a window closes in exactly one way, and "
                + (f"{' and '.join(given)} are given" if given else "none is given"),
                "the deadline decides which answers count, so it is never chosen between two, and never guessed",
                "keep one: lasts (a span), closes (a moment), asap (when the chair fixes it), on (an event), standing",
            )
        if self.recurs is not None and not self.standing:
            raise Mistake(
                "it recurs, and does not stand",
                "what has closed cannot be asked again",
                "add `standing: true` in place of its closing, or leave `recurs` out",
            )
        if self.on == "conditions" and not self.ends_when:
            raise Mistake(
                "it closes on conditions, and names none",
                "it would never close",
                "say them: ends_when: [...]",
            )
        if self.standing and self.ends_when:
            raise Mistake(
                "it stands, and ends when conditions hold",
                "what stands never closes while the process does",
                "write `on: conditions` in place of `standing: true`",
            )
        if self.longer and self.lasts is None:
            raise Mistake(
                "it may be longer, and lasts no span",
                "there is nothing that could be added to",
                "say how long it lasts otherwise (`lasts`), or leave `longer` out",
            )
        if self.runs_from == "dispatch" and self.lasts is None:
            raise Mistake(
                "it runs from the dispatch of a letter, and is no span",
                "only a length of time can begin at the dispatch",
                "say how long it lasts (`lasts`), or leave `runs_from` out",
            )
        if self.due is not None and self.due_within is not None:
            raise Mistake(
                "`due` and `due_within` are both given",
                "it would be due twice",
                "keep one: a moment (`due`), or a span from its opening (`due_within`)",
            )
        if self.on is None and (self.due is not None or self.due_within is not None):
            raise Mistake(
                "it is due, and has a deadline too",
                "what is due stays open until it is done (`on`); a deadline closes by itself",
                "leave `due` out, or close it `on: answered` or `on: complete`",
            )
        return self

    @property
    def until(self) -> Moment | None:
        return self.recurs.until if self.recurs is not None else None

    def moments(self) -> list[Moment]:
        """List every moment that the window names, and those that they are found among."""
        named = (self.opens, self.closes, self.due, self.until, *self.read_at)
        return [part for one in named if one is not None for part in one.parts()]

    def spans(self) -> list[Span]:
        """List every span that the window counts."""
        aways = [span for one in self.moments() for span in (one.away, one.from_opening)]
        every = self.recurs.every if self.recurs is not None else None
        aways += [one.by for one in self.longer]
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
