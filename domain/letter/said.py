"""What a letter says of each kind of event: a subject, sentences for people, and the same as data."""

from domain.event import Event
from domain.letter.about import About, Said, Writer, follows, text_of
from domain.letter.life import condition_changed, course_changed, meeting_changed, pledge_changed
from domain.letter.results import (
    confirmed,
    outcome,
    paragraphs_said,
    pledged,
    positions_lapsed,
    stated,
    superseded,
    unconfirmed,
)
from domain.letter.texts import of_other_texts
from domain.model import stamp
from domain.participation.events import PartySucceeded
from domain.procedure.explain.text import KIND
from domain.process.events import (
    ConditionChanged,
    CourseChanged,
    DatesMoved,
    PledgeChanged,
    ProcedureAdopted,
)
from domain.process.sessions import session_warnings
from domain.step.events import (
    AnswerDisavowed,
    Answered,
    AnswersLapsed,
    ClosingBroughtForward,
    ConfirmationLapsed,
    DeadlineExtended,
    DeadlineSet,
    HoldGranted,
    HoldLifted,
    MeetingChanged,
    OutcomeConfirmed,
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
from domain.step.warnings import warnings
from domain.text.breaking import amended, broken_on
from domain.text.events import TextPublished, TextWithdrawn
from domain.text.labels import numbered

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
    "conditions": "What was to come about before it closes has come about.",
    "withdrawal": "The text is withdrawn; the question ends without a result.",
    "end_of_process": "The process ends, and the question with it.",
    "cancelled": "Its meeting is cancelled; the question ends without a result.",
    "default": "What was asked for was not done; the outcome is the one that the procedure names for this.",
    "correction": "An earlier outcome was put right; the question ends without a result.",
    "raised": "The question is closed by what was raised on it, or with the question that it was raised on.",
}


def text_published(about: About, event: TextPublished) -> Said:
    follows = [f"It follows {event.predecessor}."] if event.predecessor else []
    respects = (
        [f"It respects these conditions: {', '.join(event.respects)}."] if event.respects else []
    )
    kind = KIND.get(event.kind, event.kind)
    what = f"A {kind}" if event.beside else "A text"
    lines = [
        f"{what} is published: {event.text}, with {_several(len(event.labels))}.",
        *(["It is a document beside the text, which stays as it is."] if event.beside else []),
        *text_of(about, event.text),
        *follows,
        *of_other_texts(event),
        *respects,
        *([f"Reason: {event.grounds}"] if event.grounds else []),
    ]
    facts = event.model_dump(mode="json")
    if event.corrections:
        return Said(f"text {event.same_as} is corrected: {event.text}", tuple(lines), facts)
    subject = f"{kind if event.beside else 'text'} {event.text} is published"
    return Said(subject, tuple(lines), facts)


def _several(paragraphs: int) -> str:
    return "1 paragraph" if paragraphs == 1 else f"{paragraphs} paragraphs"


def text_withdrawn(about: About, event: TextWithdrawn) -> Said:
    lines = [
        f"The text {event.text} is withdrawn.",
        *text_of(about, event.text),
        "Every question that is open about it ends without a result.",
        f"Reason: {event.grounds}",
    ]
    return Said(f"text {event.text} is withdrawn", tuple(lines), event.model_dump(mode="json"))


def adopted(_: About, event: ProcedureAdopted) -> Said:
    """The rules change midway: from which version to which, and what stays as it is."""
    also = [one.replace("_", " ") for one in event.also_open]
    lines = [
        f"Version {event.procedure.version} of the rules, “{event.procedure.title}”, is in force now.",
        "Questions that were put keep the rules that they were put under.",
        *([f"Of them too may change: {', '.join(also)}."] if also else []),
        f"SHA-256 of the rules: {event.procedure_sha256}; before: {event.old_sha256}.",
        f"Reason: {event.grounds}",
    ]
    facts = event.model_dump(mode="json", include={"procedure_sha256", "old_sha256", "also_open"})
    return Said(
        f"version {event.procedure.version} of the rules is adopted",
        tuple(lines),
        {"version": event.procedure.version, **facts},
    )


