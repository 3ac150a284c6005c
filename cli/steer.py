"""What a coordinator does to steps: findings, dispositions, deadlines, judgements and what puts them right."""

from typing import Annotated

import typer

from cli.acting import Grounds, ProcessName, StepName, act, words
from cli.answer_fields import items
from cli.answers import reply
from cli.desk import Desk, step_named
from cli.screen import screen
from cli.sender import Sender, sent, sent_after_asking, sent_with_preview
from domain.act import ActBase
from domain.calendar.models import Span
from domain.calendar.show import parse_instant
from domain.process.state import Process
from domain.step.commands import (
    AdmitAct,
    BringClosingForward,
    ConfirmOutcome,
    CorrectOutcome,
    ExtendDeadline,
    FlagProposal,
    Judge,
    SetDeadline,
)

Condition = Annotated[
    list[str],
    typer.Option("--condition", help="A condition that was agreed: P1=words. Repeatable."),
]
Outcome = Annotated[
    str, typer.Option("--outcome", help="The outcome, by its name in the procedure.")
]
ClosesAt = Annotated[
    str, typer.Option("--closes-at", help="An instant with a zone: 2022-02-22T18:00 Geneva.")
]


@sent_with_preview
def finding(
    process: ProcessName,
    step: StepName,
    outcome: Outcome,
    condition: Condition = [],  # noqa: B006
    grounds: Annotated[
        str | None, typer.Option(help="The official reason; stays on record.")
    ] = None,
    *,
    sender: Sender,
) -> None:
    """
    Record what a meeting found, with the conditions that were agreed.

    Example: parley finding "UN-system pledge" meeting --outcome broad_agreement --condition
    "P3=no list of thematic issues" --as coordinator
    """
    reply(
        process, step, sender, "finding", choice=outcome,
        items=items(condition), grounds=words(grounds),
    )  # fmt: skip


@sent_with_preview
def dispose(
    process: ProcessName,
    step: StepName,
    proposal: Annotated[
        int, typer.Option(help="The number of the proposal: see parley proposals.")
    ],
    disposition: Annotated[str, typer.Option(help="accepted, partly, not_accepted, noted ...")],
    grounds: Grounds,
    *,
    sender: Sender,
) -> None:
    """
    Say what became of a proposed change, with the official reason.

    Example: parley dispose "UN-system pledge" consolidation --proposal 17 --disposition
    accepted --grounds "Clearer" --as coordinator
    """
    reply(
        process, step, sender, "disposition", about=proposal,
        choice=disposition, grounds=words(grounds),
    )  # fmt: skip


@sent_after_asking
def record_pledge(
    process: ProcessName,
    step: StepName,
    pledge: Annotated[str, typer.Option(help="The id under which it is published.")],
    title: Annotated[str, typer.Option(help="What it is called.")],
    commitment: Annotated[list[str], typer.Option(help="A commitment: a=words. Repeatable.")],
    *,
    sender: Sender,
) -> None:
    """
    Record the common pledge once, for all partners that have joined.

    Example: parley record-pledge "UN-system pledge" publication --pledge un-2022-1 --title
    "Common pledge" --commitment "a=..." --as iom-principal
    """
    from domain.step.commands import Answer  # noqa: PLC0415

    async def meant(at: Desk, found: Process) -> ActBase:
        return Answer(
            step=step_named(found, step).step,
            answer="pledge",
            choice=pledge,
            title=title,
            items=items(commitment),
        )

    effect = f"This publishes the pledge {pledge} with the list of its partners."
    act(process, sender, meant, effect)


@sent
def flag(
    process: ProcessName,
    step: StepName,
    proposal: Annotated[int, typer.Option(help="The number of the proposal.")],
    condition: Annotated[str, typer.Option(help="The recorded condition that it touches.")],
    grounds: Grounds,
    *,
    sender: Sender,
) -> None:
    """
    Flag a proposed change against a condition of the agreement.

    Example: parley flag "UN-system pledge" proposals --proposal 17 --condition P3 --grounds "It
    lists themes" --as coordinator
    """

    async def meant(at: Desk, found: Process) -> ActBase:
        return FlagProposal(
            step=step_named(found, step).step,
            proposal=proposal,
            condition=condition,
            grounds=words(grounds) or "",
        )

    act(process, sender, meant)


@sent_after_asking
def fix_deadline(
    process: ProcessName,
    step: StepName,
    grounds: Grounds,
    closes_at: Annotated[str | None, typer.Option(help="2022-02-22T18:00 Geneva")] = None,
    after: Annotated[
        str | None, typer.Option(help="A span from now: 4 working_days, 3 days, 72 hours ...")
    ] = None,
    at_time: Annotated[
        str | None, typer.Option(help="With --after: the time of that day, 18:00.")
    ] = None,
    *,
    sender: Sender,
) -> None:
    """
    Fix the deadline of a step that closes "as soon as possible".

    Example: parley fix-deadline "UN-system pledge" revision --after "4 working_days" --at-time
    18:00 --grounds "As agreed" --as coordinator
    """

    async def meant(at: Desk, found: Process) -> ActBase:
        return SetDeadline(
            step=step_named(found, step).step,
            closes_at=parse_instant(closes_at) if closes_at else None,
            after=span(after) if after else None,
            at_time=at_time,
            grounds=words(grounds) or "",
        )

    when = screen.when(parse_instant(closes_at)) if closes_at else f"{after} from now"
    effect = f"This fixes the deadline: {when}."
    act(process, sender, meant, effect)


