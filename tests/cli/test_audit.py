"""The auditor's commands on a real record: what people did, what stood at an instant, and what a forger is told."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from typer.testing import CliRunner, Result

from cli import main
from cli.event_words import WORDS
from cli.problems import Exit
from cli.replay import upto
from cli.screen import screen
from domain.event import EVENTS
from domain.model import stamp
from domain.record.recorded import Recorded, parse
from intake.door import Intake
from store import people
from store.event_store import Store
from tests.intake.case import Case
from tests.intake.clock import SteppedClock
from tests.stage import Database
from tests.store.chain import Chain
from tests.store.conftest import owner, store, superuser
from tests.store.test_auditing import forger, rewrite

__all__ = ["owner", "store", "superuser"]

ROOT = Path(__file__).parents[2]
TITLE = "A trial text"
WHY = "Paragraph 2 goes too far"


async def parley(*words: str) -> Result:
    """Run the program, as a person types it, beside the loop of the test."""
    screen.json = False
    return await asyncio.to_thread(lambda: CliRunner().invoke(main.app, list(words)))


async def told(*words: str) -> Any:
    """Run the program with --json. :returns: what it printed"""
    result = await parley(*words, "--json")
    assert result.exit_code in (Exit.DONE, Exit.NOT_AS_IT_SHOULD), result.output
    return json.loads(result.stdout)


@pytest.fixture
async def trial(
    store: Store,
    owner: "asyncpg.Connection",
    database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Case]:
    """
    A silence procedure from the terminal: an objection, an act that is not offered, one that is late, the close.

    The clockwork is done by hand, on a database clock that can be turned.
    """
    monkeypatch.setenv("DATABASE_URL", database.url)
    monkeypatch.setenv("PARLEY_AUDITOR_URL", database.auditor_url)
    monkeypatch.setenv("PARLEY_HOME", str(tmp_path / "home"))
    clock = SteppedClock(owner)
    await clock.install()
    async with Intake(store) as intake:
        case = Case(store, intake, owner)
        case.process = await started()
        await case.clockwork()
        objection = ("object", TITLE, "agreement", "--reason", WHY, "--command-id", "first")
        assert (await parley(*objection, "--as", "member-a")).exit_code == Exit.DONE
        await answered("endorse", "member-b")
        await clock.shift(timedelta(seconds=21))
        await answered("objection", "member-b", "--reason", "Me too")
        await clock.shift(timedelta(minutes=1))
        await case.clockwork()
        yield case


async def started() -> Any:
    """Start the process and publish its text. :returns: the id of the process"""
    procedure = ROOT / "procedures" / "silence-20-seconds.yaml"
    parties = ROOT / "scenarios" / "three-members.parties.yaml"
    begun = await told("start", str(procedure), str(parties), "--title", TITLE, "--as", "chair")
    text = str(ROOT / "scenarios" / "texts" / "short.txt")
    published = await parley("publish", TITLE, text, "--text", "v1", "--as", "chair", "--yes")
    assert published.exit_code == Exit.DONE, published.output
    return UUID(begun["process"])


async def answered(answer: str, person: str, *more: str) -> None:
    result = await parley("answer", TITLE, "agreement", answer, "--as", person, *more)
    assert result.exit_code == Exit.REFUSED_AND_KEPT, result.output


# --- replay --------------------------------------------------------------------------------------


async def test_a_replay_shows_the_instant_itself_and_nothing_of_a_microsecond_later(
    trial: Case,
) -> None:
    objected = next(one for one in await trial.history() if one.envelope.type == "Answered")
    at = objected.envelope.process_at
    before = await told("audit", "replay", TITLE, "--at", stamp(at - timedelta(microseconds=1)))
    after = await told("audit", "replay", TITLE, "--at", stamp(at))
    assert (before["steps"][0]["roster"], after["steps"][0]["roster"]) == ({}, {"objection": ["a"]})
    assert after["version"] == objected.envelope.version
    assert (before["status"], before["outcome"], before["steps"][0]["outcome"]) == (
        "running",
        None,
        None,
    )


async def test_a_replay_names_the_rules_in_force_and_who_was_awaited(trial: Case) -> None:
    version = next(
        one.envelope.version for one in await trial.history() if one.envelope.type == "Answered"
    )
    found = await told("audit", "replay", TITLE, "--version", str(version))
    assert (
        found["rules"]["procedure"] == "silence-20-seconds" and len(found["rules"]["sha256"]) == 64
    )
    assert found["text_in_force"] == "v1"
    assert found["steps"][0]["awaited"] == ["b", "c"]
    shown = (await parley("audit", "replay", TITLE, "--version", str(version))).stdout
    assert "awaited    Member B, Member C (2 of 3)" in shown and found["rules"]["sha256"] in shown


async def test_the_replay_of_now_is_the_outcome(trial: Case) -> None:
    found = await told("audit", "replay", TITLE)
    assert (found["status"], found["outcome"], found["version"]) == (
        "ended",
        "broken",
        found["events"],
    )


def test_a_rehearsal_is_replayed_by_its_own_clock_and_not_by_when_it_was_recorded() -> None:
    history = [
        at_clock(version, datetime(2022, 2, day, tzinfo=UTC))
        for version, day in enumerate((1, 1, 2, 3), 1)
    ]
    second = datetime(2022, 2, 2, tzinfo=UTC)
    by_record_time = [one for one in history if one.envelope.recorded_at <= second]
    assert [one.envelope.version for one in upto(history, second, None)] == [1, 2, 3]
    assert by_record_time == [], "the naive replay sees nothing"


def at_clock(version: int, instant: datetime) -> Recorded:
    """An event that was recorded today of a rehearsal that is about another year."""
    event = Chain(datetime.now(UTC)).more().events[0]
    recorded = parse(event.envelope, event.body, event.hash)
    return replace(
        recorded, envelope=replace(recorded.envelope, version=version, process_at=instant)
    )


# --- log -----------------------------------------------------------------------------------------


async def test_the_log_has_refused_acts_with_postmark_record_time_and_reason(trial: Case) -> None:
    found = (await told("audit", "log", TITLE, "--refused"))["acts"]
    assert [act["refused"]["code"] for act in found] == ["AnswerNotOffered", "DeadlinePassed"]
    late = found[1]
    assert not late["accepted"] and late["refused"]["late"] and not late["refused"]["counts"]
    assert (late["party"], late["role"], late["capacity"], late["via"]) == (
        "b",
        "member",
        "principal",
        "terminal",
    )
    age = datetime.fromisoformat(late["recorded_at"]) - datetime.fromisoformat(late["received_at"])
    assert timedelta(0) <= age <= timedelta(seconds=4)
    assert late["step"] == "agreement#1.objections"


async def test_the_log_is_complete_and_has_one_line_for_each_act(trial: Case) -> None:
    acts = (await told("audit", "log", TITLE))["acts"]
    history = await trial.history()
    assert [version for act in acts for version in act["versions"]] == [
        one.envelope.version for one in history
    ]
    lines = (await parley("audit", "log", TITLE)).stdout.splitlines()
    numbered = [line for line in lines if line[:5].strip().isdigit()]
    assert len(numbered) == len(acts)
    assert any(
        "Head of Member A (principal member of a, terminal): objection" in line for line in numbered
    )
    assert any("REFUSED, kept" in line for line in numbered)
    assert WHY not in "".join(lines), "words of people are shown on demand only"


async def test_the_log_of_a_step_leaves_out_what_is_about_others(trial: Case) -> None:
    whole = (await told("audit", "log", TITLE))["acts"]
    step = (await told("audit", "log", TITLE, "--step", "agreement"))["acts"]
    assert 0 < len(step) < len(whole)
    assert {event["type"] for act in step for event in act["events"]}.isdisjoint(
        {"ProcessStarted", "TextPublished"}
    )


async def test_private_words_are_shown_until_they_are_erased(trial: Case) -> None:
    words = ("audit", "log", TITLE, "--words")
    assert f'reason: "{WHY}"' in (await parley(*words)).stdout
    rows = await trial.owner.fetch("select commit from parley.private")
    await trial.store.erase_private([row["commit"] for row in rows])
    shown = (await parley(*words)).stdout
    assert WHY not in shown and 'reason: "(erased)"' in shown


async def test_a_person_who_was_erased_is_called_by_the_id(trial: Case) -> None:
    found = await people.by_handle(trial.store, "", "member-a")
    assert found is not None
    assert found.person_id not in (await parley("audit", "log", TITLE)).stdout
    assert await people.forget(trial.store, found.person_id)
    shown = (await parley("audit", "log", TITLE)).stdout
    assert found.person_id in shown and "Head of Member A" not in shown


async def test_under_the_auditors_role_alone_names_and_words_are_withheld_and_the_rest_is_told(
    trial: Case, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", database.auditor_url)
    found = await parley("audit", "log", TITLE, "--words")
    assert found.exit_code == Exit.DONE, found.output
    assert (
        "Head of Member A" not in found.stdout
        and "not readable under the auditor's role" in found.stdout
    )
    assert (await parley("audit", "verify", TITLE)).exit_code == Exit.DONE
    assert (await parley("audit", "replay", TITLE)).exit_code == Exit.DONE


async def test_the_log_says_who_was_told_of_what(trial: Case) -> None:
    letters = (await told("audit", "log", TITLE))["letters"]
    published = next(one for one in letters if one["type"] == "TextPublished")
    assert published["dispatched"] == [] and published["not_told"] == ["a", "b", "c", "o", "office"]
    assert "TextPublished" in (await parley("audit", "log", TITLE, "--letters")).stdout


def test_every_type_of_event_has_its_words() -> None:
    assert set(WORDS) == set(EVENTS.values())


# --- verification --------------------------------------------------------------------------------


async def test_a_record_as_the_door_wrote_it_is_verified(trial: Case) -> None:
    result = await parley("audit", "verify", TITLE)
    assert result.exit_code == Exit.DONE and "All of it holds" in result.stdout
    every = await parley("audit", "verify", "--all")
    assert every.exit_code == Exit.DONE and "1 process with" in every.stdout


async def test_an_outcome_that_a_superuser_turned_with_every_hash_anew_is_found(
    trial: Case, superuser: "asyncpg.Connection"
) -> None:
    forged = await forger(trial.store, trial)
    version = forged.version_of("OutcomeReached")
    forged.body(version, lambda body: body | {"outcome": "held"})
    await rewrite(superuser, trial, forged.rows)
    found = await told("audit", "verify", TITLE)
    assert not found["clean"]
    first = found["findings"][0]
    assert (first["version"], first["what"]) == (version, "outcome")
    assert '"broken"' in first["expected"] and '"held"' in first["found"]
    result = await parley("audit", "verify", TITLE)
    assert result.exit_code == Exit.NOT_AS_IT_SHOULD and "finding" in result.stdout
    assert (await parley("audit", "verify", "--all")).exit_code == Exit.NOT_AS_IT_SHOULD


async def test_an_act_that_was_taken_out_without_a_trace_is_found_by_its_receipt(
    trial: Case, superuser: "asyncpg.Connection"
) -> None:
    late = (await told("audit", "log", TITLE, "--refused"))["acts"][1]
    with_it = ("audit", "verify", TITLE, "--receipt", late["receipt"])
    assert (await parley(*with_it)).exit_code == Exit.DONE
    assert (await parley(*with_it[:-1], late["hash"])).exit_code == Exit.DONE
    forged = await forger(trial.store, trial)
    forged.remove(late["versions"][0], late["versions"][0])
    await rewrite(superuser, trial, forged.rows)
    assert (await parley("audit", "verify", TITLE)).exit_code == Exit.DONE, (
        "the chain alone tells nothing"
    )
    result = await parley(*with_it)
    assert result.exit_code == Exit.NOT_AS_IT_SHOULD and "not on this record" in result.stdout


async def test_a_deleted_event_is_a_finding_and_a_replay_says_where_to_look(
    trial: Case, superuser: "asyncpg.Connection"
) -> None:
    await superuser.execute("delete from parley.event where version = 3")
    found = await told("audit", "verify", TITLE)
    assert {"head", "gap"} <= {one["what"] for one in found["findings"]}
    replay = await parley("audit", "replay", TITLE)
    assert replay.exit_code == Exit.NOT_AS_IT_SHOULD and "audit verify" in replay.stderr


# --- exports and receipts ------------------------------------------------------------------------


async def test_an_export_is_verified_without_a_database_and_a_changed_one_is_found_out(
    trial: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "record.jsonl"
    assert (await parley("audit", "export", TITLE, "-o", str(file))).exit_code == Exit.DONE
    printed = await parley("audit", "export", TITLE)
    assert printed.stdout == file.read_text()
    assert WHY not in printed.stdout
    monkeypatch.delenv("DATABASE_URL")
    clean = await parley("audit", "verify", "--file", str(file))
    assert clean.exit_code == Exit.DONE, clean.output
    file.write_text(
        printed.stdout.replace('\\"outcome\\":\\"broken\\"', '\\"outcome\\":\\"held\\"', 1)
    )
    assert (await parley("audit", "verify", "--file", str(file))).exit_code == Exit.NOT_AS_IT_SHOULD


async def test_an_export_that_cannot_be_written_leaves_nothing_half_written(
    trial: Case, tmp_path: Path
) -> None:
    (tmp_path / "taken").mkdir()
    result = await parley("audit", "export", TITLE, "-o", str(tmp_path / "taken"))
    assert result.exit_code == Exit.NOT_UNDERSTOOD and "cannot be written" in result.stderr
    assert files_in(tmp_path) == ["taken"]


def files_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def test_a_receipt_is_given_again_byte_for_byte(trial: Case) -> None:
    again = (
        "object",
        TITLE,
        "agreement",
        "--reason",
        WHY,
        "--command-id",
        "first",
        "--as",
        "member-a",
    )
    for more in ((), ("--json",)):
        sent = await parley(*again, *more)
        shown = await parley("receipt", TITLE, "first", *more)
        assert shown.exit_code == Exit.DONE and shown.stdout == sent.stdout


# --- what is not understood ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("replay", "nothing"), 'There is no process "nothing"'),
        (("replay", TITLE, "--at", "2022-02-24T18:00"), "no time zone"),
        (("replay", TITLE, "--at", "2022-02-24"), "time of day"),
        (("replay", TITLE, "--at", "1999-01-01T00:00Z"), "no such process yet"),
        (("replay", TITLE, "--version", "999"), "There is no event 999"),
        (("replay", TITLE, "--version", "0"), "There is no event 0"),
        (("replay", TITLE, "--version", "1", "--at", "2022-02-24T18:00Z"), "two things"),
        (("log", TITLE, "--step", "nowhere"), 'no step "nowhere"'),
        (("verify",), "Name what to verify"),
        (("verify", TITLE, "--all"), "Name what to verify"),
        (("verify", "--all", "--receipt", "ABCD-ABCD-ABCD"), "one process"),
        (("verify", TITLE, "--receipt", "short"), "is no receipt"),
        (("verify", "--file", "/nowhere/at/all"), "cannot be read"),
        (("verify", "--file", str(ROOT / "README.md")), "is no export"),
        (("export", "nothing"), 'There is no process "nothing"'),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
async def test_what_cannot_be_done_is_said_in_a_sentence(
    trial: Case, words: tuple[str, ...], sentence: str
) -> None:
    result = await parley("audit", *words)
    assert result.exit_code == Exit.NOT_UNDERSTOOD, result.output
    assert sentence in " ".join(result.stderr.split()) and "Traceback" not in result.output


async def test_the_receipt_of_an_act_that_was_never_kept_is_not_made_up(trial: Case) -> None:
    result = await parley("receipt", TITLE, "no-such-act")
    assert result.exit_code == Exit.NOT_UNDERSTOOD and "no act" in result.stderr
