"""Persons: the only home of personal data. Events carry the id, which is random and says nothing."""

from collections.abc import Iterable
from dataclasses import dataclass

from store.event_store import Store


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
    """Add a person or bring name and address up to date. :returns: the person's id, the same for the same handle"""
    raise NotImplementedError


async def by_handle(store: Store, scope: str, handle: str) -> Person | None:
    raise NotImplementedError


async def names(store: Store, ids: Iterable[str]) -> dict[str, str]:
    """Names by person id; unknown and forgotten persons are missing."""
    raise NotImplementedError


async def forget(store: Store, person_id: str) -> bool:
    """Erase name, handle and address. The id stays, so no event loses its meaning."""
    raise NotImplementedError
