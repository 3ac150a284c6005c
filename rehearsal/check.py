"""Whether the names in a scenario stand for something: persons, parties, roles, steps, texts, labels, dates."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from domain.model import Mistake
from domain.procedure.models import Procedure
from domain.procedure.question import Question
from rehearsal.expectations import PLACE, Expectation
from rehearsal.keeping import AdmitPartyAct, RecordActionAct
from rehearsal.names import parts
from rehearsal.parties import PartiesFile, wrong_parties
from rehearsal.scenario import Entry, Scenario, refusals
from rehearsal.troubles import Trouble

KIND_OF = {
    "step": "step",
    "steps": "step",
    "open_steps": "step",
    "proposal": "label",
    "proposals": "label",
    "refused": "label",
    "person": "person",
    "old": "person",
    "new": "person",
    "from_": "person",
    "responsible": "person",
    "party": "party",
    "to": "party",
    "present": "party",
    "endorsers": "party",
    "no_answer": "party",
    "declined": "party",
    "partners": "party",
    "lead": "party",
    "attendance": "party",
    "aligned": "party",
    "heirs": "party",
    "role": "role",
    "roles": "role",
    "text": "text",
    "texts": "text",
    "text_in_force": "text",
    "text_agreed": "text",
    "predecessor": "text",
    "actions": "action",
    "rounds": "stage",
}
"""The fields of acts, texts and expectations that hold names, and what they name."""

FEW = 8
"""Names that are listed where none is near."""
STANDS_FOR_NOTHING = "the name stands for nothing, so nothing would happen, or be seen"
NOTHING = ("none", None)
COUNTS = {"asked", "answered", "silent"}
"""Counts that every step has."""


@dataclass(frozen=True, slots=True)
class Place:
    """The file that was asked for, and the lines of what stands in it at the left."""

    file: str
    lines: Mapping[str, int]

    def trouble(self, where: str, mistake: Mistake) -> Trouble:
        return of(mistake, self.file, self.lines.get(where, 1), where)


def of(mistake: Mistake, file: str, line: int, where: str) -> Trouble:
    reason, why, mend = mistake.wrong, mistake.why, mistake.mend
    return Trouble(file=file, line=line, where=where, reason=reason, why=why, mend=mend)


@dataclass(frozen=True, slots=True)
class Known:
    """Every name that the scenario and its procedure give, by kind; the answers and named counts of each step; the
    refusals of the procedure's own."""

    names: dict[str, set[str]]
    answers: dict[str, set[str]]
    codes: frozenset[str] = frozenset()

    def missing(self, kind: str, name: str) -> Mistake | None:
        """:returns: what to say of a name that stands for nothing; None: it stands for something"""
        plain = _without_round(name) if kind == "step" else name
        if plain in self.names[kind]:
            return None
        near = get_close_matches(plain, self.names[kind], 1)
        names = sorted(self.names[kind])
        listed = f"name one of: {', '.join(names[:FEW])}{' ...' if len(names) > FEW else ''}"
        mend = (
            f"did you mean {near[0]}?" if near else listed if names else f"there is no {kind} yet"
        )
        return Mistake(f"there is no {kind} {name} here", STANDS_FOR_NOTHING, mend)


def _without_round(step: str) -> str:
    """The name in the procedure: parts that were taken apart, and repetitions, answer for what they are of."""
    stage, _, question = parts(step)
    return ".".join([stage, *(one for one in question.split(".") if not one.isdigit())])


def _with_raised(name: str, question: Question) -> Iterator[tuple[str, Question]]:
    """A question, and every one that may be raised on it, by their names."""
    yield name, question
    for raises, one in question.incidental.items():
        yield from _with_raised(f"{name}.{raises}", one.question)


def _codes(rules: Any) -> Iterator[str]:
    """The codes that a procedure gives to refusals of its own, wherever it says `otherwise`."""
    if isinstance(rules, list):
        for one in rules:
            yield from _codes(one)
    if isinstance(rules, dict):
        refusal = rules.get("otherwise")
        yield from ([refusal["code"]] if isinstance(refusal, dict) else [])
        for one in rules.values():
            yield from _codes(one)


