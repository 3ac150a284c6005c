"""
The file of parties: the institutions of a process, and the persons who act for them, by office.

    parties:
      - party: who
        name: WHO
        roles: [principal]
        persons:
          - {person: who-principal, name: Principal of WHO, capacity: principal}
          - {person: who-deputy, name: Deputy of WHO, capacity: deputy, until: 2022-04-01T00:00 Geneva}

`person` is the handle by which people call a person. The record knows persons by a random id only; handle, name and
address live in the table of persons, from which they can be erased.
"""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError

from domain.calendar.show import parse_instant
from domain.file.complaint import Complaint, Unreadable
from domain.file.faults import complaints_of
from domain.file.load import line_of, load_yaml, plain
from domain.model import Frozen, Id, Line, Mistake, Prose
from domain.participation.commands import Appointment, Member, Party
from domain.procedure.question import Capacity
from domain.procedure.weights import Weights
from domain.process.commands import TakenOver
from domain.step.commands import Item
from store import people
from store.event_store import Store

LIVE, REHEARSAL = "", "rehearsal"
"""The scopes of persons: those of live processes and those of rehearsals never mix."""


def _instant(value: object) -> datetime:
    """Read an instant as people write it. A time without a zone is refused."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value
    return parse_instant(str(value))


When = Annotated[datetime, BeforeValidator(_instant)]
"""An instant with a zone: `2022-02-24T18:00 Geneva`, `... Europe/Zurich`, or with an offset."""


def _address(text: str) -> str:
    name, at, host = text.partition("@")
    if not (name and at and host) or any(c.isspace() for c in text):
        raise Mistake(
            "this is not an e-mail address", "letters go there", "write name@host, or leave it out"
        )
    return text


class PersonEntry(Frozen):
    """:param roles: those of the party's roles that the person acts in; empty: all of them"""

    person: Id
    name: Line
    email: Annotated[Line, AfterValidator(_address)] | None = None
    capacity: Capacity
    roles: tuple[Id, ...] = Field(default=(), max_length=20)
    delegated: Capacity | None = None
    from_: When | None = Field(default=None, alias="from")
    until: When | None = None


class MemberEntry(Frozen):
    """A member of a group; a membership that is not dated is written by the party's id alone."""

    party: Id
    from_: When | None = Field(default=None, alias="from")
    until: When | None = None

    def meant(self) -> Member:
        return Member(party=self.party, since=self.from_, until=self.until)


def _dated(value: object) -> object:
    return {"party": value} if isinstance(value, str) else value


MemberWritten = Annotated[
    MemberEntry, BeforeValidator(_dated, json_schema_input_type=Id | MemberEntry)
]


class PartyEntry(Frozen):
    """
    :param members: of a group, the parties that it speaks for: by id, or dated as {party: ..., from: ..., until: ...}
    :param weights: what it counts for where a rule weighs: {population: 447000000}
    :param invented: filled in so that a rehearsal can run; not a fact
    """

    party: Id
    name: Line
    roles: tuple[Id, ...] = Field(min_length=1, max_length=20)
    members: tuple[MemberWritten, ...] = Field(default=(), max_length=1000)
    weights: Weights = Field(default_factory=dict, max_length=20)
    persons: tuple[PersonEntry, ...] = Field(default=(), max_length=1000)
    invented: bool = False

    def meant(self) -> Party:
        members = tuple(one.meant() for one in self.members)
        return Party(
            party=self.party,
            name=self.name,
            roles=self.roles,
            members=members,
            weights=self.weights,
        )


class TakenOverEntry(Frozen):
    """
    A stage that had ended before the record of this process begins, as it is reported.

    :param conditions: lettered items that hold from then on; `agreed`: the text that it agreed
    """

    stage: Id
    outcome: Id
    ended_at: When
    source: Line
    conditions: dict[Line, Prose] = Field(default_factory=dict, max_length=200)
    agreed: Id | None = None

    def meant(self) -> TakenOver:
        return TakenOver(
            stage=self.stage,
            outcome=self.outcome,
            ended_at=self.ended_at,
            source=self.source,
            items=tuple(Item(item=item, words=words) for item, words in self.conditions.items()),
            agreed=self.agreed,
        )


