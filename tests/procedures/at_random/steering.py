"""What the chair does with a question, with the parties and with the whole process, whether it may or not."""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

from domain.letter.commands import DispatchLetter
from domain.participation.commands import (
    AdmitParty,
    Appointment,
    AppointPerson,
    Party,
    RecordAttendance,
    RecordSuccession,
)
from domain.process.commands import AmendProcedure, ChangeCourse, MoveDates
from domain.step.commands import AdmitAct, DivideQuestion, RaiseQuestion
from domain.step.state import Step
from tests.procedures.at_random.course import Course

CHAIR = "chair-1-head"


def one_of(course: Course, step: Step, fits: Callable[[Step], bool]) -> Step:
    """An open question that it fits, where there is one."""
    found = [one for one in course.process.open_steps() if fits(one)]
    return course.rng.choice(found) if found else step


def raise_(course: Course, step: Step) -> None:
    """Somebody raises a question on another."""
    rng, step = course.rng, one_of(course, step, lambda one: bool(one.rule.incidental))
    if not step.rule.incidental:
        return
    name = rng.choice(list(step.rule.incidental))
    rule = step.rule.incidental[name]
    given: dict[str, Any] = {"grounds": "On a point of order."} if rng.random() < 0.5 else {}
    if "paragraphs" in rule.needs:
        given["paragraphs"] = rng.choice((["1"], ["2"], ["1", "2"]))
    if "about" in rule.needs:
        sent = [one.version for one in course.sent if one.became == "accepted"][-1:]
        given["about"] = rng.choice([*step.late, *step.refused, *(sent or [1])])
    roles = rule.raised_by if rng.random() < 0.9 else ("observer",)
    parties = [p for p in course.process.parties if {*roles} & {*course.book.now(p)}]
    act = RaiseQuestion.model_validate({"step": step.step, "raises": name, **given})
    if parties:
        course.send(act, f"{rng.choice(parties)}-head")


def divide(course: Course, step: Step) -> None:
    """The chair takes a paragraph apart, sometimes with more time for it."""
    step = one_of(course, step, lambda one: "by_act" in one.rule.divides)
    if "by_act" not in step.rule.divides and course.rng.random() < 0.9:
        return
    rng, later = course.rng, {}
    if step.closes_at is not None and rng.random() < 0.5:
        later = {"closes_at": step.closes_at + timedelta(hours=rng.randint(1, 50))}
    act = {"step": step.step, "paragraphs": [rng.choice("12")], "grounds": "Apart.", **later}
    course.send(DivideQuestion.model_validate(act), CHAIR)


def admit(course: Course, step: Step) -> None:
    """The chair admits what came late, whether it came in time by other means or not."""
    if step.late:
        number = course.rng.choice(list(step.late))
        act = AdmitAct(refused=number, evidence="the message", grounds="It came in time.")
        course.send(act, CHAIR)


def succeed(course: Course, step: Step) -> None:
    """Something becomes of a party."""
    rng = course.rng
    members = [p for p, one in course.process.parties.items() if "member" in one.roles]
    party = rng.choice([one for one in members if one != "group-1"])
    others = [one for one in members if one not in (party, "group-1")]
    became: dict[str, Any] = rng.choice(
        (
            {"became": "renamed", "name": f"Renamed {len(course.sent)}"},
            {"became": "suspended", "keeps": _estate(rng)},
            {"became": "suspended", "keeps": ["answers"]},
            {"became": "suspended", "keeps": ["answers", "people", "roles"]},
            {"became": "reclassified", "roles": [rng.choice(("associate", "observer"))]},
            {"became": "merged", "heirs": _heirs(rng, others)},
            {"became": "split", "heirs": _heirs(rng, others), "keeps": _estate(rng)},
        )
    )
    if "keeps" in became and any("people" in one["inherits"] for one in became.get("heirs", ())):
        became["keeps"] = [one for one in became["keeps"] if one != "people"]
    if course.process.suspended and rng.random() < 0.6:
        party, became = rng.choice(sorted(course.process.suspended)), {"became": "resumed"}
    elif "group-1" in members and rng.random() < 0.3:
        names = sorted(rng.sample(others, k=min(2, len(others))))
        party, became = "group-1", {"became": "regrouped", "members": names}
    act = {"party": party, "grounds": "It was so decided.", **became}
    course.send(RecordSuccession.model_validate(act), CHAIR)


def _estate(rng: Random) -> list[str]:
    return sorted(rng.sample(("roles", "people", "answers", "memberships"), k=rng.randint(0, 4)))


