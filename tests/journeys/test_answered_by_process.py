"""An institution answers by a process of its own: outer and inner through real Postgres and Temporal, as users type."""

from pathlib import Path

import pytest

from tests.journeys.town import ROOT, Town

PARTIES = """\
parties:
  - {party: office, name: Office, roles: [coordinator], persons: [{person: ap-chair, name: Chair, capacity: principal}]}
  - {party: a, name: A, roles: [member], persons: [{person: ap-a, name: Head of A, capacity: principal}]}
  - {party: b, name: B, roles: [member], persons: [{person: ap-b, name: Head of B, capacity: principal}]}
"""

INSIDE = """\
parties:
  - {party: desk, name: Desk, roles: [focal_point], persons: [{person: ap-desk, name: Desk, capacity: focal_point}]}
  - {party: one, name: Unit, roles: [unit], persons: [{person: ap-unit, name: Unit of A, capacity: principal}]}
  - {party: law, name: Legal office, roles: [legal], persons: [{person: ap-law, name: Adviser, capacity: delegate}]}
  - party: top
    name: Office of the head
    roles: [head]
    persons:
      - {person: ap-acting, name: Officer in charge of A, capacity: officer_in_charge}
      - {person: ap-a, name: Head of A, capacity: principal}
"""

TEXT = "[1] We join.\n\n[2] We report.\n"


def opt_in(folder: Path) -> Path:
    """The silence procedure of twenty seconds, asked as an opt-in of three days that a process may answer."""
    text = (ROOT / "procedures" / "silence-20-seconds.yaml").read_text()
    head, _, _ = text.partition("        answers:\n")
    rules = """\
        answered_by: {process: entity-clearance, gives: {cleared: endorse, not_cleared: decline}, only: true}
        answers:
          endorse: {title: Join, each: one, effect: joins}
          decline: {title: Not join, each: one}
        silence_means: not_in
        window: {lasts: {hours: 72}, early_close: [gavel]}
        stands: close
        if_the_text_changes: lapse
        visible: all
        adds_up_to: [{permits: [held]}]
        decided_by: automatic
"""
    then = "then: {held: [end], withdrawn: [end]}"
    head = head.replace("then: {held: [end], broken: [end], withdrawn: [end]}", then)
    file = folder / "opt-in.yaml"
    file.write_text(head.replace("silence_procedure", "opt_in") + rules)
    return file


OUTER, INNER = "A pledge to join", "A: clearance of the pledge"
STEP = "agreement.objections"


@pytest.mark.timeout(300)
def test_outer_and_inner_are_played_and_the_outcome_comes_in_by_itself(
    town: Town, tmp_path: Path
) -> None:
    put = linked(town, tmp_path)
    later = ("extend", OUTER, put, "--closes-at", "2099-05-09T18:00 Geneva")
    town.parley(*later, "--grounds", "The head travels", "--yes", as_="ap-chair")
    town.when(INNER, lambda _: "9 May 2099" in told(town, "status", INNER))
    signed(town, tmp_path)
    town.when(OUTER, lambda _: "its outcome is in" in told(town, "status", OUTER))
    given_again(town)
    town.parley("gavel", OUTER, put, "--grounds", "Enough", "--yes", as_="ap-chair")
    town.when(OUTER, lambda status: status["status"] == "ended")
    looked_up(town, tmp_path)


def told(town: Town, *words: object) -> str:
    return " ".join(town.parley(*words).out.split())


def linked(town: Town, folder: Path) -> str:
    """A question of the outer process, and the inner one that answers it. :returns: the name of the step"""
    for name, text in (("outer", PARTIES), ("inner", INSIDE), ("text", TEXT)):
        (folder / name).write_text(text)
    town.parley("start", opt_in(folder), folder / "outer", "--title", OUTER, as_="ap-chair")
    town.parley("publish", OUTER, folder / "text", "--text", "v1", "--yes", as_="ap-chair")
    put = town.opened(OUTER, STEP)
    clearance = ("start", ROOT / "procedures" / "entity-clearance.yaml", folder / "inner")
    link = ("--title", INNER, "--answers", f"a:{STEP}:{OUTER}")
    town.parley(*clearance, *link, as_="ap-desk")
    assert "answers for a a question" in told(town, "status", INNER)
    step: str = put["step"]
    return step


def signed(town: Town, folder: Path) -> None:
    town.opened(INNER, "preparation.brief")
    town.parley("publish", INNER, folder / "text", "--text", "brief", "--yes", as_="ap-desk")
    town.opened(INNER, "units.positions")
    town.opened(INNER, "legal_review.review")
    early = town.parley("answer-by", OUTER, STEP, INNER, exit_=2, as_="ap-a")
    assert "has not ended" in early.sentence
    town.parley("answer", INNER, "units.positions", "clear", as_="ap-unit")
    town.parley("answer", INNER, "review", "review", "--choice", "cleared", as_="ap-law")
    town.opened(INNER, "signature.signature")
    sign = ("answer", INNER, "signature.signature", "signature", "--choice", "cleared")
    town.parley(*sign, as_="ap-acting")
    town.when(INNER, lambda status: status["status"] == "ended")


def given_again(town: Town) -> None:
    """Nobody gives the answer in another way; what was withdrawn is given again by hand, and stands once."""
    alone = ("answer", OUTER, STEP, "endorse", "--json")
    refused = town.parley(*alone, exit_=3, as_="ap-a").data
    assert refused["refused"]["code"] == "OnlyByProcess"
    again = ("answer-by", OUTER, STEP, INNER)
    assert "already been done" in town.parley(*again, exit_=4, as_="ap-a").out
    town.parley("withdraw", OUTER, STEP, "endorse", as_="ap-a")
    town.parley(*again, as_="ap-a")


def looked_up(town: Town, folder: Path) -> None:
    """The auditor finds the other record, in the database and beside an export."""
    assert told(town, "audit", "log", OUTER).count("by the outcome cleared of process") == 2
    followed = told(town, "audit", "log", INNER)
    assert "answer_due is postponed" in followed and "The head travels" in followed
    for process in (OUTER, INNER):
        assert "found there, with the same hash" in told(town, "audit", "verify", process)
    own, other = folder / "inner.jsonl", folder / "outer.jsonl"
    town.parley("audit", "export", INNER, "-o", own)
    assert "It rests on process" in told(town, "audit", "export", OUTER, "-o", other)
    alone = ("audit", "verify", "--file", other)
    assert "Not looked up: 1 record" in told(town, *alone)
    assert "with the same hash" in told(town, *alone, "--with", own)
    lines = own.read_text().splitlines(keepends=True)
    own.write_text("".join(lines[:10]))
    assert "DIFFERENT" in town.parley(*alone, "--with", own, exit_=1).out
