"""The vocabulary of a scenario, second part: what the chair and the secretariat do."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from domain.action.commands import (
    ActionStatus,
    FixActionDue,
    Owner,
    RecordAction,
    SetActionStatus,
)
from domain.calendar.models import Span
from domain.command import Act
from domain.letter.commands import DispatchLetter
from domain.model import Frozen, Id, Line, Prose
from domain.participation.commands import (
    AdmitParty,
    Appointment,
    AppointPerson,
    Party,
    RecordAttendance,
    ReplaceContact,
)
from domain.procedure.models import Capacity
from domain.process.commands import EndProcess
from domain.step.commands import (
    AdmitAct,
    Answer,
    BringClosingForward,
    ConfirmOutcome,
    CorrectOutcome,
    ExtendDeadline,
    FlagProposal,
    Judge,
    Reported,
    SetDeadline,
    WithdrawAnswer,
)
from domain.text import commands as domain_text
from rehearsal import answers as said
from rehearsal.answers import Items, Label, OnStep, Said, StepName
from rehearsal.names import Names
from rehearsal.parties import When


class PublishText(Said):
    """
    Publish one of the scenario's `texts`.

    :param respects: the recorded conditions that the publisher says the text respects
    """

    act: Literal["publish-text"] = "publish-text"
    text: Id
    respects: tuple[Line, ...] = ()

    def meant(self, names: Names) -> Act:
        given = names.texts[self.text]
        return domain_text.PublishText(
            text=self.text,
            kind=given.kind,
            title=given.title,
            sha256=given.sha256,
            labels=given.labels,
            predecessor=given.predecessor,
            respects=self.respects,
        )


class WithdrawText(Said):
    """Withdraw a text; what is open about it ends without a result."""

    act: Literal["withdraw-text"] = "withdraw-text"
    text: Id
    grounds: Prose

    def meant(self, names: Names) -> Act:
        del names
        return domain_text.WithdrawText(text=self.text, grounds=self.grounds)


class Flag(Said):
    """Flag a proposed change against a recorded condition."""

    act: Literal["flag"] = "flag"
    step: StepName
    proposal: Label
    condition: Line
    grounds: Prose

    def meant(self, names: Names) -> Act:
        return FlagProposal(
            step=names.step(self.step),
            proposal=names.number(self.proposal),
            condition=self.condition,
            grounds=self.grounds,
        )


class SetDeadlineAct(OnStep):
    """
    Fix the deadline of a step that closes "as soon as possible": an instant, or a span from now.

    :param after: as {working_days: 4}, with `at_time: "18:00"` for a time of that day
    """

    act: Literal["set-deadline"] = "set-deadline"
    closes_at: When | None = None
    after: Span | None = None
    at_time: str | None = Field(default=None, pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    grounds: Prose

    def meant(self, names: Names) -> Act:
        return SetDeadline(
            step=names.step(self.step),
            closes_at=self.closes_at,
            after=self.after,
            at_time=self.at_time,
            grounds=self.grounds,
        )


class Extend(OnStep):
    """Move a deadline to a later instant."""

    act: Literal["extend"] = "extend"
    closes_at: When
    grounds: Prose

    def meant(self, names: Names) -> Act:
        return ExtendDeadline(
            step=names.step(self.step), closes_at=self.closes_at, grounds=self.grounds
        )


class Gavel(OnStep):
    """Close a step before its deadline."""

    act: Literal["gavel"] = "gavel"
    grounds: Prose

    def meant(self, names: Names) -> Act:
        return BringClosingForward(step=names.step(self.step), grounds=self.grounds)


class Admit(Said):
    """
    Admit, as in time, an act that was received in time by an official channel and typed in late.

    :param refused: the label of that act
    """

    act: Literal["admit"] = "admit"
    refused: Label
    evidence: Line
    grounds: Prose

    def meant(self, names: Names) -> Act:
        number = names.number(self.refused)
        return AdmitAct(refused=number, evidence=self.evidence, grounds=self.grounds)


class JudgeAct(OnStep):
    """Pick one of the outcomes that the rules permit."""

    act: Literal["judge"] = "judge"
    outcome: Id
    grounds: Prose

    def meant(self, names: Names) -> Act:
        return Judge(step=names.step(self.step), outcome=self.outcome, grounds=self.grounds)


class Confirm(OnStep):
    """Confirm a provisional outcome."""

    act: Literal["confirm"] = "confirm"
    grounds: Prose

    def meant(self, names: Names) -> Act:
        return ConfirmOutcome(step=names.step(self.step), grounds=self.grounds)


class Correct(OnStep):
    """Put a recorded finding right, with all the conditions that hold from then on."""

    act: Literal["correct-outcome"] = "correct-outcome"
    outcome: Id
    conditions: Items = Field(default_factory=dict)
    grounds: Prose

    def meant(self, names: Names) -> Act:
        return CorrectOutcome(
            step=names.step(self.step),
            outcome=self.outcome,
            items=said.items(self.conditions),
            grounds=self.grounds,
        )


class RecordActionAct(Said):
    """
    Record an action point of a meeting.

    :param owner: one of {party: ...}, {role: ...}, {body: ...}
    :param due: an instant, `asap` or `none`
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
    step: StepName | None = None

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
    from_: When | None = Field(default=None, alias="from")
    until: When | None = None

    def meant(self, names: Names) -> Act:
        return AppointPerson(
            appointment=Appointment(
                person=names.person(self.person),
                party=self.party,
                capacity=self.capacity,
                roles=self.roles,
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
    grounds: Prose

    def meant(self, names: Names) -> Act:
        del names
        party = Party(party=self.party, name=self.name, roles=self.roles)
        return AdmitParty(party=party, grounds=self.grounds)


class About(Frozen):
    """What a letter makes known: what a labelled act did, or the latest event of a kind on a step."""

    act: Label | None = None
    step: StepName | None = None
    event: Literal[
        "opened", "deadline", "extended", "hold", "ended-early", "read", "outcome", "confirmed",
        "corrected", "pledge",
    ] | None = None  # fmt: skip

    @model_validator(mode="after")
    def _one(self) -> "About":
        if (self.act is None) == (self.step is None) or (self.step is None) != (self.event is None):
            raise ValueError("name either an act by its label, or a step and an event")
        return self


EVENT_TYPES = {
    "opened": "StepOpened",
    "deadline": "DeadlineSet",
    "extended": "DeadlineExtended",
    "hold": "HoldGranted",
    "ended-early": "ClosingBroughtForward",
    "read": "StepRead",
    "outcome": "OutcomeReached",
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


class End(Said):
    """End the process."""

    act: Literal["end-process"] = "end-process"
    grounds: Prose

    def meant(self, names: Names) -> Act:
        del names
        return EndProcess(grounds=self.grounds)


Answered = Annotated[
    said.Comment
    | said.Propose
    | said.Object
    | said.AskForTime
    | said.Endorse
    | said.Decline
    | said.OwnPledge
    | said.Finding
    | said.Dispose
    | said.RecordPledge
    | said.Status
    | said.OtherAnswer
    | said.Withdraw,
    Field(discriminator="act"),
]


class Received(Said):
    """
    Enter an act that came by other means than the door, for the person who sent it.

    :param from: who sent it; party and capacity are those of the person, unless `party` says for which
    :param reported_at: when it is said to have arrived; it never admits the act by itself
    :param said: the act itself, with its own fields
    """

    act: Literal["received"] = "received"
    from_: Id = Field(alias="from")
    party: Id | None = None
    channel: Id
    source: Line
    reported_at: When | None = None
    precision: Literal["instant", "day", "zone_unknown"] = "instant"
    said: Answered

    def meant(self, names: Names) -> Act:
        one = names.appointment(self.from_, self.party)
        reported = Reported(
            channel=self.channel,
            source=self.source,
            reported_at=self.reported_at,
            precision=self.precision,
            person=one.person,
            party=one.party,
            capacity=one.capacity,
        )
        act = self.said.meant(names)
        assert isinstance(act, Answer | WithdrawAnswer)  # noqa: S101  # what `Answered` lists
        return act.model_copy(update={"reported": reported})


AnyAct = Annotated[
    said.Comment
    | said.Propose
    | said.Object
    | said.AskForTime
    | said.Endorse
    | said.Decline
    | said.OwnPledge
    | said.Finding
    | said.Dispose
    | said.RecordPledge
    | said.Status
    | said.OtherAnswer
    | said.Withdraw
    | Received
    | PublishText
    | WithdrawText
    | Flag
    | SetDeadlineAct
    | Extend
    | Gavel
    | Admit
    | JudgeAct
    | Confirm
    | Correct
    | RecordActionAct
    | FixAction
    | ActionStatusAct
    | Attendance
    | Appoint
    | Replace
    | AdmitPartyAct
    | Letter
    | End,
    Field(discriminator="act"),
]


def _every(base: type[Said]) -> list[type[Said]]:
    return [one for sub in base.__subclasses__() for one in (sub, *_every(sub))]


VOCABULARY: dict[str, type[Said]] = {
    word: one for one in _every(Said) if isinstance(word := one.model_fields["act"].default, str)
}
"""Every act that a scenario knows, by its word in the file."""
