"""The words of a file in plain words: fields of answers, capacities, outcomes. No name of a field reaches a reader."""

import re
from collections.abc import Sequence

from domain.procedure.models import END, Procedure, Stage
from domain.procedure.words import beside_others, follows, title_of

FIELDS = {
    "comment": "its words",
    "reason": "its reason",
    "grounds": "the official reason",
    "paragraphs": "the paragraphs that it is about",
    "wording": "a wording",
    "title": "a title",
    "choice": "a choice",
    "items": "items with their words",
    "about": "the number of the recorded act that it is about",
    "text": "the version of the text",
    "aligned": "who aligns with it",
    "figures": "the figures",
    "symbol": "the symbol of the document",
    "instant": "a time",
    "statuses": "the status of each paragraph",
    "provenance": "where it comes from",
    "rendition": "the file, or the language version, of the text",
}


def fields(names: Sequence[str]) -> str:
    """What an answer gives, in words; a field that has none is named as it is."""
    return joined([FIELDS.get(one, one.replace("_", " ")) for one in names])


def joined(words: Sequence[str], last: str = "and") -> str:
    if len(words) < 2:  # noqa: PLR2004  # one word needs no other
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def said(name: str) -> str:
    """An outcome or a choice, as people say it."""
    return f"“{name.replace('_', ' ')}”"


def plainly(line: str) -> str:
    """Names as people say them: “no agreement”, not the name in the file; and no dot after a question mark."""
    words = re.sub(r"(?<=[a-z0-9])_(?=[a-z0-9])", " ", line)
    return re.sub(r"([?!])[.,](?= |$)", r"\1", words)


CAPACITIES = {
    "principal": "principal",
    "officer_in_charge": "officer-in-charge",
    "deputy": "deputy",
    "alternate": "alternate",
    "delegate": "delegate",
    "focal_point": "focal point",
}


def speakers(capacities: Sequence[str]) -> str:
    """Who of an institution can give an answer."""
    found = [CAPACITIES.get(one, one.replace("_", " ")) for one in capacities]
    return f"its {joined(found, 'or')}"


def in_short(procedure: Procedure) -> list[str]:
    """The whole way, one line for each stage: what it is, and what follows which outcome."""
    lines = [
        f"{number}. {stage.title}. {_then(procedure, stage)}"
        for number, stage in enumerate(procedure.roadmap, start=1)
    ]
    tracks = beside_others(procedure)
    return [*lines, "The process ends when the last of its tracks has ended."] if tracks else lines


def _then(procedure: Procedure, stage: Stage) -> str:
    ways: dict[tuple[str, ...], list[str]] = {}
    for outcome, keys in stage.then.items():
        ways.setdefault(tuple(keys), []).append(outcome)
    if len(ways) == 1:
        return f"Then: {_next(procedure, stage, next(iter(ways)))}."
    found = [
        f"{joined([said(one) for one in outcomes], 'or')}: {_next(procedure, stage, keys)}"
        for keys, outcomes in ways.items()
    ]
    return f"{'; '.join(found)}."


def _next(procedure: Procedure, stage: Stage, keys: tuple[str, ...]) -> str:
    """What follows, with the numbers of the stages."""
    numbers = {one.stage: number for number, one in enumerate(procedure.roadmap, start=1)}
    found = [f"{title_of(procedure, key)} ({numbers.get(key, '?')})" for key in keys if key != END]
    if len(found) > 1:
        return f"{joined(found)}, side by side"
    if not found:
        short = follows(procedure, stage.stage, keys)
        return short.partition(",")[0]
    return found[0]
