"""People and action points from the terminal, and the end of a process."""

from pathlib import Path

import pytest

from tests.cli.terminal import Played, Terminal

ROOT = Path(__file__).parents[2]
CHAIR = ("--in", "coordinator")


@pytest.fixture
def process(parley: Terminal) -> str:
    """A live process of a chair, three members and an observer."""
    rules, parties = "procedures/silence-20-seconds.yaml", "scenarios/three-members.parties.yaml"
    told = parley("start", ROOT / rules, ROOT / parties, "--title", "A text", "--json", as_="chair")
    return str(told.data["process"])


def people(parley: Terminal, process: str) -> str:
    return parley("status", process, "--people").out


def test_an_admitted_party_and_its_new_person_can_act(parley: Terminal, process: str) -> None:
    words = ("admit-party", process, "d", "--name", "Member D", "--roles", "member")
    parley(*words, "--grounds", "Asked to join", as_="chair")
    appoint = ("appoint", process, "member-d", "--party", "d", "--capacity", "principal")
    parley(*appoint, "--name", "Head of Member D", as_="chair")
    assert "Head of Member D" in people(parley, process)
    assert parley("inbox", as_="member-d").out


def test_a_person_that_parley_does_not_know_needs_a_name(parley: Terminal, process: str) -> None:
    words = ("appoint", process, "stranger", "--party", "a", "--capacity", "deputy")
    assert 'no person "stranger"' in parley(*words, exit_=2, as_="chair").err


def test_who_was_added_for_a_refused_act_is_taken_out_again(parley: Terminal, process: str) -> None:
    words = ("appoint", process, "mole", "--party", "b", "--capacity", "deputy", "--name", "Mole")
    refused = parley(*words, "--json", exit_=3, as_="member-a").data
    assert refused["refused"]["code"] == "NotPermitted"
    assert 'no person "mole"' in parley("inbox", exit_=2, as_="mole").err


def test_a_handle_is_not_given_to_somebody_else(parley: Terminal, process: str) -> None:
    words = ("appoint", process, "member-a", "--party", "b", "--capacity", "deputy")
    told = parley(*words, "--name", "Another", exit_=2, as_="chair")
    assert "already the handle of Head of Member A" in told.err
    assert "Head of Member A" in people(parley, process)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--until", "2027-01-01T00:00"), "2027-01-01T00:00"),
        (
            ("--from", "2027-02-01T00:00 Geneva", "--until", "2027-01-01T00:00 Geneva"),
            "ends before",
        ),
        (("--party", "nobody"), '"nobody" does not take part'),
        (("--name", "Nul \x00"), "U+0000"),
        (("--name", "Half \ud800"), "U+D800"),
        (("--email", "a@b"), "--email is given without --name"),
        (("--roles", "coordinator"), "has no role coordinator"),
    ],
)
def test_bad_input_to_an_appointment_is_told_in_a_sentence_and_leaves_nothing(
    parley: Terminal, process: str, words: tuple[str, ...], said: str
) -> None:
    before = parley("status", process, "--json").data["version"]
    given = ["appoint", process, "deputy-a", "--party", "a", "--capacity", "deputy", *words]
    told = parley(*given, exit_=4 if "--roles" in words else 2, as_="chair")
    assert said in told.err + told.out
    assert parley("status", process, "--json").data["version"] == before


def test_a_contact_is_replaced_and_the_old_one_acts_no_more(parley: Terminal, process: str) -> None:
    words = ("replace-contact", process, "--party", "b", "--old", "member-b", "--new", "member-b2")
    parley(*words, "--name", "New head of B", "--grounds", "New post", as_="member-b")
    assert "New head of B" in people(parley, process)
    again = ("replace-contact", process, "--party", "b", "--old", "member-b2", "--new", "member-b")
    refused = parley(*again, "--grounds", "Back", "--json", exit_=3, as_="member-b").data
    assert refused["refused"]["code"] == "CapacityNotInForce"


def test_attendance_names_parties_with_a_capacity(parley: Terminal, process: str) -> None:
    words = ("attendance", process, "First meeting", "--present")
    parley(*words, "a=principal,b=deputy", as_="chair")
    assert "is not PARTY=CAPACITY" in parley(*words, "a", exit_=2, as_="chair").err
    assert "does not take part" in parley(*words, "z=principal", exit_=2, as_="chair").err
    assert "present" in parley(*words, "a=emperor", exit_=2, as_="chair").err


