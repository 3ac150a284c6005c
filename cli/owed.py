"""What is owed in a process by those who run it: pure, from the folded process and the clock."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from cli.actions import due_words, owner_words
from cli.letters import at_once, events_said, in_words, untold
from cli.proposals import Proposal, proposals_of
from cli.screen import screen
from domain.calendar.show import parse_instant
from domain.participation.authority import chairs, in_force
from domain.participation.vacant import unstaffed, vacant
from domain.procedure.explain.rule import test_said
from domain.procedure.question import Extension
from domain.process.agenda import can_begin_at
from domain.process.following import outer_dates, waits_for_a_word
from domain.process.roadmap import ready, waits
from domain.process.state import Owed as Next
from domain.process.state import Process
from domain.step.about_answers import unqualified
from domain.step.request import pending
from domain.step.settle import confirm_by
from domain.step.state import Late, Step
from domain.text.amendment import adopted
from rehearsal.names import shown
from rehearsal.together import together

Kind = Literal[
    "disposition",
    "conflict",
    "confirmation",
    "judgement",
    "together",
    "duty",
    "deadline",
    "admission",
    "letter",
    "action",
    "vacant",
    "quality",
    "attendance",
    "amendment",
    "waiting",
]


@dataclass(frozen=True, slots=True)
class Owed:
    """
    One thing that is owed.

    :param roles: who may do it; :param since: from when on it is owed, or due: by when
    :param how: the command that does it, without who acts
    :param parties: the holders of these roles that it waits for; nobody named: any of them
    """

    kind: Kind
    what: str
    roles: tuple[str, ...]
    how: str
    due: datetime | None = None
    parties: tuple[str, ...] = ()


def owed(process: Process, now: datetime) -> list[Owed]:
    """List everything that is owed, in the order in which a desk is cleared."""
    if process.status == "ended":
        return [*_admissions(process, now), *_letters(process)]
    found = [one for find in FIND for one in find(process, now)]
    return [*found, *_letters(process)]


def disposing(process: Process, proposal: Proposal) -> Step | None:
    """The step at which a proposal is disposed of, once it is put."""
    run = process.stages[proposal.step.stage]
    for step_id in run.steps.values():
        step = process.steps[step_id]
        if any(rule.effect == "disposes" for rule in step.rule.answers.values()):
            return step
    return None


def _dispositions(process: Process, now: datetime) -> Iterator[Owed]:
    """Every proposal wants a disposition, with a reason; a warning where a role disposes of its own party's."""
    for one in proposals_of(process):
        step = disposing(process, one)
        if one.disposal is not None or step is None or step.closed_at is not None:
            continue
        party = process.parties[one.given.party].name
        flagged = f", flagged against {one.flag[0]}" if one.flag else ""
        what = f"proposal {one.number} of {party}{flagged}: no disposition yet"
        how = f"dispose PROCESS {shown(process, step)} --proposal {one.number} --disposition ... --grounds ..."
        yield Owed("disposition", what, step.rule.asks, how)
        if one.given.party in process.asked(step):
            yield Owed(
                "conflict",
                f"proposal {one.number} is {party}'s own, and {party} is to dispose of it",
                step.rule.asks,
                "let another holder of the role dispose of it, or say so in the grounds",
            )


def _confirmations(process: Process, now: datetime) -> Iterator[Owed]:
    for step in process.steps.values():
        running = process.stages[step.stage].ended_at is None
        if running and step.provisional and step.rule.confirmed_by is not None:
            name = shown(process, step)
            yield Owed(
                "confirmation",
                f"{name}: “{step.outcome}” is provisional{_until(process, step)}",
                (step.rule.confirmed_by,),
                f"confirm PROCESS {name} --grounds ...",
            )


def _until(process: Process, step: Step) -> str:
    until = confirm_by(process, step)
    return f", to be confirmed by {screen.when(until)}" if until else ""


def _judgements(process: Process, now: datetime) -> Iterator[Owed]:
    for step in process.steps.values():
        picks = step.rule.decided_by != "automatic" and bool(step.permitted)
        if step.closed_at is not None and step.outcome is None and picks:
            name = shown(process, step)
            yield Owed(
                "judgement",
                f"{name}: permitted are {', '.join(step.permitted)}; one is to be picked",
                (step.rule.decided_by,),
                f"judge PROCESS {name} --outcome ... --grounds ...",
            )


