"""Small imagined ballots, on which a rule is tried before anybody votes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import combinations_with_replacement

from domain.calendar.models import Span
from domain.procedure.question import Question
from domain.procedure.weights import LARGEST
from domain.procedure.window import Moment
from domain.rule.condition import Condition, within
from domain.rule.counts import OF_PARAGRAPHS, Heard, Tally, Whom, counted
from domain.rule.models import CHOSEN

MOST_PARTIES = 4
MOST_BALLOTS = 5_000
FORTY = 40
"""So many that no usual quorum is missed."""
MOST_TRIED = 500
HEAVY = LARGEST // FORTY
"""So much that no usual quorum of a weight is missed."""


@dataclass(frozen=True, slots=True)
class Imagined:
    """The facts of an imagined ballot: its counts, and as a rule nothing else has happened."""

    tally: Tally
    happened: Mapping[str, str] = field(default_factory=dict)
    now: datetime = datetime(2000, 1, 1, tzinfo=UTC)

    def count(self, name: str) -> int:
        return self.tally.count(name)

    def outcome(self, of: str) -> str | None:
        return self.happened.get(of)

    def rounds_of(self, stage: str) -> int:
        return int(stage in self.happened)

    def is_open(self, question: str) -> bool:
        return question in self.happened

    def has_answer(self, question: str, answer: str | None) -> bool:
        return answer is not None and self.happened.get(question) == answer

    def has_text(self, kind: str) -> bool:
        return kind in self.happened

    def text_exists_in(self, wanted: tuple[str, ...]) -> bool:
        return set(wanted) <= set(self.happened)

    def instant(self, moment: Moment) -> datetime | None:
        return moment.at

    def later(self, start: datetime, span: Span) -> datetime:
        return start if span.n else self.now

    def said(self, question: Question) -> str:
        """Say who answered what, in a few words."""
        given = [f"{n} {question.answers[name].title}" for name, n in self.tally.given.items()]
        of = f" of {self.tally.asked} asked" if self.tally.asked else ""
        return f"{', '.join(given) or 'no answer'}{of}"


Vote = tuple[str, str | None, frozenset[str], str | None]
"""A party's role, its answer, its fields, and what it chooses where a count tells choices apart."""


def ballots(question: Question) -> Iterator[Imagined]:
    """Every ballot of up to four parties that give one answer each; the smallest first, at most five thousand."""
    votes = _votes(question)
    made = 0
    for size in range(MOST_PARTIES + 1):
        for cast in combinations_with_replacement(votes, size):
            if made >= MOST_BALLOTS:
                return
            made += 1
            yield _ballot(question, cast)


def undecided(question: Question) -> Imagined | None:
    """Find a ballot on which no case of the rule holds."""
    for ballot in ballots(question):
        if not any(case.holds(ballot) for case in question.adds_up_to):
            return ballot
    return None


def unanimous(question: Question, answer: str) -> Imagined:
    """A ballot of forty in which everybody who may gives this answer, with all its fields."""
    return _ballot(question, _alike(question, answer, FORTY), HEAVY)


def of_counts(conditions: tuple[Condition, ...]) -> bool:
    """Whether conditions look at nothing but the counts of their question, so that ballots can be imagined."""
    plain = [one for one in within(conditions) if not one.inner]
    return all(one.count is not None and one.count not in OF_PARAGRAPHS for one in plain)


def when_nobody_answers(question: Question, conditions: tuple[Condition, ...]) -> bool:
    """Whether conditions hold when nobody has answered yet."""
    return _meets(_ballot(question, _silent(question, FORTY)), conditions)


def some_ballot(question: Question, conditions: tuple[Condition, ...]) -> bool:
    """
    Whether conditions hold on some ballot: a small one, or a large one of one answer or of two. Of numbers that are too
    large to be tried it is taken for granted.
    """
    plain = [one for one in within(conditions) if one.count and not (one.of or one.ahead_of)]
    limits = [int(one.comparison[1]) for one in plain]
    heads = [n for n in limits if n < HEAVY]
    if max(heads, default=0) > MOST_TRIED:
        return True
    size = max(FORTY, *(4 * n for n in heads), 0)
    return any(_meets(one, conditions) for one in (*_large(question, size), *ballots(question)))


def _large(question: Question, size: int) -> Iterator[Imagined]:
    """Ballots of many: of one answer alone, of two in equal parts, each with and without as many that are silent."""
    for first, second in combinations_with_replacement(question.answers, 2):
        one, other = _alike(question, first, size), _alike(question, second, size)
        for cast in (one, (*one, *_silent(question, size)), (*one, *other)):
            yield _ballot(question, cast, HEAVY)


def _alike(question: Question, answer: str, size: int) -> tuple[Vote, ...]:
    rule = question.answers[answer]
    roles, fields = rule.by or question.asks, frozenset[str]((*rule.needs, *rule.takes))
    choices = _choices(question, answer)
    return tuple(
        (roles[n % len(roles)], answer, fields, choices[n % len(choices)]) for n in range(size)
    )


def _silent(question: Question, size: int) -> tuple[Vote, ...]:
    roles = question.asks
    return tuple((roles[n % len(roles)], None, frozenset(), None) for n in range(size))


def _choices(question: Question, answer: str) -> tuple[str | None, ...]:
    """What an answer may choose, as far as a count of the question asks for it."""
    told = any(answer in count.answers and count.choice for count in question.counts.values())
    return question.answers[answer].choices or (None,) if told else (None,)


def _meets(ballot: Imagined, conditions: tuple[Condition, ...]) -> bool:
    return all(one.holds(ballot) for one in conditions)


def chosen_by_nobody(question: Question) -> bool:
    """Whether, when nobody answers, the outcome is the one that an answer chose: there is none then."""
    nobody = _ballot(question, ())
    held = next((case for case in question.adds_up_to if case.holds(nobody)), None)
    return held is not None and CHOSEN in held.permits


def _votes(question: Question) -> list[Vote]:
    found: list[Vote] = []
    for role in question.asks:
        found.append((role, None, frozenset(), None))
        for name, rule in question.answers.items():
            fields = frozenset[str]((*rule.needs, *rule.takes))
            found += [
                (role, name, carried, choice)
                for carried in {fields, frozenset[str](rule.needs)}
                for choice in _choices(question, name)
            ]
    return found


def _weights(question: Question) -> list[str]:
    return [count.weigh for count in question.counts.values() if count.weigh is not None]


def _ballot(question: Question, cast: tuple[Vote, ...], weight: int = 1) -> Imagined:
    named = {str(number): vote for number, vote in enumerate(cast)}
    voices = [
        Heard(who, said, carries, choice=choice)
        for who, (_, said, carries, choice) in named.items()
        if said
    ]
    given: dict[str, int] = {}
    for one in voices:
        given[one.answer] = given.get(one.answer, 0) + 1
    whom = Whom(
        asked=frozenset(named),
        answered=frozenset(one.party for one in voices),
        roles={who: (role,) for who, (role, *_) in named.items()},
        weights=dict.fromkeys(_weights(question), dict.fromkeys(named, weight)),
    )
    tally = Tally(asked=len(named), answered=len(voices), given=given)
    return Imagined(counted(tally, question.counts, voices, whom))
