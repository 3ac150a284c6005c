"""How the events of a step change what is known of it."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from domain.event import Event
from domain.procedure.question import ON_PARAGRAPHS, AnswerRule
from domain.process.jointly import late_waits
from domain.process.state import Pledge, Process
from domain.record.recorded import Recorded
from domain.step.carried import put_after
from domain.step.commands import Answer, RaiseQuestion
from domain.step.concluding import confirmation_lapsed, confirmed, outcome, superseded
from domain.step.confirming import lapse_unconfirmed
from domain.step.division import taken_apart
from domain.step.electorate import roles_held
from domain.step.events import (
    ActAdmitted,
    AnswerDisavowed,
    Answered,
    AnswersLapsed,
    AnswerWithdrawn,
    ClosingBroughtForward,
    ConfirmationLapsed,
    DeadlineExtended,
    DeadlineSet,
    HoldGranted,
    HoldLifted,
    OutcomeConfirmed,
    OutcomeReached,
    OutcomeSuperseded,
    PledgePublished,
    ProposalFlagged,
    QuestionDivided,
    QuestionRaised,
    RemindersSent,
    StepClosed,
    StepMoved,
    StepOpened,
    StepRead,
    StepScheduled,
)
from domain.step.figures import whole_figures
from domain.step.notice import note_break, note_end_of_break
from domain.step.raising import parent_of, raised_from, rule_to_put
from domain.step.state import Disposal, Given, Held, Late, Raised, Reading, Step
from domain.step.statement import forget_statements, note_statement
from domain.step.telling import milestone
from domain.step.weights import weights_held
from domain.step.when import found
from domain.text.said import change_of


def scheduled(process: Process, recorded: Recorded, event: StepScheduled, at: datetime) -> None:
    run = process.stages[event.stage]
    rule = rule_to_put(process, run, event.question, event.step)
    parent = parent_of(process, run, event.step)
    run.steps[event.question] = event.step
    step = Step(
        step=event.step,
        stage=event.stage,
        question=event.question,
        rule=rule,
        text=event.text,
        scheduled_at=at,
        opens_at=event.opens_at,
        closes_at=event.closes_at,
        raised_on=parent.step if parent else None,
        due_at=event.due_at,
    )
    put_after(process, step)
    if rule.entitled is not None and rule.entitled.at is not None:
        step.eligible_at = found(process, rule.entitled.at)
    process.steps[event.step] = step
    if rule.meets is not None:
        milestone(process, recorded, process.steps[event.step], at)


def opened(process: Process, recorded: Recorded, event: StepOpened, at: datetime) -> None:
    step = process.steps[event.step]
    if step.rule.eligible_as_of == "opening":
        step.electors = frozenset(process.asked(step))
        step.held = {party: process.parties[party].roles for party in step.electors}
        step.weighed = weights_held(process, step)
    step.opened = True
    milestone(process, recorded, step, at)


def answered(process: Process, recorded: Recorded, event: Answered, at: datetime) -> None:
    step = process.steps[event.step]
    given = Given(recorded.envelope.version, postmark(process, recorded, at), event)
    take(process, step, given)
    note_break(process, recorded, step, given)
    note_statement(process, recorded, step, given)


def postmark(process: Process, recorded: Recorded, at: datetime) -> datetime:
    """The instant that an act is judged by: the door's, or the stepped clock's."""
    return recorded.envelope.received_at if process.clock == "live" else at


AT_ONCE = ("qualifies", "disposes", "renders", *ON_PARAGRAPHS)
"""Effects that change more than what stands on the step itself."""


def take(process: Process, step: Step, given: Given) -> None:
    """Let an answer count: it stands, and does what its effect says to the proposal or the paragraphs it is about."""
    step.add(given)
    process.numbered.setdefault(given.version, []).append(step.step)
    said = given.said
    rule = step.rule.answers[said.answer]
    if rule.effect not in AT_ONCE:
        return
    if rule.effect == "qualifies" and said.about and said.choice:
        step.qualities[said.about] = said.choice
    if rule.effect == "disposes" and said.about and said.choice:
        for other in process.numbered.get(said.about, ()):
            disposal = Disposal(given.version, said.choice, said.grounds)
            process.steps[other].dispose(said.about, disposal)
    text = process.texts.get(said.text or step.text or "")
    if rule.effect == "renders" and said.rendition is not None and text is not None:
        text.renditions.append(said.rendition)
    change = change_of(process, step, rule, said, given.version)
    if change is not None:
        process.paragraphs.apply(change)


def withdrawn(process: Process, recorded: Recorded, event: AnswerWithdrawn, at: datetime) -> None:
    step = process.steps[event.step]
    step.withdraw(event.party, event.answer, postmark(process, recorded, at), event.about)
    note_end_of_break(process, step)
    forget_statements(process, step)


def flagged(process: Process, recorded: Recorded, event: ProposalFlagged, at: datetime) -> None:
    process.steps[event.step].flags[event.proposal] = (event.condition, event.grounds)


def deadline_set(process: Process, recorded: Recorded, event: DeadlineSet, at: datetime) -> None:
    step = process.steps[event.step]
    step.closes_at = event.new
    step.stopped_at = at if any(one.stops for one in step.pending) else None
    milestone(process, recorded, step, at)


def deadline_moved(
    process: Process, recorded: Recorded, event: DeadlineExtended | HoldGranted, at: datetime
) -> None:
    step = process.steps[event.step]
    if isinstance(event, DeadlineExtended) and event.with_notice:
        step.unannounced[recorded.envelope.version] = event.new
        step.extended_by = recorded.envelope.version
        milestone(process, recorded, step, at)
        return
    alone = event.party if isinstance(event, DeadlineExtended) else None
    if alone is None:
        step.closes_at = event.new
    else:
        step.own_closing[alone] = event.new
    if isinstance(event, DeadlineExtended) and not event.resumes:
        step.extensions += 1
        step.extended_by = recorded.envelope.version
        open_again(step)
    if isinstance(event, HoldGranted):
        step.holds[event.party] = step.holds.get(event.party, 0) + 1
        start = postmark(process, recorded, at)
        held = Held(event.party, event.old, event.new, start, event.until or event.new)
        step.granted.append(held)
        step.stops += [held] if event.until is not None else []
    if isinstance(event, DeadlineExtended) and event.resumes:
        step.stopped_at = None
    for version in event.counts:
        count_late(process, step, step.late[version], at)
    milestone(process, recorded, step, at, (alone,) if alone else None)


def moved(process: Process, recorded: Recorded, event: StepMoved, at: datetime) -> None:
    """The instants of a step follow a date that moved."""
    step = process.steps[event.step]
    step.opens_at, step.closes_at, step.due_at = event.opens_at, event.new, event.due_at
    for version in event.counts:
        count_late(process, step, step.late[version], at)
    milestone(process, recorded, step, at)


def open_again(step: Step) -> None:
    """A step that closed provisionally, a request for more time being pending, goes on. Its outcome stays on record."""
    if step.closed_at is None:
        return
    step.superseded.append(step.outcome or "")
    step.closed_at, step.figures, step.permitted = None, None, ()
    step.outcome, step.provisional, step.provisional_since = None, False, None


def hold_lifted(process: Process, recorded: Recorded, event: HoldLifted, at: datetime) -> None:
    step = process.steps[event.step]
    step.closes_at = event.new
    mine = [one for one in step.granted if one.party == event.party and not one.lifted][-1]
    mine.lifted = True
    mine.end = min(mine.end, postmark(process, recorded, at))
    milestone(process, recorded, step, at)


def can_count(act: str) -> bool:
    """Whether an act that was refused is one that could count: an answer, or a question that was raised."""
    return json.loads(act)["act"] in ("Answer", "RaiseQuestion")


def count_late(process: Process, step: Step, late: Late, at: datetime) -> None:
    """Let an act count that was refused: an answer, or a question that was raised."""
    late.counted = True
    if late_waits(process, late):
        return
    act = late.sent
    if isinstance(act, RaiseQuestion):
        event = raised_from(step, act, late.party or "", late.person)
        take_raised(step, event, late.version, at, in_time_at(late, act))
        return
    rule = step.rule.answers[act.answer]
    party = act.reported.party if act.reported else late.party or ""
    said = answered_from(
        act,
        party,
        late.person,
        late.capacity,
        figures=whole_figures(process, rule, act),
        text=act.text or late.text,
        speaks_for=spoken_for(process, rule, party, late.received_at),
        delegated=None if act.reported else late.delegated,
    )
    given = Given(late.version, late.received_at, said)
    since = ended_since(process, step, given) if late.version in step.refused else None
    if since is None:
        take(process, step, given)
    else:
        step.add_ended(given, since)


def ended_since(process: Process, step: Step, given: Given) -> datetime | None:
    """When an answer that is taken afterwards would have ended: replaced by a later one, or lapsed with its text."""
    later = step.single(given.party) if step.replaces(given.said.answer) else None
    if later is not None and later.version > given.version:
        return later.received_at
    text = process.texts.get(step.text or "")
    if text is None or given.said.text == text.text:
        return None
    corrects = step.rule.corrections if text.same_as == given.said.text else None
    becomes = corrects.answers if corrects else step.rule.if_the_text_changes
    return None if becomes == "stand" else text.published_at


def in_time_at(late: Late, act: Answer | RaiseQuestion) -> datetime:
    """The instant from which an act counts that was admitted: as it is reported, else its own postmark."""
    reported = act.reported.reported_at if act.reported else None
    return reported or late.received_at


def spoken_for(process: Process, rule: AnswerRule, party: str, at: datetime) -> tuple[str, ...]:
    """The members that a group's position is given for: as of its postmark."""
    return process.parties[party].speaks_for(at) if rule.each == "one" else ()


