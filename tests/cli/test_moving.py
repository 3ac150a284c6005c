"""Dates of the roadmap, moved from the terminal: seen before, done in one act, and in several processes at once."""

from datetime import UTC, datetime
from typing import Any

import pytest

from cli.moving import closed_day
from cli.problems import Problem
from tests.cli.terminal import Played, Terminal, started

CHAIR = "iom-principal"
IN = ("--in", "coordinator")
LATER = ("--date", "reading=2022-05-18T18:00 Geneva", "--grounds", "The principals meet later")
NEW = "2022-05-18T16:00:00.000000Z"


def test_what_a_date_moves_is_shown_and_then_done(parley: Terminal, asked: Played) -> None:
    words = ("move-dates", asked.process, *LATER, *IN)
    seen = parley(*words, "--preview", "--json", as_=CHAIR).data
    changes = {(one["kind"], one["what"], one["new"]) for one in seen["changes"]}
    assert ("date", "reading", NEW) in changes
    assert [one["type"] for one in seen["told"]] == ["DatesMoved"]
    done = parley(*words, "--yes", as_=CHAIR)
    assert "Accepted" in done.out
    assert (
        "reading is postponed to 2022-05-18 18:00:00" in parley("audit", "log", asked.process).out
    )


def test_a_date_that_the_process_does_not_have_is_refused_and_kept(
    parley: Terminal, asked: Played
) -> None:
    words = ("move-dates", asked.process, "--date", "dinner=2022-05-18T18:00 Geneva")
    told = parley(*words, "--grounds", "x", *IN, "--yes", exit_=3, as_=CHAIR)
    assert "there is no date dinner" in told.out


def readings(*played: Played) -> list[datetime]:
    return [one.state().dates["reading"] for one in played]


def test_the_same_date_of_several_processes_moves_in_one_act_with_one_reason(
    parley: Terminal, asked: Played
) -> None:
    other = started(asked.database, "another")
    words = ("move-dates", asked.process, "--also", other.process, *LATER, *IN)
    seen = parley(*words, "--preview", "--json", as_=CHAIR).data
    assert [one["refused"] for one in seen] == [None, None]
    assert all(("date", "reading", NEW) in moves(one) for one in seen)
    done = parley(*words, "--yes", "--json", as_=CHAIR).data
    assert len({one["command_id"] for one in done}) == 1
    assert {one["receipt"]["process"] for one in done} == {str(asked.process), str(other.process)}
    assert len(set(readings(asked, other))) == 1


def moves(one: dict[str, Any]) -> set[tuple[str, str, str]]:
    return {(each["kind"], each["what"], each["new"]) for each in one["changes"]}


def test_where_one_process_refuses_none_moves_and_it_is_said_which_and_why(
    parley: Terminal, asked: Played
) -> None:
    other = started(asked.database, "another")
    before = readings(asked, other)
    past = ("--date", "reading=2022-02-10T18:00 Geneva", "--grounds", "Too late for one of them")
    words = ("move-dates", asked.process, "--also", other.process, *past, *IN)
    seen = parley(*words, "--preview", exit_=4, as_=CHAIR).out
    assert "Nothing would be done in any of them" in seen
    told = parley(*words, "--yes", exit_=4, as_=CHAIR).out
    assert "DeadlineTooEarly" in told and "NotTogether" in told and str(asked.process) in told
    assert readings(asked, other) == before


def test_a_day_that_falls_away_moves_what_falls_on_it_in_all_that_i_steer(
    parley: Terminal, asked: Played
) -> None:
    other = started(asked.database, "another")
    words = ("move-dates", "--mine", "--on-day", "2022-05-16", "--venue", "geneva", *IN)
    reason = ("--grounds", "The building is closed", "--yes")
    assert "in 2 processes" in parley(*words, *reason[:2], exit_=2, as_=CHAIR).err.lower()
    parley(*words, *reason, as_=CHAIR)
    assert readings(asked, other) == [datetime(2022, 5, 17, 16, tzinfo=UTC)] * 2
    assert "2022-05-16 is closed in geneva" in parley("audit", "log", other.process).out
    told = parley(*words, *reason, exit_=2, as_=CHAIR)
    assert "Nothing is to be moved" in told.err


def test_a_day_without_its_place_and_a_command_without_a_process_are_told_in_words(
    parley: Terminal, asked: Played
) -> None:
    words = ("move-dates", asked.process, "--on-day", "2022-05-16", "--grounds", "x", *IN)
    parley(*words, exit_=2, as_=CHAIR)
    parley("move-dates", *LATER, *IN, exit_=2, as_=CHAIR)
    with pytest.raises(Problem, match="belong together"):
        closed_day("2022-05-16", None)
    with pytest.raises(Problem, match="is no day"):
        closed_day("in May", "geneva")
