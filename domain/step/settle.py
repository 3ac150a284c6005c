"""How an outcome is settled: counted, judged, confirmed or not, put right."""

from collections.abc import Sequence
from copy import deepcopy
from datetime import datetime
from uuid import UUID

from domain.event import Event
from domain.participation.authority import Acting
from domain.procedure.models import CUT_SHORT
from domain.procedure.question import STANDS
from domain.process.facts import comes_to, figures_of
from domain.process.guards import may_lead_in
from domain.process.state import Process
from domain.refused import AlreadyDone, NotAnOption, NotPermitted, OutOfPlace
from domain.step import request
from domain.step.challenge import acting_then
from domain.step.commands import (
    Answer,
    ConfirmOutcome,
    CorrectOutcome,
    Item,
    Judge,
    LapseAnswers,
    LapseConfirmation,
)
from domain.step.confirming import confirm_answers_by, to_confirm
from domain.step.deadline import may_move
from domain.step.decide import effects
from domain.step.division import items_come_to
from domain.step.due import the_step, wait
from domain.step.events import (
    ActAdmitted,
    AnswersLapsed,
    ConfirmationLapsed,
    DeadlineExtended,
    HoldGranted,
    OutcomeConfirmed,
    OutcomeReached,
    OutcomeSuperseded,
    StepClosed,
)
from domain.step.fold import count_late
from domain.step.raising import lapsing, not_pending, settling
from domain.step.state import Step
from domain.step.superseding import supersedes
from domain.step.when import (
    after,
    grace,
)
from domain.step.whole import together, whole_of


def counted(process: Process, step: Step, closes_at: datetime, at: datetime) -> list[Event]:
    """Count, and settle the outcome where the rule leaves one, and no role has to pick or confirm it."""
    options = (step.ended_by,) if step.ended_by else comes_to(process, step, closes_at)
    each = items_come_to(process, step, closes_at) if step.ended_by is None else {}
    if each:
        options = (together(each.values()),)
    closed = StepClosed(
        step=step.step,
        closes_at=closes_at,
        figures=figures_of(process, step, closes_at),
        permitted=options,
        divided=each,
    )
    if step.ended_by is None and (step.rule.decided_by != "automatic" or len(options) != 1):
        return [closed]
    waits = step.rule.confirmed_by is not None or request.closes_provisionally(step)
    provisional = waits and step.ended_by is None
    reached = OutcomeReached(
        step=step.step, outcome=options[0], provisional=provisional, items=items_of(step)
    )
    does = [] if provisional else settled_by(process, step, options[0], at)
    return [closed, reached, *lapsing(process, step), *does]


def settled_by(process: Process, step: Step, outcome: str, at: datetime) -> list[Event]:
    """What a settled outcome does to the question that the step was raised on, where it was raised on one."""
    events = settling(process, step, outcome, at)
    for event in list(events):
        if isinstance(event, ActAdmitted):
            events += recount(process, event.refused, at, whole_of(process, step).step)
            events += takes_effect(process, event, events, at)
    return events


def takes_effect(
    process: Process, event: ActAdmitted, before: Sequence[Event], at: datetime
) -> list[Event]:
    """
    What an answer does at once that is admitted while its question is open: it may end it, or move its closing.

    :param before: what the decision does already; a clock that goes on by it does so first
    """
    kept = process.steps[event.step].kept(event.refused)
    copy = deepcopy(process)
    step = copy.steps[event.step]
    if kept is None or step.closed_at is not None or not isinstance(kept.sent, Answer):
        return []
    for one in before:
        if isinstance(one, DeadlineExtended) and one.step == step.step:
            step.closes_at, step.stopped_at = one.new, None
    if step.stopped_at is not None:
        return []
    act, who = kept.sent, acting_then(process, kept)
    party = act.reported.party if act.reported else who.party
    does = effects(copy, step, step.rule.answers[act.answer], act, party, who)
    least = at + grace(process)
    return [one for one in does if not isinstance(one, HoldGranted) or one.new >= least]


def recount(process: Process, refused: int, at: datetime, by: UUID | None = None) -> list[Event]:
    """
    What admitting an act does to an outcome that was reached: computed on a copy, the process is untouched.

    :param by: the question by whose outcome it is admitted, if it is by one
    """
    copy = deepcopy(process)
    for step in copy.steps.values():
        kept = step.kept(refused)
        if kept is not None:
            count_late(copy, step, kept, at)
            return recomputed(copy, step, at, copy.steps[by] if by else None)
    return []


def items_of(step: Step) -> tuple[Item, ...]:
    """The conditions of a finding, from the answer that chose it."""
    chosen = [g.said for g in step.answers if g.stands and g.said.choice and g.said.items]
    return chosen[-1].items if chosen else ()


def judge_outcome(process: Process, act: Judge, who: Acting) -> list[Event]:
    """
    Pick one of the permitted outcomes, with a reason.

    :raises NotAnOption: the rules do not permit that outcome on these counts
    Source: invariant 8
    """
    step = the_step(process, act.step)
    if step.closed_at is None or step.outcome is not None:
        raise OutOfPlace(why="there is nothing to judge here now")
    if who.role != step.rule.decided_by:
        raise NotPermitted(role=who.role, why=f"this is decided by: {step.rule.decided_by}")
    if act.outcome not in step.permitted:
        raise NotAnOption(permitted=", ".join(step.permitted), chosen=act.outcome)
    not_pending(step)
    may_lead_in(process, step, act.outcome, who.at)
    provisional = step.rule.confirmed_by is not None
    reached = OutcomeReached(
        step=step.step, outcome=act.outcome, provisional=provisional, grounds=act.grounds
    )
    does = [] if provisional else settled_by(process, step, act.outcome, who.at)
    return [reached, *does]