def test_an_action_keeps_its_source_owner_due_and_what_became_of_it(
    parley: Terminal, asked: Played
) -> None:
    add = ("action", "add", asked.process, "a1", "--meeting", "Principals", "--item", "3")
    what = ("--text", "Send revisions", "--owner-role", "principal", "--due", "asap")
    parley(*add, *what, "--step", "revision.proposals", *CHAIR, as_="iom-principal")
    more = ("--responsible", "who-principal", "--recipient", "The hub", "--due", "none")
    second = ("action", "add", asked.process, "a2", "--meeting", "Principals", "--item", "4")
    parley(*second, "--text", "Tell", "--owner", "who", *more, *CHAIR, as_="iom-principal")
    table = parley("action", "list", asked.process).out
    assert "as soon as possible" in table and "no date" in table and "The hub" in table
    carry = ("action", "status", asked.process, "a2", "--status", "carried_over")
    parley(*carry, "--grounds", "Not reached", *CHAIR, as_="iom-principal")
    done = ("action", "status", asked.process, "a1", "--status", "done", "--grounds", "Sent")
    parley(*done, "--evidence", "Letter 7", *CHAIR, as_="iom-principal")
    first, other = parley("action", "list", asked.process, "--json").data
    assert (first["status"], first["evidence"]) == ("done", "Letter 7")
    assert (other["status"], other["carried_over"], other["owner"]) == ("open", 1, {"party": "who"})
    only = parley("action", "list", asked.process, "--open", "--json").data
    assert [one["action"] for one in only] == ["a2"]


def test_an_action_about_a_step_is_due_when_the_step_closes(
    parley: Terminal, asked: Played
) -> None:
    add = ("action", "add", asked.process, "a1", "--meeting", "Principals", "--item", "3")
    what = ("--text", "Send revisions", "--owner-role", "principal", "--due", "asap")
    parley(*add, *what, "--step", "revision.proposals", *CHAIR, as_="iom-principal")
    fix = ("fix-deadline", asked.process, "revision.proposals", "--yes", "--grounds", "As agreed")
    when = ("--closes-at", "2022-02-22T18:00 Geneva")
    parley(*fix, *when, *CHAIR, as_="iom-principal")
    assert "22 Feb 2022 18:00 Geneva" in parley("action", "list", asked.process).out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--due", "soon", "--owner", "who"), "soon"),
        (("--due", "2022-02-22T18:00", "--owner", "who"), "2022-02-22T18:00"),
        (("--due", "asap"), "exactly one owner"),
        (("--due", "asap", "--owner", "who", "--owner-body", "X"), "exactly one owner"),
        (("--due", "asap", "--owner", "nobody"), "does not take part"),
    ],
)
def test_an_action_without_a_clear_due_or_owner_is_not_recorded(
    parley: Terminal, played: Played, words: tuple[str, ...], said: str
) -> None:
    add = ("action", "add", played.process, "a1", "--meeting", "M", "--item", "3", "--text", "Do")
    told = parley(*add, *words, *CHAIR, exit_=2, as_="iom-principal")
    assert said in told.err
    assert parley("action", "list", played.process, "--json").data == []
    wrong = ("action", "fix", played.process, "a9", "--due", "2022-02-22T18:00 Geneva")
    told = parley(*wrong, "--grounds", "x", *CHAIR, exit_=2, as_="iom-principal")
    assert 'no action "a9"' in told.err


def test_a_process_is_not_ended_while_a_duty_is_open(parley: Terminal, played: Played) -> None:
    end = ("end", played.process, "--grounds", "Enough", *CHAIR)
    assert "Nothing was done" in parley(*end, exit_=2, as_="iom-principal").err
    refused = parley(*end, "--yes", "--json", exit_=3, as_="iom-principal").data
    assert refused["refused"]["code"] == "OutOfPlace"


def test_a_process_in_which_nothing_is_open_is_ended(parley: Terminal, process: str) -> None:
    parley("end", process, "--grounds", "Enough", "--yes", as_="chair")
    assert parley("status", process, "--json").data["status"] == "ended"
    assert parley("end", process, "--grounds", "Again", "--yes", exit_=3, as_="chair").out


def test_a_recovery_is_acknowledged_by_the_chair(parley: Terminal, process: str) -> None:
    words = ("acknowledge-recovery", process, 9, "--grounds", "Restored", "--yes", "--json")
    assert parley(*words, as_="chair").data["receipt"]["types"] == ["RecoveryAcknowledged"]
    assert parley(*words, exit_=3, as_="member-a").data["refused"]["code"] == "NotPermitted"


@pytest.mark.parametrize("handle", ["\x00", "m\udcff", "M", "m" * 500, "=1+1", "'; drop table x"])
def test_a_handle_that_is_none_is_nobodys(parley: Terminal, process: str, handle: str) -> None:
    told = parley("todo", process, "--as", handle, exit_=2)
    assert "There is no person" in told.err
    appoint = ("appoint", process, handle, "--party", "a", "--capacity", "deputy")
    assert "There is no person" in parley(*appoint, exit_=2, as_="chair").err
    assert parley(*appoint, "--name", "Somebody", exit_=2, as_="chair").err


def test_commands_without_a_process_say_where_to_find_one(parley: Terminal) -> None:
    for words in (("todo", "None"), ("proposals", "None"), ("letter", "list", "None")):
        assert 'There is no process "None"' in parley(*words, exit_=2).err
