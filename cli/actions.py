"""Action points: what a meeting left to be done, by whom, until when, if at all."""

from datetime import datetime
from typing import Annotated, Literal

import typer

from cli.acting import Grounds, ProcessName, act, words
from cli.desk import Desk, desk
from cli.people import known_party
from cli.problems import Problem
from cli.running import run
from cli.screen import Json, screen
from cli.sender import Sender, sent
from domain.act import ActBase
from domain.action.commands import (
    ActionStatus,
    FixActionDue,
    Owner,
    RecordAction,
    SetActionStatus,
)
from domain.calendar.show import parse_instant
from domain.process.state import Action, Process

ActionName = Annotated[str, typer.Argument(help="A short name for the action: a1.")]


@sent
def add(
    process: ProcessName,
    action: ActionName,
    meeting: Annotated[str, typer.Option("--meeting", help="The meeting that it comes from.")],
    item: Annotated[str, typer.Option("--item", help="The item of its agenda.")],
    text: Annotated[str, typer.Option("--text", help="What is to be done. @FILE reads a file.")],
    due: Annotated[
        str, typer.Option("--due", help='An instant (2022-02-22T18:00 Geneva), "asap" or "none".')
    ],
    owner: Annotated[
        str | None, typer.Option("--owner", help="The institution that owes it.")
    ] = None,
    owner_role: Annotated[str | None, typer.Option(help="Or the role that owes it.")] = None,
    owner_body: Annotated[str | None, typer.Option(help="Or the body, by its name.")] = None,
    responsible: Annotated[
        str | None, typer.Option(help="The person who sees to it, by handle.")
    ] = None,
    recipient: Annotated[
        str | None, typer.Option(help="Who outside this process receives the result.")
    ] = None,
    done_when: Annotated[
        Literal["owner", "any", "all"],
        typer.Option(help="Done when its owner says so, or any, or all holders of the role."),
    ] = "owner",
    step: Annotated[
        str | None, typer.Option(help="The stage.question whose deadline is the due date.")
    ] = None,
    *,
    sender: Sender,
) -> None:
    """
    Record an action point, with its source and its owner.

    Example: parley action add "UN-system pledge" a1 --meeting "Principals, 15 February 2022" --item
    3 --text "Send the final revisions" --owner-role principal --due asap --as coordinator
    """

    async def meant(at: Desk, found: Process) -> ActBase:
        when = due_of(due)
        owes = Owner(party=owner, role=owner_role, body=owner_body)
        if owner is not None:
            known_party(found, owner)
        person = await at.person(responsible, found) if responsible else None
        return RecordAction(
            action=action, meeting=meeting, item=item, words=words(text) or "", owner=owes,
            responsible=person, recipient=recipient, due=when, step=step,
            done_when=done_when,
        )  # fmt: skip

    act(process, sender, meant)


def due_of(text: str) -> datetime | Literal["asap", "none"]:
    """:raises CalendarError: neither asap nor none, nor an instant with a zone"""
    match text:
        case "asap" | "none":
            return text
    return parse_instant(text)


@sent
def fix(
    process: ProcessName,
    action: ActionName,
    due: Annotated[str, typer.Option("--due", help="An instant: 2022-02-22T18:00 Geneva.")],
    grounds: Grounds,
    *,
    sender: Sender,
) -> None:
    """
    Give an action point a due instant, or move it.

    Example: parley action fix "UN-system pledge" a1 --due "2022-02-22T18:00 Geneva" --grounds
    "Four working days" --as coordinator
    """

    async def meant(at: Desk, found: Process) -> ActBase:
        known_action(found, action)
        when = parse_instant(due)
        return FixActionDue(action=action, due=when, grounds=words(grounds) or "")

    act(process, sender, meant)


@sent
def status(
    process: ProcessName,
    action: ActionName,
    status: Annotated[
        ActionStatus, typer.Option("--status", help="carried_over keeps it open, and is counted.")
    ],
    grounds: Grounds,
    evidence: Annotated[str | None, typer.Option(help="What shows it.")] = None,
    *,
    sender: Sender,
) -> None:
    """
    Say what became of an action point.

    Example: parley action status "UN-system pledge" a1 --status done --grounds "Sent" --evidence
    "Letter of 22 February" --as coordinator
    """

    async def meant(at: Desk, found: Process) -> ActBase:
        known_action(found, action)
        return SetActionStatus(
            action=action, status=status, grounds=words(grounds) or "", evidence=evidence
        )

    act(process, sender, meant)


def known_action(process: Process, action: str) -> None:
    if action not in process.actions:
        known = ", ".join(process.actions) or "none"
        raise Problem(f'There is no action "{action}" in this process.', f"Recorded are: {known}")


def list_(
    process: ProcessName,
    open_: Annotated[bool, typer.Option("--open", help="Only what is still to be done.")] = False,
    json: Json = False,
) -> None:
    """
    List the action points of a process.

    Example: parley action list "UN-system pledge" --open
    """
    run(_list(process, open_))


async def _list(name: str, only_open: bool) -> None:
    async with desk() as at:
        process, _ = await at.process(name)
        actions = [one for one in process.actions.values() if one.status == "open" or not only_open]
        names = await at.names({one.responsible for one in actions if one.responsible})
    screen.data([_data(process, one, names) for one in actions])
    screen.table(
        ("action", "what", "owner", "due", "status", "from"),
        (
            (
                one.action,
                one.words + (f" (for {one.recipient})" if one.recipient else ""),
                f"{owner_words(process, one)}; {names.get(one.responsible or '', 'nobody named')}",
                due_words(process, one),
                one.status + (f", carried over {one.carried} times" if one.carried else ""),
                f"{one.meeting}, item {one.item}",
            )
            for one in actions
        ),
    )
    if not actions:
        screen.say("There is no open action." if only_open else "No action is recorded.")


def owner_words(process: Process, action: Action) -> str:
    """Who owes an action: an institution by its name, a role by its title, or a body."""
    owner = action.owner
    if owner.party is not None:
        return process.parties[owner.party].name
    if owner.role is not None:
        return process.procedure.roles[owner.role].title
    return owner.body or ""


def due_words(process: Process, action: Action) -> str:
    due = process.action_due(action)
    if isinstance(due, datetime):
        return screen.when(due)
    return "as soon as possible" if due == "asap" else "no date"


def _data(process: Process, action: Action, names: dict[str, str]) -> dict[str, object]:
    return {
        "action": action.action,
        "meeting": action.meeting,
        "item": action.item,
        "text": action.words,
        "owner": action.owner.model_dump(exclude_none=True),
        "responsible": names.get(action.responsible or ""),
        "recipient": action.recipient,
        "due": process.action_due(action),
        "step": action.step,
        "status": action.status,
        "carried_over": action.carried,
        "evidence": action.evidence,
    }
