"""
Rules of procedure as data: roles, stages, questions, windows, decision rules, and what follows which outcome.

Everything that decides an outcome must be written in the file; there are no defaults for it.
"""

import json
from hashlib import sha256
from typing import Any, Literal

from pydantic import Field, model_validator

from domain.calendar.models import Roll, Span, Venue
from domain.model import Frozen, Id, Instant, Line
from domain.procedure.kinds import KINDS
from domain.rule.models import CHOSEN, Case

RoleClass = Literal["chair", "decision_maker", "consulted", "supporter", "auditor"]
Capacity = Literal[
    "principal", "deputy", "officer_in_charge", "alternate", "delegate", "focal_point"
]
RANK: dict[str, int] = {
    "principal": 5,
    "officer_in_charge": 4,
    "deputy": 3,
    "alternate": 3,
    "delegate": 2,
    "focal_point": 1,
}
"""Whose word prevails inside one institution: a lower capacity does not replace a higher one's answer."""

SilenceMeans = Literal["agrees", "not_in", "not_counted", "no_comment", "overdue"]
Matter = Literal["text", "proposals", "finding", "pledge"]
AnswerField = Literal[
    "comment",
    "reason",
    "grounds",
    "paragraphs",
    "wording",
    "title",
    "choice",
    "items",
    "about",
    "text",
]
Effect = Literal["none", "ends", "hold", "disposes", "proposes", "records_pledge", "joins"]

WITHDRAWN = "withdrawn"
READ = "read"
END = "end"


class Role(Frozen):
    """A part that institutions play in this process. The class carries the rights."""

    role_class: RoleClass
    title: Line

    @model_validator(mode="before")
    @classmethod
    def _class(cls, data: Any) -> Any:
        """Files say `class`, which is no name in Python."""
        if isinstance(data, dict) and "class" in data:
            return {("role_class" if key == "class" else key): value for key, value in data.items()}
        return data


class AnswerRule(Frozen):
    """One thing that may be said: the fields it needs and takes, how often, and what it does at once."""

    title: Line
    each: Literal["one", "many"]
    needs: tuple[AnswerField, ...] = ()
    takes: tuple[AnswerField, ...] = ()
    choices: tuple[Id, ...] = ()
    effect: Effect = "none"


class Remind(Frozen):
    """When those who have not answered are reminded: before the closing, and again and again while a duty is owed."""

    before: tuple[Span, ...] = Field(default=(), max_length=10)
    every: Span | None = None
    at_most: int = Field(default=10, ge=1, le=100)


class Hold(Frozen):
    """The right to ask for more time: how much is added to the expiry, how often per party and in total."""

    span: Span
    per_party: int = Field(ge=1, le=100)
    total: int = Field(ge=1, le=1000)
    counted: Literal["from_expiry", "from_request"]


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


class Question(Frozen):
    """One question put to named participants: the unit that everything in the field is made of."""

    title: Line
    about: Matter
    asks: tuple[Id, ...] = Field(min_length=1, max_length=20)
    given_by: tuple[Capacity, ...] = Field(min_length=1)
    answers: dict[Id, AnswerRule] = Field(min_length=1, max_length=20)
    silence_means: SilenceMeans
    window: Window
    stands: Literal["close", "never"]
    if_the_text_changes: Literal["lapse", "stand"]
    if_all_withdrawn: Literal["held", "stays_broken"] = "held"
    hold: Hold | None = None
    remind: Remind | None = None
    visible: Literal["chair", "asked", "all"]
    adds_up_to: tuple[Case, ...] = Field(min_length=1, max_length=40)
    decided_by: Literal["automatic"] | Id
    confirmed_by: Id | None = None
    escalates_to: Id | None = None
    text_agreed_by: tuple[Id, ...] = ()
    complete_when: tuple[Literal["proposals_disposed", "text_published"], ...] = ()

    def outcomes(self) -> tuple[str, ...]:
        """List every outcome that the rule can give, in the order of the file."""
        found: list[str] = []
        for case in self.adds_up_to:
            for outcome in case.permits:
                found.extend(self.choices() if outcome == CHOSEN else [outcome])
        return tuple(dict.fromkeys(found))

    def choices(self) -> tuple[str, ...]:
        return tuple(choice for answer in self.answers.values() for choice in answer.choices)


class Stage(Frozen):
    """One negotiation of its own: its kind fixes which questions it asks in which order."""

    stage: Id
    kind: Id
    title: Line
    questions: dict[Id, Question] = Field(min_length=1, max_length=10)
    then: dict[Id, tuple[Id, ...]]
    rounds_at_most: int = Field(default=1, ge=1, le=100)
    after_last_round: tuple[Id, ...] = (END,)

    @model_validator(mode="before")
    @classmethod
    def _in_order(cls, data: Any) -> Any:
        """Put the questions in the order of the kind. The record keeps none: its canonical form sorts by name."""
        kind = KINDS.get(str(data.get("kind"))) if isinstance(data, dict) else None
        given = data.get("questions") if kind else None
        if not isinstance(given, dict):
            return data
        order = [name for name in kind.questions if name in given] if kind else []
        return {**data, "questions": {name: given[name] for name in [*order, *given]}}


class Admits(Frozen):
    """How acts that came by other means than the terminal are taken: official channels, and who may admit them."""

    channels: tuple[Id, ...] = Field(max_length=20)
    entered_by: tuple[Id, ...]
    admitted_by: tuple[Id, ...]


class DateRule(Frozen):
    """A date of the roadmap that whoever starts a process must give, with its plain title."""

    title: Line


class Procedure(Frozen):
    """Rules of procedure, pinned by hash in the first event of every process that runs them."""

    procedure: Id
    version: int = Field(ge=1, le=10_000)
    title: Line
    source: Line | None = None
    venue: Id
    venues: dict[Id, Venue] = Field(min_length=1, max_length=10)
    roles: dict[Id, Role] = Field(min_length=1, max_length=40)
    dates: dict[Id, DateRule] = Field(default_factory=dict)
    reported: Admits
    roadmap: tuple[Stage, ...] = Field(min_length=1, max_length=60)

    def stage(self, key: str) -> Stage:
        return next(stage for stage in self.roadmap if stage.stage == key)

    def alone(self, key: str) -> "Procedure":
        """Make a procedure of one stage alone: whatever its outcome, the process ends with it."""
        stage = self.stage(key)
        windows = [question.window for question in stage.questions.values()]
        moments = [m for w in windows for m in (w.opens, w.closes, *w.read_at) if m is not None]
        wanted = {moment.date for moment in moments}
        ends = {"then": dict.fromkeys(stage.then, (END,)), "rounds_at_most": 1}
        return self.model_copy(
            update={
                "roadmap": (stage.model_copy(update=ends),),
                "dates": {name: date for name, date in self.dates.items() if name in wanted},
            }
        )

    def canonical(self) -> str:
        """Write the rules as canonical JSON, the form that is hashed and recorded."""
        data = self.model_dump(mode="json")
        return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    def sha256(self) -> str:
        return sha256(self.canonical().encode()).hexdigest()

    @property
    def zone(self) -> str:
        return self.venues[self.venue].zone
