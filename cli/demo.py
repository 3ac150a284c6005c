"""The pledge of 2022 on screen, in under a minute: what happens, the replay of one past instant, the verification."""

import asyncio
from datetime import datetime
from pathlib import Path

from cli import status
from cli.narrator import Narrator, names_of
from cli.problems import Exit
from cli.records import folded
from cli.rehearse import engine, play, tell_end, tell_expectations
from cli.replay import upto
from cli.running import run
from cli.screen import screen
from rehearsal.player import Player
from rehearsal.read import read_rehearsal
from store.auditing import audit

SCENARIO = Path(__file__).parent.parent / "scenarios" / "un-system-pledge-2022.yaml"
PAUSE, BREATH = 0.3, 0.12
"""Seconds after each act, and while the clock passes to another instant."""


class Show(Narrator):
    """The narrator of the demonstration: it takes a breath whenever the clock moves."""

    async def clock(self, before: datetime, now: datetime) -> None:
        await asyncio.sleep(BREATH)


def demo() -> None:
    """Watch the UN-system pledge of 2022, from its first text to the dated roster of who joined. Takes a minute."""
    run(_demo())


async def _demo() -> Exit:
    rehearsal = read_rehearsal(SCENARIO)
    screen.say(rehearsal.scenario.title, "bold")
    screen.say(rehearsal.scenario.about or "")
    screen.say(
        "A rehearsal: a real Postgres, a real Temporal server and a real worker, on a clock that jumps from one due "
        "instant to the next. ▸ a stage begins, ? a question is put, ✓ an act is accepted, ✗ refused, ⏱ a deadline "
        "is set or moved, ✉ reminders go out, ⚖ an outcome is reached.",
        "dim",
    )
    async with engine() as at:
        report, player = await play(rehearsal, at, Show(names_of(rehearsal), pause=PAUSE))
        tell_end(report)
        tell_expectations(report)
        instant = _silence_ended(player)
        _replay(player, instant)
        verdict = await audit(at.store, player.process_id)
    screen.say("\nThe audit: every hash, every time, every outcome, computed once more", "bold")
    found = verdict.verdict
    screen.say(
        f"  {found.events} events, {found.outcomes} outcomes, {found.deadlines} deadlines, "
        f"{found.refusals} refused acts: {'all follow from the rules' if verdict.clean else 'NOT CLEAN'}",
        "bold green" if verdict.clean else "bold red",
    )
    _next(player, instant)
    return Exit.DONE if report.passed and verdict.clean else Exit.NOT_AS_IT_SHOULD


def _silence_ended(player: Player) -> datetime:
    """The instant at which silence made the text an agreed one."""
    step = player.state.step_of("agreement.objections")
    assert step is not None and step.closed_at is not None  # noqa: S101, PT018  # its expectations hold
    return step.closed_at


def _replay(player: Player, instant: datetime) -> None:
    screen.say(f"\nThe same process, replayed to {screen.when(instant)}", "bold")
    screen.say("The text is agreed by silence, and nobody has joined by it:", "dim")
    for line in status.told(folded(upto(player.history, instant, None)), instant):
        screen.out.print(line)


def _next(player: Player, instant: datetime) -> None:
    name = str(player.process_id)[:8]
    written = instant.strftime("%Y-%m-%dT%H:%M+00:00")
    screen.say("\nWhat to type next", "bold")
    screen.say(
        f"""  make up                       # in a terminal of its own: keeps all running
  . .venv/bin/activate          # in another terminal, then:
  parley audit replay {name} --at {written}
  parley audit log {name}     # every act, with both its times
  parley audit verify {name}
  parley rehearse scenarios/un-system-pledge-2022-silence-broken.yaml
The README shows how a process is started live, in twelve lines."""
    )