def known_in(scenario: Scenario, versions: Sequence[Procedure], parties: PartiesFile) -> Known:
    """:param versions: the procedure as it begins, and those that are adopted midway"""
    said = [entry.said for entry in scenario.acts]
    admitted = {one.party for one in said if isinstance(one, AdmitPartyAct)}
    persons = {person.person for _, person in parties.persons()}
    answers = {
        f"{stage.stage}.{name}": {*question.answers, *question.counts}
        for procedure in versions
        for stage in procedure.roadmap
        for key, first in stage.questions.items()
        for name, question in _with_raised(key, first)
    }
    names = {
        "person": persons | {newcomer.person for newcomer in scenario.newcomers},
        "party": {party.party for party in parties.parties} | admitted,
        "role": {role for procedure in versions for role in procedure.roles},
        "text": set(scenario.texts),
        "label": {
            label
            for entry in scenario.acts
            for person in entry.as_
            if (label := entry.label_of(person))
        },
        "action": {one.action for one in said if isinstance(one, RecordActionAct)},
        "stage": {stage.stage for procedure in versions for stage in procedure.roadmap},
        "step": set(answers),
    }
    codes = frozenset(code for one in versions for code in _codes(one.written()))
    return Known(names, answers, codes)


def wrong_in(
    scenario: Scenario, versions: Sequence[Procedure], parties: PartiesFile, place: Place
) -> Iterator[Trouble]:
    """Find what does not fit together, in the order of the file."""
    procedure = versions[0]
    known = known_in(scenario, versions, parties)
    for at, mistake in wrong_parties(parties.parties):
        yield place.trouble(str(at[0]), mistake)
    for mistake in _dates(scenario, procedure):
        yield place.trouble("dates", mistake)
    for mistake in _roles(procedure, parties):
        yield place.trouble("parties", mistake)
    for text in scenario.texts.values():
        for _, mistake in _unknown({"predecessor": text.predecessor}, known):
            yield place.trouble("texts", mistake)
    for mistake in _end(scenario):
        yield place.trouble("ends_at", mistake)
    yield from _acts(scenario, known)
    for one in scenario.expectations:
        for field, mistake in _expected(one, scenario, known):
            yield of(mistake, one.source, one.lines.get(field, one.line), "expectations")


def _dates(scenario: Scenario, procedure: Procedure) -> Iterator[Mistake]:
    for date in procedure.dates:
        if date not in scenario.dates:
            yield Mistake(
                f"the date {date} is needed: {procedure.dates[date].title}",
                "windows of the procedure hang on it",
                f"add `dates: {{{date}: 2022-05-16T18:00 Geneva}}`, with its day and hour",
            )
    for date in scenario.dates:
        if date not in procedure.dates:
            known = ", ".join(procedure.dates) or "none"
            yield Mistake(
                f"the procedure knows no date {date}",
                "nothing hangs on it",
                f"take it out; the dates are: {known}",
            )


def _roles(procedure: Procedure, parties: PartiesFile) -> Iterator[Mistake]:
    for party in parties.parties:
        for role in party.roles:
            if role not in procedure.roles:
                yield Mistake(
                    f"{party.party}: the procedure has no role {role}",
                    "who holds it could do nothing",
                    f"name one of: {', '.join(procedure.roles)}",
                )


def _end(scenario: Scenario) -> Iterator[Mistake]:
    instants = [entry.at for entry in scenario.acts]
    instants += [one.at for one in scenario.expectations if one.at is not None]
    if scenario.ends_at is not None and scenario.ends_at < max([scenario.clock, *instants]):
        yield Mistake(
            "an act or an expectation is later than this",
            "it would not be seen",
            "write a later end, or leave it out: then it ends with the last of them",
        )


