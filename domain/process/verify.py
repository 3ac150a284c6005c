"""
The audit of one stream: is this record what the rules make of what people did?

Two halves. The chain (`domain.record.chain`) looks at texts, hashes and times. The second half decides everything
once more: the history is folded from nothing, the act of every command is rebuilt from its events, judged on the
process as it stood with the very judge of the door, and what comes out is compared with what was recorded, event for
event. So a forger who recomputes every hash is still caught by any outcome, deadline, roster, transition or refusal
that does not follow. Where another version of the judge decided, what comes out otherwise by that is told apart
(`domain.judged`). What no arithmetic can show is an act that was left out without a trace: that is what the
receipts are for, whose hashes a stream must contain.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby, zip_longest

from pydantic import Field

from domain.command import Actor, Command
from domain.event import Event
from domain.judged import JUDGE, explains
from domain.model import Frozen, stamp
from domain.process.events import (
    ActRefused,
    ProcedureAdopted,
    ProcessEnded,
    ProcessStarted,
    SaidJointly,
    StageBegan,
    StageFinished,
)
from domain.process.fold import evolve, process_at
from domain.process.judge import At, Decision, judge
from domain.process.rebuild import NoSuchAct, act_of
from domain.process.state import Process
from domain.record.canonical import canonical
from domain.record.chain import Finding, check_chain
from domain.record.envelope import Envelope
from domain.record.recorded import Recorded, parse
from domain.record.stored import Stored
from domain.refused import Refused
from domain.step.events import (
    ActAdmitted,
    Answered,
    AnswerWithdrawn,
    ClosingBroughtForward,
    ConfirmationLapsed,
    DeadlineExtended,
    DeadlineSet,
    HoldGranted,
    HoldLifted,
    OutcomeConfirmed,
    OutcomeReached,
    OutcomeSuperseded,
    QuestionDivided,
    QuestionRaised,
    StepClosed,
    StepMoved,
    StepOpened,
    StepRead,
    StepScheduled,
)
from domain.step.when import venue_calendars

OUTCOMES = (OutcomeReached, OutcomeConfirmed, OutcomeSuperseded, ConfirmationLapsed, StepRead)
DEADLINES = (
    StepScheduled,
    DeadlineSet,
    DeadlineExtended,
    HoldGranted,
    HoldLifted,
    StepMoved,
    ClosingBroughtForward,
)

WHAT: dict[type[Event], str] = {
    ProcessStarted: "start",
    ProcedureAdopted: "rules",
    StageBegan: "transition",
    StageFinished: "transition",
    ProcessEnded: "transition",
    StepOpened: "transition",
    StepClosed: "close",
    StepRead: "reading",
    Answered: "answer",
    AnswerWithdrawn: "answer",
    QuestionDivided: "division",
    QuestionRaised: "question",
    ActAdmitted: "answer",
    ActRefused: "refusal",
    SaidJointly: "joint act",
    **dict.fromkeys(DEADLINES, "deadline"),
    **dict.fromkeys(OUTCOMES[:4], "outcome"),
}
"""The word for a finding about an event of this type; "decision" for the others."""


class Verdict(Frozen):
    """
    What an audit of one stream found.

    :param events: how many events were checked
    :param outcomes: outcomes and readings that were computed again; `deadlines` and `refusals` likewise
    :param acts: how many acts each version of the judge decided
    :param same: of those decided by another version than this program's, how many came out the same
    :param otherwise: what came out otherwise, as the versions of the judge may explain; no tampering can be told by it
    """

    events: int
    outcomes: int = 0
    deadlines: int = 0
    refusals: int = 0
    findings: tuple[Finding, ...] = ()
    judge: int = JUDGE
    acts: dict[int, int] = Field(default_factory=dict)
    same: int = 0
    otherwise: tuple[Finding, ...] = ()

    @property
    def clean(self) -> bool:
        """Whether nothing is left to explain: no finding, and no difference of versions."""
        return not self.findings and not self.otherwise


class _Stop(Exception):
    """What follows cannot be decided again."""

    def __init__(self, version: int, why: str) -> None:
        super().__init__(why)
        self.finding = Finding(
            version=version, what="replay", expected="a history that can be replayed", found=why
        )


def verify(rows: Sequence[Stored]) -> Verdict:
    """
    Audit the complete history of one stream.

    :param rows: the stored events in order, from the first
    """
    links = check_chain(rows)
    found = _Found(list(links.findings))
    try:
        _replay(rows, links.envelopes, found)
    except _Stop as stop:
        found.findings.append(stop.finding)
    return Verdict(
        events=len(rows),
        outcomes=found.seen["outcomes"],
        deadlines=found.seen["deadlines"],
        refusals=found.seen["refusals"],
        findings=tuple(sorted(found.findings, key=lambda one: one.version)),
        acts=dict(sorted(found.acts.items())),
        same=found.same,
        otherwise=tuple(found.otherwise),
    )


@dataclass(slots=True)
class _Found:
    """What the audit has found so far."""

    findings: list[Finding]
    otherwise: list[Finding] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)
    acts: Counter[int] = field(default_factory=Counter)
    same: int = 0

    def judged(self, first: Envelope, differences: list[Finding]) -> None:
        """Tell what the versions of the judge may explain from what nothing explains."""
        self._goes_on(first)
        self.acts[first.judge] += 1
        if first.judge == JUDGE:
            self.findings += differences
            return
        self.same += not differences
        for one in differences:
            explained = explains(first.judge, one.what)
            (self.otherwise if explained else self.findings).append(one)

    def _goes_on(self, first: Envelope) -> None:
        """A version that is older than an earlier event's is named: a record may claim one to hide something."""
        newest = max(self.acts, default=first.judge)
        if first.judge < newest:
            found = f"version {first.judge}"
            self.otherwise.append(_finding(first.version, "judge", f"version {newest}", found))


