"""Acts about who takes part, and who acts for whom in which capacity."""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field, model_validator

from domain.act import ActBase
from domain.model import WHEN_EMPTY, Frozen, Id, Instant, Line, Prose
from domain.procedure.question import Capacity
from domain.procedure.weights import Weights

Became = Literal[
    "renamed",
    "merged",
    "split",
    "suspended",
    "resumed",
    "regrouped",
    "reclassified",
    "reweighed",
]
"""What can become of a party."""


class Member(Frozen):
    """A member of a group, from an instant on, until an instant where that is dated. Periods are half-open."""

    party: Id
    since: Instant | None = None
    until: Instant | None = None

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, data: Any) -> Any:
        """A member whose membership is not dated is written by its id alone."""
        return {"party": data} if isinstance(data, str) else data

    def belongs(self, at: datetime) -> bool:
        if self.since is not None and at < self.since:
            return False
        return self.until is None or at < self.until


class FormerName(Frozen):
    """A name that a party had until an instant."""

    name: Line
    until: Instant


class Party(Frozen):
    """
    An institution that takes part, and the roles that it has in this process.

    :param members: of a group, the parties that it speaks for
    :param former: the names that it had before, oldest first
    :param weights: what it counts for where a rule weighs, by the name of the weight
    """

    party: Id
    name: Line
    roles: tuple[Id, ...] = Field(min_length=1, max_length=20)
    members: tuple[Member, ...] = Field(default=(), max_length=1000)
    former: tuple[FormerName, ...] = Field(default=(), max_length=50)
    weights: Weights = Field(default_factory=dict, max_length=20, exclude_if=WHEN_EMPTY)

    def speaks_for(self, at: datetime) -> tuple[str, ...]:
        """List the members of a group as of an instant."""
        return tuple(dict.fromkeys(one.party for one in self.members if one.belongs(at)))

    def named(self, at: datetime) -> str:
        """Say what the party was called at an instant."""
        return next((one.name for one in self.former if at < one.until), self.name)


class Appointment(Frozen):
    """
    A person who acts for a party in a capacity, from an instant on, until an instant where that is dated.

    :param delegated: the capacity whose answers this person may replace, by delegation of who holds it
    """

    person: Id
    party: Id
    capacity: Capacity
    roles: tuple[Id, ...] = Field(default=(), max_length=20)
    delegated: Capacity | None = None
    valid_from: Instant | None = None
    valid_until: Instant | None = None


class AdmitParty(ActBase):
    """Let a further institution take part."""

    act: Literal["AdmitParty"] = "AdmitParty"
    party: Party
    grounds: Prose


class AppointPerson(ActBase):
    """Name a person who acts for a party."""

    act: Literal["AppointPerson"] = "AppointPerson"
    appointment: Appointment


class ReplaceContact(ActBase):
    """Hand over from one person of a party to another, mid-process."""

    act: Literal["ReplaceContact"] = "ReplaceContact"
    party: Id
    old: Id
    new: Id
    grounds: Prose


class RecordAttendance(ActBase):
    """Record who represented a party at a meeting, and in what capacity."""

    act: Literal["RecordAttendance"] = "RecordAttendance"
    meeting: Line
    present: tuple[tuple[Id, Capacity], ...] = Field(min_length=1, max_length=1000)


Estate = Literal["roles", "people", "answers", "memberships", "pledges", "actions"]
"""
What a party has in a process, and a successor may inherit. `answers` are those that stand on open questions; what was
counted, read or published before names the party that it named then.
"""


class Heir(Frozen):
    """A successor, and what of the party's it inherits. What nobody inherits ends."""

    party: Id
    inherits: tuple[Estate, ...] = Field(max_length=6)


class RecordSuccession(ActBase):
    """
    Record what became of a party: another name, a merger, a split, a suspension, other members of a group, other roles,
    another weight.

    :param name: the new name
    :param heirs: of a merger one, of a split several; each takes part already
    :param keeps: what a suspended party, or one that was split, keeps for itself
    :param members: the members of a group from now on
    :param roles: the roles of a reclassified party from now on
    :param weights: of a reweighed party, the weights that are others from now on

    Source: hard case 13
    """

    act: Literal["RecordSuccession"] = "RecordSuccession"
    party: Id
    became: Became
    name: Line | None = None
    heirs: tuple[Heir, ...] = Field(default=(), max_length=50)
    keeps: tuple[Estate, ...] | None = Field(default=None, max_length=6)
    members: tuple[Id, ...] | None = Field(default=None, max_length=1000)
    roles: tuple[Id, ...] | None = Field(default=None, min_length=1, max_length=20)
    weights: Weights = Field(default_factory=dict, max_length=20, exclude_if=WHEN_EMPTY)
    grounds: Prose
