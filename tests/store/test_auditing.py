"""The audit on a real record: clean as it is, and telling what somebody with the whole machine did to it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import asyncpg
import pytest

from domain.process.verify import verify
from domain.record.envelope import read_envelope, write_envelope
from domain.record.hashes import ZEROS, body_commitment, envelope_hash
from domain.record.stored import Exported, export_line, read_export
from intake.door import Intake
from store import auditing
from store.auditing import Audit, Broken, Gap, Orphan, audit
from store.event_store import Store
from store.rows import Head, Row
from tests.domain.forgery import Forger
from tests.intake.case import Case
from tests.store.chain import Chain, begun, changed


async def audited(store: Store, case: Case) -> Audit:
    return await audit(store, case.process)


async def rewrite(superuser: "asyncpg.Connection", case: Case, rows: Sequence[Exported]) -> None:
    """Put forged rows in the place of the real ones, and the head on the last of them."""
    stream = case.process
    await superuser.execute("delete from parley.event where stream_id = $1", stream)
    await superuser.execute("delete from parley.body where stream_id = $1", stream)
    for version, row in enumerate(rows, start=1):
        await superuser.execute(
            "insert into parley.event (envelope, hash) values ($1, $2)", row.envelope, row.hash
        )
        await superuser.execute(
            "insert into parley.body values ($1, $2, $3, $4)", stream, version, row.salt, row.body
        )
    move = "update parley.stream set version = $2, head_hash = $3 where stream_id = $1"
    await superuser.execute(move, stream, len(rows), rows[-1].hash)


async def forger(store: Store, case: Case) -> Forger:
    rows = await store.events(case.process)
    return Forger([Exported(row.envelope, row.body, row.salt, row.hash) for row in rows])


def whats(found: Audit) -> set[str]:
    return {one.what for one in found.verdict.findings}


async def test_what_went_through_the_door_is_clean(auditing_store: Store, case: Case) -> None:
    found = await audited(auditing_store, case)
    assert (found.verdict.findings, found.gaps, found.orphans, found.broken) == ((), (), (), ())
    last = (await auditing_store.events(case.process))[-1]
    assert found.clean and found.head == Head(found.verdict.events, last.hash)
    assert (found.verdict.outcomes, found.verdict.deadlines, found.verdict.refusals) == (1, 2, 1)


async def test_erasing_every_private_word_changes_nothing_that_is_audited(
    auditing_store: Store, store: Store, owner: "asyncpg.Connection", case: Case
) -> None:
    before = await audited(auditing_store, case)
    commits = [row["commit"] for row in await owner.fetch("select commit from parley.private")]
    assert await store.erase_private(commits) == len(commits) > 0
    assert await audited(auditing_store, case) == before


async def test_there_is_nothing_clean_about_a_stream_that_does_not_exist(
    auditing_store: Store, owner: "asyncpg.Connection"
) -> None:
    found = await audited(auditing_store, Case(auditing_store, Intake(auditing_store), owner))
    assert not found.clean and found.verdict.events == 0


async def test_the_heads_of_all_streams_are_listed(auditing_store: Store, store: Store) -> None:
    a, b = await begun(store), await begun(store, 3)
    assert await auditing.streams(auditing_store) == {
        a.stream: Head(1, a.head),
        b.stream: Head(3, b.head),
    }


async def test_a_changed_body_is_found(
    auditing_store: Store, superuser: "asyncpg.Connection", case: Case
) -> None:
    change = (
        "update parley.body set body = replace(body, 'objection', 'objectiom') where version = $1"
    )
    version = (await forger(auditing_store, case)).version_of("Answered")
    await superuser.execute(change, version)
    found = await audited(auditing_store, case)
    assert {one.version for one in found.verdict.findings if one.what == "body"} == {version}
    assert found.broken == (Broken(case.process, version, "body"),)


async def test_a_changed_envelope_cannot_be_stored_under_its_old_hash_even_then(
    superuser: "asyncpg.Connection", case: Case
) -> None:
    with pytest.raises(asyncpg.CheckViolationError):
        await superuser.execute(
            "update parley.event set envelope = replace(envelope, '\"ordinal\":0', '\"ordinal\":7')"
        )


async def test_a_changed_envelope_with_a_hash_of_its_own_breaks_the_chain(
    auditing_store: Store, superuser: "asyncpg.Connection", case: Case
) -> None:
    row = (await auditing_store.events(case.process))[3]
    text = write_envelope(replace(read_envelope(row.envelope), origin="elsewhere"))
    change = "update parley.event set envelope = $1, hash = $2 where stream_id = $3 and version = 4"
    await superuser.execute(change, text, envelope_hash(text), case.process)
    found = await audited(auditing_store, case)
    assert "prev" in whats(found)
    assert Broken(case.process, 5, "prev") in found.broken


async def test_a_deleted_event_is_found(
    auditing_store: Store, superuser: "asyncpg.Connection", case: Case
) -> None:
    await superuser.execute("delete from parley.event where version = 4")
    found = await audited(auditing_store, case)
    assert found.head is not None
    last = found.head.version
    assert found.gaps == (Gap(case.process, last, last - 1, last),)
    assert {"gap", "prev", "replay"} <= whats(found)


async def test_a_deleted_body_is_found(
    auditing_store: Store, superuser: "asyncpg.Connection", case: Case
) -> None:
    await superuser.execute("delete from parley.body where version = 4")
    found = await audited(auditing_store, case)
    assert found.orphans == (Orphan(case.process, 4, "body"),)
    assert not found.verdict.clean


async def test_a_cut_off_end_is_found_unless_the_head_is_cut_too(
    auditing_store: Store, superuser: "asyncpg.Connection", case: Case
) -> None:
    """What the receipts are for: whoever holds the hash of an event that is gone can show that it was there."""
    forged = await forger(auditing_store, case)
    gone = forged.rows[-1].hash
    last = len(forged.rows)
    await superuser.execute("delete from parley.event where version = $1", last)
    assert (await audited(auditing_store, case)).gaps == (
        Gap(case.process, last, last - 1, last - 1),
    )
    kept = forged.rows[: forged.version_of("StepOpened")]
    await rewrite(superuser, case, kept)
    assert (await audited(auditing_store, case)).clean
    assert gone not in {row.hash for row in await auditing_store.events(case.process)}


async def test_an_outcome_that_was_flipped_with_every_hash_recomputed_is_found_by_the_rules_alone(
    auditing_store: Store, superuser: "asyncpg.Connection", case: Case
) -> None:
    forged = await forger(auditing_store, case)
    version = forged.version_of("OutcomeReached")
    for type_ in ("OutcomeReached", "StageFinished", "ProcessEnded"):
        forged.body(forged.version_of(type_), lambda body: body | {"outcome": "held"})
    await rewrite(superuser, case, forged.rows)
    found = await audited(auditing_store, case)
    assert (found.gaps, found.orphans, found.broken) == ((), (), ()), "the chain holds"
    assert {one.what for one in found.verdict.findings if one.version == version} == {"outcome"}


async def test_an_objection_that_was_taken_out_is_found_by_what_was_counted(
    auditing_store: Store, superuser: "asyncpg.Connection", case: Case
) -> None:
    forged = await forger(auditing_store, case)
    only_one_of_its_party = forged.version_of("Answered", 2)
    forged.remove(only_one_of_its_party, only_one_of_its_party)
    await rewrite(superuser, case, forged.rows)
    found = await audited(auditing_store, case)
    assert found.broken == () and whats(found) == {"close"}


async def test_an_export_through_lines_is_audited_like_the_record(
    auditing_store: Store, case: Case
) -> None:
    rows: list[Row] = await auditing_store.events(case.process)
    lines = [export_line(row) for row in rows]
    assert verify(list(read_export(lines))) == (await audited(auditing_store, case)).verdict


# --- the guards, judged again over what is stored ------------------------------------------------


NO_GUARDS = """
create or replace function parley.refusals(
    streams uuid[], versions integer[], envelopes text[], hashes bytea[], salts bytea[], bodies text[]
) returns table (stream_id uuid, reason text) language sql stable as 'select null::uuid, null::text where false'
"""


async def unguarded(store: Store, owner: "asyncpg.Connection") -> Chain:
    """A stream on record in a database whose `append` has lost its guards, and one more event for it."""
    await owner.execute(NO_GUARDS)
    chain = await begun(store, 2)
    chain.at = await store.clock()
    return chain.more()


@pytest.mark.parametrize("guard", ["age", "order", "prev", "command", "body", "process_at"])
async def test_what_a_lost_guard_let_in_is_found(
    auditing_store: Store, store: Store, owner: "asyncpg.Connection", guard: str
) -> None:
    chain = await unguarded(store, owner)
    event = chain.events[-1]
    first = read_envelope(chain.events[0].envelope)
    long_ago = first.recorded_at - timedelta(seconds=5)
    bad = {
        "age": changed(event, received_at=long_ago),
        "order": changed(event, recorded_at=long_ago, received_at=long_ago),
        "prev": changed(event, prev=ZEROS),
        "command": changed(event, command_id=first.command_id, ordinal=1),
        "body": changed(event, body_commit=body_commitment(event.salt, "{}")),
        "process_at": changed(event, process_at=long_ago),
    }
    chain.events[-1] = bad[guard]
    assert await store.append_once([chain.since(2)]) == {chain.stream: None}
    assert Broken(chain.stream, 3, guard) in await auditing.broken(auditing_store, chain.stream)
    assert await auditing.broken(auditing_store, (await begun(store)).stream) == []
