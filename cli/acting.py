"""Who acts, and what becomes of the act: one command through the door, its receipt or its refusal on the screen."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Protocol
from uuid import UUID, uuid4

import typer

from cli.desk import Desk, desk
from cli.previewing import show_preview
from cli.problems import Exit, Problem
from cli.running import run
from cli.screen import screen
from cli.sender import Sender
from domain.act import ActBase
from domain.command import Actor, Command
from domain.process.events import SaidJointly
from domain.process.state import Process
from domain.refused import Busy
from intake.receipt import Answer as Answered
from intake.receipt import OutcomeUnknown

ProcessName = Annotated[
    str, typer.Argument(help="The process: its title, its id, or how its id begins.")
]
StepName = Annotated[
    str, typer.Argument(help="The step: stage.question, or the stage alone where that is clear.")
]
Grounds = Annotated[
    str, typer.Option("--grounds", help="The official reason; stays on record. @FILE reads a file.")
]


WAITS = "You act together with others: it takes effect when all of you have said the same."

Meant = Callable[[Desk, Process], Awaitable[ActBase]]


def act(process: str, sender: Sender, meant: Meant, effect: str | None = None) -> None:
    """
    Do one act.

    :param meant: builds the act, once the process is known
    :param effect: what it does to others; the person is asked before, unless the sender said --yes
    """
    run(_act(process, sender, meant, effect))


async def _act(name: str, sender: Sender, meant: Meant, effect: str | None) -> Exit:
    async with desk() as at:
        process, now = await at.process(name)
        actor = await actor_of(at, process, sender)
        said = await meant(at, process)
        command = command_of(process, actor, said, sender.command_id)
        if sender.preview:
            return await show_preview(at, process, command, now)
        if effect and not sender.yes:
            ask(effect)
        answer = await at.intake.receive(command)
        return show(answer, command)


async def actor_of(at: Desk, process: Process, sender: Sender) -> Actor:
    """Find who acts. Of an act that came by other means the party is its author's: the role decides who typed it in."""
    person = await at.person(sender.as_, process)
    party = None if sender.received_from is not None else sender.for_
    return Actor(person=person, party=party, role=sender.in_, via="terminal")


def command_of(
    process: Process, actor: Actor, said: ActBase, command_id: str | None = None
) -> Command:
    return Command.model_validate(
        {
            "command_id": command_id or f"terminal-{uuid4()}",
            "process": process.process_id,
            "actor": actor,
            "act": said,
        }
    )


def ask(effect: str) -> None:
    """
    Say what an act does to others, and ask.

    :raises Problem: nobody is there to answer
    """
    import sys  # noqa: PLC0415 (only here)

    if not sys.stdin.isatty():
        raise Problem(
            f"{effect} Nothing was done.",
            "Say --yes to do it, or --preview to see all that it would do.",
        )
    if not typer.confirm(f"{effect} Go on?", err=True):
        raise typer.Exit(Exit.REFUSED)


class Sent(Protocol):
    """What names an act: the command that was sent, or its receipt."""

    @property
    def process(self) -> UUID: ...
    @property
    def command_id(self) -> str: ...


def show(answer: Answered, command: Sent) -> Exit:
    """Show a receipt or a refusal. :returns: the exit code"""
    screen.data(as_data(answer, command))
    show_lines(answer, command)
    return exit_of(answer)


def show_lines(answer: Answered, command: Sent) -> None:
    """Tell people what became of an act."""
    receipt, refused = answer.receipt, answer.refused
    if refused is None and receipt is not None:
        screen.say(f"Accepted. Receipt {receipt.receipt_id}.", "green")
        if receipt.types == (SaidJointly.__name__,):
            screen.say(WAITS, "yellow")
    elif refused is not None:
        screen.say(f"Not accepted ({refused.code}): {refused.sentence}", "yellow")
    if receipt is not None:
        kept = "" if receipt.accepted else " Your act is on record, marked, and does not count."
        versions = ", ".join(str(version) for version in receipt.versions)
        screen.say(f"  postmark  {screen.when(receipt.received_at)}")
        screen.say(f"  record    {', '.join(receipt.types)} (version {versions}){kept}")
    screen.say(f"  act id    {command.command_id}")


def exit_of(answer: Answered) -> Exit:
    if answer.refused is None:
        return Exit.DONE
    if answer.receipt is not None:
        return Exit.REFUSED_AND_KEPT
    return Exit.TRY_AGAIN if isinstance(answer.refused, Busy | OutcomeUnknown) else Exit.REFUSED


def as_data(answer: Answered, command: Sent) -> dict[str, object]:
    receipt, refused = answer.receipt, answer.refused
    return {
        "accepted": answer.accepted,
        "kept": receipt is not None,
        "refused": {"code": refused.code, "sentence": refused.sentence} if refused else None,
        "receipt": {"id": receipt.receipt_id, **receipt.model_dump(mode="json")}
        if receipt
        else None,
        "command_id": command.command_id,
        "process": command.process,
    }


def words(value: str | None) -> str | None:
    """
    Take a value as it was written, or the contents of a file where it is written as @FILE.

    :raises Problem: the file cannot be read
    """
    if value is None or not value.startswith("@"):
        return value
    return read_file(Path(value[1:])).strip()


def read_file(path: Path, most: int = 2_000_000) -> str:
    """
    Read a text file of bounded size.

    :raises Problem: it is not there, too large, or not UTF-8
    """
    try:
        if path.stat().st_size > most:
            raise Problem(f"{path} is larger than {most:,} bytes.")
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise Problem(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise Problem(f"{path} is not UTF-8 text.", "Save it as UTF-8 and try again.") from error
