"""
The oracle of the silence procedure that is codified step by step, whole, and its variants in other bodies.

Every vector runs a shipped procedure (or it, with the values changed that the vector names) through the one entrance
of the domain: acts at their instants. Every field of `expect` is compared, under the names that the tables below map.
`oracles/osce_silence.yaml` is a copy; where the collection that it comes from lies beside it, it must be the same.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError
from ruamel.yaml import YAML

from domain.calendar.show import in_both_cities
from domain.letter.write import letter
from domain.participation.commands import Appointment, Party
from domain.procedure.models import END, Procedure
from domain.process.commands import StartProcess
from domain.process.judge import Decision
from domain.refused import DeadlinePassed
from domain.step import deadline, decide
from domain.step.commands import Answer, ExtendDeadline, Item
from domain.step.events import DeadlineExtended
from domain.text.commands import PublishText
from tests.domain.play import Play
from tests.procedures.osce import (
    ANOTHER,
    EXPIRY,
    MEETING,
    NEXT_MEETING,
    OBJECTED,
    STATE,
    VIENNA,
    Course,
    shipped,
    with_values,
)

Vector = dict[str, Any]
ROOT = Path(__file__).parents[2]
FILE = Path(__file__).parent / "oracles" / "osce_silence.yaml"
SHARED = Path(os.environ.get("PARLEY_SHARED", ROOT.parent / "shared"))
ORACLE: Vector = YAML(typ="safe", pure=True).load(FILE.read_text(encoding="utf-8"))
VECTORS: list[Vector] = ORACLE["vectors"]
VARIANTS: list[Vector] = ORACLE["variants"]
EXPLAINED = ("note",)
"""Fields of `expect` that explain and are no result."""


def uncertain(vector: Vector) -> bool:
    return vector["basis"] == "uncertain" or "uncertain" in vector


# The oracle's names of what the engine reports.

REASONS = {
    ("propose_silence", "ValidationError"): "exact_time_required",
    ("propose_silence", "FieldMissing"): "exact_time_required",
    ("propose_silence", "NotOpenYet"): "only_in_a_meeting",
    ("propose_silence", "NotPermitted"): "only_the_chair",
    ("object", "ChannelNotOfficial"): "not_in_writing",
    ("object", "DeadlinePassed"): "too_late",
    ("object", "KeptAsComment"): "not_a_participating_state",
    ("issue_text", "NotPutYet"): "not_before_the_next_meeting",
    ("extend", "NoExtension"): "no_extension_in_this_rule",
    ("extend", "StepIsOver"): "already_expired",
    ("extend", "DeadlinePassed"): "already_expired",
    ("extend", "DeadlineTooEarly"): "an_extension_cannot_shorten",
    ("place", "InstantTooNear"): "shorter_than_72_hours",
}
OPTIONS: dict[str, Vector] = {  # silent points of the rule, as values of the question
    "extension_by_chair_before_expiry": {"extension": {"by": ["chair"]}},
    "roll_next_working_day": {"window": {"roll": "next_working_day"}},
}
CHANNELS = {"written": None, "oral": "oral"}
ACTORS = {
    "chair": "chair",
    "participating_state": STATE,
    "same_participating_state": STATE,
    "another_participating_state": ANOTHER,
    "partner_for_cooperation": "partner",
}
EVENTS = {"DeadlineExtended": "SilenceExtended"}


def state_of(course: Course) -> str:
    """The state of the oracle, from the outcomes of the questions."""
    if course.outcome("proposal.proposal") is None:
        return "PROPOSED"
    if course.outcome("entry.entry") != "placed":
        return "NOT_PLACED"
    match course.outcome("silence.silence"):
        case None:
            return "UNDER_SILENCE"
        case "not_adopted":
            return "BROKEN"
        case other:
            assert other == "adopted"
    if course.outcome("publication.announcement") is None:
        return "ADOPTED_NOT_ISSUED"
    return "ISSUED" if course.outcome("publication.issue") else "ANNOUNCED"


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def utc(at: datetime) -> str:
    return at.astimezone(ZoneInfo("UTC")).isoformat().replace("+00:00", "Z")


def accepted(decision: Decision) -> bool:
    return decision.refused is None


def told(decision: Decision, act: str) -> Vector:
    """What became of one act: accepted, or why not; and whether it is on record."""
    report: Vector = {"accepted": accepted(decision), "recorded": bool(decision.events)}
    if decision.refused is not None:
        report["reason"] = REASONS[act, decision.refused.code]
    return report


# The procedure, with the values that a vector names.


def rules_of(given: Vector) -> Procedure:
    rules = shipped()
    if "calendar" in given:
        file = rules.model_dump(mode="json")
        file["venues"][rules.venue]["calendar"] = given["calendar"]
        rules = Procedure.model_validate(file)
    if "option" in given:
        rules = with_values(rules, "silence", "silence", **OPTIONS[given["option"]])
    return rules


def course_of(given: Vector, rules: Procedure | None = None) -> Course:
    """The setting of a vector: the default one, but for the meeting, the expiry and the number of States."""
    meeting = MEETING
    if "meeting" in given:
        meeting = datetime.combine(date.fromisoformat(given["meeting"]), time(10), VIENNA)
    states = given.get("participating_states_silent", 4) + given.get(
        "participating_states_objecting", 1
    )
    expiry = expiry_of(given)
    later = NEXT_MEETING if expiry < NEXT_MEETING else expiry + timedelta(days=1)
    return Course(rules or rules_of(given), meeting, later, states)


def expiry_of(given: Vector) -> datetime:
    named = given.get("expiry") or given.get("requested_expiry")
    return instant(named) if named and "T" in named else EXPIRY


def brought_to(state: str, given: Vector, rules: Procedure | None = None) -> Course:
    """Play the procedure up to a state, nothing being said that the state does not need."""
    course = course_of(given, rules).suggested(expiry_of(given))
    if state == "BROKEN":
        course.arrive(OBJECTED)
        assert accepted(course.says("silence.silence", "objection", STATE))
    elif state != "UNDER_SILENCE":
        course.until(expiry_of(given))
    if state in ("ANNOUNCED", "ISSUED"):
        course.announced()
    if state == "ISSUED":
        assert accepted(course.issue())
    assert state_of(course) == state
    return course


# What happens in a vector, and what the engine says of it.


def proposed(given: Vector) -> Vector:
    course = course_of(given)
    if given["in_meeting"]:
        course.until(course.meeting)
    try:
        said = {"instant": given["expiry"]} if given["expiry"] else {}
        decision = course.says("proposal.proposal", "suggest", ACTORS[given["by"]], **said)
    except ValidationError:
        return {"accepted": False, "reason": REASONS["propose_silence", "ValidationError"]}
    report = told(decision, "propose_silence")
    if not report["accepted"]:
        return report
    if given["objection_in_meeting"]:
        assert accepted(course.says("entry.entry", "objection_to_procedure", STATE))
    else:
        course = course_of(given).suggested(expiry_of(given))
    report["state"] = state_of(course)
    report["text_rejected"] = _rejected(course)
    report["interim_text"] = interim_text(course)
    return report


def _rejected(course: Course) -> bool:
    texts = course.play.state.texts.values()
    return course.step() is not None or any(text.withdrawn_at for text in texts)


def interim_text(course: Course) -> Vector | None:
    """What the interim text can be: each part is left out or added in turn, and the act is refused or taken."""
    if course.step("interim.interim") is None:
        return None
    journal = (Item(item="journal", words="Annex to the journal of the meeting"),)
    whole = {"title": "Draft decision, under silence", "items": journal}
    issue = partial(course.says, "interim.interim", "interim_text", "desk")
    numbered = issue(**whole, symbol="DEC/1").refused
    assert numbered is not None
    report = {
        "number": None if numbered.code == "FieldNotTaken" else "DEC/1",
        "title_marked": not accepted(issue(items=journal)),
        "annexed_to_journal": not accepted(issue(title=whole["title"])),
    }
    assert accepted(issue(**whole))
    return report


def objected(given: Vector) -> Vector:
    """An objection or amendment; and what has become of the silence then, and at its expiry."""
    course = brought_to(given.get("state", "UNDER_SILENCE"), given)
    at, before = instant(given["at"]), _digest(course)
    course.arrive(at)
    report = _objection(course, given, at)
    if "then_written_at" in given:
        course.arrive(instant(given["then_written_at"]))
        assert accepted(course.says("silence.silence", "objection", _actor(given)))
    report["state"] = state_of(course)
    report["effect"] = "none" if _digest(course) == before else "some"
    report["received_utc"] = utc(at)
    report["broken_at"] = course.silence.closes_at
    report["expiry_utc"] = utc(expiry_of(given))
    if report["state"] == "BROKEN":
        report["notice"] = notice(course)
    course.until(expiry_of(given))
    report["state_at_expiry"] = state_of(course)
    return report


def _objection(course: Course, given: Vector, at: datetime) -> Vector:
    if CHANNELS[given["form"]] is not None:
        return told(course.orally(at), "object")
    name = {"object": "objection", "amend": "amendment"}[given["act"]]
    fields = {"wording": "Other words."} if name == "amendment" else {}
    return told(course.says("silence.silence", name, _actor(given), **fields), "object")


def _actor(given: Vector) -> str:
    return ACTORS[given.get("by", "participating_state")]


def _digest(course: Course) -> tuple[object, ...]:
    """What an act without effect leaves as it is."""
    step = course.silence
    return (step.outcome, step.closes_at, len(step.answers), state_of(course))


def notice(course: Course) -> Vector:
    """The letter that the outcome owes: by whom it can be sent, to whom, from when on, and what it says."""
    step = course.silence
    number = step.outcome_version
    assert number is not None
    milestone = course.play.state.milestones[number]
    one = letter(course.play.history, number)
    at_once = milestone.at == step.closes_at
    held = step.outcome == "adopted"
    return {
        "by": "chair" if "CHAIR" in one.sender else one.sender,
        "to": "all_participating_states"
        if set(milestone.addressees) == set(course.states)
        else milestone.addressees,
        "written": bool(one.body),
        "when": ("immediately_after_expiry" if held else "immediately") if at_once else "later",
        "says": one.facts["outcome"],
    }


def withdrawn(given: Vector) -> Vector:
    course = brought_to(given["state"], given)
    course.arrive(instant(given["at"]))
    report = told_kept(course.withdraw(ACTORS[given["by"]]))
    report["state"] = state_of(course)
    report["next"] = _next(course)
    return report


def told_kept(decision: Decision) -> Vector:
    return {"recorded": bool(decision.events), "accepted": accepted(decision)}


def _next(course: Course) -> str:
    """What is left after a broken silence: the process comes to its end, and another begins as every one does."""
    rules = course.play.state.procedure
    first = rules.roadmap[0]
    [question] = first.questions.values()
    begins_anew = rules.stage("silence").then["not_adopted"] == (END,)
    in_a_meeting = question.window.opens is not None and question.window.opens.date == "meeting"
    return "a new proposal in a meeting" if begins_anew and in_a_meeting else "something else"


def quiet(given: Vector) -> Vector:
    """Nobody says anything, or all agree in so many words."""
    course = brought_to("UNDER_SILENCE", given)
    clock = instant(given["clock"])
    if given["act"] == "agree_explicitly":
        for party in course.states:
            assert accepted(course.says("silence.silence", "agreement", party))
    course.until(clock)
    step = course.silence
    report: Vector = {
        "state": state_of(course),
        "expiry_moved": step.closes_at != expiry_of(given),
        "number": _symbol(course),
    }
    if step.outcome is not None:
        report["notice"] = notice(course)
    return report


def _symbol(course: Course) -> str | None:
    step = course.step("publication.issue")
    symbols = [g.said.symbol for g in step.answers] if step else []
    return symbols[-1] if symbols else None


def issued(given: Vector) -> Vector:
    course = brought_to(given["state"], given)
    if "at" in given:
        course.arrive(instant(given["at"]))
    before = course.silence.outcome
    attached = tuple(given.get("attachments", ()))
    for one in attached:
        assert accepted(course.says("statements.statements", one, STATE, wording="We note."))
    report = told(course.issue(attached=attached), "issue_text")
    report["state"] = state_of(course)
    if report["accepted"]:
        statements = course.step("statements.statements")
        assert statements is not None
        report["attachments"] = len([g for g in statements.answers if g.stands])
        report["number_assigned"] = _symbol(course) is not None
        report["outcome_unchanged"] = course.silence.outcome == before
    return report


def sent_for_internal_use(given: Vector) -> Vector:
    course = brought_to(given["state"], given)
    course.arrive(instant(given["at"]))
    said = {"grounds": given["reason"], "choice": "internal_only"}
    decision = course.says("urgent.urgent", "send", "chair", **said)
    without = course.says("urgent.urgent", "send", "chair", grounds=given["reason"])
    report = told(decision, "send_to_executive_structure")
    report["use"] = "internal_only" if not accepted(without) else "any"
    return report | {"state": state_of(course)}


def announced(given: Vector) -> Vector:
    course = brought_to(given["state"], given)
    course.arrive(instant(given["at"]))
    course.play.settle()
    decision = course.says("publication.announcement", "announcement", ACTORS[given["by"]])
    return told(decision, "announce") | {"state": state_of(course)}


def asked(given: Vector) -> Vector:
    course = brought_to(given["state"], given)
    return {given["query"]: course.silence.closes_at, "instant": course.silence.closes_at}


def extended(given: Vector, rules: Procedure | None = None) -> Vector:
    course = brought_to(given["state"], given, rules)
    old = course.silence.closes_at
    course.arrive(instant(given["at"]))
    course.play.settle()
    report = told(course.extend(instant(given["new_expiry"])), "extend")
    if rules is None and not report["accepted"]:
        report["alternative"] = alternative(given)
    if "then" in given:
        later = given["then"]
        course.arrive(instant(later["at"]))
        report |= {"state": None} | _objection(course, later, instant(later["at"]))
        report["state"] = state_of(course)
        report["old_expiry_kept_in_history"] = old in _old_expiries(course.play)
        report["all_informed"] = _told_of_extension(course)
    return report


def alternative(given: Vector) -> str | None:
    """The reading that a value switches on: with it the same act is taken."""
    option = "extension_by_chair_before_expiry"
    rules = with_values(shipped(), "silence", "silence", **OPTIONS[option])
    if not extended(given, rules)["accepted"]:
        return None
    return "definition option " + option.replace("extension_by", "extension = by")


def _old_expiries(play: Play) -> list[datetime]:
    return [one.event.old for one in play.history if isinstance(one.event, DeadlineExtended)]


def _told_of_extension(course: Course) -> bool:
    owed = [m for m in course.play.state.milestones.values() if m.type == "DeadlineExtended"]
    return bool(owed) and all(set(m.addressees) == set(course.states) for m in owed)


def rolled(given: Vector) -> Vector:
    course = course_of(given).suggested(expiry_of(given))
    return {"expiry_named": course.silence.closes_at}


REPORTS: dict[str | None, Callable[[Vector], Vector]] = {
    "propose_silence": proposed,
    "object": objected,
    "amend": objected,
    "withdraw_objection": withdrawn,
    "none": quiet,
    "agree_explicitly": quiet,
    "issue_text": issued,
    "send_to_executive_structure": sent_for_internal_use,
    "announce": announced,
    "extend": extended,
    "adopted_on": asked,
    None: rolled,
}


# The variants of other bodies.


def assembly(labels: tuple[str, ...] = ("1",), start: datetime | None = None) -> Play:
    """A process of the General Assembly's procedure, its draft circulated."""
    seats = {
        "pga": "president",
        "ga": "assembly",
        "desk": "secretariat",
        "a": "member_state",
        "b": "member_state",
        "c": "member_state",
    }
    at = start or datetime(2020, 4, 14, 22, tzinfo=ZoneInfo("UTC"))
    act = StartProcess(
        title="Draft resolution",
        procedure=shipped("ga-silence-74-544"),
        parties=tuple(Party(party=p, name=p.upper(), roles=(r,)) for p, r in seats.items()),
        appointments=tuple(
            Appointment(person=f"{p}-delegate", party=p, capacity="delegate") for p in seats
        ),
        clock="stepped",
        starts_at=at,
    )
    play = Play(act, at)
    text = PublishText(text="l1", kind="final", title="Draft", sha256="1" * 64, labels=labels)
    play.send(text, "pga-delegate")
    play.settle()
    return play


