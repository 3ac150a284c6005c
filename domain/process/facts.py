"""What the conditions of a procedure may look at: the counts of one question, and the facts of its process."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.calendar.models import Span
from domain.procedure.window import Moment
from domain.process.state import Process, StageRun
from domain.rule.counts import OF_PARAGRAPHS, Tally, Whom
from domain.rule.models import permitted, report_tests
from domain.step.about_answers import undecided
from domain.step.electorate import roles_held
from domain.step.events import Figures
from domain.step.state import Step, figures
from domain.step.weights import weights_of
from domain.step.when import after, found
from domain.text.compilation import paragraph_count
from domain.text.same import languages


@dataclass(frozen=True, slots=True)
class FactsOf:
    """
    The facts at an instant. Without a tally nothing is counted: every count is zero.

    :param run: the run of a stage in which something is tested; None: before it begins
    :param ending: a question that an act is about to settle as the last of its stage, and its outcome: the facts are
        those that follow from the act
    """

    process: Process
    now: datetime
    tally: Tally | None = None
    run: StageRun | None = None
    ending: tuple[Step, str] | None = None

    def count(self, name: str) -> int:
        if name in OF_PARAGRAPHS:
            return paragraph_count(self.process, name)
        return self.tally.count(name) if self.tally is not None else 0

    def _ends_now(self, of: str) -> str | None:
        """The outcome that a question, or its stage, comes to by the act that is looked at."""
        if self.ending is None:
            return None
        step, outcome = self.ending
        key = self.process.stages[step.stage].key
        return outcome if of in (key, f"{key}.{step.question}") else None

    def outcome(self, of: str) -> str | None:
        ends = self._ends_now(of)
        if ends is not None:
            return ends
        if "." not in of:
            run = self._run_of(of)
            return run.outcome if run is not None else None
        step = self.process.step_of(of)
        return step.outcome if step is not None and step.settled else None

    def _run_of(self, stage: str) -> StageRun | None:
        runs = [run for run in self.process.stages.values() if run.key == stage and not run.voided]
        return runs[-1] if runs else None

    def rounds_of(self, stage: str) -> int:
        return sum(run.key == stage and run.counts for run in self.process.stages.values())

    def is_open(self, question: str) -> bool:
        if self._ends_now(question) is not None:
            return False
        if "." not in question:
            run = self._run_of(question)
            return run is not None and run.ended_at is None
        step = self.process.step_of(question)
        return step is not None and step.opened and step.closed_at is None

    def has_answer(self, question: str, answer: str | None) -> bool:
        step = self.process.step_of(question)
        standing = step.standing.values() if step is not None else ()
        return any(answer in (None, name) for given in standing for name in given)

    def has_text(self, kind: str) -> bool:
        since = self.run.began_at if self.run is not None else None
        in_force = self.process.text_in_force
        return any(
            text.kind == kind
            and text.withdrawn_at is None
            and (
                text.beside
                or text is in_force
                or (since is not None and text.published_at >= since)
            )
            for text in self.process.texts.values()
        )

    def text_exists_in(self, wanted: tuple[str, ...]) -> bool:
        text = self.process.text_in_force
        return text is not None and set(wanted) <= set(languages(text))

    def instant(self, wanted: Moment) -> datetime | None:
        return found(self.process, wanted)

    def later(self, start: datetime, span: Span) -> datetime:
        return after(self.process, start, span)


class _Roles(Mapping[str, tuple[str, ...]]):
    """The roles by which each party counts on a step, looked up where a count asks for them."""

    def __init__(self, process: Process, step: Step) -> None:
        self.process, self.step = process, step

    def __getitem__(self, party: str) -> tuple[str, ...]:
        return roles_held(self.process, self.step, party)

    def __iter__(self) -> Iterator[str]:
        return iter(self.process.parties)

    def __len__(self) -> int:
        return len(self.process.parties)


def whom(process: Process, step: Step, as_of: datetime | None = None) -> Whom:
    """The parties that count as asked, and their roles."""
    asked, present = process.electorate(step, as_of), process.stages[step.stage].present
    return Whom(
        asked=frozenset(asked & present if step.rule.only_present else asked),
        present=present,
        roles=_Roles(process, step),
        weights=weights_of(process, step, asked, as_of),
        undecided=undecided(process, step, as_of),
    )


def tally_of(process: Process, step: Step, as_of: datetime | None = None) -> Tally:
    """Count what stands on a step, or stood at an instant, exactly, among the parties that are asked."""
    return step.tally(whom(process, step, as_of), as_of)


def facts_of(process: Process, step: Step, now: datetime) -> FactsOf:
    """The facts by which the rule of a step is decided."""
    return FactsOf(process, now, tally_of(process, step), process.stages[step.stage])


def comes_to(process: Process, step: Step, now: datetime) -> tuple[str, ...]:
    """Compute the outcomes that the rule of a step permits on what stands."""
    facts = facts_of(process, step, now)
    chosen = facts.tally.chosen if facts.tally is not None else None
    return permitted(step.rule.adds_up_to, facts, chosen)


def figures_of(
    process: Process, step: Step, now: datetime, as_of: datetime | None = None
) -> Figures:
    """
    Write the counts and the named tests of a step as they are recorded when it closes or is read.

    :param as_of: count what stood then; None: what stands now
    """
    tally = tally_of(process, step, as_of)
    facts = FactsOf(process, now, tally, process.stages[step.stage])
    told = figures(tally, step.rule)
    return told.model_copy(update={"tests": report_tests(step.rule.adds_up_to, facts)})
