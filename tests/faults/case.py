"""A live question among thirty members, opened by workers, before doors on servers that a test may kill."""

import asyncpg

from domain.calendar.models import Span
from domain.text.commands import PublishText
from tests.faults.stack import Stand
from tests.intake.case import Case


async def live_case(stand: Stand, window: Span) -> Case:
    """Start it, publish the text, and wait until a worker has opened the question."""
    owner = await asyncpg.connect(stand.addresses.owner_url)
    try:
        case = await Case(stand.store, stand.intake, owner).started(window)
    finally:
        await owner.close()
    text = PublishText(text="v1", kind="final", title="v1", sha256="a" * 64, labels=("1", "2"))
    await case.accepted(text, "chair-principal")
    await stand.when(lambda: case.read(lambda process, _: bool(process.open_steps())))
    case.step = await case.read(lambda process, _: next(iter(process.steps)))
    return case
