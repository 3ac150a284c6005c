"""The pledge, live and from end to end, by its three users: real servers, a real worker, the program itself."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from domain.model import stamp
from tests.journeys.town import ROOT, Said, Town

PLEDGE = "The pledge, live"
WINDOWS = {
    "window: {lasts: {hours: 72}}": "window: {lasts: {seconds: 10}}",
    "minimum_notice: {working_days: 1}": "minimum_notice: {seconds: 1}",
    "hold: {span: {hours: 24}": "hold: {span: {seconds: 5}",
}
"""What is shorter here than in the procedure that is shipped."""
UNTIL_THE_MEETING = timedelta(seconds=45)
ENTITIES = ["desa", "ilo", "iom", "ohchr", "undp", "unhcr", "unicef", "unodc", "who"]


@pytest.fixture
def procedure(tmp_path: Path) -> Path:
    """The shipped procedure with its calendars, and windows of seconds."""
    text = (ROOT / "procedures" / "un-system-pledge.yaml").read_text()
    for long, short in WINDOWS.items():
        assert text.count(long) == 1, long
        text = text.replace(long, short)
    copytree(ROOT / "procedures" / "calendars", tmp_path / "calendars")
    path = tmp_path / "pledge.yaml"
    path.write_text(text)
    return path


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    for name, second in (("v1", "We count what we do."), ("v2", "We count and report what we do.")):
        (tmp_path / f"{name}.txt").write_text(f"1. We pledge.\n\n2. {second}\n")
    return tmp_path


@pytest.mark.timeout(
    300
)  # windows of seconds, and the grace after each: a minute and a half at least
def test_a_pledge_goes_live_from_its_first_text_to_those_who_joined_and_is_proved(
    town: Town, procedure: Path, texts: Path
) -> None:
    begin(town, procedure)
    draft(town, texts)
    meet(town)
    revise(town, texts)
    first, late = agree(town)
    join(town)
    look_back(town, first, late)
    end(town)


def begin(town: Town, procedure: Path) -> None:
    """The coordinator starts the process from a procedure and a file of parties."""
    parties = ROOT / "scenarios" / "un-system-pledge-2022.parties.yaml"
    now = datetime.now(UTC)
    town.parley(
        "start", procedure, parties, "--title", PLEDGE,
        "--date", f"meeting={stamp(now + UNTIL_THE_MEETING)}",
        "--date", f"reading={stamp(now + timedelta(days=1))}", as_="iom-principal",
    )  # fmt: skip
    assert any(row["title"] == PLEDGE for row in town.parley("processes", "--json").data)


def draft(town: Town, texts: Path) -> None:
    """The lead's first text goes out; an entity comments before the meeting."""
    town.opened(PLEDGE, "drafting.draft")
    asked = town.parley(
        "publish", PLEDGE, texts / "v1.txt", "--text", "v1", as_="iom-principal", exit_=2
    )
    assert "--yes" in asked.sentence, "nobody is there to be asked, so nothing is done"
    lead = ("--text", "v1", "--in", "lead", "--yes")
    town.parley("publish", PLEDGE, texts / "v1.txt", *lead, as_="iom-principal")
    assert town.settled(PLEDGE, "drafting.draft") == "drafted"
    town.opened(PLEDGE, "drafting.comments")
    owed = town.parley("inbox", "--json", as_="ilo-focal").data
    assert [(one["title"], one["step"]) for one in owed] == [(PLEDGE, "drafting.comments")]
    town.parley(
        "comment", PLEDGE, "drafting.comments", "--comment", "Please shorten.", as_="ilo-focal"
    )
    assert town.settled(PLEDGE, "drafting.comments") == "collected"


def meet(town: Town) -> None:
    """The finding of the meeting, with a condition; only the chair may record it."""
    town.opened(PLEDGE, "meeting.finding")
    finding = ("finding", PLEDGE, "meeting", "--outcome", "broad_agreement")
    town.parley(*finding, as_="who-principal", exit_=3)
    coordinate(town, *finding, "--condition", "P3=no list of thematic issues")
    assert town.settled(PLEDGE, "meeting.finding") == "broad_agreement"


