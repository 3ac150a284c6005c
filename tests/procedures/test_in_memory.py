"""Every scenario that is shipped, played on the pure domain: the same report as through the whole stack, at once."""

from pathlib import Path

import pytest

from tests.procedures.in_memory import played
from tests.rehearsal.test_scenarios import SCENARIOS, wrong


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
async def test_a_shipped_scenario_goes_as_it_says_on_the_domain_alone(path: Path) -> None:
    report = (await played(path)).report()
    assert wrong(report) == []
    assert report.passed
