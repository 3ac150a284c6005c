"""The process that is measured: one open question, many members, the whole domain in it."""

from pathlib import Path
from uuid import UUID

from domain.act import ActBase
from domain.command import Actor, Command, process_id_of
from domain.participation.commands import Appointment, Party
from domain.procedure.read import parse_procedure
from domain.process.agenda import agenda
from domain.process.commands import StartProcess
from domain.process.state import Process
from domain.step.commands import Answer
from domain.text.commands import PublishText
from intake.door import Intake

ROLL_CALL = Path(__file__).parent / "roll_call.yaml"
LABELS = ("1", "2", "3")


def start(name: str, members: int) -> Command:
    """The command that starts a process with so many members, each with one principal."""
    names = [f"member-{number}" for number in range(members)]
    act = StartProcess(
        title="Roll call",
        procedure=parse_procedure(ROLL_CALL.read_text()),
        parties=(
            Party(party="chair", name="Chair", roles=("coordinator",)),
            *(Party(party=one, name=one.title(), roles=("member",)) for one in names),
        ),
        appointments=tuple(
            Appointment(person=f"{one}-principal", party=one, capacity="principal")
            for one in ("chair", *names)
        ),
        clock="live",
    )
    return command(process_id_of(name), name, act, Actor(via="terminal"))


def command(process: UUID, command_id: str, act: ActBase, actor: Actor) -> Command:
    return Command.model_validate(
        {"command_id": command_id, "process": process, "actor": actor, "act": act}
    )


def publication(process: UUID) -> Command:
    act = PublishText(text="v1", kind="final", title="The text", sha256="a" * 64, labels=LABELS)
    return command(process, "text", act, Actor(person="chair-principal", via="terminal"))


def objection(process: UUID, step: UUID, number: int, members: int) -> Command:
    """The submission that is measured: a member objects, or objects again."""
    person = f"member-{number % members}-principal"
    act = Answer(step=step, answer="objection", paragraphs=("2",), wording="Delete the word.")
    actor = Actor(person=person, via="terminal")
    return Command(command_id=f"objection-{number}", process=process, actor=actor, act=act)


async def opened(intake: Intake, name: str, members: int) -> tuple[UUID, UUID]:
    """Start a process and let its clockwork run until the question is open. :returns: process and step"""
    process = process_id_of(name)
    for sent in (start(name, members), publication(process)):
        answer = await intake.receive(sent)
        if answer.refused is not None:
            raise answer.refused
    while entries := await intake.read(process, _due):
        for command_id, act in entries:
            await intake.receive(command(process, command_id, act, Actor(via="clockwork")))
    return process, await intake.read(process, lambda found, _: next(iter(found.steps)))


def _due(process: Process, now: object) -> list[tuple[str, ActBase]]:
    return [(due.command_id, due.act) for due in agenda(process) if due.due_at <= now]  # type: ignore[operator]
