"""Acts about who takes part, and who acts for whom in which capacity."""

from typing import Literal

from pydantic import Field

from domain.act import ActBase
from domain.model import Frozen, Id, Instant, Line, Prose
from domain.procedure.question import Capacity


class Party(Frozen):
    """An institution that takes part, and the roles that it has in this process."""

    party: Id
    name: Line
    roles: tuple[Id, ...] = Field(min_length=1, max_length=20)


class Appointment(Frozen):
    """A person who acts for a party in a capacity, from an instant on, until an instant where that is dated."""

    person: Id
    party: Id
    capacity: Capacity
    roles: tuple[Id, ...] = Field(default=(), max_length=20)
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
