"""
Letters about statements: who is told that one was attached to the decision, where the question says so.

A statement (an explanation of position, a reservation, a dissociation) leaves the outcome as it is, so no letter about
an outcome tells of it. Where it is withdrawn or replaced before its letter was sent, there is nothing to be told of.
Source: practice of bodies that circulate statements with their decisions
"""

from domain.process.state import Process
from domain.record.recorded import Recorded
from domain.step.state import Given, Step
from domain.step.telling import milestone


def states(step: Step, given: Given) -> bool:
    return step.rule.answers[given.said.answer].effect == "states"


def note_statement(process: Process, recorded: Recorded, step: Step, given: Given) -> None:
    """Owe the letter about a statement to those whom the question names."""
    roles = step.rule.tells.get("stated")
    if roles is None or not states(step, given):
        return
    forget_statements(process, step)
    told = set[str]().union(*(process.holders.get(role, set()) for role in roles))
    milestone(process, recorded, step, recorded.envelope.process_at, tuple(sorted(told)))


def forget_statements(process: Process, step: Step) -> None:
    """What no longer stands, and was not told yet, need not be told."""
    for given in step.answers:
        owed = process.milestones.get(given.version)
        if owed and not owed.dispatched and not given.stands and states(step, given):
            del process.milestones[given.version]