def placed(play: Play, expiry: datetime) -> Decision:
    act = Answer(
        step=play.step("placing.placing").step,
        answer="place",
        instant=expiry,
        grounds="The General Committee was consulted.",
    )
    decision = play.send(act, "pga-delegate")
    play.settle()
    return decision


def object_in(play: Play, party: str, *paragraphs: str) -> None:
    step = play.step("silence.objections").step
    act = Answer(step=step, answer="objection", paragraphs=paragraphs)
    assert accepted(play.send(act, f"{party}-delegate"))
    play.settle()


def minus(given: Vector) -> Vector:
    """Consensus minus n: the same file, with another number in its rule, and objections that do not end it."""
    answers = {
        name: {**rule.model_dump(mode="json"), "effect": "none"}
        for name, rule in shipped().stage("silence").questions["silence"].answers.items()
    }
    cases = [
        {
            "when": [{"count": "objection", "at_least": given["threshold_to_break"]}],
            "permits": ["not_adopted"],
        },
        {"permits": ["adopted"]},
    ]
    rules = with_values(shipped(), "silence", "silence", answers=answers, adds_up_to=cases)
    course = Course(rules).suggested(EXPIRY)
    course.arrive(OBJECTED)
    for party in course.states[: given["objections"]]:
        assert accepted(course.says("silence.silence", "objection", party))
    course.until(EXPIRY)
    return {"broken": state_of(course) == "BROKEN"}


