"""Follows a record event by event, keeps the book of it, and holds the figures of every close against the book."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.command import Act
from domain.event import Event
from domain.participation.events import AttendanceRecorded, PartyAdmitted, PartySucceeded
from domain.procedure.question import RANK
from domain.process.commands import StartProcess
from domain.process.events import ActRefused, StageBegan
from domain.process.state import Process
from domain.record.recorded import Recorded
from domain.step.commands import Answer, RaiseQuestion, WithdrawAnswer
from domain.step.events import (
    ActAdmitted,
    Answered,
    AnswersLapsed,
    AnswerWithdrawn,
    DeadlineExtended,
    HoldGranted,
    QuestionDivided,
    StepClosed,
    StepMoved,
    StepOpened,
    StepScheduled,
)
from domain.text.events import TextPublished
from tests.domain.play import Play
from tests.procedures.at_random import succession
from tests.procedures.at_random.book import Book, Said, Sheet


@dataclass(frozen=True, slots=True)
class Sending:
    """The act that is being sent: whose it is, in which capacity, and its postmark."""

    act: Act
    party: str
    capacity: str
    at: datetime


@dataclass(slots=True)
class Watch:
    book: Book = field(default_factory=Book)
    sending: Sending | None = None
    early: dict[str, set[str]] = field(default_factory=dict)

    def follow(self, play: Play, recorded: Recorded) -> None:
        one = FOLLOW.get(type(recorded.event))
        if one is not None:
            one(self, play.state, recorded, recorded.event)

    @property
    def act(self) -> Sending:
        assert self.sending is not None
        return self.sending


class Watched(Play):
    """A record in memory that is watched event by event."""

    def __init__(self, start: StartProcess, now: datetime, start_id: str) -> None:
        self.watch = Watch()
        self.watch.book.begin(start.parties, start.starts_at or now)
        super().__init__(start, now, start_id)

    def _append(self, *args: Any) -> None:
        super()._append(*args)
        self.watch.follow(self, self.history[-1])


def said(watch: Watch, step: Sheet, number: int) -> Said:
    """What is being said, as it is written into the book."""
    act, sending = watch.act.act, watch.act
    assert isinstance(act, Answer)
    party = act.reported.party if act.reported else sending.party
    capacity = act.reported.capacity if act.reported else sending.capacity
    once = step.rule.answers[act.answer].each == "one"
    return Said(
        number,
        party,
        act.answer,
        sending.at,
        RANK[capacity],
        act.paragraphs,
        watch.book.speaks_for(party, sending.at) if once else (),
        act.aligned,
        act.about,
        act.text or step.text,
    )


def _scheduled(watch: Watch, process: Process, recorded: Recorded, event: StepScheduled) -> None:
    step, run = process.steps[event.step], process.stages[event.stage]
    watch.book.put(
        f"{run.key}.{event.question}", Sheet(event.step, step.rule, event.text, event.stage)
    )


def _opened(watch: Watch, process: Process, recorded: Recorded, event: StepOpened) -> None:
    watch.book.opened(event.step)


def _answered(watch: Watch, process: Process, recorded: Recorded, event: Answered) -> None:
    sheet = watch.book.sheets[event.step]
    sheet.takes(said(watch, sheet, recorded.envelope.version))


def _withdrawn(watch: Watch, process: Process, recorded: Recorded, event: AnswerWithdrawn) -> None:
    act, sheet = watch.act.act, watch.book.sheets[event.step]
    assert isinstance(act, WithdrawAnswer)
    party = act.reported.party if act.reported else watch.act.party
    sheet.drop(
        [
            one
            for one in sheet.stands
            if (one.party, one.answer) == (party, act.answer) and act.about in (None, one.about)
        ]
    )


def _refused(watch: Watch, process: Process, recorded: Recorded, event: ActRefused) -> None:
    """An answer that is refused is kept: it may count yet, where it was late, or where a challenge is upheld."""
    act, sheet = watch.act.act, watch.book.sheets.get(event.step or UUID(int=0))
    number = recorded.envelope.version
    if isinstance(act, RaiseQuestion) and sheet is not None and event.late:
        sheet.raised[number] = (watch.act.party, watch.act.at)
    if isinstance(act, Answer) and sheet is not None and act.answer in sheet.rule.answers:
        kept = sheet.late if event.late else sheet.kept
        kept[number] = said(watch, sheet, number)


def _moved(
    watch: Watch,
    process: Process,
    recorded: Recorded,
    event: DeadlineExtended | HoldGranted | StepMoved,
) -> None:
    """Of a deadline that moves the late acts that are before it now count, and the event lists them."""
    sheet = watch.book.sheets[event.step]
    alone = event.party if isinstance(event, DeadlineExtended) else None
    wanted: list[int] = []
    mine = {one.party: one for one in sheet.stands if sheet.is_position(one)}
    for number, late in sheet.late.items():
        if alone not in (None, late.party) or event.new is None or late.at >= event.new:
            continue
        before = mine.get(late.party)
        if sheet.is_position(late):
            if before and (sheet.rule.stands == "never" or late.rank < before.rank):
                continue
            mine[late.party] = late
        wanted.append(number)
    wanted += [
        number
        for number, (party, at) in sheet.raised.items()
        if event.new is not None and at < event.new and alone in (None, party)
    ]
    if not (isinstance(event, DeadlineExtended) and event.with_notice):
        assert sorted(event.counts) == sorted(wanted), (
            f"late acts {wanted} should count: {event.counts}"
        )
    for number in event.counts:
        if sheet.raised.pop(number, None) is None:
            sheet.takes(sheet.late.pop(number))


def _admitted(watch: Watch, process: Process, recorded: Recorded, event: ActAdmitted) -> None:
    """It counts as if it had been taken then: what was said since stands in its place, and a new text lets it lapse."""
    sheet = watch.book.sheets[event.step]
    if sheet.raised.pop(event.refused, None) is not None:
        return
    if event.refused in sheet.late:
        sheet.takes(sheet.late.pop(event.refused))
        return
    kept = sheet.kept.pop(event.refused)
    later = sheet.position(kept.party) if sheet.is_position(kept) else None
    lapsed = kept.text != sheet.text and sheet.rule.if_the_text_changes != "stand"
    if (later is not None and later.number > kept.number) or lapsed:
        sheet.ever.append(kept)
    else:
        sheet.takes(kept)


def _attended(
    watch: Watch, process: Process, recorded: Recorded, event: AttendanceRecorded
) -> None:
    """Attendance under the name of a stage is that of its runs, or of the first one, if it has not begun."""
    who = {party for party, _ in event.present}
    runs = [run for run in process.stages.values() if run.key == event.meeting]
    watch.book.present |= {run.stage: who for run in runs if run.ended_at is None}
    if not runs:
        watch.early[event.meeting] = who


def _began(watch: Watch, process: Process, recorded: Recorded, event: StageBegan) -> None:
    if event.round == 1 and event.key in watch.early:
        watch.book.present[event.stage] = watch.early[event.key]


def _divided(watch: Watch, process: Process, recorded: Recorded, event: QuestionDivided) -> None:
    watch.book.divided(event.step, event.part, event.paragraphs)


def _published(watch: Watch, process: Process, recorded: Recorded, event: TextPublished) -> None:
    watch.book.text_changed(event.text)


def _lapsed(watch: Watch, process: Process, recorded: Recorded, event: AnswersLapsed) -> None:
    watch.book.lapsed(event.step)


def _succeeded(watch: Watch, process: Process, recorded: Recorded, event: PartySucceeded) -> None:
    succession.succeeded(watch.book, event, recorded.envelope.process_at)


def _joined(watch: Watch, process: Process, recorded: Recorded, event: PartyAdmitted) -> None:
    watch.book.joins(event.party, recorded.envelope.process_at)


def _closed(watch: Watch, process: Process, recorded: Recorded, event: StepClosed) -> None:
    """The figures are those of the book: nothing that was said in time is lost, and nothing else counts."""
    sheet = watch.book.sheets[event.step]
    asked, answered, given = watch.book.figures(sheet, recorded.envelope.process_at)
    figures = event.figures
    counted = dict(figures.given)
    if sheet.rule.if_all_withdrawn == "stays_broken" and sheet.rule.silence_means == "agrees":
        for name in {one.answer for one in sheet.ever}:
            given.setdefault(name, 1)
    name = process.steps[event.step].question
    assert counted == given, f"{name}: said {given}, counted {counted}: an act was lost"
    assert (figures.asked, figures.answered) == (asked, answered), (
        f"{name}: {asked} asked, {answered} have answered; counted {figures}"
    )
    watch.book.closed(event.step)


FOLLOW: dict[type[Event], Callable[[Watch, Process, Recorded, Any], None]] = {
    StepScheduled: _scheduled,
    StepOpened: _opened,
    Answered: _answered,
    AnswerWithdrawn: _withdrawn,
    ActRefused: _refused,
    DeadlineExtended: _moved,
    HoldGranted: _moved,
    StepMoved: _moved,
    ActAdmitted: _admitted,
    QuestionDivided: _divided,
    TextPublished: _published,
    AnswersLapsed: _lapsed,
    PartySucceeded: _succeeded,
    PartyAdmitted: _joined,
    AttendanceRecorded: _attended,
    StageBegan: _began,
    StepClosed: _closed,
}
