"""
Roles that something hangs on and nobody can act in, and parties that are to judge what is their own.

Source: hard case 6
"""

from datetime import datetime

from domain.participation.authority import chairs, in_force
from domain.process.state import Process


def vacant(process: Process, now: datetime) -> list[str]:
    """List the roles that the procedure needs and nobody can act in at an instant, in the order of the procedure."""
    needed = _needed(process)
    roles = process.procedure.roles
    return [key for key in roles if key in needed and not _filled(process, key, now)]


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