CARRIED_OVER = tuple(
    name for name in Answer.model_fields if name in Answered.model_fields and name != "figures"
)
"""The fields that an answer that is sent has in common with one that is remembered."""


def answered_from(
    act: Answer,
    party: str,
    person: str | None,
    capacity: str | None,
    **told: Any,
) -> Answered:
    """
    Write an answer as it is remembered: only what it says, for most of its fields say nothing.

    :param told: what the door adds: whole figures, whom it speaks for, by whose delegation
    """
    reported = act.reported
    said = {
        name: value
        for name in CARRIED_OVER
        if (value := getattr(act, name)) is not None and value != ()
    }
    said["party"] = reported.party if reported else party
    said["person"] = reported.person if reported else person
    said["capacity"] = reported.capacity if reported else capacity
    return Answered(**said | told)


def brought_forward(
    process: Process, recorded: Recorded, event: ClosingBroughtForward, at: datetime
) -> None:
    """Never later than the deadline: of an early end that is decided after it, late acts stay late."""
    step = process.steps[event.step]
    step.closes_at = at if step.closes_at is None else min(at, step.closes_at)
    step.brought_forward = True
    step.own_closing.clear()
    step.stopped_at = None if event.ended_by else step.stopped_at
    step.ended_by = event.ended_by
    milestone(process, recorded, step, at)


