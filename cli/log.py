"""Every act of a process, accepted or refused, with its postmark and the time at which it was recorded."""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from cli.desk import step_named
from cli.event_words import in_first_city, said, step_of
from cli.records import Records, folded, read_history
from cli.screen import screen
from domain.calendar.show import city
from domain.event import Event
from domain.process.events import ActRefused, SaidJointly
from domain.process.state import Milestone, Process
from domain.record.recorded import Recorded
from domain.step.commands import Answer
from domain.step.events import Answered
from domain.step.state import Step
from intake.receipt import receipt_of
from intake.seal import seals_in
from rehearsal.names import shown

UNSIGNED = {"clockwork": "clockwork", "rehearsal": "clock of the rehearsal"}
"""Who acts where no person does."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which acts are shown, and whether with the words of people."""

    step: str | None = None
    refused: bool = False
    words: bool = False
    letters: bool = False


async def log(at: Records, name: str, wanted: Wanted) -> None:
    """Print the acts of a process."""
    history = read_history(await at.rows(name))
    process = folded(history)
    step = step_named(process, wanted.step) if wanted.step else None
    acts = [act for act in _acts(history) if _is_wanted(act, step, wanted.refused)]
    names = await at.names(_persons(acts))
    words = await at.words(_commits(acts)) if wanted.words else {}
    letters = list(_letters(process, step))
    screen.data(
        {
            "process": process.process_id,
            "title": process.title,
            "clock": process.clock,
            "acts": [as_data(process, act, names, words) for act in acts],
            "letters": letters,
        }
    )
    if wanted.letters:
        tell_letters(letters)
    else:
        tell(process, acts, names, words, wanted.refused)


def _acts(history: Sequence[Recorded]) -> Iterator[list[Recorded]]:
    """The events of each command, in order."""
    for _, group in groupby(history, key=lambda one: one.envelope.command_id):
        yield list(group)


def _is_wanted(act: Sequence[Recorded], step: Step | None, refused: bool) -> bool:
    on_step = step is None or any(getattr(one.event, "step", None) == step.step for one in act)
    return on_step and (not refused or isinstance(act[0].event, ActRefused))


def tell(
    process: Process,
    acts: Sequence[Sequence[Recorded]],
    names: dict[str, str],
    words: dict[str, str],
    why: bool = False,
) -> None:
    """Print one line for each act: number, both times, who, what; with `why` what the person was told."""
    stepped = process.clock == "stepped"
    screen.say(
        f"Times of {city(screen.zone)}. The postmark is when the act came in at the door."
        + (
            " In a rehearsal the clock of the process judges."
            if stepped
            else " It alone is judged."
        )
        + "\n",
        "dim",
    )
    clock = ("clock",) if stepped else ()
    _print(
        ("event", *clock, "postmark", "recorded", "who and what"),
        [_line(process, act, names, words, why) for act in acts],
    )
    screen.say(f"\n{_count(acts)}")


