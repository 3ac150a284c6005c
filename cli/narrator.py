"""A rehearsal told as it happens: the clock passing, who did what and what came of it, the outcomes."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from rich.text import Text

from cli import phrases
from cli.screen import screen
from domain.calendar.show import in_city
from domain.event import Event
from domain.process.events import (
    Carried,
    DatesMoved,
    InnerLinked,
    ProcedureAdopted,
    ProcessEnded,
    SaidJointly,
    StageBegan,
)
from domain.process.fold import evolve
from domain.process.sessions import session_warnings
from domain.process.state import Process
from domain.record.recorded import Recorded
from domain.rule.said import test_said
from domain.step.events import (
    ActAdmitted,
    Answered,
    AnswersLapsed,
    ClosingBroughtForward,
    ConfirmationLapsed,
    DeadlineExtended,
    DeadlineSet,
    HoldGranted,
    HoldLifted,
    MeetingChanged,
    OutcomeReached,
    OutcomeSuperseded,
    PledgePublished,
    QuestionDivided,
    QuestionRaised,
    RemindersSent,
    StepMoved,
    StepOpened,
    StepRead,
    StepScheduled,
)
from domain.step.state import Step
from domain.text.breaking import broken, broken_on
from domain.text.events import TextPublished
from domain.text.labels import numbered
from rehearsal.names import shown
from rehearsal.read import Rehearsal
from rehearsal.report import ActReport, counted, counts
from rehearsal.together import said_in

MARKS = {"accepted": "✓", "late": "✗ late:", "refused": "✗", "not_kept": "✗", "not_sent": "✗"}
BY = {
    "gavel": "the gavel",
    "all_answered": "all have answered",
    "answer": "the answer",
    "complete": "the duty is done",
    "conditions": "its conditions hold",
    "withdrawal": "the text is withdrawn",
    "end_of_process": "the process has ended",
    "correction": "a correction",
    "raised": "what was raised on it, or it was raised on what has ended",
    "cancelled": "its meeting being cancelled",
    "default": "nobody having done it",
}


@dataclass(slots=True)
class Heading:
    """The instant under which something was told last."""

    at: datetime | None = None


class Narrator:
    """
    Tells a rehearsal to whoever sits at the terminal.

    :param names: what persons are called, by handle
    :param speed: how much of the rehearsal's time passes in a second; None: as fast as it goes
    :param pause: seconds between two acts
    :param aside: of a process that is run inside another: what its lines begin with
    """

    def __init__(
        self,
        names: dict[str, str],
        speed: timedelta | None = None,
        pause: float = 0.0,
        aside: str = "",
    ) -> None:
        self.names, self.speed, self.pause, self.aside = names, speed, pause, aside
        self.process: Process | None = None
        self.shown = Heading()
        self.said: Answered | None = None

    def inside(self, rehearsal: Rehearsal) -> "Narrator":
        """Tell of a process inside as well, each line headed by what it is called."""
        aside = f"  [{rehearsal.scenario.title}]"
        own = Narrator(names_of(rehearsal), None, self.pause, aside)
        own.shown = self.shown
        return own

    def _print(self, line: Text) -> None:
        screen.out.print(Text(self.aside, "dim").append(line) if self.aside else line)

    async def clock(self, before: datetime, now: datetime) -> None:
        """Let the rehearsal's time pass at its speed."""
        if self.speed is not None:
            await asyncio.sleep((now - before) / self.speed)

    async def happened(self, recorded: Recorded) -> None:
        self.process = evolve(self.process, recorded)
        event = recorded.event
        if isinstance(event, Answered):
            self.said = event
        if isinstance(event, RemindersSent):
            self._reminded(event, recorded.envelope.process_at)
        line = self._event(event)
        if line is not None:
            self._at(recorded.envelope.process_at)
            self._print(line)

    async def acted(self, act: ActReport) -> None:
        self._at(act.at)
        self._print(self._act(act))
        if self.pause:
            await asyncio.sleep(self.pause)

    def _reminded(self, event: RemindersSent, at: datetime) -> None:
        if event.skipped or not event.parties:
            return
        who = "1 institution is" if len(event.parties) == 1 else f"{len(event.parties)} are"
        escalated = f"; {event.escalated_to} is told" if event.escalated_to else ""
        self._print(Text(f"  ✉ {in_city(at, screen.zone)}: {who} reminded{escalated}", "dim"))

    def _at(self, instant: datetime) -> None:
        """Head what happens with its instant, once."""
        if instant != self.shown.at:
            self.shown.at = instant
            screen.out.print(Text(f"\n{screen.when(instant)}", "bold"))

    def _act(self, act: ActReport) -> Text:
        who = self.names.get(act.person, act.person)
        where = f" on {act.step}" if act.step else ""
        capacity = f" ({act.capacity} of {act.party})" if act.capacity else ""
        good = act.result == "accepted"
        line = Text("  ").append(MARKS[act.result], "green" if good else "yellow")
        said = said_of(self.said) if self.said and good and act.step else None
        does = f"{act.act} {self.said.answer}" if self.said and act.act == "answer" else act.act
        self.said = None
        line.append(f" {who}{capacity}: {does}{where}{f': {said}' if said else ''}")
        if not good:
            kept = "kept, does not count" if act.versions else "not kept"
            line.append(f"\n      {act.sentence} [{act.refusal or act.result}; {kept}]", "yellow")
        if act.note:
            line.append(f"\n      {act.note}", "italic dim")
        if act.holds is False:
            line.append(f"\n      EXPECTED: {act.expected}", "bold red")
        return line

    def _event(self, event: Event) -> Text | None:
        teller = TELLERS.get(type(event))
        if teller is None or self.process is None:
            return None
        return teller(self.process, event)


