"""
Rules of procedure as data: roles, stages, questions, windows, decision rules, and what follows which outcome.

Everything that decides an outcome must be written in the file; there are no defaults for it.
"""

import json
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any, Literal

from pydantic import Field, PlainSerializer, model_validator

from domain.calendar.models import Venue
from domain.calendar.show import GENEVA, NEW_YORK, show
from domain.model import Frozen, Id, Line
from domain.procedure.course import Course
from domain.procedure.kinds import KINDS
from domain.procedure.question import Question
from domain.procedure.weights import Weight
from domain.procedure.window import Moment
from domain.rule.condition import Condition

RoleClass = Literal["chair", "decision_maker", "consulted", "supporter", "auditor"]
WITHDRAWN = "withdrawn"
CANCELLED = "cancelled"
"""The outcome of a question whose meeting does not take place."""
CUT_SHORT = (WITHDRAWN, CANCELLED)
"""Outcomes that end a whole stage, whatever else it would have asked."""
ENDED = "ended"
"""The outcome of what the end of the whole process has cut short."""
READ = "read"
END = "end"
SKIPPED = "skipped"
"""As the outcome of a stage: its condition did not hold when it would have begun; `otherwise` follows in its place."""


class Role(Frozen):
    """
    A part that institutions play in this process. The class carries the rights.

    :param acts_by: of several holders: any of them acts alone, or all together. Holders who disagree have not decided
    """

    role_class: RoleClass
    title: Line
    acts_by: Literal["any", "all"] = "any"

    @model_validator(mode="before")
    @classmethod
    def _class(cls, data: Any) -> Any:
        """Files say `class`, which is no name in Python."""
        if isinstance(data, dict) and "class" in data:
            return {("role_class" if key == "class" else key): value for key, value in data.items()}
        return data


