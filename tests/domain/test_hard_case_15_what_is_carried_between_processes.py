"""
Hard case 15: the outcome of the inner process travels by itself, and its dates follow the outer question.

Two records, each with its own agenda: what is to be carried is due in one until it notes what became of it in the
other.
"""

from datetime import timedelta
from typing import Any

import pytest

from domain.command import Actor, Command
from domain.procedure.models import Procedure
from domain.process import carrying, fold, judge
from domain.process.commands import ChangeCourse, FollowOuter, LinkInner, MoveDates, NoteCarried
from domain.process.events import Carried, DatesMoved
from domain.process.following import waits_for_a_word
from domain.process.preview import next_at, preview
from domain.process.proof import known
from domain.process.verify import verify
from domain.refused import Malformed, OutcomeNotProved, Refused
from domain.step.commands import Answer, BringClosingForward, ExtendDeadline
from tests.domain.carrying import carry, said, to_do, together
from tests.domain.clearance import (
    DUE,
    answered,
    begun,
    opt_in,
    outcome_of,
    outer,
    publish,
    says,
    sign,
)
from tests.domain.forgery import stored
from tests.domain.play import Play, procedure

STEP = "agreement.objections"
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def linked(rules: Procedure | None = None, party: str = "a") -> tuple[Play, Play]:
    play = outer()
    own = begun(play, party, rules=rules)
    carry(play, own)
    return play, own


def clearance(**question: Any) -> Procedure:
    """The shipped clearance, with other values for the question to the units."""
    data = procedure("entity-clearance").model_dump(mode="json", by_alias=True)
    data["roadmap"][1]["questions"]["positions"] |= question
    return Procedure.model_validate(data)


def extend(play: Play, by: timedelta, party: str | None = None) -> None:
    step = play.step(STEP)
    assert step.closes_at is not None
    act = ExtendDeadline(
        step=step.step, closes_at=step.closes_at + by, party=party, grounds="The head travels."
    )
    assert play.send(act, "chair-principal").refused is None


def noted(play: Play, what: str) -> Carried:
    return [o.event for o in play.history if isinstance(o.event, Carried) and o.event.what == what][
        -1
    ]


def lawful(*plays: Play) -> None:
    for play in plays:
        assert verify(stored(play.history)).findings == ()


# The outcome.


def test_the_outcome_is_given_by_itself_as_the_answer_of_the_party() -> None:
    play, own = linked()
    sign(own)
    carry(play, own)
    step = play.step(STEP)
    assert step.roster() == {"endorse": ("a",)}
    given = step.answers[0].said
    assert (given.person, given.capacity) == (None, None)
    assert given.outcome_of is not None and given.outcome_of.version == own.state.ended_by
    author = play.history[step.answers[0].version - 1].envelope.actor
    assert (author.party, author.role, author.via) == ("a", "member", "clockwork")
    assert noted(own, "outcome").event == step.answers[0].version
    lawful(play, own)


def test_what_is_to_be_carried_is_due_until_it_is_noted() -> None:
    play, own = linked()
    sign(own)
    own.settle_all_but_carrying()
    [due] = to_do(own)
    assert isinstance(due.act, NoteCarried) and due.act.what == "outcome"
    assert due.due_at == own.state.ended_at
    carry(play, own)
    assert to_do(own) == []


def test_an_outcome_that_is_carried_again_after_the_note_was_lost_is_given_once() -> None:
    """Whoever carried it was killed after it was taken there, and before it was noted here."""
    play, own = linked()
    sign(own)
    own.settle_all_but_carrying()
    [due] = to_do(own)
    assert isinstance(due.act, NoteCarried)
    assert said(own, play, due.act).event is not None
    before = len(play.history)
    carry(play, own)
    assert len(play.history) == before
    assert noted(own, "outcome").refused is None


def test_an_outcome_that_comes_after_the_outer_close_is_kept_and_late() -> None:
    play, own = linked()
    closing = BringClosingForward(step=play.step(STEP).step, grounds="All that can come is in.")
    assert play.send(closing, "chair-principal").refused is None
    sign(own)
    carry(play, own)
    [late] = play.step(STEP).late.values()
    assert (late.party, late.person) == ("a", None)
    assert noted(own, "outcome").refused == "DeadlinePassed"
    figures = play.step(STEP).figures
    assert figures is not None and figures.answered == 0
    lawful(play, own)


