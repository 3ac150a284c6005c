"""
Who acts, for whom, in which role and capacity, and whether that is in force.

Authority is judged as the act is decided: dated periods against the postmark, everything else by the order of the
record. Source: invariant 4, capacity is checked at the time of the act.
"""

from dataclasses import dataclass
from datetime import datetime

from domain.command import Actor
from domain.participation.commands import Appointment
from domain.procedure.models import RoleClass
from domain.procedure.question import RANK, SIGNED_INSIDE
from domain.process.state import Process
from domain.record.envelope import Author
from domain.refused import AmbiguousRole, CapacityNotInForce, NotNamed, NotPermitted


@dataclass(frozen=True, slots=True)
class Acting:
    """A person acting: party, role, its class and the capacity; `at` is the instant that the act is judged by."""

    person: str | None
    party: str
    role: str
    role_class: RoleClass
    capacity: str | None
    at: datetime
    recorded_at: datetime
    clockwork: bool = False
    delegated: str | None = None

    @property
    def rank(self) -> int:
        """Whose word prevails inside the institution: that of the capacity, or of the one that was delegated."""
        if self.person is None and self.capacity is None:
            return SIGNED_INSIDE
        return max(RANK.get(self.capacity or "", 0), RANK.get(self.delegated or "", 0))


CLOCKWORK_ROLE = "clockwork"


def clockwork(at: datetime, recorded_at: datetime) -> Acting:
    return Acting(None, "", CLOCKWORK_ROLE, "chair", None, at, recorded_at, clockwork=True)


def by_process(
    process: Process, party: str, wanted: tuple[str, ...], at: datetime, recorded_at: datetime
) -> Acting:
    """
    Say who acts where a party answers by the outcome of a process of its own: the party, and no person.

    Who had to sign there is the business of that process; what it came to is the word of the whole institution.

    Source: hard case 15
    """
    roles = process.parties[party].roles
    role = next((one for one in roles if one in wanted), roles[0])
    role_class = process.procedure.roles[role].role_class
    return Acting(None, party, role, role_class, None, at, recorded_at, clockwork=True)


def is_named(process: Process, actor: Actor) -> bool:
    return actor.person is not None and actor.person in process.appointments


def acting(
    process: Process,
    actor: Actor,
    at: datetime,
    recorded_at: datetime,
    wanted: tuple[str, ...] = (),
) -> Acting:
    """
    Resolve in which party, role and capacity a person acts.

    :param wanted: the roles that the act is for; used to choose where the person has several
    :raises NotNamed: the person is not named in this process; nothing is kept
    :raises AmbiguousRole: the person acts in several roles and did not say in which
    :raises CapacityNotInForce: no appointment of the person is in force at the postmark
    """
    mine = process.appointments.get(actor.person or "")
    if not mine:
        raise NotNamed(person=actor.person)
    seats = [seat for appointment in mine for seat in _seats(process, appointment, actor)]
    if not seats:
        raise NotPermitted(
            role=actor.role or actor.party or "You",
            why="you do not act in that role or for that party",
        )
    live = [seat for seat in seats if in_force(seat[0], at)]
    if not live:
        first = seats[0]
        raise CapacityNotInForce(party=first[0].party, role=first[1], postmark=at)
    fitting = [seat for seat in live if seat[1] in wanted] or live
    if len({(seat[0].party, seat[1]) for seat in fitting}) > 1:
        choices = ", ".join(sorted({f"{seat[1]} for {seat[0].party}" for seat in fitting}))
        raise AmbiguousRole(choices=choices)
    appointment, role = max(fitting, key=lambda seat: _prevails(seat[0]))
    return Acting(
        actor.person,
        appointment.party,
        role,
        process.procedure.roles[role].role_class,
        appointment.capacity,
        at,
        recorded_at,
        delegated=appointment.delegated,
    )


def _prevails(appointment: Appointment) -> tuple[int, int]:
    """Of several appointments a person acts in the highest capacity, and with what was delegated to it."""
    return RANK[appointment.capacity], RANK.get(appointment.delegated or "", 0)


def delegated_to(
    process: Process, author: Author, capacity: str | None, at: datetime
) -> str | None:
    """Say what was delegated, at an instant, to the person who acted in this capacity: the highest, or nothing."""
    mine = [
        one
        for one in process.appointments.get(author.person or "", ())
        if (one.party, one.capacity) == (author.party, capacity) and in_force(one, at)
    ]
    found = [one.delegated for one in mine if one.delegated is not None]
    return max(found, key=lambda one: RANK[one], default=None)


def _seats(
    process: Process, appointment: Appointment, actor: Actor
) -> list[tuple[Appointment, str]]:
    if actor.party is not None and actor.party != appointment.party:
        return []
    roles = appointment.roles or process.parties[appointment.party].roles
    return [(appointment, role) for role in roles if actor.role in (None, role)]


def in_force(appointment: Appointment, at: datetime) -> bool:
    """Periods are half-open, as windows are."""
    if appointment.valid_from is not None and at < appointment.valid_from:
        return False
    return appointment.valid_until is None or at < appointment.valid_until


def chairs(process: Process) -> tuple[str, ...]:
    return tuple(key for key, role in process.procedure.roles.items() if role.role_class == "chair")


def require_chair(who: Acting, what: str) -> None:
    """:raises NotPermitted: the role is not a chair's, and the act is"""
    if who.role_class != "chair":
        raise NotPermitted(role=who.role, why=f"only the chair can {what}")
