"""Questions raised by letter, before and after the outcome, and a challenge to a refusal, as files."""

from pathlib import Path

import pytest

from domain.procedure.check.procedure import check
from domain.procedure.read import parse_procedure
from tests.procedures.in_memory import played
from tests.rehearsal.test_scenarios import wrong

HOME = Path(__file__).parent / "floor"


@pytest.mark.parametrize("name", ["procedure", "silence"])
def test_the_procedure_has_no_fault(name: str) -> None:
    assert check(parse_procedure((HOME / f"{name}.yaml").read_text())) == []


@pytest.mark.parametrize("name", ["scenario", "admitted-afterwards"])
async def test_it_goes_as_the_scenario_says(name: str) -> None:
    report = (await played(HOME / f"{name}.yaml")).report()
    assert wrong(report) == []
    assert report.passed
