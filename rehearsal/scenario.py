"""A scenario: rules, parties, dates, a clock, and what people do at which instant. The models of the file."""

import re
from difflib import get_close_matches
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from domain.model import Frozen, Id, Line, Mistake, Prose
from domain.refused import Refused
from rehearsal.acts import AnyAct
from rehearsal.expectations import Expectation
from rehearsal.names import STEP_NAME
from rehearsal.parties import PartyEntry, When
from rehearsal.texts import TextEntry

HEADER = ("at", "as", "for", "in", "label", "note", "invented", "expect")
"""What every act has beside its own fields."""


OWN_CODE = r"[a-z0-9][a-z0-9._-]*"
"""The codes of refusals that a procedure gives to its own conditions are in lower case."""


NOTHING_SHOWN = "an expectation that nothing can meet shows nothing"


def refusals() -> dict[str, type[Refused]]:
    """List every refusal, by the code under which it is recorded."""
    found, ahead = dict[str, type[Refused]](), [Refused]
    while ahead:
        for one in ahead.pop().__subclasses__():
            found[one.__name__] = one
            ahead.append(one)
    return found


def _expect(value: object) -> str:
    if isinstance(value, dict) and list(value) == ["refused"]:
        code = str(value["refused"])
        if code not in refusals() and not re.fullmatch(OWN_CODE, code):
            near = get_close_matches(code, refusals(), 1)
            raise Mistake(
                f"there is no refusal {code}",
                NOTHING_SHOWN,
                f"did you mean `{near[0]}`?" if near else "docs/event-format.md lists the refusals",
            )
        return f"refused: {code}"
    if value in ("accepted", "late", "refused"):
        return str(value)
    raise Mistake(
        "this is no result of an act",
        NOTHING_SHOWN,
        "write accepted, late, refused, or {refused: TheRefusal}",
    )


Expect = Annotated[str, BeforeValidator(_expect)]


def _some(value: object) -> object:
    return [value] if isinstance(value, str) else value


class Entry(Frozen):
    """
    One act of a scenario, or the same act by several persons, one after another.

    :param at: when, with a zone
    :param as: the person who acts, or a list of persons who each do the same
    :param for: the party that they act for, and `in` the role, where that is ambiguous
    :param label: the name by which later acts and expectations refer to this act; of several persons `LABEL.PERSON`
    :param note: a sentence for the audience
    :param invented: filled in so that the rehearsal can run; not a fact
    :param expect: accepted | late | refused | {refused: TheRefusal}

    `source`, `line` and `lines` (of the fields) are not given in the file: they say where in it the act stands.
    """

    at: When
    as_: Annotated[tuple[Id, ...], BeforeValidator(_some)] = Field(
        alias="as", min_length=1, max_length=2000
    )
    for_: Id | None = Field(default=None, alias="for")
    in_: Id | None = Field(default=None, alias="in")
    label: Id | None = None
    note: Line | None = None
    invented: bool = False
    expect: Expect | None = None
    said: AnyAct
    source: str = Field(default="", exclude=True)
    line: int = Field(default=0, exclude=True)
    lines: dict[str, int] = Field(default_factory=dict, exclude=True)

    def label_of(self, person: str) -> str | None:
        """The label of one person's act; where several do the same: `LABEL.PERSON`."""
        return f"{self.label}.{person}" if self.label and len(self.as_) > 1 else self.label

    @model_validator(mode="before")
    @classmethod
    def _apart(cls, data: Any) -> Any:
        """The act's own fields stand beside those of every act in the file; here they are apart."""
        if not isinstance(data, dict):
            return data
        header = {key: value for key, value in data.items() if key in HEADER}
        return {**header, "said": {k: v for k, v in data.items() if k not in HEADER}}


class Newcomer(Frozen):
    """A person who is appointed in the course of the process."""

    person: Id
    name: Line
    invented: bool = False


class Inside(Frozen):
    """
    A process that is run to answer a question of this one, by a scenario of its own, on the same clock.

    It begins where the clock of that scenario stands at the start; its dates that stand for the closing of the question
    are filled in. Its outcome, and what moves meanwhile, travel by themselves.

    :param scenario: the path of its file, from this file
    :param for: the party that it answers for
    :param step: the question that it answers
    """

    scenario: Line
    for_: Id = Field(alias="for")
    step: Line = Field(pattern=STEP_NAME)


class Body(Frozen):
    """What a scenario and a variant of one have in common."""

    scenario: Id
    title: Line
    about: Prose | None = None
    mandate: Line | None = None
    newcomers: tuple[Newcomer, ...] = Field(default=(), max_length=10_000)
    rules: dict[Line, Any] = Field(default_factory=dict, max_length=200)
    dates: dict[Id, When] = Field(default_factory=dict)
    texts: dict[Id, TextEntry] = Field(default_factory=dict, max_length=200)
    ends_at: When | None = None
    inside: tuple[Inside, ...] = Field(default=(), max_length=100)
    acts: tuple[Entry, ...] = Field(default=(), max_length=20_000)
    expectations: tuple[Expectation, ...] = Field(default=(), max_length=2000)


class Scenario(Body):
    """
    A whole scenario.

    :param procedure: the path of the procedure's file, from this file
    :param rules: values of the procedure that this rehearsal changes:
        {agreement.objections.window.roll: next_working_day}
    :param parties: the parties, or the path of a file of parties
    :param clock: where the stepped clock stands at the start
    :param ends_at: where it stands at the end; left out: at the last act or expectation
    :param expect: what is expected of every act that does not say otherwise
    """

    procedure: Line
    parties: tuple[PartyEntry, ...] | Line
    clock: When
    expect: Expect | None = None


class Variant(Body):
    """
    Another course of a scenario: what it gives replaces, or is added to, what the other file says.

    :param extends: the path of the other file, from this file
    :param without: labels of acts that do not happen
    :param until: later acts of the other file do not happen
    :param acts: added by their instants, after acts of the same instant; one with a label of the other file
        takes that act's place
    :param expectations: take the place of those of the other file
    """

    extends: Line
    without: tuple[Id, ...] = ()
    until: When | None = None
