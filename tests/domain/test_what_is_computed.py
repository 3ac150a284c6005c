"""
Every field of every event, changed and re-chained: found, unless it is what somebody said or chose freely.

`FREE` is the complete list of the latter: the inputs of a process. Hashes and receipts guard them, rules cannot.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest

from domain.process.verify import verify
from domain.record.stored import Exported
from tests.domain.audited import (
    amended,
    broken_silence,
    ended,
    everything,
    gavelled,
    held_silence,
    withdrawn,
)
from tests.domain.forgery import Forger, envelope_of, stored
from tests.domain.play import Play

PLAYS = (broken_silence, held_silence, everything, withdrawn, ended, gavelled, amended)
OFTEN = 2
"""How many events of a type are changed in each history, the first and the last."""

FREE = {
    "ActRefused": {"sentence"},
    "ActionDueFixed": {"grounds", "new"},
    "ActionRecorded": {"item", "meeting", "words"},
    "ActionStatusSet": {"grounds"},
    "Answered": {"paragraphs", "reason", "wording", "grounds"},
    "AttendanceRecorded": {"meeting"},
    "ClosingBroughtForward": {"grounds"},
    "ContactReplaced": {"grounds", "new"},
    "DeadlineExtended": {"grounds"},
    "DeadlineSet": {"grounds"},
    "LetterDispatched": {"channel"},
    "OutcomeSuperseded": {"grounds", "items"},
    "PartyAdmitted": {"grounds"},
    "ProcedureAdopted": {"grounds"},
    "ProcessEnded": {"grounds"},
    "ProcessStarted": {"appointments", "calendars", "title"},
    "ProposalFlagged": {"grounds"},
    "RecoveryAcknowledged": {"grounds", "version"},
    "TextPublished": {"labels", "respects", "sha256", "title"},
}
"""Of a list the last entry is left out; so it says: nothing follows from that entry in some history."""


@cache
def unnoticed(play: Callable[[], Play]) -> dict[str, set[str]]:
    """Per type the fields whose change no audit of this history noticed."""
    rows, found = stored(play().history), dict[str, set[str]]()
    for version, name in chosen(rows):
        for field, value in changes(json.loads(rows[version - 1].body)):
            forged = Forger(list(rows)).body(version, with_field(field, value))
            if verify(forged.rows).clean:
                found.setdefault(name, set()).add(field)
    return found


def chosen(rows: list[Exported]) -> Iterator[tuple[int, str]]:
    """The first and the last events of each type."""
    types = [envelope_of(row).type for row in rows]
    total, seen = Counter(types), Counter[str]()
    for version, name in enumerate(types, start=1):
        seen[name] += 1
        if seen[name] < OFTEN or seen[name] == total[name]:
            yield version, name


def changes(body: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for field, value in body.items():
        other = another(value)
        if other is not None:
            yield field, other


def another(value: Any) -> Any:
    """Another value of the same kind; None where there is nothing to change."""
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case str() if value.endswith("Z"):
            return value[:-2] + ("2Z" if value[-2] == "1" else "1Z")
        case str():
            return ("c" if value.startswith("b") else "b") + value[1:]
        case [*most, _]:
            return most
    return None


def with_field(field: str, value: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda body: {**body, field: value}


@pytest.mark.parametrize("play", PLAYS, ids=lambda play: play.__name__)
def test_only_what_people_chose_freely_can_change_unnoticed(play: Callable[[], Play]) -> None:
    beyond = {
        name: fields - FREE.get(name, set())
        for name, fields in unnoticed(play).items()
        if fields - FREE.get(name, set())
    }
    assert beyond == {}


def test_the_list_names_nothing_that_the_rules_decide() -> None:
    """No entry too many: each of them did change unnoticed somewhere."""
    all_found: dict[str, set[str]] = {}
    for play in PLAYS:
        for name, fields in unnoticed(play).items():
            all_found.setdefault(name, set()).update(fields)
    assert all_found == FREE


def test_no_event_of_the_clockwork_has_anything_free_in_it() -> None:
    clockwork = {"StageBegan", "StageFinished", "StepScheduled", "StepOpened", "RemindersSent"}
    assert not (clockwork | {"StepRead", "StepClosed", "OutcomeReached", "HoldGranted"}) & set(FREE)