def test_an_outcome_that_is_no_answer_there_is_noted_and_nothing_is_given() -> None:
    play, own = linked()
    publish(own, "brief", "desk")
    together(play, own, until=DUE)
    assert own.state.outcome == "unsigned"
    assert noted(own, "outcome").refused == "OutcomeGivesOther"
    figures = play.step(STEP).figures
    assert figures is not None and figures.answered == 0
    lawful(play, own)


def test_the_outcome_is_the_word_of_the_whole_institution() -> None:
    """It takes the place of what a principal had said before; a principal may take it back, a focal point may not."""
    play = outer(opt_in(only=False))
    own = begun(play)
    carry(play, own)
    assert says(play, STEP, "decline", "a-principal").refused is None
    sign(own)
    carry(play, own)
    assert play.step(STEP).roster() == {"endorse": ("a",)}
    assert says(play, STEP, "decline", "a-principal").refused is None
    assert play.step(STEP).roster() == {"decline": ("a",)}


def test_what_was_given_by_hand_is_not_given_again() -> None:
    play, own = linked()
    sign(own)
    own.settle_all_but_carrying()
    assert answered(play, outcome_of(own)).refused is None
    before = len(play.history)
    carry(play, own)
    assert len(play.history) == before


def test_nobody_gives_an_outcome_in_the_name_of_nobody() -> None:
    play, own = linked()
    sign(own)
    own.settle_all_but_carrying()
    act = Answer(step=play.step(STEP).step, answer="endorse", outcome_of=outcome_of(own))
    with pytest.raises(Malformed):
        play.send(act, via="terminal")
    with pytest.raises(Refused):
        play.send(Answer(step=play.step(STEP).step, answer="endorse"), via="clockwork")


def test_a_process_that_answers_a_question_is_known_where_the_question_is() -> None:
    play, own = linked()
    [one] = play.state.inner.values()
    assert (one.process, one.party, one.closes_at) == (own.state.process_id, "a", DUE)
    [told] = [o.envelope.version for o in play.history if o.envelope.type == "InnerLinked"]
    assert noted(own, "start").event == told
    lawful(play, own)


def test_a_link_that_the_inner_record_does_not_show_is_not_taken() -> None:
    play, own = linked()
    step = play.step(STEP).step
    mine = LinkInner(
        step=step,
        process=own.state.process_id,
        party="a",
        procedure="entity-clearance",
        closes_at=DUE,
    )
    known(play.state.process_id, "stepped", mine, own.state)
    for forged in ({"party": "b"}, {"closes_at": DUE + DAY}, {"procedure": "another"}):
        act = mine.model_copy(update=forged)
        with pytest.raises(OutcomeNotProved):
            known(play.state.process_id, "stepped", act, own.state)
    with pytest.raises(OutcomeNotProved, match="rehearsal"):
        known(play.state.process_id, "live", mine, own.state)


# The dates.


def test_when_the_outer_closing_moves_the_inner_date_and_windows_follow_with_the_reason() -> None:
    play, own = linked()
    publish(own, "brief", "desk")
    extend(play, DAY)
    carry(play, own)
    assert own.state.dates == {"answer_due": DUE + DAY}
    for key in ("units.positions", "legal_review.review"):
        assert own.step(key).closes_at == DUE
    moved = [one.event for one in own.history if isinstance(one.event, DatesMoved)][-1]
    assert (moved.old, moved.grounds) == ({"answer_due": DUE}, "The head travels.")
    assert moved.outer is not None
    there = play.history[moved.outer.event - 1].envelope
    assert (there.type, moved.outer.process) == ("DeadlineExtended", play.state.process_id)
    assert noted(play, "closing").refused is None
    lawful(play, own)


def test_a_question_that_is_put_later_counts_from_the_moved_date() -> None:
    play, own = linked()
    extend(play, DAY)
    sign_all_but_head(own)
    carry(play, own)
    assert own.step("signature.signature").closes_at == DUE + DAY - HOUR


def sign_all_but_head(own: Play) -> None:
    publish(own, "brief", "desk")
    says(own, "units.positions", "clear", "one")
    says(own, "units.positions", "clear", "two")
    says(own, "legal_review.review", "review", "law", choice="cleared")


