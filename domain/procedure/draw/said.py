"""The words of a picture: what stands in a box, and which outcomes stand on an arrow."""

from domain.calendar.models import Span
from domain.procedure.explain.window import length, span
from domain.procedure.models import END, Procedure, Stage
from domain.procedure.question import Question
from domain.procedure.window import Moment, Window
from domain.procedure.words import named, title_of

SILENCE = {
    "agrees": "silence agrees",
    "not_in": "silence is not in",
    "not_counted": "silence is not counted",
    "no_comment": "silence is no comment",
    "overdue": "a duty",
}


def said_of(procedure: Procedure, stage: Stage, drawn: frozenset[str] = frozenset()) -> list[str]:
    """
    What a picture says of a stage under its title, one entry for each thing.

    :param drawn: stages that the picture shows side by side, so that words need not
    """
    lines = [
        f"{number}. {one.title} ({named(procedure, one.asks)}): {summary(one)}"
        if len(stage.questions) > 1
        else _capital(f"{named(procedure, one.asks)}: {summary(one)}")
        for number, one in enumerate(stage.questions.values(), start=1)
    ]
    if stage.rounds_at_most > 1:
        lines.append(f"at most {stage.rounds_at_most} rounds")
    if stage.waits_for:
        tracks = " and ".join(title_of(procedure, key) for key in stage.waits_for)
        lines.append(f"begins when {tracks} {'is' if len(stage.waits_for) == 1 else 'are'} over")
    if stage.begins is not None:
        pause = stage.begins.from_opening
        begins = f"{span(pause)} after its turn" if pause else f"not before {_until(stage.begins)}"
        lines.append(begins)
    for outcome, targets in stage.then.items():
        if len(targets) > 1 and len(set(targets) - drawn) > 1:
            titles = ", ".join(title_of(procedure, key) for key in targets)
            lines.append(f"after “{said([outcome])}” side by side: {titles}")
    return lines


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def summary(question: Question) -> str:
    """A question in a few words: how long, what silence means, what a body does by it, what may be raised on it."""
    does = {"adoption": ", may adopt the text", "endorsement": ", may endorse the text"}
    adopts = does[question.adopts.does] if question.adopts else ""
    items = ", each paragraph by itself" if "by_item" in question.divides else ""
    raised = ", ".join(one.title for one in question.incidental.values())
    may = f"; may be raised: {raised}" if raised else ""
    return f"{_window(question.window)}, {SILENCE[question.silence_means]}{adopts}{items}{may}"


def _window(window: Window) -> str:
    if window.lasts is not None:
        return f"{length(window)}{', or longer' if window.longer else ''}"
    if window.closes is not None:
        return f"until {_until(window.closes)}"
    if window.asap:
        return "as soon as possible"
    if window.standing:
        return "standing"
    return {
        "answered": "until answered",
        "gavel": "until the gavel",
        "conditions": "until its conditions hold",
    }.get(window.on or "", "until done")


def _until(moment: Moment) -> str:
    """The moment of a closing, in the few words that a box has room for."""
    named = "the time named" if moment.named_in else "the end before" if moment.end_of else ""
    date = f"the date “{moment.date.replace('_', ' ')}”" if moment.date else ""
    start = _either(moment) or date or named or "a fixed instant"
    away = moment.away
    if away is None or not away.n:
        return start
    return f"{span(Span(**{away.unit: abs(away.n)}))} {'after' if away.n > 0 else 'before'} {start}"


def _either(moment: Moment) -> str:
    """Which of several moments, or a span from the opening."""
    if moment.from_opening is not None:
        return f"{span(moment.from_opening)} from the opening"
    which = "later" if moment.later_of else "earlier"
    return (
        f"the {which} of {' and '.join(_until(one) for one in moment.among)}"
        if moment.among
        else ""
    )


def ways(procedure: Procedure) -> dict[tuple[str, str], list[str]]:
    """The outcomes that lead from one stage to another, in the order of the file."""
    found: dict[tuple[str, str], list[str]] = {}
    for stage in procedure.roadmap:
        for outcome, targets in stage.then.items():
            for target in targets:
                found.setdefault((stage.stage, target), []).append(outcome)
        for target in stage.otherwise:
            found.setdefault((stage.stage, target), []).append("left out")
        for target in stage.after_last_round if stage.rounds_at_most > 1 else ():
            if target != END:
                found.setdefault((stage.stage, target), []).append("after the last round")
    return found


def said(outcomes: list[str]) -> str:
    """Outcomes as people say them."""
    return ", ".join(one.replace("_", " ") for one in outcomes)


def wrapped(text: str, most: int) -> list[str]:
    """Break a text into lines; a word that is longer than a line is cut."""
    lines = [""]
    for word in text.split():
        rest = word
        if len(lines[-1]) + 1 + len(rest) > most and lines[-1]:
            lines.append("")
        while len(rest) > most:
            lines[-1] = rest[: most - 1] + "-"
            rest = rest[most - 1 :]
            lines.append("")
        lines[-1] = f"{lines[-1]} {rest}".strip()
    return lines
