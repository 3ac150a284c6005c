"""What becomes of a party, in the book: who holds which roles and whose answers stand, from then on."""

from dataclasses import replace
from datetime import datetime

from domain.participation.commands import Heir
from domain.participation.events import PartySucceeded
from tests.procedures.at_random.book import Book


def succeeded(book: Book, event: PartySucceeded, at: datetime) -> None:
    party = event.party
    match event.became:
        case "renamed":
            return
        case "reclassified":
            book.roles[party].append((at, event.new))
        case "regrouped":
            book.members[party].append((at, event.new))
        case "resumed":
            book.suspended.discard(party)
            held = [roles for _, roles in book.roles[party] if roles]
            book.roles[party].append((at, held[-1]))
        case _:
            _leaves(book, event, at)


def _leaves(book: Book, event: PartySucceeded, at: datetime) -> None:
    """It is suspended, merged or split: what is neither kept nor inherited ends."""
    for heir in event.heirs:
        _inherits(book, event.party, heir, at)
    if "roles" not in event.keeps:
        book.roles[event.party].append((at, ()))
    if "answers" not in event.keeps:
        for sheet in book.open_sheets():
            sheet.drop([one for one in sheet.stands if one.party == event.party])
    if event.became == "suspended":
        book.suspended.add(event.party)
        return
    if "memberships" not in event.keeps:
        _members(book, event.party, (), at)
    if "people" not in event.keeps:
        heirs = [one.party for one in event.heirs if "people" in one.inherits]
        book.moved |= {
            party: heirs[0] if heirs else None
            for party in book.parties
            if book.acting(f"{party}-head") == event.party
        }


def _inherits(book: Book, party: str, heir: Heir, at: datetime) -> None:
    if "roles" in heir.inherits:
        both = (*book.now(heir.party), *book.now(party))
        book.roles[heir.party].append((at, tuple(dict.fromkeys(both))))
        for sheet in book.open_sheets():
            if sheet.electors and party in sheet.electors:
                sheet.electors = sheet.electors | {heir.party}
    if "answers" in heir.inherits:
        _answers(book, party, heir.party, at)
    if "memberships" in heir.inherits:
        _members(book, party, (heir.party,), at)


def _answers(book: Book, old: str, new: str, at: datetime) -> None:
    """Let what stands be the successor's, where it has said nothing of its own."""
    for sheet in book.open_sheets():
        for said in [one for one in sheet.stands if one.party == old]:
            if not (sheet.is_position(said) and sheet.position(new) is not None):
                sheet.takes(replace(said, party=new, at=at))


def _members(book: Book, old: str, new: tuple[str, ...], at: datetime) -> None:
    for group in book.members:
        now = book.speaks_for(group, at)
        if old in now:
            kept = [one for one in now if one != old]
            book.members[group].append((at, tuple(dict.fromkeys((*kept, *new)))))
