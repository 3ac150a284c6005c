"""A name that stands for nothing is mostly misspelt: the finding says which name was meant."""

import re
from collections.abc import Iterable
from dataclasses import replace
from difflib import get_close_matches
from itertools import pairwise

from domain.procedure.finding import Finding, Place
from domain.procedure.kinds import KINDS
from domain.procedure.models import Procedure
from domain.procedure.question import Question

FEW = 8
"""Names that are listed where none is near."""
NO_SUCH = re.compile(
    r"there is no (role|stage|question|answer|count|date|venue|kind of stage) ([\w./-]+)"
)


def with_names(procedure: Procedure, found: Iterable[Finding]) -> list[Finding]:
    """Add to each finding of the form "there is no role x" the role that was meant, or those that there are."""
    return [_named(procedure, one) for one in found]


def _named(procedure: Procedure, finding: Finding) -> Finding:
    match = NO_SUCH.match(finding.wrong)
    if match is None:
        return finding
    known = list(dict.fromkeys(_known(procedure, match[1], finding.place)))
    near = get_close_matches(match[2], known, 1, 0.6)
    if near:
        return replace(finding, mend=f"did you mean {near[0]}? Else {finding.mend}")
    if known and len(known) <= FEW and "use: " not in finding.mend:
        return replace(finding, mend=f"{finding.mend}; there are: {', '.join(known)}")
    return finding


def _known(procedure: Procedure, noun: str, place: Place) -> list[str]:
    question = question_at(procedure, place)
    answers = list(question.answers) if question else []
    return {
        "role": list(procedure.roles),
        "stage": [one.stage for one in procedure.roadmap],
        "question": [f"{s.stage}.{name}" for s in procedure.roadmap for name in s.questions],
        "answer": [*answers, *(question.counts if question else ())],
        "count": [*answers, *(question.counts if question else ())],
        "date": list(procedure.dates),
        "venue": list(procedure.venues),
        "kind of stage": list(KINDS),
    }[noun]


def question_at(procedure: Procedure, place: Place) -> Question | None:
    """The question in which a place of the file lies; one that may be raised on another is inside of it."""
    match place:
        case ("roadmap", int(number), "questions", str(name), *rest):
            found = procedure.roadmap[number].questions.get(name)
        case _:
            return None
    for part, key in pairwise(rest):
        if part == "incidental" and found is not None and key in found.incidental:
            found = found.incidental[str(key)].question
    return found
