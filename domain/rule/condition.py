"""
One condition, for rules, guards and paths alike: a test over exact counts, or a fact of the process.

Shares are exact fractions; nothing here is a float. A condition sees the process through `Facts` only.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from math import ceil, floor
from typing import Annotated, Literal, Protocol

from pydantic import AfterValidator, AliasChoices, BeforeValidator, Field, model_validator

from domain.calendar.models import Span
from domain.model import Frozen, Id, Line, Mistake
from domain.procedure.window import Longer, Moment, Window

Met = Literal["yes", "no", "undefined"]
OfNone = Literal["holds", "fails"]


def _share(text: str) -> str:
    try:
        value = Fraction(text)
    except (ValueError, ZeroDivisionError) as error:
        raise _no_share(text) from error
    if value < 0 or "." in text or "e" in text.lower():
        raise _no_share(text)
    return text


def _no_share(text: str) -> Mistake:
    return Mistake(
        f'"{text}" is not an exact share',
        "shares are exact fractions: a rounded one decides wrongly at its edge",
        'write it as "2/3"',
    )


def _not_one(wrong: str, given: list[str], of: Sequence[str]) -> Mistake:
    found = " and ".join(f"`{one}`" for one in given) or "none"
    why = "what a rule looks at decides the outcome, so it is never guessed"
    return Mistake(f"{wrong}, and here is {found}", why, f"give one of: {', '.join(of)}")


Share = Annotated[str, Field(max_length=40), AfterValidator(_share)]
"""An exact share such as "2/3"; "3" is three times the other count."""

Number = Annotated[int, Field(ge=0, le=10**15)]

StageOrQuestion = Annotated[
    str,
    Field(pattern=r"^[a-z0-9][a-z0-9_-]*(\.[a-z0-9][a-z0-9_-]*)?$", max_length=160),
]
"""A stage, or one of its questions as `stage.question`. What is meant is the latest run."""


def _some(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Outcomes = Annotated[tuple[Id, ...], BeforeValidator(_some)]

NUMBERS = ("at_least", "at_most", "more_than", "less_than")
SHARES = ("share_at_least", "share_at_most", "share_more_than", "share_less_than")


class Facts(Protocol):
    """What a condition may look at."""

    @property
    def now(self) -> datetime: ...
    def count(self, name: str) -> int:
        """Give a count of the question."""
        ...

    def outcome(self, of: str) -> str | None:
        """Give the settled outcome of the latest run of a stage or a question; None: there is none yet."""
        ...

    def rounds_of(self, stage: str) -> int:
        """Say how often a stage has run, this run included."""
        ...

    def is_open(self, question: str) -> bool: ...
    def has_answer(self, question: str, answer: str | None) -> bool:
        """Whether any answer, or one of that name, stands on the latest run of a question."""
        ...

    def has_text(self, kind: str) -> bool:
        """Whether a text of that kind is in force, or was published in this run of the stage."""
        ...

    def text_exists_in(self, languages: tuple[str, ...]) -> bool:
        """Whether the text in force exists in all these languages."""
        ...

    def instant(self, moment: Moment) -> datetime | None:
        """Give the instant that the procedure names; None: it is not known yet."""
        ...

    def later(self, start: datetime, span: Span) -> datetime:
        """Count a span from an instant on."""
        ...


class Otherwise(Frozen):
    """The refusal where a condition that guards an act does not hold: its code, and the sentence that is read."""

    code: Id
    says: Line


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    What a condition came to, exactly.

    :param met: undefined: a share of nothing, of which the rule says what it is
    :param needed: the least (or the most) whole number that meets it
    """

    holds: bool
    met: Met
    have: int | None = None
    of: int | None = None
    needed: int | None = None
    bound: Literal["least", "most"] | None = None


