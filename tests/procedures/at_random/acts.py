"""What people do on a question, whether they may or not; and what must become of it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from domain.process.course import clocks_stand
from domain.rule.condition import Condition
from domain.step.commands import (
    Answer,
    BringClosingForward,
    ExtendDeadline,
    Reported,
    WithdrawAnswer,
)
from domain.step.state import Step
from domain.text.commands import WithdrawText
from tests.procedures.at_random.book import Said, Sheet
from tests.procedures.at_random.course import RANKS, Course
from tests.procedures.at_random.duties import publish

OWED = ("disposition", "quality", "finding")
"""Answers that are somebody's duty."""
ZURICH = ZoneInfo("Europe/Zurich")


def answer(course: Course, step: Step) -> None:
    """Anybody gives any answer of the question, whether it is open or not, and whether they may or not."""
    rng = course.rng
    anybody = [party for party in course.process.parties if party != "office-1"]
    asked = sorted(course.book.asked(course.sheet(step)) - {"chair-1", "office-1"})
    party = rng.choice(anybody if rng.random() < 0.2 or not asked else asked)
    name = rng.choice(list(step.rule.answers))
    if name in OWED:
        return
    given = _fields(course, step, party, name)
    seat = "deputy" if rng.random() < 0.2 and f"{party}-deputy" in _people(course) else "head"
    act = Answer.model_validate({"step": step.step, "answer": name, **given})
    person = f"{party}-{seat}"
    if rng.random() < 0.08 and step.opened:
        act, person = act.model_copy(update={"reported": _typed_in(course, party, seat)}), OFFICE
    if (
        course.book.acting(person) != party
    ):  # whose people act for another, or for nobody: by the record's order
        course.delay = timedelta(0)
    expected = expect(course, step, act, f"{party}-{seat}")
    became = course.send(act, person)
    holds(course, step, act, became, expected)


OFFICE = "office-1-head"


def _people(course: Course) -> set[str]:
    return set(course.process.appointments)


def _typed_in(course: Course, party: str, seat: str) -> Reported:
    """It came by e-mail, and the secretariat types it in."""
    before = course.now - timedelta(minutes=course.rng.choice((0, 1, 90)))
    return Reported(
        channel="e-mail",
        source="a message",
        reported_at=before,
        precision="instant",
        person=f"{party}-{seat}",
        party=party,
        capacity=RANKS[seat],  # type: ignore[arg-type]
    )


def _fields(course: Course, step: Step, party: str, name: str) -> dict[str, Any]:
    rule, rng = step.rule.answers[name], course.rng
    given: dict[str, Any] = {"wording": "New words."} if "wording" in rule.needs else {}
    if "grounds" in rule.takes and rng.random() < 0.5:
        given["grounds"] = f"As instructed, number {len(course.sent)}."
    if "paragraphs" in rule.takes and rng.random() < 0.7:
        given["paragraphs"] = [rng.choice(("1", "2"))]
    if "aligned" in rule.takes and rng.random() < (0.5 if party == "group-1" else 0.05):
        given["aligned"] = [rng.choice(sorted(course.process.parties))]
    return given


class Expected:
    """What must become of an act: `must` be taken, must not be, or may be refused with one of these codes."""

    def __init__(self, must: bool, may_be: set[str], why: str, sure: bool = True) -> None:
        self.must, self.may_be, self.why, self.sure = must, may_be, why, sure


def expect(course: Course, step: Step, act: Answer, person: str) -> Expected:
    """Say what must become of an answer, by the book and the window."""
    party, seat = course.book.acting(person), person.rpartition("-")[2]
    if act.reported is not None:
        party = act.reported.party if party == act.reported.party else None
    if party is None:  # what is typed in may have been sent while the person still acted
        return Expected(False, set(), "this person acts for nobody", sure=act.reported is None)
    reasons = [*_not_theirs(course, step, act, party), *_final(course, step, act, party, seat)]
    may_be = {"HoldExhausted"} if step.rule.answers[act.answer].effect == "hold" else set[str]()
    return Expected(not reasons, may_be, ", ".join(reasons))


def _not_theirs(course: Course, step: Step, act: Answer, party: str) -> Iterator[str]:
    """Why an answer is not this party's to give, or not now."""
    sheet, now = course.sheet(step), course.now
    if party in course.book.suspended:
        yield "the party is suspended"
    if not course.book.asks(sheet, party):
        yield "not asked"
    if not inside(step, party, now):
        yield "not in time"
    if step.rule.only_present and party not in course.book.who_is_present(sheet):
        yield "not present"
    if stand_still(course):
        yield "the process is suspended"
    if any(not _holds(course, one, now) for one in step.rule.answers[act.answer].only_if):
        yield "guarded"
    if not _here(course, step, act.paragraphs):
        yield "another paragraph"
    yield from _aligned(course, sheet, act, party)


