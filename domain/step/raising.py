"""
Incidental questions: one is raised while another is open, is put in its turn, and acts on the other by its outcome.

While one that was raised is not settled, the other question is not counted; where the procedure says that the clock
stops, its deadline stands still too. A raised question is a step like any other, and others may be raised on it.

Source: hard case 9
"""

from datetime import datetime

from domain.command import step_id_of
from domain.event import Event
from domain.participation.authority import Acting
from domain.procedure.incidental import Incidental, OnParent
from domain.procedure.question import Question
from domain.process.state import Process, StageRun
from domain.refused import (
    CapacityInsufficient,
    FieldMissing,
    FieldNotTaken,
    NotDivisible,
    NotPermitted,
    NotRaisable,
    OutOfPlace,
    QuestionPending,
    StepIsOver,
    UnknownParagraph,
    UnknownStep,
)
from domain.step.commands import RaiseQuestion
from domain.step.deadline import before_closing, counts
from domain.step.division import apart, in_its_matter, left_of
from domain.step.events import (
    ActAdmitted,
    ClosingBroughtForward,
    DeadlineExtended,
    OutcomeReached,
    OutcomeSuperseded,
    QuestionRaised,
)
from domain.step.refusals import covers
from domain.step.rights import has_a_say, on_behalf
from domain.step.state import Raised, Step
from domain.step.superseding import supersedes
from domain.step.whole import family, matter, together, whole_of

FIELDS = ("grounds", "paragraphs", "wording", "about")


def raised_on(process: Process, act: RaiseQuestion) -> Step:
    """
    Find the question on which another is raised.

    :raises NotRaisable: the procedure lets nobody raise that here
    """
    step = process.steps.get(act.step)
    if step is None:
        raise UnknownStep(step=str(act.step))
    if act.raises not in step.rule.incidental:
        known = ", ".join(step.rule.incidental) or "nothing"
        raise NotRaisable(why=f"what may be raised on it is: {known}")
    return step


def admissible(
    process: Process, step: Step, act: RaiseQuestion, who: Acting, waived: str | None = None
) -> str:
    """
    Whether a question may be raised by this party, with these fields: everything but its time.

    :param waived: the code of a refusal that is set aside, where it can be upheld against
    :returns: the party that raises it
    """
    rule = step.rule.incidental[act.raises]
    party, capacity = on_behalf(process, act.reported, who)
    has_a_say(process, party)
    permitted(process, rule, act, who)
    if capacity not in rule.given_by and waived != CapacityInsufficient.__name__:
        raise CapacityInsufficient(capacity=capacity or "nobody", needed=", ".join(rule.given_by))
    complete(process, step, rule, act, waived == FieldMissing.__name__)
    often(step, rule, act.raises, party)
    return party


def raised_from(step: Step, act: RaiseQuestion, party: str, person: str | None) -> QuestionRaised:
    """Write a question that is raised as it is remembered: of the party and person who sent it."""
    question, reported = _name(step, act.raises), act.reported
    return QuestionRaised(
        step=step.step,
        raised=step_id_of(step.stage, question),
        question=question,
        raises=act.raises,
        party=reported.party if reported else party,
        person=reported.person if reported else person,
        paragraphs=act.paragraphs,
        wording=act.wording,
        about=act.about,
        grounds=act.grounds,
        stops=step.rule.incidental[act.raises].clock == "stops",
        reported=reported,
    )


def permitted(process: Process, rule: Incidental, act: RaiseQuestion, who: Acting) -> None:
    """Whether the procedure lets this role raise it: that of who sent it, not of who types it in."""
    wanted = process.parties[act.reported.party].roles if act.reported else (who.role,)
    party = act.reported.party if act.reported else who.party
    roles = [role for role in wanted if party in process.holders.get(role, ())]
    if not set(roles) & set(rule.raised_by):
        raise NotPermitted(
            role=", ".join(wanted), why=f"this is raised by: {', '.join(rule.raised_by)}"
        )


def still_open(step: Step, act: RaiseQuestion, who: Acting) -> None:
    """
    Before the closing, and while an outcome waits to be confirmed or judged: that is how it is challenged.

    :raises DeadlinePassed: neither; what came by other means and is typed in after the outcome was late as well
    """
    if step.settled and act.reported is not None:
        before_closing(step, who)
    if step.settled or step.ended_by is not None or not step.opened:
        raise StepIsOver(outcome=step.outcome or step.ended_by or "not open")
    if step.closed_at is None:
        before_closing(step, who)


