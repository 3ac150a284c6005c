"""The promises that hold for every procedure and every course."""

from domain.procedure.models import CUT_SHORT
from domain.process.fold import replay
from domain.process.state import Process, StageRun
from domain.process.verify import verify
from tests.domain.forgery import stored
from tests.procedures.at_random.course import BEGINS, Course
from tests.procedures.at_random.playing import course_of
from tests.procedures.at_random.procedure import drawn
from tests.procedures.at_random.surfaces import (
    can_be_read,
    letters_tell_only_what_addressees_see,
    nothing_withheld_is_told,
)


def keeps_its_promises(seed: int) -> Course:
    """Draw a procedure and a course of it, and hold it to every promise."""
    try:
        procedure = drawn(seed)
        course = course_of(procedure, seed)
        nothing_is_stuck(course.process)
        every_outcome_leads_on(course.process)
        replay_gives_the_same_end(course)
        can_be_read(procedure, BEGINS, course.start.dates)
        nothing_withheld_is_told(course)
        letters_tell_only_what_addressees_see(course)
        if seed % 2 == 0:  # half of them are enough for the second decision of everything
            the_audit_finds_nothing(course)
    except AssertionError as error:
        raise AssertionError(f"seed {seed}: {error}") from error
    return course


def nothing_is_stuck(process: Process) -> None:
    assert process.status == "ended"
    still = [step.question for step in process.open_steps()]
    assert not still, f"open after the end: {still}"
    short = ("ended", *CUT_SHORT)  # what a part of it had come to is not confirmed any more
    cut = {run.stage for run in process.stages.values() if run.outcome in short}
    unsettled = [
        step.question
        for step in process.steps.values()
        if not step.settled and step.stage not in cut
    ]
    assert not unsettled, f"not settled at the end: {unsettled}"
    running = [run.key for run in process.stages.values() if run.ended_at is None]
    assert not running, f"running after the end: {running}"


def every_outcome_leads_on(process: Process) -> None:
    """What followed an outcome began, or had used up its rounds."""
    begun = {(run.follows, run.key) for run in process.stages.values()}
    for run in process.stages.values():
        if run.outcome == "ended" or process.outcome == "abandoned":
            continue
        stage = process.procedure.stage(run.key)
        targets = stage.otherwise if run.outcome == "skipped" else stage.then[run.outcome or ""]
        for key in targets:
            if key == "end":
                continue
            rounds = sum(other.key == key and other.counts for other in process.stages.values())
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


def replay_gives_the_same_end(course: Course) -> None:
    again = replay(course.play.history)
    assert again is not None
    mine, same = course.process, again
    assert (same.status, same.outcome, same.version) == (mine.status, mine.outcome, mine.version)
    assert {k: (s.outcome, s.figures) for k, s in same.steps.items()} == {
        k: (s.outcome, s.figures) for k, s in mine.steps.items()
    }


def the_audit_finds_nothing(course: Course) -> None:
    """Everything is decided once more from the record alone, and comes to the same."""
    found = verify(stored(course.play.history)).findings
    assert not found, f"the audit finds: {found[0]}"
