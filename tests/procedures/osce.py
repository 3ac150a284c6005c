"""One silence procedure of the shipped file, from the meeting that suggests it to the issue."""

from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from domain.command import step_id_of
from domain.participation.commands import Appointment, Party
from domain.procedure.check.procedure import errors
from domain.procedure.models import Procedure
from domain.procedure.read import parse_procedure
from domain.process.commands import StartProcess
from domain.process.judge import Decision
from domain.refused import Refused
from domain.step.commands import (
    Answer,
    BringClosingForward,
    ExtendDeadline,
    Item,
    Reported,
    WithdrawAnswer,
)
from domain.step.state import Step
from domain.text.commands import PublishText
from tests.domain.play import Play, calendars

ROOT = Path(__file__).parents[2]
VIENNA = ZoneInfo("Europe/Vienna")
MEETING = datetime(2022, 3, 3, 10, tzinfo=VIENNA)
EXPIRY = datetime(2022, 3, 9, 12, tzinfo=VIENNA)
NEXT_MEETING = datetime(2022, 3, 10, 10, tzinfo=VIENNA)
TICK = timedelta(microseconds=1)
OBJECTED = datetime(2022, 3, 7, 9, tzinfo=VIENNA)
STATE, ANOTHER = "s01", "s02"


@cache
def shipped(name: str = "osce-silence") -> Procedure:
    return parse_procedure((ROOT / "procedures" / f"{name}.yaml").read_text(encoding="utf-8"))


def with_values(rules: Procedure, stage: str, question: str, **values: Any) -> Procedure:
    """
    The shipped procedure with other values of one question.

    :raises AssertionError: the check finds an error in them
    """
    file = rules.model_dump(mode="json")
    found = next(one for one in file["roadmap"] if one["stage"] == stage)
    rule = found["questions"][question]
    window = values.pop("window", {})
    rule.update(values)
    rule["window"].update(window)
    changed = Procedure.model_validate(file)
    assert not errors(changed), errors(changed)
    return changed


class Course:
    """A process of the procedure on its own clock: so many participating States, a Partner, Chair and Secretariat."""

    def __init__(
        self,
        rules: Procedure,
        meeting: datetime = MEETING,
        next_meeting: datetime = NEXT_MEETING,
        states: int = 5,
    ) -> None:
        self.meeting, self.next_meeting = meeting, next_meeting
        self.states = [f"s{n:02}" for n in range(1, states + 1)]
        seats = {
            "chair": "chair",
            "council": "council",
            "desk": "secretariat",
            "partner": "partner",
            **dict.fromkeys(self.states, "participating_state"),
        }
        start = StartProcess(
            title="Draft decision",
            procedure=rules,
            calendars=calendars() if rules.venues[rules.venue].calendar else (),
            dates={"meeting": meeting, "next_meeting": next_meeting},
            parties=tuple(Party(party=p, name=p.upper(), roles=(r,)) for p, r in seats.items()),
            appointments=tuple(
                Appointment(person=f"{p}-delegate", party=p, capacity="delegate") for p in seats
            ),
            clock="stepped",
            starts_at=meeting - timedelta(days=1),
        )
        self.play = Play(start, meeting - timedelta(days=1))
        self.play.settle()
        text = PublishText(
            text="draft", kind="final", title="Draft", sha256="1" * 64, labels=("1", "2")
        )
        self.play.send(text, "chair-delegate")
        self.play.settle()

    # What is done.

    def arrive(self, at: datetime) -> None:
        """Let time pass up to an instant, and stand there before anything that is due at it is done."""
        if self.play.clock < at:
            self.play.until(at - TICK)
            self.play.step_to(at)

    def send(self, act: Any, party: str) -> Decision:
        """Send an act; one that is refused without being kept is told like any other refusal."""
        try:
            decision = self.play.send(act, f"{party}-delegate")
        except Refused as refused:
            return Decision((), refused=refused)
        self.play.settle()
        return decision

    def says(self, step: str, name: str, party: str, **fields: Any) -> Decision:
        return self.send(
            Answer.model_validate({"step": self.id_of(step), "answer": name, **fields}), party
        )

    def orally(self, at: datetime) -> Decision:
        """What a State said aloud, as the Secretariat enters it."""
        heard = Reported(
            channel="oral", source="Said in the corridor", reported_at=at, precision="instant",
            person=f"{STATE}-delegate", party=STATE, capacity="delegate",
        )  # fmt: skip
        act = Answer(step=self.id_of("silence.silence"), answer="objection", reported=heard)
        return self.send(act, "desk")

    def suggested(self, expiry: datetime) -> "Course":
        """In the meeting the Chair suggests the silence procedure, and nobody objects to it."""
        self.play.until(self.meeting)
        assert self.says("proposal.proposal", "suggest", "chair", instant=expiry).refused is None
        gavel = BringClosingForward(step=self.id_of("entry.entry"), grounds="Nobody objects.")
        assert self.send(gavel, "chair").refused is None
        return self

    def until(self, at: datetime) -> "Course":
        self.play.until(at)
        return self

    def announced(self) -> "Course":
        self.play.until(self.next_meeting)
        assert self.says("publication.announcement", "announcement", "chair").refused is None
        return self

    def issue(self, symbol: str | None = "DEC/1", attached: tuple[str, ...] = ()) -> Decision:
        items = tuple(Item(item=f"a{n}", words=one) for n, one in enumerate(attached, 1))
        return self.says("publication.issue", "issue", "desk", symbol=symbol, items=items)

    def extend(self, to: datetime) -> Decision:
        act = ExtendDeadline(step=self.id_of("silence.silence"), closes_at=to, grounds="More time.")
        return self.send(act, "chair")

    def withdraw(self, party: str = STATE) -> Decision:
        return self.send(
            WithdrawAnswer(step=self.id_of("silence.silence"), answer="objection"), party
        )

    # What is known.

    def id_of(self, key: str) -> Any:
        """The id of a step, whether it is put or not."""
        stage, _, question = key.partition(".")
        run = next(run for run in self.play.state.stages.values() if run.key == stage)
        return step_id_of(run.stage, question)

    def step(self, key: str = "silence.silence") -> Step | None:
        return self.play.state.step_of(key)

    @property
    def silence(self) -> Step:
        found = self.step()
        assert found is not None
        return found

    def outcome(self, key: str) -> str | None:
        step = self.step(key)
        return step.outcome if step and step.settled else None
