"""The proposed changes of a process: who proposes what, where, against which condition, and what became of it."""

from dataclasses import dataclass
from typing import Annotated

import typer

from cli.acting import ProcessName
from cli.desk import desk
from cli.running import run
from cli.screen import Json, screen
from domain.process.state import Process
from domain.step.state import Disposal, Given, Step
from rehearsal.names import shown


@dataclass(frozen=True, slots=True)
class Proposal:
    """One proposed change that stands, with what was done about it."""

    process: Process
    step: Step
    given: Given

    @property
    def number(self) -> int:
        return self.given.version

    @property
    def disposal(self) -> Disposal | None:
        return self.step.disposals.get(self.number)

    @property
    def flag(self) -> tuple[str, str] | None:
        """The condition that it is flagged against, and why."""
        return self.step.flags.get(self.number)


def proposals_of(process: Process) -> list[Proposal]:
    """List the proposed changes of all rounds, in the order of the record."""
    found = [
        Proposal(process, step, given)
        for step in process.steps.values()
        if not process.stages[step.stage].voided
        for given in step.proposals()
    ]
    return sorted(found, key=lambda one: one.number)


def proposals(
    process: ProcessName,
    open_: Annotated[
        bool, typer.Option("--open", help="Only those without a disposition.")
    ] = False,
    json: Json = False,
) -> None:
    """
    List the proposed changes: number, proponent, paragraphs, wording, flags and disposition.

    Example: parley proposals "UN-system pledge" --open
    """
    run(_proposals(process, open_))


async def _proposals(name: str, only_open: bool) -> None:
    async with desk() as at:
        process, _ = await at.process(name)
    found = [one for one in proposals_of(process) if one.disposal is None or not only_open]
    screen.data([_data(one) for one in found])
    screen.table(
        ("number", "step", "from", "paragraphs", "wording", "flagged", "disposition"),
        (
            (
                one.number,
                shown(process, one.step),
                process.parties[one.given.party].name,
                ", ".join(one.given.said.paragraphs) or "whole text",
                one.given.said.wording,
                f"{one.flag[0]}: {one.flag[1]}" if one.flag else "",
                f"{one.disposal.choice}: {one.disposal.grounds}" if one.disposal else "none yet",
            )
            for one in found
        ),
    )
    if not found:
        screen.say("Every proposal is disposed of." if only_open else "No change is proposed.")


def _data(one: Proposal) -> dict[str, object]:
    said, disposal, flag = one.given.said, one.disposal, one.flag
    return {
        "number": one.number,
        "step": shown(one.process, one.step),
        "party": said.party,
        "capacity": said.capacity,
        "text": said.text,
        "paragraphs": said.paragraphs,
        "wording": said.wording,
        "received_at": one.given.received_at,
        "flag": {"condition": flag[0], "grounds": flag[1]} if flag else None,
        "disposition": {"choice": disposal.choice, "grounds": disposal.grounds}
        if disposal
        else None,
    }