def list_extended(given: Vector) -> Vector:
    """The letter is dated; its hour, and the expiry that it moves, are filled in."""
    letter_at = datetime.combine(
        date.fromisoformat(given["letter"]), time(12), ZoneInfo("America/New_York")
    )
    play = assembly(start=letter_at - timedelta(days=4))
    assert accepted(placed(play, letter_at + timedelta(hours=6)))
    play.until(letter_at)
    step = play.step("silence.objections")
    since = len(play.history)
    act = ExtendDeadline(step=step.step, closes_at=instant(given["new_expiry"]), grounds="Letter.")
    decision = play.send(act, "pga-delegate")
    return {
        "accepted": accepted(decision),
        "expiry_utc": utc(play.step("silence.objections").closes_at or letter_at),
        "events": [EVENTS.get(one, one) for one in play.types(since)],
    }


def ga(given: Vector) -> Vector:
    start, expiry = instant(given["placed"]), instant(given["expiry"])
    play = assembly(start=start)
    decision = placed(play, expiry)
    report = told(decision, "place")
    if not report["accepted"]:
        return report
    step = play.step("silence.objections")
    assert step.closes_at is not None
    report["duration_hours"] = (step.closes_at - step.opens_at) / timedelta(hours=1)
    for party in ("a", "b", "c")[: given["objections"]]:
        object_in(play, party)
    play.until(expiry)
    report["effect"] = (play.step("silence.objections").outcome or "").upper()
    return report


