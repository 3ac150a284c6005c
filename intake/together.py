"""
Several acts in several processes that are one: all of them go on record in one transaction, or none does.

The streams are locked in the order of their keys, as those of every batch are, so two such acts never wait for one
another. Where one is refused nothing is done anywhere; the refusal that its process keeps is recorded there.
"""

import asyncio
from dataclasses import dataclass
from uuid import UUID

from domain.refused import Busy, CommandIdReused, NotTogether, Refused
from intake.draft import Draft, busy, rule_failed
from intake.folds import Fold, Folds
from intake.receipt import Answer, OutcomeUnknown
from intake.repeat import recorded_outcome
from intake.waiting import Waiting
from intake.writer import OUT_OF_TIME, Group, Limits, bring_up_to_date
from store.event_store import Batch, Store, StreamLocked, Unavailable


class _NotAll(Exception):
    """Something could not be appended: the transaction is rolled back."""

    def __init__(self, process: UUID, reason: Exception | str) -> None:
        super().__init__(f"{process}: {reason}")
        self.process, self.reason = process, reason


@dataclass(frozen=True, slots=True)
class Together:
    """Decides one group of commands, each of another process, as one."""

    store: Store
    folds: Folds
    limits: Limits

    async def decide(self, group: Group) -> list[Answer]:
        """
        Insist while streams are locked or the database is away, as long as the postmark is young enough.

        :returns: an answer to each, in order; once a COMMIT got lost the record is asked, as for any act sent again
        """
        loop = asyncio.get_running_loop()
        while True:
            try:
                return await self._attempt(group)
            except (StreamLocked, Unavailable) as problem:
                waited = loop.time() - group[0].since
                doubt = any(waiting.in_doubt for waiting in group)
                if waited > (self.limits.doubt if doubt else self.limits.too_old):
                    return [_given_up(problem, doubt) for _ in group]
                await asyncio.sleep(self.limits.aside)

    async def _attempt(self, group: Group) -> list[Answer]:
        async with self.folds.held([waiting.process for waiting in group]) as folds:
            drafts: list[Draft] = []
            try:
                async with self.store.batch(list(folds), self.limits.lock_ms) as batch:
                    await bring_up_to_date(batch, folds)
                    drafts = self._decide(batch, folds, group)
                    kept = [draft for draft in drafts if draft.written and _goes_on_record(drafts)]
                    kept = kept or [one for one in drafts if one.written and _refused(one)]
                    await _append(batch, kept)
            except BaseException as problem:
                for fold in folds.values():
                    fold.discard()
                if not isinstance(problem, _NotAll):
                    raise
                return [_failed(waiting, problem) for waiting in group]
            _discard([draft for draft in drafts if draft not in kept])
            for draft in kept:
                draft.fold.committed(draft.history)
        return await self._answers(drafts)

    def _decide(self, batch: Batch, folds: dict[UUID, Fold], group: Group) -> list[Draft]:
        origin = self.store.origin
        drafts = [Draft(origin, folds[one.process], batch.clock, [one]) for one in group]
        for draft in drafts:
            draft.decide()
            if draft.spoiled is not None:
                raise _NotAll(draft.fold.stream, draft.spoiled)
        return drafts

    async def _answers(self, drafts: list[Draft]) -> list[Answer]:
        """Tell each what it came to; those that were in order are told which was not, and why."""
        if all(_is_repeated(draft) for draft in drafts):
            return [await recorded_outcome(self.store, draft.group[0]) for draft in drafts]
        if _goes_on_record(drafts):
            return [_answer(draft) for draft in drafts]
        found = [await self._answer_or_repeat(draft) for draft in drafts]
        first = next(n for n, one in enumerate(found) if one.refused is not None)
        why = found[first].refused
        assert why is not None  # noqa: S101  # it is what was looked for
        not_done = Answer(
            None, NotTogether(process=str(drafts[first].fold.stream), why=why.sentence)
        )
        return [one if one.refused is not None else not_done for one in found]

    async def _answer_or_repeat(self, draft: Draft) -> Answer:
        """An id that is on record in some of these processes only is that of another act."""
        if not _is_repeated(draft):
            return _answer(draft)
        waiting = draft.group[0]
        recorded = await recorded_outcome(self.store, waiting)
        if recorded.refused is not None:
            return recorded
        return Answer(None, CommandIdReused(command_id=waiting.sealed.command_id))


async def _append(batch: Batch, drafts: list[Draft]) -> None:
    """:raises _NotAll: one of them cannot be appended, so none is"""
    appends = [draft.written for draft in drafts if draft.written is not None]
    if not appends:
        return
    for draft in drafts:
        draft.group[0].in_doubt = True
    failed = await batch.append(appends)
    for stream, reason in failed.items():
        if reason is not None:
            raise _NotAll(stream, reason)


def _goes_on_record(drafts: list[Draft]) -> bool:
    return all(not _is_repeated(draft) and not _refused(draft) for draft in drafts)


def _is_repeated(draft: Draft) -> bool:
    return draft.outcomes[0].answer is None


def _answer(draft: Draft) -> Answer:
    answer = draft.outcomes[0].answer
    assert answer is not None  # noqa: S101  # the caller has looked
    return answer


def _refused(draft: Draft) -> Refused | None:
    answer = draft.outcomes[0].answer
    return answer.refused if answer is not None else None


def _discard(drafts: list[Draft]) -> None:
    """Forget what was folded and does not go on record."""
    for draft in drafts:
        if draft.sealed or draft.spoiled:
            draft.fold.discard()


def _failed(waiting: Waiting, failed: _NotAll) -> Answer:
    waiting.in_doubt = False
    if failed.reason in OUT_OF_TIME:
        return busy(waiting.sealed, None)
    if waiting.process == failed.process:
        return rule_failed(waiting.sealed, failed.reason)
    return Answer(None, NotTogether(process=str(failed.process), why="it could not be recorded"))


def _given_up(problem: Exception, doubt: bool) -> Answer:
    if doubt:
        return Answer(None, OutcomeUnknown())
    away = "the record cannot be reached" if isinstance(problem, Unavailable) else "it is in use"
    return Answer(None, Busy(hint=f"{away}; in a few seconds"))
