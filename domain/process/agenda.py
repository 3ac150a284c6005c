"""
The agenda: what falls due, and when. A pure function of the process.

Every entry ends by an event, so none stays due for ever. The workflows sleep until the next entry, the rehearsal steps
to it, the coordinator's screen shows it.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from domain.command import Clockwork, stage_id_of, step_id_of
from domain.event import Event
from domain.model import stamp
from domain.procedure.kinds import KINDS
from domain.procedure.models import CUT_SHORT, Stage
from domain.process.carrying import to_carry
from domain.process.commands import BeginStage, FinishStage
from domain.process.course import clocks_stand, runs_on
from domain.process.facts import FactsOf
from domain.process.guards import needed_instants
from domain.process.roadmap import ready
from domain.process.state import Owed, Process, StageRun
from domain.rule.condition import first_that_fails
from domain.step.about_answers import waits_to_count
from domain.step.clockwork import can_be_put, next_question, readings, reminders
from domain.step.commands import (
    CloseStep,
    LapseAnswers,
    LapseConfirmation,
    OpenStep,
    ReadStep,
    ScheduleStep,
    SendReminders,
)
from domain.step.confirming import confirm_answers_by
from domain.step.deciding import decision_reminders
from domain.step.events import Answered, AnswerWithdrawn
from domain.step.meeting import suspended_since
from domain.step.raising import next_raised, parent_of, waits_for_raised
from domain.step.request import waits_until
from domain.step.settle import confirm_by
from domain.step.state import Raised, Step
from domain.step.when import begins_at, grace
from domain.text.matter import matter_of

PROCESS_WORKFLOW = "NegotiationProcess"

UNMOVED_BY = (Answered, AnswerWithdrawn)
"""Events that change no agenda: what is said waits for its close like everything else."""


@dataclass(frozen=True, slots=True)
class Due:
    """One entry: when, whose workflow, and the act that is due. `due_at` is on the clock of the process."""

    due_at: datetime
    workflow: str
    act: Clockwork
    command_id: str


@dataclass(frozen=True, slots=True)
class Alarm:
    """The first entry of one workflow."""

    workflow: str
    workflow_type: str
    due_at: datetime | None
    due: bool
    command_id: str | None


def agenda(process: Process) -> list[Due]:
    """List what falls due, earliest first."""
    found = _stages_owed(process) if process.paused_at is None else []
    found += _to_carry(process)
    for run in process.stages.values():
        if run.ended_at is None:
            found += stage_agenda(process, run)
    return sorted(found, key=lambda due: (due.due_at, due.command_id))


def _to_carry(process: Process) -> list[Due]:
    workflow = process_workflow(process)
    return [Due(one.since, workflow, one.note, one.command_id) for one in to_carry(process)]


def first_due(process: Process) -> datetime | None:
    entries = agenda(process)
    return entries[0].due_at if entries else None


def process_workflow(process: Process) -> str:
    return f"process/{process.process_id}"


def stage_workflow(run: StageRun) -> str:
    return f"stage/{run.stage}"


def _stages_owed(process: Process) -> list[Due]:
    found: list[Due] = []
    for owed in process.owed:
        since = can_begin_at(process, owed)
        if since is not None:
            stage = stage_id_of(process.process_id, owed.key, owed.round)
            found.append(
                Due(since, process_workflow(process), BeginStage(stage=stage), f"begin:{stage}")
            )
    return found


def can_begin_at(process: Process, owed: Owed) -> datetime | None:
    """From when on a stage that is owed can begin, as far as the record tells; None: it waits for something."""
    if not ready(process, owed):
        return None
    stage = process.procedure.stage(owed.key)
    since = max(owed.since, _text_since(process, stage)) if owed.follows else owed.since
    begins = begins_at(process, stage, owed.since)
    since = max(since, begins) if begins else since
    for instant in [since, *needed_instants(process, stage.needs)]:
        at = max(since, instant)
        facts = FactsOf(process, max(at, process.instant))
        if first_that_fails(stage.needs, facts) is None:
            return at
    return None


def _text_since(process: Process, stage: Stage) -> datetime:
    name, first = next(iter(stage.questions.items()))
    text = matter_of(process, None, name, first)
    return text.published_at if text else process.started_at


def stage_agenda(process: Process, run: StageRun) -> list[Due]:
    """
    What is due in one stage: its open steps' entries, the next question, or its end.

    Once the process has ended nothing more is put: what is open closes, and the stage is over.
    """
    workflow = stage_workflow(run)
    found: list[Due] = []
    for step_id in run.steps.values():
        step = process.steps[step_id]
        if step.closed_at is None and runs_on(process, step):
            found += step_agenda(process, step, workflow)
        if not clocks_stand(process) and process.status == "running":
            found += _unconfirmed(process, step, workflow)
    if process.paused_at is not None or suspended_since(process, run) is not None:
        return found
    if process.status == "ended":
        return found or [_finish(process, run)]
    found += [_raised(process, run, one, workflow) for one in next_raised(process, run)]
    question = next_question(process, run)
    steps = [process.steps[one] for one in run.steps.values()]
    ended = any(step.outcome in CUT_SHORT for step in steps)
    for step in steps if not ended else ():
        found += _undecided(process, step, workflow)
    if question is None or ended:
        if not found and not waits_for_raised(process, run):
            found.append(_finish(process, run))
    elif question not in run.steps and can_be_put(process, run, question):
        step_id = step_id_of(run.stage, question)
        since = _since(process, run)
        found.append(Due(since, workflow, ScheduleStep(step=step_id), f"schedule:{step_id}"))
    return found


def _finish(process: Process, run: StageRun) -> Due:
    act = FinishStage(stage=run.stage)
    again = f":{run.finished}" if run.finished else ""
    name = f"finish:{run.stage}{again}"
    return Due(_since(process, run), stage_workflow(run), act, name)


def _raised(process: Process, run: StageRun, one: Raised, workflow: str) -> Due:
    """A question that was raised, when its turn has come: at once, or when another on the same question is settled."""
    parent = parent_of(process, run, one.step)
    others = [process.steps[s] for s in (parent.raised if parent else ()) if s in process.steps]
    since = max([one.at, *(s.closed_at for s in others if s.closed_at is not None)])
    return Due(since, workflow, ScheduleStep(step=one.step), f"schedule:{one.step}")


def _unconfirmed(process: Process, step: Step, workflow: str) -> list[Due]:
    """The limit within which a provisional outcome can be confirmed."""
    due_at = confirm_by(process, step)
    if due_at is None or step.pending:
        return []
    act = LapseConfirmation(step=step.step, due_at=due_at)
    name = f"unconfirmed:{step.step}:{stamp(due_at)}"
    return [Due(due_at + grace(process), workflow, act, name)]


def _undecided(process: Process, step: Step, workflow: str) -> list[Due]:
    """The next reminder of a judgement or a confirmation that is owed."""
    for due_at in decision_reminders(process, step):
        if due_at not in step.reminded:
            return [_remind(step, due_at, workflow)]
    return []


def _remind(step: Step, due_at: datetime, workflow: str) -> Due:
    act = SendReminders(step=step.step, due_at=due_at)
    return Due(due_at, workflow, act, f"remind:{step.step}:{stamp(due_at)}")


def _since(process: Process, run: StageRun) -> datetime:
    closes = [process.steps[step].closed_at for step in run.steps.values()]
    return max([run.began_at, *(at for at in closes if at is not None)])


def step_agenda(process: Process, step: Step, workflow: str) -> list[Due]:
    """What is due on one open step: opening, reminders, readings, closing."""
    found: list[Due] = []
    if not step.opened:
        found.append(Due(step.opens_at, workflow, OpenStep(step=step.step), f"open:{step.step}"))
    last = step.last_closing
    if last is not None and (step.ended_by or not waits_to_count(step)):
        act = CloseStep(step=step.step, closes_at=last)
        name = f"close:{step.step}:{stamp(last)}"
        ends = waits_until(process, step) or last
        found.append(Due(ends + grace(process), workflow, act, name))
    lapses_at = confirm_answers_by(process, step)
    if lapses_at is not None:
        lapse = LapseAnswers(step=step.step, due_at=lapses_at)
        # before "close" at the same instant; of each text its own, since a further one may have the same limit
        name = f"answers-lapse:{step.step}:{stamp(lapses_at)}:{step.text}"
        found.append(Due(lapses_at + grace(process), workflow, lapse, name))
    for due_at in reminders(process, step):
        if due_at not in step.reminded and step.stopped_at is None:
            found.append(_remind(step, due_at, workflow))
            break
    if step.rule.window.read_at or step.rule.window.recurs:
        found += _readings(process, step, workflow)
    return found


def _readings(process: Process, step: Step, workflow: str) -> list[Due]:
    done = {reading.due_at for reading in step.readings}
    return [
        Due(
            due_at + grace(process),
            workflow,
            ReadStep(step=step.step, due_at=due_at),
            f"read:{step.step}:{stamp(due_at)}",
        )
        for due_at in readings(process, step)
        if due_at not in done
    ]


def alarms(process: Process, now: datetime) -> dict[str, Alarm]:
    """
    The first entry of every workflow of this process that still runs.

    :param now: the database clock; a rehearsal looks at its own
    """
    clock = process.now if process.clock == "stepped" and process.now is not None else now
    goes_on = process.status == "running" or to_carry(process)
    types = {process_workflow(process): PROCESS_WORKFLOW} if goes_on else {}
    for run in process.stages.values():
        if run.ended_at is None:
            types[stage_workflow(run)] = workflow_type(run.kind)
    found = {name: Alarm(name, kind, None, False, None) for name, kind in types.items()}
    for due in reversed(agenda(process)):
        if due.workflow in types:
            found[due.workflow] = Alarm(
                due.workflow, types[due.workflow], due.due_at, due.due_at <= clock, due.command_id
            )
    return found


def moves_nothing(process: Process, event: Event) -> bool:
    """
    Whether an event leaves the agenda as it was.

    With an answer a count may go on that waits for qualities, a stage may begin that needs it, and a close may wait for
    what a request comes to.
    """
    if not isinstance(event, UNMOVED_BY):
        return False
    if any(process.procedure.stage(owed.key).needs for owed in process.owed):
        return False
    rule = process.steps[event.step].rule
    return not rule.qualified() and rule.pending_at_expiry is None


def later(told: dict[str, Alarm], process: Process, now: datetime) -> dict[str, Alarm]:
    """
    The alarms after events that leave the agenda as it was: only the clock has gone on.

    :param told: the alarms before those events
    """
    clock = process.now if process.clock == "stepped" and process.now is not None else now
    return {
        name: alarm if alarm.due == _is_due(alarm, clock) else replace(alarm, due=not alarm.due)
        for name, alarm in told.items()
    }


def _is_due(alarm: Alarm, clock: datetime) -> bool:
    return alarm.due_at is not None and alarm.due_at <= clock


def workflow_type(kind: str) -> str:
    """The workflow type of a stage kind: its own where the stage is composite, else that of a single question."""
    return KINDS[kind].workflow_type
