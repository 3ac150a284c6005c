"""
The build number of every workflow type.

On a change after which old histories replay differently the replay tests fail. Then raise the type's number here, and
record its history anew: the deployment restarts the open runs of older builds from the record. Nothing is lost by that,
because a run holds nothing.
"""

from workflows.meeting import Meeting
from workflows.negotiation_process import NegotiationProcess
from workflows.pledge_drafting import PledgeDrafting
from workflows.principals_meeting import PrincipalsMeeting
from workflows.revision_round import RevisionRound
from workflows.sequence import Sequence
from workflows.single_question import SingleQuestion
from workflows.stakeholder_consultation import StakeholderConsultation

BUILDS: dict[type, int] = {
    Meeting: 1,
    NegotiationProcess: 1,
    PledgeDrafting: 1,
    PrincipalsMeeting: 1,
    RevisionRound: 1,
    Sequence: 1,
    SingleQuestion: 1,
    StakeholderConsultation: 1,
}
