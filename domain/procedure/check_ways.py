"""
The check of a procedure's ways: that every stage can be reached, and that none waits for what never comes.
"""

from collections.abc import Iterator

from domain.procedure.finding import Finding, Place, error
from domain.procedure.models import END, Procedure, Stage


def check_ways(procedure: Procedure) -> Iterator[Finding]:
    yield from _reachable(procedure)
    for index, stage in enumerate(procedure.roadmap):
        yield from _joins(procedure, stage, ("roadmap", index, "waits_for"))
        yield from _begins(procedure, stage, ("roadmap", index, "begins"))
        yield from _after_last_round(procedure, stage, ("roadmap", index, "after_last_round"))


def sequence(stage: Stage, place: Place) -> Iterator[Finding]:
    """A sequence names each of its questions once in its order: a mapping in a file has none that is kept."""
    if sorted(stage.order) != sorted(stage.questions):
        yield error(
            (*place, "order"),
            "a sequence names each of its questions once, in the order in which they are put",
            "nobody could say which comes next",
            f"order: [{', '.join(stage.questions)}]",
        )


def _reachable(procedure: Procedure) -> Iterator[Finding]:
    reached = procedure.reached_from([procedure.roadmap[0].stage])
    for index, stage in enumerate(procedure.roadmap):
        if stage.stage not in reached:
            yield error(
                ("roadmap", index),
                f"nothing leads to the stage {stage.stage}",
                "it never begins",
                "lead to it",
            )


def _joins(procedure: Procedure, stage: Stage, place: Place) -> Iterator[Finding]:
    """A join waits for tracks: they must be there, and none of them may wait for the join."""
    stages = {one.stage: one for one in procedure.roadmap}
    for key in stage.waits_for:
        if key not in stages:
            yield error(place, f"there is no stage {key}", "it waits for nothing", "name a stage")
        elif stage.stage in _waits_for(stages, key):
            yield error(
                place,
                f"{stage.stage} waits for {key}, which waits for {stage.stage}",
                "neither would ever begin",
                "let one of them go on without the other",
            )
        elif key not in procedure.reached_from([procedure.roadmap[0].stage], stage.stage):
            yield error(
                place,
                f"{key} begins only after {stage.stage}, which waits for it",
                "the tracks could never join here",
                "wait for what runs beside it",
            )


def _waits_for(stages: dict[str, Stage], key: str) -> set[str]:
    """What a stage waits for, and what that waits for in turn; a stage waits for itself where it is a join."""
    found, queue = set[str](), [key]
    while queue:
        one = stages.get(queue.pop())
        for other in one.waits_for if one else ():
            if other not in found:
                found.add(other)
                queue.append(other)
    return found


def _begins(procedure: Procedure, stage: Stage, place: Place) -> Iterator[Finding]:
    date = stage.begins.date if stage.begins else None
    if date is not None and date not in procedure.dates:
        yield error(
            place, f"there is no date {date}", "the stage could not begin", "add it to dates"
        )


def _after_last_round(procedure: Procedure, stage: Stage, place: Place) -> Iterator[Finding]:
    keys = {one.stage for one in procedure.roadmap} | {END}
    for key in stage.after_last_round:
        if key not in keys:
            yield error(place, f"there is no stage {key}", "it cannot follow", "name one")
        elif key == stage.stage:
            yield error(
                place,
                f"after its last round {key} would follow itself",
                "it has no round left",
                "lead to another stage, or to [end]",
            )