def divided(process: Process, recorded: Recorded, event: QuestionDivided, at: datetime) -> None:
    step = process.steps[event.step]
    part = taken_apart(step, event, at)
    process.steps[event.part] = part
    for number in part.numbered:
        process.numbered[number].append(event.part)
    process.stages[step.stage].steps[event.question] = event.part
    milestone(process, recorded, part, at)


def raised(process: Process, recorded: Recorded, event: QuestionRaised, at: datetime) -> None:
    step = process.steps[event.step]
    version = recorded.envelope.version
    take_raised(step, event, version, at, postmark(process, recorded, at))
    milestone(process, recorded, step, at)


def take_raised(
    step: Step, event: QuestionRaised, version: int, at: datetime, since: datetime
) -> None:
    """
    Let a question wait for its turn that was raised on a step.

    :param since: from when on the clock stands still, where it stops
    """
    step.raised[event.raised] = Raised(
        event.raised,
        event.question,
        event.raises,
        event.party,
        event.paragraphs,
        event.about,
        version,
        at,
        event.stops,
        after=step.settled,
    )
    if event.stops and step.closes_at is not None and step.closed_at is None:
        step.stopped_at = step.stopped_at or since


def admitted(process: Process, recorded: Recorded, event: ActAdmitted, at: datetime) -> None:
    step = process.steps[event.step]
    kept = step.kept(event.refused)
    if kept is None:
        raise ValueError(f"act {event.refused} was not refused on this step")
    count_late(process, step, kept, at)
    if any(one.after for one in step.pending):
        goes_on(process, step)


