"""What a rehearsal says of its dates before they are fixed in earnest, by the clocks and calendars of both cities."""

import asyncio
from datetime import datetime
from pathlib import Path

import pytest

from domain.calendar.show import in_both_cities
from rehearsal.dates import DateReport, dates_of
from tests.procedures.in_memory import played
from tests.rehearsal.small import ROOT, write

VENUES = """venues:
  geneva: {name: Geneva, zone: Europe/Zurich, calendar: un-geneva, hours: {begins: "09:00", ends: "18:00"}}
  new-york: {name: New York, zone: America/New_York, calendar: un-hq-new-york, hours: {begins: "09:00", ends: "18:00"}}
"""


def closing(folder: Path, starts: str, window: str) -> DateReport:
    """Play a silence that begins at an instant and stays open so long; give what is said of its closing."""
    rules = (ROOT / "procedures" / "silence-20-seconds.yaml").read_text()
    line = next(one for one in rules.splitlines(keepends=True) if one.startswith("venues:"))
    rules = rules.replace(line, VENUES).replace("{seconds: 20}", window)
    assert window in rules
    write(folder, rules, "rules.yaml")
    scenario = write(
        folder,
        f"""\
scenario: dates
title: What speaks against a date
procedure: rules.yaml
parties: {ROOT}/scenarios/three-members.parties.yaml
clock: {starts}
texts: {{v1: {{kind: rev, title: A text, paragraphs: {{1: One.}}}}}}
acts: [{{at: {starts}, as: chair, act: publish-text, text: v1}}]
""",
    )
    process = asyncio.run(played(scenario)).process
    assert process is not None
    return next(one for one in dates_of(process) if one.what.startswith("closes"))


@pytest.mark.parametrize(
    ("starts", "window", "shown", "warned"),
    [
        (
            "2022-02-22T16:00 Geneva",
            "{hours: 48}",
            "Thu 24 Feb 2022 16:00 Geneva (10:00 New York)",
            (),
        ),
        (
            "2022-02-22T12:00 Geneva",
            "{hours: 4}",
            "Tue 22 Feb 2022 16:00 Geneva (10:00 New York)",
            ("it is open for less than 24 hours",),
        ),
        (
            "2022-04-12T16:00 Geneva",
            "{hours: 72}",
            "Fri 15 Apr 2022 16:00 Geneva (10:00 New York)",
            ("Geneva is closed: Good Friday", "New York is closed: Good Friday"),
        ),
        (
            "2022-02-22T10:00 Geneva",
            "{hours: 48}",
            "Thu 24 Feb 2022 10:00 Geneva (04:00 New York)",
            ("it is 04:00 in New York, outside office hours (09:00 to 18:00)",),
        ),
        (
            "2022-03-14T16:00 Geneva",
            "{hours: 48}",
            "Wed 16 Mar 2022 16:00 Geneva (11:00 New York)",
            ("Geneva and New York are 5 hours apart in that week, not 6 hours as usual",),
        ),
    ],
)
def test_a_closing_is_shown_in_both_cities_with_what_speaks_against_it(
    starts: str, window: str, shown: str, warned: tuple[str, ...], tmp_path: Path
) -> None:
    found = closing(tmp_path, starts, window)
    assert in_both_cities(found.at) == shown
    assert found.warnings == warned


def test_the_instant_is_that_of_the_window(tmp_path: Path) -> None:
    found = closing(tmp_path, "2022-02-22T16:00 Geneva", "{hours: 48}")
    assert found.at == datetime.fromisoformat("2022-02-24T16:00:00+01:00")