def test_a_question_that_stays_stays_and_one_that_asks_waits_for_a_word() -> None:
    for rule, waits in (("stay", False), ("ask", True), (None, True)):
        play, own = linked(clearance(if_the_date_moves=rule))
        publish(own, "brief", "desk")
        extend(play, DAY)
        carry(play, own)
        step = own.step("units.positions")
        assert step.closes_at == DUE - DAY
        assert (waits_for_a_word(own.state, step) is not None) is waits
        assert own.step("legal_review.review").closes_at == DUE
        lawful(play, own)


@pytest.mark.parametrize("word", ["follow", "stay"])
def test_whoever_coordinates_says_whether_it_moves(word: str) -> None:
    play, own = linked(clearance(if_the_date_moves="ask"))
    publish(own, "brief", "desk")
    extend(play, DAY)
    carry(play, own)
    step = own.step("units.positions")
    fields = {
        word: (step.step,),
        "dates": {"answer_due": DUE + DAY},
        "grounds": "As the units ask.",
    }
    assert own.send(MoveDates.model_validate(fields), "desk").refused is None
    assert waits_for_a_word(own.state, step) is None
    assert step.closes_at == (DUE if word == "follow" else DUE - DAY)
    lawful(play, own)


def test_nothing_moves_below_its_notice_it_waits_for_a_word() -> None:
    """The outer question is closed early: the date has passed, and the windows that hang on it lie in the past."""
    play, own = linked()
    publish(own, "brief", "desk")
    closing = BringClosingForward(step=play.step(STEP).step, grounds="All that can come is in.")
    assert play.send(closing, "chair-principal").refused is None
    carry(play, own)
    closed = play.step(STEP).closes_at
    assert closed is not None
    assert own.state.dates == {"answer_due": closed}
    step = own.step("units.positions")
    assert step.closes_at == DUE - DAY
    assert waits_for_a_word(own.state, step) is not None
    refused = own.send(
        MoveDates(dates={"answer_due": closed}, follow=(step.step,), grounds="At once."), "desk"
    )
    assert refused.refused is not None and refused.refused.code == "DeadlineTooEarly"
    stays = MoveDates(dates={"answer_due": closed}, stay=(step.step,), grounds="We go on.")
    assert own.send(stays, "desk").refused is None
    lawful(play, own)


def test_the_date_that_stands_for_the_outer_closing_is_not_moved_by_hand() -> None:
    _, own = linked()
    refused = own.send(MoveDates(dates={"answer_due": DUE + DAY}, grounds="Later."), "desk")
    assert refused.refused is not None and refused.refused.code == "OutOfPlace"


def test_a_process_that_was_started_with_an_old_closing_is_told_at_once() -> None:
    play = outer()
    own = begun(play)
    extend(play, DAY)
    carry(play, own)
    assert own.state.dates == {"answer_due": DUE + DAY}
    lawful(play, own)


def test_several_moves_before_anything_is_carried_are_told_once() -> None:
    play, own = linked()
    extend(play, DAY)
    extend(play, DAY)
    carry(play, own)
    assert own.state.dates == {"answer_due": DUE + 2 * DAY}
    assert own.types().count("DatesMoved") == 1


def test_who_has_ended_is_told_no_more() -> None:
    play, own = linked()
    sign(own)
    carry(play, own)
    extend(play, DAY)
    carry(play, own)
    assert noted(play, "closing").refused == "OutOfPlace"
    extend(play, DAY)
    assert to_do(play) == []


def test_a_closing_that_the_outer_record_does_not_show_is_not_followed() -> None:
    play, own = linked()
    extend(play, DAY)
    [one] = play.state.inner.values()
    mine = FollowOuter(
        process=play.state.process_id,
        event=one.moved,
        head_hash=one.head_hash.hex(),
        closes_at=DUE + DAY,
        grounds="The head travels.",
    )
    known(own.state.process_id, "stepped", mine, play.state)
    for forged in (
        {"event": one.moved - 1},
        {"head_hash": "1" * 64},
        {"closes_at": DUE + 2 * DAY},
        {"grounds": "Another reason."},
    ):
        act = mine.model_copy(update=forged)
        with pytest.raises(OutcomeNotProved):
            known(own.state.process_id, "stepped", act, play.state)


