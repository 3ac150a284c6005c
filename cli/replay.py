"""A process as it stood: at an instant, or after one of its events."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cli import status
from cli.problems import Problem
from cli.records import Records, folded, read_history
from cli.screen import screen
from cli.seen import tell_seen
from domain.calendar.show import parse_instant
from domain.process.state import Action, Pledge, Process
from domain.record.recorded import Recorded
from domain.step.decide import endorsers
from domain.step.state import Step
from rehearsal.names import shown
from rehearsal.report import joining, not_endorsed


async def replay(
    at: Records, name: str, instant: str | None, version: int | None, seen_by: str | None = None
) -> None:
    """Print a process as it stood."""
    if instant is not None and version is not None:
        raise Problem("--at and --version say two things.", "Give one of them.")
    wanted = parse_instant(instant) if instant else None
    whole = read_history(await at.rows(name))
    history = upto(whole, wanted, version)
    process = folded(history)
    if seen_by is not None:
        tell_seen(process, seen_by)
        return
    past = wanted or (history[-1].envelope.process_at if version else None)
    clock = past or process.now or await at.store.clock()
    screen.data(as_data(process, clock, len(whole)))
    if not screen.json:
        tell(process, clock, len(whole))


def upto(
    history: Sequence[Recorded], instant: datetime | None, version: int | None
) -> Sequence[Recorded]:
    """
    Take the longest beginning of a history up to an instant of the process's own clock, or up to a version.

    :raises Problem: there was nothing yet, or there is no such version
    """
    if version is not None:
        if not 1 <= version <= len(history):
            raise Problem(
                f"There is no event {version}.", f"The record goes from 1 to {len(history)}."
            )
        return history[:version]
    if instant is None:
        return history
    found = [one for one in history if one.envelope.process_at <= instant]
    if not found:
        began = screen.when(history[0].envelope.process_at) if history else "never"
        raise Problem(
            f"At {screen.when(instant)} there was no such process yet.", f"It began: {began}"
        )
    return found


def tell(process: Process, clock: datetime, events: int) -> None:
    """Tell people how a process stood."""
    whole = "as it stands, at" if process.version == events else "as it stood after"
    screen.say(f"{process.process_id}, {whole} event {process.version} of {events}", "bold")
    for line in status.told(process, clock):
        screen.out.print(line)
    _tell_rules(process)
    _tell_rosters(process)
    _tell_conditions(process)
    _tell_actions(process)
    for pledge in process.pledges.values():
        screen.say(f"\nPledge {pledge.pledge}: {pledge.title}", "bold")
        screen.say(
            f"  lead {pledge.lead}, {len(pledge.partners)} partners: {_names(pledge.partners)}"
        )
        for item in pledge.commitments:
            screen.say(f"  {item.item}: {item.words}")


def _tell_rules(process: Process) -> None:
    procedure = process.procedure
    screen.say("\nRules in force", "bold")
    screen.say(f"  {procedure.procedure}, version {procedure.version}")
    screen.say(f"  SHA-256 {process.procedure_sha256}")
    for one in process.adopted:
        screen.say(
            f"  version {one.version} was adopted at {screen.when(one.at)} (event {one.event})"
        )
    for calendar in process.calendars.values():
        screen.say(f"  calendar {calendar.key}")


def _tell_rosters(process: Process) -> None:
    """Who joined, and who said what on each step; nobody is in any list by saying nothing."""
    if joining(process):
        silent, declined = not_endorsed(process)
        screen.say("\nRoster", "bold")
        for word, who in (
            ("joined", endorsers(process)),
            ("declined", declined),
            ("no answer", silent),
        ):
            screen.say(f"  {word:<10} {len(who)}: {_names(who)}")
    given = [step for step in process.steps.values() if step.answers]
    if given:
        screen.say("\nAnswers that stand", "bold")
    for step in given:
        said = "; ".join(f"{key} by {_names(who)}" for key, who in step.roster().items())
        screen.say(f"  {shown(process, step)}: {said or 'none'}")


def _tell_conditions(process: Process) -> None:
    if process.conditions:
        screen.say("\nConditions of the agreement", "bold")
    for key, words in process.conditions.items():
        screen.say(f"  {key}: {words}")


def _tell_actions(process: Process) -> None:
    if process.actions:
        screen.say("\nAction points", "bold")
    for action in process.actions.values():
        screen.say(f"  {action.action}: {action.words}")
        screen.say(f"    {_owner(action)}, due {_due(process, action)}, {action.status}")


def _due(process: Process, action: Action) -> str:
    due = process.action_due(action)
    if isinstance(due, datetime):
        return screen.when(due)
    return "as soon as possible" if due == "asap" else "without a date"


def _owner(action: Action) -> str:
    owner = action.owner
    return owner.party or owner.role or owner.body or ""


def _names(parties: Sequence[str]) -> str:
    return ", ".join(parties) or "nobody"


def as_data(process: Process, clock: datetime, events: int) -> dict[str, Any]:
    """The same for a program."""
    silent, declined = not_endorsed(process)
    roster = {"joined": endorsers(process), "declined": declined, "no_answer": silent}
    procedure = process.procedure
    data = status.as_data(process, clock)
    steps = zip(data["steps"], process.steps.values(), strict=True)
    return data | {
        "events": events,
        "head_hash": process.head_hash.hex(),
        "rules": {
            "procedure": procedure.procedure,
            "version": procedure.version,
            "sha256": process.procedure_sha256,
            "calendars": list(process.calendars),
        },
        "roster": roster,
        "steps": [told | _answers(step) for told, step in steps],
        "texts": [
            {
                "text": text.text,
                "title": text.title,
                "kind": text.kind,
                "beside": text.beside,
                "sha256": text.sha256,
                "published_at": text.published_at,
                "agreed_at": text.agreed_at,
                "withdrawn_at": text.withdrawn_at,
            }
            for text in process.texts.values()
        ],
        "actions": [_action(process, action) for action in process.actions.values()],
        "pledges": [_pledge(pledge) for pledge in process.pledges.values()],
    }


def _answers(step: Step) -> dict[str, Any]:
    return {
        "roster": step.roster(),
        "late": [
            {
                "version": late.version,
                "received_at": late.received_at,
                "party": late.party,
                "counts": late.counted,
            }
            for late in step.late.values()
        ],
        "readings": [{"at": one.at, "roster": one.roster} for one in step.readings],
    }


def _action(process: Process, action: Action) -> dict[str, Any]:
    return {
        "action": action.action,
        "meeting": action.meeting,
        "item": action.item,
        "words": action.words,
        "owner": action.owner,
        "responsible": action.responsible,
        "recipient": action.recipient,
        "due": process.action_due(action),
        "status": action.status,
        "carried": action.carried,
    }


def _pledge(pledge: Pledge) -> dict[str, Any]:
    return {
        "pledge": pledge.pledge,
        "title": pledge.title,
        "lead": pledge.lead,
        "partners": pledge.partners,
        "commitments": {item.item: item.words for item in pledge.commitments},
        "text": pledge.text,
        "published_at": pledge.published_at,
    }
