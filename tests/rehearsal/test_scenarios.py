"""Every scenario that is shipped, played through real Postgres, the real door, a worker and the real Temporal."""

from pathlib import Path
from typing import Any

import pytest

from rehearsal.report import Report
from tests.rehearsal.conftest import Play

HOME = Path(__file__).parents[2] / "scenarios"
SCENARIOS = sorted(path for path in HOME.glob("*.yaml") if not path.name.endswith("parties.yaml"))


def wrong(report: Report) -> list[str]:
    """What did not go as the scenario expects, in one line each."""
    acts = [
        f"act {one.number} {one.act} by {one.person}: {one.result}, {one.refusal} {one.sentence}"
        for one in report.acts
        if one.holds is False
    ]
    found = [
        f"{one.at}: {one.what}: expected {one.expected}, found {one.found}"
        for one in report.expectations
        if not one.holds
    ]
    return acts + found + [line for own in report.inside for line in wrong(own)]


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
async def test_every_shipped_scenario_goes_as_it_says(path: Path, play: Play) -> None:
    report = await play(path)
    assert wrong(report) == []
    assert report.passed
    assert report.expectations


async def test_the_same_scenario_played_twice_gives_the_same_report_apart_from_ids(
    play: Play,
) -> None:
    path = HOME / "un-system-pledge-2022.yaml"
    first, second = [without_ids(await play(path)) for _ in range(2)]
    assert first == second


def without_ids(report: Report) -> dict[str, Any]:
    data = report.model_dump(mode="json", exclude={"process"})
    for act in data["acts"]:
        del act["receipt"]
    return data