def span(text: str) -> Span:
    """
    Read a span such as "4 working_days".

    :raises Problem: it is not one
    """
    from cli.problems import Problem  # noqa: PLC0415

    number, _, unit = text.strip().partition(" ")
    try:
        amount = int(number if number.isdigit() else "")
        return Span.model_validate({unit.strip().replace(" ", "_"): amount})
    except ValueError as error:
        raise Problem(
            f'"{text}" is not a span.', 'For example: "4 working_days" or "72 hours"'
        ) from error


@sent_after_asking
def extend(
    process: ProcessName,
    step: StepName,
    closes_at: ClosesAt,
    grounds: Grounds,
    party: Annotated[
        str | None,
        typer.Option("--party", help="For this party alone, where the procedure says so."),
    ] = None,
    *,
    sender: Sender,
) -> None:
    """
    Move the deadline of an open step to a later instant.

    Example: parley extend "UN-system pledge" agreement --closes-at "2022-03-01T18:00 Geneva"
    --grounds "Two asked" --as coordinator
    """

    async def meant(at: Desk, found: Process) -> ActBase:
        return ExtendDeadline(
            step=step_named(found, step).step,
            closes_at=parse_instant(closes_at),
            party=party,
            grounds=words(grounds) or "",
        )

    whose = f" of {party} alone" if party else ""
    effect = f"This moves the deadline{whose} to {screen.when(parse_instant(closes_at))}."
    act(process, sender, meant, effect)


@sent_after_asking
def gavel(
    process: ProcessName,
    step: StepName,
    grounds: Grounds,
    *,
    sender: Sender,
) -> None:
    """
    Close a step before its deadline, where the procedure gives the chair the gavel.

    Example: parley gavel "UN-system pledge" revision --grounds "All have answered" --as
    coordinator
    """

    async def meant(at: Desk, found: Process) -> ActBase:
        return BringClosingForward(step=step_named(found, step).step, grounds=words(grounds) or "")

    act(process, sender, meant, "This closes the step now.")


@sent_after_asking
def judge(
    process: ProcessName,
    step: StepName,
    outcome: Outcome,
    grounds: Grounds,
    *,
    sender: Sender,
) -> None:
    """
    Pick one of the outcomes that the rules permit, with a reason.

    Example: parley judge PROCESS ballot --outcome further_ballot --grounds "Close result" --as
    chair
    """

    async def meant(at: Desk, found: Process) -> ActBase:
        return Judge(
            step=step_named(found, step).step, outcome=outcome, grounds=words(grounds) or ""
        )

    act(process, sender, meant, f"The outcome is {outcome}.")


@sent_after_asking
def confirm(
    process: ProcessName,
    step: StepName,
    grounds: Grounds,
    *,
    sender: Sender,
) -> None:
    """
    Confirm a provisional outcome, so that what follows may begin.

    Example: parley confirm PROCESS agreement --grounds "No act by other means was found" --as
    coordinator
    """

    async def meant(at: Desk, found: Process) -> ActBase:
        return ConfirmOutcome(step=step_named(found, step).step, grounds=words(grounds) or "")

    act(process, sender, meant, "What follows may begin.")


@sent_after_asking
def correct_outcome(
    process: ProcessName,
    step: StepName,
    outcome: Outcome,
    grounds: Grounds,
    condition: Condition = [],  # noqa: B006
    *,
    sender: Sender,
) -> None:
    """
    Put a recorded finding right. The earlier outcome stays on record; what followed from it alone is voided.

    Example: parley correct-outcome "UN-system pledge" meeting --outcome no_agreement --grounds
    "Misheard" --as coordinator
    """

    async def meant(at: Desk, found: Process) -> ActBase:
        return CorrectOutcome(
            step=step_named(found, step).step,
            outcome=outcome,
            items=items(condition),
            grounds=words(grounds) or "",
        )

    effect = (
        f"This puts {outcome} in place of the recorded outcome and voids what followed from it."
    )
    act(process, sender, meant, effect)


@sent_after_asking
def admit(
    process: ProcessName,
    refused: Annotated[
        int, typer.Argument(help="The version of the act that was refused as late.")
    ],
    evidence: Annotated[str, typer.Option(help="What shows that it arrived in time.")],
    grounds: Grounds,
    *,
    sender: Sender,
) -> None:
    """
    Admit, as in time, an act that reached an official channel in time and was typed in late.

    Example: parley admit "UN-system pledge" 61 --evidence "Mail server log" --grounds "Arrived
    17:58" --as coordinator
    """

    async def meant(at: Desk, found: Process) -> ActBase:
        return AdmitAct(refused=refused, evidence=evidence, grounds=words(grounds) or "")

    effect = f"This lets act {refused} count; the outcome is computed anew."
    act(process, sender, meant, effect)
