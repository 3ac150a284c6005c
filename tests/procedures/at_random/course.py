"""
A course of a process, drawn at random: people answer, change their minds, withdraw, come late and do what they may not,
the chair extends and gavels and withdraws texts, and who owes a duty does it in the end.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from domain.command import Act
from domain.participation.commands import Appointment, Member, Party
from domain.procedure.models import Procedure
from domain.process.agenda import agenda
from domain.process.commands import StartProcess
from domain.process.state import Process
from domain.refused import Refused
from domain.step.state import Step
from tests.procedures.at_random.book import Book, Sheet
from tests.procedures.at_random.watch import Sending, Watched

BEGINS = datetime(2026, 3, 2, 9, tzinfo=UTC)
SPRING = datetime(2026, 3, 27, 23, 30, tzinfo=UTC)
"""Two nights before the clocks of the venue are put forward."""
RANKS = {"head": "principal", "deputy": "deputy"}
"""Who acts for a member: `member-1-head` in the one capacity, `member-1-deputy` in the other."""


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
    """
    :param punctual: nobody acts at an instant at which something is due and not done yet
    :param texts: how many texts have been published
    """

    start: StartProcess
    play: Watched
    rng: Random
    punctual: bool
    sent: list[Sent] = field(default_factory=list)
    texts: int = 0
    waited: int = 0

    @property
    def process(self) -> Process:
        return self.play.state

    @property
    def book(self) -> Book:
        return self.play.watch.book

    def sheet(self, step: Step) -> Sheet:
        return self.book.sheets[step.step]

    def send(self, act: Act, person: str, role: str | None = None) -> str:
        """Send an act. What is refused changes nothing but the record of refusals."""
        at, version, before = self.play.clock, self.process.version + 1, state_of(self.process)
        party, seat = self.book.acting(person) or "", person.rpartition("-")[2]
        self.play.watch.sending = Sending(act, party, RANKS.get(seat, "principal"), at)
        try:
            refused = self.play.send(act, person, role=role, via="rehearsal").refused
        except Refused as not_kept:
            refused = not_kept
        became = refused.code if refused else "accepted"
        self.sent.append(Sent(at, act, person, role, became, version))
        if refused:
            assert state_of(self.process) == before, f"{act.act} was refused and changed something"
        return became


def state_of(process: Process) -> list[object]:
    """What a refusal must leave as it is."""
    steps = [
        (
            one.step,
            one.closes_at,
            one.closed_at,
            one.outcome,
            one.provisional,
            [given.version for given in one.answers if given.stands],
            sorted(one.raised),
        )
        for one in process.steps.values()
    ]
    runs = [(run.key, run.round, run.outcome) for run in process.stages.values()]
    holders = sorted((role, sorted(who)) for role, who in process.holders.items())
    return [process.status, process.outcome, process.paused_at, *steps, *runs, *holders]


def start_of(procedure: Procedure, rng: Random) -> StartProcess:
    """Three to six members, two associates, an observer, an office, the chair; and a group, where groups count."""
    many = {"member": rng.randint(3, 6), "associate": 2, "observer": 1, "office": 1, "chair": 1}
    names = [(f"{role}-{n}", role) for role, count in many.items() for n in range(1, count + 1)]
    parties = [Party(party=p, name=p.title(), roles=(role,)) for p, role in names]
    if '"groups":' in procedure.canonical():
        members = tuple(Member(party=f"member-{n}") for n in range(1, rng.randint(2, 3) + 1))
        parties.append(Party(party="group-1", name="Group", roles=("member",), members=members))
    seats = [(one.party, seat) for one in parties for seat in RANKS if _has(one, seat)]
    return StartProcess(
        title=procedure.title,
        procedure=procedure,
        parties=tuple(parties),
        appointments=tuple(
            Appointment(person=f"{party}-{seat}", party=party, capacity=RANKS[seat])  # type: ignore[arg-type]
            for party, seat in seats
        ),
        dates={"meeting": BEGINS + timedelta(days=rng.randint(3, 30))},
        clock="stepped",
        starts_at=rng.choice((BEGINS, BEGINS, SPRING)),
    )


def _has(party: Party, seat: str) -> bool:
    return seat == "head" or "member" in party.roles


def begun(procedure: Procedure, seed: int, punctual: bool = False) -> Course:
    """Start a procedure; the same seed starts it with the same parties."""
    rng = Random(seed)
    start = start_of(procedure, rng)
    assert start.starts_at is not None
    course = Course(start, Watched(start, start.starts_at, f"drawn-{seed}"), rng, punctual)
    course.play.settle()
    return course


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
    return found + [f"a text or a condition for {owed.key}" for owed in process.owed]


def pass_(course: Course, until: datetime) -> None:
    """
    Let a part of the time pass, or all of it.

    Who is not punctual may act at the very instant at which something is due, before the clockwork has woken.
    """
    clock = course.play.clock
    part = course.rng.choice((0.01, 0.1, 0.25, 0.5, 1))
    to = clock + timedelta(microseconds=int((until - clock) / timedelta(microseconds=1) * part))
    if course.punctual or course.rng.random() < 0.5:
        course.play.until(to)
    else:
        course.play.settle()
        if to > course.play.clock:
            course.play.step_to(to)
