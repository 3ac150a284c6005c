"""Persons: the only home of personal data. Events carry the id, which is random and says nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from domain.model import clean
from store.event_store import Store
from store.queries import queries

SQL = queries("people")


@dataclass(frozen=True, slots=True)
class Person:
    """
    :param person_id: a random UUID as text: what events carry
    :param scope: "" for live processes, "rehearsal" for rehearsals: their persons never mix
    """

    person_id: str
    scope: str
    handle: str
    name: str
    email: str | None


async def upsert(store: Store, scope: str, handle: str, name: str, email: str | None = None) -> str:
    """
    Add a person, or bring name and address up to date; an address is kept where none is given.

    :returns: the person's id, the same for the same scope and handle
    """
    return str((await store.fetch(SQL["upsert"], scope, handle, name, email))[0]["person_id"])


async def by_handle(store: Store, scope: str, handle: str) -> Person | None:
    """Find a person by handle. What cannot be stored (NUL, lone surrogates) is nobody's handle."""
    try:
        clean(handle)
    except ValueError:
        return None
    rows = await store.fetch(SQL["by_handle"], scope, handle)
    return _person(rows[0]) if rows else None


async def by_ids(store: Store, ids: Iterable[str]) -> dict[str, Person]:
    """Persons by id; ids that are no person's, and forgotten persons, are missing."""
    rows = await store.fetch(SQL["by_ids"], [known for one in ids if (known := _uuid(one))])
    return {str(row["person_id"]): _person(row) for row in rows}


async def names(store: Store, ids: Iterable[str]) -> dict[str, str]:
    """Names by person id, as `by_ids`."""
    return {person_id: person.name for person_id, person in (await by_ids(store, ids)).items()}


async def forget(store: Store, person_id: str) -> bool:
    """
    Erase name, handle and address. The id stays, so no event loses its meaning.

    :returns: whether there was something to erase
    """
    known = _uuid(person_id)
    return known is not None and bool(await store.fetch(SQL["forget"], known))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _person(row: Any) -> Person:
    person_id, scope, handle, name, email = row
    return Person(str(person_id), scope, handle, name, email)
