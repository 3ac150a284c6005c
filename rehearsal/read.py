"""Reading a scenario: its file, the files that it names, and the scenario that it extends."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError
from ruamel.yaml.comments import CommentedMap

from domain.calendar.models import Calendar
from domain.file.complaint import Unreadable
from domain.file.load import line_of, plain
from domain.model import Mistake
from domain.procedure.models import Procedure
from rehearsal.amending import Amend
from rehearsal.calendars import calendars_of
from rehearsal.check import Place, wrong_in
from rehearsal.expectations import Expectation
from rehearsal.names import parts
from rehearsal.parties import PartiesFile, read_parties
from rehearsal.rules import with_rules
from rehearsal.scenario import Body, Entry, Inside, Newcomer, Scenario, Variant
from rehearsal.texts import TextEntry
from rehearsal.troubles import (
    NotPlayable,
    Trouble,
    from_unreadable,
    from_validation,
    read_map,
    read_text,
    trouble,
)

DEEPEST = 5
"""How many scenarios may extend one another."""

B = TypeVar("B", bound=Body)
P = TypeVar("P", Entry, Expectation)


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A scenario with everything that it names, ready to be played."""

    scenario: Scenario
    procedure: Procedure
    calendars: tuple[Calendar, ...]
    parties: PartiesFile
    inside: tuple[tuple[Inside, "Rehearsal"], ...] = ()

    @property
    def ends_at(self) -> datetime:
        """Where the clock stands at the end."""
        scenario = self.scenario
        instants = [entry.at for entry in scenario.acts]
        instants += [one.at for one in scenario.expectations if one.at is not None]
        return scenario.ends_at or max([scenario.clock, *instants])


def read_rehearsal(path: Path) -> Rehearsal:
    """
    Read a scenario and everything that it names.

    :raises NotPlayable: with file, line and reason of all that is wrong
    """
    scenario, home = _whole(path, 0)
    rules_file = home.parent / scenario.procedure
    try:
        procedure = with_rules(rules_file, scenario.rules)
    except NotPlayable:
        raise
    except ValueError as error:
        data = read_map(path)
        raise trouble(path, str(error), line_of(data, ("rules",)), "rules") from error
    data = read_map(path)
    found = Rehearsal(
        scenario,
        procedure,
        calendars_of(rules_file, procedure),
        _parties(scenario, home),
        tuple((one, _inside(path, home, one)) for one in scenario.inside),
    )
    lines = {str(key): line_of(data, (key,)) for key in data}
    versions = (procedure, *_versions(scenario, home))
    place = Place(path.name, lines)
    wrong = [*wrong_in(scenario, versions, found.parties, place), *wrong_inside(found, place)]
    if wrong:
        raise NotPlayable(wrong)
    return found


def _inside(path: Path, home: Path, one: Inside) -> Rehearsal:
    """Read the scenario of a process that is run inside. It has none inside itself."""
    found = read_rehearsal(home.parent / one.scenario)
    if found.inside:
        raise trouble(path, f"{one.scenario} has processes inside itself: one level is played")
    return found


def wrong_inside(found: Rehearsal, place: Place) -> Iterator[Trouble]:
    """Whether each process inside can answer what it is to answer: party, question, procedure, and when it begins."""
    questions = {
        f"{stage.stage}.{name}": question
        for stage in found.procedure.roadmap
        for name, question in stage.questions.items()
    }
    parties = {one.party for one in found.parties.parties}
    for one, own in found.inside:
        stage, _, question = parts(one.step)
        asked = questions.get(f"{stage}.{question}")
        rule = asked.answered_by if asked else None
        if one.for_ not in parties:
            yield place.trouble("inside", _mistake(one, f"there is no party {one.for_}"))
        if rule is None or rule.process != own.procedure.procedure:
            takes = f"takes answers by {rule.process}" if rule else "takes no answer by a process"
            yield place.trouble("inside", _mistake(one, f"{one.step} {takes}"))
        if own.scenario.clock < found.scenario.clock:
            yield place.trouble("inside", _mistake(one, "it begins before this scenario does"))


def _mistake(one: Inside, wrong: str) -> Mistake:
    return Mistake(
        f"{one.scenario}: {wrong}",
        "its outcome would answer nothing",
        "name a party that is asked, and a question whose answered_by is its procedure",
    )


