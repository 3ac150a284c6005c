"""A process as an institution sees it, and the auditor's reading of what is withheld, on the command line."""

from tests.cli.terminal import Played, Terminal


def test_a_process_is_shown_as_an_institution_or_the_public_sees_it(
    parley: Terminal, proposed: Played
) -> None:
    mine = parley("status", proposed.process, "--seen-by", "who", "--json").data
    assert mine["seen_by"] == "who"
    proposals = next(one for one in mine["steps"] if one["step"] == "revision#1.proposals")
    assert {one["party"] for one in proposals["answers"]} == {"who", "iom"}
    other = parley("status", proposed.process, "--seen-by", "member-1").out
    assert "withheld" in other and "We report yearly." not in other
    public = parley("status", proposed.process, "--seen-by", "public").out
    assert "nothing that this reader may know of" in public
    wrong = parley("status", proposed.process, "--seen-by", "nowhere", exit_=2)
    assert "does not take part" in wrong.err
    before = ("audit", "replay", proposed.process, "--version", "1", "--seen-by", "who", "--json")
    assert parley(*before).data["steps"] == []


def test_only_the_auditor_reads_what_is_withheld_and_it_goes_on_record(
    parley: Terminal, proposed: Played
) -> None:
    words = ("audit", "reveal", proposed.process, "revision.proposals", "--grounds", "Audit")
    refused = parley(*words, "--in", "principal", "--json", exit_=3, as_="who-principal").data
    assert refused["refused"]["code"] == "NotPermitted"


def test_the_auditor_reads_all_that_was_said_with_its_times_and_words(
    parley: Terminal, proposed: Played
) -> None:
    """Also what was withdrawn: it does not stand, and it was said."""
    process = proposed.process
    chair = ("--in", "coordinator", "--grounds", "The year's audit")
    admit = ("admit-party", process, "audit-office", "--name", "Audit", "--roles", "auditor")
    parley(*admit, *chair, as_="iom-principal")
    appoint = ("appoint", process, "reader", "--party", "audit-office", "--capacity", "principal")
    parley(*appoint, "--name", "Reader", "--in", "coordinator", as_="iom-principal")
    reveal = ("audit", "reveal", process, "revision.proposals", "--grounds", "Audit")
    answers = parley(*reveal, "--json", as_="reader").data["answers"]
    assert {one["party"] for one in answers} == {"who", "iom"}
    assert all({"number", "received_at", "capacity", "wording"} <= set(one) for one in answers)
    assert "We report yearly." in parley(*reveal, as_="reader").out
