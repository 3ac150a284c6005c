"""What was drawn, and what of it took effect: so that a promise is not kept only because nothing happened."""

from collections.abc import Callable, Iterator
from datetime import datetime
from uuid import UUID

from domain.procedure.models import Procedure, Stage
from domain.procedure.question import Extension, Question
from domain.process.events import ActRefused
from domain.process.state import Process
from domain.step.events import StepClosed
from domain.step.state import Step
from tests.procedures.at_random.course import Course

OF_STAGES: dict[str, Callable[[Stage], bool]] = {
    "a stage has needs": lambda stage: bool(stage.needs),
    "a stage is left out": lambda stage: bool(stage.only_if),
    "a join": lambda stage: bool(stage.waits_for),
}
"""By name, whether a stage has it."""

OF_QUESTIONS: dict[str, Callable[[Question], bool]] = {
    "group as one": lambda q: q.groups == "as_one",
    "group per member": lambda q: q.groups == "per_member",
    "aligned": lambda q: any("aligned" in one.takes for one in q.answers.values()),
    "as of the opening": lambda q: q.eligible_as_of == "opening",
    "as of the close": lambda q: q.eligible_as_of == "close",
    "as of an instant": lambda q: q.eligible_as_of == "instant",
    "a guarded answer": lambda q: any(one.only_if for one in q.answers.values()),
    "only who answered": lambda q: q.only_who_answered is not None,
    "carried over": lambda q: q.starts_from is not None,
    "divided by item": lambda q: "by_item" in q.divides,
    "seen part by part": lambda q: not isinstance(q.visible, str),
    "stands aside": lambda q: bool(q.standing_aside()),
    "qualified": lambda q: bool(q.qualified()),
    "confirmed in time": lambda q: q.confirm_within is not None,
    "only who is present": lambda q: q.only_present,
    "says who is told": lambda q: bool(q.tells),
    "a change needs notice": lambda q: q.changes_need_notice,
    "raised": lambda q: bool(q.incidental),
    "raised on what was raised": lambda q: any(
        one.question.incidental for one in q.incidental.values()
    ),
    "divided by act": lambda q: "by_act" in q.divides,
    "more time for one alone": lambda q: isinstance(q.extension, Extension) and q.extension.for_one,
    "more time is asked for": lambda q: q.pending_at_expiry is not None,
    "a fixed opening": lambda q: q.window.opens is not None,
    "hangs on a date": lambda q: any(one.date for one in q.window.moments()),
    "as soon as possible": lambda q: q.window.asap,
    "until the gavel": lambda q: q.window.on == "gavel",
    "a time of the day": lambda q: q.window.at_time is not None,
    "limited does not count": lambda q: any(
        one.if_limited == "not_counted" for one in q.answers.values()
    ),
}
"""By name, whether a question has it."""
DRAWN = (*OF_STAGES, *OF_QUESTIONS)


def drawn_in(procedure: Procedure) -> set[str]:
    """The features that a procedure has."""
    questions = [one for stage in procedure.roadmap for one in stage.questions.values()]
    found = {n for n, has in OF_STAGES.items() if any(has(one) for one in procedure.roadmap)}
    return found | {n for n, has in OF_QUESTIONS.items() if any(has(one) for one in questions)}


def _spoke_for(step: Step, groups: str) -> bool:
    """A group's answer counts, and a member has one of its own beside it."""
    mine = [one for one in step.answers if one.stands]
    group = [one for one in mine if one.said.speaks_for]
    own = {one.party for one in mine if one not in group}
    members = {party for one in group for party in one.said.speaks_for}
    return step.rule.groups == groups and bool(own & members)


TOOK_EFFECT: dict[str, Callable[[Step], bool]] = {
    "group as one": lambda s: _spoke_for(s, "as_one"),
    "group per member": lambda s: _spoke_for(s, "per_member"),
    "aligned": lambda s: any(one.said.aligned for one in s.answers if one.stands),
    "only who answered": lambda s: s.only_after is not None and bool(s.answers),
    "carried over": lambda s: bool(s.carried),
    "divided by item": lambda s: len(set(s.items_came_to.values())) > 1,
    "stands aside": lambda s: bool(s.aside()),
    "qualified": lambda s: bool(s.qualities),
    "raised on what was raised": lambda s: bool(s.raised_on and s.raised),
    "more time for one alone": lambda s: bool(s.own_closing),
    "more time is asked for": lambda s: any(
        s.rule.answers[one.said.answer].effect == "requests_time" for one in s.answers
    ),
    "limited does not count": lambda s: any(
        one.stands and one.said.paragraphs for one in s.answers if not s.is_whole(one)
    ),
}
"""By name, whether it took effect on a question that was put."""


IN_THE_RECORD = (
    "a stage has needs",
    "a stage is left out",
    "as of the opening",
    "as of the close",
    "as of an instant",
    "AnswersLapsed",
    "AnswerWithdrawn",
    "AttendanceRecorded",
    "ClosingBroughtForward",
    "ConfirmationLapsed",
    "CourseChanged",
    "DatesMoved",
    "DeadlineExtended",
    "DeadlineSet",
    "HoldGranted",
    "LetterDispatched",
    "PartyAdmitted",
    "PartySucceeded",
    "ProcedureAdopted",
    "QuestionDivided",
    "QuestionRaised",
    "StepMoved",
    "TextPublished",
    "TextWithdrawn",
    "refused: AnswerFinal",
    "refused: DeadlinePassed",
    "refused: HasNotAnswered",
    "refused: KeptAsComment",
    "refused: LowerCapacity",
    "refused: NotDivisible",
    "refused: NotEntitled",
    "refused: NotPermitted",
    "refused: NotPresent",
    "refused: PartySuspended",
    "refused: ProcessSuspended",
    "refused: QuestionPending",
    "refused: not-now",
    "refused: not-then",
)
"""What is seen by the events alone, and by the refusals."""


def took_effect(course: Course) -> set[str]:
    """The features that made a difference in a course."""
    process = course.process
    found = {
        name for name, did in TOOK_EFFECT.items() for step in process.steps.values() if did(step)
    }
    return found | set(_in_the_record(course))


def _in_the_record(course: Course) -> Iterator[str]:
    process = course.process
    for run in process.stages.values():
        if run.outcome == "skipped":
            yield "a stage is left out"
        stage = process.procedure.stage(run.key)
        if stage.needs and run.began_at > _owed_since(process, run.follows):
            yield "a stage has needs"
    for recorded in course.play.history:
        event = recorded.event
        if isinstance(event, ActRefused):
            yield f"refused: {event.code}"
        if isinstance(event, StepClosed) and event.figures.eligible_as_of != "act":
            yield f"as of the {event.figures.eligible_as_of}".replace("the instant", "an instant")
        yield type(event).__name__


def _owed_since(process: Process, follows: UUID | None) -> datetime:
    before = [run for run in process.stages.values() if run.stage == follows]
    return (before[0].ended_at if before else None) or process.started_at