def partly_broken(given: Vector) -> Vector:
    """Which paragraphs silence was broken on is published; who broke it is not. The hour of the placing is filled in.

    What was objected to is known from the published list alone, so it is the input as well; two more paragraphs, to
    which nobody objected, must not be in the letter.
    """
    start = datetime.combine(
        date.fromisoformat(given["placed"]), time(12), ZoneInfo("America/New_York")
    )
    wanted = next(v["expect"]["paragraphs"] for v in VARIANTS if v["given"] is given)
    labels = [str(label) for label in wanted]
    play = assembly(("PP1", *labels, "39"), start)
    expiry = instant(given["expiry"])
    assert accepted(placed(play, expiry))
    object_in(play, "a", *labels[::2])
    object_in(play, "b", *labels[1::2])
    play.until(expiry)
    step = play.step("silence.objections")
    assert step.outcome_version is not None
    assert step.closes_at is not None
    published = letter(play.history, step.outcome_version)
    names = [play.state.parties[party].name for party in ("a", "b")]
    shown = published.facts.get("paragraphs")
    assert isinstance(shown, list)
    assert not any(f"Broken by: {name}" in line for name in names for line in published.body)
    return {
        "outcome": "BROKEN" if step.outcome == "not_adopted" else step.outcome,
        "expiry_utc": utc(step.closes_at),
        "paragraphs": shown,
        "numbered_paragraphs": len([one for one in shown if any(c.isdigit() for c in one)]),
        "chapeaux": len([one for one in shown if not any(c.isdigit() for c in one)]),
        "objectors_published": "parties" in published.facts,
    }