class PartiesFile(Frozen):
    """:param taken_over: where a process is taken over halfway: the stages that had ended before, in order"""

    parties: tuple[PartyEntry, ...] = Field(min_length=1, max_length=20_000)
    taken_over: tuple[TakenOverEntry, ...] = Field(default=(), max_length=200)

    def persons(self) -> Iterator[tuple[PartyEntry, PersonEntry]]:
        """List every appointment of the file; a person may act for several parties."""
        for party in self.parties:
            for person in party.persons:
                yield party, person


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What a process starts with. :param ids: the id of each person, by handle"""

    parties: tuple[Party, ...]
    appointments: tuple[Appointment, ...]
    ids: dict[str, str]
    taken_over: tuple[TakenOver, ...] = ()


Upsert = Callable[[str, str, str | None], Awaitable[str]]
"""Add a person, or bring name and address up to date: (handle, name, e-mail) to the person's id."""


def read_parties(text: str) -> PartiesFile:
    """
    Read a file of parties.

    :raises Unreadable: with every complaint and its line
    """
    data = load_yaml(text, "file of parties")
    try:
        found = PartiesFile.model_validate(plain(data))
    except ValidationError as error:
        raise Unreadable(complaints_of(error, data, PartiesFile)) from error
    complaints = [
        Complaint(
            line=line_of(data, place),
            where=".".join(map(str, place)),
            reason=mistake.wrong,
            why=mistake.why,
            mend=mistake.mend,
        )
        for place, mistake in wrong_parties(found.parties)
    ]
    if complaints:
        raise Unreadable(complaints)
    return found


def wrong_parties(
    parties: Sequence[PartyEntry],
) -> Iterator[tuple[tuple[int | str, ...], Mistake]]:
    """Find what does not fit together, with its place in the file."""
    seen: set[str] = set()
    names: dict[str, str] = {}
    for index, party in enumerate(parties):
        place = ("parties", index)
        if party.party in seen:
            yield (
                (*place, "party"),
                Mistake(
                    f"the party {party.party} is there twice",
                    "it would be counted twice, or one of the two would be passed over",
                    "put its roles and persons together, or give one another name",
                ),
            )
        seen.add(party.party)
        for number, person in enumerate(party.persons):
            here = (*place, "persons", number)
            if names.setdefault(person.person, person.name) != person.name:
                yield (
                    (*here, "name"),
                    Mistake(
                        f"{person.person} has another name above",
                        "one handle is one person",
                        "write the same name, or choose another handle for another person",
                    ),
                )
            for role in person.roles:
                if role not in party.roles:
                    yield (
                        (*here, "roles"),
                        Mistake(
                            f"{party.party} has no role {role}",
                            "a person acts in a role of its party",
                            f"add {role} to the roles of {party.party}, or name one of: {', '.join(party.roles)}",
                        ),
                    )
            if person.from_ and person.until and person.from_ >= person.until:
                yield (
                    (*here, "until"),
                    Mistake(
                        "the period ends before it begins",
                        "the person could never act",
                        "write an `until` that is later than its `from`",
                    ),
                )


async def enrol(file: PartiesFile, upsert: Upsert) -> Enrolled:
    """Bring the persons of a file into the table of persons; give what a process starts with."""
    ids: dict[str, str] = {}
    for _, person in file.persons():
        if person.person not in ids:
            ids[person.person] = await upsert(person.person, person.name, person.email)
    appointments = tuple(
        Appointment(
            person=ids[person.person],
            party=party.party,
            capacity=person.capacity,
            roles=person.roles,
            delegated=person.delegated,
            valid_from=person.from_,
            valid_until=person.until,
        )
        for party, person in file.persons()
    )
    parties = tuple(one.meant() for one in file.parties)
    reported = tuple(one.meant() for one in file.taken_over)
    return Enrolled(parties, appointments, ids, reported)


async def enrol_in(store: Store, scope: str, file: PartiesFile) -> Enrolled:
    """:param scope: LIVE or REHEARSAL"""

    async def upsert(handle: str, name: str, email: str | None) -> str:
        return await people.upsert(store, scope, handle, name, email)

    return await enrol(file, upsert)