def _print(columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """Print a table on a terminal; elsewhere a line for each act, however long: it can be searched."""
    if sys.stdout.isatty():
        screen.table(columns, rows)
        return
    for row in rows:
        number, *times, what = row
        screen.say("  ".join((number.rjust(5), *times, what)))


def _line(
    process: Process,
    act: Sequence[Recorded],
    names: dict[str, str],
    words: dict[str, str],
    why: bool,
) -> tuple[str, ...]:
    first, event = act[0].envelope, act[0].event
    clock = (in_first_city(first.process_at)[:16],) if process.clock == "stepped" else ()
    what = [
        "; ".join(said(process, one.event) for one in act) + _reported(event),
        "since admitted, it counts" if counted(process, act) else "",
        f'told: "{event.sentence}"' if why and isinstance(event, ActRefused) else "",
        *(f'{name}: "{text}"' for name, text in private(event, words).items()),
    ]
    return (
        str(first.version),
        *clock,
        in_first_city(first.received_at),
        in_first_city(first.recorded_at)[11:],
        f"{who(act[0], names)}: {'; '.join(part for part in what if part)}",
    )


def _count(acts: Sequence[Sequence[Recorded]]) -> str:
    refused = sum(isinstance(act[0].event, ActRefused) for act in acts)
    return f"{len(acts)} {'act' if len(acts) == 1 else 'acts'}, {refused} refused and kept."


def who(recorded: Recorded, names: dict[str, str]) -> str:
    """Name the author: the person by name or id, in capacity and role for a party, by which way."""
    actor = recorded.envelope.actor
    if actor.person is None:
        return UNSIGNED.get(actor.via, actor.via)
    seat = " ".join(one for one in (recorded.envelope.capacity, actor.role) if one)
    party = f" of {actor.party}" if actor.party else ""
    return f"{names.get(actor.person, actor.person)} ({seat or 'no role'}{party}, {actor.via})"


def _reported(event: Event) -> str:
    reported = reported_in(event)
    at = reported.get("reported_at") if reported else None
    return f"; said to have arrived {in_first_city(datetime.fromisoformat(at))}" if at else ""


def reported_in(event: Event) -> dict[str, Any] | None:
    """How the act is said to have come, where its author did not send it through the door."""
    found: dict[str, Any] | None = act_fields(event).get("reported")
    return found


def act_fields(event: Event) -> dict[str, Any]:
    """The fields of an act as it was sent, of one that was refused too."""
    if isinstance(event, ActRefused | SaidJointly):
        fields: dict[str, Any] = json.loads(event.act)
        return fields
    return event.model_dump(mode="json")


def private(event: Event, words: dict[str, str]) -> dict[str, str]:
    """What the person wrote in own words, by field: the words, or that they are erased or withheld."""
    return {name: words[commit] for name, commit in commits_in(event).items() if commit in words}


def commits_in(event: Event) -> dict[str, str]:
    """The commitments that stand for private words, by field."""
    if not isinstance(event, Answered | ActRefused | SaidJointly):
        return {}
    fields = act_fields(event)
    texts = {name: fields.get(name) for name in Answer.PRIVATE}
    return {name: commit for name, text in texts.items() if text for commit in seals_in([text])}


def counted(process: Process, act: Sequence[Recorded]) -> bool:
    """Whether an act that was refused counts after all: by an admission, or an extension in time."""
    event, version = act[0].event, act[0].envelope.version
    step = process.steps.get(event.step) if isinstance(event, ActRefused) and event.step else None
    kept = step.kept(version) if step is not None else None
    return kept is not None and kept.counted


def _persons(acts: Sequence[Sequence[Recorded]]) -> set[str]:
    found = {act[0].envelope.actor.person for act in acts}
    reported = {(reported_in(act[0].event) or {}).get("person") for act in acts}
    return {person for person in found | reported if person}


def _commits(acts: Sequence[Sequence[Recorded]]) -> set[str]:
    return {commit for act in acts for commit in commits_in(act[0].event).values()}


def as_data(
    process: Process, act: Sequence[Recorded], names: dict[str, str], words: dict[str, str]
) -> dict[str, Any]:
    """Give everything that is known of one act, for a program."""
    first, event = act[0].envelope, act[0].event
    receipt = receipt_of(act)
    refusal = (
        {
            "code": event.code,
            "sentence": event.sentence,
            "late": event.late,
            "counts": counted(process, act),
        }
        if isinstance(event, ActRefused)
        else None
    )
    return {
        "versions": receipt.versions,
        "command_id": first.command_id,
        "received_at": first.received_at,
        "recorded_at": first.recorded_at,
        "process_at": first.process_at,
        "reported": reported_in(event),
        "person": first.actor.person,
        "name": names.get(first.actor.person or ""),
        "party": first.actor.party,
        "role": first.actor.role,
        "capacity": first.capacity,
        "via": first.actor.via,
        "step": step_of(process, event),
        "accepted": receipt.accepted,
        "refused": refusal,
        "what": [said(process, one.event) for one in act],
        "words": private(event, words),
        "events": [
            {"version": one.envelope.version, "type": one.envelope.type, "body": one.event}
            for one in act
        ],
        "receipt": receipt.receipt_id,
        "hash": receipt.hash,
    }


def _letters(process: Process, step: Step | None) -> Iterator[dict[str, Any]]:
    """Who is to be told of which event, and when they were."""
    for milestone in process.milestones.values():
        if step is None or milestone.step == step.step:
            yield _letter(process, milestone)


def _letter(process: Process, milestone: Milestone) -> dict[str, Any]:
    on = process.steps.get(milestone.step) if milestone.step else None
    told = {party for _, _, parties in milestone.dispatched for party in parties}
    return {
        "event": milestone.version,
        "type": milestone.type,
        "step": shown(process, on) if on else None,
        "at": milestone.at,
        "addressees": milestone.addressees,
        "dispatched": [
            {"at": at, "channel": channel, "to": to} for at, channel, to in milestone.dispatched
        ],
        "not_told": [party for party in milestone.addressees if party not in told],
    }


def tell_letters(letters: Sequence[dict[str, Any]]) -> None:
    """Print who was told of what, and when."""
    screen.table(
        ("event", "what", "told", "not told yet"),
        (
            (
                one["event"],
                " ".join(part for part in (one["type"], one["step"]) if part),
                "; ".join(
                    f"{in_first_city(sent['at'])[:16]} by {sent['channel']}: {', '.join(sent['to'])}"
                    for sent in one["dispatched"]
                )
                or "nobody",
                ", ".join(one["not_told"]),
            )
            for one in letters
        ),
    )
    if not letters:
        screen.say("Nothing has happened yet of which anybody is to be told.")
