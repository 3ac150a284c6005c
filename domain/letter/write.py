"""
Letters: a milestone of a process, written from its events only, for its addressees.

The letter about an event says what was known then: it is written from the record up to that event, so it is the same
whenever it is written. Who answered what is named only where every addressee may see it (`visible` of the question);
otherwise a broken silence names paragraphs and no institutions. Private words of persons are never in a letter.
Source: practice of silence procedures, the list of paragraphs without names (2024)
"""

from collections.abc import Sequence
from uuid import UUID

from domain.calendar.show import show
from domain.letter.about import About
from domain.letter.said import SAY
from domain.model import Frozen, Instant
from domain.process.fold import replay
from domain.process.state import Process
from domain.record.recorded import Recorded


class NotALetter(ValueError):
    """The event is not one that letters are written about."""


class Addressee(Frozen):
    party: str
    name: str


class Letter(Frozen):
    """
    :param event: the version of the event that the letter makes known; `hash` is its hash
    :param cities: the zones in which its times are told
    :param sender: an office, never a person
    :param facts: the same as `body`, as data
    """

    process: UUID
    title: str
    rehearsal: bool
    event: int
    type: str
    step: str | None
    at: Instant
    cities: tuple[str, ...]
    hash: str
    sender: str
    addressees: tuple[Addressee, ...]
    subject: str
    body: tuple[str, ...]
    facts: dict[str, object]


def letter(history: Sequence[Recorded], version: int) -> Letter:
    """
    Write the letter about one event.

    :raises NotALetter: there is no such event, or none that addressees must be told of
    """
    until = [one for one in history if one.envelope.version <= version]
    process = replay(until)
    if (
        process is None
        or version not in process.milestones
        or until[-1].envelope.version != version
    ):
        raise NotALetter(f"event {version} is not one that letters are written about")
    milestone, recorded = process.milestones[version], until[-1]
    step = process.steps[milestone.step] if milestone.step else None
    said = SAY[type(recorded.event)](About(process, step, milestone.addressees), recorded.event)
    return Letter(
        process=process.process_id,
        title=process.title,
        rehearsal=process.clock == "stepped",
        event=version,
        type=milestone.type,
        step=About(process, step, ()).step_name if step else None,
        at=milestone.at,
        cities=process.procedure.cities,
        hash=recorded.hash.hex(),
        sender=offices(process),
        addressees=tuple(
            Addressee(party=party, name=process.parties[party].name)
            for party in milestone.addressees
        ),
        subject=f"{process.title}: {said.subject}",
        body=said.lines,
        facts=dict(said.facts),
    )


def offices(process: Process) -> str:
    """Who sends letters: the offices that steer the process. Never who acted: an objector may be among them."""
    found = []
    for key, role in process.procedure.roles.items():
        if role.role_class == "chair":
            holders = sorted(process.holders.get(key, ()))
            names = ", ".join(process.parties[party].name for party in holders)
            found.append(f"{role.title} ({names})" if names else role.title)
    return "; ".join(found)


def as_text(one: Letter) -> str:
    """Write a letter as plain text."""
    head = [
        f"To:      {', '.join(addressee.name for addressee in one.addressees)}",
        f"From:    {one.sender}",
        f"Subject: {one.subject}",
    ]
    mark = (
        ["REHEARSAL. This is an exercise and concerns no real process.", ""]
        if one.rehearsal
        else []
    )
    foot = [
        f"Process {one.process}, event {one.event} of {show(one.at, one.cities)}.",
        f"Hash of the record at this event: {one.hash}",
    ]
    return "\n".join([*head, "", *mark, *one.body, "", *foot, ""])
