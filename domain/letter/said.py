"""What a letter says of each kind of event: a subject, sentences for people, and the same as data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from domain.calendar.show import in_both_cities
from domain.event import Event
from domain.model import stamp
from domain.procedure.models import END
from domain.procedure.words import among
from domain.process.roadmap import targets
from domain.process.state import Process
from domain.step.commands import Item
from domain.step.events import (
    ClosingBroughtForward,
    DeadlineExtended,
    DeadlineSet,
    HoldGranted,
    OutcomeConfirmed,
    OutcomeReached,
    OutcomeSuperseded,
    PledgePublished,
    StepOpened,
    StepRead,
)
from domain.step.state import Given, Step
from domain.text.events import TextPublished, TextWithdrawn

SILENCE = {
    "agrees": "Who says nothing by then agrees.",
    "not_in": "Who says nothing has not joined.",
    "not_counted": "Who says nothing is not counted.",
    "no_comment": "Who says nothing has no comment.",
    "overdue": "This is a duty: until it is done it is overdue.",
}

ENDED_BY = {
    "gavel": "The chair has closed the question.",
    "all_answered": "All who were asked have answered.",
    "answer": "The question is closed by an answer.",
    "complete": "What was asked for is done.",
    "withdrawal": "The text is withdrawn; the question ends without a result.",
    "end_of_process": "The process ends, and the question with it.",
    "correction": "An earlier outcome was put right; the question ends without a result.",
}


@dataclass(frozen=True, slots=True)
class Said:
    subject: str
    lines: tuple[str, ...]
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class About:
    """What a letter is about: the process as it was known then, the step where there is one, and who is told."""

    process: Process
    step: Step | None
    addressees: tuple[str, ...]

    @property
    def known_step(self) -> Step:
        if self.step is None:
            raise ValueError("this event is about no step")
        return self.step

    @property
    def step_name(self) -> str:
        run = self.process.stages[self.known_step.stage]
        return f"{run.key}#{run.round}.{self.known_step.question}"

    @property
    def question(self) -> str:
        stage = self.process.procedure.stage(self.process.stages[self.known_step.stage].key)
        return f"{stage.title}: “{self.known_step.rule.title}”"

    @property
    def may_name(self) -> bool:
        """Whether every addressee may see who answered what."""
        visible = self.known_step.rule.visible
        asked = self.process.asked(self.known_step)
        return visible == "all" or (visible == "asked" and set(self.addressees) <= asked)

    def name(self, party: str) -> str:
        return self.process.parties[party].name

    def names(self, parties: tuple[str, ...]) -> str:
        return ", ".join(self.name(party) for party in parties) or "nobody"


Writer = Callable[[About, Any], Said]


def when(instant: datetime | None) -> str:
    return in_both_cities(instant) if instant else "no date"


def text_of(about: About, key: str | None) -> list[str]:
    text = about.process.texts.get(key or "")
    return [f"Text: {text.text}, “{text.title}” (SHA-256 {text.sha256})."] if text else []


def text_published(about: About, event: TextPublished) -> Said:
    follows = [f"It follows {event.predecessor}."] if event.predecessor else []
    respects = (
        [f"It respects these conditions: {', '.join(event.respects)}."] if event.respects else []
    )
    lines = [
        f"A text is published: {event.text}, with {len(event.labels)} paragraphs.",
        *text_of(about, event.text),
        *follows,
        *respects,
    ]
    facts = event.model_dump(mode="json")
    return Said(f"text {event.text} is published", tuple(lines), facts)


def text_withdrawn(about: About, event: TextWithdrawn) -> Said:
    lines = [
        f"The text {event.text} is withdrawn.",
        *text_of(about, event.text),
        "Every question that is open about it ends without a result.",
        f"Reason: {event.grounds}",
    ]
    return Said(f"text {event.text} is withdrawn", tuple(lines), event.model_dump(mode="json"))


def opened(about: About, _: StepOpened) -> Said:
    """A question is put: what is asked, by when it is to be answered, what silence means, what follows."""
    step = about.known_step
    answers = [one.title for one in step.rule.answers.values()]
    lines = [
        f"{about.question}",
        *text_of(about, step.text),
        f"It is open from {when(step.opens_at)}.",
        _closing(step),
        f"What may be said: {', '.join(answers)}.",
        SILENCE[step.rule.silence_means],
        *_follows(about),
    ]
    under = step.rule.silence_means == "agrees" and step.text
    subject = (
        f"text {step.text} is placed under silence"
        if under
        else f"a question is put, {step.rule.title}"
    )
    facts = {
        "text": step.text,
        "opens_at": stamp(step.opens_at),
        "closes_at": stamp(step.closes_at) if step.closes_at else None,
        "silence_means": step.rule.silence_means,
    }
    return Said(subject, tuple(lines), facts)


def _closing(step: Step) -> str:
    if step.closes_at is not None:
        return f"It closes at {when(step.closes_at)}. An act at that instant is late."
    window = step.rule.window
    if window.asap:
        return "It closes as soon as possible; no deadline is fixed yet."
    return (
        "It stays open while the process stands."
        if window.standing
        else "It closes when it is done."
    )


def _follows(about: About) -> list[str]:
    process, step = about.process, about.known_step
    run = process.stages[step.stage]
    stage = process.procedure.stage(run.key)
    if step.question != list(stage.questions)[-1]:
        return []
    return [f"If the outcome is “{one}”: {_next(about, one)}." for one in stage.then]


def _next(about: About, outcome: str) -> str:
    process = about.process
    run = process.stages[about.known_step.stage]
    return among(process.procedure, targets(process, run, outcome) or (END,))


def moved(about: About, event: DeadlineSet | DeadlineExtended) -> Said:
    """A deadline that was fixed or moved: old, new, and the reason."""
    fixed = isinstance(event, DeadlineSet)
    does = "is fixed" if fixed else "is moved to a later instant"
    lines = [
        about.question,
        *text_of(about, about.known_step.text),
        f"The deadline {does}.",
        *([f"Before: {when(event.old)}."] if event.old else []),
        f"Now: {when(event.new)}. An act at that instant is late.",
        f"Reason: {event.grounds}",
    ]
    facts = {
        "old": stamp(event.old) if event.old else None,
        "new": stamp(event.new),
        "grounds": event.grounds,
    }
    return Said(f"the deadline {does}", tuple(lines), facts)


def held(about: About, event: HoldGranted) -> Said:
    """More time was asked for. By whom is named only where that is visible to all who are told."""
    by = f" by {about.name(event.party)}" if about.may_name else ""
    lines = [
        about.question,
        *text_of(about, about.known_step.text),
        f"More time was asked for{by}, as the procedure allows.",
        f"Before: {when(event.old)}.",
        f"Now: {when(event.new)}. An act at that instant is late.",
    ]
    facts: dict[str, object] = {"old": stamp(event.old), "new": stamp(event.new)}
    if about.may_name:
        facts["party"] = event.party
    return Said("more time is granted", tuple(lines), facts)


def ended(about: About, event: ClosingBroughtForward) -> Said:
    closes = about.known_step.closes_at
    lines = [
        about.question,
        *text_of(about, about.known_step.text),
        ENDED_BY[event.by],
        f"It is closed as of {when(closes)}. What was sent before counts.",
        *([f"Reason: {event.grounds}"] if event.grounds else []),
    ]
    facts = {
        "by": event.by,
        "closes_at": stamp(closes) if closes else None,
        "grounds": event.grounds,
    }
    return Said("a question is closed", tuple(lines), facts)


def read(about: About, event: StepRead) -> Said:
    """A standing question was read: who has said what where all may see it, else how many."""
    titles = {key: rule.title for key, rule in about.known_step.rule.answers.items()}
    lines = [
        about.question,
        *text_of(about, about.known_step.text),
        "The question was read; it stays open.",
    ]
    facts: dict[str, object] = {"due_at": stamp(event.due_at)}
    if about.may_name:
        lines += [
            f"{titles[key]}: {about.names(parties)}." for key, parties in event.roster.items()
        ]
        facts["roster"] = {key: list(parties) for key, parties in event.roster.items()}
    elif about.known_step.rule.visible != "chair":
        lines += [f"{titles[key]}: {count}." for key, count in event.figures.given.items()]
        facts["given"] = dict(event.figures.given)
    return Said("a standing question was read", tuple(lines), facts)


def outcome(about: About, event: OutcomeReached) -> Said:
    lines = [about.question, *_result(about, event.outcome)]
    if event.provisional:
        lines.append("The outcome is provisional until it is confirmed; what follows waits.")
    lines += [*_items(event.items), *([f"Reason: {event.grounds}"] if event.grounds else [])]
    facts = {**_result_facts(about, event.outcome), "provisional": event.provisional}
    return Said(_subject(about, event.outcome), tuple(lines), facts)


def confirmed(about: About, event: OutcomeConfirmed) -> Said:
    result = about.known_step.outcome or ""
    lines = [
        about.question,
        *_result(about, result),
        "The outcome is confirmed.",
        f"Reason: {event.grounds}",
    ]
    return Said(f"{_subject(about, result)}, confirmed", tuple(lines), _result_facts(about, result))


def superseded(about: About, event: OutcomeSuperseded) -> Said:
    """An outcome is put right: what it was, what it is, and what is void because of it."""
    stages = [about.process.stages[stage] for stage in event.voided]
    titles = [
        f"{about.process.procedure.stage(run.key).title} (round {run.round})" for run in stages
    ]
    lines = [
        about.question,
        f"The recorded outcome “{event.old}” (event {event.names}) is put right. It stays on record.",
        *_result(about, event.new),
        *_items(event.items),
        *(
            [f"Void is what followed from the earlier outcome: {', '.join(titles)}."]
            if titles
            else []
        ),
        f"Reason: {event.grounds}",
    ]
    facts = {
        **_result_facts(about, event.new),
        "old": event.old,
        "names": event.names,
        "voided": titles,
    }
    return Said(f"an outcome is put right, {_subject(about, event.new)}", tuple(lines), facts)


def pledged(about: About, event: PledgePublished) -> Said:
    lines = [
        f"The pledge {event.pledge}, “{event.title}”, is published.",
        *text_of(about, event.text),
        f"Lead: {about.name(event.lead)}.",
        f"Partners as of this instant: {about.names(event.partners)}.",
        *_items(event.commitments),
    ]
    facts = event.model_dump(mode="json", exclude={"step"})
    return Said(f"the pledge {event.pledge} is published", tuple(lines), facts)


def _items(items: tuple[Item, ...]) -> list[str]:
    return [f"{one.item}: {one.words}" for one in items]


def _agreed(about: About, result: str) -> bool:
    return result in about.known_step.rule.text_agreed_by


def _broken(about: About, result: str) -> bool:
    step = about.known_step
    return (
        step.rule.silence_means == "agrees" and not _agreed(about, result) and bool(_against(step))
    )


def _subject(about: About, result: str) -> str:
    step = about.known_step
    if _broken(about, result):
        return f"silence on text {step.text} is broken"
    return f"text {step.text} is agreed" if _agreed(about, result) else f"outcome “{result}”"


def _result(about: About, result: str) -> list[str]:
    """The outcome, what broke silence as far as the addressees may know it, and what follows."""
    step = about.known_step
    lines = [*text_of(about, step.text), f"Outcome: “{result}”."]
    if _agreed(about, result):
        lines.append("The text is agreed.")
    if _broken(about, result):
        lines.append(f"Silence is broken. {_paragraphs_said(about)}")
        if about.may_name:
            lines.append(f"Broken by: {about.names(_parties(step))}.")
    stage = about.process.procedure.stage(about.process.stages[step.stage].key)
    if step.question == list(stage.questions)[-1]:
        lines.append(f"Next: {_next(about, result)}.")
    return lines


def _result_facts(about: About, result: str) -> dict[str, object]:
    step = about.known_step
    facts: dict[str, object] = {
        "outcome": result,
        "text": step.text,
        "text_agreed": _agreed(about, result),
    }
    if _broken(about, result):
        facts["paragraphs"] = _paragraphs(about)
        if about.may_name:
            facts["parties"] = list(_parties(step))
    return facts


def _against(step: Step) -> list[Given]:
    """What stood against a text when the question closed: every answer but requests for more time."""
    quiet = ("hold", "joins")
    return [
        g for g in step.answers if g.stands and step.rule.answers[g.said.answer].effect not in quiet
    ]


def _parties(step: Step) -> tuple[str, ...]:
    return tuple(dict.fromkeys(given.party for given in _against(step)))


def _paragraphs(about: About) -> list[str]:
    """The paragraphs that were named, in the order of the text: the order of answers would tell who came when."""
    text = about.process.texts.get(about.known_step.text or "")
    named = {label for given in _against(about.known_step) for label in given.said.paragraphs}
    return [label for label in (text.labels if text else ()) if label in named]


def _paragraphs_said(about: About) -> str:
    labels = _paragraphs(about)
    whole = any(not given.said.paragraphs for given in _against(about.known_step))
    if not labels:
        return "The text as a whole is objected to."
    also = " and the text as a whole" if whole else ""
    paragraphs = "paragraphs" if len(labels) > 1 else "paragraph"
    return f"Objected to: {paragraphs} {', '.join(labels)}{also}."


SAY: dict[type[Event], Writer] = {
    TextPublished: text_published,
    TextWithdrawn: text_withdrawn,
    StepOpened: opened,
    DeadlineSet: moved,
    DeadlineExtended: moved,
    HoldGranted: held,
    ClosingBroughtForward: ended,
    StepRead: read,
    OutcomeReached: outcome,
    OutcomeConfirmed: confirmed,
    OutcomeSuperseded: superseded,
    PledgePublished: pledged,
}
"""Every event that the fold takes for a milestone."""
