"""
A question as data: what is asked of whom, what may be said, and what it adds up to.

Everything that decides an outcome must be written in the file; there are no defaults for it.
"""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from domain.calendar.models import Roll, Span
from domain.model import Frozen, Id, Line, Mistake
from domain.procedure.adoption import Adopts, FiguresOf
from domain.procedure.correction import ConfirmBy, Corrections
from domain.procedure.incidental import Incidental
from domain.procedure.meets import Meets
from domain.procedure.second_window import WhoAnswered
from domain.procedure.visible import Visible, plain
from domain.procedure.window import Moment, StepKey, Window
from domain.rule.condition import Condition
from domain.rule.counts import Count
from domain.rule.models import CHOSEN, Case, counts_named
from domain.text.kinds import Document, TextKind

Capacity = Literal[
    "principal", "deputy", "officer_in_charge", "alternate", "delegate", "focal_point"
]
STANDS = "stands"
"""As what becomes of a provisional outcome that nobody confirms in time: it stands."""

RANK: dict[str, int] = {
    "principal": 5,
    "officer_in_charge": 4,
    "deputy": 3,
    "alternate": 3,
    "delegate": 2,
    "focal_point": 1,
}
"""Whose word prevails inside one institution: a lower capacity does not replace a higher one's answer."""
SIGNED_INSIDE = RANK["principal"]
"""The rank of an outcome that the institution's own process has come to: it is the word of the whole of it."""

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
    "aligned",
    "figures",
    "instant",
    "symbol",
    "statuses",
    "rendition",
    "provenance",
]
Effect = Literal[
    "none",
    "ends",
    "hold",
    "requests_time",
    "disposes",
    "proposes",
    "records_pledge",
    "joins",
    "states",
    "stands_aside",
    "qualifies",
    "supports",
    "opposes",
    "satisfied",
    "gives_input",
    "sets_status",
    "packages",
    "reopens",
    "renders",
    "suspends_meeting",
    "resumes_meeting",
]
ON_MEETINGS: tuple[Effect, ...] = ("suspends_meeting", "resumes_meeting")
"""The effects on a meeting as a whole: the stage whose session is asked about."""
ON_PARAGRAPHS: dict[Effect, tuple[AnswerField, ...]] = {
    "sets_status": ("statuses",),
    "packages": ("title", "paragraphs"),
    "reopens": ("paragraphs",),
}
"""The effects on paragraphs, with the fields that they need."""


Complete = Literal[
    "proposals_disposed",
    "text_published",
    "inputs_accounted",
    "paragraphs_settled",
    "everything_agreed",
]
ABOUT_ANSWERS = ("qualifies", "supports", "opposes", "satisfied")
"""Effects of answers whose matter is another answer."""


DIVIDED = "divided"
"""The outcome of a question whose items came to different outcomes."""


