"""Answering by a process of one's own: the link from there, and the answer here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import typer

from cli.acting import ProcessName, StepName, act, words
from cli.desk import Desk, step_named
from cli.problems import Problem
from cli.screen import screen
from cli.sender import Sender, sent_with_preview
from domain.act import ActBase
from domain.procedure.models import Procedure
from domain.process.carrying import outcome_of
from domain.process.commands import OuterQuestion
from domain.process.following import outer_dates
from domain.process.proof import link_of
from domain.process.state import Inner, Process
from domain.step.commands import Answer
from domain.step.state import Step
from rehearsal.names import shown

Answers = Annotated[
    str | None,
    typer.Option(
        "--answers",
        help="PARTY:STEP:PROCESS: the question of another process that this one answers, and for whom.",
    ),
]


@sent_with_preview
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
    Answer a step again by the outcome of a process of one's own, which was started to answer it.

    An outcome comes in by itself when its process has ended. This gives it again where it stands no
    more: a new text let it lapse, or it was withdrawn. The door looks the record up.

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
        return Answer(
            step=put.step,
            answer=_answer(put, own),
            reason=words(reason),
            comment=words(comment),
            outcome_of=outcome_of(own, link),
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
    """Say of a process which question of another one it answers, and which processes answer one of its own."""
    own = [_answered_by(process, one) for one in process.inner.values()]
    link = process.answers
    if link is None:
        return own
    dates = [process.dates[name] for name in outer_dates(process) if name in process.dates]
    closes_at = dates[0] if dates else link.closes_at
    by = f", which closes {screen.when(closes_at)}" if closes_at else ""
    given = "; its outcome was carried there" if process.given else ""
    return [
        f"answers for {link.party} a question of process {str(link.process)[:8]}{by}{given}",
        *own,
    ]


def _answered_by(process: Process, one: Inner) -> str:
    """Who finds its answer by a process of its own, as long as the question is open."""
    step = process.steps[one.step]
    given = any(
        g.said.outcome_of and g.said.outcome_of.process == one.process for g in step.answers
    )
    became = (
        "its outcome is in" if given else "no outcome yet" if step.is_open else "no outcome in time"
    )
    return f"{one.party} answers {shown(process, step)} by process {str(one.process)[:8]}: {became}"