def revise(town: Town, texts: Path) -> None:
    """A proposal, the deadline that was open, the disposition with its reason, the second text."""
    assert town.opened(PLEDGE, "revision.proposals")["closes_at"] is None
    proposed = town.parley(
        "propose", PLEDGE, "revision.proposals", "--wording", "We count and report what we do.",
        "--paragraphs", "2", "--json", as_="who-focal",
    ).data  # fmt: skip
    number = proposed["receipt"]["versions"][0]
    coordinate(
        town,
        "fix-deadline",
        PLEDGE,
        "revision",
        "--after",
        "7 seconds",
        "--grounds",
        "As agreed",
        "--yes",
    )
    assert town.settled(PLEDGE, "revision.proposals") == "collected"
    town.opened(PLEDGE, "revision.consolidation")
    coordinate(
        town, "dispose", PLEDGE, "consolidation", "--proposal", number, "--disposition", "accepted",
        "--grounds", "It is clearer",
    )  # fmt: skip
    coordinate(
        town, "publish", PLEDGE, texts / "v2.txt", "--text", "v2", "--kind", "rev", "--predecessor", "v1",
        "--respects", "P3", "--yes",
    )  # fmt: skip
    assert town.settled(PLEDGE, "revision.consolidation") == "consolidated"


def agree(town: Town) -> tuple[Said, Said]:
    """
    Silence agrees. An objection that comes too late is kept and does not count.

    :returns: the receipt of a deputy's objection, which is not a deputy's to make; and that of the late one
    """
    town.opened(PLEDGE, "agreement.objections")
    objection = ("object", PLEDGE, "agreement.objections", "--json", "--reason")
    deputy = town.parley(*objection, "I stand in", as_="who-deputy", exit_=3)
    assert town.settled(PLEDGE, "agreement.objections") == "held"
    late = town.parley(*objection, "Wait", "--command-id", "late-1", as_="who-principal", exit_=3)
    assert late.data["refused"]["code"] == "DeadlinePassed" and late.data["kept"]
    assert town.status(PLEDGE)["text_in_force"] == "v2"
    return deputy, late


def join(town: Town) -> None:
    """Nobody has joined by silence; two join, one declines."""
    town.opened(PLEDGE, "endorsement.opt_in")
    assert town.status(PLEDGE)["endorsers"] == []
    for person in ("ilo-principal", "who-principal"):
        town.parley("endorse", PLEDGE, "endorsement", as_=person)
    town.parley(
        "decline", PLEDGE, "endorsement", "--reason", "Outside our mandate", as_="undp-principal"
    )
    assert town.status(PLEDGE)["endorsers"] == ["ilo", "who"]


def look_back(town: Town, deputy: Said, late: Said) -> None:
    """The auditor: as it stood, what was refused, whether all of it follows from the rules."""
    published = next(
        act for act in acts(town) if act["what"][0].startswith("publishes the text v2")
    )
    past = town.parley("audit", "replay", PLEDGE, "--at", published["process_at"], "--json").data
    assert past["text_in_force"] == "v2" and past["conditions"] == {
        "P3": "no list of thematic issues"
    }
    assert past["roster"] == {"joined": [], "declined": [], "no_answer": []}
    now = town.parley("audit", "replay", PLEDGE, "--json").data
    assert now["roster"]["joined"] == ["ilo", "who"] and now["roster"]["declined"] == ["undp"]
    assert set(ENTITIES) - {"ilo", "who", "undp"} <= set(now["roster"]["no_answer"])
    receipts = [act["receipt"] for act in acts(town, "--refused")]
    for said in (deputy, late):
        assert said.data["receipt"]["id"] in receipts
        town.parley("audit", "verify", PLEDGE, "--receipt", said.data["receipt"]["id"])
    assert town.parley("receipt", PLEDGE, "late-1", "--json").out == late.out
    found = town.parley("audit", "verify", PLEDGE, "--json").data
    assert found["clean"] and found["outcomes"] == 6 and found["refusals"] == 3


def acts(town: Town, *more: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = town.parley("audit", "log", PLEDGE, "--json", *more).data["acts"]
    return found


def end(town: Town) -> None:
    """What is still open ends with the process, and an act that comes later is kept."""
    coordinate(town, "end", PLEDGE, "--grounds", "Enough was shown", "--yes")
    assert town.when(PLEDGE, lambda status: status["status"] == "ended")["endorsers"] == [
        "ilo",
        "who",
    ]
    town.parley("endorse", PLEDGE, "endorsement", as_="ohchr-principal", exit_=3)
    town.parley("audit", "verify", PLEDGE)


def coordinate(town: Town, *words: object) -> Said:
    return town.parley(*words, "--in", "coordinator", as_="iom-principal")
