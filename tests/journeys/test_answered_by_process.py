"""An institution answers by a process of its own: outer and inner through real Postgres and Temporal, as users type."""

from pathlib import Path

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


def test_outer_and_inner_are_played_and_the_outcome_comes_in_through_the_door(
    town: Town, tmp_path: Path
) -> None:
    for name, text in (("outer", PARTIES), ("inner", INSIDE), ("text", TEXT)):
        (tmp_path / name).write_text(text)
    outer, inner = "A pledge to join", "A: clearance of the pledge"
    begin = ("start", opt_in(tmp_path), tmp_path / "outer", "--title", outer)
    town.parley(*begin, as_="ap-chair")
    town.parley("publish", outer, tmp_path / "text", "--text", "v1", "--yes", as_="ap-chair")
    put = town.opened(outer, "agreement.objections")

    clearance = ("start", ROOT / "procedures" / "entity-clearance.yaml", tmp_path / "inner")
    link = ("--title", inner, "--answers", f"a:agreement.objections:{outer}")
    town.parley(*clearance, *link, as_="ap-desk")
    assert "answers for a a question" in town.parley("status", inner).out
    town.opened(inner, "preparation.brief")
    town.parley("publish", inner, tmp_path / "text", "--text", "brief", "--yes", as_="ap-desk")
    town.opened(inner, "units.positions")
    town.opened(inner, "legal_review.review")
    early = town.parley("answer-by", outer, "agreement.objections", inner, exit_=2, as_="ap-a")
    assert "has not ended" in early.sentence
    town.parley("answer", inner, "units.positions", "clear", as_="ap-unit")
    town.parley("answer", inner, "review", "review", "--choice", "cleared", as_="ap-law")
    town.opened(inner, "signature.signature")
    town.parley(
        "answer", inner, "signature.signature", "signature", "--choice", "cleared", as_="ap-acting"
    )
    town.when(inner, lambda status: status["status"] == "ended")

    alone = ("answer", outer, "agreement.objections", "endorse", "--json")
    refused = town.parley(*alone, exit_=3, as_="ap-a").data
    assert refused["refused"]["code"] == "OnlyByProcess"
    town.parley("answer-by", outer, "agreement.objections", inner, as_="ap-a")
    town.parley("gavel", outer, put["step"], "--grounds", "Enough", "--yes", as_="ap-chair")
    town.when(outer, lambda status: status["status"] == "ended")
    said = town.parley("audit", "log", outer).out
    assert "by the outcome cleared of process" in " ".join(said.split())
    for process in (outer, inner):
        town.parley("audit", "verify", process)
