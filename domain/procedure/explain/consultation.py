"""Sessions, accreditation and sources in plain words."""

from domain.procedure.explain.window import asked_in, span
from domain.procedure.models import Procedure
from domain.procedure.question import AnswerRule, Entitled, Question


def meets_said(procedure: Procedure, question: Question) -> list[str]:
    """Where a session is held, who joins from elsewhere, and what is warned of."""
    meets = question.meets
    if meets is None:
        return []
    keys = (meets.venue, *meets.joined_from)
    names = [procedure.venues[key].name if key in procedure.venues else key for key in keys]
    joined = f"; people join from {', '.join(names[1:])}" if names[1:] else ""
    hours = [
        f"{one.name} {one.hours.begins} to {one.hours.ends}"
        for one in (procedure.venues.get(key) for key in keys)
        if one is not None and one.hours is not None
    ]
    lines = [f"It is a session in {names[0]}{joined}."]
    if hours:
        lines.append(f"A session outside working hours is warned of: {', '.join(hours)}.")
    if meets.notice is not None:
        lines.append(f"It is convened at least {span(meets.notice)} before; less is warned of.")
    return lines


def item_said(procedure: Procedure, entitled: Entitled) -> list[str]:
    if entitled.item_of is None:
        return []
    came_to = " or ".join(f"“{one}”" for one in entitled.came_to)
    which = f"Of those that were decided on one by one in “{asked_in(procedure, entitled.item_of)}”"
    return [f"{which}, only those take part that came to {came_to}."]


def sources_said(rule: AnswerRule) -> str:
    return f" It names its sources: {', '.join(rule.provenance)}." if rule.provenance else ""
