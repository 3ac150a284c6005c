"""Playing: the clock stops at every due instant, the workers do what is due, and the report says what became of it."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from domain.command import Actor
from domain.process.commands import MoveClock
from domain.record.recorded import Recorded
from intake.door import Intake
from rehearsal.acts import VOCABULARY
from rehearsal.engine import RealEngine
from rehearsal.parties import LIVE
from rehearsal.player import Nobody, NotStarted, Player, StandsStill
from rehearsal.read import read_rehearsal
from rehearsal.report import ActReport
from store import people
from store.event_store import Store
from tests.rehearsal.conftest import Play
from tests.rehearsal.small import ENDED, ROOT, SMALL, with_, write
from tests.rehearsal.test_scenarios import SCENARIOS, wrong
from tests.stage import Database

EVERY_ACT = Path(__file__).parent / "every-act.yaml"


async def test_a_small_scenario_is_played_to_its_end(tmp_path: Path, play: Play) -> None:
    report = await play(write(tmp_path, ENDED))
    assert wrong(report) == []
    assert report.passed
    assert [act.result for act in report.acts] == ["accepted", "accepted"]
    assert report.end.outcome == "broken"


async def test_a_wrong_expectation_makes_the_rehearsal_fail(tmp_path: Path, play: Play) -> None:
    report = await play(write(tmp_path, ENDED.replace("outcome: broken", "outcome: held")))
    assert not report.passed
    assert [one.what for one in report.expectations if not one.holds] == [
        "agreement.objections: outcome"
    ]


@pytest.mark.parametrize(
    "expect", ["accepted", "refused", "{refused: CapacityInsufficient}"], ids=str
)
async def test_an_act_that_goes_otherwise_than_expected_makes_the_rehearsal_fail(
    expect: str, tmp_path: Path, play: Play
) -> None:
    """The objection comes at the closing instant: it is late, and nothing else."""
    late = with_("T18:00:05", "T18:00:20").replace("outcome: broken", "outcome: held")
    marked = late.replace("label: first", f"expect: {expect}")
    report = await play(write(tmp_path, marked))
    assert (report.acts[1].result, report.acts[1].holds) == ("late", False)
    assert all(one.holds for one in report.expectations)
    assert not report.passed


async def test_an_act_that_points_at_one_that_left_nothing_is_not_sent(
    tmp_path: Path, play: Play
) -> None:
    more = """\
newcomers: [{person: stranger, name: Somebody}]
acts:
  - {at: 2022-02-24T18:00:02 Geneva, as: stranger, label: nothing, act: hold, step: agreement.objections}
  - {at: 2022-02-24T18:00:03 Geneva, as: chair, act: admit, refused: nothing, evidence: e, grounds: g}