def _acts(scenario: Scenario, known: Known) -> Iterator[Trouble]:
    labels: set[str] = set()
    for entry in scenario.acts:
        found = [*_header(entry, known), *_unknown(entry.said.model_dump(by_alias=True), known)]
        found += _label(entry, labels)
        if entry.at < scenario.clock:
            found.append(("at", BEFORE_THE_CLOCK))
        for field, mistake in found:
            line = entry.lines.get(field, entry.line)
            yield of(mistake, entry.source, line, entry.said.act)


BEFORE_THE_CLOCK = Mistake(
    "this is before the start of the clock",
    "the clock never goes back",
    "write a later instant, or let the clock start earlier",
)
Wrong = tuple[str, Mistake]
"""The field, and what is wrong with it."""


def _header(entry: Entry, known: Known) -> Iterator[Wrong]:
    wanted = [("as", "person", name) for name in entry.as_]
    wanted += [("for", "party", entry.for_)] if entry.for_ else []
    wanted += [("in", "role", entry.in_)] if entry.in_ else []
    for field, kind, name in wanted:
        mistake = known.missing(kind, name)
        if mistake is not None:
            yield field, mistake


def _label(entry: Entry, labels: set[str]) -> Iterator[Wrong]:
    """Labels are given once, and refer backwards only."""
    for field, name in _referred(entry.said.model_dump()):
        if name not in labels:
            yield (
                field,
                Mistake(
                    f'no act above has the label "{name}"',
                    "what is referred to has to have happened",
                    f"give an act above it `label: {name}`, or use the label of one",
                ),
            )
    if entry.label is None:
        return
    mine = {entry.label_of(person) or "" for person in entry.as_}
    if mine & labels or len(mine) < len(entry.as_):
        wrong = f'the label "{entry.label}" is given twice'
        yield "label", Mistake(wrong, "nobody could say which act is meant", "choose another")
    labels |= mine


def _referred(said: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in said.items():
        if KIND_OF.get(key) == "label" and isinstance(value, str):
            yield key, value
        elif key == "about" and value["act"]:
            yield key, value["act"]
        elif key == "sources" and isinstance(value, dict):
            yield from ((key, name) for names in value.values() for name in names)
        elif isinstance(value, dict):
            yield from ((key, name) for _, name in _referred(value))


def _expected(one: Expectation, scenario: Scenario, known: Known) -> Iterator[Wrong]:
    """A name that nothing ever has would make an expectation that cannot fail."""
    if one.at is not None and one.at < scenario.clock:
        yield "at", BEFORE_THE_CLOCK
    yield from _unknown(one.model_dump(exclude={"refused", *PLACE}), known)
    for code in one.refused or {}:
        if code not in refusals() and code not in known.codes:
            near = get_close_matches(code, [*refusals(), *known.codes], 1)
            mend = f"did you mean {near[0]}?" if near else "docs/event-format.md lists the refusals"
            yield "refused", Mistake(f"there is no refusal {code}", STANDS_FOR_NOTHING, mend)
    for name, step in one.steps.items():
        answers = known.answers.get(_without_round(name), set())
        for count in step.counts or {}:
            if count not in answers | COUNTS:
                mend = f"it counts: {', '.join(sorted(answers | COUNTS))}"
                yield "steps", Mistake(f"{name} counts no {count}", STANDS_FOR_NOTHING, mend)


def _unknown(data: dict[str, Any], known: Known) -> Iterator[Wrong]:
    """Check every name in an act or an expectation; the labels that acts refer to are checked apart."""
    is_act = "act" in data
    for key, value in data.items():
        kind = KIND_OF.get("from_" if key == "from" and is_act else key)
        if kind is not None and not (kind == "label" and is_act):
            missing = [known.missing(kind, name) for name in _listed(value)]
            yield from ((key, mistake) for mistake in missing if mistake is not None)
        if isinstance(value, dict):
            inner = value.values() if kind is not None else [value]
            for one in inner:
                if isinstance(one, dict):
                    yield from ((key, mistake) for _, mistake in _unknown(one, known))


def _listed(value: Any) -> list[str]:
    if isinstance(value, str):
        return [] if value in NOTHING else [value]
    if isinstance(value, dict | tuple | list):
        return [one for one in value if isinstance(one, str)]
    return []