def confirm(process: Process, act: ConfirmOutcome, who: Acting) -> list[Event]:
    step = the_step(process, act.step)
    if step.outcome is None or not step.provisional:
        raise OutOfPlace(why="there is no provisional outcome to confirm")
    named = step.rule.confirmed_by
    if named is None:
        may_move(step, who)
    elif who.role != named:
        raise NotPermitted(role=who.role, why=f"this is confirmed by: {named}")
    not_pending(step)
    confirmed = OutcomeConfirmed(step=step.step, grounds=act.grounds)
    return [confirmed, *settled_by(process, step, step.outcome, who.at)]


def confirm_by(process: Process, step: Step) -> datetime | None:
    """Until when a provisional outcome can be confirmed; None: without a limit, or there is none."""
    limit = step.rule.confirm_within
    if limit is None or not step.provisional or step.provisional_since is None:
        return None
    return after(process, step.provisional_since, limit)


def lapse_confirmation(process: Process, act: LapseConfirmation, who: Acting) -> list[Event]:
    """
    Settle a provisional outcome whose limit has passed: it stands, or gives way to the one that the procedure names.

    Source: hard case 2
    """
    step = the_step(process, act.step)
    due_at = confirm_by(process, step)
    if due_at is None or step.outcome is None:
        raise AlreadyDone(what="the outcome is settled")
    wait(due_at + grace(process), who)
    other = step.rule.unconfirmed
    outcome = step.outcome if other in (None, STANDS) else other
    lapsed = ConfirmationLapsed(step=step.step, due_at=due_at, outcome=outcome)
    return [lapsed, *settled_by(process, step, outcome, who.at)]


def lapse_answers(process: Process, act: LapseAnswers, who: Acting) -> list[Event]:
    """
    Let the positions lapse that were not confirmed in time since the text changed.

    Source: hard case 5
    """
    step = the_step(process, act.step)
    due_at = confirm_answers_by(process, step)
    if due_at is None or step.closed_at is not None:
        raise AlreadyDone(what="no position waits to be confirmed")
    wait(due_at + grace(process), who)
    parties = tuple(dict.fromkeys(given.party for given in to_confirm(step)))
    return [AnswersLapsed(step=step.step, due_at=due_at, text=step.text, parties=parties)]


def correct(process: Process, act: CorrectOutcome, who: Acting) -> list[Event]:
    """
    Put a finding right that the chair recorded. The stages that followed from the earlier outcome alone are voided.

    :raises NotAnOption: the question does not know that outcome
    Source: hard case 2
    """
    step = the_step(process, act.step)
    if step.outcome is None or step.outcome_version is None:
        raise OutOfPlace(why="there is no outcome to correct")
    if who.role_class != "chair" or step.rule.about != "finding":
        raise NotPermitted(
            role=who.role, why="only the chair can correct a finding, and only a finding"
        )
    if act.outcome not in step.rule.outcomes():
        raise NotAnOption(permitted=", ".join(step.rule.outcomes()), chosen=act.outcome)
    voided = supersedes(process, step, act.outcome)
    return [
        OutcomeSuperseded(
            step=step.step,
            old=step.outcome,
            new=act.outcome,
            names=step.outcome_version,
            items=act.items,
            voided=voided,
            grounds=act.grounds,
        ),
        *lapsing(process, step),
    ]


def recomputed(process: Process, step: Step, at: datetime, by: Step | None = None) -> list[Event]:
    """
    After an act was admitted: count again.

    :param by: the question by whose outcome it was
    Another outcome supersedes the earlier one; where a role has not picked one yet, it picks among those permitted now.
    """
    if step.closed_at is None or step.outcome in CUT_SHORT:
        return []
    closes_at = step.closes_at or step.closed_at
    options = comes_to(process, step, closes_at)
    each = items_come_to(process, step, closes_at)
    if each:
        options = (together(each.values()),)
    if step.outcome is None:
        return _closed_anew(process, step, closes_at, options)
    if len(options) != 1 or (options[0] == step.outcome and each == step.items_came_to):
        return []
    return [
        OutcomeSuperseded(
            step=step.step,
            old=step.outcome,
            new=options[0],
            names=step.outcome_version or 0,
            items=items_of(step),
            voided=supersedes(process, step, options[0]),
            divided=each,
            grounds="recomputed after an act was admitted as in time",
        ),
        *lapsing(process, step, by),
        *settled_by(process, step, options[0], at),
    ]


def _closed_anew(
    process: Process, step: Step, closes_at: datetime, options: tuple[str, ...]
) -> list[Event]:
    figures = figures_of(process, step, closes_at)
    if options == step.permitted and figures == step.figures:
        return []
    return [StepClosed(step=step.step, closes_at=closes_at, figures=figures, permitted=options)]
