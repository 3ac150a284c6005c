"""
Adopting a new version of the procedure while a process runs.

What was put to the parties keeps the rules that it was put under; what is not yet put goes by the new version. So a
round or a stage can be inserted, and a later window changed, and nobody's open question changes under their hands.

Source: architecture 6, adopting a new version is a recorded event
"""

from collections.abc import Iterator
from datetime import datetime

from domain.calendar.working_days import lists_of
from domain.event import Event
from domain.participation.authority import Acting, require_chair
from domain.participation.weights import weightless
from domain.procedure.models import Procedure, Stage
from domain.procedure.question import Question
from domain.process.commands import AmendProcedure
from domain.process.events import ProcedureAdopted
from domain.process.state import Adopted, Process, StageRun
from domain.record.recorded import Recorded
from domain.refused import AlreadyDone, ChangesWhatWasPut, Malformed
from domain.step.state import Step
from domain.step.telling import milestone
from domain.step.whole import whole_of

MAY_CHANGE = ("title", "remind", "escalates_to")
"""What of a question that was put a new version may change, where the act names it. Nothing that decides anything."""


def amend(process: Process, act: AmendProcedure, who: Acting) -> list[Event]:
    """
    Adopt a new version of the procedure from now on.

    :raises ChangesWhatWasPut: it changes a question of a running stage that was put, a stage that has run or is owed,
        a role that somebody holds, or the venue of an open deadline
    """
    require_chair(who, "adopt a new version of the procedure")
    new = act.procedure
    if new.sha256() == process.procedure_sha256:
        raise AlreadyDone(what="these are the rules in force")
    problems = [*_identity(process, new), *_given(process, act), *_also(act)]
    problems += weightless(tuple(process.parties.values()), new)
    if problems:
        raise Malformed(problem="; ".join(problems[:10]))
    for what, why in changed(process, new, act.also_open):
        raise ChangesWhatWasPut(what=what, why=why)
    return [
        ProcedureAdopted(
            procedure=new,
            procedure_sha256=new.sha256(),
            old_sha256=process.procedure_sha256,
            calendars=act.calendars,
            dates=act.dates,
            also_open=act.also_open,
            grounds=act.grounds,
        )
    ]


def _identity(process: Process, new: Procedure) -> Iterator[str]:
    old = process.procedure
    if new.procedure != old.procedure:
        yield f"this is another procedure, {new.procedure}; the process runs {old.procedure}"
    if new.version <= old.version:
        yield f"its version must be higher than {old.version}, the one in force"


def _given(process: Process, act: AmendProcedure) -> Iterator[str]:
    """Dates that the new version needs are given, and one that was given before does not move by the way."""
    for date in act.procedure.dates:
        if date not in act.dates and date not in process.dates:
            yield f"the date {date} is needed"
    for date, instant in act.dates.items():
        if date not in act.procedure.dates:
            yield f"the procedure knows no date {date}"
        elif process.dates.get(date, instant) != instant:
            yield f"the date {date} was given before; a new version does not move it"
    library = (*process.calendars.values(), *act.calendars)
    wanted = {venue.calendar for venue in act.procedure.venues.values() if venue.calendar}
    for name in sorted(wanted):
        if not lists_of(library, name):
            yield f"the calendar {name} is needed"


def _also(act: AmendProcedure) -> Iterator[str]:
    for name in act.also_open:
        if name not in MAY_CHANGE:
            yield f"{name} of a question that was put never changes; what may: {', '.join(MAY_CHANGE)}"


def changed(
    process: Process, new: Procedure, also_open: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    """Find what of the past and of the present a new version would change: what, and why it may not."""
    yield from _stages(process, new)
    yield from _roles(process, new)
    if process.open_steps() and _places(process.procedure) != _places(new):
        yield "the venue", "a question is open, and its local dates count there"
    yield from _weights(process, new)
    stages = {stage.stage: stage for stage in new.roadmap}
    for run in process.stages.values():
        if run.ended_at is None and run.key in stages:
            yield from _running(process, run, stages[run.key], also_open)


def _weights(process: Process, new: Procedure) -> Iterator[tuple[str, str]]:
    used = {one.weigh for step in process.steps.values() for one in step.rule.counts.values()}
    for key, weight in process.procedure.weights.items():
        other = new.weights.get(key)
        if key in used and (other is None or other.groups != weight.groups):
            yield f"the weight {key}", "a question that was put counts by it"


def _places(procedure: Procedure) -> object:
    return procedure.venues[procedure.venue]


def _stages(process: Process, new: Procedure) -> Iterator[tuple[str, str]]:
    """What has run stays named, so that the record can be read; what is owed can still begin."""
    kinds = {stage.stage: stage.kind for stage in new.roadmap}
    for run in process.stages.values():
        if run.key not in kinds:
            yield f"the stage {run.key}, which it leaves out", "it has run, and is on record"
        elif kinds[run.key] != run.kind and run.ended_at is None:
            yield f"the kind of the stage {run.key}", "it is running"
    for owed in process.owed:
        if owed.key not in kinds:
            yield f"the stage {owed.key}, which it leaves out", "it is the next one to begin"


def _roles(process: Process, new: Procedure) -> Iterator[tuple[str, str]]:
    for key, role in process.procedure.roles.items():
        if not process.holders.get(key):
            continue
        if key not in new.roles:
            yield f"the role {key}, which it leaves out", "somebody holds it"
        elif new.roles[key].role_class != role.role_class:
            yield f"the class of the role {key}", "somebody holds it, and the class carries rights"


def _running(
    process: Process, run: StageRun, stage: Stage, also_open: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    asked = process.procedure.stage(run.key).questions
    put = [
        name for name in run.steps if name in asked
    ]  # not what was raised on one, or divided off
    if list(stage.questions)[: len(put)] != put:
        yield f"the order of the questions of {run.key}", f"{', '.join(put)} came first"
    for name in put:
        step = process.steps[run.steps[name]]
        rule = stage.questions.get(name)
        if rule is None:
            yield f"the question {run.key}.{name}, which it leaves out", _state(step)
            continue
        for field in Question.model_fields:
            if getattr(rule, field) != getattr(step.rule, field) and field not in also_open:
                yield f"{field} of {run.key}.{name}", _state(step)


def _state(step: Step) -> str:
    return (
        "this question is settled" if step.settled else "this question was put and is not settled"
    )


def adopted(process: Process, recorded: Recorded, event: ProcedureAdopted, at: datetime) -> None:
    """Go by the new version from now on. What was put keeps its rules, but for what the event names."""
    process.procedure = event.procedure
    process.procedure_sha256 = event.procedure_sha256
    process.dates.update(event.dates)
    process.calendars.update({calendar.key: calendar for calendar in event.calendars})
    process.adopted.append(
        Adopted(recorded.envelope.version, at, event.procedure.version, event.procedure_sha256)
    )
    for run in process.stages.values():
        if run.ended_at is None:
            _renew(process, run, event)
    milestone(process, recorded, None, at)


def _renew(process: Process, run: StageRun, event: ProcedureAdopted) -> None:
    """What was divided off goes on as the question that it was taken from; what was raised keeps its own rules."""
    questions = event.procedure.stage(run.key).questions
    for step_id in run.steps.values():
        step = process.steps[step_id]
        question = questions.get(whole_of(process, step).question)
        if question is not None:
            new = {field: getattr(question, field) for field in event.also_open}
            step.rule = step.rule.model_copy(update=new)