def _final(course: Course, step: Step, act: Answer, party: str, seat: str) -> Iterator[str]:
    """Why it cannot take the place of what the party has said."""
    earlier = course.sheet(step).position(party)
    if step.rule.answers[act.answer].each == "one" and earlier is not None:
        if step.rule.stands == "never":
            yield "final"
        elif earlier.rank > (5 if seat == "head" else 3):
            yield "a higher capacity has spoken"


def _aligned(course: Course, sheet: Sheet, act: Answer, party: str) -> list[str]:
    wrong = [one for one in act.aligned if not course.book.asks(sheet, one)]
    return ["aligned"] if act.aligned and (party not in course.book.members or wrong) else []


def _here(course: Course, step: Step, paragraphs: tuple[str, ...]) -> bool:
    """Whether the paragraphs are asked about by this step, and not by what was taken apart from it."""
    text = course.process.texts.get(step.text or "")
    here = set(step.only if step.only is not None else text.labels if text else ()) - step.gone
    return set(paragraphs) <= here


def stand_still(course: Course) -> bool:
    """Whether the clocks stand still, and did when the act was sent."""
    paused = course.process.paused_at
    return clocks_stand(course.process) and paused is not None and course.now >= paused


def inside(step: Step, party: str, now: datetime) -> bool:
    """Half-open; while a raised question stops the clock everything is in time."""
    closes_at = step.closing_of(party)
    before = closes_at is None or step.stopped_at is not None or now < closes_at
    return step.closed_at is None and step.opens_at <= now and before


def _holds(course: Course, one: Condition, now: datetime) -> bool:
    """The guards that are drawn: a time before or after, a notice of two days, how often a stage has run."""
    if one.rounds_of is not None:
        runs = course.process.stages.values()
        ran = [run for run in runs if run.key == one.rounds_of and run.counts]
        return len(ran) <= (one.at_most or 0)
    moment = one.before or one.after
    assert moment is not None and moment.at is not None
    if one.notice is not None:
        return _days(now, moment.at)
    return now < moment.at if one.before is not None else now >= moment.at


def _days(now: datetime, until: datetime) -> bool:
    """Two local days later at the same local time: with an hour more or less where the clocks change between."""
    there = now.astimezone(ZURICH).replace(tzinfo=None) + timedelta(days=2)
    return there.replace(tzinfo=ZURICH, fold=1).astimezone(UTC) <= until


def holds(course: Course, step: Step, act: Answer, became: str, expected: Expected) -> None:
    """Hold against the book what became of an answer."""
    if expected.must and became not in expected.may_be:
        assert became == "accepted", f"{act.answer}, an act in time, was lost: {became}"
    if not expected.must and expected.sure:
        assert became != "accepted", f"{act.answer} was taken although {expected.why}"


def withdraw(course: Course, step: Step) -> None:
    """Somebody withdraws what stands. It must be taken in time, from as high a capacity."""
    sheet, rng = course.sheet(step), course.rng
    mine = [one for one in sheet.stands if one.answer not in OWED]
    if not mine:
        return
    said = rng.choice(mine)
    seat = "deputy" if rng.random() < 0.2 and f"{said.party}-deputy" in _people(course) else "head"
    act = WithdrawAnswer(step=step.step, answer=said.answer)
    if course.book.acting(f"{said.party}-{seat}") != said.party:
        return
    must = _withdrawable(course, step, said, seat)
    became = course.send(act, f"{said.party}-{seat}")
    assert (became == "accepted") == must, f"withdrawing {said.answer}: {became}, {must}"


def _withdrawable(course: Course, step: Step, said: Said, seat: str) -> bool:
    sheet, now = course.sheet(step), course.now
    position = sheet.position(said.party)
    once = step.rule.answers[said.answer].each == "one"
    lower = once and position is not None and position.rank > (5 if seat == "head" else 3)
    named = course.process.appointments[f"{said.party}-{seat}"]
    allowed = inside(step, said.party, now) and step.rule.stands == "close" and not lower
    quiet = stand_still(course) or said.party in course.book.suspended
    return allowed and not quiet and bool(named)


def extend(course: Course, step: Step) -> None:
    """The chair moves a deadline: for all, or for one alone."""
    rng = course.rng
    later = (step.closes_at or course.play.clock) + timedelta(hours=rng.randint(1, 100))
    alone = {"party": rng.choice(sorted(course.process.parties))} if rng.random() < 0.3 else {}
    act = {"step": step.step, "closes_at": later, "grounds": "More time.", **alone}
    course.send(ExtendDeadline.model_validate(act), "chair-1-head")


def gavel(course: Course, step: Step) -> None:
    course.send(BringClosingForward(step=step.step, grounds="All is said."), "chair-1-head")


def new_text(course: Course, step: Step) -> None:
    """The chair publishes a further text while a question about the last one is open."""
    if step.text is not None and step.opened and step.rule.about == "text":
        publish(course)


def withdraw_text(course: Course, step: Step) -> None:
    if step.text is not None and course.rng.random() < 0.3:
        act = WithdrawText(text=step.text, grounds="It needs work.")
        course.send(act, "chair-1-head")


ACTS = (answer,) * 8 + (withdraw, withdraw, extend, gavel, withdraw_text, new_text)
