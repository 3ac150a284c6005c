"""
Who is told of a text: where the matter of a question is not for everybody, those who may see it.

Source: hard case 17
"""

from collections.abc import Iterator

from domain.procedure.question import Question
from domain.process.seen import readers
from domain.process.state import Process, StageRun, TextVersion
from domain.step.state import Step
from domain.text.matter import needs_text


def told_of_text(process: Process) -> tuple[str, ...]:
    """
    The parties that a text is made known to when it is published.

    It is the matter of the questions that ask for it, are about it, or wait for it: only who may see it in each of them
    is told. Where it belongs to no question everybody is told.
    """
    found = set(process.parties)
    for rule, asked in concerned(process):
        matter = rule.seen.matter
        found &= readers(process, matter, asked) if matter.since == "opening" else set()
    return tuple(sorted(found))


def told_of_withdrawal(process: Process, text: TextVersion) -> tuple[str, ...]:
    """Who was told of the text is told that it is withdrawn, and who may see it by now."""
    known = process.milestones.get(text.version)
    return tuple(sorted({*told_of_text(process), *(known.addressees if known else ())}))


def concerned(process: Process) -> Iterator[tuple[Question, set[str]]]:
    """Give the questions that a text which is published now is the matter of, each with the parties it asks."""
    for step in process.open_steps():
        if _is_matter_of(step):
            yield step.rule, process.asked(step)
    for rule in _coming(process):
        if needs_text(rule):
            yield rule, set().union(*(process.holders.get(role, set()) for role in rule.asks))


def _is_matter_of(step: Step) -> bool:
    return step.rule.about == "text" or "text_published" in step.rule.complete_when


def _coming(process: Process) -> Iterator[Question]:
    """The questions that are next: of a stage that is owed its first, of one that runs the one that is not put yet."""
    for owed in process.owed:
        yield next(iter(process.procedure.stage(owed.key).questions.values()))
    for run in process.stages.values():
        if run.ended_at is None:
            yield from _not_put(process, run)


def _not_put(process: Process, run: StageRun) -> Iterator[Question]:
    """The question that a stage waits to put, where nothing of it is open."""
    if any(process.steps[step].closed_at is None for step in run.steps.values()):
        return
    stage = process.procedure.stage(run.key)
    yield from [rule for name, rule in stage.questions.items() if name not in run.steps][:1]
