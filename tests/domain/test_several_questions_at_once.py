"""Hard case 9: several questions are raised on one, in what order they are put, and what becomes of those left over."""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from domain.process.agenda import agenda
from domain.process.fold import replay
from domain.process.verify import verify
from domain.step import settle
from domain.step.commands import AdmitAct, Answer, CorrectOutcome, Reported
from domain.text.commands import WithdrawText
from tests.domain.asking import question, says
from tests.domain.forgery import stored
from tests.domain.play import Play
from tests.domain.test_hard_case_09_incidental_questions import (
    EXPIRY,
    HOUR,
    finding,
    opened,
    raised,
    raises,
    ruling,
)

OUTCOMES = ["held", "broken", "withdrawn", "not_used", "upheld", "divided"]
EFFECTS: tuple[Any, ...] = ("continues", "replaces", {"ends": "not_used"})


def effect(does: Any, **values: Any) -> dict[str, Any]:
    """The chair rules, and by `upheld` it does that."""
    then = {"upheld": does, "dismissed": "continues"}
    return raised(ruling("upheld", "dismissed"), then, **values)


def silence_with(incidental: dict[str, Any], **values: Any) -> Play:
    return opened(question(**{"incidental": incidental, **values}), OUTCOMES)


def put(play: Play) -> list[str]:
    return [step.question for step in play.state.open_steps()]


def upheld(play: Play, name: str) -> None:
    assert says(play, f"only.q.{name}", "ruling", "chair", choice="upheld").refused is None


def test_equal_ones_are_put_in_the_order_of_the_record() -> None:
    play = silence_with({"one": effect("continues"), "two": effect("continues")})
    raises(play, "two", "a")
    raises(play, "one", "b")
    raises(play, "two", "c")
    assert put(play) == ["q", "q.two"]
    upheld(play, "two")
    assert put(play) == ["q", "q.one"]
    upheld(play, "one")
    assert put(play) == ["q", "q.two.2"]
    upheld(play, "two.2")
    assert put(play) == ["q"]


def test_who_comes_later_with_precedence_waits_for_what_is_put_and_goes_before_what_waits() -> None:
    play = silence_with({"low": effect("continues"), "high": effect("continues", precedence=1)})
    raises(play, "low", "a")
    raises(play, "low", "b")
    raises(play, "high", "c")
    assert put(play) == ["q", "q.low"]
    upheld(play, "low")
    assert put(play) == ["q", "q.high"]
    upheld(play, "high")
    assert put(play) == ["q", "q.low.2"]


def test_what_still_waits_when_the_first_ends_the_question_is_never_put() -> None:
    play = silence_with({"first": effect({"ends": "not_used"}), "second": effect("continues")})
    raises(play, "first", "a")
    raises(play, "second", "b")
    raises(play, "first", "c")
    upheld(play, "first")
    assert (play.state.status, play.state.outcome) == ("ended", "not_used")
    assert play.state.step_of("only.q.second") is None
    assert agenda(play.state) == []


def test_a_question_on_a_raised_one_falls_away_with_both() -> None:
    appeal = effect("continues")
    first = effect({"ends": "not_used"})
    first["question"]["incidental"] = {"appeal": appeal}
    second = effect({"ends": "not_used"}, precedence=1)
    play = silence_with({"first": first, "second": second})
    raises(play, "first", "a")
    raises(play, "appeal", "b", step="only.q.first")
    raises(play, "second", "c")
    assert put(play) == ["q", "q.first", "q.first.appeal"]
    act = WithdrawText(text="v1", grounds="wrong file")
    assert play.send(act, "chair-principal").refused is None
    play.settle()
    assert play.state.status == "ended"
    assert [play.step(f"only.q.{one}").outcome for one in ("first", "first.appeal")] == [
        "lapsed",
        "lapsed",
    ]
    assert put(play) == []


@pytest.mark.parametrize(("first", "second"), list(product(EFFECTS, EFFECTS)), ids=str)
@pytest.mark.parametrize("clock", ["runs", "stops"])
@pytest.mark.parametrize("late", [False, True], ids=["in the window", "while provisional"])
def test_nothing_hangs_whatever_two_at_once_come_to(
    first: Any, second: Any, clock: str, late: bool
) -> None:
    waits = {"confirmed_by": "chair", "confirm_within": {"hours": 24}, "unconfirmed": "stands"}
    kinds = {"first": effect(first, clock=clock), "second": effect(second, clock=clock)}
    play = silence_with(kinds, **(waits if late else {}))
    play.until(EXPIRY if late else EXPIRY - HOUR)
    raises(play, "first", "a")
    raises(play, "second", "b")
    play.until(EXPIRY + HOUR)
    assert play.state.status == "running"
    upheld(play, "first")
    if play.state.step_of("only.q.second") is not None:
        upheld(play, "second")
    play.until(EXPIRY + 30 * HOUR)
    done = {"continues": "held", "replaces": "upheld"}
    does = [
        first if isinstance(first, str) else "ends",
        second if isinstance(second, str) else "ends",
    ]
    decides = next((one for one in does if one != "continues"), "continues")
    assert (play.state.status, play.state.outcome) == ("ended", done.get(decides, "not_used"))
    assert put(play) == []
    assert verify(stored(play.history)).findings == ()
    again = replay(play.history)
    assert again is not None and again.steps == play.state.steps


def test_a_finding_that_the_chair_corrects_takes_the_challenge_to_it_along() -> None:
    play = finding()
    raises(play, "challenge", "d")
    step = play.step("only.q")
    act = CorrectOutcome(step=step.step, outcome="no_consensus", grounds="misheard")
    assert play.send(act, "chair-principal", role="chair").refused is None
    play.settle()
    assert play.step("only.q.challenge").outcome == "lapsed"
    assert (play.state.status, play.state.outcome) == ("ended", "no_consensus")
    assert verify(stored(play.history)).findings == ()


def admitted_meanwhile() -> Play:
    """A challenge is open to silence that held provisionally, when an objection sent in time is admitted."""
    waits = {"confirmed_by": "chair", "confirm_within": {"hours": 24}, "unconfirmed": "stands"}
    play = silence_with({"challenge": effect({"ends": "not_used"}, clock="runs")}, **waits)
    step = play.step("only.q").step
    play.until(EXPIRY)
    raises(play, "challenge", "a")
    how = Reported(
        channel="e-mail",
        source="message 1",
        reported_at=EXPIRY - timedelta(minutes=1),
        precision="instant",
        person="c-principal",
        party="c",
        capacity="principal",
    )
    play.send(Answer(step=step, answer="objection", reported=how), "desk-principal")
    number = play.history[-1].envelope.version
    act = AdmitAct(refused=number, evidence="headers", grounds="in time")
    assert play.send(act, "chair-principal", role="chair").refused is None
    play.settle()
    return play


def test_an_act_that_is_admitted_meanwhile_settles_the_outcome_and_the_challenge_falls_away() -> (
    None
):
    play = admitted_meanwhile()
    assert play.step("only.q.challenge").outcome == "lapsed"
    assert (play.state.status, play.state.outcome) == ("ended", "broken")
    assert verify(stored(play.history)).findings == ()


def test_twin_what_was_raised_stays_open_when_its_question_is_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settle, "lapsing", lambda *_: [])
    with pytest.raises(AssertionError):
        test_a_finding_that_the_chair_corrects_takes_the_challenge_to_it_along()