"""
    write(tmp_path, SMALL)
    head = "extends: small.yaml\nscenario: v\ntitle: V\nexpectations: [{status: running}]\n"
    report = await play(write(tmp_path, head + more, "variant.yaml"))
    assert [act.result for act in report.acts] == ["accepted", "not_kept", "not_sent", "accepted"]
    assert report.acts[1].refusal == "NotNamed"
    assert report.acts[2].sentence == 'the act "nothing" left no event'


async def test_a_letter_to_nobody_is_not_sent_and_the_rehearsal_goes_on(
    tmp_path: Path, play: Play
) -> None:
    """Nobody holds the role that is asked, so the letter about the opening has no addressees."""
    chair = "{person: chair, name: Chair, capacity: principal}"
    alone = f"[{{party: office, name: Office, roles: [coordinator], persons: [{chair}]}}]"
    objection = SMALL[SMALL.index("  - at: 2022-02-24T18:00:05") : SMALL.index("expectations:")]
    letter = "{act: dispatch-letter, about: {step: agreement.objections, event: opened}, channel: e-mail}"
    text = SMALL.replace(f"{ROOT}/scenarios/three-members.parties.yaml", alone)
    text = text.replace(
        objection, f"  - {{at: 2022-02-24T18:00:05 Geneva, as: chair, {letter[1:]}\n"
    )
    report = await play(write(tmp_path, text))
    assert [act.result for act in report.acts] == ["accepted", "not_sent"]
    assert "addressees" in (report.acts[1].sentence or "")


async def test_a_rehearsal_leaves_the_persons_of_live_processes_alone(
    tmp_path: Path, engine: RealEngine
) -> None:
    live = await people.upsert(engine.store, LIVE, "chair", "The real chair")
    player = Player(read_rehearsal(write(tmp_path, SMALL)), engine)
    await player.play()
    assert player.ids["chair"] != live
    assert await people.names(engine.store, [live]) == {live: "The real chair"}


class Diary(Nobody):
    """An audience that writes everything down."""

    def __init__(self) -> None:
        self.moves: list[tuple[datetime, datetime]] = []
        self.events: list[Recorded] = []
        self.acts: list[tuple[ActReport, int]] = []

    async def clock(self, before: datetime, now: datetime) -> None:
        self.moves.append((before, now))

    async def happened(self, recorded: Recorded) -> None:
        self.events.append(recorded)

    async def acted(self, act: ActReport) -> None:
        self.acts.append((act, len(self.events)))


async def test_the_audience_is_told_everything_in_its_order(
    tmp_path: Path, engine: RealEngine
) -> None:
    diary = Diary()
    player = Player(read_rehearsal(write(tmp_path, SMALL)), engine, diary)
    report = await player.play()
    assert diary.events == player.history
    assert [one.envelope.version for one in diary.events] == list(range(1, len(diary.events) + 1))
    assert [act for act, _ in diary.acts] == list(report.acts)
    assert all(max(act.versions) <= told for act, told in diary.acts)
    assert all(before < now for before, now in diary.moves)


async def test_without_a_worker_the_player_says_that_nothing_moves(
    tmp_path: Path, database: Database
) -> None:
    store = await Store.connect(database.url)
    async with Intake(store) as door:
        engine = RealEngine(door, store)
        player = Player(read_rehearsal(write(tmp_path, SMALL)), engine, patience=0.3)
        with pytest.raises(StandsStill, match="Is a worker running"):
            await player.play()
    await store.close()


class Hasty(Player):
    """The naive player: it moves the clock straight to the next act, whatever falls due in between."""

    async def _until(self, instant: datetime) -> None:
        await self._rest()
        if self.now < instant:
            answer = await self._send(
                f"{self.run}:hasty", Actor(via="rehearsal"), MoveClock(to=instant)
            )
            if answer.refused is not None:
                raise StandsStill(answer.refused.sentence)


async def test_a_clock_that_is_moved_past_what_is_due_is_refused(
    tmp_path: Path, engine: RealEngine
) -> None:
    late = read_rehearsal(write(tmp_path, with_("T18:00:05", "T19:00")))
    with pytest.raises(StandsStill, match="something is due"):
        await Hasty(late, engine).play()
    report = await Player(late, engine).play()
    assert report.acts[1].result == "late"


async def test_a_process_that_is_refused_as_a_whole_is_not_played(engine: RealEngine) -> None:
    rehearsal = replace(read_rehearsal(EVERY_ACT), calendars=())
    player = Player(rehearsal, engine)
    with pytest.raises(NotStarted, match="the calendar un-geneva is needed"):
        await player.play()
    assert player.history == []


async def test_every_act_of_the_vocabulary_is_played(play: Play) -> None:
    report = await play(EVERY_ACT)
    assert wrong(report) == []
    assert report.passed


def test_no_act_of_the_vocabulary_is_left_unplayed() -> None:
    played = {
        entry.said.act
        for path in (*SCENARIOS, EVERY_ACT)
        for entry in read_rehearsal(path).scenario.acts
    }
    assert played == set(VOCABULARY)
