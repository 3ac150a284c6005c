"""
The negotiation of 2022, with what must hold and its other courses, on the domain alone.

The same files go through the whole stack in `tests/rehearsal/test_scenarios.py`. Broken twins of the rules make them
fail.
"""

import time
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cli.status import as_data
from domain.calendar.local_time import offset_difference
from domain.calendar.show import in_both_cities, parse_instant
from domain.letter.write import letter
from domain.procedure.explain.page import explain
from domain.procedure.read import parse_procedure
from domain.step.adoption import adoptions
from domain.step.events import OutcomeReached
from rehearsal.player import Player
from rehearsal.read import read_rehearsal
from rehearsal.rules import with_rules
from tests.procedures.in_memory import played

ROOT = Path(__file__).parents[2]
RULES = ROOT / "procedures" / "progress-declaration-2022.yaml"
NAME = "progress-declaration-2022"


def file(variant: str = "") -> Path:
    return ROOT / "scenarios" / f"{NAME}{variant}.yaml"


async def course(variant: str = "", rules: dict[str, Any] | None = None) -> Player:
    """Play a course of the negotiation, by other rules where they are given."""
    rehearsal = read_rehearsal(file(variant))
    if rules:
        rehearsal = replace(rehearsal, procedure=with_rules(RULES, rules))
    return await played(rehearsal)


async def test_silence_that_is_broken_names_paragraphs_and_nobody_to_those_who_are_told() -> None:
    player = await course()
    broken = [
        one.envelope.version
        for one in player.history
        if isinstance(one.event, OutcomeReached) and one.event.outcome == "broken"
    ]
    [version] = broken
    said = letter(player.history, version)
    text = " ".join(said.body)
    assert "paragraphs 12, 34 and 61" in text
    assert "parties" not in said.facts and "Broken by" not in text


async def test_the_forum_and_the_assembly_decide_on_the_same_words() -> None:
    player = await course()
    forum, assembly = adoptions(player.state)
    assert forum.sha256 == assembly.sha256 and (forum.does, assembly.does) == (
        "adoption",
        "endorsement",
    )


async def test_in_the_weeks_between_the_changes_of_the_clocks_geneva_is_five_hours_ahead() -> None:
    day, end = parse_instant("2022-03-13T12:00 New York"), parse_instant("2022-03-27T00:00 Geneva")
    while day < end:
        assert offset_difference(day, "America/New_York", "Europe/Zurich") == timedelta(hours=5)
        day += timedelta(days=1)
    player = await course()
    shown = {key: in_both_cities(at) for key, at in player.state.dates.items()}
    assert "15:00 Geneva (09:00 New York)" in shown["townhall_1"]
    assert "14:00 Geneva (09:00 New York)" in shown["townhall_2"]
    assert "15:00 Geneva (09:00 New York)" in shown["townhall_3"]


async def test_an_adoption_by_vote_is_nowhere_called_one_by_consensus() -> None:
    player = await course("-recorded-vote")
    adoption = adoptions(player.state)[0]
    told = as_data(player.state, player.now)["adoptions"][0]
    assert adoption.manner == told["manner"] == "recorded_vote"
    assert told["figures"]["not_taking_part"] == 27 and told["figures"]["abstain"] == 12


async def test_an_objection_in_the_added_day_is_in_time_and_one_at_its_end_is_not() -> None:
    player = await course("-extended")
    step = player.state.step_of("agreement.objections")
    assert (
        step is not None and step.outcome == "broken" and step.closes_at == utc("2022-05-10T22:00")
    )


def utc(text: str) -> datetime:
    return parse_instant(f"{text}:00+00:00")


async def test_a_text_that_is_placed_again_has_the_hash_that_it_had() -> None:
    player = await course("-reverted")
    texts = player.state.texts
    assert texts["back"].sha256 == texts["v2"].sha256 != texts["v3"].sha256
    assert texts["back"].agreed_at is not None


async def test_the_whole_negotiation_takes_seconds_on_the_domain() -> None:
    began = time.monotonic()
    player = await course()
    assert player.report().passed and time.monotonic() - began < 30


OBJECTION = {"title": "Objection", "each": "one", "needs": ["paragraphs"], "takes": ["reason"]}
BREAKS = {"count": "objection", "at_least": 4}
TWINS: dict[str, tuple[str, dict[str, Any]]] = {
    "a stakeholder breaks silence": (
        "",
        {
            "roles.stakeholder.class": "decision_maker",
            "agreement.objections.asks": ["member_state", "group", "stakeholder"],
        },
    ),
    "three objections are not enough": (
        "",
        {
            "agreement.objections.adds_up_to": [
                {"when": [BREAKS], "permits": ["broken"]},
                {"permits": ["held"]},
            ]
        },
    ),
    "the first objection ends the silence": (
        "",
        {"agreement.objections.answers": {"objection": OBJECTION | {"effect": "ends"}}},
    ),
    "the forum may adopt any text, and the Assembly endorse any": (
        "-other-text",
        {"endorsement.decision.adopts.text": "any", "adoption.decision.adopts.text": "any"},
    ),
    "a statement is an answer that is counted": ("", {"statements.statements.asks": ["group"]}),
    "the space for inputs closes in Geneva": (
        "",
        {
            "venue": "geneva",
            "inputs.inputs.window.closes": {"date": "inputs_close", "at_time": "23:59"},
        },
    ),
    "a reading is over when a text is there": (
        "",
        {"reading.paragraphs.complete_when": ["text_published"]},
    ),
    "only groups may ask for a vote": (
        "-recorded-vote",
        {"adoption.decision.incidental.recorded_vote.raised_by": ["group"]},
    ),
    "who takes no part is not said": (
        "-recorded-vote",
        {
            "adoption.decision.incidental.recorded_vote.question.answers.recorded_vote.figures.rest": "absent"
        },
    ),
    "silence is never extended": ("-extended", {"agreement.objections.extension": "none"}),
}


@pytest.mark.parametrize("name", TWINS)
async def test_a_broken_twin_of_the_rules_makes_the_negotiation_fail(name: str) -> None:
    variant, rules = TWINS[name]
    player = await course(variant, rules)
    assert not player.report().passed


def test_the_page_that_explains_it_says_who_adopts_and_that_silence_does_not() -> None:
    page = " ".join(
        line for one in explain(parse_procedure(RULES.read_text())) for line in one.lines
    )
    for words in (
        "the International Migration Review Forum adopts the text, by consensus",
        "the General Assembly endorses the text, by consensus",
        "Nothing else is its adoption: agreement before it is none.",
        "It is attached to the decision and leaves the outcome as it is.",
    ):
        assert words in page
