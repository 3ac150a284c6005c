"""Who takes part, and who acts for whom: institutions admitted, persons appointed and replaced, attendance."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import typer

from cli.acting import Grounds, Meant, ProcessName, act, actor_of, command_of, show, words
from cli.desk import Desk, desk
from cli.previewing import show_preview
from cli.problems import Exit, Problem
from cli.running import run
from cli.sender import Sender, sent, sent_after_asking, sent_with_preview
from domain.act import ActBase
from domain.calendar.show import parse_instant
from domain.participation.commands import (
    AdmitParty,
    Appointment,
    AppointPerson,
    Became,
    Member,
    Party,
    RecordAttendance,
    RecordSuccession,
    ReplaceContact,
)
from domain.procedure.question import Capacity
from domain.process.state import Process
from rehearsal.parties import LIVE, REHEARSAL, PersonEntry
from store import people

Roles = Annotated[
    list[str], typer.Option("--roles", help="Roles of the procedure, apart by commas. Repeatable.")
]
Weighing = Annotated[
    list[str],
    typer.Option(
        "--weight", help="What it counts for: population=447000000. Repeatable, or apart by commas."
    ),
]
Name = Annotated[
    str | None,
    typer.Option("--name", help="Adds the person to the table of persons: name, by office."),
]
Email = Annotated[str | None, typer.Option("--email", help="With --name: an address.")]


@sent_with_preview
def admit_party(
    process: ProcessName,
    party: Annotated[str, typer.Argument(help="A short name for it: ilo.")],
    name: Annotated[str, typer.Option("--name", help="The name of the institution.")],
    roles: Roles,
    grounds: Grounds,
    members: Annotated[
        list[str], typer.Option("--members", help="Of a group: whom it speaks for, by commas.")
    ] = [],  # noqa: B006
    weights: Weighing = [],  # noqa: B006
    *,
    sender: Sender,
) -> None:
    """
    Let a further institution take part.

    Example: parley admit-party "UN-system pledge" itu --name ITU --roles member --grounds "Asked
    to join" --as coordinator
    """

    async def meant(at: Desk, found: Process) -> ActBase:
        return AdmitParty(
            party=Party(
                party=party,
                name=name,
                roles=listed(roles),
                members=tuple(Member(party=one) for one in listed(members)),
                weights=weighing(weights),
            ),
            grounds=words(grounds) or "",
        )

    act(process, sender, meant)


@sent_after_asking
def succession(
    process: ProcessName,
    party: Annotated[str, typer.Argument(help="The institution, by its short name.")],
    became: Annotated[
        Became,
        typer.Argument(help="What became of it."),
    ],
    grounds: Grounds,
    name: Annotated[str | None, typer.Option("--name", help="Its new name.")] = None,
    heir: Annotated[
        list[str],
        typer.Option("--heir", help="PARTY=WHAT: new-office=roles,answers. What nobody gets ends."),
    ] = [],  # noqa: B006
    keeps: Annotated[
        str | None,
        typer.Option(
            "--keeps", help="What it keeps if it is suspended or split: answers, or none."
        ),
    ] = None,
    members: Annotated[
        str | None, typer.Option("--members", help="The members of a group from now on.")
    ] = None,
    roles: Annotated[
        str | None, typer.Option("--roles", help="Its roles from now on, if it is reclassified.")
    ] = None,
    weights: Weighing = [],  # noqa: B006
    *,
    sender: Sender,
) -> None:
    """
    Record what became of an institution: renamed, merged, split, suspended, resumed, other members,
    other roles, other weights.

    What a successor inherits is said here: roles, people, answers (that stand on open questions),
    memberships, pledges, actions. What was counted or published before stays as it is.

    Example: parley succession "UN-system pledge" old-office merged --heir "new-office=roles,answers"
    --grounds "One office from today" --as coordinator
    """

    async def meant(at: Desk, found: Process) -> ActBase:
        known_party(found, party)
        return RecordSuccession.model_validate(
            {
                "party": party,
                "became": became,
                "name": name,
                "heirs": tuple(_heir(found, one) for one in heir),
                "keeps": None if keeps is None else _none_or(keeps),
                "members": None if members is None else listed([members]),
                "roles": None if roles is None else listed([roles]),
                "weights": weighing(weights),
                "grounds": words(grounds) or "",
            }
        )

    effect = (
        f"This records for everybody that {party} is {became}. What nobody keeps or inherits ends."
    )
    act(process, sender, meant, effect)


def weighing(given: list[str]) -> dict[str, int]:
    """:raises Problem: it is not NAME=NUMBER, of a whole number"""
    found: dict[str, int] = {}
    for one in listed(given):
        name, _, number = one.partition("=")
        if not re.fullmatch("[0-9]{1,16}", number):
            raise Problem(f"{one} is not NAME=NUMBER.", "For example: population=447000000")
        found[name] = int(number)
    return found


def _heir(process: Process, given: str) -> dict[str, object]:
    """:raises Problem: it is not PARTY=WHAT"""
    party, is_, what = given.partition("=")
    if not is_:
        raise Problem(f'"{given}" is not PARTY=WHAT.', "For example: new-office=roles,answers")
    known_party(process, party)
    return {"party": party, "inherits": _none_or(what)}


def _none_or(given: str) -> tuple[str, ...]:
    return () if given == "none" else listed([given])


@sent_with_preview
def appoint(
    process: ProcessName,
    person: Annotated[str, typer.Argument(help="The person, by handle.")],
    party: Annotated[str, typer.Option("--party", help="For which institution.")],
    capacity: Annotated[Capacity, typer.Option("--capacity", help="In which capacity.")],
    name: Name = None,
    email: Email = None,
    roles: Roles = [],  # noqa: B006  # typer reads it, nobody changes it
    from_: Annotated[
        str | None, typer.Option("--from", help="From when on: 2022-02-24T18:00 Geneva.")
    ] = None,
    until: Annotated[str | None, typer.Option("--until", help="Until when, exclusive.")] = None,
    delegated: Annotated[
        Capacity | None,
        typer.Option("--delegated", help="The capacity whose answers this person may replace."),
    ] = None,
    *,
    sender: Sender,
) -> None:
    """
    Name a person who acts for an institution; with --name one that Parley does not know yet.

    Example: parley appoint "UN-system pledge" who-officer --name "Officer-in-charge of WHO" --party
    who --capacity officer_in_charge --until "2022-03-01T00:00 Geneva" --as coordinator
    """

    async def meant(at: Desk, found: Process) -> ActBase:
        known_party(found, party)
        valid_from, valid_until = period(from_, until)
        return AppointPerson(
            appointment=Appointment(
                person=await at.person(person, found),
                party=party,
                capacity=capacity,
                roles=listed(roles),
                delegated=delegated,
                valid_from=valid_from,
                valid_until=valid_until,
            )
        )

    new = Newcomer(person, name, email)
    run(_naming(process, sender, new, meant))


@sent_with_preview
def replace_contact(
    process: ProcessName,
    party: Annotated[str, typer.Option("--party", help="Of which institution.")],
    old: Annotated[str, typer.Option("--old", help="Who hands over, by handle.")],
    new: Annotated[str, typer.Option("--new", help="Who takes over, by handle.")],
    grounds: Grounds,
    name: Name = None,
    email: Email = None,
    *,
    sender: Sender,
) -> None:
    """
    Hand over from one person of an institution to another. What the first one did stands.

    Example: parley replace-contact "UN-system pledge" --party ilo --old ilo-focal-point --new
    ilo-focal-point-2 --name "Focal point of ILO" --grounds "New post" --as coordinator
    """

    async def meant(at: Desk, found: Process) -> ActBase:
        known_party(found, party)
        return ReplaceContact(
            party=party,
            old=await at.person(old, found),
            new=await at.person(new, found),
            grounds=words(grounds) or "",
        )

    newcomer = Newcomer(new, name, email)
    run(_naming(process, sender, newcomer, meant))


@sent
def attendance(
    process: ProcessName,
    meeting: Annotated[str, typer.Argument(help="Which meeting.")],
    present: Annotated[
        list[str],
        typer.Option("--present", help="PARTY=CAPACITY: who=principal. Repeatable, or by commas."),
    ],
    *,
    sender: Sender,
) -> None:
    """
    Record who was represented at a meeting, and in which capacity. Where only those who are present decide, the meeting
    is named as its stage is.

    Example: parley attendance "UN-system pledge" "Principals, 15 February 2022" --present
    "iom=principal,who=deputy" --as coordinator
    """

    async def meant(at: Desk, found: Process) -> ActBase:
        pairs = [one.partition("=") for one in listed(present)]
        for party, is_, _ in pairs:
            if not is_:
                raise Problem(f'"{party}" is not PARTY=CAPACITY.', "For example: who=principal")
            known_party(found, party)
        return RecordAttendance.model_validate(
            {"meeting": meeting, "present": tuple((one[0], one[2]) for one in pairs)}
        )

    act(process, sender, meant)


def listed(given: list[str]) -> tuple[str, ...]:
    """Take apart what is written with commas, or as several options."""
    return tuple(one.strip() for text in given for one in text.split(",") if one.strip())


def known_party(process: Process, party: str) -> None:
    """:raises Problem: the institution does not take part, so nothing is sent"""
    if party not in process.parties:
        known = ", ".join(sorted(process.parties))
        raise Problem(f'"{party}" does not take part in this process.', f"Its parties: {known}")


def period(from_: str | None, until: str | None) -> tuple[datetime | None, datetime | None]:
    """:raises Problem: it ends before it begins"""
    begins = parse_instant(from_) if from_ else None
    ends = parse_instant(until) if until else None
    if begins and ends and begins >= ends:
        raise Problem("The period ends before it begins.", "Look at --from and --until.")
    return begins, ends


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who is to be added to the table of persons, where a name was given."""

    handle: str
    name: str | None
    email: str | None

    def entry(self) -> PersonEntry | None:
        """
        Read what was given. Only handle, name and address are used; a capacity belongs to the act.

        :raises ValidationError: a handle, name or address that is none
        """
        if self.name is None and self.email is not None:
            raise Problem("--email is given without --name.", "Say both, or neither.")
        if self.name is None:
            return None
        return PersonEntry(
            person=self.handle, name=self.name, email=self.email, capacity="focal_point"
        )


