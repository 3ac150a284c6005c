"""The coordinator's desk: what is owed, by whom, and that it is off the list once it is done."""

from cli.owed import owed
from tests.cli.terminal import Played, Terminal
from tests.domain.pledge import geneva

CHAIR = ("--in", "coordinator")


def kinds(parley: Terminal, played: Played, *more: str) -> list[str]:
    return [one["kind"] for one in parley("todo", played.process, "--json", *more).data]


def test_proposals_are_shown_with_number_paragraphs_flag_and_what_became_of_them(
    parley: Terminal, proposed: Played
) -> None:
    first, second = parley("proposals", proposed.process, "--json").data
    assert first["party"] == "who" and first["paragraphs"] == ["b"]
    assert first["flag"] == {"condition": "P3", "grounds": "It lists themes"}
    assert second["party"] == "iom" and second["flag"] is None
    assert "none yet" in parley("proposals", proposed.process).out
    dispose(parley, proposed, second["number"])
    left = parley("proposals", proposed.process, "--open", "--json").data
    assert [one["number"] for one in left] == [first["number"]]
    assert "accepted: Clearer" in parley("proposals", proposed.process).out


def test_every_undisposed_proposal_is_owed_until_it_is_disposed_of(
    parley: Terminal, proposed: Played
) -> None:
    assert kinds(parley, proposed).count("disposition") == 2
    for one in parley("proposals", proposed.process, "--json").data:
        dispose(parley, proposed, one["number"])
    assert kinds(parley, proposed).count("disposition") == 0


def test_a_role_that_disposes_of_its_own_partys_proposal_is_pointed_out(
    parley: Terminal, proposed: Played
) -> None:
    rows = parley("todo", proposed.process, "--json").data
    own = [one["what"] for one in rows if one["kind"] == "conflict"]
    assert len(own) == 1 and "IOM" in own[0]


def test_a_duty_is_owed_by_who_is_asked(parley: Terminal, proposed: Played) -> None:
    rows = parley("todo", proposed.process, "--json").data
    duty = next(one for one in rows if one["kind"] == "duty")
    assert duty["roles"] == ["coordinator"] and "revision#1.consolidation" in duty["what"]


def test_as_narrows_the_list_to_what_the_person_may_do(parley: Terminal, proposed: Played) -> None:
    assert set(kinds(parley, proposed, "--as", "secretariat-principal")) == {"letter"}
    assert kinds(parley, proposed, "--as", "who-principal") == []
    assert "disposition" in kinds(parley, proposed, "--as", "iom-principal")
    told = parley("todo", proposed.process, "--as", "nobody-here", exit_=2)
    assert 'no person "nobody-here"' in told.err


def test_a_deadline_as_soon_as_possible_is_owed_until_it_is_fixed(
    parley: Terminal, asked: Played
) -> None:
    assert "deadline" in kinds(parley, asked)
    words = ("fix-deadline", asked.process, "revision.proposals", "--yes", "--grounds", "As agreed")
    when = ("--closes-at", "2022-02-22T18:00 Geneva")
    parley(*words, *when, *CHAIR, as_="iom-principal")
    assert "deadline" not in kinds(parley, asked)


def test_an_undated_action_is_owed_until_it_has_a_date_and_again_once_that_has_passed(
    parley: Terminal, asked: Played
) -> None:
    record = ("action", "add", asked.process, "a1", "--meeting", "Principals", "--item", "3")
    what = ("--text", "Write to the hub", "--owner-body", "The hub", "--due", "asap")
    parley(*record, *what, *CHAIR, as_="iom-principal")
    assert "action" in kinds(parley, asked)
    fix = ("action", "fix", asked.process, "a1", "--due", "2022-02-18T18:00 Geneva")
    parley(*fix, "--grounds", "As agreed", *CHAIR, as_="iom-principal")
    assert "action" not in kinds(parley, asked)
    asked.until(geneva(2, 18, 19))
    assert "action" in kinds(parley, asked)


def test_a_vacant_role_is_pointed_out_once_nobody_can_act_in_it(
    parley: Terminal, played: Played
) -> None:
    """The pledge needs no observer and no auditor: that nobody holds those roles is no gap."""
    assert "vacant" not in kinds(parley, played)
    state = played.state()
    for person, mine in state.appointments.items():
        if person.startswith("iom-"):
            mine.clear()
    vacant = [one.what for one in owed(state, geneva(2, 1, 9)) if one.kind == "vacant"]
    assert any("coordinator" in one for one in vacant) and any("lead" in one for one in vacant)


def test_an_act_that_arrived_in_time_and_was_typed_in_late_waits_for_a_decision(
    parley: Terminal, proposed: Played
) -> None:
    words = ("propose", proposed.process, "revision.proposals", "--wording", "We act.")
    how = ("--received-from", "ilo-principal", "--channel", "e-mail", "--source", "mail 17")
    for when in ("2022-02-22T17:58 Geneva", "2022-02-22T18:10 Geneva"):
        told = (*words, *how, "--reported-at", when)
        parley(*told, exit_=3, as_="secretariat-principal")
    waiting = [
        o for o in parley("todo", proposed.process, "--json").data if o["kind"] == "admission"
    ]
    assert len(waiting) == 1 and "17:58 Geneva" in waiting[0]["what"]


def test_a_desk_without_live_processes_is_clear(parley: Terminal, proposed: Played) -> None:
    """A rehearsal is nobody's work: it is shown only where it is named."""
    assert parley("todo", "--json").data == []
    assert "Nothing is owed." in parley("todo").out


def dispose(parley: Terminal, played: Played, number: int) -> None:
    words = ("dispose", played.process, "revision.consolidation", "--proposal", number)
    said = ("--disposition", "accepted", "--grounds", "Clearer")
    parley(*words, *said, *CHAIR, as_="iom-principal")
