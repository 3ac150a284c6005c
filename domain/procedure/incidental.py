"""
Incidental questions as data: what may be raised while another question is open, by whom, and what it does to it.

Source: hard case 9; rules of procedure on amendments, division, points of order and motions
"""

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from domain.model import Frozen, Id, Line, Mistake

if TYPE_CHECKING:
    from domain.procedure.question import Capacity, Question

RaisedField = Literal["grounds", "paragraphs", "wording", "about"]
Judged = Literal["late", "capacity", "condition", "reason"]
"""The kinds of refusals that are a matter of judgement: the others are facts, which no decision changes."""


class OnParent(Frozen):
    """
    What an outcome of a raised question does to the question that it was raised on.

    `continues`: that goes on. `replaces`: this outcome is that question's. `ends`: that ends with the outcome named
    here. `divides`: the paragraphs that it was raised on become a question of their own. `admits`: the refused act
    that it is about counts, as if it had been taken then. `amends`: that waits for the text with this amendment, and
    goes on with it.
    """

    does: Literal["continues", "replaces", "ends", "divides", "admits", "amends"]
    outcome: Id | None = None

    @model_validator(mode="after")
    def _named(self) -> "OnParent":
        if (self.does == "ends") != (self.outcome is not None):
            raise Mistake(
                "it is not said what becomes of the question that it is raised on",
                "that question waits for it",
                "write {ends: outcome}, or one of continues, replaces, divides, admits, amends",
            )
        return self


def _short(value: Any) -> Any:
    """Files say `continues`, or `{ends: broken}`."""
    if isinstance(value, str):
        return {"does": value}
    if isinstance(value, dict) and set(value) == {"ends"}:
        return {"does": "ends", "outcome": value["ends"]}
    return value


class Ends(Frozen):
    """The question that it was raised on ends with this outcome."""

    ends: Id


Written = Literal["continues", "replaces", "divides", "admits", "amends"] | Ends
"""As files say it."""


class Incidental(Frozen):
    """
    One kind of question that may be raised on another.

    :param raised_by: the roles that may raise it, in one of the capacities of `given_by`
    :param needs: what a raising must give
    :param per_party: how often each party may raise it on the same question; `total` all together
    :param clock: whether the other question's deadline runs on meanwhile, or stands still. Its count waits either way
    :param precedence: of several that wait, the lowest number is put first; equal ones in the order of the record
    :param about_refusals: where it may admit an act: about which refusals it is raised, by kind or by a code that the
        other question gives
    :param question: the question itself: who decides, and how
    :param then: what each outcome does to the other question
    """

    title: Line
    raised_by: tuple[Id, ...] = Field(min_length=1, max_length=20)
    given_by: tuple["Capacity", ...] = Field(min_length=1)
    needs: tuple[RaisedField, ...] = ()
    takes: tuple[RaisedField, ...] = ()
    per_party: int = Field(ge=1, le=100)
    total: int = Field(ge=1, le=1000)
    clock: Literal["runs", "stops"]
    precedence: int = Field(ge=1, le=100)
    about_refusals: tuple[Judged | Id, ...] = Field(default=("late",), min_length=1, max_length=40)
    question: "Question"
    then: dict[Id, Annotated[OnParent, BeforeValidator(_short, json_schema_input_type=Written)]] = (
        Field(min_length=1)
    )

    def parent_outcomes(self) -> tuple[str, ...]:
        """List the outcomes that the other question can come to by this one."""
        found: list[str] = []
        for outcome, effect in self.then.items():
            found += [effect.outcome] if effect.outcome else []
            found += [outcome] if effect.does == "replaces" else []
        return tuple(dict.fromkeys(found))
