"""What a letter is about, and what it says: the parts that all kinds of letters share."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from domain.procedure.models import END
from domain.procedure.visible import Part
from domain.procedure.words import among
from domain.process.roadmap import targets
from domain.process.seen import Reader, readers, sees
from domain.process.state import Process
from domain.step.commands import Item
from domain.step.state import Step


@dataclass(frozen=True, slots=True)
class Said:
    subject: str
    lines: tuple[str, ...]
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class About:
    """What a letter is about: the process as it was known then, the step where there is one, and who is told."""

    process: Process
    step: Step | None
    addressees: tuple[str, ...]

    @property
    def known_step(self) -> Step:
        if self.step is None:
            raise ValueError("this event is about no step")
        return self.step

    @property
    def step_name(self) -> str:
        run = self.process.stages[self.known_step.stage]
        return f"{run.key}#{run.round}.{self.known_step.question}"

    @property
    def question(self) -> str:
        stage = self.process.procedure.stage(self.process.stages[self.known_step.stage].key)
        return f"{stage.title}: “{self.known_step.rule.title}”"

    @property
    def may_name(self) -> bool:
        """Whether every addressee may see who answered what."""
        return self.all_see("who") and self.all_see("answers")

    def all_see(self, part: Part) -> bool:
        """Whether every addressee sees this part of the question."""
        step = self.known_step
        return all(sees(self.process, step, part, Reader(party)) for party in self.addressees)

    @property
    def may_know_text(self) -> bool:
        """Whether every addressee may see the matter of the question; what has not opened yet shows it to them then."""
        step = self.step
        if step is None or step.opened:
            return step is None or self.all_see("matter")
        asked = self.process.asked(step)
        return set(self.addressees) <= readers(self.process, step.rule.seen.matter, asked)

    def name(self, party: str) -> str:
        return self.process.parties[party].name

    def names(self, parties: tuple[str, ...]) -> str:
        return ", ".join(self.name(party) for party in parties) or "nobody"

    def when(self, instant: datetime | None) -> str:
        """Write an instant in the cities of the procedure."""
        return self.process.procedure.shown(instant) if instant else "no date"


Writer = Callable[[About, Any], Said]


def text_of(about: About, key: str | None) -> list[str]:
    """Name a text, where every addressee may see what the question is about."""
    text = about.process.texts.get(key or "")
    if text is None or not about.may_know_text:
        return []
    title = f", “{text.title}”" if text.title != text.text else ""
    return [f"Text: {text.text}{title} (SHA-256 {text.sha256})."]


def follows(about: About, outcome: str) -> str:
    process = about.process
    run = process.stages[about.known_step.stage]
    return among(process.procedure, targets(process, run, outcome) or (END,))


def lettered(items: tuple[Item, ...]) -> list[str]:
    return [f"{one.item}: {one.words}" for one in items]
