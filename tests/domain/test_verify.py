"""The audit of a stream: what was done by the rules is clean, and no change of a stored text goes unnoticed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import run_state_machine_as_test

from domain.process.verify import verify
from domain.record.hashes import envelope_hash
from domain.record.stored import Exported
from domain.step.commands import (
    AdmitAct,
)
from tests.domain.audited import (
    at,
    broken_silence,
    ended,
    everything,
    gavelled,
    held_silence,
    whats,
    withdrawn,
)
from tests.domain.forgery import Forger, envelope_of, stored
from tests.domain.play import Play
from tests.domain.test_laws import QUICK, SilenceUnderFire
from tests.domain.test_pledge import published
from tests.domain.test_silence import closes, finish, placed, reported

PLAYS = (broken_silence, held_silence, published, everything, withdrawn, ended, gavelled)


@pytest.mark.parametrize("play", PLAYS, ids=lambda play: play.__name__)
def test_what_the_rules_made_of_what_people_did_is_clean(play: Callable[[], Play]) -> None:
    history = play().history
    verdict = verify(stored(history))
    assert verdict.findings == ()
    assert verdict.events == len(history)


def test_the_admission_of_an_act_that_came_by_mail_is_decided_again() -> None:
    play = placed()
    sent = closes(play) - timedelta(seconds=2)
    play.now = closes(play) + timedelta(seconds=1)
    play.send(reported(play, sent), "chair-principal")
    number = len(play.history)
    finish(play)
    admit = AdmitAct(refused=number, evidence="header of the message", grounds="in time")
    play.send(admit, "chair-principal")
    assert verify(stored(play.history)).findings == ()
    forged = Forger(stored(play.history))
    forged.body(forged.version_of("OutcomeSuperseded"), lambda body: body | {"new": "held"})
    assert "outcome" in whats(forged)


def test_the_audit_says_how_much_it_computed_again() -> None:
    verdict = verify(stored(held_silence().history))
    assert (verdict.outcomes, verdict.deadlines, verdict.refusals) == (1, 1, 1)
    assert verdict.clean


class Audited(SilenceUnderFire):
    """The random histories of the laws of time, each of them audited in the end."""

    def teardown(self) -> None:
        super().teardown()
        assert verify(stored(self.play.history)).findings == ()


def test_random_histories_are_clean() -> None:
    run_state_machine_as_test(Audited, settings=settings(QUICK, max_examples=100))


@pytest.fixture(scope="module")
def rows() -> list[Exported]:
    return stored(broken_silence().history)


def test_one_bit_in_a_body_is_found(rows: list[Exported]) -> None:
    changed = list(rows)
    version = Forger(changed).version_of("Answered")
    body = rows[version - 1].body.replace('"2"', '"3"')
    changed[version - 1] = replace(rows[version - 1], body=body)
    assert at(changed, version) == {"body"}


def test_a_changed_field_of_an_envelope_is_found(rows: list[Exported]) -> None:
    envelope = rows[4].envelope.replace('"origin":"test"', '"origin":"tesT"')
    changed = [*rows[:4], replace(rows[4], envelope=envelope), *rows[5:]]
    assert "hash" in at(changed, 5)


def test_an_envelope_with_a_new_hash_no_longer_fits_what_follows(rows: list[Exported]) -> None:
    forged = Forger(list(rows)).envelope(5, origin="tesT").rows[4]
    assert at([*rows[:4], forged, *rows[5:]], 6) >= {"prev"}


def test_an_envelope_in_another_spelling_is_found(rows: list[Exported]) -> None:
    changed = [replace(rows[0], envelope=rows[0].envelope.replace(",", ", ", 1)), *rows[1:]]
    assert {"envelope", "hash"} <= at(changed, 1)


def test_a_removed_event_is_found(rows: list[Exported]) -> None:
    assert {"gap", "prev", "replay"} <= at([*rows[:5], *rows[6:]], 6)


def test_two_swapped_events_are_found(rows: list[Exported]) -> None:
    assert {"gap", "prev"} <= at([*rows[:4], rows[5], rows[4], *rows[6:]], 5)


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_no_change_of_a_single_character_goes_unnoticed(
    rows: list[Exported], data: st.DataObject
) -> None:
    number = data.draw(st.integers(0, len(rows) - 1))
    name = data.draw(st.sampled_from(["envelope", "body"]))
    text: str = getattr(rows[number], name)
    place = data.draw(st.integers(0, len(text) - 1))
    new = data.draw(st.sampled_from('0"{}[]:,aZ \\\n\u00e9') | st.just(""))
    changed = text[:place] + new + text[place + 1 :]
    one = rows[number]
    new_row = replace(one, envelope=changed) if name == "envelope" else replace(one, body=changed)
    forged = [*rows[:number], new_row, *rows[number + 1 :]]
    assert verify(forged).clean == (changed == text)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_no_record_however_mad_brings_the_audit_down(
    rows: list[Exported], data: st.DataObject
) -> None:
    """Hashes hold, and the bodies are each other's: what is found matters less than that something is said."""
    forged = Forger(list(rows))
    number = data.draw(st.integers(1, len(rows)))
    other = data.draw(st.integers(1, len(rows)))
    taken = envelope_of(forged.rows[other - 1])
    forged.rows[number - 1] = replace(forged.rows[number - 1], body=forged.rows[other - 1].body)
    forged.envelope(number, type=taken.type)
    assert verify(forged.rows).clean == (rows[number - 1].body == rows[other - 1].body)


BAD_ENVELOPES: dict[str, Callable[[str], str]] = {
    "nothing": lambda _: "",
    "no object": lambda _: "[]",
    "an empty object": lambda _: "{}",
    "an instant without a zone": lambda text: text.replace('Z"', '"'),
    "an instant before all time": lambda text: text.replace("2026-11-23T09", "0001-01-01T00", 1),
    "an instant that UTC does not have": lambda text: text.replace(
        "2026-11-23T09:00:00.000000Z", "0001-01-01T00:00:00+14:00"
    ),
    "a huge version": lambda text: text.replace('"version":1', f'"version":{10**30}'),
    "a fraction": lambda text: text.replace('"version":1', '"version":1.0'),
    "another form": lambda text: text.replace('"v":1', '"v":2'),
    "a name twice": lambda text: text.replace('"v":1', '"v":1,"v":1'),
    "a field too many": lambda text: text.replace('"v":1', '"v":1,"w":1'),
    "deep nesting": lambda _: "[" * 100_000,
}


@pytest.mark.parametrize("name", BAD_ENVELOPES)
def test_an_envelope_that_is_none_is_a_finding_even_with_a_hash_of_its_own(
    rows: list[Exported], name: str
) -> None:
    text = BAD_ENVELOPES[name](rows[0].envelope)
    assert text != rows[0].envelope
    forged = replace(rows[0], envelope=text, hash=envelope_hash(text))
    assert at([forged, *rows[1:]], 1)
