"""Where a process stands: who is awaited, when each step closes, what happens then."""

import asyncio
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

import typer
from rich.console import Group
from rich.live import Live
from rich.text import Text

from cli import phrases
from cli.acting import ProcessName
from cli.desk import desk
from cli.inner import outer_said
from cli.running import run
from cli.screen import Json, screen
from cli.seen import SeenBy, tell_seen
from domain.participation.vacant import judges_its_own, unstaffed, vacant
from domain.process.agenda import agenda
from domain.process.course import clocks_stand
from domain.process.limits import limits
from domain.process.state import Process
from domain.rule.said import test_said
from domain.step.adoption import (
    Adoption,
    Statement,
    adoptions,
    said_of,
    statement_said,
    statements,
)
from domain.step.confirming import confirm_answers_by, to_confirm
from domain.step.decide import endorsers
from domain.step.meeting import suspended_since
from domain.step.state import Raised, Step
from domain.text.breaking import amended, broken, broken_on
from rehearsal.names import shown
from rehearsal.paragraphs import packages, paragraphs, paragraphs_said
from rehearsal.report import counted, counts, limit_said, warnings_of
from rehearsal.together import as_data as together_data
from rehearsal.together import together

MOST_NAMES = 12


def status(
    process: ProcessName,
    watch: Annotated[
        bool, typer.Option("--watch", "-w", help="Show it live, until Ctrl-C or the end.")
    ] = False,
    people: Annotated[bool, typer.Option("--people", help="Who acts for whom, too.")] = False,
    seen_by: SeenBy = None,
    json: Json = False,
) -> None:
    """
    Show where a process stands: for each open step who is awaited, when it closes, what happens then.

    Example: parley status "UN-system pledge" --watch
    """
    run(_watch(process) if watch and not screen.json else _status(process, people, seen_by))


async def _status(name: str, people: bool, seen_by: str | None) -> None:
    async with desk() as at:
        process, now = await at.process(name)
        persons = set(process.appointments) if people else set()
        names = await at.names(persons)
    if seen_by is not None:
        tell_seen(process, seen_by)
        return
    clock = process.now or now
    screen.data(as_data(process, clock))
    if screen.json:
        return
    for line in told(process, clock):
        screen.out.print(line)
    if people:
        screen.say()
        screen.table(
            ("person", "acts for", "capacity", "roles", "until"),
            (
                (
                    names.get(person, person),
                    process.parties[one.party].name,
                    one.capacity,
                    ", ".join(one.roles or process.parties[one.party].roles),
                    screen.when(one.valid_until) if one.valid_until else "",
                )
                for person, mine in process.appointments.items()
                for one in mine
            ),
        )


async def _watch(name: str) -> None:
    async with desk() as at:
        process_id = await at.process_id(name)
        with Live(console=screen.out, refresh_per_second=4) as live:
            while True:
                process, now = await at.intake.read(process_id, lambda one, now: (one, now))
                live.update(Group(*told(process, process.now or now)))
                if process.status == "ended":
                    return
                await asyncio.sleep(0.5)


def told(process: Process, now: datetime) -> list[Text]:
    """Tell where a process stands, in plain words."""
    lines = [Text(process.title, "bold"), *_head(process, now)]
    open_ = process.open_steps()
    for step in open_:
        lines += [Text(""), *_open(process, step, now)]
    if not open_ and process.status == "running":
        lines += [Text(""), Text(_waiting(process))]
    done = [step for step in process.steps.values() if step.closed_at is not None]
    if done:
        lines += [Text(""), Text("Done", "bold")]
        lines += [Text("  " + _done(process, step)) for step in done]
    return lines


