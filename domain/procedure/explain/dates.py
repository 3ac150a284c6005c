"""The real dates on the page, where they are known before the start: in the zones of all venues."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from domain.calendar.say import in_words
from domain.procedure.models import Procedure, Stage
from domain.procedure.question import Question


@dataclass(frozen=True, slots=True)
class Known:
    """
    Instants that are known before a process starts, by `stage.question`.

    :param dates: the dates of the roadmap, by name
    :param earliest: closings that hang on something that nobody can know yet: no question closes before
    """

    dates: Mapping[str, datetime] = field(default_factory=dict)
    opens: Mapping[str, datetime] = field(default_factory=dict)
    closes: Mapping[str, datetime] = field(default_factory=dict)
    earliest: Mapping[str, datetime] = field(default_factory=dict)


def zones(procedure: Procedure) -> list[str]:
    """The zones in which times are said: that of the procedure's own venue first."""
    own = procedure.venues.get(procedure.venue)
    venues = [*([own] if own else []), *procedure.venues.values()]
    return list(dict.fromkeys(venue.zone for venue in venues))


def given(procedure: Procedure, known: Known | None, name: str) -> str:
    """The instant of a date of the roadmap, where it is known."""
    if known is None or name not in known.dates:
        return ""
    return f": {in_words(known.dates[name], zones(procedure))}"


def dates_said(
    procedure: Procedure, known: Known | None, stage: Stage, question: Question
) -> list[str]:
    """When a question opens and closes, in the zones of all venues."""
    key = _key(stage, question)
    if known is None or key is None:
        return []
    places, lines = zones(procedure), []
    if key in known.opens:
        lines.append(f"It opens at {in_words(known.opens[key], places)}.")
    if key in known.closes:
        lines.append(f"Its deadline is {in_words(known.closes[key], places)}.")
    if key in known.earliest:
        lines.append(f"It does not close before {in_words(known.earliest[key], places)}.")
    return lines


def closing_said(
    procedure: Procedure, known: Known | None, stage: Stage, question: Question
) -> str:
    """The deadline inside a sentence; empty where it is not known."""
    key = _key(stage, question)
    if known is None or key is None or key not in known.closes:
        return ""
    return f" before {in_words(known.closes[key], zones(procedure))}"


def _key(stage: Stage, question: Question) -> str | None:
    name = next((name for name, one in stage.questions.items() if one is question), None)
    return f"{stage.stage}.{name}" if name else None
