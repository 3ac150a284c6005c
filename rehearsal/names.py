"""What the names of a scenario stand for in the running process: steps, persons, acts by their label."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from domain.command import stage_id_of, step_id_of
from domain.participation.authority import in_force
from domain.participation.commands import Appointment
from domain.procedure.question import RANK
from domain.process.state import Process
from domain.step.state import Step
from rehearsal.texts import TextEntry

STEP_NAME = r"^[a-z0-9_-]+(#[1-9][0-9]{0,2})?\.[a-z0-9_-]+(\.[a-z0-9_-]+){0,8}$"
"""`stage.question` is the latest round, `stage#2.question` the second; `stage.question.1` the first part that was
taken apart from it."""


class Unresolved(Exception):
    """A name stands for nothing: the act that it points at left no event, so this act is not sent."""


def parts(name: str) -> tuple[str, int | None, str]:
    """Take the name of a step apart: stage, round if it is named, question."""
    stage, _, question = name.partition(".")
    stage, _, round_ = stage.partition("#")
    return stage, int(round_) if round_ else None, question


def find_step(process: Process, name: str) -> Step | None:
    """Find the step of that name; without a round the latest that was put."""
    stage, round_, question = parts(name)
    if round_ is None:
        return process.step_of(name)
    return process.steps.get(_derived(process, stage, round_, question))


def _derived(process: Process, stage: str, round_: int, question: str) -> UUID:
    return step_id_of(stage_id_of(process.process_id, stage, round_), question)


@dataclass(frozen=True, slots=True)
class Left:
    """What an act left in the record: the versions of its events, by type."""

    versions: tuple[int, ...]
    types: tuple[str, ...]

    @property
    def number(self) -> int:
        """The number by which other acts refer to it: of the answer, the refusal, or the first event."""
        for wanted in ("Answered", "ActRefused"):
            if wanted in self.types:
                return self.versions[self.types.index(wanted)]
        return self.versions[0]


@dataclass(frozen=True, slots=True)
class Names:
    """
    :param ids: the id of each person, by handle
    :param left: what each labelled act left in the record
    :param texts: the texts of the scenario, by id
    """

    process: Process
    ids: Mapping[str, str]
    left: Mapping[str, Left]
    texts: Mapping[str, TextEntry]

    def step(self, name: str) -> UUID:
        """Give the id of a step; of one that was not put yet, the id that it will have."""
        found = find_step(self.process, name)
        stage, round_, question = parts(name)
        return found.step if found else _derived(self.process, stage, round_ or 1, question)

    def person(self, handle: str) -> str:
        return self.ids[handle]

    def number(self, label: str) -> int:
        """:raises Unresolved: the act of that label left no event"""
        return self._left(label).number

    def milestone(self, label: str) -> int:
        """Give the number of the event of a labelled act that addressees must be told of."""
        for version in self._left(label).versions:
            if version in self.process.milestones:
                return version
        raise Unresolved(f'the act "{label}" left no event that letters are written about')

    def milestone_of(self, step: str, type_: str) -> int:
        """Give the latest event of a type on a step that addressees must be told of."""
        wanted = self.step(step)
        for milestone in reversed(self.process.milestones.values()):
            if (milestone.step, milestone.type) == (wanted, type_):
                return milestone.version
        raise Unresolved(f"there is no {type_} on {step} that a letter could be written about")

    def appointment(self, handle: str, party: str | None) -> Appointment:
        """Find in whose name, and in which capacity, a person acts whose act came by other means."""
        now = self.process.now or self.process.started_at
        mine = self.process.appointments.get(self.ids[handle], [])
        fitting = [one for one in mine if party in (None, one.party)]
        live = [one for one in fitting if in_force(one, now)] or fitting
        if not live:
            raise Unresolved(f"{handle} does not act for {party or 'any party'} here")
        return max(live, key=lambda one: RANK[one.capacity])

    def _left(self, label: str) -> Left:
        left = self.left.get(label)
        if left is None or not left.versions:
            raise Unresolved(f'the act "{label}" left no event')
        return left


def shown(process: Process, step: Step) -> str:
    """Write the name of a step with its round: "agreement#1.objections"."""
    run = process.stages[step.stage]
    return f"{run.key}#{run.round}.{step.question}"
