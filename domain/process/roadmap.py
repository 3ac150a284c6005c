"""What follows which outcome: the roadmap turns a stage's outcome into the stages that are owed."""

from datetime import datetime
from uuid import UUID

from domain.procedure.models import END, READ, Stage
from domain.process.state import Owed, Process, StageRun
from domain.step.division import whole_of, whole_outcome
from domain.step.events import OutcomeSuperseded


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
    return tuple(key for key in stage.then.get(outcome, ()) if key != END)


def follows(process: Process, run: StageRun, outcome: str) -> bool:
    """Whether the roadmap names anything after this outcome that can still begin."""
    for key in targets(process, run, outcome):
        stage = process.procedure.stage(key)
        if rounds_run(process, key) < stage.rounds_at_most:
            return True
        if any(instead != END for instead in stage.after_last_round):
            return True
    return False


def rounds_run(process: Process, key: str) -> int:
    """How often a stage has run, as the bound on its rounds counts: a voided run used up no round."""
    return sum(run.key == key and not run.voided for run in process.stages.values())


def owe(process: Process, key: str, run: StageRun, outcome: str, at: datetime) -> None:
    round_ = process.rounds.get(key, 0) + 1
    stage = process.procedure.stage(key)
    if rounds_run(process, key) >= stage.rounds_at_most:
        for instead in stage.after_last_round:
            if instead != END and process.rounds.get(instead, 0) == 0:
                process.owed.append(Owed(instead, 1, at, run.stage, outcome))
        return
    if not any(owed.key == key for owed in process.owed):
        process.owed.append(Owed(key, round_, at, run.stage, outcome))


def void(process: Process, event: OutcomeSuperseded, at: datetime) -> None:
    """Void the stages that followed from the earlier outcome alone, and owe what follows from the new one."""
    run = process.stages[process.steps[event.step].stage]
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
    """A stage about a text begins when a text is in force that the earlier round was not about."""
    stage: Stage = process.procedure.stage(owed.key)
    first = next(iter(stage.questions.values()))
    if first.about != "text" or "text_published" in first.complete_when:
        return True
    text = process.text_in_force
    if text is None:
        return False
    return text.text not in _placed_before(process, owed)


def _placed_before(process: Process, owed: Owed) -> set[str | None]:
    runs = [run for run in process.stages.values() if run.key == owed.key and not run.voided]
    return {process.steps[step].text for run in runs for step in run.steps.values()}
