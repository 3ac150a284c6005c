"""Plays a procedure to its end."""

from datetime import timedelta

from domain.model import GRACE
from domain.procedure.models import Procedure
from domain.process.agenda import agenda
from tests.procedures.at_random.acts import ACTS, answer, extend
from tests.procedures.at_random.course import Course, begun, pass_, waiting
from tests.procedures.at_random.duties import duty
from tests.procedures.at_random.steering import STEERING

ACTS_AT_MOST = 60
"""So many free acts; after them only duties are done."""
WAITED_AT_MOST = 60
"""So many days without anything due: until a time that a duty waits for has come."""


def course_of(procedure: Procedure, seed: int, punctual: bool = False) -> Course:
    """
    Play a procedure to its end, and try a little after it what is too late.

    :param punctual: nobody acts while anything is due, and fewer acts are done: as it can be done again elsewhere
    """
    course = begun(procedure, seed, punctual)
    for _ in range(2000):
        if course.process.status == "ended":
            if course.live:
                course.play.until(course.play.clock + 2 * GRACE)
            _after_the_end(course)
            return course
        _go_on(course)
        course.play.settle()
    raise AssertionError(f"never ends: {waiting(course.process)}")


def _after_the_end(course: Course) -> None:
    for _ in range(2):
        if course.process.steps:
            course.rng.choice(ACTS)(course, course.rng.choice(list(course.process.steps.values())))


def _go_on(course: Course) -> None:
    """Let somebody act, or let time pass to the next due instant, or have a duty done."""
    rng, clock = course.rng, course.play.clock
    ahead = [due.due_at for due in agenda(course.process) if due.due_at > clock]
    most = ACTS_AT_MOST // 2 if course.punctual else ACTS_AT_MOST
    acting = len(course.sent) < most and bool(course.process.open_steps())
    if acting and rng.random() < 0.9:
        if ahead and rng.random() < 0.3:
            pass_(course, min(ahead))
        _act(course)
    elif ahead and (rng.random() < 0.7 or not duty(course)):
        course.play.until(min(ahead))
    elif not ahead and not duty(course):
        course.waited += 1
        assert course.waited <= WAITED_AT_MOST, f"stuck: {waiting(course.process)}"
        course.play.until(clock + timedelta(days=1))


def _act(course: Course) -> None:
    every = list(course.process.steps.values())
    open_ = course.process.open_steps() or every
    step = course.rng.choice(every if course.rng.random() < 0.1 else open_)
    if course.live:
        _at_the_closing(course)
        course.delay = _delay(course)
    acts = STEERING if course.rng.random() < 0.25 else ACTS
    course.rng.choice(acts)(course, step)
    course.delay = timedelta(0)


def _delay(course: Course) -> timedelta:
    return timedelta(seconds=course.rng.choice((0, 0, 1, 3)))


def _at_the_closing(course: Course) -> None:
    """In the grace after a closing people come late, and what was sent before it is decided still: more time, too."""
    for step in course.process.open_steps():
        closes_at = step.closes_at
        if closes_at is not None and closes_at <= course.play.clock < closes_at + 0.6 * GRACE:
            for act in (answer, answer, extend):
                course.delay = timedelta(seconds=3) if act is extend else _delay(course)
                act(course, step)