def complete(
    process: Process,
    step: Step,
    rule: Incidental,
    act: RaiseQuestion,
    unexplained: bool = False,
) -> None:
    """:param unexplained: it may lack its grounds"""
    for name in FIELDS:
        given = getattr(act, name) not in (None, ())
        if not given and name in rule.needs and not (unexplained and name == "grounds"):
            raise FieldMissing(answer=act.raises, field=name)
        if given and name not in rule.needs and name not in rule.takes:
            raise FieldNotTaken(answer=act.raises, field=name)
    here = matter(process, step)
    in_its_matter(process, step, act.paragraphs)
    for label in act.paragraphs:
        if label not in here:
            raise UnknownParagraph(paragraph=label, text=step.text, known=", ".join(here) or "none")
    divides = any(effect.does == "divides" for effect in rule.then.values())
    if divides and set(act.paragraphs) == set(here):
        raise NotDivisible(why="nothing would be left of it; raise it on some of its paragraphs")
    if act.about is not None and act.about > process.version:
        raise OutOfPlace(why=f"there is no act {act.about}")


def often(step: Step, rule: Incidental, name: str, party: str) -> None:
    before = [one for one in step.raised.values() if one.raises == name]
    if len(before) >= rule.total:
        raise NotRaisable(why=f"it may be raised {rule.total} times in all, and was")
    if sum(one.party == party for one in before) >= rule.per_party:
        raise NotRaisable(why=f"{party} may raise it {rule.per_party} times, and did")


def _name(step: Step, raises: str) -> str:
    """The first is `adoption.recorded_vote`, the second `adoption.recorded_vote.2`."""
    number = sum(one.raises == raises for one in step.raised.values()) + 1
    return f"{step.question}.{raises}" + (f".{number}" if number > 1 else "")


# The turn of each.


def not_pending(step: Step) -> None:
    """:raises QuestionPending: a question that was raised on this one comes first"""
    first = next(iter(step.pending), None)
    if first is not None:
        raise QuestionPending(question=first.question)


def next_raised(process: Process, run: StageRun) -> list[Raised]:
    """The raised questions of a stage whose turn it is to be put: one at a time on each question."""
    found: list[Raised] = []
    for step in [process.steps[one] for one in run.steps.values()]:
        over = step.settled or step.ended_by is not None
        waiting = [one for one in step.pending if one.after or not over]
        if waiting and not any(one.step in process.steps for one in waiting):
            turn = [(precedence(step, one), one.version, one) for one in waiting]
            found.append(min(turn, key=lambda each: each[:2])[2])
    return found


def waits_for_raised(process: Process, run: StageRun) -> bool:
    """Whether a stage of which every question is settled goes on for one that was admitted afterwards."""
    steps = [process.steps[one] for one in run.steps.values()]
    return process.status == "running" and any(one.after for s in steps for one in s.pending)


def precedence(step: Step, one: Raised) -> int:
    return step.rule.incidental[one.raises].precedence


def parent_of(process: Process, run: StageRun, raised: object) -> Step | None:
    """The step on which a question was raised."""
    steps = (process.steps[one] for one in run.steps.values())
    return next((step for step in steps if raised in step.raised), None)


def rule_to_put(process: Process, run: StageRun, question: str, step: object) -> Question:
    """The rules of a question that is put: of the stage, or of what may be raised on another."""
    parent = parent_of(process, run, step)
    if parent is None:
        return process.procedure.stage(run.key).questions[question]
    return parent.rule.incidental[parent.raised[step].raises].question  # type: ignore[index]


# What an outcome does.


def settling(process: Process, step: Step, outcome: str, at: datetime) -> list[Event]:
    """
    What the settled outcome of a raised question does to the question that it was raised on.

    :param outcome: of this step; of a part, all that was taken from the same question must be settled too
    :param at: when it is settled; a clock that stood goes on from here
    """
    root = whole_of(process, step)
    if root.raised_on is None:
        return []
    others = [one for one in family(process, root) if one is not step]
    if any(not one.settled for one in others):
        return []
    outcome = together([outcome, *(one.outcome for one in others if one.outcome)])
    parent = process.steps[root.raised_on]
    raised = parent.raised[root.step]
    effect = parent.rule.incidental[raised.raises].then.get(outcome)
    reason = f"{raised.question}: {outcome}"
    if effect is not None and raised.after and parent.settled:
        return afterwards(process, parent, raised, effect, outcome)
    if parent.settled or parent.ended_by is not None or effect is None:
        return []
    if effect.does in ("ends", "replaces"):
        return ending(process, parent, effect.outcome or outcome, reason, at)
    if effect.does == "amends" and parent.closed_at is None:
        return []  # it goes on when the text with this amendment is published
    events: list[Event] = []
    if effect.does == "divides":
        events += _apart(process, parent, raised.paragraphs, reason, at)
    admitted = raised.about if effect.does == "admits" else None
    if admitted is not None:
        events += admitting(parent, raised, reason)
    return [*events, *resuming(parent, root, reason, at, admitted)]


