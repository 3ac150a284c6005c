"""
A course of a process, drawn at random: people answer, change their minds, withdraw, come late and do what they may not,
the chair extends and gavels and withdraws texts, and who owes a duty does it in the end.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from domain.command import Act, Actor, Command
from domain.model import GRACE, TICK
from domain.participation.commands import Appointment, Member, Party
from domain.procedure.models import Procedure
from domain.process.agenda import agenda
from domain.process.commands import StartProcess
from domain.process.judge import At
from domain.process.preview import Preview, preview
from domain.process.state import Process
from domain.refused import Refused
from domain.step.state import Step
from tests.procedures.at_random.book import Book, Sheet
from tests.procedures.at_random.watch import Sending, Watched

BEGINS = datetime(2026, 3, 2, 9, tzinfo=UTC)
SPRING = datetime(2026, 3, 27, 23, 30, tzinfo=UTC)
"""Two nights before the clocks of the venue are put forward."""
LOOKS = 0.04
"""So often it is asked first what an act would do."""
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
    :param waited: how many days have passed without anything due
    :param looking: what is looked at beside the course, so that looking changes nothing of it
    :param published_for: the judgements for which a text was published that what follows may need
    :param delay: for how long an act lies at the door after its postmark, where the process is live
    """

    start: StartProcess
    play: Watched
    rng: Random
    punctual: bool
    sent: list[Sent] = field(default_factory=list)
    texts: int = 0
    waited: int = 0
    looking: Random = field(default_factory=lambda: Random(0))
    delay: timedelta = timedelta(0)
    published_for: set[UUID] = field(default_factory=set)

    @property
    def process(self) -> Process:
        return self.play.state

    @property
    def now(self) -> datetime:
        """The postmark of what is sent now."""
        return self.play.clock - self.delay

    @property
    def live(self) -> bool:
        return self.process.clock == "live"

    @property
    def book(self) -> Book:
        return self.play.watch.book

    def sheet(self, step: Step) -> Sheet:
        return self.book.sheets[step.step]

    def send(self, act: Act, person: str, role: str | None = None) -> str:
        """Send an act. What is refused changes nothing but the record of refusals."""
        at, version, before = self.now, self.process.version + 1, state_of(self.process)
        foreseen = self._preview(act, person, role)
        party, seat = self.book.acting(person) or "", person.rpartition("-")[2]
        self.play.watch.sending = Sending(act, party, RANKS.get(seat, "principal"), at)
        try:
            refused = self.play.send(
                act, person, role=role, via="rehearsal", received_at=at if self.live else None
            ).refused
        except Refused as not_kept:
            refused = not_kept
        became = refused.code if refused else "accepted"
        self.sent.append(Sent(at, act, person, role, became, version))
        if refused:
            assert state_of(self.process) == before, f"{act.act} was refused and changed something"
        if foreseen is not None:
            self._as_foreseen(foreseen, version, act.act, became)
        return became

    def _preview(self, act: Act, person: str, role: str | None) -> Preview | None:
        """Ask now and then what an act would do. Asking changes nothing."""
        if self.looking.random() > LOOKS:
            return None
        before = state_of(self.process)
        command = Command(
            command_id=f"command-{self.play.number + 1}",
            process=self.process.process_id,
            actor=Actor(person=person, role=role, via="rehearsal"),
            act=act,
        )
        last = self.process.last_recorded_at
        recorded = max(self.play.now, last + TICK) if last else self.play.now
        received = self.now if self.live else self.play.now
        found = preview(self.process, command, At(received, recorded))
        assert state_of(self.process) == before, f"asking what {act.act} would do did something"
        return found

    def _as_foreseen(self, foreseen: Preview, version: int, act: str, became: str) -> None:
        """What was foreseen is what has happened: the refusal, or the events and what followed at once."""
        said = foreseen.refused.code if foreseen.refused else "accepted"
        assert said == became, f"{act}: foreseen was {said}, it became {became}"
        if foreseen.refused is None:
            done = tuple(type(one.event).__name__ for one in self.play.history[version - 1 :])
            assert done == foreseen.events, f"{act}: foreseen {foreseen.events}, done {done}"
            if not self.live:  # a live process is foreseen beyond the grace of what ends now
                self.play.settle()
                assert state_of(self.process) == state_of(foreseen.after), f"{act}: came otherwise"


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


def start_of(procedure: Procedure, rng: Random, live: bool) -> StartProcess:
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
        clock="live" if live else "stepped",
        starts_at=None if live else rng.choice((BEGINS, BEGINS, SPRING)),
    )


def _has(party: Party, seat: str) -> bool:
    return seat == "head" or "member" in party.roles


def begun(procedure: Procedure, seed: int, punctual: bool = False) -> Course:
    """Start a procedure; the same seed starts it with the same parties."""
    rng = Random(seed)
    start = start_of(procedure, rng, live=not punctual and seed % 4 == 3)
    play = Watched(start, start.starts_at or BEGINS, f"drawn-{seed}")
    course = Course(start, play, rng, punctual, looking=Random(seed))
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
    if course.live and until - clock > GRACE and course.rng.random() < 0.4:
        course.play.until(until - course.rng.choice((GRACE, GRACE * 0.8, GRACE * 1.2)))
        return
    part = course.rng.choice((0.01, 0.1, 0.25, 0.5, 1))
    to = clock + timedelta(microseconds=int((until - clock) / timedelta(microseconds=1) * part))
    if course.punctual or course.rng.random() < 0.5:
        course.play.until(to)
    else:
        course.play.settle()
        if to > course.play.clock:
            course.play.step_to(to)
