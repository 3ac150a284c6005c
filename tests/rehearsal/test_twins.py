"""Broken twins: the shipped scenarios, played under a rule that the field gets wrong, do not pass."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from domain.process.state import Process
from rehearsal import findings as held
from rehearsal.engine import RealEngine
from rehearsal.expectations import Expectation
from rehearsal.player import Player
from rehearsal.read import Rehearsal, read_rehearsal
from rehearsal.report import Report
from rehearsal.rules import with_rules
from tests.domain.pledge import agreed
from tests.rehearsal.small import ROOT

PROCEDURE = ROOT / "procedures" / "un-system-pledge.yaml"


def under(rules: dict[str, object]) -> Callable[[Rehearsal], Rehearsal]:
    return lambda one: replace(one, procedure=with_rules(PROCEDURE, rules))


def by_the_calendar_of_the_united_states(one: Rehearsal) -> Rehearsal:
    """Presidents' Day closes the offices: the naive list of holidays."""
    day, lists = date(2022, 2, 21), []
    for given in one.calendars:
        closed = {**given.official_holidays, day: "Presidents' Day"}
        inside = (given.valid_from or day) <= day <= (given.valid_until or day)
        lists.append(given.model_copy(update={"official_holidays": closed}) if inside else given)
    return replace(one, calendars=tuple(lists))


def failed(report: Report) -> set[str]:
    acts = {one.label or one.act for one in report.acts if one.holds is False}
    return acts | {one.what for one in report.expectations if not one.holds}


@pytest.mark.parametrize(
    ("name", "twin", "shows"),
    [
        ("", by_the_calendar_of_the_united_states, "ap1: due"),
        (
            "",
            under({"agreement.objections.hold.span": {"hours": 48}}),
            "agreement.objections: closes_at",
        ),
        (
            "-deputy-objects",
            under({"agreement.objections.given_by": ["principal", "deputy"]}),
            "objection",
        ),
    ],
    ids=["Presidents' Day counted as closed", "a hold of 48 hours", "deputies may object"],
)
async def test_a_scenario_fails_under_a_wrong_rule(
    name: str, twin: Callable[[Rehearsal], Rehearsal], shows: str, engine: RealEngine
) -> None:
    path = ROOT / "scenarios" / f"un-system-pledge-2022{name}.yaml"
    report = await Player(twin(read_rehearsal(path)), engine).play()
    assert shows in failed(report)
    assert not report.passed


def silence_is_in(process: Process) -> tuple[str, ...]:
    """The naive roster: whoever did not object to the text is taken to have joined the pledge."""
    steps = [s for s in process.steps.values() if s.rule.silence_means == "agrees" and s.closed_at]
    return tuple(party for step in steps for party in process.asked(step))


def test_a_roster_that_takes_silence_for_joining_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    history = agreed().history
    nobody = Expectation(endorsers=())
    assert [one.holds for one in held.findings([nobody], history, {})] == [True]
    monkeypatch.setattr(held, "endorsers", silence_is_in)
    assert [one.holds for one in held.findings([nobody], history, {})] == [False]
