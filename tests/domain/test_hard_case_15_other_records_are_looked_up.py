"""
Hard case 15: an answer rests on another record, so an audit looks into that one again.

Somebody with all rights on the database changes the inner record afterwards, and recomputes all its hashes: that is
found.
"""

import json
from collections.abc import Sequence

import pytest

from domain.process import lookup
from domain.process.lookup import LookedUp, look_up, references
from domain.process.verify import verify
from domain.record.stored import Exported
from tests.domain.clearance import answered, cleared, outcome_of, outer
from tests.domain.forgery import Forger, stored


def answered_by_process() -> tuple[list[Exported], list[Exported]]:
    """:returns: the outer record, which names the version and the hash of the inner one; the inner record"""
    play = outer()
    own = cleared(play)
    inner = stored(own.history)
    version = own.state.ended_by
    said = outcome_of(own, version=version, head_hash=inner[version - 1].hash.hex())
    assert answered(play, said).refused is None
    return stored(play.history), inner


def found(outer_: Sequence[Exported], inner: Sequence[Exported] | None) -> LookedUp:
    [one] = [look_up(one, inner) for one in references(outer_)]
    return one


def test_an_answer_is_found_in_the_inner_record_with_the_same_version_and_hash() -> None:
    outer_, inner = answered_by_process()
    one = found(outer_, inner)
    assert (one.state, one.what) == ("same", "outcome")
    assert one.holds


def test_a_record_that_is_gone_is_missing() -> None:
    outer_, _ = answered_by_process()
    one = found(outer_, [])
    assert one.state == "missing"
    assert one.finding().found == "there is no such record"


def test_a_record_that_is_not_at_hand_is_said_to_be_not_looked_up() -> None:
    outer_, _ = answered_by_process()
    one = found(outer_, None)
    assert (one.state, one.holds) == ("not_looked_up", True)


def test_a_forged_inner_record_is_found_though_its_own_chain_holds_again() -> None:
    outer_, inner = answered_by_process()
    forger = Forger(list(inner))
    signed = forger.version_of("Answered", -1)
    forger.body(signed, lambda body: body | {"choice": "not_cleared"})
    one = found(outer_, forger.rows)
    assert one.state == "different"
    assert "hash at version" in (one.why or "")


def test_a_forger_who_leaves_the_hashes_as_they_were_is_found_as_well() -> None:
    outer_, inner = answered_by_process()
    forger = Forger(list(inner))
    signed = forger.version_of("Answered", -1)
    forger.body(signed, lambda body: body | {"choice": "not_cleared"})
    rows = [
        Exported(new.envelope, new.body, old.salt, old.hash)
        for new, old in zip(forger.rows, inner, strict=True)
    ]
    one = found(outer_, rows)
    assert one.state == "different"
    assert "chain is broken" in (one.why or "")


def test_a_record_that_was_cut_off_is_different() -> None:
    outer_, inner = answered_by_process()
    assert found(outer_, inner[:-3]).state == "different"


def test_an_answer_that_was_forged_here_is_not_what_the_inner_record_says() -> None:
    """Here the forger turns the outcome round, with the true version and hash of the inner record."""
    outer_, inner = answered_by_process()
    forger = Forger(list(outer_))
    given = forger.version_of("Answered")

    def turned(body: dict[str, object]) -> dict[str, object]:
        of = json.loads(json.dumps(body["outcome_of"]))
        return body | {"answer": "decline", "outcome_of": of | {"outcome": "not_cleared"}}

    forger.body(given, turned)
    assert verify(forger.rows).clean
    one = found(forger.rows, inner)
    assert one.state == "different"
    assert "not ended there" in (one.why or "")


def test_a_look_up_that_takes_the_hash_on_trust_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin: whatever stands in the inner record, it is the same."""
    monkeypatch.setattr(lookup, "_compare", lambda *_: ("same", None))
    with pytest.raises(AssertionError):
        test_a_forged_inner_record_is_found_though_its_own_chain_holds_again()