class Condition(Frozen):
    """
    One test. Exactly one of `count`, `rounds_of`, `outcome`, `open`, `answered`, `text`, `text_in`, `before`, `after`,
    `any`, `all`, `none` says what is looked at.

    A number (`count`, `rounds_of`) takes exactly one comparison: with an integer, or as a share of the count `of`.

    :param of_none: what a share of nothing is
    :param ahead_of: of a count: it is more than each of these counts; equal is not ahead
    :param called: the name under which the test is reported
    :param notice: with `before`: at least so much time is left
    :param otherwise: the refusal, where the condition guards an act
    """

    count: Id | None = None
    rounds_of: Id | None = None
    at_least: Number | None = None
    at_most: Number | None = None
    more_than: Number | None = None
    less_than: Number | None = None
    share_at_least: Share | None = None
    share_at_most: Share | None = None
    share_more_than: Share | None = None
    share_less_than: Share | None = None
    ahead_of: tuple[Id, ...] = Field(default=(), max_length=20)
    of: Id | None = None
    of_none: OfNone | None = None
    outcome: StageOrQuestion | None = None
    among: Outcomes = Field(default=(), max_length=20, validation_alias=AliasChoices("is", "among"))
    open: StageOrQuestion | None = None
    answered: StageOrQuestion | None = None
    answer: Id | None = Field(default=None, validation_alias=AliasChoices("with", "answer"))
    text: Id | None = None
    text_in: tuple[Id, ...] = Field(default=(), max_length=20)
    before: Moment | None = None
    after: Moment | None = None
    notice: Span | None = None
    any: tuple["Condition", ...] = Field(default=(), max_length=20)
    all: tuple["Condition", ...] = Field(default=(), max_length=20)
    none: tuple["Condition", ...] = Field(default=(), max_length=20)
    called: Id | None = None
    otherwise: Otherwise | None = None

    @model_validator(mode="after")
    def _one_test(self) -> "Condition":
        looked_at = [name for name in LOOKS_AT if getattr(self, name) not in (None, ())]
        if len(looked_at) != 1:
            raise _not_one("a condition looks at exactly one thing", looked_at, LOOKS_AT)
        self._one_comparison(looked_at[0])
        if bool(self.among) != (self.outcome is not None):
            raise Mistake(
                "`outcome` and `is` belong together, and one is missing",
                "it is not said for which outcomes it holds",
                "write `{outcome: stage.question, is: [held]}`",
            )
        if self.answer is not None and self.answered is None:
            raise Mistake(
                "`with` names an answer, and no `answered` says to which question",
                "there is nothing to look at",
                "write `{answered: stage.question, with: answer}`",
            )
        if self.notice is not None and self.before is None:
            raise Mistake(
                "`notice` is given without `before`",
                "it is not said until when it is counted",
                "write `{notice: {weeks: 3}, before: {date: meeting}}`",
            )
        return self

    def _one_comparison(self, looked_at: str) -> None:
        given = [name for name in (*NUMBERS, *SHARES) if getattr(self, name) is not None]
        given += ["ahead_of"] if self.ahead_of else []
        if len(given) != (looked_at in ("count", "rounds_of")):
            raise _not_one(
                "a count is compared with exactly one number, and nothing else is",
                given,
                (*NUMBERS, *SHARES, "ahead_of"),
            )
        if self.ahead_of and looked_at != "count":
            raise Mistake(
                "it is ahead of counts, and is none",
                "only counts are compared with each other",
                "name a `count`",
            )
        share = bool(given) and given[0] in SHARES
        if share and looked_at != "count":
            raise Mistake(
                "a share is given, and no `count` that it is of",
                "only counts have shares",
                "name a `count`, and `of` which it is the share",
            )
        if share != (self.of is not None):
            raise Mistake(
                "a share and `of` belong together, and one is missing",
                "a share of what decides as much as how large it is: of those asked, or of those who answered",
                'write `{count: yes, share_at_least: "2/3", of: answered, of_none: fails}`',
            )
        if self.of_none is not None and not share:
            raise Mistake(
                "`of_none` says what a share of nothing is, and this is no share",
                "it would have no effect",
                "take it out",
            )

    @property
    def counts(self) -> tuple[str, ...]:
        """The counts that it looks at itself."""
        named = (self.count, self.of, *self.ahead_of)
        return tuple(name for name in named if name is not None)

    @property
    def comparison(self) -> tuple[str, Fraction]:
        """How a number is compared, and with what; of a share: with which part of the count `of`."""
        named = next(name for name in (*NUMBERS, *SHARES) if getattr(self, name) is not None)
        return named, Fraction(getattr(self, named))

    @property
    def inner(self) -> tuple["Condition", ...]:
        return (*self.any, *self.all, *self.none)

    def holds(self, facts: Facts) -> bool:
        return self.verdict(facts).holds

    def verdict(self, facts: Facts) -> Verdict:
        """Test the condition, with the numbers on both sides."""
        if self.count is not None or self.rounds_of is not None:
            return self._number(facts)
        holds = self._fact(facts)
        return Verdict(holds, "yes" if holds else "no")

    def _number(self, facts: Facts) -> Verdict:
        have = facts.count(self.count) if self.count else facts.rounds_of(self.rounds_of or "")
        if self.ahead_of:
            needed = max(facts.count(other) for other in self.ahead_of) + 1
            ahead = have >= needed
            return Verdict(ahead, "yes" if ahead else "no", have, None, needed, "least")
        name, limit = self.comparison
        of = facts.count(self.of) if self.of is not None else None
        needed, side = _whole(name.removeprefix("share_"), limit if of is None else limit * of)
        holds = have >= needed if side == "least" else have <= needed
        met: Met = "yes" if holds else "no"
        if of is not None and of <= 0:
            met = "undefined"
            holds = self.of_none == "holds" if self.of_none is not None else holds
        return Verdict(holds, met, have, of, needed, side)

    def _fact(self, facts: Facts) -> bool:
        if self.any or self.all or self.none:
            return self._together(facts)
        if self.outcome is not None:
            return facts.outcome(self.outcome) in self.among
        if self.open is not None:
            return facts.is_open(self.open)
        if self.answered is not None:
            return facts.has_answer(self.answered, self.answer)
        if self.text is not None:
            return facts.has_text(self.text)
        if self.text_in:
            return facts.text_exists_in(self.text_in)
        return self._in_time(facts)

    def _together(self, facts: Facts) -> bool:
        if self.any:
            return any(one.holds(facts) for one in self.any)
        if self.all:
            return all(one.holds(facts) for one in self.all)
        return not any(one.holds(facts) for one in self.none)

    def _in_time(self, facts: Facts) -> bool:
        """Half-open, as windows are: at the moment itself it is no longer before, and already after."""
        wanted = self.before or self.after
        instant = facts.instant(wanted) if wanted is not None else None
        if instant is None:
            return False
        if self.after is not None:
            return facts.now >= instant
        if self.notice is not None:
            return facts.later(facts.now, self.notice) <= instant
        return facts.now < instant


LOOKS_AT = (
    "count",
    "rounds_of",
    "outcome",
    "open",
    "answered",
    "text",
    "text_in",
    "before",
    "after",
    "any",
    "all",
    "none",
)


def _whole(comparison: str, bound: Fraction) -> tuple[int, Literal["least", "most"]]:
    """The least or the most whole number that meets a comparison with an exact bound."""
    if comparison == "at_least":
        return ceil(bound), "least"
    if comparison == "more_than":
        return floor(bound) + 1, "least"
    if comparison == "at_most":
        return floor(bound), "most"
    return ceil(bound) - 1, "most"


def within(conditions: tuple[Condition, ...]) -> Iterator[Condition]:
    """Every condition, and those that it is made of, in the order of the file."""
    for one in conditions:
        yield one
        yield from within(one.inner)


def first_that_fails(conditions: tuple[Condition, ...], facts: Facts) -> Condition | None:
    """Find the condition because of which an act is refused; None: all hold."""
    return next((one for one in conditions if not one.holds(facts)), None)


Longer.model_rebuild(_types_namespace={"Condition": Condition})
Window.model_rebuild(_types_namespace={"Condition": Condition})