def _qualities(process: Process, now: datetime) -> Iterator[Owed]:
    """The answers of which it is to be said what they are: the count waits for it."""
    for step in process.open_steps():
        for name, rule in step.rule.answers.items():
            of = [one for one in unqualified(step) if one.said.answer in rule.of]
            if rule.effect != "qualifies" or not of:
                continue
            numbers = ", ".join(str(one.version) for one in of)
            at = shown(process, step)
            yield Owed(
                "quality",
                f"{at}: it is to be said of {numbers} whether each is {' or '.join(rule.choices)}",
                rule.by or step.rule.asks,
                f"answer PROCESS {at} {name} --about NUMBER --choice ...",
                step.closes_at,
            )


def _attendance(process: Process, now: datetime) -> Iterator[Owed]:
    """Where only those who are present decide, nobody can before it is recorded who is."""
    for step in process.open_steps():
        run = process.stages[step.stage]
        if step.rule.only_present and not run.present:
            yield Owed(
                "attendance",
                f"{shown(process, step)}: only who is present decides, and no attendance is recorded",
                chairs(process),
                f"attendance PROCESS {run.key} --present PARTY=CAPACITY",
            )


def _amendments(process: Process, now: datetime) -> Iterator[Owed]:
    """An amendment that was adopted is put into the text; until then its question waits."""
    for step, one in adopted(process):
        yield Owed(
            "amendment",
            f"{shown(process, step)} waits for the text with the amendment {one.version}, which was adopted",
            chairs(process),
            f"publish PROCESS FILE --text ... --predecessor {step.text} --amended-by {one.version}",
        )


def _waiting(process: Process, now: datetime) -> Iterator[Owed]:
    """The stages that come next and cannot begin yet: for what they wait."""
    for one in process.owed:
        if can_begin_at(process, one) is None:
            stage = process.procedure.stage(one.key)
            yield Owed(
                "waiting",
                f"{stage.title} comes next and waits for {_for_what(process, one)}",
                chairs(process),
                "procedure explain FILE says what it needs",
            )


def _for_what(process: Process, one: Next) -> str:
    stage = process.procedure.stage(one.key)
    if waits(process, stage):
        titles = [process.procedure.stage(key).title for key in stage.waits_for]
        return f"the end of {' and '.join(titles)}"
    if not ready(process, one):
        return "a text"
    first = next(iter(stage.questions.values()))
    return "; ".join(test_said(process.procedure, first, need) for need in stage.needs)


def _together(process: Process, now: datetime) -> Iterator[Owed]:
    """What waits for the other holders of a role who act together."""
    for one in together(process):
        yield Owed("together", one.words(process), (one.role,), one.how, parties=one.awaited)


def _duties(process: Process, now: datetime) -> Iterator[Owed]:
    for step in process.open_steps():
        if step.opened and step.rule.silence_means == "overdue":
            yield Owed(
                "duty",
                f"{shown(process, step)}: {step.rule.title}. {_owed_since(step, now)}",
                step.rule.asks,
                "status PROCESS shows what it waits for",
                step.closes_at or step.due_at,
            )


def _owed_since(step: Step, now: datetime) -> str:
    since = f"Owed since {screen.when(step.opens_at)}"
    due = step.closes_at or step.due_at
    if due is None:
        return since
    return f"{since}; {'overdue since' if due <= now else 'due'} {screen.when(due)}"


def _deadlines(process: Process, now: datetime) -> Iterator[Owed]:
    for step in process.open_steps():
        if step.rule.window.asap and step.closes_at is None:
            name = shown(process, step)
            yield Owed(
                "deadline",
                f'{name}: "as soon as possible", no deadline is fixed',
                chairs(process),
                f"fix-deadline PROCESS {name} --closes-at ... --grounds ...",
            )


def _to_move(process: Process, now: datetime) -> Iterator[Owed]:
    """Steps of which somebody has to say whether they move with the closing of the question that is answered."""
    dates = " ".join(
        f'--date "{name}={process.dates[name].isoformat()}"' for name in outer_dates(process)
    )
    for step in process.open_steps():
        if waits_for_a_word(process, step) is None:
            continue
        name = shown(process, step)
        yield Owed(
            "deadline",
            f"{name}: its date has moved, and nobody has said whether it moves with it",
            chairs(process),
            f"move-dates PROCESS {dates} --follow {name}, or --stay {name}, --grounds ...",
            step.closes_at,
        )


