"""A process as one of its parties sees it, or the public: with what is not theirs to see withheld."""

from typing import Annotated, Any

import typer

from cli.acting import Grounds, ProcessName, StepName, actor_of, command_of, show, words
from cli.desk import Desk, desk, step_named
from cli.people import known_party, listed
from cli.problems import Exit
from cli.records import ERASED
from cli.running import run
from cli.screen import screen
from cli.sender import Sender, sent
from domain.process.seen import PUBLIC, WITHHELD, Reader, read_of, seen_by
from domain.process.state import Process
from domain.step.commands import Answer, ReadWithheld
from intake.seal import seals_in

TIMES = ("number", "received_at", "ended_at")

SeenBy = Annotated[
    str | None,
    typer.Option(
        "--seen-by", help='As this institution sees it, or "public": the rest is withheld.'
    ),
]


def tell_seen(process: Process, given: str) -> None:
    """
    Show a process as a reader sees it.

    :raises Problem: there is no such institution
    """
    if given != PUBLIC:
        known_party(process, given)
    data = seen_by(process, Reader(None if given == PUBLIC else given))
    screen.data(data)
    if screen.json:
        return
    outcome = f": {data['outcome']}" if data["outcome"] else ""
    screen.say(f"{data['title']}, as seen by {data['seen_by']}: {data['status']}{outcome}", "bold")
    if not data["steps"]:
        screen.say("There is nothing that this reader may know of yet.")
    for step in data["steps"]:
        _tell(step)


def _tell(step: dict[str, Any]) -> None:
    screen.say(f"\n{step['step']}: {step['title']}", "bold")
    closes = step["closes_at"] or step["closed_at"]
    lines = {
        "about": step["text"],
        "closes": screen.when(closes) if closes else "no date",
        "outcome": step["outcome"],
        "who": _told(step["who"]),
        "answers": _told(step["answers"]),
        "mine": _told(step["mine"]) if step["mine"] else None,
        "figures": _told(step["figures"]),
    }
    for name, value in lines.items():
        if value is not None:
            screen.say(f"  {name:<8} {value}")


def _told(value: Any) -> str:
    if value == WITHHELD:
        return WITHHELD
    if isinstance(value, dict):
        return ", ".join(
            f"{name} {_told(one)}" for name, one in value.items() if one not in ((), {}, [])
        )
    if isinstance(value, list | tuple):
        return "; ".join(_told(one) for one in value) or "none"
    return str(value)


@sent
def reveal(
    process: ProcessName,
    step: StepName,
    grounds: Grounds,
    parts: Annotated[
        str, typer.Option("--parts", help="matter, step, who, answers, figures; by commas.")
    ] = "who,answers",
    *,
    sender: Sender,
) -> None:
    """
    Read what is withheld of a step, as the auditor. That it was read, and why, goes on record first.

    Example: parley audit reveal "UN-system pledge" agreement --parts who,answers --grounds "Audit
    of the second round" --as auditor
    """
    run(_reveal(process, step, tuple(listed([parts])), words(grounds) or "", sender))


async def _reveal(
    name: str, step: str, parts: tuple[str, ...], grounds: str, sender: Sender
) -> Exit:
    async with desk() as at:
        process, _ = await at.process(name)
        put = step_named(process, step)
        act = ReadWithheld.model_validate({"step": put.step, "parts": parts, "grounds": grounds})
        actor = await actor_of(at, process, sender)
        command = command_of(process, actor, act, sender.command_id)
        answer = await at.intake.receive(command)
        if answer.refused is None:
            found = read_of(process, put, act.parts)
            await _unseal(at, found.get("answers", []))
            screen.data(found)
            _show(found)
            return Exit.DONE
        return show(answer, command)


async def _unseal(at: Desk, answers: list[dict[str, Any]]) -> None:
    """Put the private words in the place of their commitments; what was erased is called so."""
    sealed = [
        (one, name, commit)
        for one in answers
        for name in Answer.PRIVATE
        for commit in seals_in([one.get(name) or ""])
    ]
    words = await at.store.private({commit for _, _, commit in sealed})
    for one, name, commit in sealed:
        one[name] = words.get(commit, ERASED)


def _show(found: dict[str, Any]) -> None:
    for part, value in found.items():
        if part != "answers":
            screen.say(f"{part:<8} {_told(value)}")
            continue
        for one in value:
            given = {name: each for name, each in one.items() if name not in TIMES}
            stood = f", until {screen.when(one['ended_at'])}" if one["ended_at"] else ""
            screen.say(f"number {one['number']}, {screen.when(one['received_at'])}{stood}")
            screen.say(f"  {_told(given)}")
