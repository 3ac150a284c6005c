"""Pages of the domain as rows: operations in order become what stands after the last of them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.process.pages import (
    DueRow,
    InboxAnswered,
    InboxDropped,
    InboxMoved,
    InboxOp,
    InboxPut,
    InboxReopened,
    Pages,
    ParticipationEnded,
    ParticipationRow,
    ProcessRow,
)

Rows = dict[str, list[dict[str, Any]]]


@dataclass(slots=True)
class StepRows:
    """What a batch leaves of one step in the inbox: rows dropped, put anew, moved, and who has answered."""

    dropped: bool = False
    put: InboxPut | None = None
    moved: InboxMoved | None = None
    answered: dict[str, bool] = field(default_factory=dict)

    def apply(self, op: InboxOp) -> None:
        match op:
            case InboxPut() | InboxDropped():
                self.dropped, self.moved = True, None
                self.put = op if isinstance(op, InboxPut) else None
                self.answered.clear()
            case InboxMoved():
                self.moved = op
            case InboxAnswered() | InboxReopened():
                self.answered[op.party] = isinstance(op, InboxAnswered)


def _steps(pages: Pages) -> dict[UUID, StepRows]:
    steps: dict[UUID, StepRows] = {}
    for op in pages.inbox:
        steps.setdefault(op.step_id, StepRows()).apply(op)
    return steps


def answers(pages: Pages) -> list[tuple[UUID, str, bool]]:
    """(step, party, whether its answer stands) after these operations."""
    if not pages.inbox:
        return []
    return [
        (step, party, given)
        for step, rows in _steps(pages).items()
        for party, given in rows.answered.items()
    ]


def page_rows(pages: Iterable[tuple[UUID, Pages]]) -> str | None:
    """Everything but the answers, as the JSON that `turn_pages` takes; None where there is nothing."""
    rows: Rows = {}
    for stream, one in pages:
        if one.process is not None:
            rows.setdefault("process", []).append(_process(one.process))
        if one.due is not None:
            rows.setdefault("due_of", []).append({"process_id": str(stream)})
            rows.setdefault("due", []).extend(map(_due, one.due))
        _inbox(rows, stream, one)
        _people(rows, stream, one)
    return json.dumps(rows) if rows else None


def _inbox(rows: Rows, stream: UUID, pages: Pages) -> None:
    for step, left in _steps(pages).items() if pages.inbox else ():
        name = {"process_id": str(stream), "step_id": str(step)}
        if left.dropped:
            rows.setdefault("dropped", []).append(name)
        if left.put is not None:
            rows.setdefault("put", []).extend(name | one for one in _put(left.put))
        if left.moved is not None:
            rows.setdefault("moved", []).append(name | {"closes_at": _at(left.moved.closes_at)})


def _people(rows: Rows, stream: UUID, pages: Pages) -> None:
    ended: list[ParticipationEnded] = []
    added: list[ParticipationRow] = []
    for one in pages.people:
        if isinstance(one, ParticipationEnded):
            ended.append(one)
            added = [
                row for row in added if (row.person_id, row.party) != (one.person_id, one.party)
            ]
        else:
            added.append(one)
    if ended:
        rows.setdefault("ended", []).extend(_ended(stream, one) for one in ended)
    if added:
        latest = {(a.person_id, a.party, a.role, a.capacity, a.valid_from): a for a in added}
        rows.setdefault("people", []).extend(_person(stream, one) for one in latest.values())


def _at(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat()


def _process(row: ProcessRow) -> dict[str, Any]:
    return {
        "process_id": str(row.process_id),
        "title": row.title,
        "procedure": row.procedure,
        "clock": row.clock,
        "status": row.status,
        "started_at": _at(row.started_at),
    }


def _due(row: DueRow) -> dict[str, Any]:
    return {
        "workflow_id": row.workflow_id,
        "workflow_type": row.workflow_type,
        "process_id": str(row.process_id),
        "due_at": _at(row.due_at),
    }


def _put(op: InboxPut) -> list[dict[str, Any]]:
    """A question as it is put: to all alike, and to each of those who were given more time alone."""
    later = dict(op.later)
    alike = tuple(party for party in op.parties if party not in later)
    closings = [(alike, op.closes_at), *(((party,), at) for party, at in later.items())]
    return [
        {
            "stage": op.stage,
            "question": op.question,
            "parties": parties,
            "opened_at": _at(op.opened_at),
            "closes_at": _at(closes_at),
        }
        for parties, closes_at in closings
    ]


def _ended(stream: UUID, one: ParticipationEnded) -> dict[str, Any]:
    return {"process_id": str(stream), "person_id": one.person_id, "party": one.party}


def _person(stream: UUID, row: ParticipationRow) -> dict[str, Any]:
    return {
        "process_id": str(stream),
        "person_id": row.person_id,
        "party": row.party,
        "role": row.role,
        "capacity": row.capacity,
        "valid_from": _at(row.valid_from),
        "valid_until": _at(row.valid_until),
    }