def _head(process: Process, now: datetime) -> list[Text]:
    text = process.text_in_force
    marked = " · REHEARSAL on a clock of its own" if process.clock == "stepped" else ""
    ended = f": {process.outcome}" if process.outcome else ""
    lines = [
        f"{process.procedure.title}, version {process.procedure.version}{marked}",
        f"{process.status}{ended} · it is {screen.when(now)}",
        f"text in force: {phrases.text_named(text)}{', agreed' if text.agreed_at else ''}"
        if text
        else "no text is in force",
    ]
    beside = [text for text in process.texts.values() if text.beside and not text.withdrawn_at]
    lines += [f"beside the text: {one.kind} {phrases.text_named(one)}" for one in beside]
    lines += paragraphs_said(process)
    if process.conditions:
        lines.append(f"conditions of the agreement: {', '.join(process.conditions)}")
    for one in process.taken_over():
        ended = screen.when(one.ended_at)
        lines.append(f"reported as over before: {one.stage} {one.outcome}, {ended} ({one.source})")
    lines += outer_said(process)
    if process.status == "running":
        roles = process.procedure.roles
        lines += [f"vacant: nobody can act as {roles[one].title}" for one in vacant(process, now)]
        lines += [f"vacant: {one.words(process)}" for one in unstaffed(process, now)]
    lines += [one.words(process) for one in together(process)]
    for party, number in judges_its_own(process):
        lines.append(f"to be known: {party} is to dispose of its own proposal {number}")
    if process.paused_at is not None:
        still = "its clocks stand still" if clocks_stand(process) else "nothing new begins"
        lines.append(f"SUSPENDED since {screen.when(process.paused_at)}: {still}")
    lines += [f"{one.text} {said_of(process, one)}" for one in adoptions(process)]
    lines += [statement_said(process, one) for one in statements(process)]
    lines += [limit_said(one) for one in limits(process, now)]
    joined = endorsers(process)
    if joined:
        lines.append(f"joined so far: {len(joined)} ({', '.join(joined)})")
    return [Text(line, "dim") for line in lines]


def _open(process: Process, step: Step, now: datetime) -> list[Text]:
    waited = phrases.awaited(process, step)
    names = ", ".join(waited[:MOST_NAMES]) + (" ..." if len(waited) > MOST_NAMES else "")
    figures = counts(process, step)
    said = ", ".join(
        f"{figures[name]} {name}" for name in figures if name not in ("asked", "answered", "silent")
    )
    lines = [
        f"  about      {step.text}" if step.text else "",
        f"  awaited    {names or 'nobody: all have answered'} ({len(waited)} of {figures['asked']})",
        f"  so far     {said}" if said else "",
        *(f"  test       {test_said(one)}" for one in counted(process, step).tests),
        _to_confirm(process, step),
        _break(step),
        *(f"  waits for  {line}" for line in waits_for(process, step)),
        _meeting(process, step),
        f"  closes     {phrases.closes(process, step)} {_left(process, step, now)}".rstrip(),
        *(f"  warning    {one}" for one in warnings_of(process, step)),
        f"  silence    {phrases.silence(step.rule)}",
        *(f"  then       {line}" for line in phrases.then(process, step)),
    ]
    title = f"{shown(process, step)}: {step.rule.title}"
    return [Text(title, "bold cyan"), *(Text(line) for line in lines if line)]


def _left(process: Process, step: Step, now: datetime) -> str:
    """How long until a step closes, where its clock runs."""
    if step.closes_at is None or step.stopped_at is not None:
        return ""
    if suspended_since(process, process.stages[step.stage]) is not None:
        return "and later, by as long as the meeting is suspended"
    if clocks_stand(process):
        return "and later, by as long as the process is suspended"
    return phrases.left(step.closes_at, now)


def _meeting(process: Process, step: Step) -> str:
    """Since when the meeting is suspended in which it is asked, and when that goes on."""
    run = process.stages[step.stage]
    since = suspended_since(process, run)
    if since is None:
        return ""
    until = f"; it goes on {screen.when(run.resumes_at)}" if run.resumes_at else ""
    return f"  SUSPENDED  the meeting, since {screen.when(since)}{until}"


def _to_confirm(process: Process, step: Step) -> str:
    """Whose position lapses unless it is given again on the new text."""
    until = confirm_answers_by(process, step)
    parties = dict.fromkeys(given.party for given in to_confirm(step))
    if until is None or not parties:
        return ""
    return f"  to confirm {', '.join(parties)}: by {screen.when(until)}, or their answers lapse"


def waits_for(process: Process, step: Step) -> list[str]:
    """What was raised on a question and comes first: it is put, or waits for its turn, or for its text."""
    over = step.settled or step.ended_by is not None
    return [
        f"{one.question}, raised by {one.party}: {_turn(process, one)}"
        for one in step.pending
        if one.after or not over
    ]


def _turn(process: Process, one: Raised) -> str:
    if one.adopted:
        return f"adopted as amendment {one.version}, and to be published in the text"
    return "put" if one.step in process.steps else "its turn has not come"


