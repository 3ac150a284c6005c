"""The pledge with three opt-ins that come of processes inside: in time, never signed, and after a moved reading."""

from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree

import pytest

from domain.process import fold
from domain.process.commands import OuterQuestion
from rehearsal.player import Player
from rehearsal.read import read_rehearsal
from rehearsal.troubles import NotPlayable
from tests.procedures.in_memory import played

SCENARIO = Path(__file__).parents[2] / "scenarios" / "un-system-pledge-2022-cleared-inside.yaml"
READ_AT = datetime(2022, 5, 18, 16, tzinfo=UTC)


def opted_in(player: Player) -> dict[str, datetime]:
    """Who joined by the outcome of a process, and when."""
    step = player.state.step_of("endorsement.opt_in")
    assert step is not None
    return {one.party: one.received_at for one in step.answers if one.said.outcome_of}


async def test_three_processes_inside_answer_or_are_silent_on_one_clock() -> None:
    player = await played(SCENARIO)
    report = player.report()
    assert report.passed
    assert [own.end.outcome for own in report.inside] == ["cleared", "unsigned", "cleared"]
    assert opted_in(player) == {
        "member-10": datetime(2022, 5, 10, 14, 30, tzinfo=UTC),
        "member-12": datetime(2022, 5, 18, 10, tzinfo=UTC),
    }


async def test_each_record_names_the_other_and_none_has_anything_left_to_carry() -> None:
    player = await played(SCENARIO)
    outer, *inside = [one.state for one in player.cast]
    assert set(outer.inner) == {one.process_id for one in inside}
    for one, party in zip(inside, ("member-10", "member-11", "member-12"), strict=True):
        link = one.answers
        assert isinstance(link, OuterQuestion)
        assert (link.process, link.party) == (outer.process_id, party)
        assert one.given == one.ended_by
    assert [one.dates["answer_due"] == READ_AT for one in inside] == [False, True, True]


async def test_a_clockwork_that_does_not_tell_of_the_moved_reading_is_caught(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The broken twin: inside, the signature is due before the old reading, and the third entity is not in."""
    monkeypatch.setattr(fold, "heed", lambda *_: None)
    player = await played(SCENARIO)
    assert not player.report().passed
    assert "member-12" not in opted_in(player)


OUTER, INNER = SCENARIO.name, "entity-clearance.yaml"


@pytest.mark.parametrize(
    ("file", "old", "new", "why"),
    [
        (OUTER, "for: member-10", "for: member-99", "there is no party member-99"),
        (OUTER, "endorsement.opt_in}", "agreement.objections}", "takes no answer by a process"),
        (OUTER, "process: entity-clearance", "process: another", "takes answers by another"),
        (INNER, "clock: 2022-05-06", "clock: 2021-05-06", "begins before this"),
        (OUTER, "entity-clearance-in-time.yaml", "no-such-file.yaml", "cannot be read"),
    ],
)
def test_what_cannot_be_played_inside_is_refused_with_its_reason(
    file: str, old: str, new: str, why: str, tmp_path: Path
) -> None:
    for folder in ("scenarios", "procedures"):
        copytree(SCENARIO.parents[1] / folder, tmp_path / folder)
    changed = tmp_path / "scenarios" / file
    changed.write_text(changed.read_text().replace(old, new, 1))
    with pytest.raises(NotPlayable, match=why):
        read_rehearsal(tmp_path / "scenarios" / SCENARIO.name)
