"""Holding the expectations of a scenario against what the record tells: a replay, instant by instant."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from domain.model import stamp
from domain.process.events import ActRefused
from domain.process.fold import evolve
from domain.process.limits import limits
from domain.process.sessions import session_warnings
from domain.process.state import Process
from domain.record.recorded import Recorded
from domain.step.adoption import adoption_of, adoptions, statements
from domain.step.decide import endorsers
from domain.step.provenance import unaccounted
from domain.step.state import Step
from domain.step.whole import item_outcomes
from rehearsal import report
from rehearsal.expectations import (
    Expectation,
    Finding,
    OfAction,
    OfAdoption,
    OfLimit,
    OfPledge,
    OfStep,
    OfText,
    Parties,
)
from rehearsal.names import Left, find_step
from rehearsal.paragraphs import packages, paragraphs

Pair = tuple[str, Any, Any]
"""What is expected where: (what, expected, found)."""


@dataclass(slots=True)
class Told:
    """What the record tells up to an instant."""

    process: Process | None = None
    refused: Counter[str] = field(default_factory=Counter)
    position: int = 0

    def until(self, history: Sequence[Recorded], at: datetime | None) -> None:
        """Fold on to the last event of that instant; None: to the end."""
        while self.position < len(history):
            one = history[self.position]
            if at is not None and one.envelope.process_at > at:
                return
            self.process = evolve(self.process, one)
            if isinstance(one.event, ActRefused):
                self.refused[one.event.code] += 1
            self.position += 1


def findings(
    expectations: Iterable[Expectation], history: Sequence[Recorded], left: Mapping[str, Left]
) -> list[Finding]:
    """Replay the record once, and hold every expectation against the state of its instant."""
    dated = sorted((one for one in expectations if one.at), key=lambda one: one.at or 0)
    at_end = [one for one in expectations if not one.at]
    told = Told()
    found: list[Finding] = []
    for one in [*dated, *at_end]:
        told.until(history, one.at)
        at = one.at or history[-1].envelope.process_at
        if told.process is None:
            found.append(
                Finding(at=at, what="process", expected="running", found="not yet", holds=False)
            )
            continue
        for what, expected, is_ in pairs(one, told, left):
            found.append(_finding(at, one.why, what, expected, is_))
    return found


def _finding(at: datetime, why: str | None, what: str, expected: Any, found: Any) -> Finding:
    holds = (
        len(found) == expected
        if isinstance(expected, int) and isinstance(found, tuple)
        else found == expected
    )
    return Finding(
        at=at, what=what, expected=_text(expected), found=_text(found), holds=holds, why=why
    )


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, tuple):
        return f"{len(value)}: {', '.join(map(str, value))}" if value else "nobody"
    if isinstance(value, dict):
        return ", ".join(f"{key} {one}" for key, one in value.items()) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value is None else str(value)


def pairs(one: Expectation, told: Told, left: Mapping[str, Left]) -> Iterator[Pair]:
    """List everything that an expectation says, with what the record tells of it."""
    process = told.process
    assert process is not None  # noqa: S101  # the caller looks first
    yield from _given(one, _of_process(one, told, process))
    if one.not_endorsed is not None:
        silent, declined = report.not_endorsed(process)
        found = {"no_answer": silent, "declined": declined}
        yield from _named("not endorsed", one.not_endorsed, found)
    yield from _of_bodies(one, process)
    for name, of_step in one.steps.items():
        yield from _named(name, of_step, _of_step(process, find_step(process, name), of_step))
    for name, of_action in one.actions.items():
        yield from _named(name, of_action, _of_action(process, name))
    for label, of_proposal in one.proposals.items():
        yield from _named(label, of_proposal, _of_proposal(process, left.get(label)))
    for name, of_text in one.texts.items():
        yield from _named(name, of_text, _of_text(process, name))
    for name, of_pledge in one.pledges.items():
        yield from _named(name, of_pledge, _of_pledge(process, name))


def _of_bodies(one: Expectation, process: Process) -> Iterator[Pair]:
    """What bodies decided, what was stated after it, who holds which role, how far off a limit is."""
    now = one.at or process.now or process.started_at
    for key, who in (one.statements or {}).items():
        yield f"statements: {key}", _in_order(who), _stated(process, key)
    for key, who in (one.holders or {}).items():
        yield f"holders: {key}", _in_order(who), tuple(sorted(process.holders.get(key, ())))
    for name, of_adoption in one.adoptions.items():
        yield from _named(name, of_adoption, _of_adoption(process, name))
    for name, of_limit in one.limits.items():
        yield from _named(name, of_limit, _of_limit(process, name, now))


def _in_order(who: Parties) -> Parties:
    return who if isinstance(who, int) else tuple(sorted(who))


def _named(name: str, given: Any, found: dict[str, Any]) -> Iterator[Pair]:
    for what, expected, is_ in _given(given, found):
        yield f"{name}: {what}", expected, is_


def _given(model: Any, found: dict[str, Any]) -> Iterator[Pair]:
    """Only what the file says is compared. Groups of parties are compared in any order."""
    for name in type(model).model_fields:
        expected = getattr(model, name)
        if name not in model.model_fields_set or name not in found:
            continue
        is_ = found[name]
        if isinstance(expected, tuple) and isinstance(is_, tuple):
            expected, is_ = tuple(sorted(expected)), tuple(sorted(is_))
        yield name, None if expected == "none" else expected, is_


def _of_process(one: Expectation, told: Told, process: Process) -> dict[str, Any]:
    text = process.text_in_force
    present = dict(pair for meeting in process.attendance.values() for pair in meeting)
    return {
        "status": process.status,
        "outcome": process.outcome,
        "endorsers": endorsers(process),
        "text_in_force": text.text if text else None,
        "text_agreed": report.agreed_text(process),
        "adopted": tuple(one.text for one in adoptions(process)),
        "conditions": tuple(process.conditions),
        "open_steps": tuple(_plain(process, step) for step in process.open_steps()),
        "companions": report.companions(process),
        "published": len(process.pledges),
        "refused": {code: told.refused[code] for code in one.refused or {}},
        "voided": tuple(f"{r.key}#{r.round}" for r in process.stages.values() if r.voided),
        "rounds": {key: process.rounds.get(key, 0) for key in one.rounds or {}},
        "attendance": {party: present.get(party) for party in one.attendance or {}},
        "paragraphs": _only(one.paragraphs, paragraphs(process)),
        "packages": _only(one.packages, packages(process)),
    }


def _only(wanted: Mapping[str, str] | None, found: Mapping[str, str]) -> dict[str, str | None]:
    return {name: found.get(name) for name in wanted or {}}


def _plain(process: Process, step: Step) -> str:
    return f"{process.stages[step.stage].key}.{step.question}"


def _of_step(process: Process, step: Step | None, wanted: OfStep) -> dict[str, Any]:
    if step is None:
        return dict.fromkeys(OfStep.model_fields, "no such step yet")
    counts = report.counts(process, step)
    tests = {one.called: one.met for one in report.counted(process, step).tests}
    return {
        "open": step.opened and step.closed_at is None,
        "text": step.text,
        "opens_at": step.opens_at,
        "closes_at": step.closes_at or ("asap" if step.rule.window.asap else None),
        "closed_at": step.closed_at,
        "outcome": step.outcome,
        "counts": {name: counts.get(name, 0) for name in wanted.counts or {}},
        "tests": {name: tests.get(name, "no such test") for name in wanted.tests or {}},
        "figures": step.reported(),
        "late": len(step.late),
        "superseded": tuple(step.superseded),
        "given": {
            name: sum(g.stands and g.said.answer == name for g in step.answers)
            for name in wanted.given or {}
        },
        "dispositions": dict(Counter(one.choice for one in step.disposals.values())),
        "items": dict(Counter(item_outcomes(process, step).values())),
        "outside_hours": tuple(
            one.venue for one in session_warnings(process, step) if one.kind == "outside_hours"
        ),
        "unaccounted": len(unaccounted(process)),
    }


def _of_adoption(process: Process, name: str) -> dict[str, Any]:
    step = find_step(process, name)
    one = adoption_of(process, step) if step else None
    if one is None:
        return dict.fromkeys(OfAdoption.model_fields, "nothing is adopted yet")
    return {name: getattr(one, name) for name in OfAdoption.model_fields}


def _stated(process: Process, answer: str) -> tuple[str, ...]:
    """Who has made a statement of that name, each once for each statement."""
    made = statements(process)
    return tuple(sorted(one.party for one in made if one.given.said.answer == answer))


def _of_limit(process: Process, name: str, now: datetime) -> dict[str, Any]:
    for one in limits(process, now):
        if one.limit == name:
            return {"days_left": one.days_left, "met": one.met}
    return dict.fromkeys(OfLimit.model_fields, "no such limit")


def _of_action(process: Process, name: str) -> dict[str, Any]:
    action = process.actions.get(name)
    if action is None:
        return dict.fromkeys(OfAction.model_fields, "no such action yet")
    due = process.action_due(action)
    return {"due": None if due == "none" else due, "status": action.status}


def _of_proposal(process: Process, left: Left | None) -> dict[str, Any]:
    """A proposal as the record tells it: of one that stands no more too."""
    number = left.number if left and left.versions else 0
    for step in process.steps.values():
        if number in step.numbered:
            disposal = step.disposals.get(number)
            flag = step.flags.get(number)
            return {
                "disposition": disposal.choice if disposal else None,
                "flagged": flag[0] if flag else None,
                "in_history": True,
            }
    return {"disposition": None, "flagged": None, "in_history": False}


def _of_text(process: Process, name: str) -> dict[str, Any]:
    text = process.texts.get(name)
    if text is None:
        return dict.fromkeys(OfText.model_fields, "no such text yet")
    return {
        "agreed": text.agreed_at is not None,
        "withdrawn": text.withdrawn_at is not None,
        "respects": text.respects,
        "paragraphs": text.labels,
    }


def _of_pledge(process: Process, name: str) -> dict[str, Any]:
    pledge = process.pledges.get(name)
    if pledge is None:
        return dict.fromkeys(OfPledge.model_fields, "no such pledge yet")
    return {
        "lead": pledge.lead,
        "partners": pledge.partners,
        "commitments": tuple(item.item for item in pledge.commitments),
        "text": pledge.text,
        "status": _status(process),
    }


def _status(process: Process) -> str | None:
    """The latest status that the lead reported for all partners."""
    said = [
        given.said.choice
        for step in process.steps.values()
        for given in step.answers
        if given.stands and given.said.answer == "status"
    ]
    return said[-1] if said else None
