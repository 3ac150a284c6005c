"""
How the clockwork acts: it reads what the agenda says is due, and sends exactly that through the door, like anybody.

The ids of its commands are the agenda's. So an attempt that is repeated, late or thought dead does no harm:
whatever was done is "already done", and whatever is early is "not yet".
"""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar
from uuid import UUID

import structlog
from temporalio.exceptions import ApplicationError

from activities.refs import ProcessRef
from domain.command import Actor, Command
from domain.process.agenda import Due
from domain.process.state import Process
from domain.refused import AlreadyDone, DatabaseWentBack, NotYet, Refused
from intake.door import Intake
from store.failures import Unavailable

CLOCKWORK = Actor(via="clockwork")
WEATHER = ("Busy", "OutcomeUnknown")
View = TypeVar("View")
Seen = TypeVar("Seen")
log = structlog.get_logger(__name__)


class Clockwork:
    """
    :param intake: the one door
    :param recorded: called after each act, so that the relay of the same operating-system process need not wait
    """

    def __init__(self, intake: Intake, recorded: Callable[[], None] = lambda: None) -> None:
        self._intake = intake
        self._recorded = recorded

    async def carry_out(
        self,
        ref: ProcessRef,
        due: Callable[[Process, datetime], list[Due]],
        view: Callable[[Process, datetime], View],
    ) -> View:
        """
        Do what is due, one act after the other, and return the view of what came of it.

        :param due: chooses from the agenda what this activity does; read again after each act
        :raises ApplicationError: busy, or an alarm; the workflow tries again, for ever
        """
        tried: set[str] = set()

        def look(process: Process, now: datetime) -> tuple[Due | None, View]:
            _not_gone_back(process, ref)
            left = [one for one in due(process, now) if one.command_id not in tried]
            return (left[0] if left else None), view(process, now)

        while True:
            first, seen = await self._read(ref.process, look)
            if first is None:
                return seen
            tried.add(first.command_id)
            await self._send(ref, first)

    async def _read(self, process: UUID, look: Callable[[Process, datetime], Seen]) -> Seen:
        try:
            return await self._intake.read(process, look)
        except Refused as refused:
            raise try_again(refused) from refused
        except Unavailable as problem:
            raise ApplicationError(str(problem), type="Unavailable") from problem

    async def _send(self, ref: ProcessRef, due: Due) -> None:
        command = Command(
            command_id=due.command_id, process=ref.process, actor=CLOCKWORK, act=due.act
        )
        answer = await self._intake.receive(command)
        self._recorded()
        if answer.refused is not None and not isinstance(answer.refused, AlreadyDone | NotYet):
            raise try_again(answer.refused)


def _not_gone_back(process: Process, ref: ProcessRef) -> None:
    """
    Whoever has seen more than the record holds does nothing, until the recovery is acknowledged.

    :raises DatabaseWentBack: the database was restored to an earlier point
    """
    if ref.seen > max(process.version, process.recovered_to):
        raise DatabaseWentBack


def try_again(refused: Refused) -> ApplicationError:
    """Weather is retried in silence; everything else raises the alarm, and is retried too: nothing ends by itself."""
    if refused.code not in WEATHER:
        log.error("the clockwork is held up", refusal=refused.code, sentence=refused.sentence)
    return ApplicationError(refused.sentence, type=refused.code)