def _replay(rows: Sequence[Stored], envelopes: Sequence[Envelope | None], found: _Found) -> None:
    """:raises _Stop: events are missing, cannot be read or cannot be folded"""
    process: Process | None = None
    history = (
        _read(number, row, envelope)
        for number, (row, envelope) in enumerate(zip(rows, envelopes, strict=True), start=1)
    )
    for _, group in groupby(history, key=lambda one: one.envelope.command_id):
        command = list(group)
        found.judged(command[0].envelope, judged_again(process, command))
        for one in command:
            found.findings += _on_its_clock(process, one)
            process = _fold(process, one)
            _count(found.seen, one.event)


def _read(number: int, row: Stored, envelope: Envelope | None) -> Recorded:
    if envelope is None or envelope.version != number:
        raise _Stop(number, "this event is missing or cannot be read")
    try:
        return parse(row.envelope, row.body, row.hash)
    except Exception as cause:  # as in `_fold`: an upcaster may meet anything
        raise _Stop(number, " ".join(f"{type(cause).__name__}: {cause}".split())[:200]) from cause


def _fold(process: Process | None, one: Recorded) -> Process:
    try:
        return evolve(process, one)
    except (
        Exception
    ) as cause:  # a forged history may break the fold anywhere; that is a finding, not a fault
        raise _Stop(one.envelope.version, f"{type(cause).__name__}: {cause}") from cause


def _count(seen: Counter[str], event: Event) -> None:
    seen["outcomes"] += isinstance(event, OUTCOMES)
    seen["deadlines"] += isinstance(event, DEADLINES)
    seen["refusals"] += isinstance(event, ActRefused)


def _on_its_clock(process: Process | None, one: Recorded) -> list[Finding]:
    envelope = one.envelope
    expected = process_at(process, one.event, envelope.recorded_at)
    if expected == envelope.process_at:
        return []
    return [_finding(envelope.version, "process_at", stamp(expected), stamp(envelope.process_at))]


