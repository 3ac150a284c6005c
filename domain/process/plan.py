"""
The calendar of a procedure before it starts: what would fall on which instant, if all goes its first way.

The instants are computed by the very functions that compute them when the questions are put. What nobody can know yet
is assumed, and marked: a duty is done at once, "as soon as possible" is its minimum notice, each stage comes to the
first outcome of its `then`. So these are the earliest dates.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID, uuid5

from domain.calendar.models import Calendar, Span
from domain.calendar.warnings import Warned, too_short, warnings_of
from domain.procedure.explain.dates import Known
from domain.procedure.models import END, Procedure, Stage
from domain.procedure.question import Question
from domain.procedure.window import Window
from domain.process.state import Process, StageRun
from domain.refused import OutOfPlace
from domain.step.longer import longer_by
from domain.step.state import Step
from domain.step.when import after, begins_at, closing, earliest_closing, opening
from domain.step.when import found as found_at
from domain.text.matter import needs_text

NOWHERE = UUID(int=0)
Kind = Literal["start", "date", "opens", "reminder", "closes", "read"]


@dataclass(frozen=True, slots=True)
class Entry:
    """
    :param what: `stage.question`, or the name of a date
    :param assumed: what had to be assumed, in words; empty where nothing
    :param firm: nothing that came before had to be assumed either
    """

    at: datetime
    kind: Kind
    what: str
    title: str
    assumed: str = ""
    firm: bool = True
    warnings: tuple[Warned, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """:param elsewhere: titles of the stages that are not on this way; `open_ended`: of questions that never close"""

    entries: tuple[Entry, ...]
    elsewhere: tuple[str, ...]
    ends_at: datetime
    open_ended: tuple[str, ...] = ()


@dataclass(slots=True)
class _Way:
    process: Process
    library: Sequence[Calendar]
    outcomes: Mapping[str, str]
    entries: list[Entry] = field(default_factory=list)
    ends: dict[str, datetime] = field(default_factory=dict)
    open_ended: list[str] = field(default_factory=list)
    sure: bool = True


def plan(
    procedure: Procedure,
    start: datetime,
    dates: dict[str, datetime],
    calendars: Sequence[Calendar] = (),
    outcomes: Mapping[str, str] | None = None,
) -> Plan:
    """
    Lay out the dates of a procedure.

    :param dates: the dates of the roadmap, as they would be given to the start
    :param outcomes: what stages are assumed to come to; of the others the first outcome of `then`
    :raises OutOfPlace: a date is missing, or a deadline cannot be computed
    """
    missing = [name for name in procedure.dates if name not in dates]
    if missing:
        raise OutOfPlace(why=f"the date {missing[0]} is needed")
    process = Process(NOWHERE, procedure.title, procedure, "", "live", start)
    process.calendars = {calendar.key: calendar for calendar in calendars}
    process.dates = dict(dates)
    way = _Way(process, calendars, outcomes or {})
    way.entries.append(_entry(way, start, "start", "start", "The process starts"))
    for name, at in dates.items():
        if name in procedure.dates:
            way.entries.append(_entry(way, at, "date", name, procedure.dates[name].title))
    _walk(way, procedure, start)
    return Plan(
        tuple(sorted(way.entries, key=lambda one: one.at)),
        tuple(one.title for one in procedure.roadmap if one.stage not in way.ends),
        max([start, *way.ends.values()]),
        tuple(way.open_ended),
    )


def _walk(way: _Way, procedure: Procedure, start: datetime) -> None:
    """Go through the stages in the order in which they can begin: one that joins tracks after the last of them."""
    ahead: list[tuple[datetime, str]] = [(start, procedure.roadmap[0].stage)]
    while ahead:
        ahead.sort(key=lambda one: (bool(_waits(procedure, one[1], ahead)), one[0]))
        at, key = ahead.pop(0)
        stages = {one.stage: one for one in procedure.roadmap}
        if key in way.ends or key not in stages:
            continue
        stage = stages[key]
        begins = max([at, *(way.ends[other] for other in stage.waits_for if other in way.ends)])
        ended, following = _stage(way, stage, begins)
        way.ends[key] = ended
        ahead += [(ended, target) for target in following if target != END]


def _waits(procedure: Procedure, key: str, ahead: list[tuple[datetime, str]]) -> bool:
    stage = next((one for one in procedure.roadmap if one.stage == key), None)
    others = {other for _, other in ahead}
    return stage is not None and bool(set(stage.waits_for) & others)


def _stage(way: _Way, stage: Stage, at: datetime) -> tuple[datetime, tuple[str, ...]]:
    """Lay out one stage. :returns: when it would be over, and what would follow"""
    now = max(at, begins_at(way.process, stage, at) or at)
    run = _run(way, stage, now)
    for name, question in stage.questions.items():
        now = _question(way, f"{stage.stage}.{name}", question, now)
        run.steps[name] = _over(way, run, name, question, now)
    way.sure = way.sure and len(stage.then) == 1
    outcome = way.outcomes.get(stage.stage) or next(iter(stage.then), None)
    return now, stage.then.get(outcome, ()) if outcome else ()


def _run(way: _Way, stage: Stage, at: datetime) -> StageRun:
    run = StageRun(uuid5(NOWHERE, stage.stage), stage.stage, stage.kind, 1, at, None)
    way.process.stages[run.stage] = run
    return run


def _over(way: _Way, run: StageRun, name: str, question: Question, closes: datetime) -> UUID:
    """Remember when a question would be over, for what is counted from its end."""
    step = uuid5(run.stage, name)
    way.process.steps[step] = Step(
        step, run.stage, name, question, None, closes, closes, closes, closed_at=closes
    )
    return step


def _question(way: _Way, what: str, question: Question, at: datetime) -> datetime:
    process, window = way.process, question.window
    opens = opening(process, window, at)
    more = longer_by(process, window, opens, None)
    closes, assumed = closing(process, window, opens, more), ""
    if closes is not None and closes <= opens:
        closes, assumed = None, "its date has passed by then: the chair fixes another"
    elif closes is not None and closes < earliest_closing(process, window, opens):
        closes, assumed = None, "its date is too near by then: the chair fixes another"
    if closes is None:
        closes, assumed = _assumed(process, question, opens, assumed)
    waits = f"a {question.document or 'text'} is published at once" if needs_text(question) else ""
    first = not any(one.kind == "opens" for one in way.entries)
    way.sure = way.sure and (first or not waits)
    firm = not assumed and (way.sure or _by_a_date(window))
    session = _warnings(way, opens, "date") if question.meets is not None else ()
    way.entries.append(_entry(way, opens, "opens", what, question.title, waits, session, way.sure))
    known = [found_at(process, one) for one in window.read_at]
    reads = [max(opens, one) for one in known if one is not None]
    for instant in sorted(reads):
        way.entries.append(_entry(way, instant, "read", what, question.title))
    if closes is None:
        way.open_ended.append(question.title)
        return min(reads, default=opens)
    way.entries += _reminders(way, what, question, opens, closes, assumed)
    short = () if assumed else tuple(_short(way, question, opens, closes))
    way.entries.append(
        _entry(way, closes, "closes", what, question.title, assumed, short, firm=firm)
    )
    way.sure = way.sure and not assumed
    return closes


def _by_a_date(window: Window) -> bool:
    """Whether it closes on a date that is given before the start, whatever happens until then."""
    return window.closes is not None and all(one.end_of is None for one in window.closes.parts())


def _assumed(
    process: Process, question: Question, opens: datetime, why: str
) -> tuple[datetime | None, str]:
    window = question.window
    if window.standing:
        return None, ""
    if window.on == "gavel":
        return opens, "the chair closes it at once"
    if window.asap or why:
        notice = window.minimum_notice
        if notice is None:
            return opens, why or "the chair fixes it; no notice is asked for"
        least = after(process, opens, notice)
        return least, why or "the chair fixes it: this is the least notice"
    if window.closes is not None and any(one.end_of for one in window.closes.parts()):
        return opens, "it closes when another question has ended that is not on this way"
    if window.closes is not None:
        return opens, "it closes at a time that an answer names"
    return opens, "it is done at once"


def _reminders(
    way: _Way, what: str, question: Question, opens: datetime, closes: datetime, assumed: str
) -> Iterator[Entry]:
    if question.remind is None or assumed:
        return
    for span in question.remind.before:
        at = after(way.process, closes, Span(**{span.unit: -span.n}))
        if at > opens:
            yield Entry(at, "reminder", what, question.title)


def _short(way: _Way, question: Question, opens: datetime, closes: datetime) -> Iterator[Warned]:
    procedure = way.process.procedure
    if question.silence_means != "overdue":
        yield from too_short(opens, closes, procedure.venues[procedure.venue], way.library)


def _entry(
    way: _Way,
    at: datetime,
    kind: Kind,
    what: str,
    title: str,
    assumed: str = "",
    more: tuple[Warned, ...] = (),
    firm: bool = True,
) -> Entry:
    """An entry with what a person should know of its instant; of one that is only assumed nothing is said."""
    found = () if assumed and kind == "closes" else _warnings(way, at, kind)
    return Entry(at, kind, what, title, assumed, firm, (*more, *found))


def _warnings(way: _Way, at: datetime, kind: Kind) -> tuple[Warned, ...]:
    if kind not in ("closes", "date", "read"):
        return ()
    return tuple(warnings_of(at, way.process.procedure.venues, way.library))


def known(found: Plan, dates: Mapping[str, datetime]) -> Known:
    """What is known before the start, for the page that explains the rules."""
    opens = {one.what: one.at for one in found.entries if one.kind == "opens" and one.firm}
    closes = {one.what: one for one in found.entries if one.kind == "closes"}
    return Known(
        dates,
        opens,
        {what: one.at for what, one in closes.items() if one.firm},
        {what: one.at for what, one in closes.items() if not one.firm and not one.assumed},
    )


def instants(found: Plan, what: str) -> tuple[datetime | None, datetime | None]:
    """When a question of the plan opens and closes; None: that is not known, or never."""
    by_kind = {one.kind: one.at for one in found.entries if one.what == what and not one.assumed}
    return by_kind.get("opens"), by_kind.get("closes")
