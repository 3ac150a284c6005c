"""The vocabulary of a scenario, third part: what the chair and the secretariat keep a record of."""

from typing import Literal
from uuid import UUID

from pydantic import Field, model_validator

from domain.action.commands import (
    ActionStatus,
    FixActionDue,
    Owner,
    RecordAction,
    SetActionStatus,
)
from domain.command import Act
from domain.letter.commands import DispatchLetter
from domain.model import Frozen, Id, Line, Mistake, Prose
from domain.participation.commands import (
    AdmitParty,
    Appointment,
    AppointPerson,
    Became,
    Estate,
    Heir,
    Party,
    RecordAttendance,
    RecordSuccession,
    ReplaceContact,
)
from domain.procedure.question import Capacity
from domain.procedure.visible import Part
from domain.procedure.weights import Weights
from domain.process.commands import ChangeCondition, ChangeCourse, ChangePledge, EndProcess
from domain.step.commands import Disavow, ReadWithheld
from rehearsal.answers import Label, LatestStep, OnStep, Said, StepName
from rehearsal.names import Names
from rehearsal.parties import MemberWritten, When


class RecordActionAct(Said):
    """
    Record an action point of a meeting.

    :param owner: one of {party: ...}, {role: ...}, {body: ...}
    :param due: an instant, `asap` or `none`
    :param done_when: it is done when its `owner` says so, or when `any` or `all` holders of the owning role do
    :param step: the question whose deadline is the due date, once it has one
    """

    act: Literal["record-action"] = "record-action"
    action: Id
    meeting: Line
    item: Line
    words: Prose
    owner: Owner
    responsible: Id | None = None
    recipient: Line | None = None
    due: Literal["asap", "none"] | When
    done_when: Literal["owner", "any", "all"] = "owner"
    step: LatestStep | None = None

    def meant(self, names: Names) -> Act:
        person = names.person(self.responsible) if self.responsible else None
        given = self.model_dump(exclude={"act", "responsible"})
        return RecordAction.model_validate({**given, "responsible": person})


class FixAction(Said):
    """Give an action point a due instant, or move it."""

    act: Literal["fix-action"] = "fix-action"
    action: Id
    due: When
    grounds: Prose

    def meant(self, names: Names) -> Act:
        del names
        return FixActionDue(action=self.action, due=self.due, grounds=self.grounds)


class ActionStatusAct(Said):
    """Say what became of an action point."""

    act: Literal["action-status"] = "action-status"
    action: Id
    status: ActionStatus
    grounds: Prose
    evidence: Line | None = None

    def meant(self, names: Names) -> Act:
        del names
        return SetActionStatus.model_validate(self.model_dump(exclude={"act"}))


class Attendance(Said):
    """
    Record who represented which party at a meeting, and in which capacity.

    :param present: {party: capacity}
    """

    act: Literal["attendance"] = "attendance"
    meeting: Line
    present: dict[Id, Capacity] = Field(min_length=1, max_length=1000)

    def meant(self, names: Names) -> Act:
        del names
        return RecordAttendance(meeting=self.meeting, present=tuple(self.present.items()))


class Appoint(Said):
    """Name a person who acts for a party from now on."""

    act: Literal["appoint"] = "appoint"
    person: Id
    party: Id
    capacity: Capacity
    roles: tuple[Id, ...] = Field(default=(), max_length=20)
    delegated: Capacity | None = None
    from_: When | None = Field(default=None, alias="from")
    until: When | None = None

    def meant(self, names: Names) -> Act:
        return AppointPerson(
            appointment=Appointment(
                person=names.person(self.person),
                party=self.party,
                capacity=self.capacity,
                roles=self.roles,
                delegated=self.delegated,
                valid_from=self.from_,
                valid_until=self.until,
            )
        )


class Replace(Said):
    """Hand over from one person of a party to another, in the same capacity and roles."""

    act: Literal["replace-contact"] = "replace-contact"
    party: Id
    old: Id
    new: Id
    grounds: Prose

    def meant(self, names: Names) -> Act:
        old, new = names.person(self.old), names.person(self.new)
        return ReplaceContact(party=self.party, old=old, new=new, grounds=self.grounds)


class AdmitPartyAct(Said):
    """Let a further institution take part."""

    act: Literal["admit-party"] = "admit-party"
    party: Id
    name: Line
    roles: tuple[Id, ...] = Field(min_length=1, max_length=20)
    members: tuple[MemberWritten, ...] = Field(default=(), max_length=1000)
    weights: Weights = Field(default_factory=dict, max_length=20)
    grounds: Prose

    def meant(self, names: Names) -> Act:
        del names
        party = Party(
            party=self.party,
            name=self.name,
            roles=self.roles,
            members=tuple(one.meant() for one in self.members),
            weights=self.weights,
        )
        return AdmitParty(party=party, grounds=self.grounds)


