"""An amendment by letter becomes the text, and a refusal is challenged: as a file, from the first act to the last."""

from pathlib import Path

from domain.procedure.check.procedure import check
from domain.procedure.read import parse_procedure
from tests.procedures.in_memory import played
from tests.rehearsal.test_scenarios import wrong

HOME = Path(__file__).parent / "floor"


def test_its_procedure_has_no_fault() -> None:
    assert check(parse_procedure((HOME / "procedure.yaml").read_text())) == []


async def test_it_goes_as_the_scenario_says() -> None:
    report = (await played(HOME / "scenario.yaml")).report()
    assert wrong(report) == []
    assert report.passed
