"""
A second window: answers that are carried over from an earlier question, and who may answer because they did then.

Source: hard case 5; second ballot windows of ISO/IEC
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.step.state import Given, Step

if TYPE_CHECKING:
    from domain.process.state import Process


def put_after(process: Process, step: Step) -> None:
    """
    Tie a step that is put to the run of the earlier question that it takes up, and carry the positions over.

    Positions are answers of which a party may give one; who stands aside does so still. Comments, proposals and what
    is said of them stay with the question that they were sent to.
    """
    rule = step.rule
    if rule.only_who_answered is not None:
        first = _before(process, step, rule.only_who_answered.question)
        step.only_after = first.step if first is not None else None
    earlier = _before(process, step, rule.starts_from) if rule.starts_from is not None else None
    for given in [given for given in earlier.answers if given.stands] if earlier else []:
        name = given.said.answer
        if name in rule.answers and (step.replaces(name) or name in step.rule.standing_aside()):
            said = given.said.model_copy(update={"step": step.step})
            step.add(Given(given.version, given.received_at, said))
            step.carried.add(given.version)


def _before(process: Process, step: Step, key: str) -> Step | None:
    """The latest step of a question that was put before this one; of the same question, its earlier round."""
    stage, _, question = key.partition(".")
    runs = [run for run in process.stages.values() if run.key == stage and not run.voided]
    found = [process.steps.get(run.steps[question]) for run in runs if question in run.steps]
    return next((one for one in reversed(found) if one is not None and one is not step), None)
