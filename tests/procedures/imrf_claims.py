"""What must not be concluded from the history of 2019: each claim is looked for in everything that the record says."""

import json
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache

from cli.event_words import said
from cli.replay import as_data
from domain.calendar.show import parse_instant
from domain.letter.write import as_text, letter
from domain.process.fold import evolve
from domain.process.state import Process
from domain.step.adoption import Adoption, adoptions
from domain.step.state import Step
from tests.procedures.imrf import ORACLE, Played, public_objectors, rounds, warned

NAMED_AGAINST = ("Estonia", "Hungary", "Israel", "Poland", "United States")
VOTE = parse_instant(ORACLE["replay"][-1]["at"])


@lru_cache(maxsize=2)
def sayings(one: Played) -> list[tuple[datetime, str]]:
    """Every letter, every line of the log, and the process as data after every event, each with its instant."""
    whole, process = one.player.state, None
    found: list[tuple[datetime, str]] = []
    for recorded in one.history:
        at, version = recorded.envelope.process_at, recorded.envelope.version
        found.append((at, said(whole, recorded.event)))
        if version in whole.milestones:
            found.append((at, as_text(letter(one.history, version))))
        process = evolve(process, recorded)
        found.append((at, json.dumps(as_data(process, at, process.version), default=str)))
    return found


def words(one: Played, until: datetime | None = None) -> str:
    return "\n".join(text for at, text in sayings(one) if until is None or at < until)


def state(one: Played) -> Process:
    return one.player.state


def last_round(one: Played) -> Step:
    return rounds(state(one))[-1]


def vote(one: Played) -> Adoption:
    [found] = adoptions(state(one))
    return found


def adopted_early(one: Played) -> bool:
    before = words(one, VOTE)
    return "text is adopted" in before or '"does": "adoption"' in before


def by_consensus(one: Played) -> bool:
    return "consensus" in words(one)


def objectors_named(one: Played) -> bool:
    """One of those who voted against is named before the vote, or a letter names who objected."""
    named = any(name in words(one, VOTE) for name in NAMED_AGAINST)
    return named or bool(public_objectors(one.history, state(one).version))


def silent_bound(one: Played) -> bool:
    """Silence in the round that held left something on record of those who were silent."""
    return bool(last_round(one).answers) or "bound to" in words(one)


def absent_abstained(one: Played) -> bool:
    return (vote(one).figures["abstain"], vote(one).figures["not_taking_part"]) != (13, 57)


def absent_agreed(one: Played) -> bool:
    return vote(one).figures["for"] != 118 or vote(one).step.rule.silence_means == "agrees"


def weekend_invalid(one: Played) -> bool:
    """The round over a weekend is warned of, void, or put right."""
    step = last_round(one)
    void = state(one).stages[step.stage].voided or bool(step.superseded)
    return void or warned(step) is not None or step.outcome != "held"


def same_text(one: Played) -> bool:
    texts = [state(one).texts[step.text or ""] for step in rounds(state(one))]
    return len({text.sha256 for text in texts}) != len(texts)


CLAIMS: dict[str, Callable[[Played], bool]] = {
    "IMRF-N01": adopted_early,
    "IMRF-N02": by_consensus,
    "IMRF-N03": objectors_named,
    "IMRF-N04": silent_bound,
    "IMRF-N05": absent_abstained,
    "IMRF-N06": absent_agreed,
    "IMRF-N07": weekend_invalid,
    "IMRF-N08": same_text,
}
"""Whether the record states the claim."""