class Succession(Said):
    """
    Record what became of a party.

    :param became: renamed, merged, split, suspended, resumed, regrouped, reclassified or reweighed
    :param heirs: the successors, and what each inherits: {new-party: [roles, answers]}
    :param keeps: what a party that is suspended or split keeps
    :param members: the members of a group from now on
    :param roles: the roles of a reclassified party from now on
    :param weights: of a reweighed party, the weights that are others from now on
    """

    act: Literal["record-succession"] = "record-succession"
    party: Id
    became: Became
    name: Line | None = None
    heirs: dict[Id, tuple[Estate, ...]] = Field(default_factory=dict, max_length=50)
    keeps: tuple[Estate, ...] | None = None
    members: tuple[Id, ...] | None = Field(default=None, max_length=1000)
    roles: tuple[Id, ...] | None = None
    weights: Weights = Field(default_factory=dict, max_length=20)
    grounds: Prose

    def meant(self, names: Names) -> Act:
        del names
        heirs = tuple(Heir(party=one, inherits=what) for one, what in self.heirs.items())
        given = self.model_dump(exclude={"act", "heirs"})
        return RecordSuccession.model_validate({**given, "heirs": heirs})


class About(Frozen):
    """What a letter makes known: what a labelled act did, or the latest event of a kind on a step."""

    act: Label | None = None
    step: StepName | None = None
    event: Literal[
        "convened", "opened", "deadline", "extended", "hold", "hold-lifted", "moved", "ended-early", "divided",
        "raised", "read", "broken", "outcome", "confirmed", "corrected", "pledge",
    ] | None = None  # fmt: skip

    @model_validator(mode="after")
    def _one(self) -> "About":
        if (self.act is None) == (self.step is None) or (self.step is None) != (self.event is None):
            raise Mistake(
                "it is about an act, or about a step and an event, and this is neither",
                "nobody could say which letter is meant",
                "name an `act` by its label, or a `step` and its `event`",
            )
        return self


EVENT_TYPES = {
    "convened": "StepScheduled",
    "opened": "StepOpened",
    "deadline": "DeadlineSet",
    "extended": "DeadlineExtended",
    "hold": "HoldGranted",
    "hold-lifted": "HoldLifted",
    "moved": "StepMoved",
    "ended-early": "ClosingBroughtForward",
    "divided": "QuestionDivided",
    "raised": "QuestionRaised",
    "read": "StepRead",
    "outcome": "OutcomeReached",
    "broken": "Answered",
    "confirmed": "OutcomeConfirmed",
    "corrected": "OutcomeSuperseded",
    "pledge": "PledgePublished",
}


class Letter(Said):
    """
    Record that the letter about an event was sent.

    :param to: parties; left out: everyone whom the event concerns
    """

    act: Literal["dispatch-letter"] = "dispatch-letter"
    about: About
    channel: Id
    to: tuple[Id, ...] = Field(default=(), max_length=2000)
    remark: Line | None = None

    def meant(self, names: Names) -> Act:
        if self.about.act is not None:
            event = names.milestone(self.about.act)
        else:
            kind = EVENT_TYPES[self.about.event or ""]
            event = names.milestone_of(self.about.step or "", kind)
        to = self.to or names.process.milestones[event].addressees
        return DispatchLetter(event=event, channel=self.channel, addressees=to, note=self.remark)


class Reveal(OnStep):
    """Read, as the auditor, what is withheld of a step. The reading is on record."""

    act: Literal["reveal"] = "reveal"
    parts: tuple[Part, ...] = Field(min_length=1, max_length=5)
    grounds: Prose

    def meant(self, names: Names) -> Act:
        return ReadWithheld(step=names.step(self.step), parts=self.parts, grounds=self.grounds)


class DisavowAct(OnStep):
    """
    Disown, after the close, an answer that a lower capacity of one's institution gave.

    :param proposal: the label of that answer
    """

    act: Literal["disavow"] = "disavow"
    proposal: Label
    grounds: Prose

    def meant(self, names: Names) -> Act:
        number = names.number(self.proposal)
        return Disavow(step=names.step(self.step), answer=number, grounds=self.grounds)


class ChangeCourseAct(Said):
    """
    Suspend, resume, abandon or merge the process, or reopen a settled text.

    :param text: the text that is reopened; `into`: the id of the process that it is merged into
    """

    act: Literal["change-course"] = "change-course"
    became: Literal["suspended", "resumed", "abandoned", "merged", "reopened"]
    text: Id | None = None
    into: UUID | None = None
    grounds: Prose

    def meant(self, names: Names) -> Act:
        del names
        return ChangeCourse.model_validate(self.model_dump(exclude={"act"}))


class ChangeConditionAct(Said):
    """
    Change a condition of an agreement, or release it.

    :param words: what it says from now on; left out: it is released
    """

    act: Literal["change-condition"] = "change-condition"
    condition: Line
    words: Prose | None = None
    grounds: Prose

    def meant(self, names: Names) -> Act:
        del names
        return ChangeCondition.model_validate(self.model_dump(exclude={"act"}))


class ChangePledgeAct(Said):
    """Change the lead or the partners of a pledge."""

    act: Literal["change-pledge"] = "change-pledge"
    pledge: Id
    lead: Id | None = None
    partners: tuple[Id, ...] | None = Field(default=None, max_length=2000)
    grounds: Prose

    def meant(self, names: Names) -> Act:
        del names
        return ChangePledge.model_validate(self.model_dump(exclude={"act"}))


class End(Said):
    """End the process."""

    act: Literal["end-process"] = "end-process"
    grounds: Prose

    def meant(self, names: Names) -> Act:
        del names
        return EndProcess(grounds=self.grounds)
