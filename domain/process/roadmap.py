"""What follows which outcome: the roadmap turns a stage's outcome into the stages that are owed."""

from datetime import datetime
from uuid import UUID

from domain.procedure.models import END, READ, SKIPPED, Stage
from domain.process.state import Owed, Process, StageRun
from domain.step.events import OutcomeSuperseded
from domain.step.whole import whole_of, whole_outcome
from domain.text.matter import matter_of, needs_text


def follow(process: Process, run: StageRun, outcome: str, at: datetime) -> None:
    """Owe the stages that follow an outcome. A void run is followed by nothing."""
    if run.voided or process.status == "ended":
        return
    for key in targets(process, run, outcome):
        owe(process, key, run, outcome, at)


def follow_reading(process: Process, run: StageRun, at: datetime) -> None:
    """Owe what hangs on the first reading of a standing question. The question itself stays open."""
    readings = [reading for step in run.steps.values() for reading in process.steps[step].readings]
    if len(readings) == 1:
        follow(process, run, READ, at)


def targets(process: Process, run: StageRun, outcome: str) -> tuple[str, ...]:
    stage = process.procedure.stage(run.key)
    keys = stage.otherwise if outcome == SKIPPED else stage.then.get(outcome, ())
    return tuple(key for key in keys if key != END)


def follows(process: Process, run: StageRun, outcome: str) -> bool:
    """Whether the roadmap names anything after this outcome that can still begin."""
    return any(can_begin(process, key) for key in targets(process, run, outcome))


def can_begin(process: Process, key: str) -> tuple[str, ...]:
    """The stage itself while it has a round left, else what comes after its last round and has one left."""
    stage = process.procedure.stage(key)
    if rounds_run(process, key) < stage.rounds_at_most:
        return (key,)
    return tuple(instead for instead in stage.after_last_round if _has_round(process, instead))


def _has_round(process: Process, key: str) -> bool:
    return key != END and rounds_run(process, key) < process.procedure.stage(key).rounds_at_most


def rounds_run(process: Process, key: str) -> int:
    """How often a stage has run, as the bound on its rounds counts: a voided or skipped run used up no round."""
    return sum(run.key == key and run.counts for run in process.stages.values())


def owe(process: Process, key: str, run: StageRun, outcome: str, at: datetime) -> None:
    for one in can_begin(process, key):
        if not any(owed.key == one for owed in process.owed):
            round_ = process.rounds.get(one, 0) + 1
            process.owed.append(Owed(one, round_, at, run.stage, outcome))


def void(process: Process, event: OutcomeSuperseded, at: datetime) -> None:
    """Void the stages that followed from the earlier outcome alone, and owe what follows from the new one."""
    run = process.stages[process.steps[event.step].stage]
    if event.voided:
        process.paragraphs = process.paragraphs.without(set(event.voided))
    for stage in event.voided:
        process.stages[stage].voided = True
        process.stages[stage].ended_at = at
        for step in process.stages[stage].steps.values():
            if process.steps[step].closed_at is None:
                process.steps[step].closed_at = at
                process.steps[step].outcome = "voided"
    new = whole_outcome(process, whole_of(process, process.steps[event.step])) or event.new
    if run.outcome is not None and (event.old != event.new or new != run.outcome):
        process.owed = [owed for owed in process.owed if owed.follows != run.stage]
        run.outcome = new
        if process.status == "ended" and follows(process, run, new):
            process.status, process.outcome, process.ended_at = "running", None, None
        follow(process, run, new, at)


def followers(process: Process, stage: UUID) -> tuple[UUID, ...]:
    """List the stages that began because of this stage, and because of those, in the order of the record."""
    found: list[UUID] = []
    for run in process.stages.values():
        if not run.voided and (run.follows == stage or run.follows in found):
            found.append(run.stage)
    return tuple(found)


def ready(process: Process, owed: Owed) -> bool:
    """Whether a stage that is owed can begin: what it waits for is over, and the text that it is about is there."""
    stage = process.procedure.stage(owed.key)
    return not waits(process, stage) and _has_its_text(process, owed, stage)


def waits(process: Process, stage: Stage) -> bool:
    """
    Tracks that join: whether one of them runs, is owed, or can still follow from what runs or is owed.

    Where nothing runs and all that is owed waits for one another, none of it can come: the first waits no longer.
    """
    if not _held_up(process, stage):
        return False
    running = any(run.ended_at is None for run in process.stages.values())
    owed = [process.procedure.stage(one.key) for one in process.owed]
    return running or not all(_held_up(process, one) for one in owed) or owed[0] != stage


def _held_up(process: Process, stage: Stage) -> bool:
    if not stage.waits_for:
        return False
    going = [run.key for run in process.stages.values() if run.ended_at is None]
    going += [owed.key for owed in process.owed]
    return bool(process.procedure.reached_from(going, stage.stage) & set(stage.waits_for))


def _has_its_text(process: Process, owed: Owed, stage: Stage) -> bool:
    """
    A stage about a text begins when a text is in force that the earlier round was not about.

    Where the procedure says so, a further round goes on with the text as it stands.
    """
    name, first = next(iter(stage.questions.items()))
    if not needs_text(first):
        return True
    text = matter_of(process, None, name, first)
    again = stage.text == "as_it_stands"
    return text is not None and (again or text.text not in _placed_before(process, owed))


def _placed_before(process: Process, owed: Owed) -> set[str | None]:
    runs = [run for run in process.stages.values() if run.key == owed.key and not run.voided]
    return {process.steps[step].text for run in runs for step in run.steps.values()}
