"""Procedures of bodies that are not shipped, each written from its rules alone: values, and no line of code."""

from datetime import UTC, datetime
from typing import Any

from domain.participation.commands import Appointment, Party
from domain.procedure.check.procedure import check
from domain.procedure.models import Procedure
from domain.procedure.read import parse_procedure
from domain.process.commands import StartProcess
from domain.step.commands import Answer
from tests.domain.play import Play

NOW = datetime(2024, 2, 1, 9, tzinfo=UTC)

HEAD = """
procedure: {name}
version: 1
title: {title}
venue: geneva
venues: {{geneva: {{name: Geneva, zone: Europe/Zurich}}}}
roles:
  chair: {{class: chair, title: Chair}}
  member: {{class: decision_maker, title: Member}}
  public: {{class: consulted, title: Member of the public}}
reported: {{channels: [], entered_by: [], admitted_by: []}}
roadmap:
"""

ASKED = """
        about: finding
        given_by: [principal]
        stands: close
        if_the_text_changes: stand
        visible: all
        decided_by: automatic
"""
"""What all questions below have in common."""


def written(name: str, roadmap: str) -> Procedure:
    """A procedure as a user would write it. `COMMON` stands for what all questions have in common."""
    text = HEAD.format(name=name, title=name.replace("-", " ").capitalize())
    return parse_procedure(text + roadmap.replace("        COMMON\n", ASKED.lstrip("\n")))


def faultless(procedure: Procedure) -> bool:
    return check(procedure) == []


def choice(stage: str, title: str, ways: dict[str, str], rounds: int = 1) -> str:
    """A stage in which the chair picks one of several ways."""
    then = ", ".join(f"{way}: [{to}]" for way, to in ways.items())
    return f"""
  - stage: {stage}
    kind: single_question
    title: {title}
    rounds_at_most: {rounds}
    then: {{{then}}}
    questions:
      next:
        title: {title}
        COMMON
        asks: [chair]
        answers: {{way: {{title: What comes next, each: one, needs: [choice], choices: [{", ".join(ways)}]}}}}
        silence_means: overdue
        escalates_to: chair
        window: {{on: answered}}
        adds_up_to: [{{permits: [chosen]}}]
"""


class Body:
    """So many members, some of the public, and a chair, each with one person."""

    def __init__(self, procedure: Procedure, members: int, public: int = 3) -> None:
        self.members = [f"m{n}" for n in range(1, members + 1)]
        self.public = [f"p{n}" for n in range(1, public + 1)]
        seats = {
            "chair": "chair",
            **dict.fromkeys(self.members, "member"),
            **dict.fromkeys(self.public, "public"),
        }
        start = StartProcess(
            title=procedure.title,
            procedure=procedure,
            parties=tuple(Party(party=p, name=p, roles=(r,)) for p, r in seats.items()),
            appointments=tuple(
                Appointment(person=f"{p}-principal", party=p, capacity="principal") for p in seats
            ),
            clock="stepped",
            starts_at=NOW,
        )
        self.play = Play(start, NOW)
        self.play.settle()

    def says(self, key: str, answer: str, party: str = "chair", **fields: Any) -> int:
        """:returns: the number of the recorded act"""
        act = Answer.model_validate({"step": self.play.step(key).step, "answer": answer, **fields})
        decision = self.play.send(act, f"{party}-principal")
        assert decision.refused is None, decision.refused
        number = max(self.play.step(key).numbered)
        self.play.settle()
        return number

    def votes(self, key: str, **cast: int) -> None:
        """So many members give each answer, in turn; then the window closes."""
        voters = iter(self.members)
        for answer, number in cast.items():
            for _ in range(number):
                self.says(key, answer, next(voters))
        self.expires(key)

    def expires(self, key: str) -> None:
        closes_at = self.play.step(key).closes_at
        if closes_at is not None:
            self.play.until(closes_at)

    def outcome(self, key: str) -> str | None:
        step = self.play.state.step_of(key)
        return step.outcome if step else None

    def running(self) -> list[str]:
        return [run.key for run in self.play.state.stages.values() if run.ended_at is None]
