"""
Roles that something hangs on and nobody can act in, and parties that are to judge what is their own.

Source: hard case 6
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from domain.participation.authority import chairs, in_force
from domain.procedure.question import Question
from domain.process.state import Process

Roles = tuple[str, ...]
Does = Literal["answers", "judges", "confirms"]
LACKS: dict[Does, str] = {
    "answers": "asks only vacant roles, and nobody can answer it",
    "judges": "is to be judged by a vacant role",
    "confirms": "is to be confirmed by a vacant role",
}


def vacant(process: Process, now: datetime) -> list[str]:
    """List the roles that the procedure needs and nobody can act in at an instant, in the order of the procedure."""
    needed = _needed(process)
    roles = process.procedure.roles
    return [key for key in roles if key in needed and not _filled(process, key, now)]


@dataclass(frozen=True, slots=True)
class Unstaffed:
    """A question, put or to come, that only vacant roles could answer, judge or confirm."""

    question: str
    does: Does
    roles: tuple[str, ...]

    def words(self, process: Process) -> str:
        titles = " and ".join(process.procedure.roles[role].title for role in self.roles)
        return f"{self.question} {LACKS[self.does]}: {titles}"


def unstaffed(process: Process, now: datetime) -> list[Unstaffed]:
    """List the questions that are open, or can still be put, and that nobody could answer, judge or confirm now."""
    empty = set(vacant(process, now))
    if not empty or process.status != "running":
        return []
    return [
        Unstaffed(question, does, roles)
        for question, rule in _ahead(process)
        for does, roles in _duties(rule)
        if roles and set(roles) <= empty
    ]


def _duties(rule: Question) -> Iterator[tuple[Does, Roles]]:
    yield "answers", rule.asks
    yield "judges", () if rule.decided_by == "automatic" else (rule.decided_by,)
    yield "confirms", (rule.confirmed_by,) if rule.confirmed_by is not None else ()


def _ahead(process: Process) -> Iterator[tuple[str, Question]]:
    """The questions that are not settled, of the stages that run or can still come."""
    runs = [run for run in process.stages.values() if run.ended_at is None]
    running = {run.key: run for run in runs}
    keys = [key for run in runs for key in process.procedure.stage(run.key).leads_to()]
    ahead = process.procedure.reached_from([*keys, *(owed.key for owed in process.owed)])
    for stage in process.procedure.roadmap:
        put = running[stage.stage].steps if stage.stage in running else {}
        for name, rule in stage.questions.items():
            done = name in put and process.steps[put[name]].settled
            if (stage.stage in running and not done) or stage.stage in ahead:
                yield f"{stage.stage}.{name}", rule


def judges_its_own(process: Process) -> list[tuple[str, int]]:
    """List the parties that are to dispose of a proposal of their own, with its number: lawful, and to be known."""
    found: list[tuple[str, int]] = []
    for step in process.open_steps():
        if not any(one.effect == "disposes" for one in step.rule.answers.values()):
            continue
        run = process.stages[step.stage]
        asked = process.asked(step)
        for other in (process.steps[one] for one in run.steps.values()):
            mine = [one for one in other.proposals() if one.party in asked]
            found += [
                (one.party, one.version) for one in mine if one.version not in other.disposals
            ]
    return found


def _needed(process: Process) -> set[str]:
    """The roles that something hangs on: they are asked, decide, confirm, are told, or steer."""
    found = set(chairs(process))
    for stage in process.procedure.roadmap:
        for question in stage.questions.values():
            found |= set(question.asks)
            named = (question.decided_by, question.confirmed_by, question.escalates_to)
            found |= {one for one in named if one not in (None, "automatic")}
    return found


def _filled(process: Process, role: str, now: datetime) -> bool:
    return any(
        in_force(one, now)
        and one.party not in process.suspended
        and role in (one.roles or process.parties[one.party].roles)
        for mine in process.appointments.values()
        for one in mine
    )