VARIANT_REPORTS: dict[str, Callable[[Vector], Vector]] = {
    "consensus_minus_one_by_silence": minus,
    "un_list_by_silence": list_extended,
    "general_assembly_74_544": ga,
    "un_negotiation_by_silence": partly_broken,
}


# The comparison.


def report_of(vector: Vector) -> Vector:
    given = vector["given"]
    if "rule" in vector:
        return VARIANT_REPORTS[vector["rule"]](given)
    return REPORTS[given.get("act", given.get("query"))](given)


def same(found: Any, wanted: Any) -> bool:
    if isinstance(found, datetime):
        return isinstance(wanted, str) and found == instant(wanted)
    if isinstance(wanted, dict) and isinstance(found, dict):
        return all(same(found.get(key), value) for key, value in wanted.items())
    if isinstance(wanted, list) and isinstance(found, list):
        return [str(one) for one in wanted] == [str(one) for one in found]
    return bool(found == wanted)


def differences(vector: Vector) -> Vector:
    """The fields of `expect` that the engine reports otherwise: what it reports, and what is expected."""
    report = report_of(vector)
    missing = object()
    return {
        name: (report.get(name), wanted)
        for name, wanted in vector["expect"].items()
        if name not in EXPLAINED and not same(report.get(name, missing), wanted)
    }


