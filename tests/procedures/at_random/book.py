"""
A book of a process that is kept beside its record: what every party has said, and what of it stands.

It is kept by the acts that were sent and what became of them, and by the events that say when a question was put,
opened, divided or closed. It knows nothing of how the engine folds or counts; it goes by what the format of a
procedure says.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import UUID

from domain.participation.commands import Party
from domain.procedure.question import AnswerRule, Question

BESIDE = ("stands_aside", "qualifies", "supports", "opposes", "satisfied")
"""Effects of what stands beside a position."""


@dataclass(frozen=True, slots=True)
class Said:
    """One answer that was taken: its number in the record, whose it is, and for whom else it speaks."""

    number: int
    party: str
    answer: str
    at: datetime
    rank: int = 5
    paragraphs: tuple[str, ...] = ()
    speaks_for: tuple[str, ...] = ()
    aligned: tuple[str, ...] = ()
    about: int | None = None
    text: str | None = None


@dataclass(slots=True)
class Sheet:
    """
    What stands on one question.

    :param electors: who was entitled when it opened
    :param roles: the roles that parties counted by when it closed
    :param raised: what was raised too late: by whom, and when
    :param first: the sheet of the earlier question, of which only those are asked who have answered it
    """

    step: UUID
    rule: Question
    text: str | None = None
    stage: UUID | None = None
    is_open: bool = True
    opened: bool = False
    stands: list[Said] = field(default_factory=list)
    ever: list[Said] = field(default_factory=list)
    electors: set[str] | None = None
    roles: dict[str, tuple[str, ...]] | None = None
    first: "Sheet | None" = None
    unconfirmed: set[int] = field(default_factory=set)
    late: dict[int, Said] = field(default_factory=dict)
    kept: dict[int, Said] = field(default_factory=dict)
    raised: dict[int, tuple[str, datetime]] = field(default_factory=dict)

    def rule_of(self, said: Said) -> AnswerRule:
        return self.rule.answers[said.answer]

    def is_position(self, said: Said) -> bool:
        rule = self.rule_of(said)
        return rule.each == "one" and rule.effect not in BESIDE

    def position(self, party: str) -> Said | None:
        mine = [one for one in self.stands if one.party == party and self.is_position(one)]
        return mine[-1] if mine else None

    def takes(self, said: Said) -> None:
        """Of positions a party has one, and of one matter it says one thing: the later takes the place."""
        old = self.position(said.party) if self.is_position(said) else None
        matter = said.about if self.rule_of(said).effect in BESIDE[1:] else None
        gone = [
            one
            for one in self.stands
            if one is old or (matter and one.party == said.party and one.about == matter)
        ]
        self.stands = [one for one in self.stands if one not in gone]
        self.stands.append(said)
        self.ever.append(said)

    def drop(self, gone: Iterable[Said]) -> None:
        leaving = list(gone)
        self.stands = [one for one in self.stands if one not in leaving]

    def aside(self) -> set[str]:
        return {one.party for one in self.stands if self.rule_of(one).effect == "stands_aside"}

    def counted(self) -> list[Said]:
        """What counts of what stands: where an answer to a part does not count, only whole ones."""
        return [
            one
            for one in self.stands
            if not (one.paragraphs and self.rule_of(one).if_limited == "not_counted")
        ]


@dataclass(slots=True)
class Book:
    """
    :param roles: since when each party holds which roles; `members`: since when a group has which members
    :param suspended: parties that have no say for now
    :param present: who was present at which run of a stage
    :param moved: for whom the people of a party act from now on; None: for nobody
    """

    parties: set[str] = field(default_factory=set)
    members: dict[str, list[tuple[datetime, tuple[str, ...]]]] = field(default_factory=dict)
    roles: dict[str, list[tuple[datetime, tuple[str, ...]]]] = field(default_factory=dict)
    suspended: set[str] = field(default_factory=set)
    sheets: dict[UUID, Sheet] = field(default_factory=dict)
    moved: dict[str, str | None] = field(default_factory=dict)
    present: dict[UUID, set[str]] = field(default_factory=dict)
    latest: dict[str, list[UUID]] = field(default_factory=dict)

    def begin(self, parties: Iterable[Party], at: datetime) -> None:
        for party in parties:
            self.parties.add(party.party)
            self.roles[party.party] = [(at, party.roles)]
            if party.members:
                names = tuple(one.party for one in party.members)
                self.members[party.party] = [(at, names)]

    def joins(self, party: Party, at: datetime) -> None:
        """A further party takes part from now on; before, it held no role."""
        self.begin([party], at)
        self.roles[party.party].insert(0, (datetime.min.replace(tzinfo=UTC), ()))

    def acting(self, person: str) -> str | None:
        """For which party somebody acts: that of the name, or the one that has inherited its people."""
        party = person.rpartition("-")[0]
        return self.moved.get(party, party)

    def now(self, party: str) -> tuple[str, ...]:
        return self.roles[party][-1][1]

    def then(self, party: str, instant: datetime) -> tuple[str, ...]:
        held = [roles for at, roles in self.roles[party] if at <= instant]
        return held[-1] if held else self.roles[party][0][1]

    def speaks_for(self, party: str, instant: datetime) -> tuple[str, ...]:
        held = [names for at, names in self.members.get(party, ()) if at <= instant]
        return held[-1] if held else ()

    # Whom a question asks.

    def asked(self, sheet: Sheet) -> set[str]:
        return {party for party in self.parties if self.asks(sheet, party)}

    def asks(self, sheet: Sheet, party: str) -> bool:
        """Whether a question asks a party, as of when it says."""
        entitled = sheet.rule.entitled
        if sheet.rule.only_who_answered is not None:
            return self._asked_again(sheet, party)
        if entitled is not None and entitled.as_of == "opening" and sheet.electors is not None:
            return party in sheet.electors
        if entitled is not None and entitled.at is not None and entitled.at.at is not None:
            return self._holds(sheet, self.then(party, entitled.at.at))
        if entitled is None or entitled.as_of == "act":
            spoken = any(one.party == party for one in sheet.stands)
            return spoken or self._holds(sheet, self.now(party))
        return self._holds(sheet, self.now(party))

    def _holds(self, sheet: Sheet, roles: tuple[str, ...]) -> bool:
        return any(role in sheet.rule.asks for role in roles)

    def _asked_again(self, sheet: Sheet, party: str) -> bool:
        first = sheet.first
        if first is None or party in self.suspended:
            return False
        positions = any(rule.each == "one" for rule in first.rule.answers.values())
        answered = any(
            one.party == party and (first.is_position(one) or not positions) for one in first.stands
        )
        held = self.now(party) if first.roles is None else first.roles.get(party, self.now(party))
        return answered and self._holds(sheet, held)

    # Who counts, and with which answer.

    def voices(self, sheet: Sheet) -> list[tuple[str, Said]]:
        """
        Who counts as having said what. A member's own answer prevails for it; the later of two groups' answers counts.
        """
        stand = sheet.counted()
        own = {one.party for one in stand if self._positioned(sheet, one)}
        shared = [one for one in stand if self._shared(sheet, one)]
        bears: dict[str, Said] = {}
        for one in shared:
            bears |= dict.fromkeys(one.aligned, one)
        for one in shared:
            bears |= dict.fromkeys(one.speaks_for, one)
        found: list[tuple[str, Said]] = []
        for one in stand:
            found += [(party, one) for party in self._of(sheet, one, own, bears)]
        return found

    def _positioned(self, sheet: Sheet, said: Said) -> bool:
        rule = sheet.rule_of(said)
        return rule.each == "one" and rule.effect != "states"

    def _shared(self, sheet: Sheet, said: Said) -> bool:
        spoken = bool(said.speaks_for or said.aligned)
        return sheet.rule.groups is not None and self._positioned(sheet, said) and spoken

    def _of(self, sheet: Sheet, said: Said, own: set[str], bears: dict[str, Said]) -> list[str]:
        if not self._shared(sheet, said):
            return [said.party]
        aligned = [p for p in said.aligned if p not in own and bears[p] is said]
        members = [p for p in said.speaks_for if p not in own and bears[p] is said]
        if sheet.rule.groups == "per_member":
            return list(dict.fromkeys([*members, *aligned]))
        remains = not said.speaks_for or any(one not in own for one in said.speaks_for)
        return [*([said.party] if remains else []), *aligned]

    def electorate(self, sheet: Sheet, at: datetime) -> set[str]:
        """Who counts among those who are asked: of a group its members, or it as one."""
        asked = self.asked(sheet)
        groups = {party for party in asked if party in self.members}
        if sheet.rule.groups is None or not groups:
            return asked
        if sheet.rule.groups == "per_member":
            return asked - groups
        spoken = {party for party, _ in self.voices(sheet)}
        members = {group: set(self.speaks_for(group, at)) for group in groups}
        empty = {group for group, those in members.items() if those and those <= spoken}
        inside = set[str]().union(*members.values())
        return {one for one in asked - empty if one not in inside or one in spoken}

    def figures(self, sheet: Sheet, at: datetime) -> tuple[int, int, dict[str, int]]:
        """How many are asked, how many have answered, and how many have given each answer."""
        electorate, aside = self.electorate(sheet, at), sheet.aside()
        if sheet.rule.only_present:
            electorate &= self.who_is_present(sheet)
        given: dict[str, set[str]] = {}
        for party, said in self.voices(sheet):
            counts = party not in aside or sheet.rule_of(said).effect in ("states", "stands_aside")
            if party in electorate and counts:
                given.setdefault(said.answer, set()).add(party)
        effects = {name: rule.effect for name, rule in sheet.rule.answers.items()}
        answered = set[str]().union(
            *(who for name, who in given.items() if effects[name] not in ("states", "qualifies"))
        )
        return len(electorate), len(answered), {name: len(who) for name, who in given.items()}

    def who_is_present(self, sheet: Sheet) -> set[str]:
        return self.present.get(sheet.stage, set()) if sheet.stage else set()

    # What changes with time.

    def open_sheets(self) -> list[Sheet]:
        return [sheet for sheet in self.sheets.values() if sheet.is_open]

    def put(self, key: str, sheet: Sheet) -> None:
        """A question is put: what stood in the round before may stand here, and who answered another may be asked."""
        only, starts = sheet.rule.only_who_answered, sheet.rule.starts_from
        first = self._before(only.question) if only else None
        sheet.first = first
        earlier = self._before(starts) if starts else None
        for said in earlier.stands if earlier else ():
            if said.answer in sheet.rule.answers and (
                sheet.is_position(said) or sheet.rule_of(said).effect == "stands_aside"
            ):
                sheet.takes(said)
        self.sheets[sheet.step] = sheet
        self.latest.setdefault(key, []).append(sheet.step)

    def _before(self, key: str) -> Sheet | None:
        steps = self.latest.get(key)
        return self.sheets[steps[-1]] if steps else None

    def opened(self, step: UUID) -> None:
        sheet = self.sheets[step]
        sheet.opened = True
        sheet.electors = {p for p in self.parties if self._holds(sheet, self.now(p))}

    def closed(self, step: UUID) -> None:
        sheet = self.sheets[step]
        sheet.is_open = False
        sheet.roles = {party: self._by(sheet, party) for party in self.asked(sheet)}

    def _by(self, sheet: Sheet, party: str) -> tuple[str, ...]:
        entitled = sheet.rule.entitled
        if entitled is not None and entitled.at is not None and entitled.at.at is not None:
            return self.then(party, entitled.at.at)
        if sheet.first is not None and sheet.first.roles is not None:
            return sheet.first.roles.get(party, self.now(party))
        return self.last_held(party)

    def last_held(self, party: str) -> tuple[str, ...]:
        """By which roles a party counts whose answer stands though it has left them."""
        return next((roles for _, roles in reversed(self.roles[party]) if roles), ())

    def divided(self, step: UUID, part: UUID, paragraphs: tuple[str, ...]) -> None:
        """The part keeps what was said of its paragraphs, and of none; the whole what was said of others."""
        sheet, wanted = self.sheets[step], set(paragraphs)
        taken = Sheet(part, sheet.rule, sheet.text, sheet.stage, opened=True)
        taken.electors, taken.first = sheet.electors, sheet.first
        taken.unconfirmed = set(sheet.unconfirmed)
        left: list[Said] = []
        for said in sheet.stands:
            mine = tuple(one for one in said.paragraphs if one in wanted)
            others = tuple(one for one in said.paragraphs if one not in wanted)
            if mine or not said.paragraphs:
                taken.takes(replace(said, paragraphs=mine))
            if others or not said.paragraphs:
                left.append(replace(said, paragraphs=others))
        sheet.stands = left
        self.sheets[part] = taken

    def text_changed(self, text: str) -> None:
        """On a new text what was said lapses, stands, or waits to be confirmed."""
        for sheet in self.sheets.values():
            if (
                not (sheet.is_open and sheet.opened)
                or sheet.text is None
                or sheet.rule.about != "text"
            ):
                continue
            sheet.text, rule = text, sheet.rule.if_the_text_changes
            if rule == "lapse":
                sheet.stands = []
            elif rule != "stand":
                sheet.unconfirmed = {one.number for one in sheet.stands if sheet.is_position(one)}

    def lapsed(self, step: UUID) -> None:
        """What was not confirmed in time stands no more."""
        sheet = self.sheets[step]
        sheet.drop([one for one in sheet.stands if one.number in sheet.unconfirmed])
        sheet.unconfirmed = set()
