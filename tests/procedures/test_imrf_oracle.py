"""
The oracle of the modalities of 2019, whole: 60 vectors.

Its acts are played in their order by the shipped procedure, judged, sealed and folded by the engine's own code; what
the record tells is held against every field that a vector expects. The same history as a scenario file goes through
the whole stack in `tests/rehearsal/test_scenarios.py`. Broken twins of rules and of code turn vectors red.
"""

import asyncio
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain.calendar.show import parse_instant
from domain.process import limits
from domain.process.fold import replay
from domain.process.state import Process
from domain.rule.models import Test
from domain.step import decide, figures
from domain.step.adoption import adoptions
from rehearsal.names import find_step
from rehearsal.read import Rehearsal
from rehearsal.rules import with_rules
from rehearsal.scenario import Entry
from tests.procedures import imrf
from tests.procedures.imrf import ORACLE, Played, Vector, reason, rounds, step_name, told, warned
from tests.procedures.imrf_claims import CLAIMS

SHARED = Path(os.environ.get("PARLEY_SHARED", imrf.ROOT.parent / "shared"))
REPLAY, AS_OF, MUST_NOT, BRANCHES, DERIVED = (
    ORACLE[key] for key in ("replay", "as_of", "must_not", "counterfactual", "derived")
)
Differences = dict[str, tuple[Any, Any]]


