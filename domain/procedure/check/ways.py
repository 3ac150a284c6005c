"""
The check of a procedure's ways: that every stage can be reached, and that none waits for what never comes.
"""

from collections.abc import Iterator

from domain.procedure.check.rule import facts
from domain.procedure.finding import Finding, Place, error
from domain.procedure.models import END, Procedure, Stage
from domain.rule.condition import within


def check_ways(procedure: Procedure) -> Iterator[Finding]:
    yield from _reachable(procedure)
    for index, stage in enumerate(procedure.roadmap):
        yield from _joins(procedure, stage, ("roadmap", index, "waits_for"))
        yield from _begins(procedure, stage, ("roadmap", index, "begins"))
        yield from _conditions(procedure, stage, ("roadmap", index))
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
    parts = stage.begins.parts() if stage.begins else []
    for date in (part.date for part in parts if part.date is not None):
        if date not in procedure.dates:
            yield error(
                place, f"there is no date {date}", "the stage could not begin", "add it to dates"
            )


def _conditions(procedure: Procedure, stage: Stage, place: Place) -> Iterator[Finding]:
    """What a stage needs, and what follows where it is left out."""
    for name in ("needs", "only_if"):
        for one in within(getattr(stage, name)):
            yield from facts(procedure, one, (*place, name))
            if one.count is not None:
                yield error(
                    (*place, name),
                    f"it counts {one.count}, and before a stage begins there is nothing to count",
                    "it would be zero",
                    "look at an outcome, a date, a text or a round",
                )
    yield from _needs_itself(stage, place)
    yield from _needs_what_follows(procedure, stage, place)
    if bool(stage.only_if) != bool(stage.otherwise):
        yield error(
            (*place, "only_if"),
            "a stage with a condition and what follows in its place belong together",
            "nobody could say how the process goes on",
            "give both only_if and otherwise; [end] where nothing follows",
        )
    for key in stage.otherwise:
        if key != END and not any(key == other.stage for other in procedure.roadmap):
            yield error(
                (*place, "otherwise"),
                f"there is no stage {key}",
                "it cannot follow",
                "name one",
            )
    ring = _stands_in_for_itself(procedure, stage)
    if ring:
        yield error(
            (*place, "otherwise"),
            f"stages stand in for each other in a ring: {', '.join(ring)}",
            "where none of their conditions holds each is left out for the next, and the process never comes to rest",
            "let one of them lead elsewhere: otherwise: [end], or a stage without a condition",
        )


def _stands_in_for_itself(procedure: Procedure, stage: Stage) -> list[str]:
    """Find the stages that can be left out, one after another, until this one comes again; none: it never does."""
    stages = {one.stage: one for one in procedure.roadmap}
    ways = [[stage.stage, key] for key in stage.otherwise]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        key = way[-1]
        if key == stage.stage:
            return way
        if key in stages and key not in seen and stages[key].only_if:
            seen.add(key)
            ways += [[*way, other] for other in stages[key].otherwise]
    return []


def _needs_what_follows(procedure: Procedure, stage: Stage, place: Place) -> Iterator[Finding]:
    """What it needs must be able to come without it."""
    before = procedure.reached_from([procedure.roadmap[0].stage], stage.stage)
    known = {one.stage for one in procedure.roadmap} - {stage.stage}
    for one in stage.needs:
        key = (one.outcome or one.open or one.answered or "").partition(".")[0]
        if key in known - before:
            yield error(
                (*place, "needs"),
                f"it needs something of {key}, which begins only after {stage.stage}",
                "it waits for ever",
                "need what comes before it, or beside it",
            )


def _needs_itself(stage: Stage, place: Place) -> Iterator[Finding]:
    for one in within(stage.needs):
        named = (one.outcome or one.open or one.answered or "").partition(".")[0]
        if named == stage.stage and stage.rounds_at_most == 1:
            yield error(
                (*place, "needs"),
                f"{stage.stage} needs something of itself before it begins",
                "it waits for ever",
                "look at another stage",
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
