"""Somebody with all rights changes events, and recomputes every hash and the chain: deciding anew finds it."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.model import TICK
from domain.procedure.models import Procedure
from domain.process.verify import Verdict, verify
from domain.record.chain import check_chain
from domain.record.stored import Exported
from tests.domain.audited import (
    at,
    broken_silence,
    ended,
    held_silence,
    whats,
)
from tests.domain.forgery import Forger, envelope_of, stored

Body = dict[str, Any]


@pytest.fixture(scope="module")
def rows() -> list[Exported]:
    return stored(broken_silence().history)


@pytest.fixture(scope="module")
def held() -> list[Exported]:
    return stored(held_silence().history)


@pytest.fixture(scope="module")
def pledge() -> list[Exported]:
    return stored(ended().history)


def test_re_chaining_an_unchanged_record_changes_nothing(rows: list[Exported]) -> None:
    forged = Forger(list(rows)).envelope(3)
    assert forged.rows == rows


def test_a_flipped_outcome_is_found_though_every_hash_was_recomputed(rows: list[Exported]) -> None:
    forged = Forger(list(rows))
    version = forged.version_of("OutcomeReached")
    forged.body(version, lambda body: body | {"outcome": "held"})
    assert at(forged, version) == {"outcome"}


def test_looking_at_the_chain_alone_would_not_have_found_it(rows: list[Exported]) -> None:
    forged = Forger(list(rows))
    forged.body(forged.version_of("OutcomeReached"), lambda body: body | {"outcome": "held"})
    assert check_chain(forged.rows).findings == []


def test_a_close_that_counts_otherwise_is_found_even_where_the_outcome_fits_it(
    rows: list[Exported],
) -> None:
    forged = Forger(list(rows))
    closed = forged.version_of("StepClosed")
    nobody = {"asked": 3, "answered": 0, "given": {}}
    forged.body(closed, lambda body: body | {"figures": nobody, "permitted": ["held"]})
    forged.body(forged.version_of("OutcomeReached"), lambda body: body | {"outcome": "held"})
    assert at(forged, closed) == {"close"}
    assert at(forged, forged.version_of("OutcomeReached")) == {"outcome"}


def test_an_outcome_taken_over_by_the_stage_is_found(rows: list[Exported]) -> None:
    forged = Forger(list(rows))
    version = forged.version_of("StageFinished")
    forged.body(version, lambda body: body | {"outcome": "held"})
    assert "transition" in at(forged, version)


def test_an_objection_left_out_is_found_by_what_was_counted(rows: list[Exported]) -> None:
    forged = Forger(list(rows))
    version = forged.version_of("Answered")
    forged.remove(version, version)
    assert "close" in whats(forged)


def test_a_changed_deadline_is_found(held: list[Exported]) -> None:
    forged = Forger(list(held))
    version = forged.version_of("StepScheduled")
    later = envelope_of(held[version - 1]).recorded_at + timedelta(hours=1)
    forged.body(version, lambda body: body | {"closes_at": f"{later:%Y-%m-%dT%H:%M:%S.%fZ}"})
    assert "deadline" in at(forged, version)


def test_a_deadline_by_the_calendar_is_computed_again(pledge: list[Exported]) -> None:
    forged = Forger(list(pledge))
    version = forged.version_of("DeadlineSet")
    forged.body(version, lambda body: body | {"calendars": ["weekends/1"]})
    assert at(forged, version) == {"deadline"}


def test_a_hold_that_gives_more_than_the_procedure_grants_is_found(rows: list[Exported]) -> None:
    forged = Forger(list(rows))
    version = forged.version_of("HoldGranted")
    forged.body(version, lambda body: body | {"new": "2026-11-23T10:00:00.000000Z"})
    assert "deadline" in at(forged, version)


def counted_though_late(held: list[Exported]) -> Forger:
    """The late objection is made an answer that counts, and the close and the outcome follow it."""
    forged = Forger(list(held))
    version = forged.version_of("ActRefused")
    party = {"party": "c", "person": "c-principal", "capacity": "principal", "text": "v1"}
    step = envelope_step(forged)
    said: Body = {"step": step, "answer": "objection", "reason": "sealed:x:1", **party}
    blank: Body = dict.fromkeys(
        ("wording", "comment", "grounds", "title", "choice", "about", "reported")
    )
    forged.rows[version - 1] = replace(forged.rows[version - 1], body="{}")
    forged.body(version, lambda _: {**blank, **said, "paragraphs": [], "items": []})
    forged.envelope(version, type="Answered")
    one = {"asked": 3, "answered": 1, "given": {"objection": 1}}
    forged.body(
        forged.version_of("StepClosed"),
        lambda body: body | {"figures": one, "permitted": ["broken"]},
    )
    for type_ in ("OutcomeReached", "StageFinished", "ProcessEnded"):
        forged.body(forged.version_of(type_), lambda body: body | {"outcome": "broken"})
    return forged


def envelope_step(forged: Forger) -> str:
    return str(json.loads(forged.rows[forged.version_of("StepScheduled") - 1].body)["step"])


def test_a_late_act_that_was_made_to_count_is_found(held: list[Exported]) -> None:
    forged = counted_though_late(held)
    assert at(forged, forged.version_of("Answered")) == {"answer"}
    assert len(verify(forged.rows).findings) == 1, "everything else follows from it"


def test_a_late_act_cannot_be_dated_back(held: list[Exported]) -> None:
    """Its postmark alone would be too old for its record; both together would go back behind the event before."""
    forged = counted_though_late(held)
    version = forged.version_of("Answered")
    early = envelope_of(forged.rows[version - 1]).received_at - timedelta(seconds=5)
    forged.envelope(version, received_at=early)
    assert at(forged, version) == {"age"}
    between = envelope_of(forged.rows[version - 2]).recorded_at - TICK
    forged.envelope(version, received_at=between, recorded_at=between, process_at=between)
    assert {"order", "process_at"} <= at(forged, version)


def test_an_act_in_time_that_was_made_late_is_found(rows: list[Exported]) -> None:
    forged = Forger(list(rows))
    late = Forger(list(stored(held_silence().history)))
    version = forged.version_of("Answered")
    body = late.rows[late.version_of("ActRefused") - 1].body
    forged.rows[version - 1] = replace(forged.rows[version - 1], body=body)
    forged.envelope(version, type="ActRefused")
    assert "refusal" in at(forged, version)


def test_a_refusal_for_another_reason_than_the_real_one_is_found(held: list[Exported]) -> None:
    forged = Forger(list(held))
    version = forged.version_of("ActRefused")
    forged.body(version, lambda body: body | {"code": "NotPermitted"})
    assert at(forged, version) == {"refusal"}


def test_a_close_before_grace_has_passed_is_found(held: list[Exported]) -> None:
    forged = Forger(list(held))
    version = forged.version_of("StepClosed")
    early = envelope_of(held[version - 1]).recorded_at - TICK
    forged.envelope(version, received_at=early, recorded_at=early, process_at=early)
    forged.envelope(version + 1, received_at=early)
    assert at(forged, version) == {"close"}


def test_an_answer_in_another_institutions_name_is_found(rows: list[Exported]) -> None:
    forged = Forger(list(rows))
    version = forged.version_of("Answered")
    forged.body(version, lambda body: body | {"party": "b"})
    assert at(forged, version) == {"answer"}


def test_a_capacity_that_the_person_does_not_hold_is_found(rows: list[Exported]) -> None:
    forged = Forger(list(rows))
    version = forged.version_of("Answered")
    forged.envelope(version, capacity="officer_in_charge")
    assert at(forged, version) == {"author"}


def test_a_roster_with_one_more_endorser_is_found(pledge: list[Exported]) -> None:
    forged = Forger(list(pledge))
    version = forged.version_of("StepRead")
    forged.body(version, with_one_more)
    assert at(forged, version) == {"reading"}


def with_one_more(body: Body) -> Body:
    roster = {**body["roster"], "endorse": [*body["roster"]["endorse"], "member-12"]}
    given = {**body["figures"]["given"], "endorse": len(roster["endorse"])}
    return {**body, "roster": roster, "figures": {**body["figures"], "given": given}}


def test_a_partner_of_the_pledge_who_never_endorsed_is_found(pledge: list[Exported]) -> None:
    forged = Forger(list(pledge))
    version = forged.version_of("PledgePublished")
    forged.body(version, lambda body: body | {"partners": [*body["partners"], "member-12"]})
    assert at(forged, version) == {"decision"}


def test_a_stage_that_the_roadmap_did_not_owe_is_found(pledge: list[Exported]) -> None:
    forged = Forger(list(pledge))
    version = forged.version_of("StageBegan", 2)
    forged.body(version, lambda body: body | {"round": body["round"] + 1})
    assert "transition" in at(forged, version)


def test_rules_that_are_not_the_pinned_ones_are_found(held: list[Exported]) -> None:
    assert "start" in at(Forger(list(held)).body(1, with_another_window), 1)


def test_rules_exchanged_with_their_hash_are_found_by_what_they_would_have_led_to(
    held: list[Exported],
) -> None:
    def exchanged(body: Body) -> Body:
        changed = with_another_window(body)
        hash_ = Procedure.model_validate(changed["procedure"]).sha256()
        return changed | {"procedure_sha256": hash_}

    forged = Forger(list(held)).body(1, exchanged)
    assert at(forged, 1) == set()
    assert "deadline" in whats(forged)


def with_another_window(body: Body) -> Body:
    window = body["procedure"]["roadmap"][0]["questions"]["objections"]["window"]
    window["lasts"] = {"seconds": 30}
    return body


def test_the_clock_of_a_rehearsal_cannot_be_set_by_an_envelope(pledge: list[Exported]) -> None:
    forged = Forger(list(pledge))
    version = forged.version_of("Answered", 3)
    own = envelope_of(pledge[version - 1]).process_at
    forged.envelope(version, process_at=own + TICK)
    assert "process_at" in at(forged, version)


def test_a_rehearsal_cannot_have_jumped_over_what_was_due(pledge: list[Exported]) -> None:
    forged = Forger(list(pledge))
    version = forged.version_of("ClockMoved")
    forged.body(version, lambda body: body | {"to": "2022-03-30T00:00:00.000000Z"})
    assert "decision" in at(forged, version)


def test_a_command_that_was_split_in_two_is_found(rows: list[Exported]) -> None:
    forged = Forger(list(rows))
    version = forged.version_of("OutcomeReached")
    forged.envelope(version, command_id="another", ordinal=0)
    assert at(forged, version - 1) == {"outcome"}, "the close should have brought it"
    assert at(forged, version) == {"outcome"}


def test_one_id_for_two_commands_is_found(rows: list[Exported]) -> None:
    forged = Forger(list(rows))
    used = envelope_of(rows[1]).command_id
    forged.envelope(len(rows), command_id=used)
    assert "command" in at(forged, len(rows))


def test_an_event_type_that_this_code_does_not_know_ends_the_replay_with_a_finding(
    rows: list[Exported],
) -> None:
    forged = Forger(list(rows)).envelope(5, type="Unheard")
    assert at(forged, 5) == {"replay"}


def test_a_stream_that_does_not_begin_at_its_beginning_is_found(rows: list[Exported]) -> None:
    assert "replay" in at(rows[1:], 1)


def test_no_events_are_no_findings_and_nothing_was_checked() -> None:
    assert verify([]) == Verdict(events=0)