def of(vectors: list[Vector]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("vector", vectors, ids=lambda one: one["id"])


@cache
def history() -> Played:
    """The history, played once for all tests that only read it."""
    return asyncio.run(imrf.play(REPLAY, imrf.shipped()))


# What differs from a vector: nothing, where it is reproduced.


def differs(expected: Vector, found: Vector) -> Differences:
    """Every field that is expected and found otherwise. Notes explain and are no expectation."""
    wanted = {key: value for key, value in expected.items() if key != "note"}
    return {k: (v, found.get(k, "?")) for k, v in wanted.items() if found.get(k, "?") != v}


def replayed(vector: Vector, one: Played) -> Differences:
    process, act = one.after(vector), one.act(vector["id"])
    step = find_step(process, step_name(vector))
    found = told(process, one.history, parse_instant(vector["at"]))
    found["accepted"] = act is None or act.result == "accepted"
    found["instant_utc"] = _utc(process.now)
    found["expiry_utc"] = _utc(step.closes_at) if step else None
    found["step_outcome"] = (step.outcome or "open").upper() if step else None
    found["warning"] = warned(step)
    return differs(vector["expect"], found)


def _utc(instant: datetime | None) -> str | None:
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ") if instant else None


def projected(vector: Vector, one: Played) -> Differences:
    at = parse_instant(vector["at"])
    process = one.until(at)
    found = told(process, one.history, at)
    if "viewer_zone" in vector and process is not None:
        closes = rounds(process)[-1].closes_at
        zone = ZoneInfo(vector["viewer_zone"])
        found["expiry_shown"] = closes.astimezone(zone).isoformat() if closes else None
    return differs(vector["expect"], found)


async def branched(vector: Vector, base: Rehearsal) -> Differences:
    """Play the history up to the act that did not happen, then that act, and let two days pass."""
    at = parse_instant(vector["at"])
    before = [one for one in REPLAY if parse_instant(one["at"]) < at]
    one = await imrf.play([*before, vector], base, lasts=timedelta(days=2))
    process, act = one.player.state, one.act(vector["id"])
    assert act is not None
    at_the_act = replay(one.history[: act.versions[-1]]) if act.versions else process
    assert at_the_act is not None
    name = act.step or "agreement.objections"
    step, then = find_step(process, name), find_step(at_the_act, name)
    return differs(
        vector["expect"],
        {
            "accepted": act.result == "accepted",
            "counted": act.result == "accepted",
            "recorded": bool(act.versions),
            "reason": reason(at_the_act, act, then) if act.refusal else None,
            "step_outcome": (step.outcome or "open").upper() if step else None,
        },
    )


def derived(vector: Vector, one: Played) -> Differences:
    """The engine's own numbers for a derived fact."""
    process, vote = one.player.state, adoptions(one.player.state)[0]
    agreed = next(t.agreed_at for t in process.texts.values() if t.agreed_at)
    windows = [(s.opens_at, s.closes_at or s.opens_at) for s in rounds(process)]
    zone = process.procedure.zone
    found = {
        "IMRF-D01": vote.figures["not_taking_part"],
        "IMRF-D02": _majority(process).of,
        "IMRF-D03": _majority(process).needed,
        "IMRF-D04": limits.days_between(agreed, vote.at, zone),
        "IMRF-D05": limits.limits(process, vote.at)[0].days_left,
        "IMRF-D06": [limits.days_between(*window, zone) for window in windows],
        "IMRF-D07": [(end - start) // timedelta(hours=1) for start, end in windows],
    }
    return differs({"value": vector["value"]}, {"value": found[vector["id"]]})


def _majority(process: Process) -> Test:
    """What the record says of the majority: how many were needed, of how many that were cast."""
    step = process.step_of("adoption.decision")
    assert step is not None and step.figures is not None
    [majority] = [test for test in step.figures.tests if test.called == "majority"]
    return majority


def test_there_are_sixty_vectors() -> None:
    numbers = [len(one) for one in (REPLAY, AS_OF, BRANCHES, MUST_NOT, DERIVED)]
    assert numbers == [21, 16, 8, 8, 7]


def test_the_copy_of_the_oracle_is_what_it_was_copied_from() -> None:
    original = SHARED / "oracles" / imrf.FILE.name
    if original.exists():
        assert imrf.FILE.read_bytes() == original.read_bytes()


@of(REPLAY)
def test_the_replay_gives_what_the_history_gives(vector: Vector) -> None:
    assert replayed(vector, history()) == {}


@of(AS_OF)
def test_a_projection_is_what_was_known_at_its_instant(vector: Vector) -> None:
    assert projected(vector, history()) == {}


@of(BRANCHES)
async def test_an_act_that_did_not_happen_is_judged_by_the_rules(vector: Vector) -> None:
    assert await branched(vector, imrf.shipped()) == {}


@of(DERIVED)
def test_a_derived_fact_is_what_the_record_adds_up_to(vector: Vector) -> None:
    assert derived(vector, history()) == {}


@of(MUST_NOT)
def test_nothing_that_the_record_says_states_what_must_not_be_concluded(vector: Vector) -> None:
    assert not CLAIMS[vector["id"]](history())


def test_the_scenario_that_is_shipped_tells_the_acts_of_the_oracle() -> None:
    """Act for act: who, when, what. Words and paragraphs are the scenario's own."""
    own = {one.label: one for one in imrf.shipped().scenario.acts if one.label}
    for vector in REPLAY:
        for entry in imrf.entries(vector)[-1:]:
            suffix = "-expiry" if "expiry" in vector else ""
            found = own[vector["id"].lower() + suffix]
            assert found.at == entry.at, vector["id"]
            assert told_by(found) == told_by(entry), vector["id"]


def told_by(entry: Entry) -> dict[str, object]:
    """What an act says. Of the two co-facilitators the oracle does not say which one acts."""
    said = entry.said
    names = ("act", "text", "closes_at", "figures", "answer", "symbol", "party")
    who = ["co-facilitator" if one.startswith("cofac-") else one for one in entry.as_]
    return {"as": who} | {name: getattr(said, name, None) for name in names}


# Broken twins: each turns the vectors red that it should.


def red(base: Rehearsal) -> set[str]:
    """Play everything by other rules or other code. :returns: the ids of the vectors that are not reproduced"""
    one = asyncio.run(imrf.play(REPLAY, base))
    checks: list[tuple[list[Vector], Callable[[Vector], object]]] = [
        (REPLAY, lambda v: replayed(v, one)),
        (AS_OF, lambda v: projected(v, one)),
        (BRANCHES, lambda v: asyncio.run(branched(v, base))),
        (DERIVED, lambda v: derived(v, one)),
        (MUST_NOT, lambda v: CLAIMS[v["id"]](one)),
    ]
    return {v["id"] for vectors, check in checks for v in vectors if _red(check, v)}


def _red(check: Callable[[Vector], object], vector: Vector) -> bool:
    try:
        return bool(check(vector))
    except (ValueError, IndexError, AssertionError, StopIteration, KeyError):
        return True


@dataclass(frozen=True)
class Twin:
    """
    A broken twin.

    :param turns: vectors that it turns red at least, without the prefix
    :param rules: values of the procedure that it changes
    :param code: what it puts in the place of a function: (module, name, function)
    """

    turns: str
    rules: dict[str, Any] | None = None
    code: tuple[Any, str, Any] | None = None
    words: dict[str, str] | None = None


def _rest_abstains(process: Any, rule: Any, act: Any) -> dict[str, int]:
    found = figures.whole_figures(process, rule, act)
    if "not_taking_part" not in found:
        return found
    return {**found, "abstain": found["abstain"] + found["not_taking_part"], "not_taking_part": 0}


CONSENSUS = {"body": "assembly", "does": "adoption", "by": {"held": "consensus"}, "text": "any"}
OBJECTION = {"objection": {"title": "Objection", "each": "one", "takes": ["reason", "paragraphs"]}}
VOTES = {
    "votes_for": {"figure": "for"},
    "votes_against": {"figure": "against"},
    "x": {"figure": "abstain"},
}
TWINS = {
    "the closing instant is in time": Twin("X01 X05", code=(decide, "in_time", lambda *_: None)),
    "held silence adopts": Twin("R18 P12 N01 N02", {"agreement.objections.adopts": CONSENSUS}),
    "figures may exceed the members": Twin(
        "X08 P14", code=(decide, "whole_figures", lambda *given: given[-1].figures)
    ),
    "who took no part abstained": Twin(
        "N05 P14 D01", code=(decide, "whole_figures", _rest_abstains)
    ),
    "the first objection ends the round": Twin(
        "R12 D07",
        {
            "agreement.objections.answers": {
                "objection": {**OBJECTION["objection"], "effect": "ends"}
            }
        },
    ),
    "who is consulted decides": Twin(
        "X03",
        {
            "roles.consulted.class": "decision_maker",
            "agreement.objections.asks": ["member_state", "consulted"],
        },
    ),
    "who supports decides": Twin(
        "X04",
        {
            "roles.network.class": "decision_maker",
            "agreement.objections.asks": ["member_state", "network"],
        },
    ),
    "letters name who objected": Twin("P07 N03", {"agreement.objections.visible": "all"}),
    "two objections break silence": Twin(
        "R16 P09",
        {
            "agreement.objections.adds_up_to": [
                {"when": [{"count": "objection", "at_least": 2}], "permits": ["broken"]},
                {"permits": ["held"]},
            ]
        },
    ),
    "the co-facilitators adopt": Twin(
        "X06", {"adoption.decision.asks": ["assembly", "co_facilitator"]}
    ),
    "a text can be changed under silence": Twin(
        "X07",
        {
            "agreement.objections.silence_means": "no_comment",
            "agreement.then": {"held": ["announcement"], "broken": ["agreement"]},
        },
    ),
    "the days to a limit are those of another zone": Twin(
        "P13 P14 D05",
        code=(limits, "days_between", lambda *given: (given[1].date() - given[0].date()).days),
    ),
    "abstentions count as votes cast": Twin(
        "D02 D03",
        {
            "adoption.decision.counts": {
                **VOTES,
                "votes_cast": {"sum": ["votes_for", "votes_against", "x"]},
            }
        },
    ),
    "days are those of another venue": Twin("D04 P13", {"venue": "geneva"}),
    "the tabled text has other words": Twin("R21 P14", words={"l99": "Other words."}),
    "a text is offered twice": Twin("N08", words={"f2": "same", "f1": "same"}),
}


@pytest.mark.parametrize("name", TWINS)
def test_a_broken_twin_turns_vectors_red(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    twin, base = TWINS[name], imrf.shipped()
    if twin.rules:
        file = imrf.ROOT / "procedures" / "imrf-modalities-2019.yaml"
        base = replace(base, procedure=with_rules(file, twin.rules))
    if twin.code:
        monkeypatch.setattr(*twin.code)
    if twin.words:
        base = _with_words(base, twin.words)
    found = red(base)
    assert {f"IMRF-{one}" for one in twin.turns.split()} <= found, sorted(found)


def _with_words(base: Rehearsal, words: dict[str, str]) -> Rehearsal:
    texts = dict(base.scenario.texts)
    for key, said in words.items():
        words_only = {"paragraphs": {"1": said}, "same_as": None}
        texts[key] = texts[key].model_copy(update=words_only)
    return replace(base, scenario=base.scenario.model_copy(update={"texts": texts}))
