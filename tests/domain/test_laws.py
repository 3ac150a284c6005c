"""The laws of time under random histories: postmarks, queues, holds, gavels, extensions, a late clockwork."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from domain.model import GRACE, MAX_AGE
from domain.participation.authority import Acting
from domain.process.agenda import agenda
from domain.process.fold import replay
from domain.refused import DeadlinePassed, NotOpenYet, Refused
from domain.step import decide
from domain.step.commands import (
    Answer,
    BringClosingForward,
    ExtendDeadline,
    WithdrawAnswer,
)
from domain.step.state import Step
from domain.text.commands import WithdrawText
from tests.domain.play import Play
from tests.domain.test_silence import placed

people = st.sampled_from(["a-principal", "b-principal", "c-principal"])
ages = st.integers(min_value=0, max_value=int(MAX_AGE.total_seconds() * 1000) - 1)


class SilenceUnderFire(RuleBasedStateMachine):
    """Acts wait in the queue for up to the largest age; the clockwork wakes whenever it likes."""

    def __init__(self) -> None:
        super().__init__()
        self.play: Play = placed()
        self.accepted: list[tuple[str, int]] = []
        self.step: Step = self.play.step("agreement.objections")

    def send(self, act: object, person: str, age: int) -> str:
        """Send an act that was postmarked `age` milliseconds before it is decided; say what became of it."""
        postmark = max(self.play.now - timedelta(milliseconds=age), self.step.opens_at)
        closes_at, open_ = self.step.closes_at, self.step.closed_at is None
        try:
            decision = self.play.send(act, person, received_at=postmark)  # type: ignore[arg-type]
        except Refused as refused:
            return refused.code
        if isinstance(act, Answer):
            assert closes_at is not None
            late = isinstance(decision.refused, DeadlinePassed)
            assert late == (postmark >= closes_at)
            assert late or open_, "an act in time was decided after the close"
        return decision.refused.code if decision.refused else "accepted"

    @rule(milliseconds=st.integers(min_value=1, max_value=9000))
    def time_passes(self, milliseconds: int) -> None:
        self.play.now += timedelta(milliseconds=milliseconds)

    @rule(person=people, age=ages)
    def object_(self, person: str, age: int) -> None:
        act = Answer(step=self.step.step, answer="objection", reason="sealed:x:1")
        if self.send(act, person, age) == "accepted":
            self.accepted.append((person[0], len(self.play.history)))

    @rule(person=people, age=ages)
    def withdraw(self, person: str, age: int) -> None:
        act = WithdrawAnswer(step=self.step.step, answer="objection")
        if self.send(act, person, age) == "accepted":
            self.accepted = [one for one in self.accepted if one[0] != person[0]]

    @rule(person=people, age=ages)
    def hold(self, person: str, age: int) -> None:
        self.send(Answer(step=self.step.step, answer="hold"), person, age)

    @rule(age=ages)
    def gavel(self, age: int) -> None:
        self.send(BringClosingForward(step=self.step.step, grounds="x"), "chair-principal", age)

    @rule(age=ages, seconds=st.integers(min_value=1, max_value=60))
    def extend(self, age: int, seconds: int) -> None:
        assert self.step.closes_at is not None
        later = self.step.closes_at + timedelta(seconds=seconds)
        before = {version for version, late in self.step.late.items() if not late.counted}
        act = ExtendDeadline(step=self.step.step, closes_at=later, grounds="x")
        if self.send(act, "chair-principal", age) == "accepted":
            counted = sorted(before & {v for v, late in self.step.late.items() if late.counted})
            for version in counted:
                said = next(g for g in self.step.answers if g.version == version)
                if said.said.answer == "objection":
                    self.accepted.append((said.party, version))

    @precondition(lambda self: self.step.closed_at is None)
    @rule(age=ages)
    def withdraw_the_text(self, age: int) -> None:
        if self.play.now > self.step.opens_at + timedelta(seconds=30):
            self.send(WithdrawText(text="v1", grounds="x"), "chair-principal", age)

    @rule()
    def clockwork_wakes(self) -> None:
        self.play.settle()

    @invariant()
    def the_close_comes_after_grace(self) -> None:
        if self.step.closed_at is not None:
            assert self.step.closes_at is not None
            assert self.step.closed_at >= self.step.closes_at + GRACE

    @invariant()
    def the_outcome_is_what_was_accepted(self) -> None:
        if self.step.outcome in ("held", "broken"):
            assert (self.step.outcome == "broken") == bool(self.accepted)

    def teardown(self) -> None:
        assert self.step.closes_at is not None
        self.play.until(max(self.play.now, self.step.closes_at) + timedelta(minutes=1))
        assert self.step.outcome is not None
        assert agenda(self.play.state) == []
        assert replay(self.play.history) == self.play.state
        times = [one.envelope.recorded_at for one in self.play.history]
        assert all(a < b for a, b in pairwise(times))


QUICK = settings(max_examples=300, stateful_step_count=25, deadline=None)
UNSHRUNK = settings(QUICK, max_examples=400, phases=[Phase.generate])


def test_the_laws_of_time_hold_under_random_histories() -> None:
    run_state_machine_as_test(SilenceUnderFire, settings=QUICK)


def test_the_laws_catch_a_rule_that_looks_at_the_clockwork_instead_of_the_postmark(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def by_the_clockwork(step: Step, who: object, party: str) -> None:
        if step.closed_at is not None:
            raise DeadlinePassed(closes_at=str(step.closes_at), late="")

    monkeypatch.setattr(decide, "in_time", by_the_clockwork)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(SilenceUnderFire, settings=UNSHRUNK)


def test_the_laws_catch_a_rule_that_judges_by_the_time_of_the_decision(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def by_the_decision(step: Step, who: Acting, party: str) -> None:
        if who.recorded_at < step.opens_at:
            raise NotOpenYet(opens_at="", postmark="")
        if step.closes_at is not None and who.recorded_at >= step.closes_at:
            raise DeadlinePassed(closes_at="", late="")

    monkeypatch.setattr(decide, "in_time", by_the_decision)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(SilenceUnderFire, settings=UNSHRUNK)
