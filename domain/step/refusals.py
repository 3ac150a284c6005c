"""
Which refusals can be upheld against, and why; and which are facts that no decision changes.

Only what somebody had to judge can be judged otherwise: that an act came too late, in too low a capacity, against a
condition of the procedure, or without its reason. What was malformed, unknown, not asked or used up is so whoever looks
at it: where a register is wrong, it is put right by an act of its own, and what was refused is sent again.

Source: hard case 9, a challenge to a refusal
"""

from domain.procedure.incidental import Incidental, Judged
from domain.refused import (
    AgreedParagraphChanged,
    AgreedTextDiffers,
    AnswerFinal,
    AnswerNotOffered,
    BreakMadeKnown,
    CapacityInsufficient,
    CapacityNotInForce,
    ChangesWhatWasPut,
    ChannelNotOfficial,
    ConditionNotMet,
    DateAsks,
    DeadlinePassed,
    DeadlineTooEarly,
    FieldMissing,
    FieldNotTaken,
    FiguresExceed,
    FiguresFallShort,
    FigureUnknown,
    HasNotAnswered,
    HoldExhausted,
    InstantTooNear,
    ItemDecidedOtherwise,
    KeptAsComment,
    LowerCapacity,
    MeetingSuspended,
    NoExtension,
    NotAGroup,
    NotAnOption,
    NotAsked,
    NotASuccession,
    NotByThisProcess,
    NotDivisible,
    NotEntitled,
    NothingToWithdraw,
    NotPermitted,
    NotPresent,
    NotRaisable,
    NotTheSameText,
    NotTheSetter,
    NotYourOwn,
    OnlyByProcess,
    OtherParagraphs,
    OutcomeGivesOther,
    OutcomeOfAnother,
    OutOfPlace,
    OverlapsCondition,
    PackageInParts,
    ParagraphElsewhere,
    PartySuspended,
    ProcessSuspended,
    QuestionPending,
    Recused,
    Refused,
    StepIsOver,
    TextNotInForce,
    UnknownParagraph,
    UnknownStep,
    UnknownText,
    WindowTooShort,
)

JUDGED: dict[type[Refused], tuple[Judged, str]] = {
    DeadlinePassed: (
        "late",
        "when an act reached those whom it was sent to can be shown in other ways than by the postmark",
    ),
    CapacityInsufficient: (
        "capacity",
        "who speaks for an institution is for its own papers to show, and for those who meet to accept",
    ),
    LowerCapacity: (
        "capacity",
        "whose word stands inside an institution can have been settled there, and not told here",
    ),
    ConditionNotMet: (
        "condition",
        "whether a condition is met, or must be, those who made it can judge; it has a code of the procedure's own",
    ),
    InstantTooNear: ("condition", "a shorter notice can be accepted by those whom it protects"),
    FieldMissing: (
        "reason",
        "the words of a reason can have been given elsewhere; they are in no count",
    ),
}
"""By the refusal: its kind in `about_refusals`, and why it is a matter of judgement."""


FACTS: dict[str, tuple[type[Refused], ...]] = {
    "who takes part, is asked or is recused is in the register, which is put right by an act of its own": (
        CapacityNotInForce, HasNotAnswered, ItemDecidedOtherwise, KeptAsComment, NotAGroup, NotAsked, NotASuccession,
        NotEntitled, NotPermitted, NotPresent, NotTheSetter, NotYourOwn, PartySuspended, ProcessSuspended, Recused,
        MeetingSuspended,
    ),
    "what does not exist, or is not offered, cannot be counted whatever is decided": (
        AnswerNotOffered, FieldNotTaken, FigureUnknown, NotAnOption, NotDivisible, NothingToWithdraw, NotRaisable,
        OutOfPlace, ParagraphElsewhere, QuestionPending, StepIsOver, UnknownParagraph, UnknownStep, UnknownText,
    ),
    "texts and paragraphs are compared word by word": (
        AgreedParagraphChanged, AgreedTextDiffers, NotTheSameText, OtherParagraphs, OverlapsCondition, PackageInParts,
        TextNotInForce,
    ),
    "a right that is used up, or that nobody has, is given by who decides on more time or another answer": (
        AnswerFinal, BreakMadeKnown, DateAsks, DeadlineTooEarly, HoldExhausted, NoExtension, WindowTooShort,
    ),
    "sums are right or wrong": (FiguresExceed, FiguresFallShort),
    "what another process came to is in its own record": (
        NotByThisProcess, OnlyByProcess, OutcomeGivesOther, OutcomeOfAnother,
    ),
    "which channels are official is in the procedure": (ChannelNotOfficial,),
    "rules that were put are changed by a new version of the procedure": (ChangesWhatWasPut,),
}  # fmt: skip
"""Why the other refusals are facts. Every refusal that is kept on record is here or above."""


def kind_of(code: str) -> Judged | None:
    """The kind of a refusal that is a matter of judgement; None: it is a fact."""
    for refusal, (kind, _) in JUDGED.items():
        if refusal.__name__ == code:
            return kind
    return None if code[:1].isupper() else "condition"  # a code that a procedure gives


def covers(rule: Incidental, code: str) -> bool:
    """Whether a question of this name may be raised about a refusal with that code."""
    kind = kind_of(code)
    return kind is not None and (kind in rule.about_refusals or code in rule.about_refusals)