def _some(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Publishes = Annotated[
    tuple[TextKind, ...],
    BeforeValidator(_some, json_schema_input_type=TextKind | tuple[TextKind, ...]),
]
"""The kinds of texts that a duty asks for, of which one does: `summary`, or `[summary, report]`."""


Divides = Annotated[tuple[Literal["by_item", "by_act"], ...], BeforeValidator(_some)]
"""
`by_item`: at the close each paragraph gets an outcome of its own, by the same rule. `by_act`: the chair may take
paragraphs apart while it is open.
"""


class AnswerRule(Frozen):
    """
    One thing that may be said: the fields it needs and takes, how often, and what it does at once.

    :param by: only these of the roles that are asked may say it; none named: all of them
    :param provenance: the kinds of sources that may be named for it (submission, hearing, report ...)
    :param instant_at_least: how far from the act the time must lie that is named in it
    :param of: where it is about another answer: the names of the answers that it may be about
    :param own: where it is about another answer: only one's own, never one's own (recusal), or any; where nothing is
        said, any, and the check warns of who may decide on its own
    :param only_if: what must hold when it is said; where one does not, it is refused with the words of that condition
    :param if_limited: whether it counts where it is limited to some paragraphs
    """

    title: Line
    each: Literal["one", "many"]
    needs: tuple[AnswerField, ...] = ()
    takes: tuple[AnswerField, ...] = ()
    choices: tuple[Id, ...] = ()
    instant_at_least: Span | None = None
    effect: Effect = "none"
    figures: FiguresOf | None = None
    by: tuple[Id, ...] = Field(default=(), max_length=20)
    of: tuple[Id, ...] = Field(default=(), max_length=20)
    own: Literal["only", "never", "any"] | None = None
    if_limited: Literal["counts", "not_counted"] = "counts"
    only_if: tuple[Condition, ...] = Field(default=(), max_length=20)
    provenance: tuple[Id, ...] = Field(default=(), max_length=20)


class Remind(Frozen):
    """When those who have not answered are reminded: before the closing, and again and again while a duty is owed."""

    before: tuple[Span, ...] = Field(default=(), max_length=10)
    every: Span | None = None
    at_most: int = Field(default=10, ge=1, le=100)


class Hold(Frozen):
    """
    The right to ask for more time: how much is added to the expiry, how often per party and in total.

    :param counted: from the expiry; from the request, if that is later; or the clock stops, for the span at most
    :param roll: to a working day, before or after the span is added
    :param lifted_by_author: who withdraws the request gives back what is not used of it
    """

    span: Span
    per_party: int = Field(ge=1, le=100)
    total: int = Field(ge=1, le=1000)
    counted: Literal["from_expiry", "from_request", "stops_the_clock"]
    roll: Roll = "none"
    rolled: Literal["before_adding", "after_adding"] | None = None
    lifted_by_author: bool = False


EligibleAsOf = Literal["opening", "close", "act", "instant"]


Told = Literal[
    "opened", "deadline", "extended", "hold", "ended_early", "read", "outcome", "confirmed",
    "corrected", "overdue", "broken", "stated",
]  # fmt: skip
"""What a letter makes known of a question."""


class Entitled(Frozen):
    """
    As of when a party is entitled to answer and counted among those who are asked.

    `opening`: as the roles were held when the question opened. `act`: when the answer is given; it counts from then on.
    `close`: as they are held when the question is counted; the answer of a party that has left does not count.
    `instant`: as they were held at an instant that is named, a record date; until then as they are held.

    :param at: that instant
    :param item_of: a question that was divided by item; of the parties that were items of it, only those take part
        whose item came to one of `came_to` (an accreditation list)
    """

    as_of: EligibleAsOf
    at: Moment | None = None
    item_of: StepKey | None = None
    came_to: tuple[Id, ...] = Field(default=(), max_length=10)

    @model_validator(mode="after")
    def _together(self) -> "Entitled":
        if (self.item_of is None) != (not self.came_to):
            raise Mistake(
                "`item_of` and `came_to` belong together, and one is missing",
                "it would not be clear whose item decides, or how",
                "give both, or neither",
            )
        if (self.as_of == "instant") != (self.at is not None):
            raise Mistake(
                "`as_of: instant` and the instant itself, `at`, belong together",
                "without both, it is not said as of when parties are counted",
                "write `{as_of: instant, at: {date: record_date}}`, or leave `at` out",
            )
        return self


class Extension(Frozen):
    """
    Who may move a deadline to a later instant, how often, and by how much each time.

    :param for_one: it may be given to one party alone, whose answer is then awaited; never where silence agrees

    Source: hard cases 7 and 10; procedures that say nothing of it leave it to the chair
    """

    by: tuple[Id, ...] = Field(min_length=1, max_length=20)
    at_most: Span | None = None
    times: int | None = Field(default=None, ge=1, le=100)
    for_one: bool = False


class AnsweredBy(Frozen):
    """
    A party may answer by the outcome of a process of its own, with its own procedure, parties and visibility.

    If that process is unfinished when this question closes, the party is silent, and silence means what it means.

    :param process: the procedure by which the party finds its answer
    :param gives: the answer that each outcome of that process is here
    :param only: whether these answers are taken in no other way

    Source: hard case 15
    """

    process: Id
    gives: dict[Id, Id] = Field(min_length=1, max_length=20)
    only: bool


class Proposes(Frozen):
    """
    What a question puts to those who are asked: an outcome, with the answers in favour of it and against it.

    The check tries the rule on it: if all are in favour the outcome must come, and if all are against it must not.
    """

    outcome: Id
    in_favour: tuple[Id, ...] = Field(min_length=1, max_length=20)
    against: tuple[Id, ...] = Field(min_length=1, max_length=20)


class Suspends(Frozen):
    """The close waits for the decision on a request that is pending at the expiry, for so long at most."""

    suspends: Span


class Question(Frozen):
    """
    One question put to named participants: the unit that everything in the field is made of.

    :param document: where it is about a document beside the text: of which kind
    :param publishes: what a duty with `text_published` asks for, where that is not a version of the text
    """

    title: Line
    about: Matter
    document: Document | None = None
    asks: tuple[Id, ...] = Field(min_length=1, max_length=20)
    entitled: Entitled | None = None
    groups: Literal["as_one", "per_member"] | None = None
    only_present: bool = False
    only_who_answered: WhoAnswered | None = None
    starts_from: StepKey | None = None
    given_by: tuple[Capacity, ...] = Field(min_length=1)
    answered_by: AnsweredBy | None = None
    answers: dict[Id, AnswerRule] = Field(min_length=1, max_length=20)
    silence_means: SilenceMeans
    meets: Meets | None = None
    window: Window
    stands: Literal["close", "notice_of_break", "never"]
    if_the_text_changes: Literal["lapse", "stand"] | ConfirmBy
    corrections: Corrections | None = None
    scope_after_break: Literal["whole_text", "listed_paragraphs"] = "whole_text"
    if_all_withdrawn: Literal["held", "stays_broken"] = "held"
    hold: Hold | None = None
    extension: Extension | Literal["none"] | None = None
    changes_need_notice: bool = False
    if_the_date_moves: Literal["follow", "stay", "ask"] | None = None
    pending_at_expiry: Literal["lapses", "provisional"] | Suspends | None = None
    remind: Remind | None = None
    visible: Literal["chair", "asked", "all"] | Visible
    counts: dict[Id, Count] = Field(default_factory=dict, max_length=40)
    adds_up_to: tuple[Case, ...] = Field(min_length=1, max_length=40)
    decided_by: Literal["automatic"] | Id
    confirmed_by: Id | None = None
    confirm_within: Span | None = None
    unconfirmed: Id | None = None
    escalates_to: Id | None = None
    tells: dict[Told, tuple[Id, ...]] = Field(default_factory=dict)
    defaults_to: Id | None = None
    proposes: Proposes | None = None
    text_agreed_by: tuple[Id, ...] = ()
    adopts: Adopts | None = None
    complete_when: tuple[Complete, ...] = ()
    publishes: Publishes = ()

    divides: Divides = ()
    incidental: dict[Id, Incidental] = Field(default_factory=dict, max_length=20)

    @property
    def seen(self) -> Visible:
        """Who sees what of the question, and from when."""
        return self.visible if isinstance(self.visible, Visible) else plain(self.visible)

    @property
    def eligible_as_of(self) -> EligibleAsOf:
        return self.entitled.as_of if self.entitled else "act"

    def outcomes(self) -> tuple[str, ...]:
        """List every outcome that the rule can give, in the order of the file."""
        found: list[str] = []
        for case in self.adds_up_to:
            for outcome in case.permits:
                found.extend(self.choices() if outcome == CHOSEN else [outcome])
        if self.unconfirmed not in (None, STANDS):
            found.append(str(self.unconfirmed))
        for raised in self.incidental.values():
            found.extend(raised.parent_outcomes())
        if self.defaults_to is not None:
            found.append(self.defaults_to)
        if self.has_parts and len(set(found)) > 1:
            found.append(DIVIDED)
        return tuple(dict.fromkeys(found))

    @property
    def has_parts(self) -> bool:
        """Whether items of it can come to outcomes of their own: by rule, by act, or by what is raised on it."""
        raised = (effect.does for one in self.incidental.values() for effect in one.then.values())
        return bool(self.divides) or "divides" in raised

    def qualified(self) -> set[str]:
        """The answers that a named role says a quality of, before the count."""
        return {
            name for rule in self.answers.values() if rule.effect == "qualifies" for name in rule.of
        }

    def choices(self) -> tuple[str, ...]:
        return tuple(choice for answer in self.answers.values() for choice in answer.choices)

    def standing_aside(self) -> tuple[str, ...]:
        """The answers by which a party stands aside."""
        return tuple(name for name, one in self.answers.items() if one.effect == "stands_aside")

    def answers_counted(self) -> set[str]:
        """The answers on which the outcome hangs, also by way of named counts."""
        found: set[str] = set()
        queue, seen = list(counts_named(self.adds_up_to)), set[str]()
        while queue:
            name = queue.pop()
            count = self.counts.get(name)
            if count is None or name in seen:
                found |= {name} & set(self.answers)
                continue
            seen.add(name)
            found |= set(count.answers) & set(self.answers)
            queue += [*count.sum, *count.less]
        return found


Incidental.model_rebuild(_types_namespace={"Capacity": Capacity, "Question": Question})
Question.model_rebuild()
