"""The pledge of 2022, played through all its stages while something is done to the servers."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from domain.process.events import StageBegan
from domain.record.recorded import Recorded
from intake.door import Intake
from rehearsal.engine import RealEngine
from rehearsal.player import Nobody, Player
from rehearsal.read import read_rehearsal
from rehearsal.report import Report
from store.event_store import Store

SCENARIO = Path(__file__).parents[2] / "scenarios" / "un-system-pledge-2022.yaml"
STAGES = (
    "drafting",
    "meeting",
    "revision",
    "agreement",
    "endorsement",
    "publication",
    "follow_up",
)


@dataclass(frozen=True)
class Performance:
    """One performance: what the rehearsal reports, and what is on record."""

    report: Report
    history: list[Recorded]

    def told(self) -> dict[str, Any]:
        """Everything but what differs by its nature: ids, and receipts, which are hashes over ids."""
        data = self.report.model_dump(mode="json", exclude={"process"})
        for act in data["acts"]:
            del act["receipt"]
        types = [(one.envelope.type, one.envelope.process_at) for one in self.history]
        return {**data, "events": types}


class Saboteur(Nobody):
    """Watches the record, and does something the moment a stage has begun: its workflow is being started then."""

    def __init__(self, strike: Callable[[str], None]) -> None:
        """:param strike: gets the key of the stage"""
        self._strike = strike
        self.struck: list[str] = []

    async def happened(self, recorded: Recorded) -> None:
        if isinstance(recorded.event, StageBegan):
            self.struck.append(recorded.event.key)
            await asyncio.to_thread(self._strike, recorded.event.key)

    async def clock(self, before: datetime, now: datetime) -> None: ...


async def perform(
    intake: Intake, store: Store, audience: Nobody | None = None, patience: float = 60.0
) -> Performance:
    """Play the whole scenario through this door."""
    engine = RealEngine(intake, store)
    player = Player(read_rehearsal(SCENARIO), engine, audience, patience)
    report = await player.play()
    return Performance(report, list(player.history))
