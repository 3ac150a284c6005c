"""
What the clockwork asks of a step: put it, open it, remind, read, close.

The clockwork only proposes: each of these is judged like any other act, and repeated harmlessly.
"""

from datetime import datetime
from uuid import UUID

from domain.command import step_id_of
from domain.event import Event
from domain.participation.authority import Acting
from domain.procedure.question import Question
from domain.procedure.window import Window
from domain.process.facts import figures_of
from domain.process.state import Process, StageRun
from domain.refused import AlreadyDone, NotYet, OutOfPlace
from domain.step import request
from domain.step.about_answers import disagreeing, unqualified, waits_to_count
from domain.step.commands import (
    CloseStep,
    OpenStep,
    ReadStep,
    ScheduleStep,
    SendReminders,
)
from domain.step.confirming import confirm_answers_by
from domain.step.deciding import remind_to_decide
from domain.step.due import the_step, wait
from domain.step.events import (
    ClosingBroughtForward,
    OutcomeReached,
    RemindersSent,
    StepOpened,
    StepRead,
    StepScheduled,
)
from domain.step.longer import longer_by
from domain.step.meeting import suspended_since
from domain.step.provenance import unaccounted, undisposed_in
from domain.step.raising import next_raised, parent_of, rule_to_put
from domain.step.settle import counted, settled_by
from domain.step.state import Step
from domain.step.when import (
    after,
    calendars_of,
    closing,
    due,
    earliest_closing,
    found,
    grace,
    opening,
    times,
)
from domain.step.whole import whole_outcome
from domain.text.matter import matter_of, needs_text


def next_question(process: Process, run: StageRun) -> str | None:
    """The first question of the stage that has no settled outcome: the order is that of the procedure."""
    for question in process.procedure.stage(run.key).questions:
        step = run.steps.get(question)
        if step is None or whole_outcome(process, process.steps[step]) is None:
            return question
    return None


def schedule(process: Process, act: ScheduleStep, who: Acting) -> list[Event]:
    """Put the next question of a running stage. A relative window counts from this event's own instant."""
    if act.step in process.steps:
        raise AlreadyDone(what="the question was put")
    if process.status == "ended":
        raise OutOfPlace(why="the process has ended")
    for run in process.stages.values():
        if suspended_since(process, run) is not None:
            continue
        question = next_question(process, run) if run.ended_at is None else None
        mine = question is not None and step_id_of(run.stage, question) == act.step
        if question is not None and mine and can_be_put(process, run, question):
            return _schedule(process, run, question, who)
        for raised in next_raised(process, run) if run.ended_at is None else ():
            if raised.step == act.step:
                return _schedule(process, run, raised.question, who)
    raise OutOfPlace(why="no running stage puts this question now")


def can_be_put(process: Process, run: StageRun, question: str) -> bool:
    """Whether what a question is about is there: a text, for a question about one."""
    rule = process.procedure.stage(run.key).questions[question]
    return not needs_text(rule) or matter_of(process, run, question, rule) is not None


def _schedule(process: Process, run: StageRun, question: str, who: Acting) -> list[Event]:
    step = step_id_of(run.stage, question)
    rule = rule_to_put(process, run, question, step)
    now = who.recorded_at if process.clock == "live" else who.at
    opens_at = opening(process, rule.window, now)
    text = matter_of(process, run, question, rule, parent_of(process, run, step))
    more = longer_by(process, rule.window, opens_at, run)
    closes_at = closing(process, rule.window, opens_at, more)
    if closes_at is not None and _too_short(process, rule.window, opens_at, closes_at):
        closes_at = None  # nobody could answer, or not long enough: somebody fixes another
    put = StepScheduled(
        step=step,
        stage=run.stage,
        question=question,
        text=text.text if text else None,
        opens_at=opens_at,
        closes_at=closes_at,
        due_at=due(process, rule.window, opens_at),
        zone=process.procedure.zone,
        calendars=tuple(calendar.key for calendar in calendars_of(process, *rule.window.spans())),
    )
    return [put, *opened(process, run, rule, put.step)] if opens_at <= now else [put]


