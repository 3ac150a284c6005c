"""What a body reports and does, as data: exact figures of its vote, and the adoption of a text in its name."""

from typing import Literal

from pydantic import Field, model_validator

from domain.model import Frozen, Id, Mistake

Manner = Literal["consensus", "without_vote", "recorded_vote", "silence"]
"""How a body decided. "By consensus" is never said of what was put to the vote."""


class FiguresOf(Frozen):
    """
    The figures of a count that took place elsewhere: how many said what.

    :param of: the roles whose holders are counted; the figures together never exceed their number
    :param names: what is reported
    :param rest: the name of those who are in no other figure; worked out where it is not reported, never mixed with
        another figure: who takes no part has not abstained
    """

    of: tuple[Id, ...] = Field(min_length=1, max_length=20)
    names: tuple[Id, ...] = Field(min_length=1, max_length=20)
    rest: Id | None = None

    @model_validator(mode="after")
    def _apart(self) -> "FiguresOf":
        if self.rest in self.names:
            raise Mistake(
                f"{self.rest} is both a figure and the rest",
                "who is in no figure would be mixed with who is in that one",
                "name it once",
            )
        return self


class Adopts(Frozen):
    """
    The adoption or endorsement of a text by a body.

    :param body: the role whose holder the body is
    :param does: what the body does to the text
    :param by: the outcomes by which it does so, and in which manner
    :param text: `agreed`: only the agreed text, to the word; `any`: whatever text the question is about
    """

    body: Id
    does: Literal["adoption", "endorsement"]
    by: dict[Id, Manner] = Field(min_length=1, max_length=20)
    text: Literal["agreed", "any"]