@pytest.mark.parametrize(
    "vector", [v for v in VECTORS + VARIANTS if not uncertain(v)], ids=lambda v: v["id"]
)
def test_the_shipped_procedure_reproduces_the_oracle(vector: Vector) -> None:
    assert differences(vector) == {}


def test_what_the_oracle_is_not_certain_of_is_run_and_reported() -> None:
    """Reported in docs/oracles.md: four vectors, of which the engine disagrees with none."""
    reported = {v["id"]: differences(v) for v in VARIANTS if uncertain(v)}
    assert reported == {f"OSCE-V{n:02}": {} for n in (1, 2, 3, 8)}


def test_every_vector_of_the_oracle_is_run() -> None:
    ids = [vector["id"] for vector in VECTORS + VARIANTS]
    assert ids == [f"OSCE-{n:02}" for n in range(1, 37)] + [f"OSCE-V{n:02}" for n in range(1, 9)]


# Broken twins: each is caught by the vector that it names.


def closing_included(step: Any, who: Any, *_: Any) -> None:
    if step.closes_at is not None and who.at > step.closes_at:
        raise DeadlinePassed(closes_at=in_both_cities(step.closes_at), late="a little")


def wall_clock(step: Any, who: Any, *_: Any) -> None:
    """The time of day as the sender's clock shows it, five hours behind, held against Vienna's."""
    here = who.at.astimezone(ZoneInfo("America/New_York")).replace(tzinfo=None)
    if (
        step.closes_at is not None
        and here >= step.closes_at.astimezone(VIENNA).replace(tzinfo=None)
        and step.rule.text_agreed_by
    ):
        raise DeadlinePassed(closes_at=in_both_cities(step.closes_at), late="a little")


