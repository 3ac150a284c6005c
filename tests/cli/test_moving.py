"""Dates of the roadmap, moved from the terminal: seen before, done in one act, and in several processes at once."""

from tests.cli.terminal import Played, Terminal

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


def test_the_same_date_of_several_processes_moves_with_one_reason_and_each_answers_for_itself(
    parley: Terminal, asked: Played
) -> None:
    """The same process named twice: the first moves, the second says that it has moved already."""
    words = ("move-dates", asked.process, "--also", asked.process, *LATER, *IN, "--yes")
    told = parley(*words, exit_=4, as_=CHAIR)
    assert told.out.count(f"{asked.process}:") == 2
    assert "Accepted" in told.out
    assert "AlreadyDone" in told.out
