"""Ballots played on the domain: a process of a procedure, one vote for each body, closed by the clock."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from domain.participation.commands import Appointment, Party
from domain.procedure.models import Procedure
from domain.procedure.read import parse_procedure
from domain.process.commands import StartProcess
from domain.process.judge import Decision
from domain.rule.models import Test
from domain.step.commands import Answer
from domain.step.events import StepClosed
from domain.step.state import Step
from domain.text.commands import PublishText
from tests.domain.play import ROOT, Play

ORACLES = Path(__file__).parent / "oracles"
START = datetime(2022, 3, 1, 9, tzinfo=UTC)
Vector = dict[str, Any]


@cache
def oracle(name: str) -> dict[str, Any]:
    found: dict[str, Any] = YAML(typ="safe", pure=True).load((ORACLES / name).read_text("utf-8"))
    return found


def shipped(name: str, *changed: tuple[str, str]) -> Procedure:
    """
    Read a shipped procedure.

    :param changed: what is written otherwise in the file, to see whether anybody would notice
    """
    text = (ROOT / "procedures" / f"{name}.yaml").read_text("utf-8")
    for old, new in changed:
        assert old in text, old
        text = text.replace(old, new)
    return parse_procedure(text)


@dataclass
class Vote:
    """What one body says: nothing where there is no answer."""

    role: str
    answer: str | None
    fields: dict[str, Any] = field(default_factory=dict)


def votes(role: str, counts: dict[str | None, int], **fields: dict[str, Any]) -> list[Vote]:
    """So many votes of each kind, all by bodies with one role."""
    return [
        Vote(role, answer, fields.get(answer or "", {}))
        for answer, number in counts.items()
        for _ in range(number)
    ]


class Ballot:
    """One process of a procedure, with as many bodies as are given."""

    def __init__(
        self, rules: Procedure, roles: list[str], officers: dict[str, str], **dates: datetime
    ) -> None:
        self.names = [f"body-{number}" for number in range(1, len(roles) + 1)]
        seats = dict(zip(self.names, roles, strict=True)) | officers
        act = StartProcess(
            title="Ballot",
            procedure=rules,
            dates=dates,
            parties=tuple(Party(party=p, name=p, roles=(role,)) for p, role in seats.items()),
            appointments=tuple(
                Appointment(person=f"{p}-voice", party=p, capacity="principal") for p in seats
            ),
            clock="stepped",
            starts_at=START,
        )
        self.play = Play(act, START)
        self.play.settle()

    def publish(self, chair: str, number: int = 1) -> None:
        act = PublishText(
            text=f"v{number}", kind="draft", title="Draft", sha256=f"{number:064x}", labels=("1",)
        )
        assert self.play.send(act, f"{chair}-voice").refused is None
        self.play.settle()

    def say(self, key: str, name: str, answer: str, **fields: Any) -> Decision:
        said = {"step": self.step(key).step, "answer": answer, **fields}
        return self.play.send(Answer.model_validate(said), f"{name}-voice")

    def cast(self, key: str, given: list[Vote]) -> None:
        """Let every body say its vote; none may be refused."""
        for name, vote in zip(self.names, given, strict=True):
            if vote.answer is not None:
                refused = self.say(key, name, vote.answer, **vote.fields).refused
                assert refused is None, refused

    def close(self, key: str) -> Step:
        """Let the clock close the question."""
        closes_at = self.step(key).closes_at
        assert closes_at is not None
        self.play.until(closes_at)
        step = self.step(key)
        assert step.closed_at == closes_at
        return step

    def step(self, key: str) -> Step:
        return self.play.step(key)

    def tests(self, key: str) -> dict[str, Test]:
        """What the record says of the named tests."""
        step = self.step(key).step
        closed = [o.event for o in self.play.history if isinstance(o.event, StepClosed)]
        return {t.called: t for one in closed if one.step == step for t in one.figures.tests}