def nothing(*args: Any) -> None:
    return None


def twin_rules(**values: Any) -> Procedure:
    return with_values(shipped(), "silence", "silence", **values)


def with_answers(**changes: Any) -> dict[str, Any]:
    answers = shipped().stage("silence").questions["silence"].answers
    return {name: {**rule.model_dump(mode="json"), **changes} for name, rule in answers.items()}


def channels(*more: str) -> Procedure:
    rules = shipped()
    reported = rules.reported.model_copy(update={"channels": (*rules.reported.channels, *more)})
    return rules.model_copy(update={"reported": reported})


def observers_as_states() -> Procedure:
    rules = shipped()
    asks = ("participating_state", "partner")
    question = rules.stage("silence").questions["silence"].model_copy(update={"asks": asks})
    stage = rules.stage("silence").model_copy(update={"questions": {"silence": question}})
    roadmap = tuple(stage if one.stage == "silence" else one for one in rules.roadmap)
    return rules.model_copy(update={"roadmap": roadmap})


def two_objections() -> Procedure:
    cases = [
        {"when": [{"count": "objection", "at_least": 2}], "permits": ["not_adopted"]},
        {"permits": ["adopted"]},
    ]
    return twin_rules(adds_up_to=cases)


TWINS: dict[str, tuple[str, Any, str]] = {
    "<= for <": ("deadline.before_closing", closing_included, "OSCE-12"),
    "wall clocks for instants": ("deadline.before_closing", wall_clock, "OSCE-35"),
    "an extension whatever the rule says": ("deadline.may_extend", nothing, "OSCE-28"),
    "a shorter silence than 72 hours": ("decide.far_enough", nothing, "OSCE-V06"),
    "observers may object": ("rules", observers_as_states, "OSCE-16"),
    "an oral objection counts": ("rules", partial(channels, "oral"), "OSCE-09"),
    "two objections are needed": ("rules", two_objections, "OSCE-19"),
    "an objection does not end the silence": (
        "rules",
        lambda: twin_rules(answers=with_answers(effect="none")),
        "OSCE-07",
    ),
    "silence ends when all have agreed": (
        "rules",
        lambda: twin_rules(window={"early_close": ["all_answered"]}),
        "OSCE-22",
    ),
}


@contextmanager
def twin(name: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    what, broken, vector = TWINS[name]
    with monkeypatch.context() as patch:
        if what == "rules":
            changed = broken()
            patch.setattr("tests.procedures.test_osce_oracle.shipped", lambda *_: changed)
        else:
            module, function = what.split(".")
            for room in {deadline, decide} if function == "before_closing" else {globals()[module]}:
                patch.setattr(room, function, broken)
        yield vector


@pytest.mark.parametrize("name", TWINS)
def test_a_broken_twin_disagrees_with_the_oracle(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with twin(name, monkeypatch) as wanted:
        assert disagrees(next(v for v in VECTORS + VARIANTS if v["id"] == wanted))
    assert not disagrees(next(v for v in VECTORS + VARIANTS if v["id"] == wanted))


def disagrees(vector: Vector) -> bool:
    """Whether the engine reports something else, or goes another way before there is anything to compare."""
    try:
        return differences(vector) != {}
    except (AssertionError, KeyError):
        return True


def test_the_copy_of_the_oracle_is_what_it_was_copied_from() -> None:
    original = SHARED / "oracles" / "osce_silence.yaml"
    assert not original.exists() or original.read_bytes() == FILE.read_bytes()
