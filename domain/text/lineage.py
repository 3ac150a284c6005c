"""
Which paragraph of a version is which of the version before: identity lasts, labels change.

Source: hard case 12
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Origins = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Lineage:
    """
    How the paragraphs of a version come from those before.

    :param ids: the identity of each paragraph, in the order of the labels
    :param origins: of a paragraph that was split off or merged: the identities that it comes from
    :param unchanged: the identities whose wording is the same as in the version before
    """

    ids: tuple[str, ...]
    origins: Origins = field(default_factory=dict)
    unchanged: frozenset[str] = frozenset()

    def heirs(self, paragraph: str) -> list[str]:
        """List what a paragraph of the version before has become: itself, its parts, a whole, or nothing."""
        if paragraph in self.ids:
            return [paragraph]
        return [heir for heir, origins in self.origins.items() if paragraph in origins]


class NotTraceable(ValueError):
    """The paragraphs of a version cannot be traced to those of the version before; the message says why."""


def trace(
    labels: Sequence[str],
    ids: Mapping[str, str],
    was: Mapping[str, tuple[str, ...]],
    before: Mapping[str, str],
    known: set[str],
) -> tuple[tuple[str, ...], Origins]:
    """
    Trace each paragraph to the version before.

    The same label is the same paragraph, unless `was` or `ids` say otherwise.

    :param ids: by label: an identity that is given by name
    :param was: by label: the labels of the version before that it comes from. One label that nothing else comes from:
        it is renumbered, and stays itself. Several, or one that several come from: it is merged, or split off
    :param before: the identity of each label of the version before
    :param known: all identities that were ever given
    :returns: the identity of each paragraph, and what the new ones come from
    :raises NotTraceable: a label that is not there, or an identity that two paragraphs would have
    """
    _labels_exist(labels, ids, was, before)
    claims = _claims(was)
    taken = known | set(ids.values())
    found: dict[str, None] = {}
    origins: Origins = {}
    for label in labels:
        sources = was.get(label, () if label in claims else (label,))
        alone = len(sources) == 1 and sources[0] in before and claims.get(sources[0], 1) == 1
        identity = ids.get(label) or (before[sources[0]] if alone else unused(label, taken))
        if identity in found:
            raise NotTraceable(f'two paragraphs would be "{identity}"')
        if label in was and not alone:
            origins[identity] = tuple(before[one] for one in sources)
        found[identity] = None
        taken.add(identity)
    return tuple(found), origins


def _labels_exist(
    labels: Sequence[str],
    ids: Mapping[str, str],
    was: Mapping[str, tuple[str, ...]],
    before: Mapping[str, str],
) -> None:
    here = set(labels)
    for label in [*ids, *was]:
        if label not in here:
            raise NotTraceable(f'there is no paragraph "{label}" in this text')
    for label in (one for sources in was.values() for one in sources):
        if label not in before:
            raise NotTraceable(f'the version before has no paragraph "{label}"')


def _claims(was: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    """How many paragraphs say that they come from each label of the version before."""
    found: dict[str, int] = {}
    for label in (one for sources in was.values() for one in set(sources)):
        found[label] = found.get(label, 0) + 1
    return found


def unused(label: str, known: set[str]) -> str:
    """Name a new paragraph by its label, or by its label and a number where that has been used."""
    if label not in known:
        return label
    number = 2
    while f"{label}~{number}" in known:
        number += 1
    return f"{label}~{number}"
