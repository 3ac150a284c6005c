"""A thousand procedures drawn at random, each played at random: the promises that hold for every procedure."""

from collections import Counter
from datetime import datetime

import pytest

from domain.participation.authority import Acting
from domain.procedure.check.procedure import errors
from domain.process import roadmap
from domain.process.fold import replay
from domain.process.state import Process, StageRun
from domain.step import decide, fold
from domain.step.events import StepClosed
from domain.step.state import Given, Step
from tests.procedures.course import Course, course_of
from tests.procedures.drawn import drawn

SEEDS = 1000
BUNDLE = 50


@pytest.mark.parametrize("first", range(0, SEEDS, BUNDLE))
def test_a_process_drawn_at_random_ends_and_loses_nothing(first: int) -> None:
    for seed in range(first, first + BUNDLE):
        keeps_its_promises(seed)


def keeps_its_promises(seed: int) -> Course:
    procedure = drawn(seed)
    assert errors(procedure) == [], f"seed {seed}"
    course = course_of(procedure, seed)
    try:
        _nothing_is_stuck(course.process)
        _every_outcome_leads_on(course.process)
        _what_was_said_in_time_is_counted(course)
        _replay_gives_the_same_end(course)
    except AssertionError as error:
        raise AssertionError(f"seed {seed}: {error}") from error
    return course


def test_the_thousand_are_no_trifles() -> None:
    courses = [keeps_its_promises(seed) for seed in range(2 * BUNDLE)]
    became = Counter(sent.became for course in courses for sent in course.sent)
    assert became["accepted"] > 500
    assert became["DeadlinePassed"] > 20
    assert became["NotPermitted"] > 20
    outcomes = {step.outcome for course in courses for step in course.process.steps.values()}
    assert outcomes >= {"held", "broken", "carried", "lost", "revise", "withdrawn", "consolidated"}
    assert outcomes >= {"divided", "revise", "proceed"}
    assert max(len(course.process.stages) for course in courses) >= 6
    types = Counter(name for course in courses for name in course.play.types())
    assert min(types["AnswersLapsed"], types["AnswerWithdrawn"], types["TextPublished"]) > 5
    steps = [step for course in courses for step in course.process.steps.values()]
    assert sum(bool(step.carried) for step in steps) > 1
    assert sum(bool(step.qualities) for step in steps) > 5
    assert sum("recuse" in step.figures.given for step in steps if step.figures) > 5
    tests = [test for step in steps if step.figures for test in step.figures.tests]
    assert {test.met for test in tests} >= {"yes", "no"}


def test_the_same_seed_gives_the_same_course() -> None:
    one, other = course_of(drawn(7), 7), course_of(drawn(7), 7)
    assert [str(sent) for sent in one.sent] == [str(sent) for sent in other.sent]


def _loses_every_seventh(step: Step, given: Given) -> None:
    if given.version % 7:
        ADD(step, given)


def _leads_to_the_first_only(process: Process, run: StageRun, outcome: str) -> tuple[str, ...]:
    return TARGETS(process, run, outcome)[:1]


def _takes_what_is_late(step: Step, who: Acting, party: str) -> None:
    """No act is ever late."""


def _lapses_nothing(step: Step, at: datetime) -> None:
    """What was not confirmed on the new text stands."""
    step.text_changed_at = None


def _carries_nothing(process: Process, step: Step) -> None:
    """A further round begins with nothing."""


def _nobody_stands_aside(step: Step, as_of: datetime | None = None) -> set[str]:
    return set()


ADD, TARGETS = Step.add, roadmap.targets


@pytest.mark.parametrize(
    ("room", "name", "broken"),
    [
        (Step, "add", _loses_every_seventh),
        (roadmap, "targets", _leads_to_the_first_only),
        (decide, "in_time", _takes_what_is_late),
        (fold, "lapse_unconfirmed", _lapses_nothing),
        (fold, "put_after", _carries_nothing),
        (Step, "aside", _nobody_stands_aside),
    ],
    ids=[
        "an act is lost",
        "a way is forgotten",
        "a late act counts",
        "what was not confirmed stands",
        "nothing is carried over",
        "who is recused counts",
    ],
)
def test_a_broken_engine_is_found_out(
    monkeypatch: pytest.MonkeyPatch, room: object, name: str, broken: object
) -> None:
    monkeypatch.setattr(room, name, broken)
    with pytest.raises(AssertionError, match=r"seed|lost|late"):
        list(map(keeps_its_promises, range(4 * BUNDLE)))


def _nothing_is_stuck(process: Process) -> None:
    assert process.status == "ended"
    assert not process.open_steps()
    assert all(step.outcome is not None and not step.provisional for step in process.steps.values())
    assert all(run.ended_at is not None for run in process.stages.values())


def _every_outcome_leads_on(process: Process) -> None:
    """What followed an outcome began, or had used up its rounds."""
    begun = {(run.follows, run.key) for run in process.stages.values()}
    for run in process.stages.values():
        targets = process.procedure.stage(run.key).then[run.outcome or ""]
        for key in targets:
            if key == "end":
                continue
            rounds = sum(other.key == key for other in process.stages.values())
            at_most = process.procedure.stage(key).rounds_at_most
            assert (run.stage, key) in begun or rounds == at_most or _shared(process, run, key), (
                f"after {run.key} {run.outcome}, {key} never began"
            )


def _shared(process: Process, run: StageRun, key: str) -> bool:
    """Two ways that lead to one stage at the same time lead to one run of it, which began after both."""
    assert run.ended_at is not None
    return any(
        other.key == key and other.began_at >= run.ended_at for other in process.stages.values()
    )


def _what_was_said_in_time_is_counted(course: Course) -> None:
    for recorded in course.play.history:
        event = recorded.event
        if not isinstance(event, StepClosed):
            continue
        step = course.process.steps[event.step]
        if step.rule.if_all_withdrawn == "stays_broken" and step.rule.silence_means == "agrees":
            continue  # what was withdrawn counts on, by the rule
        said = _stands(course, step)
        once = {name for name, rule in step.rule.answers.items() if rule.each == "one"}
        counted = {name: n for name, n in event.figures.given.items() if name in once - {"finding"}}
        assert counted == dict(said), f"{step.question}: said {dict(said)}, counted {counted}"


def _stands(course: Course, step: Step) -> Counter[str]:
    """What every party has last said in time: not who stands aside, and not what was not confirmed on a new text."""
    aside, changed = course.aside.get(step.step, set()), course.changed.get(step.step, 0)
    said = {
        party: name
        for party, (version, name) in course.said.get(step.step, {}).items()
        if version > changed and party not in aside
    }
    return Counter([*said.values(), *("recuse" for _ in aside)])


def _replay_gives_the_same_end(course: Course) -> None:
    again = replay(course.play.history)
    assert again is not None
    mine, same = course.process, again
    assert (same.status, same.outcome, same.version) == (mine.status, mine.outcome, mine.version)
    assert {k: (s.outcome, s.figures) for k, s in same.steps.items()} == {
        k: (s.outcome, s.figures) for k, s in mine.steps.items()
    }