def admitting(parent: Step, raised: Raised, reason: str) -> list[Event]:
    """Admit the act that a question was raised about, if it was refused for what can be judged otherwise."""
    kept = parent.kept(raised.about)
    if kept is None or kept.counted or not covers(parent.rule.incidental[raised.raises], kept.code):
        return []
    admitted = ActAdmitted(
        step=parent.step,
        refused=kept.version,
        evidence=f"event {raised.version}",
        grounds=reason,
    )
    return [admitted]


def afterwards(
    process: Process, parent: Step, raised: Raised, effect: OnParent, outcome: str
) -> list[Event]:
    """
    What it does that was raised in time and admitted after the outcome of the other question.

    Another outcome supersedes that one, and voids what followed from it alone; nothing can be divided or amended now.
    """
    reason = f"{raised.question}: {outcome}"
    if effect.does == "admits":
        return admitting(parent, raised, reason)
    new = effect.outcome or outcome
    if effect.does not in ("ends", "replaces") or new == parent.outcome:
        return []
    return [
        OutcomeSuperseded(
            step=parent.step,
            old=parent.outcome or "",
            new=new,
            names=parent.outcome_version or 0,
            voided=supersedes(process, parent, new),
            grounds=reason,
        )
    ]


def _apart(
    process: Process, parent: Step, wanted: tuple[str, ...], reason: str, at: datetime
) -> list[Event]:
    """The paragraphs become a question of their own; not where they are one already: apart, or all that is left."""
    here = matter(process, parent)
    labels = tuple(label for label in here if label in wanted)
    if not labels or labels == here:
        return []
    return [apart(process, parent, labels, left_of(parent, at), reason)]


def ending(process: Process, parent: Step, outcome: str, reason: str, at: datetime) -> list[Event]:
    """End the other question with an outcome; one that was provisional gives way to it."""
    if parent.closed_at is None:
        return [
            ClosingBroughtForward(
                step=parent.step,
                old=parent.closes_at,
                by="raised",
                ended_by=outcome,
                grounds=reason,
            )
        ]
    reached: Event
    if parent.outcome is None:
        reached = OutcomeReached(step=parent.step, outcome=outcome, grounds=reason)
    else:
        reached = OutcomeSuperseded(
            step=parent.step,
            old=parent.outcome,
            new=outcome,
            names=parent.outcome_version or 0,
            grounds=reason,
        )
    return [reached, *settling(process, parent, outcome, at)]


def resuming(
    parent: Step, settled: Step, reason: str, at: datetime, admitted: int | None = None
) -> list[Event]:
    """
    Let a clock that stood go on, for as long as was left; not while another question makes it stand.

    What was answered meanwhile and ends the question ends it now.

    :param admitted: the act that was admitted with it, which counts already
    """
    others = [one for one in parent.pending if one.stops and one.step != settled.step]
    if parent.stopped_at is None or parent.closes_at is None or others:
        return []
    new = parent.closes_at + (at - parent.stopped_at)
    ended = any(
        given.stands and parent.rule.answers[given.said.answer].effect == "ends"
        for given in parent.answers
    )
    ends = ClosingBroughtForward(step=parent.step, old=new, by="answer")
    return [
        DeadlineExtended(
            step=parent.step,
            old=parent.closes_at,
            new=new,
            counts=tuple(one for one in counts(parent, new) if one != admitted),
            grounds=f"the clock stood still: {reason}",
            resumes=True,
        ),
        *([ends] if ended and not parent.brought_forward else []),
    ]


def lapsing(process: Process, step: Step, but: Step | None = None) -> list[Event]:
    """
    What was raised on a question that ends by itself falls away with it, without a result.

    :param but: the one that is being settled now, if it is by its outcome that the question ends
    """
    put = [process.steps[one.step] for one in step.pending if one.step in process.steps]
    return [
        ClosingBroughtForward(step=part.step, old=part.closes_at, by="raised", ended_by="lapsed")
        for one in put
        if one is not but
        for part in family(process, one)
        if part.closed_at is None
    ]