class Stage(Frozen):
    """
    One negotiation of its own: its kind fixes which questions it asks in which order.

    :param order: of a sequence, the questions in their order
    :param waits_for: tracks that join here: it begins when none of these stages runs, is owed, or can still follow
        from what runs
    :param begins: not before this instant; at once where that has passed
    :param needs: what must hold before it can begin. It waits for it; a person's act that would lead in is refused
        where the condition names a refusal
    :param text: whether a stage about a text that begins again waits for a new version, or goes on with the one that is
        in force
    :param only_if: where one of these does not hold when it would begin, `otherwise` follows in its place
    """

    stage: Id
    kind: Id
    title: Line
    questions: dict[Id, Question] = Field(min_length=1, max_length=10)
    then: dict[Id, tuple[Id, ...]]
    rounds_at_most: int = Field(default=1, ge=1, le=100)
    after_last_round: tuple[Id, ...] = (END,)
    order: tuple[Id, ...] = Field(default=(), max_length=10)
    waits_for: tuple[Id, ...] = Field(default=(), max_length=20)
    begins: Moment | None = None
    needs: tuple[Condition, ...] = Field(default=(), max_length=20)
    text: Literal["new", "as_it_stands"] = "new"
    only_if: tuple[Condition, ...] = Field(default=(), max_length=20)
    otherwise: tuple[Id, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _in_order(cls, data: Any) -> Any:
        """Put the questions in the order of the kind. The record keeps none: its canonical form sorts by name."""
        kind = KINDS.get(str(data.get("kind"))) if isinstance(data, dict) else None
        given = data.get("questions") if kind else None
        if kind is None or not isinstance(given, dict):
            return data
        named = kind.questions or data.get("order") or ()
        order = [name for name in named if isinstance(name, str) and name in given]
        return {**data, "questions": {name: given[name] for name in [*order, *given]}}

    def with_raised(self) -> list[Question]:
        """List its questions, and all that may be raised on them, and on those."""
        found = list(self.questions.values())
        for question in found:
            found += [one.question for one in question.incidental.values()]
        return found

    def leads_to(self) -> list[Id]:
        """List the stages that can follow, in the order of the file."""
        found = [key for keys in self.then.values() for key in keys]
        found += [*self.otherwise, *self.after_last_round]
        return [key for key in dict.fromkeys(found) if key != END]


class Admits(Frozen):
    """How acts that came by other means than the terminal are taken: official channels, and who may admit them."""

    channels: tuple[Id, ...] = Field(max_length=20)
    entered_by: tuple[Id, ...]
    admitted_by: tuple[Id, ...]


class LimitRule(Frozen):
    """
    By this moment a question must have one of these outcomes. A limit closes nothing: its distance is shown.

    :param met_by: the question, as `stage.question`
    """

    title: Line
    at: Moment
    met_by: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*\.[a-z0-9][a-z0-9_-]*$", max_length=160)
    outcomes: tuple[Id, ...] = Field(min_length=1, max_length=20)


class DateRule(Frozen):
    """
    A date of the roadmap that whoever starts a process must give, with its plain title.

    :param outer: it is the closing of the question of another process that this process answers
    """

    title: Line
    outer: bool = False


class Procedure(Frozen):
    """
    Rules of procedure, pinned by hash in the first event of every process that runs them.

    :param venue: whose local dates count, and whose working days
    :param working_days_at: the venues whose working days count instead: a day counts only where all of them are open
    :param weights: what parties may count for beside their number, by name
    """

    procedure: Id
    version: int = Field(ge=1, le=10_000)
    title: Line
    source: Line | None = None
    venue: Id
    venues: dict[Id, Venue] = Field(min_length=1, max_length=10)
    working_days_at: tuple[Id, ...] = Field(default=(), max_length=10)
    roles: dict[Id, Role] = Field(min_length=1, max_length=40)
    weights: dict[Id, Weight] = Field(default_factory=dict, max_length=20)
    authoritative: Literal["all"] | tuple[Id, ...] | None = None
    dates: dict[Id, DateRule] = Field(default_factory=dict)
    limits: dict[Id, LimitRule] = Field(default_factory=dict, max_length=20)
    reported: Admits
    course: Course | None = None
    roadmap: tuple[Stage, ...] = Field(min_length=1, max_length=60)

    def stage(self, key: str) -> Stage:
        return next(stage for stage in self.roadmap if stage.stage == key)

    def reached_from(self, keys: list[str], without: str | None = None) -> set[str]:
        """
        Find the stages that can come from these, themselves included.

        :param without: on ways that do not lead through this stage
        """
        stages = {one.stage: one for one in self.roadmap}
        found, queue = set[str](), [*keys]
        while queue:
            key = queue.pop()
            if key not in found and key != without and key in stages:
                found.add(key)
                queue += stages[key].leads_to()
        return found

    def question(self, key: str) -> Question | None:
        """Find a question by `stage.question`; a faulty file may name one that is not there."""
        stage_key, _, name = key.partition(".")
        stage = next((one for one in self.roadmap if one.stage == stage_key), None)
        return stage.questions.get(name) if stage is not None else None

    def alone(self, key: str) -> "Procedure":
        """Make a procedure of one stage alone: whatever its outcome, the process ends with it."""
        stage = self.stage(key)
        windows = [question.window for question in stage.questions.values()]
        moments = [moment for window in windows for moment in window.moments()]
        moments += [stage.begins] if stage.begins else []
        wanted = {moment.date for moment in moments}
        ends = {
            "then": dict.fromkeys(stage.then, (END,)),
            "rounds_at_most": 1,
            "after_last_round": (END,),
            "waits_for": (),
            "needs": (),
            "only_if": (),
            "otherwise": (),
        }
        return self.model_copy(
            update={
                "roadmap": (stage.model_copy(update=ends),),
                "limits": {},
                "dates": {name: date for name, date in self.dates.items() if name in wanted},
            }
        )

    def written(self) -> dict[str, Any]:
        """
        Give the rules as they are recorded and hashed: with what they say, and without what they leave out.

        What is left out means what it always meant, so a field that comes later changes no pinned hash.
        """
        return self.model_dump(mode="json", exclude_defaults=True)

    def canonical(self) -> str:
        """Write the rules as canonical JSON, the form that is hashed."""
        data = self.written()
        return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    def sha256(self) -> str:
        return sha256(self.canonical().encode()).hexdigest()

    @property
    def zone(self) -> str:
        return self.venues[self.venue].zone

    @property
    def cities(self) -> tuple[str, ...]:
        """
        The zones in which its instants are told: those of its venues, its own first.

        Where it has one venue only, Geneva and New York stand behind it, the two cities between which the field works.
        """
        zones = [self.zone, *(one.zone for one in self.venues.values())]
        behind = (GENEVA, NEW_YORK) if len(set(zones)) == 1 else ()
        return tuple(dict.fromkeys((*zones, *behind)))

    def shown(self, instant: datetime) -> str:
        """Write an instant in the cities of the procedure: `Mon 9 May 2022 18:00 New York (Tue 10 May ... Geneva)`."""
        return show(instant, self.cities)


Pinned = Annotated[Procedure, PlainSerializer(Procedure.written, when_used="json")]
"""The rules of a process, in its record."""