def names_of(rehearsal: Rehearsal) -> dict[str, str]:
    """What the persons of a rehearsal are called, by handle."""
    return {
        **{person.person: person.name for _, person in rehearsal.parties.persons()},
        **{one.person: one.name for one in rehearsal.scenario.newcomers},
    }


def _stage(process: Process, event: StageBegan) -> Text:
    again = f", round {event.round}" if event.round > 1 else ""
    return Text(f"  ▸ {process.procedure.stage(event.key).title}{again}", "bold cyan")


def _convened(process: Process, event: StepScheduled) -> Text | None:
    step = process.steps[event.step]
    if step.rule.meets is None:
        return None
    warned = "".join(f" Warning: {one.words}." for one in session_warnings(process, step))
    return Text(
        f"  ⌂ {step.rule.title} is convened for {screen.when(event.opens_at)}.{warned}", "blue"
    )


def _opened(process: Process, event: StepOpened) -> Text:
    step = process.steps[event.step]
    asked = sorted(process.asked(step))
    whom = process.parties[asked[0]].name if len(asked) == 1 else f"{len(asked)} institutions"
    return Text(
        f"  ? {step.rule.title} Asked: {whom}. {phrases.closing_sentence(step)} "
        f"{phrases.silence(step.rule)}",
        "cyan",
    )


def _adopted(process: Process, event: ProcedureAdopted) -> Text:
    return Text(
        f"  § Version {event.procedure.version} of the procedure is adopted: {event.grounds}",
        "magenta",
    )


def _text(process: Process, event: TextPublished) -> Text:
    by = "".join(f", with the amendment {number}" for number in event.amended_by)
    what = f"{event.kind} {event.text}" if event.beside else event.text
    return Text(f"  ¶ {what} is published: {event.title}{by}", "magenta")


def _meeting(process: Process, event: MeetingChanged) -> Text:
    became = "is suspended" if event.became == "suspended" else "goes on"
    return Text(f"  ⏸ The meeting {became}: {event.grounds}", "blue")


def _deadline(
    process: Process, event: DeadlineSet | DeadlineExtended | HoldGranted | HoldLifted
) -> Text:
    kinds = {
        "DeadlineSet": "Deadline fixed",
        "HoldGranted": "More time granted",
        "HoldLifted": "More time given back",
    }
    what = kinds.get(type(event).__name__, "Deadline moved")
    return Text(f"  ⏱ {what}: {screen.when(event.new)}", "blue")


def _dates(_: Process, event: DatesMoved) -> Text:
    said = [
        f"{name} is {event.how[name].replace('_', ' ')}"
        + (f" to {screen.when(event.dates[name])}" if name in event.dates else "")
        for name in event.old
    ]
    return Text(f"  ⏱ {'; '.join(said)}: {event.grounds}", "blue")


def _linked(process: Process, event: InnerLinked) -> Text:
    party = process.parties[event.party].name
    return Text(f"  ⇄ {party} finds its answer by a process of its own ({event.procedure})", "blue")


def _carried(_: Process, event: Carried) -> Text | None:
    if event.what != "outcome":
        return None
    became = f"is not taken there: {event.refused}" if event.refused else "is given there"
    return Text(f"  ⇄ The outcome answers the question of another process, and {became}", "blue")


def _step_moved(process: Process, event: StepMoved) -> Text:
    new = event.new or event.due_at or event.opens_at
    return Text(
        f"  ⏱ {_title(process, event.step)}: moves with its date, to {screen.when(new)}", "blue"
    )


def _early(process: Process, event: ClosingBroughtForward) -> Text:
    return Text(f"  ⏱ {_title(process, event.step)}: closes, {BY[event.by]}", "blue")


def _divided(process: Process, event: QuestionDivided) -> Text:
    part = process.steps[event.part]
    return Text(
        f"  ⑂ {shown(process, part)}: {_own_question(event.paragraphs)}. "
        f"{phrases.closing_sentence(part)}",
        "blue",
    )


def _raised(process: Process, event: QuestionRaised) -> Text:
    step = process.steps[event.step]
    title = step.rule.incidental[event.raises].title
    stands = "Its clock stands still." if event.stops else "Its clock runs on; its count waits."
    return Text(f"  ⤷ Raised on {shown(process, step)}: {title}. {stands}", "blue")


def _own_question(labels: tuple[str, ...]) -> str:
    one = len(labels) == 1
    return f"{', '.join(labels)} {'becomes a question of its' if one else 'become a question of their'} own"


