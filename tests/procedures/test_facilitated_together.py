"""Two co-facilitators who act together, and a silence that stands from the notice of its break on, as files."""

from pathlib import Path

import pytest

from domain.procedure.check.procedure import check
from domain.procedure.read import parse_procedure
from domain.process import jointly
from tests.procedures.in_memory import played
from tests.rehearsal.test_scenarios import wrong

HOME = Path(__file__).parent / "together"


def test_the_procedure_has_no_fault() -> None:
    assert check(parse_procedure((HOME / "procedure.yaml").read_text())) == []


async def test_it_goes_as_the_scenario_says() -> None:
    player = await played(HOME / "scenario.yaml")
    report = player.report()
    assert wrong(report) == []
    assert report.passed
    said = [one for one in player.history if one.envelope.type == "SaidJointly"]
    assert len(said) == 8, "three on a proposal, two on a text, three on the outcome"


async def test_twin_the_first_of_two_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jointly, "DECISIONS", ())
    assert wrong((await played(HOME / "scenario.yaml")).report()) != []
