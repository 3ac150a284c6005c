"""
The paragraphs of the text that is negotiated: how far each is agreed, and with which others it stands or falls.

A status belongs to the process, not to a version: it is carried over as long as the wording stays.

Source: rules of the field, 2.3; hard cases 12 and 16
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from pydantic import Field, model_validator

from domain.model import Clean, Frozen, Line
from domain.text.lineage import Lineage

Status = Literal["open", "bracketed", "agreed_ad_ref", "agreed_language"]
AGREED = ("agreed_ad_ref", "agreed_language")


class ParagraphStatus(Frozen):
    """
    What is said of one paragraph.

    :param paragraph: its label in the text in force
    :param source: of agreed language: the adopted text that it is copied from
    :param wording: as it is agreed or bracketed, where that is not the wording of the text in force
    """

    paragraph: Line
    status: Status
    source: Line | None = None
    wording: Clean | None = Field(default=None, min_length=1, max_length=20_000)

    @model_validator(mode="after")
    def _frozen_from(self) -> "ParagraphStatus":
        if (self.status == "agreed_language") != (self.source is not None):
            raise ValueError("agreed language names its source, and nothing else has one")
        return self

    @property
    def agreed(self) -> bool:
        return self.status in AGREED


@dataclass(frozen=True, slots=True)
class Negotiated:
    """
    One paragraph as it stands.

    :param wording: the agreed or bracketed wording, where it is not that of the text in force
    :param given: the number of the event that gave the status, in a stage; None: nobody has yet
    """

    status: Status = "open"
    source: str | None = None
    wording: str | None = None
    given: int | None = None
    stage: UUID | None = None

    @property
    def agreed(self) -> bool:
        return self.status in AGREED


@dataclass(frozen=True, slots=True)
class Change:
    """
    What one recorded act does to paragraphs, by their identities.

    :param stage: the stage that it was done in; what was done in a stage that is voided counts no more
    """

    version: int
    stage: UUID | None
    statuses: Mapping[str, ParagraphStatus] = field(default_factory=dict)
    reopens: tuple[str, ...] = ()
    package: str | None = None
    ties: tuple[str, ...] = ()
    text: Lineage | None = None


@dataclass(slots=True)
class Paragraphs:
    """
    The paragraphs of the text in force in their order, the packages, and all that each paragraph has been.

    The invariant: the paragraphs of a package are all agreed, or none is.
    """

    standing: dict[str, Negotiated] = field(default_factory=dict)
    packages: dict[str, tuple[str, ...]] = field(default_factory=dict)
    history: dict[str, list[tuple[int, Negotiated]]] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    packages_of: dict[str, set[str]] = field(default_factory=dict)

    def agreed(self, paragraph: str) -> bool:
        found = self.standing.get(paragraph)
        return found is not None and found.agreed

    def accepted(self, package: str) -> bool:
        """Whether a package is accepted: with all its paragraphs, or not at all."""
        members = self.packages[package]
        return bool(members) and all(self.agreed(paragraph) for paragraph in members)

    def count(self, *statuses: Status) -> int:
        return sum(one.status in statuses for one in self.standing.values())

    def together(self, paragraphs: Iterable[str]) -> tuple[list[str], list[str]]:
        """
        Follow packages from paragraph to paragraph.

        :returns: all paragraphs that stand or fall with these, and the packages that tie them
        """
        found: dict[str, None] = dict.fromkeys(paragraphs)
        packages: dict[str, None] = {}
        ahead = list(found)
        while ahead:
            for package in sorted(self.packages_of.get(ahead.pop(), set()) - packages.keys()):
                packages[package] = None
                new = [one for one in self.packages[package] if one not in found]
                found.update(dict.fromkeys(new))
                ahead += new
        return list(found), list(packages)

    def undone(self, said: Mapping[str, ParagraphStatus]) -> list[str]:
        """List the agreed paragraphs that these would change: they are reopened first, with a reason."""
        return [p for p, one in said.items() if self.agreed(p) and self._differs(p, one)]

    def _differs(self, paragraph: str, said: ParagraphStatus) -> bool:
        """From agreed ad referendum to agreed language is a step on; any other change is one back, or aside."""
        return not said.agreed or said.wording != self.standing[paragraph].wording

    def left_out(self, said: Mapping[str, ParagraphStatus]) -> list[str]:
        """List the paragraphs that a package ties to those agreed here, and that would not be agreed with them."""
        tied, _ = self.together(paragraph for paragraph, one in said.items() if one.agreed)
        return [p for p in tied if not (said[p].agreed if p in said else self.agreed(p))]

    def split(self, ties: Iterable[str]) -> bool:
        """Whether a package of these would be agreed in part."""
        return len({self.agreed(paragraph) for paragraph in ties}) > 1

    def apply(self, change: Change) -> None:
        """Do what a recorded act does. What an admitted act could not do any more at its turn, it does not."""
        self.changes.append(change)
        if change.text is not None:
            self._renew(change.version, change.text)
        if change.reopens:
            self._reopen(change.version, change.reopens)
        said = change.statuses
        if said and not self.undone(said) and not self.left_out(said):
            for paragraph, one in said.items():
                status = Negotiated(
                    one.status, one.source, one.wording, change.version, change.stage
                )
                self._set(change.version, paragraph, status)
        if change.package is not None and not self.split(change.ties):
            self._tie(change.package, change.ties)

    def _set(self, version: int, paragraph: str, status: Negotiated) -> None:
        self.standing[paragraph] = status
        self.history.setdefault(paragraph, []).append((version, status))

    def _tie(self, package: str, paragraphs: tuple[str, ...]) -> None:
        self.packages[package] = paragraphs
        for paragraph in paragraphs:
            self.packages_of.setdefault(paragraph, set()).add(package)

    def _reopen(self, version: int, paragraphs: Iterable[str]) -> None:
        """
        Return paragraphs to open, and with them every package that contains one, transitively.

        Source: hard case 16
        """
        for paragraph in self.together(paragraphs)[0]:
            if paragraph in self.standing:
                self._set(version, paragraph, Negotiated(given=version))

    def _renew(self, version: int, text: Lineage) -> None:
        """
        Go over to another version of the text: a status stays as long as the wording does.

        An agreed wording stays in any case: a text that changes it is refused before it comes here.
        """
        before, self.standing = self.standing, {}
        for paragraph in text.ids:
            old = before.get(paragraph)
            if old is not None and (old.agreed or paragraph in text.unchanged):
                self.standing[paragraph] = old
            else:
                self._set(version, paragraph, Negotiated())
        self._succeed(text)

    def _succeed(self, text: Lineage) -> None:
        """In a package, the parts stand for what was split, the whole for what was merged; what is gone is gone."""
        packages, self.packages, self.packages_of = self.packages, {}, {}
        for package, members in packages.items():
            heirs = [heir for one in members for heir in text.heirs(one)]
            self._tie(package, tuple(dict.fromkeys(heirs)))

    def without(self, stages: set[UUID]) -> "Paragraphs":
        """Give the paragraphs as they would be without what was done in these stages."""
        found = Paragraphs()
        for change in self.changes:
            if change.stage not in stages:
                found.apply(change)
        return found
