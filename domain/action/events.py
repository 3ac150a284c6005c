"""What is remembered of action points."""

from typing import Literal

from domain.action.commands import ActionStatus, Owner
from domain.event import Event
from domain.model import Id, Instant, Line, Prose


class ActionRecorded(Event):
    action: Id
    meeting: Line
    item: Line
    words: Prose
    owner: Owner
    responsible: Id | None = None
    recipient: Line | None = None
    due: Instant | Literal["asap", "none"]
    done_when: Literal["owner", "any", "all"] = "owner"
    step: str | None = None


class ActionDueFixed(Event):
    action: Id
    old: Instant | Literal["asap", "none"]
    new: Instant
    grounds: Prose


class ActionStatusSet(Event):
    action: Id
    status: ActionStatus
    grounds: Prose
    evidence: Line | None = None
