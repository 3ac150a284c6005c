"""The rules in plain words: what silence means, who is awaited, what happens then."""

from datetime import datetime

from cli.screen import screen
from domain.procedure.models import END, Procedure
from domain.procedure.question import Question
from domain.procedure.words import does
from domain.process.roadmap import targets
from domain.process.state import Process, TextVersion
from domain.step.state import Step
from domain.step.when import grace
from rehearsal.names import shown

SILENCE = {
    "agrees": "Who says nothing agrees.",
    "not_in": "Who says nothing has not joined.",
    "not_counted": "Who says nothing is not counted.",
    "no_comment": "Who says nothing has no comment.",
    "overdue": "This is a duty: until it is done it is overdue.",
}


def silence(question: Question) -> str:
    return SILENCE[question.silence_means]


def closes(process: Process, step: Step) -> str:
    """When a step closes, or closed, in both cities."""
    if step.closed_at is not None:
        return closed(process, step)
    if step.stopped_at is not None and step.closes_at is not None:
        return f"not while the clock stands still, since {screen.when(step.stopped_at)}"
    if step.closes_at is not None:
        return screen.when(step.closes_at)
    return closing_words(step.rule) + due(step)


def closed(process: Process, step: Step) -> str:
    """
    The closing instant, by which acts were judged: not when the close was put on record.

    A close is recorded once the grace is over, and a little later by what the clockwork needs. Where that took longer
    than as much again, the record's own instant is told too.
    """
    at, recorded = step.last_closing, step.closed_at
    if recorded is None:
        return ""
    if at is None or recorded < at:  # it was voided before it could close
        return f"closed {screen.when(recorded)}"
    later = recorded - at > 2 * grace(process)
    apart = f", recorded {screen.when(recorded)}" if later else ""
    return f"closed {screen.when(at)}{apart}"


def due(step: Step) -> str:
    """When a duty is due that stays open until it is done."""
    return f"; it is due {screen.when(step.due_at)}" if step.due_at else ""


def closing_words(question: Question) -> str:
    window = question.window
    if window.closes:
        return "when a date is fixed: the one of the procedure had passed, or was too near, when it opened"
    if window.asap:
        return "as soon as possible: no date is fixed yet"
    if window.standing:
        return "stays open while its stage stands"
    if window.on == "gavel":
        return "with the chair's gavel"
    if window.on == "conditions":
        return "as soon as its conditions hold"
    return "when it is done" if window.on else "no date is fixed"


def closing_sentence(step: Step) -> str:
    """When a step closes, as a sentence."""
    if step.closes_at is not None:
        return f"It closes {screen.when(step.closes_at)}."
    words = closing_words(step.rule) + due(step)
    return f"It {words}." if step.rule.window.standing else f"It closes {words}."


def then(process: Process, step: Step) -> list[str]:
    """What follows each outcome, in the order of the rule."""
    run = process.stages[step.stage]
    stage = process.procedure.stage(run.key)
    if step.raised_on is not None:
        return on_parent(process, step, process.steps[step.raised_on])
    question = step.question.partition(".")[0]
    if question != list(stage.questions)[-1]:
        following = list(stage.questions)[list(stage.questions).index(question) + 1]
        return [stage.questions[following].title]
    return [
        f"{outcome}: {_stages(process.procedure, targets(process, run, outcome))}"
        for outcome in stage.then
    ]


def on_parent(process: Process, step: Step, parent: Step) -> list[str]:
    """What each outcome of a raised question does to the question that it was raised on."""
    effects = parent.rule.incidental[parent.raised[step.step].raises].then
    on = shown(process, parent)
    return [f"{outcome}: {on} {does(effect)}" for outcome, effect in effects.items()]


def _stages(procedure: Procedure, keys: tuple[str, ...]) -> str:
    named = [procedure.stage(key).title for key in keys if key != END]
    return ", ".join(named) or "the process ends"


def text_named(text: TextVersion) -> str:
    """The name of a text, and its title where that says more."""
    return text.text if text.title == text.text else f"{text.text} ({text.title})"


def awaited(process: Process, step: Step) -> list[str]:
    """The parties that have been asked and have not answered, by name."""
    return [process.parties[party].name for party in process.awaited(step)]


def left(until: datetime | None, now: datetime) -> str:
    """How long until an instant, roughly."""
    if until is None:
        return ""
    seconds = int((until - now).total_seconds())
    if seconds < 0:
        return "now due"
    days, rest = divmod(seconds, 86_400)
    hours, rest = divmod(rest, 3600)
    minutes, seconds = divmod(rest, 60)
    if days:
        return f"in {days} d {hours} h"
    if hours:
        return f"in {hours} h {minutes} min"
    return f"in {minutes} min {seconds} s" if minutes else f"in {seconds} s"