def _heirs(rng: Random, others: list[str]) -> list[dict[str, Any]]:
    return [{"party": rng.choice(others), "inherits": _estate(rng)}] if others else []


def join(course: Course, step: Step) -> None:
    """A further party takes part, and somebody acts for it."""
    name = f"member-{len(course.process.parties) + 10}"
    party = Party(party=name, name=name.title(), roles=("member",))
    if course.send(AdmitParty(party=party, grounds="It asked to."), CHAIR) == "accepted":
        seat = Appointment(person=f"{name}-head", party=name, capacity="principal")
        course.send(AppointPerson(appointment=seat), CHAIR)


def change_course(course: Course, step: Step) -> None:
    """The whole process is suspended, resumed, abandoned; or a settled text is reopened."""
    rng = course.rng
    if course.process.procedure.course is None:
        return
    became = "suspended" if course.process.paused_at is None else "resumed"
    person = CHAIR
    given: dict[str, Any] = {}
    agreed = [one.text for one in course.process.texts.values() if one.agreed_at]
    if rng.random() < 0.03:
        became, person = "abandoned", "office-1-head"
    elif agreed and rng.random() < 0.3:
        became, given = "reopened", {"text": rng.choice(agreed)}
    act = {"became": became, "grounds": "It was so decided.", **given}
    course.send(ChangeCourse.model_validate(act), person)


def move_date(course: Course, step: Step) -> None:
    """The meeting moves, or is cancelled; of what leaves it open it is said whether it follows."""
    rng = course.rng
    if "meeting" not in course.process.dates:
        return
    new = course.play.clock + timedelta(hours=rng.randint(1, 500))
    follow: list[UUID] = []
    stay: list[UUID] = []
    for one in course.process.open_steps():
        if one.rule.if_the_date_moves is None:
            (follow if rng.random() < 0.5 else stay).append(one.step)
    what: dict[str, Any] = {"dates": {"meeting": new}}
    if rng.random() < 0.1:
        what = {"cancelled": ["meeting"]}
    act = {**what, "follow": follow, "stay": stay, "grounds": "The hall is taken."}
    course.send(MoveDates.model_validate(act), CHAIR)


def amend(course: Course, step: Step) -> None:
    """A new version of the procedure: what has not run yet gets another title, other windows, or a stage after it."""
    rng, old = course.rng, course.process.procedure
    fresh = [one.stage for one in old.roadmap if not course.process.rounds.get(one.stage)]
    data = old.model_copy(update={"version": old.version + 1}).written()
    for stage in data["roadmap"]:
        if stage["stage"] in fresh or rng.random() < 0.1:
            stage["title"] = f"{stage['title']}, anew"
            for question in stage["questions"].values():
                if "lasts" in question["window"] and rng.random() < 0.5:
                    question["window"]["lasts"] = {"hours": rng.randint(1, 50)}
    try:
        new = type(old).model_validate(data)
    except ValueError:  # a window that must last longer than that
        return
    also = rng.choice(((), ("title",), ("remind",)))
    course.send(AmendProcedure(procedure=new, also_open=also, grounds="It was so decided."), CHAIR)


def attend(course: Course, step: Step) -> None:
    """Who is present at a meeting is recorded, while it runs or before."""
    step = one_of(course, step, lambda one: one.rule.only_present)
    keys = [one.stage for one in course.process.procedure.roadmap]
    key, who = course.process.stages[step.stage].key, sorted(course.process.parties)
    present = [one for one in who if course.rng.random() < 0.7] or who[:1]
    meeting = key if course.rng.random() < 0.8 else course.rng.choice(keys)
    there = [(one, "principal") for one in present]
    course.send(RecordAttendance.model_validate({"meeting": meeting, "present": there}), CHAIR)


def dispatch(course: Course, step: Step) -> None:
    """A letter goes out, to all whom it concerns or to some of them."""
    rng = course.rng
    about = [one for one in list(course.process.milestones.values())[-6:] if one.addressees]
    if about and not course.punctual:  # played again, events have other numbers
        milestone = rng.choice(about)
        to = milestone.addressees if rng.random() < 0.8 else milestone.addressees[:1]
        act = DispatchLetter(event=milestone.version, channel="e-mail", addressees=to)
        course.send(act, rng.choice((CHAIR, "office-1-head")))


STEERING = (
    *(raise_,) * 5,
    *(divide, divide, admit, succeed, join, change_course, move_date, amend),
    *(attend, dispatch, dispatch),
)
