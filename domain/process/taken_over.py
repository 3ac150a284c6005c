"""A process that is taken over halfway: the stages that had ended before, as they are reported."""

from datetime import datetime

from domain.command import stage_id_of
from domain.procedure.models import Procedure
from domain.process.commands import TakenOver
from domain.process.roadmap import follow
from domain.process.state import Process, StageRun, TextVersion


def take_over(process: Process, reported: tuple[TakenOver, ...], at: datetime) -> None:
    """Let the reported stages have been: each ended with its outcome, and what follows is owed from now on."""
    for one in reported:
        owed = next(owed for owed in process.owed if owed.key == one.stage)
        process.owed.remove(owed)
        stage = stage_id_of(process.process_id, owed.key, owed.round)
        run = StageRun(
            stage,
            owed.key,
            process.procedure.stage(owed.key).kind,
            owed.round,
            one.ended_at,
            owed.follows,
            ended_at=one.ended_at,
            outcome=one.outcome,
            reported=one,
        )
        process.stages[stage] = run
        process.rounds[owed.key] = owed.round
        process.conditions.update({item.item: item.words for item in one.items})
        last = list(process.procedure.stage(owed.key).questions.values())[-1]
        process.set_by.update({item.item: last.asks for item in one.items})
        follow(process, run, one.outcome, at)


def not_a_way(
    procedure: Procedure, reported: tuple[TakenOver, ...], now: datetime | None
) -> list[str]:
    """
    Say what of the reported stages is no way through the procedure: each must be one that was owed then.

    :param now: when this record begins; None: not yet known
    """
    owed, found, last = [procedure.roadmap[0].stage], list[str](), None
    stages = {stage.stage: stage for stage in procedure.roadmap}
    for one in reported:
        stage = stages.get(one.stage)
        if stage is None or one.stage not in owed:
            found.append(
                f"taken over: {one.stage} does not follow here; {', '.join(owed) or 'nothing'} does"
            )
            break
        if one.outcome not in stage.then:
            found.append(f"taken over: {one.stage} has no outcome {one.outcome}")
            break
        if (now and one.ended_at > now) or (last and one.ended_at < last):
            found.append(f"taken over: {one.stage} ends before the stage before it, or is to come")
        last = one.ended_at
        owed.remove(one.stage)
        owed += [key for key in stage.then[one.outcome] if key in stages and key not in owed]
    return found


def agreed_before(process: Process, text: TextVersion) -> datetime | None:
    """When a text that is published here was agreed, where that is reported."""
    runs = [run for run in process.stages.values() if run.reported is not None]
    return next((r.ended_at for r in runs if r.reported and r.reported.agreed == text.text), None)
