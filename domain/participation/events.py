"""What is remembered of participation."""

from pydantic import Field

from domain.event import Event
from domain.model import WHEN_EMPTY, Id, Line, Prose
from domain.participation.commands import Appointment, Became, Estate, Heir, Party
from domain.procedure.question import Capacity
from domain.procedure.weights import Weights


class PartyAdmitted(Event):
    party: Party
    grounds: Prose


class PersonAppointed(Event):
    appointment: Appointment


class ContactReplaced(Event):
    """The old person's authority for the party ends, the new one's begins, in the same capacity and roles."""

    party: Id
    old: Id
    new: Id
    grounds: Prose


class AttendanceRecorded(Event):
    meeting: Line
    present: tuple[tuple[Id, Capacity], ...]


class PartySucceeded(Event):
    """
    What became of a party. What was counted, read or published before names whom it named then.

    :param old: the name, the members, the roles or the weights until now; `new`: from now on
    :param weights: the new weights as numbers
    :param heirs: the successors, and what each inherits; what nobody inherits ends
    """

    party: Id
    became: Became
    old: tuple[Line, ...] = ()
    new: tuple[Line, ...] = ()
    heirs: tuple[Heir, ...] = ()
    keeps: tuple[Estate, ...] = ()
    weights: Weights = Field(default_factory=dict, exclude_if=WHEN_EMPTY)
    grounds: Prose
