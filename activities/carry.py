"""Carry into other processes what the record says is to be carried: that this one began, its outcome, a new closing."""

from dataclasses import replace
from datetime import datetime

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.clockwork import CLOCKWORK, Clockwork, try_again
from activities.refs import ProcessRef
from domain.command import Command
from domain.process.agenda import Due, process_workflow
from domain.process.carrying import Said, said_there, word, word_id
from domain.process.commands import NoteCarried
from domain.process.state import Process
from domain.process.view import ProcessView, due_now, process_view
from domain.refused import AlreadyDone, Refused
from intake.receipt import Answer
from store.failures import Unavailable

LATER = ("Busy", "OutcomeUnknown", "RuleFailed", "DatabaseWentBack", "NotOpenYet")
"""Refusals after which it is said again: everything else is what became of it, and is noted."""


class CarryActivity(Clockwork):
    @activity.defn
    async def carry(self, ref: ProcessRef) -> ProcessView:
        """
        Say it there, then note here what became of it.

        Whoever is killed in between says it again under the same id: there it is the same act, with one outcome.
        """

        def due(process: Process, now: datetime) -> list[Due]:
            entries = due_now(process, process_workflow(process), now)
            return [one for one in entries if isinstance(one.act, NoteCarried)]

        return await self.carry_out(ref, due, process_view)

    async def _send(self, ref: ProcessRef, due: Due) -> None:
        if isinstance(due.act, NoteCarried):
            due = replace(due, act=await self._carried(ref, due.act))
        await super()._send(ref, due)

    async def _carried(self, ref: ProcessRef, note: NoteCarried) -> NoteCarried:
        """:raises ApplicationError: it could not be said now; the workflow tries again, for ever"""
        said, name = await self._read(
            ref.process, lambda process, _: (word(process, note), word_id(process, note))
        )
        if said is None:
            return note
        answer = await self._said(note, said, name)
        refused = answer.refused
        if refused is not None and refused.code in LATER:
            raise try_again(refused)
        return noted(note, answer)

    async def _said(self, note: NoteCarried, said: Said, name: str) -> Answer:
        """Say it in the other process. Where there is none, or it is no answer there, that is what became of it."""
        try:
            act = await self._intake.read(note.process, lambda other, _: said_there(other, said))
        except Refused as refused:
            return Answer(None, refused)
        except Unavailable as problem:
            raise ApplicationError(str(problem), type="Unavailable") from problem
        command = Command(command_id=name, process=note.process, actor=CLOCKWORK, act=act)
        answer = await self._intake.receive(command)
        self._recorded()
        return answer


def noted(note: NoteCarried, answer: Answer) -> NoteCarried:
    """Write into a note what the other process answered. What was done there already needs no word."""
    receipt, refused = answer.receipt, answer.refused
    return note.model_copy(
        update={
            "event": receipt.versions[0] if receipt else None,
            "head_hash": receipt.hash if receipt else None,
            "refused": refused.code if refused and not isinstance(refused, AlreadyDone) else None,
        }
    )