def test_more_time_for_one_party_moves_the_dates_of_its_process_alone() -> None:
    rule = {"by": ["coordinator"], "for_one": True}
    play = outer(opt_in_with(extension=rule))
    own, others = begun(play), begun(play, "b")
    carry(play, own, others)
    extend(play, DAY, party="a")
    carry(play, own, others)
    assert own.state.dates == {"answer_due": DUE + DAY}
    assert others.state.dates == {"answer_due": DUE}
    lawful(play, own, others)


def test_a_hold_in_the_outer_question_moves_the_dates_inside() -> None:
    asks = {"hold": {"title": "More time", "each": "many", "effect": "hold"}}
    hold = {"span": {"hours": 24}, "per_party": 1, "total": 1, "counted": "from_expiry"}
    play = outer(opt_in_with(asks, hold=hold))
    own = begun(play)
    carry(play, own)
    assert says(play, STEP, "hold", "b-principal").refused is None
    carry(play, own)
    assert own.state.dates == {"answer_due": DUE + DAY}
    moved = [one.event for one in own.history if isinstance(one.event, DatesMoved)][-1]
    assert moved.grounds == "more time was asked for there"
    lawful(play, own)


def opt_in_with(answers: dict[str, Any] | None = None, **question: Any) -> Procedure:
    """The opt-in with more answers, and other values of its question."""
    data = opt_in().model_dump(mode="json", by_alias=True)
    objections = data["roadmap"][0]["questions"]["objections"]
    objections |= question
    objections["answers"] |= answers or {}
    return Procedure.model_validate(data)


def test_while_the_clocks_of_the_inner_process_stand_its_windows_wait_for_a_word() -> None:
    rules = clearance()
    data = rules.model_dump(mode="json", by_alias=True)
    by = {"by": ["focal_point"]}
    data["course"] = {"suspend": by | {"clocks": "stop"}, "resume": by}
    play, own = linked(Procedure.model_validate(data))
    publish(own, "brief", "desk")
    pause = {"became": "suspended", "grounds": "The house is closed."}
    assert own.send(ChangeCourse.model_validate(pause), "desk").refused is None
    extend(play, DAY)
    carry(play, own)
    assert own.state.dates == {"answer_due": DUE + DAY}
    step = own.step("units.positions")
    assert step.closes_at == DUE - DAY
    assert waits_for_a_word(own.state, step) is not None
    lawful(play, own)


def test_a_preview_says_whose_dates_would_move_with_the_closing() -> None:
    play, _ = linked()
    step = play.step(STEP)
    act = ExtendDeadline(step=step.step, closes_at=DUE + DAY, grounds="The head travels.")
    actor = Actor(person="chair-principal", via="terminal")
    command = Command(command_id="preview", process=play.state.process_id, actor=actor, act=act)
    found = preview(play.state, command, next_at(play.state, play.now))
    [change] = [one for one in found.changes if one.kind == "inner"]
    assert (change.old, change.new) == (DUE, DUE + DAY)
    assert change.what.startswith("a: the process that answers")


# Broken twins.


def test_an_agenda_that_forgets_what_is_to_be_carried_is_caught(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(carrying, "_outwards", lambda *_: [])
    with pytest.raises((AssertionError, ValueError, IndexError)):
        test_the_outcome_is_given_by_itself_as_the_answer_of_the_party()


def test_a_fold_that_does_not_heed_the_closing_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fold, "heed", lambda *_: None)
    with pytest.raises(AssertionError):
        test_when_the_outer_closing_moves_the_inner_date_and_windows_follow_with_the_reason()


def test_a_judge_that_lets_anybody_speak_for_the_clockwork_is_caught(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = judge._by_inner

    def careless(process: Any, command: Any, act: Any, at: Any) -> Any:
        actor = command.actor.model_copy(update={"via": "clockwork"})
        return real(process, command.model_copy(update={"actor": actor}), act, at)

    monkeypatch.setattr(judge, "_by_inner", careless)
    with pytest.raises(pytest.fail.Exception):
        test_nobody_gives_an_outcome_in_the_name_of_nobody()
