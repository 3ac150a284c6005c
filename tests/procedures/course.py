"""
A course of a process, drawn at random: people answer, change their minds, withdraw, come late and do what they may not,
the chair extends and gavels and withdraws texts, and who owes a duty does it in the end.

What every party last said in time is kept beside the record, by nothing but the acts that were sent and the window.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from domain.command import Act
from domain.participation.commands import Appointment, Party
from domain.procedure.models import Procedure
from domain.process.agenda import agenda
from domain.process.commands import StartProcess
from domain.process.state import Process
from domain.refused import Refused
from domain.step.about_answers import unqualified
from domain.step.clockwork import can_be_put, next_question
from domain.step.commands import (
    Answer,
    BringClosingForward,
    ConfirmOutcome,
    ExtendDeadline,
    Judge,
    WithdrawAnswer,
)
from domain.step.done import undisposed
from domain.step.state import Step
from domain.text.commands import PublishText, WithdrawText
from tests.domain.play import Play

BEGINS = datetime(2026, 3, 2, 9, tzinfo=UTC)
ACTS_AT_MOST = 60
"""So many free acts; after them only duties are done."""


@dataclass(frozen=True, slots=True)
class Sent:
    """
    One act of a person: when it was sent, by whom, and what became of it ("accepted", or the refusal).

    :param version: the number of the first event that it left, if it left one
    """

    at: datetime
    act: Act
    person: str
    role: str | None
    became: str
    version: int


@dataclass(slots=True)
class Course:
    start: StartProcess
    play: Play
    rng: Random
    sent: list[Sent] = field(default_factory=list)
    said: dict[UUID, dict[str, tuple[int, str]]] = field(default_factory=dict)
    texts: int = 0
    begun: set[UUID] = field(default_factory=set)
    aside: dict[UUID, set[str]] = field(default_factory=dict)
    changed: dict[UUID, int] = field(default_factory=dict)
    earlier: dict[str, UUID] = field(default_factory=dict)

    @property
    def process(self) -> Process:
        return self.play.state

    def send(self, act: Act, person: str, role: str | None = None) -> str:
        at, version = self.play.clock, self.process.version + 1
        try:
            refused = self.play.send(act, person, role=role, via="rehearsal").refused
        except Refused as not_kept:
            refused = not_kept
        became = refused.code if refused else "accepted"
        self.sent.append(Sent(at, act, person, role, became, version))
        return became


def start_of(procedure: Procedure, rng: Random) -> StartProcess:
    """Three to six members, two associates, an observer, an office, and the chair."""
    many = {"member": rng.randint(3, 6), "associate": 2, "observer": 1, "office": 1, "chair": 1}
    names = [(f"{role}-{n}", role) for role, count in many.items() for n in range(1, count + 1)]
    return StartProcess(
        title=procedure.title,
        procedure=procedure,
        parties=tuple(Party(party=p, name=p.title(), roles=(role,)) for p, role in names),
        appointments=tuple(
            Appointment(person=f"{party}-head", party=party, capacity="principal")
            for party, _ in names
        ),
        clock="stepped",
        starts_at=BEGINS,
    )


def course_of(procedure: Procedure, seed: int) -> Course:
    """Play a procedure to its end."""
    rng = Random(seed)
    start = start_of(procedure, rng)
    course = Course(start, Play(start, BEGINS, f"drawn-{seed}"), rng)
    course.play.settle()
    for _ in range(2000):
        _carry_over(course)
        if course.process.status == "ended":
            return course
        _go_on(course)
        course.play.settle()
    raise AssertionError(f"never ends: {waiting(course.process)}")


def _carry_over(course: Course) -> None:
    """What stood in the round before stands in a further round, where the question says so."""
    for step in course.process.steps.values():
        if step.rule.starts_from is None or step.step in course.begun:
            continue
        course.begun.add(step.step)
        before = course.earlier.get(step.rule.starts_from)
        course.earlier[step.rule.starts_from] = step.step
        if before is not None:
            changed = course.changed.get(before, 0)
            said = course.said.get(before, {}).items()
            course.said[step.step] = {who: what for who, what in said if what[0] > changed}
            course.aside[step.step] = set(course.aside.get(before, ()))


def waiting(process: Process) -> list[str]:
    """What the process waits for: dates, duties of named roles, texts."""
    found = [f"{due.act.act} at {due.due_at}" for due in agenda(process)]
    for step in process.steps.values():
        if step.closed_at is None and step.closes_at is None:
            found.append(f"{step.question} by {', '.join(step.rule.asks)}")
        if step.closed_at is not None and step.outcome is None:
            found.append(f"a judgement of {step.question} by {step.rule.decided_by}")
        if step.provisional:
            found.append(f"a confirmation of {step.question} by {step.rule.confirmed_by}")
    return found + [f"a text for {owed.key}" for owed in process.owed]


def _go_on(course: Course) -> None:
    """Let somebody act, or let time pass to the next due instant, or have a duty done."""
    rng, clock = course.rng, course.play.clock
    ahead = [due.due_at for due in agenda(course.process) if due.due_at > clock]
    acting = len(course.sent) < ACTS_AT_MOST and bool(course.process.open_steps())
    if acting and rng.random() < 0.9:
        if ahead and rng.random() < 0.3:
            _pass(course, min(ahead))
        _act(course)
    elif ahead and (rng.random() < 0.7 or not _duty(course)):
        course.play.until(min(ahead))
    elif not ahead:
        assert _duty(course), f"nobody can do anything: {waiting(course.process)}"


def _pass(course: Course, until: datetime) -> None:
    """Let a part of the time pass."""
    ahead = until - course.play.clock
    course.play.until(course.play.clock + ahead * course.rng.choice((0.01, 0.1, 0.25, 0.5, 1)))


def _act(course: Course) -> None:
    _carry_over(course)
    every = list(course.process.steps.values())
    open_ = course.process.open_steps() or every
    step = course.rng.choice(every if course.rng.random() < 0.1 else open_)
    kind = course.rng.choice(
        (_answer,) * 8 + (_withdraw, _withdraw, _extend, _gavel, _withdraw_text, _new_text)
    )
    kind(course, step)


def _answer(course: Course, step: Step) -> None:
    """Anybody gives any answer of the question, whether it is open or not, and whether they may or not."""
    anybody = [party for party in course.process.parties if party != "office-1"]
    asked = sorted(course.process.asked(step) - {"chair-1"})
    party = course.rng.choice(anybody if course.rng.random() < 0.2 or not asked else asked)
    name = course.rng.choice(list(step.rule.answers))
    if name in ("disposition", "quality") or (step.rule.about == "finding" and name == "finding"):
        return
    given: dict[str, Any] = (
        {"wording": "New words."} if "wording" in step.rule.answers[name].needs else {}
    )
    if "grounds" in step.rule.answers[name].takes and course.rng.random() < 0.5:
        given["grounds"] = "As instructed."
    if "paragraphs" in step.rule.answers[name].takes and course.rng.random() < 0.7:
        given["paragraphs"] = [course.rng.choice(("1", "2"))]
    was_open = step.closed_at is None
    inside = was_open and (step.closes_at is None or course.play.clock < step.closes_at)
    act = Answer.model_validate({"step": step.step, "answer": name, **given})
    became = course.send(act, f"{party}-head")
    _expect(course, step, party, name, became, inside)


def _expect(course: Course, step: Step, party: str, name: str, became: str, inside: bool) -> None:
    """Keep what was said in time by who is asked; and hold against it that it was taken."""
    asked = party in course.process.asked(step)
    once = step.rule.answers[name].each == "one"
    allowed = {"AnswerFinal"} if once and step.rule.stands == "never" else set()
    if step.rule.answers[name].effect == "hold":
        allowed.add("HoldExhausted")
    if asked and inside:
        assert became == "accepted" or became in allowed, f"an act in time was lost: {became}"
    if became == "accepted":
        assert asked and inside, "an act was taken that is late, or not this party's to give"
        if step.rule.answers[name].effect == "stands_aside":
            course.aside.setdefault(step.step, set()).add(party)
        elif once:
            course.said.setdefault(step.step, {})[party] = (course.process.version, name)


def _withdraw(course: Course, step: Step) -> None:
    aside = course.aside.get(step.step)
    if aside and course.rng.random() < 0.5:
        party = course.rng.choice(sorted(aside))
        act = WithdrawAnswer(step=step.step, answer="recuse")
        if course.send(act, f"{party}-head") == "accepted":
            aside.remove(party)
        return
    said = course.said.get(step.step, {})
    if not said:
        return
    party = course.rng.choice(sorted(said))
    act = WithdrawAnswer(step=step.step, answer=said[party][1])
    if course.send(act, f"{party}-head") == "accepted":
        del said[party]


def _extend(course: Course, step: Step) -> None:
    later = (step.closes_at or course.play.clock) + timedelta(hours=course.rng.randint(1, 100))
    course.send(
        ExtendDeadline(step=step.step, closes_at=later, grounds="More time."), "chair-1-head"
    )


def _gavel(course: Course, step: Step) -> None:
    course.send(BringClosingForward(step=step.step, grounds="All is said."), "chair-1-head")


def _new_text(course: Course, step: Step) -> None:
    """The chair publishes a further text while a question about the last one is open."""
    if step.text is not None and step.opened and step.rule.about == "text":
        _publish(course)


def _withdraw_text(course: Course, step: Step) -> None:
    if step.text is not None and course.rng.random() < 0.3:
        act = WithdrawText(text=step.text, grounds="It needs work.")
        course.send(act, "chair-1-head")


def _duty(course: Course) -> bool:
    """Have one thing done that somebody owes. :returns: whether there was one"""
    return any(one(course, step) for step in course.process.steps.values() for one in DUTIES) or (
        _wants_text(course.process) and _publish(course)
    )


def _wants_text(process: Process) -> bool:
    """Whether a stage, or the next question of one, waits for a text."""
    running = [run for run in process.stages.values() if run.ended_at is None]
    nexts = [(run, next_question(process, run)) for run in running]
    asked = [q for run, q in nexts if q is not None and not can_be_put(process, run, q)]
    return bool(process.owed or asked)


def _judge(course: Course, step: Step) -> bool:
    if step.closed_at is None or step.outcome is not None:
        return False
    assert step.permitted, f"{step.question} has closed without an outcome: an act was lost"
    act = Judge(step=step.step, outcome=course.rng.choice(step.permitted), grounds="As it stands.")
    return course.send(act, "chair-1-head") == "accepted"


def _confirm(course: Course, step: Step) -> bool:
    act = ConfirmOutcome(step=step.step, grounds="So it was.")
    return step.provisional and course.send(act, "office-1-head") == "accepted"


def _find(course: Course, step: Step) -> bool:
    if step.closed_at is not None or step.brought_forward or "finding" not in step.rule.answers:
        return False
    choice = course.rng.choice(step.rule.answers["finding"].choices)
    act = Answer(step=step.step, answer="finding", choice=choice)
    return course.send(act, "chair-1-head") == "accepted"


def _dispose(course: Course, step: Step) -> bool:
    if step.closed_at is not None or step.brought_forward or not step.rule.complete_when:
        return False
    for number in undisposed(course.process, step):
        given = {"about": number, "choice": "accepted", "grounds": "It is better."}
        act = Answer.model_validate({"step": step.step, "answer": "disposition", **given})
        return course.send(act, "chair-1-head") == "accepted"
    return _publish(course)


def _publish(course: Course) -> bool:
    course.texts += 1
    text = f"v{course.texts}"
    act = PublishText(
        text=text,
        kind="rev",
        title=f"Text {text}",
        sha256=f"{course.texts:064x}",
        labels=("1", "2"),
    )
    taken = course.send(act, "chair-1-head") == "accepted"
    if taken:
        _lapse(course)
    return taken


def _lapse(course: Course) -> None:
    """A new text lets answers lapse where the question says so, or wait to be confirmed."""
    for step in course.process.open_steps():
        if step.rule.about != "text" or not step.opened or step.text is None:
            continue
        if step.rule.if_the_text_changes == "lapse":
            course.said.pop(step.step, None)
            course.aside.pop(step.step, None)
        elif step.rule.if_the_text_changes != "stand":
            course.changed[step.step] = course.process.version


def _qualify(course: Course, step: Step) -> bool:
    """Say of one answer what it is: while the question is open, or when only the count waits for it."""
    for given in unqualified(step) if step.closed_at is None else ():
        choice = course.rng.choice(("substantive", "editorial"))
        said = {"step": step.step, "answer": "quality", "about": given.version, "choice": choice}
        return course.send(Answer.model_validate(said), "office-1-head") == "accepted"
    return False


DUTIES = (_judge, _confirm, _find, _dispose, _qualify)