def opened(process: Process, run: StageRun, rule: Question, step: UUID) -> list[Event]:
    """Open a step; a duty of which everything is done already closes at once."""
    events: list[Event] = [StepOpened(step=step)]
    if rule.window.on == "complete" and nothing_left(process, run, rule):
        events.append(ClosingBroughtForward(step=step, by="complete"))
    return events


def nothing_left(process: Process, run: StageRun, rule: Question) -> bool:
    """Whether a duty has nothing to do: no proposal waits for a disposition, and no input is unaccounted for."""
    waiting = {
        "proposals_disposed": any(True for _ in undisposed_in(process, run)),
        "inputs_accounted": bool(unaccounted(process)),
    }
    return all(need in waiting and not waiting[need] for need in rule.complete_when)


def _too_short(process: Process, window: Window, opens_at: datetime, closes_at: datetime) -> bool:
    """Whether a computed deadline is past when the window opens, or nearer than the window has to be long."""
    return closes_at <= opens_at or closes_at < earliest_closing(process, window, opens_at)


def open_(process: Process, act: OpenStep, who: Acting) -> list[Event]:
    step = the_step(process, act.step)
    if step.opened:
        raise AlreadyDone(what="the step is open")
    wait(step.opens_at, who)
    return opened(process, process.stages[step.stage], step.rule, step.step)


def remind(process: Process, act: SendReminders, who: Acting) -> list[Event]:
    """Remind those who have not answered; a reminder overdue past the deadline is skipped, by an event."""
    step = the_step(process, act.step)
    if step.closed_at is not None:
        return _to_decide(process, step, act, who)
    if act.due_at in step.reminded:
        raise AlreadyDone(what="the reminders were sent")
    wait(act.due_at, who)
    if act.due_at not in reminders(process, step):
        raise OutOfPlace(why="no reminder is due at that instant")
    if step.closes_at is not None and who.at >= step.closes_at and not unqualified(step):
        return [RemindersSent(step=step.step, due_at=act.due_at, skipped=True)]
    after_close = step.closes_at is not None and who.at >= step.closes_at
    silent = _qualifiers(process, step) if after_close else owing(process, step)
    duty = after_close or step.rule.silence_means == "overdue"
    last = act.due_at == reminders(process, step)[-1] and duty
    escalated = step.rule.escalates_to if last else None
    sent = RemindersSent(step=step.step, due_at=act.due_at, parties=silent, escalated_to=escalated)
    if act.due_at != default_at(process, step):
        return [sent]
    default = step.rule.defaults_to
    return [sent, ClosingBroughtForward(step=step.step, by="default", ended_by=default)]


def _to_decide(process: Process, step: Step, act: SendReminders, who: Acting) -> list[Event]:
    """Remind whoever has to judge or confirm what has closed; in the end the judgement comes to its default."""
    sent, default = remind_to_decide(process, step, act, who)
    if default is None:
        return [sent]
    provisional = step.rule.confirmed_by is not None
    reached = OutcomeReached(step=step.step, outcome=default, provisional=provisional)
    return [sent, reached, *([] if provisional else settled_by(process, step, default, who.at))]


def owing(process: Process, step: Step) -> tuple[str, ...]:
    """
    Who is reminded: who is silent, and joint holders who disagree; of a duty that is not complete all who are asked.

    Who has disposed of one proposal has not disposed of the others.
    """
    if step.rule.window.on == "complete":
        return tuple(sorted(process.asked(step)))
    return tuple(sorted({*process.awaited(step), *disagreeing(process, step)}))


def reminders(process: Process, step: Step) -> list[datetime]:
    """
    The instants at which those who have not answered are reminded, as the question says.

    Where a duty has a default, the last of them is when it takes effect.
    """
    rule, found = step.rule.remind, list[datetime]()
    end = step.closes_at or step.due_at
    if rule is not None and end is not None and not step.brought_forward:
        found += [after(process, end, times(span, -1)) for span in rule.before]
    since = _owed_since(step)
    if rule is not None and rule.every is not None and since is not None:
        found += [after(process, since, times(rule.every, n)) for n in range(1, rule.at_most + 1)]
    ahead = {instant for instant in found if instant > step.opens_at}
    default = default_at(process, step)
    return sorted(ahead if default is None else {*ahead, default})


def _owed_since(step: Step) -> datetime | None:
    """From when on a duty is asked for again and again: its date or opening; the close, where a quality is awaited."""
    if step.closes_at is None:
        return max(step.due_at or step.opens_at, step.opens_at)
    return step.closes_at if unqualified(step) else None


