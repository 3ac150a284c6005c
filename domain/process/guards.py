"""
Guards: conditions of the procedure that an act must meet. The refusal, its code and its words are the procedure's.
"""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from domain.command import stage_id_of, step_id_of
from domain.procedure.models import Stage
from domain.process.facts import FactsOf, facts_of
from domain.process.roadmap import targets
from domain.process.state import Process, StageRun
from domain.refused import ConditionNotMet, OutOfPlace
from domain.rule.condition import Condition, first_that_fails, within
from domain.rule.models import CHOSEN
from domain.step.commands import Answer
from domain.step.state import Step

UNNAMED = "ConditionNotMet"


def code_of(condition: Condition) -> str:
    """The code of the refusal where a condition that guards an act does not hold."""
    return condition.otherwise.code if condition.otherwise else UNNAMED


def guard(conditions: tuple[Condition, ...], facts: FactsOf) -> None:
    """
    Whether an act meets the conditions that guard it.

    :raises ConditionNotMet: with the code and the words that the procedure gives
    """
    failed = first_that_fails(conditions, facts)
    if failed is None:
        return
    words = failed.otherwise
    raise ConditionNotMet(
        called=words.code if words else UNNAMED,
        says=words.says if words else "A condition of the procedure is not met.",
        measured=_measured(failed, facts),
    )


def _measured(failed: Condition, facts: FactsOf) -> str:
    """Of a notice: how many days there are, counted on local dates."""
    if failed.before is None or failed.notice is None:
        return ""
    until = facts.instant(failed.before.model_copy(update={"at_time": None}))
    if until is None:
        return ""
    days = days_between(facts.process, facts.now, until)
    needed = f"{failed.notice.n} {failed.notice.unit.replace('_', ' ')}"
    return f" There are {days} days until {facts.process.procedure.shown(until)}; needed: {needed}."


def days_between(process: Process, start: datetime, end: datetime) -> int:
    """Days from one local date of the venue to another."""
    zone = ZoneInfo(process.procedure.zone)
    return (end.astimezone(zone).date() - start.astimezone(zone).date()).days


def may_say(
    process: Process, step: Step, act: Answer, now: datetime, waived: str | None = None
) -> None:
    """
    Whether the conditions hold that guard an answer.

    :param waived: the code of a guard of the answer that is set aside; what a stage needs is never
    :raises ConditionNotMet: a guard of the answer, or of the stage that it would lead into
    """
    rule = step.rule.answers[act.answer]
    guards = tuple(one for one in rule.only_if if code_of(one) != waived)
    if guards:
        guard(guards, facts_of(process, step, now))
    chooses = any(CHOSEN in case.permits for case in step.rule.adds_up_to)
    if act.choice and chooses and step.rule.window.on == "answered":
        may_lead_in(process, step, act.choice, now)


def may_lead_in(process: Process, step: Step, outcome: str, now: datetime) -> None:
    """
    Whether a person's act may bring this outcome: the stages that follow must be able to begin.

    Only where their condition names a refusal: without one, the stage waits. The condition is looked at as it will be
    when the act is done: with this outcome, and this stage over.

    :raises ConditionNotMet: a need of the stage that would follow
    """
    run = process.stages[step.stage]
    if list(process.procedure.stage(run.key).questions)[-1] != step.question:
        return
    after = FactsOf(process, now, ending=(step, outcome))
    for key in targets(process, run, outcome):
        needs = process.procedure.stage(key).needs
        guard(tuple(one for one in needs if one.otherwise), after)


def not_put(process: Process, step: UUID, now: datetime) -> None:
    """
    Say of a question that is not put yet why it is not, where it is one of this procedure.

    :raises ConditionNotMet: its stage needs something that is not there
    :raises OutOfPlace: its turn has not come
    """
    for stage, question in _to_come(process, step):
        guard(tuple(one for one in stage.needs if one.otherwise), FactsOf(process, now))
        title = stage.questions[question].title
        raise OutOfPlace(why=f"the question “{title}” is not put yet")


def _to_come(process: Process, step: UUID) -> Iterator[tuple[Stage, str]]:
    running = {run.key: run for run in process.stages.values() if run.ended_at is None}
    for stage in process.procedure.roadmap:
        found = _run_id(process, stage.stage, running.get(stage.stage))
        for question in stage.questions:
            if step_id_of(found, question) == step:
                yield stage, question


def _run_id(process: Process, key: str, run: StageRun | None) -> UUID:
    """The run of a stage that runs, or its next one."""
    return (
        run.stage if run else stage_id_of(process.process_id, key, process.rounds.get(key, 0) + 1)
    )


def needed_instants(process: Process, conditions: tuple[Condition, ...]) -> list[datetime]:
    """The instants from which on a condition may hold that is about the passing of time."""
    facts = FactsOf(process, process.instant)
    found = [facts.instant(one.after) for one in within(conditions) if one.after is not None]
    return sorted(instant for instant in found if instant is not None)