async def _naming(name: str, sender: Sender, new: Newcomer, meant: Meant) -> Exit:
    """Send an act that names a person. Who was added for it is taken out again where it is not accepted."""
    async with desk() as at:
        process, now = await at.process(name)
        actor = await actor_of(at, process, sender)
        added = await _added(at, process, new.entry())
        try:
            command = command_of(process, actor, await meant(at, process), sender.command_id)
            if sender.preview:
                told = await show_preview(at, process, command, now)
                await _taken_out(at, added)
                return told
            answer = await at.intake.receive(command)
        except BaseException:
            await _taken_out(at, added)
            raise
        if answer.refused is not None:
            await _taken_out(at, added)
        return show(answer, command)


async def _added(at: Desk, process: Process, new: PersonEntry | None) -> str | None:
    """:returns: the id of a person that was not there before"""
    if new is None:
        return None
    scope = REHEARSAL if process.clock == "stepped" else LIVE
    known = await people.by_handle(at.store, scope, new.person)
    if known is None:
        return await people.upsert(at.store, scope, new.person, new.name, new.email)
    if known.name != new.name:
        raise Problem(
            f'"{new.person}" is already the handle of {known.name}.',
            "Leave --name out to name that person, or choose another handle.",
        )
    return None


async def _taken_out(at: Desk, added: str | None) -> None:
    if added is not None:
        await people.forget(at.store, added)
