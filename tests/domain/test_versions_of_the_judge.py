"""A record says by which version of the judge it was decided, and an audit tells versions from tampering."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from cli.verifying import verify_file
from domain import judged
from domain.process import verify as verifying
from domain.process.verify import verify
from domain.record.envelope import read_envelope, write_envelope
from domain.record.recorded import Recorded
from domain.record.stored import Exported, export_line, read_export
from domain.step import challenge
from tests.domain.asking import says
from tests.domain.audited import broken_silence, held_silence
from tests.domain.forgery import Forger, envelope_of, stored
from tests.domain.play import Play
from tests.domain.test_challenges_to_refusals import challenged
from tests.domain.test_hard_case_09_incidental_questions import raises

RECORDS = sorted((Path(__file__).parent / "golden" / "records").glob("*.jsonl"))
OLD = (
    '{"actor":{"party":null,"person":null,"role":null,"via":"clockwork"},"body_commit":"c","capacity":null,'
    '"causation":null,"command_hash":"h","command_id":"close","correlation":null,"ordinal":0,"origin":"o","prev":"p",'
    '"process_at":"2026-03-01T17:00:00.000000Z","received_at":"2026-03-01T17:00:00.000000Z",'
    '"recorded_at":"2026-03-01T17:00:00.000000Z","stream":"00000000-0000-0000-0000-000000000001",'
    '"type":"StepClosed","type_v":1,"v":1,"version":7}'
)
"""As envelopes were written before they named a version."""


def by(version: int, history: list[Recorded]) -> list[Exported]:
    """The same history, sealed as one that another version of the judge has decided."""
    return stored([replace(one, envelope=replace(one.envelope, judge=version)) for one in history])


def disputed(monkeypatch: pytest.MonkeyPatch) -> Play:
    """A question is raised about an act that was not refused: a judge before this one let that pass."""
    play = challenged()
    says(play, "only.q", "objection", "a")
    with monkeypatch.context() as earlier:
        earlier.setattr(challenge, "challenged", lambda *_: None)
        number = play.history[-1].envelope.version
        assert raises(play, "refusal", "d", about=number).refused is None
    return play


def test_an_envelope_of_before_reads_as_the_first_version_and_keeps_its_bytes() -> None:
    envelope = read_envelope(OLD)
    assert envelope.judge == judged.UNWRITTEN
    assert write_envelope(envelope) == OLD
    assert '"correlation":null,"judge":2,"ordinal":0' in write_envelope(replace(envelope, judge=2))


def test_what_is_recorded_now_names_the_present_version() -> None:
    verdict = verify(stored(held_silence().history))
    assert list(verdict.acts) == [judged.JUDGE]
    assert verdict.clean and verdict.same == 0


def test_a_record_of_another_version_that_comes_out_the_same_is_clean_and_says_so() -> None:
    rows = by(1, broken_silence().history)
    verdict = verify(rows)
    commands = {envelope_of(row).command_id for row in rows}
    assert (verdict.acts, verdict.same, verdict.clean) == ({1: len(commands)}, len(commands), True)


def test_what_another_version_decided_otherwise_is_a_difference_and_no_tampering(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    history = disputed(monkeypatch).history
    verdict = verify(by(1, history))
    assert verdict.findings == ()
    assert [(one.what, one.found) for one in verdict.otherwise] == [("question", "QuestionRaised")]
    assert verdict.otherwise[0].expected == "ActRefused (NotRaisable)"
    assert verdict.same == sum(verdict.acts.values()) - 1
    assert not verdict.clean


def test_the_same_in_a_record_of_the_present_version_is_a_finding(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    verdict = verify(stored(disputed(monkeypatch).history))
    assert [one.what for one in verdict.findings] == ["question"]
    assert verdict.otherwise == ()


def forged_refusal(rows: list[Exported]) -> Forger:
    """Somebody writes another reason into a refusal, and recomputes every hash."""
    forged = Forger(list(rows))
    return forged.body(forged.version_of("ActRefused"), lambda body: body | {"code": "NotAsked"})


def test_a_forged_refusal_of_the_present_version_is_found() -> None:
    verdict = verify(forged_refusal(stored(held_silence().history)).rows)
    assert [one.what for one in verdict.findings] == ["refusal"]


def test_who_claims_an_older_version_to_hide_it_is_still_named() -> None:
    forged = forged_refusal(by(1, held_silence().history))
    verdict = verify(forged.rows)
    assert [one.what for one in verdict.otherwise] == ["refusal"]
    assert not verdict.clean


def test_who_claims_it_for_that_event_alone_is_named_twice() -> None:
    forged = forged_refusal(stored(held_silence().history))
    number = forged.version_of("ActRefused")
    verdict = verify(forged.envelope(number, judge=1).rows)
    assert [(one.version, one.what) for one in verdict.otherwise] == [
        (number, "judge"),
        (number, "refusal"),
    ]


def test_what_no_version_has_changed_is_tampering_whatever_version_is_claimed() -> None:
    forged = Forger(by(1, held_silence().history))
    number = forged.version_of("StageBegan")
    forged.body(number, lambda body: body | {"round": 3})
    assert "transition" in {one.what for one in verify(forged.rows).findings}


def test_the_chain_and_the_clock_are_checked_whatever_version_is_claimed() -> None:
    rows = by(1, held_silence().history)
    cut = [*rows[:4], *rows[5:]]
    assert {"gap", "prev"} <= {one.what for one in verify(cut).findings}
    at = envelope_of(rows[5]).process_at
    moved = Forger(list(rows)).envelope(6, process_at=at.replace(microsecond=at.microsecond ^ 1))
    assert "process_at" in {one.what for one in verify(moved.rows).findings}


def test_the_events_of_one_act_were_decided_by_one_version() -> None:
    rows = stored(broken_silence().history)
    forged = Forger(list(rows))
    second = next(e.version for e in map(envelope_of, rows) if e.ordinal == 1)
    assert "command" in {one.what for one in verify(forged.envelope(second, judge=1).rows).findings}


def test_there_is_no_version_before_the_first() -> None:
    forged = Forger(stored(held_silence().history)).envelope(4, judge=0)
    assert "judge" in {one.what for one in verify(forged.rows).findings}


def test_of_a_newer_version_every_difference_is_one_of_versions() -> None:
    forged = Forger(by(judged.JUDGE + 1, held_silence().history))
    forged.body(forged.version_of("StageBegan"), lambda body: body | {"round": 3})
    verdict = verify(forged.rows)
    assert "transition" in {one.what for one in verdict.otherwise}
    assert not verdict.clean


def test_what_a_version_changes_is_looked_up_from_the_recorded_one_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    changed = {2: frozenset({"answer"}), 3: frozenset({"deadline"})}
    monkeypatch.setattr(judged, "CHANGED", changed)
    assert judged.explains(1, "deadline", 3) and judged.explains(1, "answer", 3)
    assert judged.explains(2, "deadline", 3) and not judged.explains(2, "answer", 3)
    assert not judged.explains(1, "deadline", 2)
    assert not judged.explains(3, "deadline", 3)


def test_every_word_of_a_change_is_one_that_the_audit_uses() -> None:
    known = {*verifying.WHAT.values(), "decision", "author"}
    assert {word for words in judged.CHANGED.values() for word in words} <= known
    assert max(judged.CHANGED) == judged.JUDGE


@pytest.mark.parametrize("file", RECORDS, ids=lambda file: file.stem)
def test_what_was_decided_once_is_told_from_tampering_for_ever(file: Path) -> None:
    """
    A record of each version, kept as it was exported. Its audit finds nothing but differences of versions.

    Where this fails, a decision has changed: raise `JUDGE`, say in `CHANGED` what it decides otherwise, and add a
    record of the new version. Never write an old one anew.
    """
    with file.open(encoding="utf-8", newline="\n") as lines:
        rows = list(read_export(lines))
    verdict = verify(rows)
    assert list(verdict.acts) == [int(file.stem.split("-")[1])]
    assert verdict.findings == ()


def test_there_is_a_kept_record_of_every_version() -> None:
    kept = {int(file.stem.split("-")[1]) for file in RECORDS}
    assert kept == set(range(judged.UNWRITTEN, judged.JUDGE + 1))


def printed(
    rows: list[Exported], folder: Path, capsys: pytest.CaptureFixture[str]
) -> tuple[int, str]:
    file = folder / "record.jsonl"
    file.write_text("".join(export_line(row) + "\n" for row in rows), encoding="utf-8")
    exit_ = verify_file(file, None)
    told = capsys.readouterr()
    return int(exit_), " ".join((told.out + told.err).split())


def test_the_report_names_the_versions_and_what_they_decide_otherwise(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    exit_, text = printed(by(1, disputed(monkeypatch).history), tmp_path, capsys)
    assert exit_ != 0
    assert "version 1 decided" in text
    assert "1 difference between versions of the judge" in text
    assert "ActRefused (NotRaisable)" in text
    assert "finding" not in text


def test_the_report_of_a_record_that_comes_out_the_same_says_that(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    exit_, text = printed(by(1, held_silence().history), tmp_path, capsys)
    assert exit_ == 0
    assert "version 1 decided" in text and "came out the same" in text
    assert "All of it holds" in text


# Broken twins.


def _explains_all(*_: object) -> bool:
    return True


def _explains_none(*_: object) -> bool:
    return False


@pytest.mark.parametrize(
    ("twin", "caught"),
    [
        (_explains_all, test_what_no_version_has_changed_is_tampering_whatever_version_is_claimed),
        (_explains_none, test_who_claims_an_older_version_to_hide_it_is_still_named),
    ],
)
def test_twin_of_what_a_version_explains(
    twin: Callable[..., bool], caught: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifying, "explains", twin)
    with pytest.raises(AssertionError):
        caught()
