"""
Weights: what a party counts for where a rule asks for more than heads, as data.

Rules of the field count population, gross tonnage, emissions, quotas, contributions. A weight is an exact whole number
of each party, recorded with it; a fraction is scaled by whoever writes the file. Source: entry into force of maritime
and climate treaties, qualified majorities of unions of States
"""

from typing import Annotated, Literal

from pydantic import Field

from domain.model import Frozen, Id, Line

LARGEST = 10**15
"""The most that the weights of all parties come to together: their sums stay exact wherever they are read."""

Amount = Annotated[int, Field(ge=0, le=LARGEST, strict=True)]

Weights = dict[Id, Amount]
"""What a party counts for, by the name of the weight."""


class Weight(Frozen):
    """
    A weight that the procedure knows.

    :param groups: what a group that counts as one weighs: its `own` weight, or those of its `members` together that
        have not answered themselves. It must be said where a rule weighs groups
    """

    title: Line
    groups: Literal["own", "members"] | None = None