def convened(about: About, event: StepScheduled) -> Said:
    """A session is convened: when, where, and what is to be said of that instant."""
    step = about.known_step
    meets = step.rule.meets
    venues = about.process.procedure.venues
    keys = (meets.venue, *meets.joined_from) if meets else ()
    warned = session_warnings(about.process, step)
    lines = [
        about.question,
        *text_of(about, step.text),
        f"A session is convened for {about.when(event.opens_at)}.",
        f"Where: {', '.join(venues[key].name for key in keys)}.",
        *(f"Please note: {one.words}." for one in warned),
    ]
    facts = {"opens_at": stamp(event.opens_at), "warnings": [one.words for one in warned]}
    return Said("a session is convened", tuple(lines), facts)


def dates_moved(about: About, event: DatesMoved) -> Said:
    """Dates of the roadmap: which, from when to when, and why. What moves with them is told by letters of its own."""
    lines = [
        f"{name} is {event.how[name].replace('_', ' ')}. It was {about.when(old)}"
        + (f"; it is {about.when(event.dates[name])}." if name in event.dates else ".")
        for name, old in event.old.items()
    ]
    closed = event.closed_day
    if closed is not None:
        place = about.process.procedure.venues[closed.venue].name
        day = f"{closed.day:%A %d %B %Y}"
        lines.insert(
            0, f"{day} is closed in {place}: what falls on it goes on at the next working day."
        )
    facts = event.model_dump(
        mode="json", include={"dates", "cancelled", "old", "how", "closed_day"}
    )
    subject = "a day is closed" if closed is not None else "a date has changed"
    return Said(subject, (*lines, f"Reason: {event.grounds}"), facts)


def step_moved(about: About, event: StepMoved) -> Said:
    lines = [
        about.question,
        *text_of(about, about.known_step.text),
        "Its date has moved, and it moves with it.",
    ]
    changed = (
        ("opens", event.old_opens_at, event.opens_at),
        ("closes", event.old, event.new),
        ("is due", event.old_due_at, event.due_at),
    )
    for what, old, new in changed:
        if new is not None and new != old:
            lines.append(
                f"It {what} at {about.when(new)}"
                + (f"; before: {about.when(old)}." if old else ".")
            )
    facts = event.model_dump(mode="json", exclude={"step", "counts"})
    return Said("a deadline moves with its date", tuple(lines), facts)