MOST_PARAGRAPHS = 6
"""Paragraphs that are named one by one; of more it is said how many."""


def _broken_on(process: Process, step: Step) -> list[str]:
    """What silence was broken on, without names."""
    if not broken(step):
        return []
    return [f"on {numbered(broken_on(process, step)) or 'the whole text'}"]


def said_of(said: Answered) -> str | None:
    """What an answer says in short: its choice, how far paragraphs are agreed, or which it is about."""
    if said.statuses and len(said.statuses) <= MOST_PARAGRAPHS:
        return ", ".join(f"{one.paragraph} {_plain(one.status)}" for one in said.statuses)
    if said.statuses:
        told = Counter(_plain(one.status) for one in said.statuses)
        return ", ".join(f"{n} {status}" for status, n in told.items())
    about = numbered(said.paragraphs, MOST_PARAGRAPHS)
    return "; ".join(one for one in (said.title, said.choice, about) if one) or None


def _plain(status: str) -> str:
    return status.replace("_", " ")


def _reached(process: Process, event: OutcomeReached) -> Text:
    found = counts(process, process.steps[event.step])
    said = [f"{n} {key}" for key, n in found.items() if key not in ("asked", "answered") and n]
    items = Counter(process.steps[event.step].items_came_to.values())
    said += [f"items {name}: {n}" for name, n in items.items()]
    said += _broken_on(process, process.steps[event.step])
    provisional = ", provisional until confirmed" if event.provisional else ""
    said += [f"{n} {key}" for key, n in process.steps[event.step].reported().items()]
    said += [test_said(one) for one in counted(process, process.steps[event.step]).tests]
    figures = f" ({', '.join(said)})" if said else ""
    return Text(
        f"  ⚖ {_title(process, event.step)} {event.outcome.upper()}{provisional}{figures}",
        "bold green",
    )


def _superseded(process: Process, event: OutcomeSuperseded) -> Text:
    return Text(f"  ⚖ Put right: {event.old} becomes {event.new}", "bold yellow")


def _unconfirmed(process: Process, event: ConfirmationLapsed) -> Text:
    return Text(
        f"  ⚖ {_title(process, event.step)} Nobody confirmed: {event.outcome}", "bold yellow"
    )


def _lapsed(process: Process, event: AnswersLapsed) -> Text:
    who = ", ".join(event.parties) or "nobody's: all have confirmed"
    return Text(
        f"  ⌛ {_title(process, event.step)} Not confirmed on the new text, and lapsed: {who}",
        "blue",
    )


def _read(process: Process, event: StepRead) -> Text:
    said = ", ".join(f"{n} {answer}" for answer, n in event.figures.given.items()) or "none"
    silent = event.figures.asked - event.figures.answered
    return Text(
        f"  ⚖ {_title(process, event.step)} Read: {said}; {silent} of {event.figures.asked} silent. "
        "It stays open.",
        "bold green",
    )


def _admitted(process: Process, event: ActAdmitted) -> Text:
    return Text(
        f"  ⚖ act {event.refused} is admitted: it counts as if it had been taken then", "blue"
    )


def _pledge(process: Process, event: PledgePublished) -> Text:
    return Text(
        f"  ★ {event.title} is recorded once as {event.pledge}, by {event.lead} for "
        f"{len(event.partners)} partners: {', '.join(event.partners)}",
        "bold green",
    )


def _ended(process: Process, event: ProcessEnded) -> Text:
    return Text(f"  ■ The process has ended: {event.outcome}", "bold")


def _title(process: Process, step: UUID) -> str:
    return process.steps[step].rule.title


def _jointly(process: Process, event: SaidJointly) -> Text:
    names = ", ".join(process.parties[party].name for party in event.awaited)
    title = process.procedure.roles[event.role].title
    waits = f"it waits for {names}" if names else "all of them have said so"
    return Text(f"  ⚭ {title}, together: {said_in(event.act)}; {waits}", "blue")


TELLERS: dict[type[Event], Callable[[Process, Any], Text | None]] = {
    StageBegan: _stage,
    ProcedureAdopted: _adopted,
    StepScheduled: _convened,
    StepOpened: _opened,
    TextPublished: _text,
    DeadlineSet: _deadline,
    DeadlineExtended: _deadline,
    HoldGranted: _deadline,
    MeetingChanged: _meeting,
    HoldLifted: _deadline,
    DatesMoved: _dates,
    InnerLinked: _linked,
    Carried: _carried,
    StepMoved: _step_moved,
    ClosingBroughtForward: _early,
    QuestionDivided: _divided,
    QuestionRaised: _raised,
    OutcomeReached: _reached,
    ConfirmationLapsed: _unconfirmed,
    AnswersLapsed: _lapsed,
    OutcomeSuperseded: _superseded,
    StepRead: _read,
    ActAdmitted: _admitted,
    SaidJointly: _jointly,
    PledgePublished: _pledge,
    ProcessEnded: _ended,
}
"""How each event is told; those that are not here are told by the act that they came of, or not at all."""
