"""A process that is taken over halfway: started from a file that says what had happened before."""

from pathlib import Path

import pytest

from tests.cli.terminal import Terminal, Told
from tests.domain.play import ROOT

PARTIES = """\
parties:
  - party: office
    name: Office
    roles: [coordinator, lead]
    persons: [{person: chair, name: Chair of the office, capacity: principal}]
  - party: member
    name: Member
    roles: [principal]
    persons: [{person: member, name: Principal of the member, capacity: principal}]
taken_over:
  - stage: STAGE
    outcome: collected
    ended_at: 2022-02-15T17:00 Geneva
    source: Minutes of 15 February 2022
"""


def start(parley: Terminal, file: Path, exit_: int = 0) -> Told:
    words = ("start", ROOT / "procedures" / "un-system-pledge.yaml", file, "--title", "Halfway")
    dates = (
        "--date",
        "meeting=2022-02-15T16:00 Geneva",
        "--date",
        "reading=2030-05-16T18:00 Geneva",
    )
    return parley(*words, *dates, as_="chair", exit_=exit_)


def test_status_log_and_verification_show_it_as_reported(parley: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "parties.yaml"
    file.write_text(PARTIES.replace("STAGE", "drafting"))
    told = start(parley, file)
    assert "nobody can act as Network secretariat yet" in told.out + told.err
    assert "nobody can act as Lead pledging entity yet" not in told.out + told.err
    status = parley("status", "Halfway")
    assert "reported as over before: drafting collected, " in status.out
    assert "(Minutes of 15 February 2022)" in status.out
    [one] = parley("status", "Halfway", "--json").data["taken_over"]
    assert (one["stage"], one["outcome"]) == ("drafting", "collected")
    assert "reported as over before: drafting collected" in parley("audit", "log", "Halfway").out
    parley("audit", "verify", "Halfway")


def test_dates_that_are_not_given_are_asked_for_by_name(parley: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "parties.yaml"
    file.write_text(PARTIES.replace("STAGE", "drafting"))
    rules = ROOT / "procedures" / "un-system-pledge.yaml"
    words = (
        "start",
        rules,
        file,
        "--title",
        "Undated",
        "--date",
        "meeting=2022-02-15T16:00 Geneva",
    )
    told = parley(*words, as_="chair", exit_=2)
    assert "reading (When the opt-ins are read for publication)" in told.err + told.out
    assert '--date "reading=' in told.err + told.out


@pytest.mark.parametrize(
    ("old", "new"), [("STAGE", "adoption"), ("outcome: collected", "outcome: won")]
)
def test_what_is_no_way_through_the_procedure_is_told_and_starts_nothing(
    parley: Terminal, tmp_path: Path, old: str, new: str
) -> None:
    file = tmp_path / "parties.yaml"
    file.write_text(PARTIES.replace(old, new).replace("STAGE", "drafting"))
    told = start(parley, file, exit_=4)
    assert "taken over" in told.err + told.out
    assert parley("processes", "--json").data == []