def opened(about: About, _: StepOpened) -> Said:
    """A question is put: what is asked, by when it is to be answered, what silence means, what follows."""
    step = about.known_step
    answers = [one.title for one in step.rule.answers.values()]
    lines = [
        f"{about.question}",
        *text_of(about, step.text),
        f"It is open from {about.when(step.opens_at)}.",
        _closing(about, step),
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


def _closing(about: About, step: Step) -> str:
    if step.closes_at is not None:
        return f"It closes at {about.when(step.closes_at)}. An act at that instant is late."
    return _event(step) + (f" It is due at {about.when(step.due_at)}." if step.due_at else "")


def _event(step: Step) -> str:
    """What a step without a deadline closes with."""
    window = step.rule.window
    if window.asap:
        return "It closes as soon as possible; no deadline is fixed yet."
    if window.on == "gavel":
        return "It is open until the chair's gavel."
    if window.on == "conditions":
        return "It is open until what it waits for has come about."
    return (
        "It stays open while the process stands."
        if window.standing
        else "It closes when it is done."
    )


def _follows(about: About) -> list[str]:
    process, step = about.process, about.known_step
    run = process.stages[step.stage]
    stage = process.procedure.stage(run.key)
    if step.raised_on is not None:
        return []
    if step.question.partition(".")[0] != list(stage.questions)[-1]:
        return []
    return [f"If the outcome is “{one}”: {follows(about, one)}." for one in stage.then]


def moved(about: About, event: DeadlineSet | DeadlineExtended) -> Said:
    """A deadline that was fixed or moved: old, new, and the reason."""
    fixed = isinstance(event, DeadlineSet)
    does = "is fixed" if fixed else "is moved to a later instant"
    lines = [
        about.question,
        *text_of(about, about.known_step.text),
        f"The deadline {does}.",
        *([f"Before: {about.when(event.old)}."] if event.old else []),
        f"Now: {about.when(event.new)}. An act at that instant is late.",
        *(f"Note: {one}." for one in warnings(about.known_step)),
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
        f"Before: {about.when(event.old)}.",
        f"Now: {about.when(event.new)}. An act at that instant is late.",
    ]
    facts: dict[str, object] = {"old": stamp(event.old), "new": stamp(event.new)}
    if about.may_name:
        facts["party"] = event.party
    return Said("more time is granted", tuple(lines), facts)


def given_back(about: About, event: HoldLifted) -> Said:
    """More time that was granted is given back. By whom is named only where that is visible to all who are told."""
    by = f" by {about.name(event.party)}" if about.may_name else ""
    lines = [
        about.question,
        *text_of(about, about.known_step.text),
        f"More time that had been granted is given back{by}.",
        f"Before: {about.when(event.old)}.",
        f"Now: {about.when(event.new)}. An act at that instant is late.",
    ]
    facts: dict[str, object] = {"old": stamp(event.old), "new": stamp(event.new)}
    if about.may_name:
        facts["party"] = event.party
    return Said("more time is given back", tuple(lines), facts)


def ended(about: About, event: ClosingBroughtForward) -> Said:
    closes = about.known_step.closes_at
    lines = [
        about.question,
        *text_of(about, about.known_step.text),
        ENDED_BY[event.by],
        f"It is closed as of {about.when(closes)}. What was sent before counts.",
        *([f"Reason: {event.grounds}"] if event.grounds else []),
    ]
    facts = {
        "by": event.by,
        "closes_at": stamp(closes) if closes else None,
        "grounds": event.grounds,
    }
    return Said("a question is closed", tuple(lines), facts)


def divided(about: About, event: QuestionDivided) -> Said:
    """A question was divided: which items go on by themselves, until when, and why."""
    part = about.known_step
    lines = [
        about.question,
        *text_of(about, part.text),
        f"These are asked about by themselves from now on: {', '.join(event.paragraphs)}.",
        _closing(about, part),
        "Answers that were given on them are kept. The rest goes on as it was.",
        SILENCE[part.rule.silence_means],
        f"Reason: {event.grounds}",
    ]
    facts = {
        "paragraphs": list(event.paragraphs),
        "closes_at": stamp(event.closes_at) if event.closes_at else None,
        "grounds": event.grounds,
    }
    return Said("a question is divided", tuple(lines), facts)


def raised(about: About, event: QuestionRaised) -> Said:
    """A question was raised on another: which, on what, and whether the clock stands still meanwhile."""
    step = about.known_step
    rule = step.rule.incidental[event.raises]
    by = f" by {about.name(event.party)}" if about.may_name else ""
    lines = [
        about.question,
        *text_of(about, step.text),
        f"On this question another was raised{by}: {rule.title}.",
        *([f"It is about {numbered(event.paragraphs)}."] if event.paragraphs else []),
        *([f"Proposed wording: {event.wording}"] if event.wording else []),
        "The clock stands still until it is settled."
        if event.stops
        else "The deadline stands; the count waits until it is settled.",
        *([f"Reason: {event.grounds}"] if event.grounds else []),
    ]
    facts = {
        "raises": event.raises,
        "paragraphs": list(event.paragraphs),
        "wording": event.wording,
        "grounds": event.grounds,
        "stops": event.stops,
    }
    return Said(f"a question is raised, {rule.title}", tuple(lines), facts)


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
    elif about.all_see("figures"):
        lines += [f"{titles[key]}: {count}." for key, count in event.figures.given.items()]
        facts["given"] = dict(event.figures.given)
    return Said("a standing question was read", tuple(lines), facts)


def succeeded(about: About, event: PartySucceeded) -> Said:
    """What became of a party, and what its successors have of it."""
    name = about.name(event.party)
    heirs = [
        f"{about.name(heir.party)} has from it: {', '.join(heir.inherits) or 'nothing'}."
        for heir in event.heirs
    ]
    lines = [
        f"{name} is {event.became}.",
        *([f"Before: {', '.join(event.old)}."] if event.old else []),
        *([f"Now: {', '.join(event.new)}."] if event.new else []),
        *heirs,
        "What was counted or published before stays as it is.",
        f"Reason: {event.grounds}",
    ]
    return Said(f"{name} is {event.became}", tuple(lines), event.model_dump(mode="json"))


def overdue(about: About, event: RemindersSent) -> Said:
    """A duty is overdue, and those who are named for that are told."""
    lines = [
        about.question,
        f"This duty is overdue: it is owed by {about.names(event.parties)}.",
        f"It was due to be reminded of at {about.when(event.due_at)}, for the last time.",
    ]
    facts = {"due_at": stamp(event.due_at), "parties": list(event.parties)}
    return Said("a duty is overdue", tuple(lines), facts)


def disavowed(about: About, event: AnswerDisavowed) -> Said:
    whose = f" of {about.name(event.party)}" if about.may_name else ""
    lines = [
        about.question,
        f"Answer {event.answer}{whose} is disavowed by its own institution, after the close.",
        "The outcome stays as it is.",
        f"Reason: {event.grounds}",
    ]
    facts = {"answer": event.answer, "grounds": event.grounds}
    return Said("an answer is disavowed", tuple(lines), facts)


def answered(about: About, event: Answered) -> Said:
    """Of answers, letters tell of the break of a silence, and of statements that are attached to a decision."""
    rule = about.known_step.rule.answers[event.answer]
    return stated(about, event) if rule.effect == "states" else broken(about, event)


def broken(about: About, event: Answered) -> Said:
    """The notice of a break: what silence was broken on, by whom only where all may know it, and what that means."""
    step = about.known_step
    by = f" by {about.name(event.party)}" if about.may_name else ""
    lines = [
        about.question,
        *text_of(about, step.text),
        f"Silence is broken{by}. {paragraphs_said(about)}",
        "From this letter on no answer is replaced or withdrawn. Who has not answered still may.",
        _closing(about, step),
    ]
    facts: dict[str, object] = {
        "paragraphs": list(broken_on(about.process, step)),
        "amended": list(amended(about.process, step)),
    }
    if about.may_name:
        facts["party"] = event.party
    return Said(f"silence on text {step.text} is broken", tuple(lines), facts)


SAY: dict[type[Event], Writer] = {
    TextPublished: text_published,
    TextWithdrawn: text_withdrawn,
    ProcedureAdopted: adopted,
    DatesMoved: dates_moved,
    StepMoved: step_moved,
    PartySucceeded: succeeded,
    CourseChanged: course_changed,
    ConditionChanged: condition_changed,
    PledgeChanged: pledge_changed,
    StepScheduled: convened,
    StepOpened: opened,
    DeadlineSet: moved,
    DeadlineExtended: moved,
    HoldGranted: held,
    MeetingChanged: meeting_changed,
    HoldLifted: given_back,
    ClosingBroughtForward: ended,
    QuestionDivided: divided,
    QuestionRaised: raised,
    StepRead: read,
    AnswerDisavowed: disavowed,
    Answered: answered,
    RemindersSent: overdue,
    OutcomeReached: outcome,
    OutcomeConfirmed: confirmed,
    ConfirmationLapsed: unconfirmed,
    AnswersLapsed: positions_lapsed,
    OutcomeSuperseded: superseded,
    PledgePublished: pledged,
}
"""Every event that the fold takes for a milestone."""
