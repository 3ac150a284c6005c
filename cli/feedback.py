"""What became of every input: from the proposals that were drawn from it to the feedback on each of them."""

from typing import Annotated

import typer

from cli.acting import ProcessName
from cli.desk import desk
from cli.proposals import Proposal, proposals_of
from cli.running import run
from cli.screen import Json, screen
from domain.process.state import Process
from domain.step.provenance import Input, inputs
from rehearsal.names import shown


def feedback(
    process: ProcessName,
    open_: Annotated[
        bool, typer.Option("--open", help="Only inputs of which nothing is said yet.")
    ] = False,
    json: Json = False,
) -> None:
    """
    List the inputs of a consultation: from whom, which proposals were drawn from each, and what became of those.

    Example: parley feedback "Consultation 2022" --open
    """
    run(_feedback(process, open_))


async def _feedback(name: str, only_open: bool) -> None:
    async with desk() as at:
        process, _ = await at.process(name)
    proposals = {one.number: one for one in proposals_of(process)}
    found = [one for one in inputs(process) if not (only_open and one.accounted)]
    screen.data([_data(process, one, proposals) for one in found])
    screen.table(
        ("number", "step", "from", "wording", "proposals", "what became of it"),
        (
            (
                one.given.version,
                shown(process, one.step),
                process.parties[one.given.party].name,
                one.given.said.wording or "",
                ", ".join(str(given.version) for given in one.proposals),
                "; ".join(became(one, proposals)) or "nothing is said yet",
            )
            for one in found
        ),
    )
    if not found:
        screen.say("Every input is accounted for." if only_open else "Nothing was put in.")


def became(one: Input, proposals: dict[int, Proposal]) -> list[str]:
    """Say what became of an input, and of the proposals that were drawn from it."""
    own = [f"{one.disposal.choice}: {one.disposal.grounds}"] if one.disposal else []
    drawn = [proposals[given.version] for given in one.proposals if given.version in proposals]
    of_each = [
        f"{each.number} {each.disposal.choice}: {each.disposal.grounds}"
        if each.disposal
        else f"{each.number} awaits its feedback"
        for each in drawn
    ]
    return [*own, *of_each]


def _data(process: Process, one: Input, proposals: dict[int, Proposal]) -> dict[str, object]:
    return {
        "number": one.given.version,
        "step": shown(process, one.step),
        "party": one.given.party,
        "wording": one.given.said.wording,
        "received_at": one.given.received_at,
        "proposals": [given.version for given in one.proposals],
        "became": became(one, proposals),
        "accounted": one.accounted,
    }
