"""What may become of a question while it is open: it is divided, or another is raised on it."""

from typing import Annotated

import typer

from cli.acting import Grounds, ProcessName, StepName, act, words
from cli.answers import received
from cli.desk import Desk, step_named
from cli.screen import screen
from cli.sender import Sender, received_after_asking, sent_after_asking
from domain.act import ActBase
from domain.calendar.show import parse_instant
from domain.process.state import Process
from domain.step.commands import DivideQuestion, RaiseQuestion

Paragraphs = Annotated[
    list[str], typer.Option("--paragraph", "-p", help="A paragraph, by its label. Repeatable.")
]


@sent_after_asking
def divide(
    process: ProcessName,
    step: StepName,
    paragraph: Paragraphs,
    grounds: Grounds,
    closes_at: Annotated[
        str | None,
        typer.Option("--closes-at", help="When the part closes: 2022-02-28T18:00 Geneva."),
    ] = None,
    *,
    sender: Sender,
) -> None:
    """
    Take paragraphs of an open question apart: they become a question of their own, with its own deadline.

    Example: parley divide "Accreditation" list -p org-41 -p org-42 --closes-at
    "2022-02-28T18:00 New York" --grounds "Objected to" --as coordinator
    """

    async def meant(at: Desk, found: Process) -> ActBase:
        return DivideQuestion(
            step=step_named(found, step).step,
            paragraphs=tuple(paragraph),
            closes_at=parse_instant(closes_at) if closes_at else None,
            grounds=words(grounds) or "",
        )

    until = screen.when(parse_instant(closes_at)) if closes_at else "with the rest"
    effect = f"From now on these are asked about by themselves: {', '.join(paragraph)}. That closes {until}."
    act(process, sender, meant, effect)


@received_after_asking
def raise_(
    process: ProcessName,
    step: StepName,
    question: Annotated[str, typer.Argument(help="What is raised, by its name in the procedure.")],
    paragraph: Annotated[
        list[str],
        typer.Option("--paragraph", "-p", help="A paragraph that it is about. Repeatable."),
    ] = [],  # noqa: B006
    wording: Annotated[str | None, typer.Option(help="The words that it proposes.")] = None,
    about: Annotated[
        int | None,
        typer.Option(help="The number of the act that it is about: see parley audit log."),
    ] = None,
    grounds: Annotated[
        str | None, typer.Option(help="The official reason; stays on record.")
    ] = None,
    *,
    sender: Sender,
) -> None:
    """
    Raise a question on another that is not settled: a recorded vote, an amendment, a challenge to a ruling ...

    One that came by other means is typed in with --received-from, and counts for who sent it.

    Example: parley raise "Declaration" adoption recorded_vote --grounds "A vote is asked for"
    --as member-4
    """

    async def meant(at: Desk, found: Process) -> ActBase:
        return RaiseQuestion(
            step=step_named(found, step).step,
            raises=question,
            paragraphs=tuple(paragraph),
            wording=words(wording),
            about=about,
            grounds=words(grounds),
            reported=await received(at, found, sender),
        )

    effect = f"This raises {question}: it must be settled before the question that it is raised on."
    act(process, sender, meant, effect)