def _requests(process: Process, now: datetime) -> Iterator[Owed]:
    """More time that was asked for, and that somebody has to grant or decline."""
    for step in process.steps.values():
        extension = step.rule.extension
        roles = extension.by if isinstance(extension, Extension) else chairs(process)
        for one in pending(step) if step.is_open or step.provisional else ():
            name, party = shown(process, step), process.parties[one.party].name
            yield Owed(
                "deadline",
                f"{name}: {party} asks for more time (act {one.version}); nobody has decided on it",
                roles,
                f"extend PROCESS {name} --closes-at ... --grounds ...",
                step.closes_at,
            )


def _admissions(process: Process, now: datetime) -> Iterator[Owed]:
    """Acts that claim to have arrived in time at an official channel and were typed in late wait for a decision."""
    for step in process.steps.values():
        for late in step.late.values():
            arrived = _arrived(late)
            if late.counted or arrived is None or step.closes_at is None:
                continue
            if step.opens_at <= arrived < step.closes_at:
                yield Owed(
                    "admission",
                    f"act {late.version} on {shown(process, step)} is said to have arrived in time, "
                    f"{screen.when(arrived)}",
                    process.procedure.reported.admitted_by,
                    f"admit PROCESS {late.version} --evidence ... --grounds ...",
                )


def _arrived(late: Late) -> datetime | None:
    reported = json.loads(late.act).get("reported") or {}
    at = reported.get("reported_at")
    return parse_instant(at) if at else None


def _actions(process: Process, now: datetime) -> Iterator[Owed]:
    """Open actions without a date, and those whose date has passed."""
    for one in process.actions.values():
        due = process.action_due(one)
        dated = isinstance(due, datetime)
        if one.status != "open" or (isinstance(due, datetime) and due > now):
            continue
        says = (
            f"was due {due_words(process, one)}"
            if dated
            else f"is undated ({due_words(process, one)})"
        )
        verb = "status" if dated else "fix"
        yield Owed(
            "action",
            f"action {one.action} ({owner_words(process, one)}) {says}: {one.words}",
            chairs(process),
            f"action {verb} PROCESS {one.action} ...",
            due if isinstance(due, datetime) else None,
        )


def _vacant(process: Process, now: datetime) -> Iterator[Owed]:
    """Roles that the procedure needs and nobody can act in now."""
    for key in vacant(process, now):
        yield Owed(
            "vacant",
            f"nobody can act as {process.procedure.roles[key].title} ({key}) now",
            chairs(process),
            "admit-party PROCESS ..., or appoint PROCESS ...",
        )
    for one in unstaffed(process, now):
        yield Owed(
            "vacant",
            one.words(process),
            chairs(process),
            "admit-party PROCESS ..., or appoint PROCESS ...",
        )


def _letters(process: Process) -> Iterator[Owed]:
    roles = tuple(
        key
        for key, role in process.procedure.roles.items()
        if role.role_class in ("chair", "supporter")
    )
    for several in at_once([one for one in process.milestones.values() if untold(one)]):
        first = several[0]
        waiting = {party for one in several for party in untold(one)}
        addressed = {party for one in several for party in one.addressees}
        more = f", and so for {events_said(several[1:])}" if several[1:] else ""
        yield Owed(
            "letter",
            f"{events_said(several)} ({in_words(first.type)}): {len(waiting)} of {len(addressed)} were not told",
            roles,
            f"letter write PROCESS {first.version}, then letter sent PROCESS {first.version} --channel ...{more}",
        )


FIND: tuple[Callable[[Process, datetime], Iterator[Owed]], ...] = (
    _judgements,
    _together,
    _qualities,
    _attendance,
    _amendments,
    _waiting,
    _confirmations,
    _dispositions,
    _duties,
    _deadlines,
    _to_move,
    _requests,
    _admissions,
    _actions,
    _vacant,
)


def parties_of(process: Process, person: str, now: datetime) -> set[str]:
    """The institutions that a person can act for now."""
    return {one.party for one in process.appointments.get(person, ()) if in_force(one, now)}


def roles_of(process: Process, person: str, now: datetime) -> set[str]:
    """The roles that a person can act in now."""
    return {
        role
        for one in process.appointments.get(person, ())
        if in_force(one, now)
        for role in (one.roles or process.parties[one.party].roles)
    }