def default_at(process: Process, step: Step) -> datetime | None:
    """
    When a duty that nobody has done comes to its default: one interval after its last reminder, or when it is due.

    Where that has passed when the question is put, and nobody is reminded, it comes to its default at once.

    Source: hard case 4
    """
    if step.rule.defaults_to is None or step.closes_at is not None:
        return None
    rule, since = step.rule.remind, max(step.due_at or step.opens_at, step.opens_at)
    if rule is None or rule.every is None:
        return since
    return after(process, since, times(rule.every, rule.at_most + 1))


def _qualifiers(process: Process, step: Step) -> tuple[str, ...]:
    """The parties that say what the answers are, for which the count waits after the close."""
    rules = [rule for rule in step.rule.answers.values() if rule.effect == "qualifies"]
    roles = {role for rule in rules for role in (rule.by or step.rule.asks)}
    return tuple(sorted(set().union(*(process.holders.get(role, set()) for role in roles))))


def readings(process: Process, step: Step) -> list[datetime]:
    """The instants at which a standing question is read; one that is past when it opens is read at once."""
    wanted = [found(process, one) for one in step.rule.window.read_at]
    fixed = [max(instant, step.opens_at) for instant in wanted if instant is not None]
    return sorted({*fixed, *recurrences(process, step)})


def recurrences(process: Process, step: Step) -> list[datetime]:
    """
    When a standing question is asked again: the times so far, and the next one. Each is counted from the opening.

    Source: hard case 3
    """
    rule = step.rule.window.recurs
    if rule is None:
        return []
    until = found(process, rule.until) if rule.until is not None else None
    last = max([step.opens_at, *(reading.due_at for reading in step.readings)])
    times_: list[datetime] = []
    while not times_ or times_[-1] <= last:
        instant = after(process, step.opens_at, times(rule.every, len(times_) + 1))
        if until is not None and instant >= until:
            break
        times_.append(instant)
    return times_


def stale(process: Process, step: Step, at: datetime) -> tuple[str, ...]:
    """Those who are asked and have not answered since the question was asked the time before: the stale list."""
    before = [instant for instant in recurrences(process, step) if instant < at]
    since = before[-1] if before else step.opens_at
    fresh = {given.party for given in step.answers if since <= given.received_at < at}
    return tuple(sorted(process.asked(step) - fresh))


def read(process: Process, act: ReadStep, who: Acting) -> list[Event]:
    step = the_step(process, act.step)
    if any(reading.due_at == act.due_at for reading in step.readings) or step.closed_at is not None:
        raise AlreadyDone(what="the question was read")
    wait(act.due_at + grace(process), who)
    if act.due_at not in readings(process, step):
        raise OutOfPlace(why="no reading is due at that instant")
    return [
        StepRead(
            step=step.step,
            due_at=act.due_at,
            figures=figures_of(process, step, act.due_at, as_of=act.due_at),
            roster=step.roster(act.due_at),
            stale=stale(process, step, act.due_at)
            if act.due_at in recurrences(process, step)
            else (),
        )
    ]


def close(process: Process, act: CloseStep, who: Acting) -> list[Event]:
    """
    Close a step. The command's own postmark is at least the deadline plus grace, so nothing in time comes later.

    :raises NotYet: the deadline and grace have not passed, or the deadline has moved
    """
    step = the_step(process, act.step)
    if step.closed_at is not None:
        raise AlreadyDone(what="the step is closed")
    closes_at = step.last_closing
    if closes_at is None:
        raise OutOfPlace(why="this step has no deadline")
    waits = request.waits_until(process, step)
    wait((waits or closes_at) + grace(process), who)
    if step.ended_by is None and step.pending:
        raise NotYet(seconds=1, due_at="when what was raised on it is settled")
    if confirm_answers_by(process, step) is not None:
        raise NotYet(seconds=1, due_at="when what was not confirmed has lapsed")
    if step.ended_by is None and waits_to_count(step):
        numbers = ", ".join(str(given.version) for given in unqualified(step))
        raise OutOfPlace(why=f"nobody has said yet what these answers are: {numbers}")
    return counted(process, step, closes_at, who.at)