def _break(step: Step) -> str:
    """Whether the break of a silence was made known, where answers stand from then on."""
    if step.broken_by is None:
        return ""
    if step.break_known_at is None:
        return f"  broken     to be made known: the letter about event {step.broken_by} is owed"
    return f"  broken     made known {screen.when(step.break_known_at)}: answers stand as they are"


def _waiting(process: Process) -> str:
    if process.owed:
        titles = ", ".join(process.procedure.stage(owed.key).title for owed in process.owed)
        return f"Next: {titles}. It begins when the text that it is about is published."
    return "The clockwork is between two steps."


def _done(process: Process, step: Step) -> str:
    outcome = step.outcome or "awaits a decision: " + ", ".join(step.permitted)
    mark = " (provisional)" if step.provisional else ""
    mark += "".join(f"; waits for {line}" for line in waits_for(process, step))
    tests = "".join(f"; {test_said(one)}" for one in counted(process, step).tests)
    on = ", ".join(broken_on(process, step)) or "the whole text"
    where = f" on {on}" if broken(step) else ""
    return f"{shown(process, step)}: {outcome}{where}{mark}, {phrases.closes(process, step)}{tests}"


def as_data(process: Process, now: datetime) -> dict[str, Any]:
    """The same for a program."""
    text = process.text_in_force
    return {
        "process": process.process_id,
        "title": process.title,
        "clock": process.clock,
        "now": now,
        "version": process.version,
        "status": process.status,
        "outcome": process.outcome,
        "text_in_force": text.text if text else None,
        "documents": [one.text for one in process.texts.values() if one.beside],
        "paragraphs": paragraphs(process),
        "packages": packages(process),
        "taken_over": [one.model_dump(exclude_none=True) for one in process.taken_over()],
        "conditions": process.conditions,
        "endorsers": endorsers(process),
        "adoptions": [_adoption(one) for one in adoptions(process)],
        "statements": [_statement(one) for one in statements(process)],
        "vacant": vacant(process, now) if process.status == "running" else [],
        "unstaffed": [asdict(one) for one in unstaffed(process, now)],
        "together": [together_data(one) for one in together(process)],
        "limits": [asdict(one) for one in limits(process, now)],
        "steps": [_step_data(process, step) for step in process.steps.values()],
        "agenda": [
            {"due_at": due.due_at, "act": due.act.act, "command_id": due.command_id}
            for due in agenda(process)
        ],
    }


def _adoption(one: Adoption) -> dict[str, Any]:
    return {
        "event": one.version,
        "does": one.does,
        "body": one.body,
        "manner": one.manner,
        "text": one.text,
        "sha256": one.sha256,
        "symbol": one.symbol,
        "figures": one.figures,
        "at": one.at,
    }


def _statement(one: Statement) -> dict[str, Any]:
    said = one.given.said
    return {
        "event": one.given.version,
        "party": one.party,
        "statement": said.answer,
        "text": said.text,
        "paragraphs": said.paragraphs,
        "wording": said.wording,
        "at": one.given.received_at,
    }


def _step_data(process: Process, step: Step) -> dict[str, Any]:
    return {
        "step": shown(process, step),
        "id": step.step,
        "title": step.rule.title,
        "text": step.text,
        "opens_at": step.opens_at,
        "closes_at": step.closes_at,
        "closes": phrases.closing_words(step.rule) if step.closes_at is None else "at an instant",
        "closed_at": step.closed_at,
        "meeting_suspended_since": suspended_since(process, process.stages[step.stage]),
        "outcome": step.outcome,
        "broken_on": list(broken_on(process, step)) if broken(step) else None,
        "amended": list(amended(process, step)) if broken(step) else None,
        "provisional": step.provisional,
        "waits_for": waits_for(process, step),
        "break_known_at": step.break_known_at,
        "silence_means": step.rule.silence_means,
        "awaited": process.awaited(step) if step.closed_at is None else [],
        "counts": counts(process, step),
        "tests": [one.model_dump() for one in counted(process, step).tests],
        "figures": step.reported(),
        "warnings": warnings_of(process, step),
        "then": {
            outcome: list(keys)
            for outcome, keys in process.procedure.stage(
                process.stages[step.stage].key
            ).then.items()
        },
    }