def _versions(scenario: Scenario, home: Path) -> Iterator[Procedure]:
    """Read the versions of the procedure that are adopted midway."""
    for entry in scenario.acts:
        if isinstance(entry.said, Amend):
            try:
                yield entry.said.read(home, scenario.procedure, scenario.rules)
            except NotPlayable:
                raise
            except ValueError as error:
                raise NotPlayable(
                    [Trouble(file=entry.source, line=entry.line, where="amend", reason=str(error))]
                ) from error


def _whole(path: Path, depth: int) -> tuple[Scenario, Path]:
    """:returns: the scenario with all that extends it, and the file whose paths its own are relative to"""
    if depth > DEEPEST:
        raise trouble(path, f"more than {DEEPEST} scenarios extend one another")
    data = read_map(path, "scenario")
    if "extends" not in data:
        return _model(path, data, Scenario), path
    variant = _model(path, data, Variant)
    base, home = _whole(path.parent / variant.extends, depth + 1)
    unknown = [one for one in variant.without if one not in {entry.label for entry in base.acts}]
    if unknown:
        line = line_of(data, ("without",))
        raise trouble(path, f'{variant.extends} has no act "{unknown[0]}"', line, "without")
    return merged(base, variant), home


def _model(path: Path, data: CommentedMap, kind: type[B]) -> B:
    try:
        found = kind.model_validate(plain(data))
    except ValidationError as error:
        raise from_validation(path, error, data, kind) from error
    acts = [_placed(path, data, ("acts", i), one) for i, one in enumerate(found.acts)]
    for one, after in pairwise(acts):
        if after.at < one.at:
            raise trouble(
                path, "this is before the act above it", after.lines["at"], after.said.act
            )
    expectations = tuple(
        _placed(path, data, ("expectations", i), one) for i, one in enumerate(found.expectations)
    )
    return found.model_copy(update={"acts": tuple(acts), "expectations": expectations})


def _placed(path: Path, data: CommentedMap, place: tuple[str, int], one: P) -> P:
    """Note where in the file an act or an expectation stands, and each of its fields."""
    kind, index = place
    lines = {str(key): line_of(data, (*place, key)) for key in data[kind][index]}
    where = {"source": path.name, "line": line_of(data, place), "lines": lines}
    return one.model_copy(update=where)


def merged(base: Scenario, variant: Variant) -> Scenario:
    """Put a variant into the scenario that it extends."""
    return base.model_copy(
        update={
            "scenario": variant.scenario,
            "title": variant.title,
            "about": variant.about or base.about,
            "mandate": variant.mandate or base.mandate,
            "newcomers": _newcomers(base, variant),
            "rules": {**base.rules, **variant.rules},
            "dates": {**base.dates, **variant.dates},
            "texts": _texts(base, variant),
            "ends_at": variant.ends_at or (None if variant.until else base.ends_at),
            "inside": (*base.inside, *variant.inside),
            "acts": _acts(base, variant),
            "expectations": _expectations(variant),
        }
    )


def _newcomers(base: Scenario, variant: Variant) -> tuple[Newcomer, ...]:
    return (*base.newcomers, *variant.newcomers)


def _texts(base: Scenario, variant: Variant) -> dict[str, TextEntry]:
    return {**base.texts, **variant.texts}


def _expectations(variant: Variant) -> tuple[Expectation, ...]:
    return variant.expectations


def _acts(base: Scenario, variant: Variant) -> tuple[Entry, ...]:
    own = {entry.label: entry for entry in variant.acts if entry.label}
    kept = [
        own.get(entry.label, entry) if entry.label else entry
        for entry in base.acts
        if entry.label not in variant.without
        and (variant.until is None or entry.at <= variant.until or entry.label in own)
    ]
    taken = {entry.label for entry in kept if entry.label in own}
    added = [entry for entry in variant.acts if entry.label not in taken]
    return tuple(sorted([*kept, *added], key=lambda entry: entry.at))


def _parties(scenario: Scenario, home: Path) -> PartiesFile:
    if isinstance(scenario.parties, tuple):
        return PartiesFile(parties=scenario.parties)
    file = home.parent / scenario.parties
    try:
        return read_parties(read_text(file))
    except Unreadable as error:
        raise from_unreadable(file, error) from error


__all__ = ["NotPlayable", "Rehearsal", "Trouble", "read_rehearsal"]
