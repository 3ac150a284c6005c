"""A step as the record tells it: the question, its window, the answers that stand, its outcome."""

import json
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from domain.calendar.models import Span
from domain.procedure.question import ABOUT_ANSWERS, ON_MEETINGS, RANK, SIGNED_INSIDE, Question
from domain.rule.counts import Heard, Tally, Whom, counted
from domain.step.commands import Answer, Item, RaiseQuestion
from domain.step.events import Answered, Figures, Weighed
from domain.step.voices import Voice, voices

UNMOVED = ("states", "stands_aside")
"""Effects of what counts of those who stand aside as well."""
CARRIED = tuple(name for name in Answered.model_fields if name not in ("step", "party", "answer"))
"""The fields of an answer by which a count may tell who gave them."""
NO_ANSWER = ("states", "qualifies", *ON_MEETINGS)
"""Effects of what is no answer to the question: a statement about a decision, a quality of another answer, the
suspension of a meeting."""
BESIDE = ("stands_aside", *ABOUT_ANSWERS)
"""Effects of what stands beside a party's answer, and takes its place no more than that of another."""


@dataclass(slots=True)
class Given:
    """One answer that counts, from its postmark until the postmark of what withdrew or replaced it."""

    version: int
    received_at: datetime
    said: Answered
    ended_at: datetime | None = None

    @property
    def stands(self) -> bool:
        return self.ended_at is None

    def stood(self, as_of: datetime | None) -> bool:
        """Whether it stood at an instant; None: whether it stands now."""
        if as_of is None:
            return self.ended_at is None
        return self.received_at < as_of and (self.ended_at is None or self.ended_at >= as_of)

    @property
    def party(self) -> str:
        return self.said.party

    @property
    def rank(self) -> int:
        """Whose word it is inside the institution: that of the capacity, or of the one that was delegated."""
        if self.said.outcome_of is not None and self.said.person is None:
            return SIGNED_INSIDE
        return max(RANK.get(self.said.capacity or "", 0), RANK.get(self.said.delegated or "", 0))


@dataclass(slots=True)
class Late:
    """
    An act that was refused and kept. Late, it counts only by an extension in time or by an admission; refused for
    something else that can be judged otherwise, only where a challenge is upheld.

    :ivar text: the version that the step was about then
    """

    version: int
    received_at: datetime
    act: str
    person: str | None
    party: str | None
    role: str | None
    capacity: str | None
    delegated: str | None = None
    code: str = "DeadlinePassed"
    text: str | None = None
    counted: bool = False

    @property
    def rank(self) -> int:
        """Whose word it is inside the institution, as if it had come in time; the outcome of a process of its own."""
        if self.person is None:
            return SIGNED_INSIDE
        reported = self.sent.reported
        if reported is not None:
            return RANK[reported.capacity]
        return max(RANK[self.capacity or "focal_point"], RANK.get(self.delegated or "", 0))

    @property
    def author(self) -> str:
        """Whose act it is: of one that was typed in, of who had sent it."""
        reported = self.sent.reported
        return reported.party if reported is not None else self.party or ""

    @property
    def sent(self) -> Answer | RaiseQuestion:
        """The act as it was sent."""
        kind = json.loads(self.act)["act"]
        return (RaiseQuestion if kind == "RaiseQuestion" else Answer).model_validate_json(self.act)


@dataclass(slots=True)
class Held:
    """One hold that was granted: what it added, and, where it stops the clock, from when to when."""

    party: str
    old: datetime
    new: datetime
    start: datetime
    end: datetime
    lifted: bool = False


@dataclass(slots=True)
class Reading:
    due_at: datetime
    at: datetime
    figures: Figures
    roster: dict[str, tuple[str, ...]]
    stale: tuple[str, ...] = ()


@dataclass(slots=True)
class Disposal:
    version: int
    choice: str
    grounds: str | None


@dataclass(slots=True)
class Raised:
    """
    A question that was raised on another; `step` is its own, once its turn has come.

    :ivar after: it was raised in time and admitted after the outcome, which stands until this one has come to another
    :ivar adopted: it amends the text, and that is not published yet: until then it is not over
    """

    step: UUID
    question: str
    raises: str
    party: str
    paragraphs: tuple[str, ...]
    about: int | None
    version: int
    at: datetime
    stops: bool
    over: bool = False
    adopted: bool = False
    after: bool = False


