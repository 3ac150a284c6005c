"""What is remembered of participation."""

from domain.event import Event
from domain.model import Id, Line, Prose
from domain.participation.commands import Appointment, Party
from domain.procedure.question import Capacity


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
