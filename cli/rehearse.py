"""Playing a scenario: months in seconds, through the very same door, record, workflows and workers."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from cli.narrator import Narrator, names_of
from cli.problems import Exit, Problem
from cli.running import run
from cli.screen import Json, screen
from cli.up import LOG, end_worker, migrate_to, start_worker
from domain.calendar.show import city, in_city
from embedded.failures import StackFailed
from embedded.stack import Stack
from intake.door import Intake
from rehearsal.engine import RealEngine
from rehearsal.player import NotStarted, Player, StandsStill
from rehearsal.read import Rehearsal, read_rehearsal
from rehearsal.report import Report
from settings import home
from store.event_store import Store

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
SPEED = re.compile(r"([1-9][0-9]{0,3})\s*([smhdw])/s")


def rehearse(
    file: Annotated[Path, typer.Argument(help="The scenario.")],
    speed: Annotated[
        str | None, typer.Option(help="Pace it for the eye: 1d/s is a day in a second.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Tell the end only.")] = False,
    json: Json = False,
) -> None:
    """
    Play a scenario on a clock of its own, and tell what became of every act and every step.

    Nothing of it touches live processes. Exit code 1 means that an expectation of the file does not hold.

    Example: parley rehearse scenarios/un-system-pledge-2022.yaml --speed 7d/s
    """
    run(_rehearse(file, speed_of(speed), quiet))


async def _rehearse(file: Path, speed: timedelta | None, quiet: bool) -> Exit:
    rehearsal = read_rehearsal(file)
    narrator = None if quiet or screen.json else Narrator(names_of(rehearsal), speed)
    async with engine() as at:
        report, _ = await play(rehearsal, at, narrator)
    screen.data(report)
    tell(report)
    return Exit.DONE if report.passed else Exit.NOT_AS_IT_SHOULD


async def play(
    rehearsal: Rehearsal, engine: RealEngine, narrator: Narrator | None
) -> tuple[Report, Player]:
    """
    Play a rehearsal to its end.

    :raises Problem: it cannot be played, or the clockwork stands still
    """
    player = Player(rehearsal, engine, narrator)
    screen.cities = rehearsal.procedure.cities
    try:
        return await player.play(), player
    except NotStarted as problem:
        raise Problem(str(problem)) from problem
    except StandsStill as problem:
        raise Problem(
            str(problem), f"The worker's log is {home() / LOG}.", Exit.TRY_AGAIN
        ) from problem


@asynccontextmanager
async def engine() -> AsyncIterator[RealEngine]:
    """
    The real engine with a worker of its own: on the servers that run already, or on local ones, started for this.

    :raises Problem: the local servers cannot be started
    """
    stack = Stack(home())
    try:
        with stack.lent(screen.progress) as addresses:
            await migrate_to(addresses)
            worker = await start_worker(addresses, stack.home / LOG)
            store = await Store.connect(addresses.database_url)
            try:
                async with Intake(store) as intake:
                    yield RealEngine(intake, store)
            finally:
                await store.close()
                await end_worker(worker)
    except StackFailed as problem:
        raise Problem(str(problem)) from problem


def speed_of(text: str | None) -> timedelta | None:
    """
    Read a speed: how much time of the rehearsal passes in a second.

    :raises Problem: it is not written like 1d/s
    """
    if text is None:
        return None
    match = SPEED.fullmatch(text.strip())
    if match is None:
        raise Problem(f'"{text}" is not a speed.', "For example: 1d/s, 12h/s, 2w/s")
    return timedelta(**{UNITS[match[2]]: int(match[1])})


def tell(report: Report) -> None:
    """Tell the end of a rehearsal: acts, steps, expectations."""
    if screen.json:
        return
    kept = [act for act in report.acts if act.result != "accepted"]
    screen.say(f"\n{report.title}: rehearsal {report.process}", "bold")
    screen.say(
        f"{len(report.acts)} acts, {len(report.acts) - len(kept)} accepted; {_refused(report)}"
    )
    screen.table(
        ("step", "outcome", f"closes ({city(screen.zone)})", "counts"),
        (
            (
                step.step,
                step.outcome or "open",
                in_city(step.closes_at, screen.zone).removesuffix(f" {city(screen.zone)}")
                if step.closes_at
                else "",
                ", ".join(f"{n} {key}" for key, n in step.counts.items() if n),
            )
            for step in report.steps
        ),
    )
    tell_dates(report)
    tell_end(report)
    tell_expectations(report)
    for own in report.inside:
        tell(own)


def tell_dates(report: Report) -> None:
    """Tell every date in both cities, and what speaks against it."""
    screen.say("\nDates", "bold")
    screen.table(
        ("when", "what", "warning"),
        ((screen.when(one.at), one.what, "; ".join(one.warnings)) for one in report.dates),
    )


def _refused(report: Report) -> str:
    refused = [act for act in report.acts if act.result != "accepted"]
    if not refused:
        return "none refused"
    return "; ".join(f"act {act.number} {act.act}: {act.refusal or act.result}" for act in refused)


def tell_end(report: Report) -> None:
    end = report.end
    screen.say(f"\nAt the end, {screen.when(end.now)}: {end.status} {end.outcome or ''}".rstrip())
    screen.say(f"  text agreed   {end.text_agreed or 'none'}")
    for word, said in (("adopted", end.adopted), ("stated", end.statements), ("limit", end.limits)):
        for line in said:
            screen.say(f"  {word:<13} {line}")
    if end.endorsers or end.no_answer:
        screen.say(f"  joined        {len(end.endorsers)}: {', '.join(end.endorsers) or 'nobody'}")
        screen.say(f"  no answer     {len(end.no_answer)}: {', '.join(end.no_answer) or 'nobody'}")
    if end.declined:
        screen.say(f"  declined      {len(end.declined)}: {', '.join(end.declined)}")
    if end.open_steps:
        screen.say(f"  still open    {', '.join(end.open_steps)}")


def tell_expectations(report: Report) -> None:
    failed = [one for one in report.expectations if not one.holds]
    unexpected = [act for act in report.acts if act.holds is False]
    held = len(report.expectations) - len(failed)
    expected = sum(act.holds is not None for act in report.acts)
    for act in unexpected:
        screen.say(
            f"✗ act {act.number} {act.act}: expected {act.expected}, was {act.result}", "red"
        )
    for one in failed:
        screen.say(
            f"✗ {screen.when(one.at)} {one.what}: expected {one.expected}, found {one.found}",
            "red",
        )
    if report.passed:
        screen.say(
            f"✓ All holds: {held} expectations of the record, {expected} of acts.", "bold green"
        )
    else:
        screen.say(
            f"✗ {len(failed) + len(unexpected)} expectations do not hold; {held} do.", "bold red"
        )
