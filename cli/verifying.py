"""The verification of a record, told in plain words: what was checked, what was found."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from cli.problems import Exit, Problem
from cli.records import Records
from cli.screen import screen
from domain.process.lookup import LookedUp, look_up, references
from domain.process.verify import Verdict, verify
from domain.record.chain import Finding
from domain.record.envelope import read_envelope
from domain.record.stored import Exported, NotAnExport, Stored, read_export
from store import pages
from store.auditing import Audit, audit, orphans, streams

LONG = 1_000
"""Events above which a verification takes longer than a person waits without a word."""
RECEIPT = re.compile(r"[0-9a-f]{12}|[0-9a-f]{64}")


async def verify_one(at: Records, name: str, receipt: str | None) -> Exit:
    """Verify one process, and look for a receipt in it."""
    wanted = receipt_hash(receipt)
    process = await at.process_id(name)
    head = await at.store.head(process)
    if head is not None and head.version > LONG:
        screen.progress(f"Deciding what led to {head.version:,} events once more ...")
    found = await audit(at.store, process)
    rows = await at.store.events(process)
    held = holder(rows, wanted)
    screen.data(as_data(found) | _receipt_data(wanted, held))
    tell(str(process), found.verdict, stored_findings(found), found.looked_up, stored=True)
    return _exit(_tell_receipt(wanted, held) and found.clean)


async def verify_all(at: Records) -> Exit:
    """Verify every stream that is stored, and look for events that belong to none."""
    heads = await streams(at.store)
    titles = {row.process_id: row.title for row in await pages.processes(at.store)}
    unclean, told = 0, []
    for number, stream in enumerate(heads, start=1):
        screen.progress(f"{number} of {len(heads)}: {titles.get(stream, '')} {stream} ...")
        found = await audit(at.store, stream)
        unclean += not found.clean
        told.append(as_data(found) | {"title": titles.get(stream)})
        if not found.clean:
            tell(str(stream), found.verdict, stored_findings(found), found.looked_up, stored=True)
    stray = [one for one in await orphans(at.store) if one.stream_id not in heads]
    screen.data({"clean": not unclean and not stray, "processes": told, "stray_events": len(stray)})
    for one in stray:
        screen.say(
            f"Event {one.version} of {one.stream_id} belongs to no process on record.", "red"
        )
    events = sum(one["events"] for one in told)
    screen.say(
        f"Verified: {_of(len(heads), 'process')} with {_of(events, 'event')}; "
        f"{unclean or 'none'} with findings.",
        "bold red" if unclean or stray else "bold green",
    )
    return _exit(not unclean and not stray)


def verify_file(path: Path, receipt: str | None, others: Sequence[Path] = ()) -> Exit:
    """
    Verify an export; no database is needed.

    :param others: exports of processes that it names
    :raises Problem: one cannot be read, or is none
    """
    wanted = receipt_hash(receipt)
    rows = read_rows(path)
    verdict = verify(rows)
    held = holder(rows, wanted)
    beside = {stream_of(found): found for found in map(read_rows, others)}
    looked = [look_up(one, beside.get(str(one.process))) for one in references(rows)]
    clean = verdict.clean and all(one.holds for one in looked)
    screen.data(
        {"file": str(path), "clean": clean}
        | verdict.model_dump(mode="json")
        | {"looked_up": [one.model_dump(mode="json") for one in looked]}
        | _receipt_data(wanted, held)
    )
    tell(str(path), verdict, [], looked, stored=False)
    return _exit(_tell_receipt(wanted, held) and clean)


def stream_of(rows: Sequence[Stored]) -> str:
    """The process that an export is of, as its first event says it; nothing where that cannot be read."""
    try:
        return str(read_envelope(rows[0].envelope).stream)
    except ValueError:
        return ""


def read_rows(path: Path) -> list[Exported]:
    """
    Read an export.

    :raises Problem: it cannot be read, or is none
    """
    try:
        with path.open(encoding="utf-8", newline="\n") as lines:
            rows = list(read_export(lines))
    except OSError as error:
        raise Problem(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise Problem(f"{path} is not UTF-8 text, so it is no export.") from error
    except NotAnExport as error:
        raise Problem(
            f"{path} is no export: {error}.", "`parley audit export PROCESS -o FILE` writes one."
        ) from error
    if not rows:
        raise Problem(f"{path} holds no events.")
    return rows


# Receipts.


def receipt_hash(text: str | None) -> str | None:
    """
    Read a receipt: its twelve characters, or the whole hash.

    :raises Problem: it is neither
    """
    if text is None:
        return None
    found = text.strip().replace("-", "").lower()
    if not RECEIPT.fullmatch(found):
        raise Problem(
            f'"{text}" is no receipt.',
            "A receipt has twelve characters, such as 1A2B-3C4D-5E6F, or the 64 of the whole hash.",
        )
    return found


def holder(rows: Sequence[Stored], receipt: str | None) -> Stored | None:
    """The event whose hash a receipt names: what the record held when the receipt was given."""
    if receipt is None:
        return None
    return next((row for row in rows if row.hash.hex().startswith(receipt)), None)


def _receipt_data(wanted: str | None, held: Stored | None) -> dict[str, Any]:
    if wanted is None:
        return {}
    version = read_envelope(held.envelope).version if held else None
    return {"receipt": {"looked_for": wanted, "found": held is not None, "version": version}}


def _tell_receipt(wanted: str | None, held: Stored | None) -> bool:
    """:returns: whether nothing is missing"""
    if wanted is None:
        return True
    if held is None:
        screen.say(
            f"✗ No event has the hash of the receipt {wanted.upper()}: the act that it was given for is not on "
            "this record, or was changed.",
            "bold red",
        )
        return False
    envelope = read_envelope(held.envelope)
    screen.say(
        f"✓ The receipt is that of event {envelope.version} ({envelope.type}), act {envelope.command_id}.",
        "bold green",
    )
    return True


# What was found.


def stored_findings(found: Audit) -> list[Finding]:
    """What is wrong with how the record is stored, written like what is wrong with the record."""
    listed: list[Finding] = []
    if found.head is None:
        listed.append(
            _finding(0, "head", "a head", "none: the process has no entry among the streams")
        )
    listed += [
        _finding(0, "head", f"{gap.version} events", f"{gap.events} events, the last is {gap.last}")
        for gap in found.gaps
    ]
    listed += [
        _finding(one.version, "storage", f"a {one.missing}", "none") for one in found.orphans
    ]
    listed += [
        _finding(one.version, "guard", f"{one.guard} holds", "it does not") for one in found.broken
    ]
    return listed


def _finding(version: int, what: str, expected: str, found: str) -> Finding:
    return Finding(version=version, what=what, expected=expected, found=found)


def as_data(found: Audit) -> dict[str, Any]:
    """The same for a program."""
    return {
        "process": found.stream_id,
        "clean": found.clean,
        "head": {"version": found.head.version, "hash": found.head.head_hash.hex()}
        if found.head
        else None,
        **found.verdict.model_dump(mode="json", exclude={"findings"}),
        "findings": [*found.verdict.findings, *stored_findings(found)],
        "looked_up": [one.model_dump(mode="json") for one in found.looked_up],
    }


def tell(
    title: str,
    verdict: Verdict,
    of_storage: Sequence[Finding],
    looked: Sequence[LookedUp],
    *,
    stored: bool,
) -> None:
    """Tell people what was checked, and what was found."""
    wrong = [one.finding() for one in looked if not one.holds]
    findings = [*verdict.findings, *of_storage, *wrong]
    screen.say(f"{title}: {verdict.events} events", "bold")
    screen.say("  chain     numbers, hashes, commitments, order of times, age of every postmark")
    screen.say(f"  rules     {_replayed(verdict)}")
    for line in _versions(verdict):
        screen.say(f"  judge     {line}")
    if stored:
        screen.say("  storage   heads, gaps, events without a body, order of writing")
    for line in others_said(looked):
        screen.say(f"  others    {line}")
    if not findings and not verdict.otherwise:
        screen.say("✓ All of it holds: no finding.", "bold green")
        _tell_not_looked_up(looked)
        return
    if verdict.otherwise:
        number = _of(len(verdict.otherwise), "difference")
        screen.say(
            f"! {number} between versions of the judge. This proves no tampering and excludes none: "
            "look at each, or verify the record with the program that decided it.",
            "bold yellow",
        )
        _table(verdict.otherwise, f"version {verdict.judge} decides")
    if findings:
        screen.say(f"✗ {_of(len(findings), 'finding')}:", "bold red")
        _table(findings, "expected")
    _tell_not_looked_up(looked)


def _table(found: Sequence[Finding], expected: str) -> None:
    screen.table(
        ("event", "what", expected, "found"),
        ((one.version or "", one.what, one.expected, one.found) for one in found),
    )


WHAT = {"outcome": "the answer by the outcome of", "event": "the date that follows"}
FOUND = {
    "same": "found there, with the same hash",
    "missing": "MISSING: there is no such record",
    "different": "DIFFERENT",
    "not_looked_up": "not looked up",
}


def others_said(looked: Sequence[LookedUp]) -> list[str]:
    """Say of each event that rests on another record what was found there."""
    return [
        f"event {one.event}, {WHAT[one.what]} process {str(one.process)[:8]}, version {one.version}: "
        f"{FOUND[one.state]}"
        for one in looked
    ]


def _tell_not_looked_up(looked: Sequence[LookedUp]) -> None:
    """Whether an answer by another process holds, nobody can say who does not look into that record."""
    open_ = sorted({str(one.process) for one in looked if one.state == "not_looked_up"})
    if not open_:
        return
    screen.say(
        f"! Not looked up: {_of(len(open_), 'record')} on which this one rests: {', '.join(open_)}.",
        "bold yellow",
    )
    screen.say("  Verify it with their exports beside it: --with OTHER.jsonl")


def _versions(verdict: Verdict) -> Iterator[str]:
    """By which versions of the judge the acts were decided, where it was not this program's alone."""
    others = {number: acts for number, acts in verdict.acts.items() if number != verdict.judge}
    if not others:
        return
    mine = verdict.acts.get(verdict.judge, 0)
    yield f"version {verdict.judge}, that of this program, decided {_of(mine, 'act')}"
    for number, acts in others.items():
        newer = " (newer than this program)" if number > verdict.judge else ""
        yield f"version {number}{newer} decided {_of(acts, 'act')}"
    yield f"of the {_of(sum(others.values()), 'act')} of another version, {verdict.same} came out the same"


def _replayed(verdict: Verdict) -> str:
    """How far the rules could be asked, and how much of what they decide there was."""
    stopped = next((one.version for one in verdict.findings if one.what == "replay"), None)
    far = "every act was" if stopped is None else f"only the acts before event {stopped} were"
    return (
        f"{far} decided once more: {_of(verdict.outcomes, 'outcome')}, "
        f"{_of(verdict.deadlines, 'deadline')}, {_of(verdict.refusals, 'refusal')}"
    )


def _of(number: int, noun: str) -> str:
    ending = "es" if noun.endswith("s") else "s"
    return f"{number} {noun}{'' if number == 1 else ending}"


def _exit(clean: bool) -> Exit:
    return Exit.DONE if clean else Exit.NOT_AS_IT_SHOULD
