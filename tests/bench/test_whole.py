"""The whole process that is measured, drawn up small and played on the domain alone."""

from collections import Counter

import pytest

from bench.large import Large, rehearsal
from bench.whole import Measured, part_of, table
from domain.procedure.check.procedure import errors
from tests.procedures.in_memory import played

SMALL = Large(states=9, groups=2, consulted=23, tracks=3, stages=20, paragraphs=7, proposals=31)


async def test_the_whole_process_goes_as_it_says_with_every_stage() -> None:
    player = await played(rehearsal(SMALL))
    report = player.report()
    assert report.passed and report.end.outcome == "adopted"
    assert len(player.state.stages) == SMALL.stages
    assert len(report.acts) == 1 + 23 + 2 + 2 * 31 + 9


def test_its_rules_have_no_fault_at_full_size() -> None:
    whole = rehearsal(part_of(Large(), 0.01))
    assert errors(whole.procedure) == [] and len(whole.procedure.roadmap) == Large().stages


@pytest.mark.parametrize(("part", "consulted"), [(1.0, 10_000), (0.1, 1000), (0.00001, 1)])
def test_a_part_of_it_is_never_nothing(part: float, consulted: int) -> None:
    assert part_of(Large(), part).consulted == consulted


def test_the_table_says_which_stage_took_most_actions() -> None:
    actions = {"a#1": Counter(signals=2), "b#1": Counter(signals=3, starts=1)}
    one = Measured(SMALL, 10, 20, True, 1.0, 2.0, 0.5, actions, 7, 100.0, 200.0)
    assert "| Temporal actions of a stage | 2 to 4 (most: b#1) |" in table(one)
