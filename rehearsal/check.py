"""Whether the names in a scenario stand for something: persons, parties, roles, steps, texts, labels, dates."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from domain.procedure.models import Procedure
from rehearsal.acts import AdmitPartyAct
from rehearsal.names import parts
from rehearsal.parties import PartiesFile, wrong_parties
from rehearsal.scenario import Entry, Scenario
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
    "role": "role",
    "roles": "role",
    "text": "text",
    "texts": "text",
    "text_in_force": "text",
    "text_agreed": "text",
}
"""The fields of acts and expectations that hold names, and what they name."""

NOTHING = ("none", None)


@dataclass(frozen=True, slots=True)
class Known:
    """Every name that the scenario and its procedure give, by kind."""

    names: dict[str, set[str]]
    steps: dict[str, set[str]]

    def has(self, kind: str, name: str) -> bool:
        if kind == "step":
            stage, _, question = parts(name)
            return question in self.steps.get(stage, set())
        return name in self.names[kind]


def known_in(scenario: Scenario, procedure: Procedure, parties: PartiesFile) -> Known:
    admitted = {one.said.party for one in scenario.acts if isinstance(one.said, AdmitPartyAct)}
    persons = {person.person for _, person in parties.persons()}
    return Known(
        names={
            "person": persons | {newcomer.person for newcomer in scenario.newcomers},
            "party": {party.party for party in parties.parties} | admitted,
            "role": set(procedure.roles),
            "text": set(scenario.texts),
            "label": {entry.label for entry in scenario.acts if entry.label},
        },
        steps={stage.stage: set(stage.questions) for stage in procedure.roadmap},
    )


def wrong_in(
    scenario: Scenario, procedure: Procedure, parties: PartiesFile, file: str
) -> Iterator[Trouble]:
    """Find what does not fit together, in the order of the file."""
    known = known_in(scenario, procedure, parties)
    for place, reason in wrong_parties(parties.parties):
        yield Trouble(file=file, line=0, where=".".join(map(str, place)), reason=reason)
    for reason in _dates(scenario, procedure):
        yield Trouble(file=file, line=0, where="dates", reason=reason)
    for reason in _roles(procedure, parties):
        yield Trouble(file=file, line=0, where="parties", reason=reason)
    yield from _acts(scenario, known)
    for one in scenario.expectations:
        for reason in _unknown(one.model_dump(exclude={"refused"}), known):
            yield Trouble(file=one.source, line=one.line, where="expectations", reason=reason)


def _dates(scenario: Scenario, procedure: Procedure) -> Iterator[str]:
    for date in procedure.dates:
        if date not in scenario.dates:
            yield f"the date {date} is needed: {procedure.dates[date].title}"
    for date in scenario.dates:
        if date not in procedure.dates:
            yield f"the procedure knows no date {date}"


def _roles(procedure: Procedure, parties: PartiesFile) -> Iterator[str]:
    for party in parties.parties:
        for role in party.roles:
            if role not in procedure.roles:
                yield f"{party.party}: the procedure has no role {role}"


def _acts(scenario: Scenario, known: Known) -> Iterator[Trouble]:
    labels: set[str] = set()
    last = scenario.clock
    for entry in scenario.acts:
        reasons = [*_header(entry, known), *_unknown(entry.said.model_dump(), known)]
        reasons += _label(entry, labels)
        if entry.at < last:
            reasons.append("this is before the start of the clock")
        for reason in reasons:
            yield Trouble(file=entry.source, line=entry.line, where=entry.said.act, reason=reason)


def _header(entry: Entry, known: Known) -> Iterator[str]:
    wanted = [("person", name) for name in entry.as_]
    wanted += [("party", entry.for_)] if entry.for_ else []
    wanted += [("role", entry.in_)] if entry.in_ else []
    for kind, name in wanted:
        if not known.has(kind, name):
            yield f"there is no {kind} {name} here"


def _label(entry: Entry, labels: set[str]) -> Iterator[str]:
    """Labels are given once, and refer backwards only."""
    for name in _referred(entry.said.model_dump()):
        if name not in labels:
            yield f'no act above has the label "{name}"'
    if entry.label is None:
        return
    if entry.label in labels:
        yield f'the label "{entry.label}" is given twice'
    if len(entry.as_) > 1:
        yield "an act of several persons has no label: it leaves several acts"
    labels.add(entry.label)


def _referred(said: dict[str, Any]) -> Iterator[str]:
    for key, value in said.items():
        if KIND_OF.get(key) == "label" and isinstance(value, str):
            yield value
        elif key == "about" and value["act"]:
            yield value["act"]
        elif isinstance(value, dict):
            yield from _referred(value)


def _unknown(data: dict[str, Any], known: Known) -> Iterator[str]:
    """Walk through an act or an expectation and check every name in it; labels of acts are checked apart."""
    is_act = "act" in data
    for key, value in data.items():
        kind = KIND_OF.get(key)
        if kind is not None and not (kind == "label" and is_act):
            for name in _listed(value):
                if not known.has(kind, name):
                    yield f"there is no {kind} {name} here"
        if isinstance(value, dict):
            inner = value.values() if kind is not None else [value]
            for one in inner:
                if isinstance(one, dict):
                    yield from _unknown(one, known)


def _listed(value: Any) -> list[str]:
    if isinstance(value, str):
        return [] if value in NOTHING else [value]
    if isinstance(value, dict | tuple | list):
        return [one for one in value if isinstance(one, str)]
    return []
