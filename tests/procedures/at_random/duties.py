"""What somebody owes, done in the end: each says whether there was something to do."""

from domain.process.commands import ChangeCourse
from domain.process.state import Process
from domain.step.about_answers import unqualified
from domain.step.clockwork import can_be_put, next_question
from domain.step.commands import Answer, BringClosingForward, ConfirmOutcome, Judge, SetDeadline
from domain.step.done import undisposed
from domain.step.state import Step
from domain.text.commands import PublishText
from tests.procedures.at_random.course import Course

CHAIR, OFFICE = "chair-1-head", "office-1-head"


def duty(course: Course) -> bool:
    """Have one thing done that somebody owes. :returns: whether there was one"""
    if course.process.paused_at is not None:
        act = ChangeCourse(became="resumed", grounds="It goes on.")
        return course.send(act, CHAIR) == "accepted"
    steps = list(course.process.steps.values())
    return any(one(course, step) for step in steps for one in DUTIES) or (
        wants_text(course.process) and publish(course)
    )


def wants_text(process: Process) -> bool:
    """Whether a stage, or the next question of one, waits for a text."""
    running = [run for run in process.stages.values() if run.ended_at is None]
    nexts = [(run, next_question(process, run)) for run in running]
    asked = [q for run, q in nexts if q is not None and not can_be_put(process, run, q)]
    return bool(process.owed or asked)


def judge(course: Course, step: Step) -> bool:
    if step.closed_at is None or step.outcome is not None:
        return False
    assert step.permitted, f"{step.question} has closed without an outcome: an act was lost"
    act = Judge(step=step.step, outcome=course.rng.choice(step.permitted), grounds="As it stands.")
    became = course.send(act, CHAIR)
    return became == "accepted" or (became == "not-now" and _publish_once(course, step))


def _publish_once(course: Course, step: Step) -> bool:
    """What an outcome would lead to may need a text; where that is not it, only time helps."""
    if step.step in course.published_for:
        return False
    course.published_for.add(step.step)
    return publish(course)


def confirm(course: Course, step: Step) -> bool:
    act = ConfirmOutcome(step=step.step, grounds="So it was.")
    person = OFFICE if step.rule.confirmed_by else CHAIR
    return step.provisional and course.send(act, person) == "accepted"


def find(course: Course, step: Step) -> bool:
    if step.closed_at is not None or step.brought_forward or "finding" not in step.rule.answers:
        return False
    choice = course.rng.choice(step.rule.answers["finding"].choices)
    act = Answer(step=step.step, answer="finding", choice=choice)
    became = course.send(act, CHAIR)
    return became == "accepted" or (became == "not-now" and _publish_once(course, step))


def dispose(course: Course, step: Step) -> bool:
    if step.closed_at is not None or step.brought_forward or not step.rule.complete_when:
        return False
    for number in undisposed(course.process, step):
        given = {"about": number, "choice": "accepted", "grounds": "It is better."}
        act = Answer.model_validate({"step": step.step, "answer": "disposition", **given})
        return course.send(act, CHAIR) == "accepted"
    return publish(course)


def publish(course: Course) -> bool:
    """Publish a text: at most two at the same instant, so that time goes on where no text helps."""
    texts = list(course.process.texts.values())
    if len([one for one in texts if one.published_at == course.play.clock]) >= 2:
        return False
    course.texts += 1
    text = f"v{course.texts}"
    act = PublishText(
        text=text,
        kind="rev",
        title=f"Text {text}",
        sha256=f"{course.texts:064x}",
        labels=("1", "2"),
    )
    return course.send(act, CHAIR) == "accepted"


def qualify(course: Course, step: Step) -> bool:
    """Say of one answer what it is: while the question is open, or when only the count waits for it."""
    for given in unqualified(step) if step.closed_at is None else ():
        choice = course.rng.choice(("substantive", "editorial"))
        said = {"step": step.step, "answer": "quality", "about": given.version, "choice": choice}
        return course.send(Answer.model_validate(said), OFFICE) == "accepted"
    return False


def set_deadline(course: Course, step: Step) -> bool:
    """Fix a deadline that nobody has fixed yet."""
    window = step.rule.window
    wanted = window.on is None and not window.standing
    if step.closed_at is not None or step.closes_at is not None or not (wanted and step.opened):
        return False
    after = {"hours": course.rng.randint(5, 100)}
    act = {"step": step.step, "after": after, "grounds": "Time to close."}
    return course.send(SetDeadline.model_validate(act), CHAIR) == "accepted"


def gavel(course: Course, step: Step) -> bool:
    if step.closed_at is not None or step.brought_forward or step.rule.window.on != "gavel":
        return False
    act = BringClosingForward(step=step.step, grounds="All is said.")
    return step.opened and course.send(act, CHAIR) == "accepted"


DUTIES = (set_deadline, gavel, judge, confirm, find, dispose, qualify)
