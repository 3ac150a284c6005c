"""
Provenance: where a proposed wording comes from, and what became of every input.

Many inputs become few proposals. Each proposal names its sources (a submission, what was said at a hearing, a report),
and each input is the source of a proposal or has a disposition of its own: none is lost without a word.

Source: scenario C11, C12; feedback rules of consultations
"""

from collections.abc import Iterator
from dataclasses import dataclass

from domain.procedure.question import AnswerRule
from domain.process.state import Process, StageRun
from domain.refused import NotAnOption, OutOfPlace
from domain.step.commands import Answer
from domain.step.state import Disposal, Given, Step


@dataclass(frozen=True, slots=True)
class Input:
    """
    An input that stands, and what became of it.

    :param proposals: the proposals that name it as a source
    :param disposal: its own disposition, where it has one
    """

    step: Step
    given: Given
    proposals: tuple[Given, ...]
    disposal: Disposal | None

    @property
    def accounted(self) -> bool:
        return bool(self.proposals) or self.disposal is not None


def well_sourced(process: Process, rule: AnswerRule, act: Answer) -> None:
    """
    Sources are of the kinds that the procedure names, and the acts among them stand.

    :raises NotAnOption: the procedure knows no such kind of source
    :raises OutOfPlace: an act that is named as a source does not stand
    """
    for one in act.provenance:
        if one.kind not in rule.provenance:
            raise NotAnOption(permitted=", ".join(rule.provenance), chosen=one.kind)
        if one.act is not None and not _stands(process, one.act):
            raise OutOfPlace(
                why=f"no answer with the number {one.act} stands that could be a source"
            )


def _stands(process: Process, version: int) -> bool:
    given = [step.numbered.get(version) for step in process.steps.values()]
    return any(one is not None and one.stands for one in given)


def effect_of(step: Step, given: Given) -> str:
    return step.rule.answers[given.said.answer].effect


def standing(process: Process, effect: str) -> list[tuple[Step, Given]]:
    """List the standing answers with an effect, of stages that were not voided, in the order of the record."""
    found = [
        (step, given)
        for step in process.steps.values()
        if not process.stages[step.stage].voided
        for given in step.answers
        if given.stands and effect_of(step, given) == effect
    ]
    return sorted(found, key=lambda one: one[1].version)


def inputs(process: Process) -> list[Input]:
    """List every input that stands, with what became of it."""
    used: dict[int, list[Given]] = {}
    for _, proposal in standing(process, "proposes"):
        for source in proposal.said.provenance:
            if source.act is not None:
                used.setdefault(source.act, []).append(proposal)
    return [
        Input(step, given, tuple(used.get(given.version, ())), step.disposals.get(given.version))
        for step, given in standing(process, "gives_input")
    ]


def unaccounted(process: Process) -> set[int]:
    """The inputs of which nothing is said yet."""
    return {one.given.version for one in inputs(process) if not one.accounted}


def undisposed_in(process: Process, run: StageRun) -> Iterator[int]:
    """Give the proposals of a stage that have no disposition yet, one after another."""
    for other in run.steps.values():
        yield from process.steps[other].undisposed
