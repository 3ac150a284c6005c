"""Who would be missing: the roles that nobody in a file of parties could act in, and what hangs on them."""

from datetime import datetime
from pathlib import Path
from uuid import UUID

from cli.start import by_handle, parties_of
from domain.participation.vacant import unstaffed, vacant
from domain.procedure.finding import Finding, Place, warning
from domain.procedure.models import Procedure
from domain.process.events import ProcessStarted
from domain.process.fold import started
from domain.process.state import Process
from rehearsal.parties import enrol

MEND = "name a person for it in the file of parties, or appoint one before it matters"


async def lacking(procedure: Procedure, parties: Path, at: datetime) -> list[Finding]:
    """
    Find the roles that would be vacant at an instant, and the questions that only those could answer, judge or confirm.

    :raises NotPlayable: the file of parties cannot be read
    """
    process = await _started(procedure, parties, at)
    hangs, waits = (
        "what hangs on it would wait, or be silent",
        "it would come to what silence means, or wait",
    )
    return [
        *(
            warning(
                ("roles", one), f"nobody could act as {procedure.roles[one].title}", hangs, MEND
            )
            for one in vacant(process, at)
        ),
        *(
            warning(_place(procedure, one.question), one.words(process), waits, MEND)
            for one in unstaffed(process, at)
        ),
    ]


async def _started(procedure: Procedure, parties: Path, at: datetime) -> Process:
    enrolled = await enrol(parties_of(parties), by_handle)
    event = ProcessStarted(
        title=procedure.title,
        procedure=procedure,
        procedure_sha256=procedure.sha256(),
        parties=enrolled.parties,
        appointments=enrolled.appointments,
        clock="stepped",
        starts_at=at,
    )
    return started(UUID(int=0), event, at)


def _place(procedure: Procedure, question: str) -> Place:
    key, _, name = question.partition(".")
    index = [stage.stage for stage in procedure.roadmap].index(key)
    return ("roadmap", index, "questions", name)
