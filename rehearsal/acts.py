"""The vocabulary of a scenario: every act that it knows, by its word in the file."""

from typing import Annotated, Literal

from pydantic import Field

from domain.command import Act
from domain.model import Id, Line
from domain.step.commands import Answer, RaiseQuestion, Reported, WithdrawAnswer
from rehearsal import amending, keeping, steering
from rehearsal import answers as said
from rehearsal.answers import Said
from rehearsal.names import Names
from rehearsal.parties import When

Sendable = Annotated[
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
    | steering.Raise,
    Field(discriminator="act"),
]


class Received(Said):
    """
    Enter an act that came by other means than the door, for the person who sent it.

    :param from: who sent it; party and capacity are those of the person, unless `party` says for which
    :param reported_at: when it is said to have arrived; it never admits the act by itself
    :param said: the act itself, with its own fields: an answer, its withdrawal, or a question that is raised
    """

    act: Literal["received"] = "received"
    from_: Id = Field(alias="from")
    party: Id | None = None
    channel: Id
    source: Line
    reported_at: When | None = None
    precision: Literal["instant", "day", "zone_unknown"] = "instant"
    said: Sendable

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
        assert isinstance(act, Answer | WithdrawAnswer | RaiseQuestion)  # noqa: S101  # what `Sendable` lists
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
    | steering.PublishText
    | steering.WithdrawText
    | steering.Flag
    | steering.SetDeadlineAct
    | steering.Extend
    | steering.Gavel
    | steering.Divide
    | steering.Raise
    | steering.Admit
    | steering.JudgeAct
    | steering.Confirm
    | steering.Correct
    | keeping.RecordActionAct
    | keeping.FixAction
    | keeping.ActionStatusAct
    | keeping.Attendance
    | keeping.Appoint
    | keeping.Replace
    | keeping.AdmitPartyAct
    | keeping.Succession
    | keeping.Reveal
    | keeping.DisavowAct
    | keeping.ChangeCourseAct
    | keeping.ChangeConditionAct
    | keeping.ChangePledgeAct
    | keeping.Letter
    | keeping.End
    | amending.Amend
    | amending.Move,
    Field(discriminator="act"),
]


def _every(base: type[Said]) -> list[type[Said]]:
    return [one for sub in base.__subclasses__() for one in (sub, *_every(sub))]


VOCABULARY: dict[str, type[Said]] = {
    word: one for one in _every(Said) if isinstance(word := one.model_fields["act"].default, str)
}
"""Every act that a scenario knows, by its word in the file."""
