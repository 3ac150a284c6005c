"""When a question ends before its deadline: answered by all, or a duty that is done."""

from collections.abc import Collection, Iterator

from domain.event import Event
from domain.procedure.question import AnswerRule
from domain.process.state import Process
from domain.step.commands import Answer
from domain.step.events import (
    ClosingBroughtForward,
)
from domain.step.provenance import unaccounted, undisposed_in
from domain.step.state import Step
from domain.text.matter import published_for
from domain.text.paragraphs import Change
from domain.text.said import change_of, everything_agreed, settled


def last_to_answer(process: Process, step: Step, answering: set[str]) -> bool:
    """Whether nobody who is asked is silent once these have answered."""
    if step.rule.groups is None:
        return all(one in answering or step.has_answered(one) for one in process.asked(step))
    return not set(process.awaited(step)) - answering


def ending(step: Step) -> list[Event]:
    if step.rule.window.on != "answered":
        return []
    return [ClosingBroughtForward(step=step.step, old=step.closes_at, by="answer")]


def completes(process: Process, step: Step, act: Answer, rule: AnswerRule) -> bool:
    """Whether a duty is done with this answer: every proposal disposed of, and the new text published."""
    if step.rule.window.on != "complete":
        return False
    disposed = act.about if rule.effect == "disposes" else None
    sourced = {one.act for one in act.provenance} if rule.effect == "proposes" else set()
    change = change_of(process, step, rule, act, 0)
    return complete(process, step, disposed, change=change, done={disposed, *sourced})


def complete(
    process: Process,
    step: Step,
    disposed: int | None = None,
    published: bool = False,
    change: Change | None = None,
    done: Collection[int | None] = (),
) -> bool:
    """
    Whether a duty is done, with what is being decided: a disposition, a publication, a change of paragraphs.

    :param done: the inputs of which this act says what became of them
    """
    for need in step.rule.complete_when:
        if need == "proposals_disposed" and any(
            one != disposed for one in undisposed(process, step)
        ):
            return False
        if need == "inputs_accounted" and unaccounted(process) - set(done):
            return False
        if need == "text_published" and not (published or published_for(process, step)):
            return False
        if need == "paragraphs_settled" and not settled(process, step, change):
            return False
        if need == "everything_agreed" and not everything_agreed(process, change):
            return False
    return True


def undisposed(process: Process, step: Step) -> Iterator[int]:
    """Give the proposals of the same stage that have no disposition yet, one after another."""
    return undisposed_in(process, process.stages[step.stage])