def goes_on(process: Process, step: Step) -> None:
    """A stage that was over goes on for a question that was raised in time. What has followed from it stays so far."""
    process.stages[step.stage].ended_at = None
    if process.status == "ended":
        process.status, process.outcome, process.ended_at = "running", None, None


def reminded(process: Process, recorded: Recorded, event: RemindersSent, at: datetime) -> None:
    step = process.steps[event.step]
    step.reminded.add(event.due_at)
    if event.escalated_to is not None and "overdue" in step.rule.tells:
        milestone(process, recorded, step, at)


def was_read(process: Process, recorded: Recorded, event: StepRead, at: datetime) -> None:
    step = process.steps[event.step]
    step.readings.append(Reading(event.due_at, at, event.figures, event.roster, event.stale))
    milestone(process, recorded, step, at)


def closed(process: Process, recorded: Recorded, event: StepClosed, at: datetime) -> None:
    step = process.steps[event.step]
    if step.closed_at is None:  # counted anew, it is closed since it was
        step.closed_at = at
        step.held = {party: roles_held(process, step, party) for party in process.asked(step)}
        step.weighed = weights_held(process, step)
    step.figures = event.figures
    step.permitted = event.permitted
    step.items_came_to = dict(event.divided)


def answers_lapsed(
    process: Process, recorded: Recorded, event: AnswersLapsed, at: datetime
) -> None:
    step = process.steps[event.step]
    lapse_unconfirmed(step, event.due_at)
    note_end_of_break(process, step)
    forget_statements(process, step)
    if event.parties:
        milestone(process, recorded, step, at)


def published(process: Process, recorded: Recorded, event: PledgePublished, at: datetime) -> None:
    process.steps[event.step].published = True
    process.pledges[event.pledge] = Pledge(
        event.pledge, event.title, event.lead, event.partners, event.commitments, event.text, at
    )
    milestone(process, recorded, process.steps[event.step], at)


def disavowed(process: Process, recorded: Recorded, event: AnswerDisavowed, at: datetime) -> None:
    """Only the chair is told: whose answer it was may be nobody else's to know."""
    step = process.steps[event.step]
    step.disavowed[event.answer] = event.grounds
    milestone(process, recorded, step, at)


FOLD: dict[type[Event], Callable[[Process, Recorded, Any, datetime], None]] = {
    StepScheduled: scheduled,
    StepOpened: opened,
    Answered: answered,
    AnswerWithdrawn: withdrawn,
    ProposalFlagged: flagged,
    DeadlineSet: deadline_set,
    DeadlineExtended: deadline_moved,
    HoldGranted: deadline_moved,
    HoldLifted: hold_lifted,
    StepMoved: moved,
    ClosingBroughtForward: brought_forward,
    QuestionDivided: divided,
    QuestionRaised: raised,
    ActAdmitted: admitted,
    RemindersSent: reminded,
    StepRead: was_read,
    AnswerDisavowed: disavowed,
    StepClosed: closed,
    OutcomeReached: outcome,
    OutcomeConfirmed: confirmed,
    ConfirmationLapsed: confirmation_lapsed,
    AnswersLapsed: answers_lapsed,
    OutcomeSuperseded: superseded,
    PledgePublished: published,
}
