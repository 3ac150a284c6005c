"""
The kinds of stages, under names that the field knows: which questions each asks, in which order.

A composite stage is a workflow of its own that narrates exactly this list. A stage of a single question needs no code,
and neither does a sequence: its questions have any names, and the file gives their order.
"""

from collections.abc import Collection

from domain.model import Frozen, Id


class Kind(Frozen):
    """
    :param questions: the names of the questions in their order; empty where the one question may have any name
    :param optional: those of them that a procedure may leave out
    :param documents: those of them that bring forth a document beside the text, where the procedure does not say what
        they publish; `about_documents`: those that are about it then
    """

    title: str
    workflow_type: str
    questions: tuple[Id, ...] = ()
    optional: tuple[Id, ...] = ()
    documents: tuple[Id, ...] = ()
    about_documents: tuple[Id, ...] = ()

    def asked(self, named: Collection[str]) -> tuple[Id, ...]:
        """The questions that a stage of this kind asks in this order, where these are named in it."""
        return tuple(one for one in self.questions if one in named or one not in self.optional)


SINGLE = "SingleQuestion"
SEQUENCE = "Sequence"

KINDS: dict[str, Kind] = {
    "pledge_drafting": Kind(
        title="Drafting of a pledge",
        workflow_type="PledgeDrafting",
        questions=("draft", "comments"),
    ),
    "principals_meeting": Kind(
        title="Meeting of the principals", workflow_type="PrincipalsMeeting", questions=("finding",)
    ),
    "revision_round": Kind(
        title="Revision round",
        workflow_type="RevisionRound",
        questions=("proposals", "consolidation"),
    ),
    "reading": Kind(title="Reading of the text", workflow_type=SINGLE),
    "stakeholder_consultation": Kind(
        title="Stakeholder consultation",
        workflow_type="StakeholderConsultation",
        questions=(
            "accreditation",
            "inputs",
            "summary",
            "heard",
            "corrections",
            "consolidation",
            "feedback",
        ),
        optional=("accreditation", "summary", "heard", "corrections", "consolidation"),
        documents=("summary",),
        about_documents=("heard",),
    ),
    "meeting": Kind(
        title="Meeting, hearing or townhall",
        workflow_type="Meeting",
        questions=("session", "follow_up", "summary"),
        optional=("follow_up", "summary"),
        documents=("summary",),
    ),
    "silence_procedure": Kind(title="Silence procedure", workflow_type=SINGLE),
    "opt_in": Kind(title="Opt-in", workflow_type=SINGLE),
    "publication": Kind(title="Publication", workflow_type=SINGLE),
    "status_updates": Kind(title="Status updates", workflow_type=SINGLE),
    "single_question": Kind(title="A single question", workflow_type=SINGLE),
    "sequence": Kind(title="Questions one after the other", workflow_type=SEQUENCE),
}
