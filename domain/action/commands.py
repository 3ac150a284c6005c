"""Acts about action points: what a meeting left to be done, by whom, until when, if at all."""

from typing import Literal

from pydantic import Field, model_validator

from domain.act import ActBase
from domain.model import Frozen, Id, Instant, Line, Prose

ActionStatus = Literal["open", "done", "overtaken", "transferred", "carried_over"]


class Owner(Frozen):
    """Who owes an action: exactly one of an institution, a role, or a body by its name."""

    party: Id | None = None
    role: Id | None = None
    body: Line | None = None

    @model_validator(mode="after")
    def _one(self) -> "Owner":
        if len([x for x in (self.party, self.role, self.body) if x is not None]) != 1:
            raise ValueError("an action has exactly one owner: party, role or body")
        return self


class RecordAction(ActBase):
    """
    Record an action point.

    :param due: an instant, "asap", or "none"; never an empty default
    :param done_when: it counts as done when its owner (or the chair) says so, or when any, or all, of those do that
        hold the owning role
    :param step: the question that this action point is about, as "stage.question": its deadline is then the due date
    """

    act: Literal["RecordAction"] = "RecordAction"
    action: Id
    meeting: Line
    item: Line
    words: Prose
    owner: Owner
    responsible: Id | None = None
    recipient: Line | None = None
    due: Instant | Literal["asap", "none"]
    done_when: Literal["owner", "any", "all"] = "owner"
    step: str | None = Field(default=None, pattern=r"^[a-z0-9_-]+\.[a-z0-9_-]+$")


class FixActionDue(ActBase):
    """Give an action point a due instant, or move it."""

    act: Literal["FixActionDue"] = "FixActionDue"
    action: Id
    due: Instant
    grounds: Prose


class SetActionStatus(ActBase):
    """Say what became of an action point. `carried_over` keeps it open and counts the meeting."""

    act: Literal["SetActionStatus"] = "SetActionStatus"
    action: Id
    status: ActionStatus
    grounds: Prose
    evidence: Line | None = None
