"""Why an act was not accepted. The docstring of a refusal is the sentence that the person reads."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from domain.calendar.show import GENEVA, NEW_YORK, show


class Refused(Exception):
    """The act was refused."""

    on_record: ClassVar[bool] = True
    """Whether the refusal becomes an event. "Not yet", "already done" and what is refused at the door do not."""

    zones: Sequence[str] = (GENEVA, NEW_YORK)
    """In which zones its instants are told: whoever judges in a process sets those of its procedure."""

    def __init__(self, **data: str | int | datetime | None) -> None:
        self.data = data
        super().__init__(self.sentence)

    @property
    def code(self) -> str:
        return type(self).__name__

    @property
    def sentence(self) -> str:
        text = " ".join((type(self).__doc__ or "").split())
        return text.format_map({key: self._told(value) for key, value in self.data.items()})

    def _told(self, value: str | int | datetime | None) -> str | int:
        if isinstance(value, datetime):
            return show(value, self.zones)
        return "nobody" if value is None else value


# At the door: nothing is kept.


class Busy(Refused):
    """Parley is busy and has NOT received this act. Nothing is kept. Send it again; {hint}."""

    on_record = False


class NotYet(Refused):
    """It is too early: this can be done in {seconds} seconds."""

    on_record = False


class NotNow(Refused):
    """The clockwork has nothing to do here now: {why}"""

    on_record = False


class AlreadyDone(Refused):
    """This has already been done: {what}."""

    on_record = False


class UnknownProcess(Refused):
    """There is no process {process} in this record."""

    on_record = False


class NotNamed(Refused):
    """{person} is not named in this process, so the act was refused at the door and left no trace in its record."""

    on_record = False


class AmbiguousRole(Refused):
    """You act in more than one role here; say which: {choices}."""

    on_record = False


class CommandIdReused(Refused):
    """The id {command_id} was already used for a different act. Nothing was done."""

    on_record = False


class NotTogether(Refused):
    """Nothing was done: these acts go on record together or not at all. In process {process} it is refused: {why}"""

    on_record = False


class MeetingSuspended(Refused):
    """The meeting is suspended: nothing is said or voted until it goes on. It can be sent again then."""


class RuleFailed(Refused):
    """A rule could not be computed. Nothing was recorded; an alarm was raised and the act can be sent again."""

    on_record = False


class DatabaseWentBack(Refused):
    """The record of this process is older than what was already seen. Nothing more is accepted until the recovery
    is acknowledged by the coordinator."""

    on_record = False


class Malformed(Refused):
    """The act could not be understood: {problem}."""

    on_record = False


# Time.


class DeadlinePassed(Refused):
    """Too late: this step closed {closes_at}, and your act was postmarked {late} after. It is kept and marked late; it
    does not count unless a recorded decision admits it."""


class NotOpenYet(Refused):
    """This step opens {opens_at}; your act was postmarked {postmark}. Nothing is kept: send it again then."""

    on_record = False


class NotPutYet(Refused):
    """This question is not put yet: it comes after "{after}"."""

    on_record = False


class StepIsOver(Refused):
    """This step is over ({outcome}); the act is kept and does not count."""


# Who may do what.


class NotPermitted(Refused):
    """{role} may not do this here: {why}."""


class NotPresent(Refused):
    """{party} is not recorded present at {meeting}; this is said by those who are present."""


class NotYourOwn(Refused):
    """Answer {number} is of {party}; only its author can say this about it."""


class Recused(Refused):
    """Answer {number} is of {party} itself, which is recused from saying this about it."""


class ConditionNotMet(Refused):
    """{says}{measured}"""

    @property
    def code(self) -> str:
        """The code that the procedure gives to this refusal."""
        return str(self.data["called"])


class KeptAsComment(Refused):
    """{role} is consulted here and has no say by "{answer}"; what you sent is kept as a comment, and does not count."""


class OnlyByProcess(Refused):
    """The answer "{answer}" is taken here from a process by {procedure} only, which names this question."""


class NotByThisProcess(Refused):
    """This step takes no answer from a process by {procedure}; it takes answers from: {wanted}."""


class OutcomeGivesOther(Refused):
    """The outcome {outcome} of that process is {given} here, not "{answer}"."""


class OutcomeOfAnother(Refused):
    """That process was run for {other}; it does not answer for {party}."""


class OutcomeNotProved(Refused):
    """The process that the answer names does not prove it: {why}. Nothing is kept."""

    on_record = False


class PartySuspended(Refused):
    """{party} is suspended in this process, and has no say until that ends."""


class ItemDecidedOtherwise(Refused):
    """{party} takes no part in this step: in {question} it came to "{outcome}"."""


class NotEntitled(Refused):
    """{party} was not among those who are asked when this step opened, {opened}; it counts whom it asked then."""


class ProcessSuspended(Refused):
    """This process is suspended, and its clocks stand still. The act is kept and does not count; send it again when
    the process is resumed."""


class NotTheSetter(Refused):
    """Condition {condition} is released or changed only by the body that set it: {setters}."""


class NotAGroup(Refused):
    """{party} has no members, so nobody can align with its answer."""


class NotAsked(Refused):
    """{party} is not asked here, so it cannot align with an answer."""


class CapacityInsufficient(Refused):
    """You act as {capacity}; this step needs one of: {needed}."""


class CapacityNotInForce(Refused):
    """You hold no capacity for {party} in the role {role} that is in force at {postmark}."""


class LowerCapacity(Refused):
    """{party} has already answered through its {higher}; an answer given as {capacity} does not replace it."""


class HasNotAnswered(Refused):
    """Only those who have answered {question} are asked here, and {party} has not."""


# What may be said.


class UnknownStep(Refused):
    """There is no such step in this process: {step}."""


class UnknownText(Refused):
    """There is no text {text} in this process."""


class UnknownParagraph(Refused):
    """Paragraph {paragraph} does not exist in text {text}. Its paragraphs are: {known}."""


class AgreedParagraphChanged(Refused):
    """Paragraph {paragraph} is agreed; it is reopened, with a reason, before it can change or be left out."""


class OtherParagraphs(Refused):
    """The version in {language} has other paragraphs than the text: {paragraphs}. Language versions share them."""


class NotTheSameText(Refused):
    """The text is said to be {text}, and differs from it in more than the corrections that are listed: {paragraphs}."""


class PackageInParts(Refused):
    """A package is accepted together or not at all; left out here: paragraph {left_out}."""


class TextNotInForce(Refused):
    """This step is about text {current}; your act names {named}."""


class AnswerNotOffered(Refused):
    """This step does not take the answer "{answer}". It takes: {offered}."""


class FieldMissing(Refused):
    """The answer "{answer}" needs {field}."""


class FieldNotTaken(Refused):
    """The answer "{answer}" does not take {field}."""


class ParagraphElsewhere(Refused):
    """Paragraph {paragraph} is not asked about by this step: it was divided. This step is about: {here}."""


class NotDivisible(Refused):
    """The question cannot be divided so: {why}."""


class NotRaisable(Refused):
    """This question cannot be raised here: {why}."""


class QuestionPending(Refused):
    """A question that was raised comes first: {question} is not settled."""


class AnswerFinal(Refused):
    """An answer to this step cannot be withdrawn or replaced."""


class BreakMadeKnown(Refused):
    """The break of the silence was made known at {known_at}: from then on no answer is withdrawn or replaced."""


class NothingToWithdraw(Refused):
    """{party} has no answer of this kind on this step."""


class HoldExhausted(Refused):
    """No further hold can be granted: {why}."""


class NotASuccession(Refused):
    """{party} cannot be recorded as {became} so: {why}."""


class OutOfPlace(Refused):
    """This cannot be done now: {why}."""


class ChannelNotOfficial(Refused):
    """The procedure does not name {channel} as an official channel; named are: {official}."""


class DeadlineTooEarly(Refused):
    """The new deadline {new} is too early: it must be {bound} {least}."""


class WindowTooShort(Refused):
    """This has to stay open for at least {at_least}: it opens {opens_at}, so it cannot close {new}."""


class NoExtension(Refused):
    """This deadline cannot be extended so: {why}."""


class DateAsks(Refused):
    """“{question}” hangs on that date, and its procedure leaves open whether it moves: say if it follows or stays."""


class InstantTooNear(Refused):
    """The time that you name, {named}, is too near: it must be at least {at_least} from now, so not before {least}."""


class OverlapsCondition(Refused):
    """The proposed change is flagged against {condition} and needs a reason to be disposed of."""


class NotAnOption(Refused):
    """The rules permit these outcomes here: {permitted}; "{chosen}" is not one of them."""


class ChangesWhatWasPut(Refused):
    """The new version changes {what}: {why}. Only what is not yet put can change."""


class AgreedTextDiffers(Refused):
    """Only the agreed text can be decided on here: it is {agreed}, and {named} has other words."""


class FiguresExceed(Refused):
    """{total} exceeds the {members} members: figures never add up to more than those who are counted ({of})."""


class FiguresFallShort(Refused):
    """The figures add up to {total}, and there are {members} members ({of}); some are in no figure."""


class FigureUnknown(Refused):
    """There is no figure "{figure}" here. The figures are: {known}."""