@dataclass(slots=True)
class Step:
    """One question put in one round. Times are instants; `closes_at` None means "as soon as possible" or standing."""

    step: UUID
    stage: UUID
    question: str
    rule: Question
    text: str | None
    scheduled_at: datetime
    opens_at: datetime
    closes_at: datetime | None
    due_at: datetime | None = None
    opened: bool = False
    closed_at: datetime | None = None
    ended_by: str | None = None
    brought_forward: bool = False
    answers: list[Given] = field(default_factory=list)
    standing: dict[str, dict[str, list[Given]]] = field(default_factory=dict)
    numbered: dict[int, Given] = field(default_factory=dict)
    ever: set[str] = field(default_factory=set)
    late: dict[int, Late] = field(default_factory=dict)
    refused: dict[int, Late] = field(default_factory=dict)
    flags: dict[int, tuple[str, str]] = field(default_factory=dict)
    disposals: dict[int, Disposal] = field(default_factory=dict)
    undisposed: dict[int, None] = field(default_factory=dict)
    holds: dict[str, int] = field(default_factory=dict)
    granted: list[Held] = field(default_factory=list)
    stops: list[Held] = field(default_factory=list)
    extensions: int = 0
    extended_by: int = 0
    unannounced: dict[int, datetime] = field(default_factory=dict)
    reminded: set[datetime] = field(default_factory=set)
    readings: list[Reading] = field(default_factory=list)
    figures: Figures | None = None
    permitted: tuple[str, ...] = ()
    outcome: str | None = None
    outcome_version: int | None = None
    provisional: bool = False
    provisional_since: datetime | None = None
    superseded: list[str] = field(default_factory=list)
    items: tuple[Item, ...] = ()
    published: bool = False
    part_of: UUID | None = None
    only: tuple[str, ...] | None = None
    gone: set[str] = field(default_factory=set)
    parts_apart: list[UUID] = field(default_factory=list)
    raised: dict[UUID, Raised] = field(default_factory=dict)
    raised_on: UUID | None = None
    stopped_at: datetime | None = None
    own_closing: dict[str, datetime] = field(default_factory=dict)
    items_came_to: dict[str, str] = field(default_factory=dict)
    electors: frozenset[str] = frozenset()
    eligible_at: datetime | None = None
    disavowed: dict[int, str] = field(default_factory=dict)
    qualities: dict[int, str] = field(default_factory=dict)
    held: dict[str, tuple[str, ...]] = field(default_factory=dict)
    weighed: dict[str, dict[str, int]] = field(default_factory=dict)
    only_after: UUID | None = None
    text_changed_at: datetime | None = None
    confirming: Span | None = None
    unconfirmed: set[int] = field(default_factory=set)
    broken_by: int | None = None
    break_known_at: datetime | None = None
    carried: set[int] = field(default_factory=set)

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def settled(self) -> bool:
        return self.outcome is not None and not self.provisional

    def closing_of(self, party: str | None) -> datetime | None:
        """When it closes for a party: later for one that was given more time alone."""
        own = self.own_closing.get(party or "")
        return self.closes_at if own is None or self.closes_at is None else max(own, self.closes_at)

    @property
    def last_closing(self) -> datetime | None:
        """When it closes for the last of those who are asked."""
        if self.closes_at is None:
            return None
        return max([self.closes_at, *self.own_closing.values()])

    def kept(self, version: int | None) -> Late | None:
        """Find an act on this step that was refused and kept, for its time or for something else."""
        return self.late.get(version or 0) or self.refused.get(version or 0)

    @property
    def pending(self) -> list[Raised]:
        """What was raised on it and is not settled."""
        return [one for one in self.raised.values() if not one.over]

    def stands(self, party: str, answer: str, about: int | None = None) -> Given | None:
        """Find the party's latest answer of that name, if one stands; or the one about a recorded act."""
        found = self.standing.get(party, {}).get(answer, [])
        given = [one for one in found if about in (None, one.said.about)]
        return given[-1] if given else None

    def has_answered(self, party: str) -> bool:
        """Whether the party has an answer that stands. A statement about a decision is none."""
        effects = (self.rule.answers[answer].effect for answer in self.standing.get(party, ()))
        return any(effect not in NO_ANSWER for effect in effects)

    def single(self, party: str) -> Given | None:
        """Find the party's standing answer among those of which it may give one."""
        for answer, given in self.standing.get(party, {}).items():
            if self.replaces(answer):
                return given[-1]
        return None

    def replaces(self, answer: str) -> bool:
        """Whether it takes the place of the party's earlier answer. Who stands aside keeps what it has said."""
        rule = self.rule.answers[answer]
        return rule.each == "one" and rule.effect not in BESIDE

    def roster(self, as_of: datetime | None = None) -> dict[str, tuple[str, ...]]:
        """List the parties per answer that stands, or stood at an instant, in the order of the record."""
        found: dict[str, dict[str, None]] = {}
        for party, given in self.voices(as_of):
            found.setdefault(given.said.answer, {})[party] = None
        return {answer: tuple(parties) for answer, parties in found.items()}

    def voices(self, as_of: datetime | None = None) -> list[Voice]:
        """List the parties that count as having answered, themselves or through a group, and by which answer."""
        heard = [given for given in self.answers if self.is_whole(given)]
        return voices(self.rule, heard, as_of)

    def is_whole(self, given: Given) -> bool:
        """Whether an answer that is limited to some paragraphs counts is a value of the procedure."""
        partly = self.rule.answers[given.said.answer].if_limited == "not_counted"
        return not (partly and given.said.paragraphs)

    def proposes(self, given: Given) -> bool:
        return self.rule.answers[given.said.answer].effect == "proposes"

    def proposals(self) -> list[Given]:
        """List the proposed changes that stand."""
        return [g for g in self.answers if g.stands and self.proposes(g)]

    def add(self, given: Given) -> None:
        """Let an answer stand; where the question takes one each, it replaces the party's earlier answer."""
        said = given.said
        effect = self.rule.answers[said.answer].effect
        if self.replaces(said.answer):
            earlier = self.single(said.party)
            if earlier is not None:
                self.withdraw(said.party, earlier.said.answer, given.received_at)
        elif effect in ABOUT_ANSWERS:
            self._say_anew(given)
        if effect == "proposes" and given.version not in self.disposals:
            self.undisposed[given.version] = None
        self.answers.append(given)
        self.numbered[given.version] = given
        self.standing.setdefault(said.party, {}).setdefault(said.answer, []).append(given)
        self.ever.add(said.answer)

    def add_ended(self, given: Given, at: datetime) -> None:
        """Keep an answer that would have stood until an instant: what it was replaced by, or lapsed with, stays."""
        given.ended_at = at
        self.answers.append(given)
        self.numbered[given.version] = given
        self.ever.add(given.said.answer)

    def _say_anew(self, given: Given) -> None:
        """Of one matter a party says one thing: what it said of the same answer before stands no more."""
        for answer in list(self.standing.get(given.party, {})):
            if self.rule.answers[answer].effect in ABOUT_ANSWERS:
                self.withdraw(given.party, answer, given.received_at, given.said.about)

    def withdraw(self, party: str, answer: str, at: datetime, about: int | None = None) -> None:
        """
        Let the party's answers of that name stand no more. They stay in the record.

        :param about: only those about this recorded act
        """
        mine, left = self.standing.get(party, {}), list[Given]()
        for given in mine.pop(answer, ()):
            if about is not None and given.said.about != about:
                left.append(given)
                continue
            given.ended_at = at
            self.undisposed.pop(given.version, None)
            if self._effect(answer) == "qualifies":
                self.qualities.pop(given.said.about or 0, None)
        if left:
            mine[answer] = left
        elif not mine:
            self.standing.pop(party, None)

    def limit(self, given: Given, paragraphs: tuple[str, ...], at: datetime) -> None:
        """Let a standing answer be about these paragraphs only; about none of them: it stands here no more."""
        mine = self.standing[given.party][given.said.answer]
        given.ended_at = at
        mine.remove(given)
        if paragraphs:
            said = given.said.model_copy(update={"paragraphs": paragraphs})
            left = Given(given.version, given.received_at, said)
            self.answers.append(left)
            self.numbered[given.version] = left
            mine.append(left)
        else:
            self.undisposed.pop(given.version, None)
        if not mine:
            del self.standing[given.party][given.said.answer]
        if not self.standing[given.party]:
            del self.standing[given.party]

    def drop(self, party: str, at: datetime) -> None:
        """Let everything that the party has said stand no more."""
        for answer in list(self.standing.get(party, {})):
            self.withdraw(party, answer, at)

    def dispose(self, proposal: int, disposal: Disposal) -> None:
        """Let a proposal have its disposition."""
        self.disposals[proposal] = disposal
        self.undisposed.pop(proposal, None)

    def lapse(self, at: datetime) -> None:
        for party in list(self.standing):
            for answer in list(self.standing.get(party, {})):
                self.withdraw(party, answer, at)

    def tally(self, whom: Whom, as_of: datetime | None = None) -> Tally:
        """
        Count what stands, or stood at an instant, exactly, among the parties that are asked.

        Who only makes a statement has not answered: a statement changes no outcome.
        """
        asked, aside = whom.asked, self.aside(as_of)
        roster = {
            answer: self._counting(answer, asked, aside, whom) & set(parties)
            for answer, parties in self.roster(as_of).items()
        }
        given = {answer: len(parties) for answer, parties in roster.items() if parties}
        decides = {a: who for a, who in roster.items() if self._effect(a) not in NO_ANSWER}
        answered = frozenset().union(*decides.values())
        stays = {given.said.answer: given for given in self._stays_broken()}
        given.update({answer: 1 for answer in stays if not given.get(answer)})
        chosen = [
            g.said.choice
            for g in self.answers
            if g.stood(as_of) and self._chooses(g) and g.party not in whom.undecided
        ]
        tally = Tally(
            asked=len(asked),
            answered=len(answered),
            given=given,
            chosen=chosen[-1] if chosen else None,
            figures=self.reported(as_of),
            present=len(asked & whom.present),
            aside=len(asked & aside),
        )
        if not self.rule.counts:
            return tally
        spoken = [
            (party, given)
            for party, given in self.voices(as_of)
            if party in roster.get(given.said.answer, ())
        ]
        spoken += [(g.party, g) for answer, g in stays.items() if not roster.get(answer)]
        heard = [self._heard(party, given) for party, given in spoken]
        whom = replace(whom, answered=answered, aside=frozenset(asked & aside))
        return counted(tally, self.rule.counts, heard, whom)

    def aside(self, as_of: datetime | None = None) -> set[str]:
        """The parties that stand aside, or stood aside at an instant: what else they have said does not count."""
        return {
            given.party
            for given in self.answers
            if given.stood(as_of) and self._effect(given.said.answer) == "stands_aside"
        }

    def _counting(
        self, answer: str, asked: frozenset[str], aside: set[str], whom: Whom
    ) -> frozenset[str]:
        """The parties whose answer of this name counts: not who stands aside, nor joint holders who disagree."""
        if self._effect(answer) not in UNMOVED:
            asked -= aside
        return asked - whom.undecided if self.replaces(answer) else asked

    def _effect(self, answer: str) -> str:
        return self.rule.answers[answer].effect

    def _chooses(self, given: Given) -> bool:
        """Whether its choice is one of outcomes. What is chosen about another answer is none."""
        return bool(given.said.choice) and self._effect(given.said.answer) not in ABOUT_ANSWERS

    def _stays_broken(self) -> list[Given]:
        """The answers that were given at all, where silence that was broken stays broken."""
        stays = self.rule.if_all_withdrawn == "stays_broken" and self.rule.silence_means == "agrees"
        return self.answers if stays else []

    def _heard(self, party: str, given: Given) -> Heard:
        said = given.said
        carries = frozenset(name for name in CARRIED if getattr(said, name) not in (None, (), {}))
        return Heard(party, said.answer, carries, self.qualities.get(given.version), said.choice)

    def reported(self, as_of: datetime | None = None) -> dict[str, int]:
        """Give the figures of the latest report that stands, or stood at an instant."""
        found = [g.said.figures for g in self.answers if g.stood(as_of) and g.said.figures]
        return found[-1] if found else {}


def figures(tally: Tally, rule: Question) -> Figures:
    """Write the counts as they are recorded, and as of when parties count among those asked."""
    weights = {name: rule.counts[name].weigh or "" for name in tally.heads}
    return Figures(
        asked=tally.asked,
        answered=tally.answered,
        given=dict(sorted(tally.given.items())),
        reported=dict(tally.figures),
        eligible_as_of=rule.eligible_as_of,
        counts=dict(tally.named),
        weighed={name: Weighed(weight=weights[name], parties=n) for name, n in tally.heads.items()},
    )
