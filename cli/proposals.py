"""The proposed changes of a process: who proposes what, where, against which condition, and what became of it."""

from collections import Counter
from dataclasses import dataclass
from typing import Annotated

import typer

from cli.acting import ProcessName
from cli.desk import desk, step_named
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
    outgoing: Annotated[
        bool,
        typer.Option(
            "--one-voice", help="As one outgoing text: wording and sources, nobody's name."
        ),
    ] = False,
    step: Annotated[
        str | None, typer.Option("--step", help="Only those of this step: stage.question.")
    ] = None,
    json: Json = False,
) -> None:
    """
    List the proposed changes: number, proponent, paragraphs, wording, sources, flags and disposition.

    With --one-voice it is the table that leaves the house: who said what stays inside.

    Example: parley proposals "UN-system pledge" --open
    """
    run(_proposals(process, open_, outgoing, step))


async def _proposals(name: str, only_open: bool, outgoing: bool, step: str | None) -> None:
    async with desk() as at:
        process, _ = await at.process(name)
    only = step_named(process, step).step if step else None
    found = [
        one
        for one in proposals_of(process)
        if (one.disposal is None or not only_open) and only in (None, one.step.step)
    ]
    if outgoing:
        _as_one_voice(found)
    else:
        _attributed(process, found)
    if not found:
        screen.say("Every proposal is disposed of." if only_open else "No change is proposed.")


def _attributed(process: Process, found: list[Proposal]) -> None:
    screen.data([_data(one) for one in found])
    screen.table(
        ("number", "step", "from", "paragraphs", "wording", "sources", "flagged", "disposition"),
        (
            (
                one.number,
                shown(process, one.step),
                process.parties[one.given.party].name,
                ", ".join(one.given.said.paragraphs) or "whole text",
                one.given.said.wording,
                "; ".join(sources(process, one)),
                f"{one.flag[0]}: {one.flag[1]}" if one.flag else "",
                f"{one.disposal.choice}: {one.disposal.grounds}" if one.disposal else "none yet",
            )
            for one in found
        ),
    )


def sources(process: Process, one: Proposal) -> list[str]:
    """The sources of a proposal, with who put them in: for those inside."""
    authors = {
        version: given.party
        for step in process.steps.values()
        for version, given in step.numbered.items()
    }
    return [
        f"{source.kind} {source.act} of {process.parties[authors[source.act]].name}"
        if source.act is not None
        else f"{source.kind}: {source.document}"
        for source in one.given.said.provenance
    ]


def kinds_of_sources(one: Proposal) -> list[str]:
    """The sources of a proposal for those outside: how many of each kind, and documents by name."""
    acts = Counter(source.kind for source in one.given.said.provenance if source.act is not None)
    papers = [
        f"{s.kind}: {s.document}" for s in one.given.said.provenance if s.document is not None
    ]
    return [*(f"{kind} ({count})" for kind, count in acts.items()), *papers]


def one_voice(found: list[Proposal]) -> list[dict[str, object]]:
    """
    The proposals as they leave the house: numbered from 1, without anybody's name.

    The numbers of the record stay inside: they would tell in which order institutions spoke.
    """
    return [
        {
            "number": number,
            "paragraphs": one.given.said.paragraphs,
            "wording": one.given.said.wording,
            "sources": kinds_of_sources(one),
            "disposition": one.disposal.choice if one.disposal else None,
            "grounds": one.disposal.grounds if one.disposal else None,
        }
        for number, one in enumerate(found, start=1)
    ]


def _as_one_voice(found: list[Proposal]) -> None:
    screen.data(one_voice(found))
    screen.table(
        ("number", "paragraphs", "wording", "sources", "disposition"),
        (
            (
                number,
                ", ".join(one.given.said.paragraphs) or "whole text",
                one.given.said.wording,
                "; ".join(kinds_of_sources(one)),
                f"{one.disposal.choice}: {one.disposal.grounds}" if one.disposal else "none yet",
            )
            for number, one in enumerate(found, start=1)
        ),
    )


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
        "provenance": [source.model_dump(exclude_none=True) for source in said.provenance],
        "received_at": one.given.received_at,
        "flag": {"condition": flag[0], "grounds": flag[1]} if flag else None,
        "disposition": {"choice": disposal.choice, "grounds": disposal.grounds}
        if disposal
        else None,
    }
