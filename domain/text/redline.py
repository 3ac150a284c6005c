"""
The redline of two versions: word by word within a paragraph, paragraph by paragraph by identity.

A paragraph that has moved or was renumbered is shown in its new place, not as gone here and new there. Both sides can
be read back from a redline exactly: nothing is lost in it.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from domain.text.commands import normalised

WORD = re.compile(r"\s?(?:\w+(?:['\u2019\-]\w+)*|[^\w\s])")
"""A word with the space before it, or a single sign."""

Kind = Literal["same", "gone", "new"]


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words that both versions have, or only the one before, or only the one after."""

    kind: Kind
    words: str


@dataclass(frozen=True, slots=True)
class Version:
    """
    What a redline needs to know of a version.

    :param labels: by identity, in the order of the text
    :param wordings: by identity
    :param origins: by identity: the paragraphs that one was split off or merged from
    """

    labels: Mapping[str, str]
    wordings: Mapping[str, str]
    origins: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Row:
    """
    One paragraph in both versions.

    :param before: its label in the version before; None: it is new
    :param after: its label in the version after; None: it is gone
    :param moved: it stands elsewhere among the paragraphs that both versions have
    :param origins: the labels of the version before that it was split off or merged from
    """

    paragraph: str
    before: str | None
    after: str | None
    pieces: tuple[Piece, ...]
    moved: bool = False
    origins: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether anything is different: words, label or place."""
        words = any(piece.kind != "same" for piece in self.pieces)
        return words or self.moved or self.before != self.after


def words_of(wording: str) -> list[str]:
    return WORD.findall(" " + normalised(wording))


def compare(before: str, after: str) -> tuple[Piece, ...]:
    """Compare two wordings word by word; white space that a file broke otherwise is no difference."""
    old, new = words_of(before), words_of(after)
    found: list[Piece] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Piece("same", "".join(new[j1:j2])))
            continue
        found += [Piece("gone", "".join(old[i1:i2]))] if i2 > i1 else []
        found += [Piece("new", "".join(new[j1:j2]))] if j2 > j1 else []
    return tuple(found)


def read_back(pieces: Iterable[Piece], side: Literal["before", "after"]) -> str:
    """Read one side of a comparison: its whole normalised wording."""
    other: Kind = "new" if side == "before" else "gone"
    return "".join(piece.words for piece in pieces if piece.kind != other).strip()


def redline(before: Version, after: Version) -> list[Row]:
    """Compare two versions; what is gone stands where it stood."""
    moved = _moved([one for one in before.labels if one in after.labels], list(after.labels))
    rows = {one: _row(before, after, one, moved) for one in after.labels}
    found: list[Row] = [_row(before, after, one, moved) for one in _gone_after(before, after, None)]
    for one in after.labels:
        found.append(rows[one])
        found += [_row(before, after, gone, moved) for gone in _gone_after(before, after, one)]
    return found


def _row(before: Version, after: Version, one: str, moved: set[str]) -> Row:
    pieces = compare(before.wordings.get(one, ""), after.wordings.get(one, ""))
    origins = tuple(before.labels[o] for o in after.origins.get(one, ()) if o in before.labels)
    return Row(one, before.labels.get(one), after.labels.get(one), pieces, one in moved, origins)


def _gone_after(before: Version, after: Version, place: str | None) -> Iterator[str]:
    """List what is gone and stood right behind a paragraph that stays; None: before all of them."""
    here: str | None = None
    for one in before.labels:
        if one in after.labels:
            here = one
        elif here == place:
            yield one


def _moved(common: Sequence[str], after: Sequence[str]) -> set[str]:
    """The paragraphs outside the longest run that keeps its order: the fewest that can be said to have moved."""
    place = {one: n for n, one in enumerate(common)}
    order = [one for one in after if one in place]
    ends: list[int] = []
    chain: list[list[str]] = []
    for one in order:
        n = bisect_left(ends, place[one])
        ends[n : n + 1] = [place[one]]
        chain[n : n + 1] = [[*(chain[n - 1] if n else []), one]]
    return set(order) - set(chain[-1] if chain else [])


def applied(rows: Iterable[Row]) -> list[tuple[str, str]]:
    """Read the version after back from a redline: labels and normalised wordings, in order."""
    return [(r.after, read_back(r.pieces, "after")) for r in rows if r.after is not None]
