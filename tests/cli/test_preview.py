"""Before it is done: every act that moves something says what else moves and who is told, and does nothing."""

from pathlib import Path

import pytest

from tests.cli.terminal import Played, Terminal
from tests.domain.play import procedure
from tests.domain.pledge import geneva

CHAIR = "iom-principal"
IN = ("--in", "coordinator")


def version(parley: Terminal, played: Played) -> int:
    return int(parley("status", played.process, "--json").data["version"])


@pytest.fixture
def open_round(parley: Terminal, asked: Played) -> Played:
    """Proposals are asked for until 22 February, 18:00."""
    fixed = ("fix-deadline", asked.process, "revision.proposals", "--yes", "--grounds", "x")
    parley(*fixed, "--closes-at", "2022-02-22T18:00 Geneva", *IN, as_=CHAIR)
    return asked


def test_an_extension_is_shown_with_its_reminders_and_its_addressees(
    parley: Terminal, open_round: Played
) -> None:
    before = version(parley, open_round)
    words = ("extend", open_round.process, "revision.proposals", "--grounds", "Two asked")
    when = ("--closes-at", "2022-02-24T18:00 Geneva")
    data = parley(*words, *when, *IN, "--preview", "--json", as_=CHAIR).data
    moved = {(one["kind"], one["new"]) for one in data["changes"]}
    assert moved == {
        ("closes", "2022-02-24T17:00:00.000000Z"),
        ("reminder", "2022-02-23T17:00:00.000000Z"),
    }
    assert [(one["type"], len(one["addressees"])) for one in data["told"]] == [
        ("DeadlineExtended", 9)
    ]
    told = parley(*words, *when, *IN, "--preview", as_=CHAIR)
    assert "Thu 24 Feb 2022 18:00 Geneva (12:00 New York)" in told.out
    assert version(parley, open_round) == before


def test_the_gavel_shows_what_follows_at_once(parley: Terminal, open_round: Played) -> None:
    words = ("gavel", open_round.process, "revision.proposals", "--grounds", "All were heard")
    data = parley(*words, *IN, "--preview", "--json", as_=CHAIR).data
    changes = {(one["kind"], one["what"], one["new"]) for one in data["changes"]}
    assert ("outcome", "revision#1.proposals", "collected") in changes
    assert ("question", "revision#1.consolidation", "open") in changes


def test_what_would_be_refused_is_said_before_it_is_on_record(
    parley: Terminal, open_round: Played
) -> None:
    before = version(parley, open_round)
    words = ("extend", open_round.process, "revision.proposals", "--grounds", "x")
    told = parley(
        *words, "--closes-at", "2022-02-01T18:00 Geneva", *IN, "--preview", exit_=4, as_=CHAIR
    )
    assert "DeadlineTooEarly" in told.out
    assert version(parley, open_round) == before


def test_a_replaced_contact_is_shown_and_the_new_one_is_not_kept(
    parley: Terminal, open_round: Played
) -> None:
    words = ("replace-contact", open_round.process, "--party", "who", "--old", "who-focal_point")
    new = ("--new", "who-desk", "--name", "Desk of WHO", "--grounds", "New post")
    told = parley(*words, *new, *IN, "--preview", as_=CHAIR)
    assert "Desk of WHO for who" in told.out
    assert 'no person "who-desk"' in parley("inbox", exit_=2, as_="who-desk").err


def test_a_new_version_is_adopted_from_the_terminal_after_a_look_at_it(
    parley: Terminal, open_round: Played, tmp_path: Path
) -> None:
    home = Path(__file__).parents[2] / "procedures"
    (tmp_path / "calendars").symlink_to(home / "calendars")
    file = tmp_path / "pledge-2.yaml"
    rules = (home / "un-system-pledge.yaml").read_text()
    file.write_text(
        rules.replace("version: 1", "version: 2").replace(
            "{lasts: {hours: 72}}", "{lasts: {hours: 96}}"
        )
    )
    words = ("amend", open_round.process, file, "--grounds", "As the principals decided", *IN)
    told = parley(*words, "--preview", as_=CHAIR)
    assert "agreement.objections.window.lasts.hours" in told.out
    assert open_round.state().procedure.version == 1
    parley(*words, "--yes", as_=CHAIR)
    assert open_round.state().procedure.version == 2
    assert procedure().sha256() != open_round.state().procedure_sha256
    shown = parley("audit", "replay", open_round.process)
    assert "version 2 was adopted at" in shown.out
    earlier = parley("audit", "replay", open_round.process, "--at", "2022-02-15T12:00 Geneva")
    assert "un-system-pledge, version 1" in earlier.out


def test_an_answer_that_would_end_its_question_shows_what_follows(
    parley: Terminal, published: Played
) -> None:
    published.until(geneva(2, 15, 17))
    before = version(parley, published)
    words = ("answer", published.process, "meeting", "finding", "--choice", "broad_agreement")
    data = parley(*words, *IN, "--preview", "--json", as_=CHAIR).data
    changes = {(one["kind"], one["what"], one["new"]) for one in data["changes"]}
    assert ("outcome", "meeting#1.finding", "broad_agreement") in changes
    assert ("question", "revision#1.proposals", "open") in changes
    assert version(parley, published) == before


def test_what_a_stakeholder_would_say_can_be_looked_at_and_is_not_kept(
    parley: Terminal, open_round: Played
) -> None:
    before = version(parley, open_round)
    words = ("propose", open_round.process, "revision.proposals", "--wording", "We report.")
    data = parley(*words, "--preview", "--json", as_="who-focal_point").data
    assert [(one["kind"], one["new"]) for one in data["changes"]] == [("answers", 1)]
    late = ("object", open_round.process, "revision.proposals", "--reason", "x", "--preview")
    assert "AnswerNotOffered" in parley(*late, exit_=4, as_="who-focal_point").out
    assert version(parley, open_round) == before


def test_what_became_of_an_institution_is_recorded_only_after_asking(
    parley: Terminal, open_round: Played
) -> None:
    before = version(parley, open_round)
    words = ("succession", open_round.process, "undp", "renamed", "--name", "UNDP, renamed")
    told = parley(*words, "--grounds", "By its board", *IN, exit_=2, as_=CHAIR)
    assert "undp is renamed" in told.err and "--yes" in told.err
    assert version(parley, open_round) == before
    parley(*words, "--grounds", "By its board", *IN, "--yes", as_=CHAIR)
    assert open_round.state().parties["undp"].name == "UNDP, renamed"