def judged_again(process: Process | None, command: Sequence[Recorded]) -> list[Finding]:
    """
    Decide a recorded command once more, and compare.

    :param process: as it stood before the command; it is not changed
    :param command: all events of the command, in order
    """
    first, events = command[0].envelope, [one.event for one in command]
    try:
        decision = _decide(process, first, events)
    except Refused as refused:
        expected = f"refused: {refused.code}: {refused.sentence}"
        return [_finding(first.version, _what(events[0]), expected, _types(events))]
    except NoSuchAct as problem:
        return [_finding(first.version, _what(events[0]), "what an act becomes", str(problem))]
    except Exception as problem:  # as in `_fold`
        found = f"{type(problem).__name__}: {problem}"
        return [_finding(first.version, _what(events[0]), "a decision", found)]
    return [*_authority(first, decision), *_compared(process, command, decision)]


def _decide(process: Process | None, first: Envelope, events: Sequence[Event]) -> Decision:
    actor = first.actor
    command = Command.model_validate(
        {
            "command_id": first.command_id,
            "process": first.stream,
            "actor": Actor.model_validate(
                {"person": actor.person, "party": actor.party, "role": actor.role, "via": actor.via}
            ),
            "act": act_of(events),
        }
    )
    return judge(process, command, At(first.received_at, first.recorded_at))


def _authority(first: Envelope, decision: Decision) -> list[Finding]:
    """The author on record is the one that the judge found: party, role and capacity."""
    actor = first.actor
    expected = (decision.party or actor.party, decision.role or actor.role, decision.capacity)
    found = (actor.party, actor.role, first.capacity)
    if expected == found:
        return []
    return [_finding(first.version, "author", _words(expected), _words(found))]


def _compared(
    process: Process | None, command: Sequence[Recorded], decision: Decision
) -> list[Finding]:
    found: list[Finding] = []
    last = command[-1].envelope.version
    for one, expected in zip_longest(command, decision.events):
        if one is None:
            found.append(_finding(last, _what(expected), _named(expected), "no such event"))
        elif type(one.event) is not type(expected):
            wanted, is_ = _named(expected), _named(one.event)
            found.append(_finding(one.envelope.version, _what(one.event), wanted, is_))
        else:
            found += _fields(process, one, expected)
    return found


def _fields(process: Process | None, one: Recorded, expected: Event) -> list[Finding]:
    """Name the fields that differ from what the rules make of them."""
    recorded, computed = one.event.model_dump(mode="json"), expected.model_dump(mode="json")
    passed_over = _not_recomputed(process, one.event)
    wrong = [n for n, value in computed.items() if recorded[n] != value and n not in passed_over]
    return [
        _finding(
            one.envelope.version,
            _what(one.event),
            f"{name} {canonical(computed[name])}",
            f"{name} {canonical(recorded[name])}",
        )
        for name in wrong
    ]


def _not_recomputed(process: Process | None, event: Event) -> tuple[str, ...]:
    """
    The sentence of a refusal is what the person was told in the words of that day; of a deadline that was fixed by a
    span the instant is kept, with the calendars that it was counted by.
    """
    if isinstance(event, ActRefused):
        return ("sentence",)
    if isinstance(event, DeadlineSet) and process is not None and event.calendars:
        keys = tuple(calendar.key for calendar in venue_calendars(process))
        return ("calendars",) if event.calendars == keys else ()
    return ()


def _finding(version: int, what: str, expected: str, found: str) -> Finding:
    return Finding(version=version, what=what, expected=expected, found=found)


def _what(event: Event | None) -> str:
    return WHAT.get(type(event), "decision") if event is not None else "decision"


def _named(event: Event | None) -> str:
    """The type of an event; of a refusal, why."""
    if isinstance(event, ActRefused):
        return f"ActRefused ({event.code})"
    return type(event).__name__ if event is not None else "no such event"


def _types(events: Iterable[Event]) -> str:
    return ", ".join(type(event).__name__ for event in events)


def _words(values: Iterable[str | None]) -> str:
    return " / ".join(value or "none" for value in values)
