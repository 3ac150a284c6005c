"""Answering by a process of one's own: the link from there, and the answer here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import typer

from cli.acting import ProcessName, StepName, act, words
from cli.desk import Desk, step_named
from cli.problems import Problem
from cli.sender import Sender, sent
from domain.act import ActBase
from domain.calendar.show import in_both_cities
from domain.procedure.models import Procedure
from domain.process.commands import OuterQuestion
from domain.process.proof import link_of
from domain.process.state import Process
from domain.step.commands import Answer, InnerOutcome
from domain.step.state import Step

Answers = Annotated[
    str | None,
    typer.Option(
        "--answers",
        help="PARTY:STEP:PROCESS: the question of another process that this one answers, and for whom.",
    ),
]


@sent
def answer_by(
    process: ProcessName,
    step: StepName,
    inner: Annotated[str, typer.Argument(help="The process of one's own, which has ended.")],
    reason: Annotated[
        str | None, typer.Option("--reason", help="In your own words. @FILE reads a file.")
    ] = None,
    comment: Annotated[
        str | None, typer.Option("--comment", help="In your own words. @FILE reads a file.")
    ] = None,
    *,
    sender: Sender,
) -> None:
    """
    Answer a step by the outcome of a process of one's own, which was started to answer it.

    The answer names that process, the version of its record and the hash there; the door looks it
    up, and takes nothing that the record does not show.

    Example: parley answer-by "UN-system pledge" opt_in "WHO: clearance" --as who-principal
    """

    async def meant(at: Desk, found: Process) -> ActBase:
        put = step_named(found, step)
        own, _ = await at.process(inner)
        link = own.answers
        if link is None or own.outcome is None or own.status != "ended":
            raise Problem(
                f"{own.title} has not ended, or answers no question of another process.",
                "`parley status` says how far it is; `parley start --answers` makes the link.",
            )
        said = InnerOutcome(
            process=own.process_id,
            party=link.party,
            procedure=own.procedure.procedure,
            outcome=own.outcome,
            version=own.version,
            head_hash=own.head_hash.hex(),
        )
        return Answer(
            step=put.step,
            answer=_answer(put, own),
            reason=words(reason),
            comment=words(comment),
            outcome_of=said,
        )

    act(process, sender, meant)


def _answer(step: Step, inner: Process) -> str:
    """:raises Problem: the question takes no answer from such a process, or from such an outcome"""
    rule = step.rule.answered_by
    outcome = inner.outcome or ""
    if rule is None or outcome not in rule.gives:
        known = ", ".join(rule.gives) if rule else "no process"
        raise Problem(
            f'The outcome "{outcome}" of {inner.title} is no answer to this question.',
            f"It takes answers from: {known}",
        )
    return rule.gives[outcome]


@dataclass(frozen=True, slots=True)
class Outer:
    """The question of another process that a new process answers, where there is one."""

    link: OuterQuestion | None = None

    def dates(self, rules: Procedure) -> dict[str, datetime]:
        """The dates that stand for the closing of that question, as it is recorded there."""
        closes_at = self.link.closes_at if self.link else None
        if closes_at is None:
            return {}
        return {name: closes_at for name, one in rules.dates.items() if one.outer}


async def outer_of(at: Desk, given: str | None) -> Outer:
    """
    Find the question that a new process answers.

    :raises Problem: it is not PARTY:STEP:PROCESS, or stands for nothing
    """
    if given is None:
        return Outer()
    party, step, name = [*given.split(":", 2), "", ""][:3]
    if not name:
        raise Problem(
            f'"{given}" is not PARTY:STEP:PROCESS.', 'For example: "who:opt_in:UN-system pledge"'
        )
    found, _ = await at.process(name)
    put = step_named(found, step)
    if party not in found.asked(put):
        raise Problem(f'"{party}" is not asked there.', f"Asked: {', '.join(found.asked(put))}")
    return Outer(link_of(found, put, party))


def outer_said(process: Process) -> list[str]:
    """Say of a process which question of another one it answers."""
    link = process.answers
    if link is None:
        return []
    by = f", which closes {in_both_cities(link.closes_at)}" if link.closes_at else ""
    return [f"answers for {link.party} a question of process {str(link.process)[:8]}{by}"]
