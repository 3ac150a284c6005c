"""The dates of a roadmap as they are given on the command line, and what follows from them before a start."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from cli.problems import Problem
from domain.calendar.show import parse_instant
from domain.procedure.explain.dates import Known
from domain.procedure.models import Procedure
from domain.process.plan import Plan, known
from domain.process.plan import plan as planned
from domain.refused import Refused
from rehearsal.calendars import calendars_of

Dates = Annotated[
    list[str],
    typer.Option("--date", help="A date of the roadmap: NAME=2022-02-15T16:00 Geneva. Repeatable."),
]


def dated(text: str) -> tuple[str, datetime]:
    """Read a date of the roadmap as it is given on the command line."""
    name, is_, instant = text.partition("=")
    if not is_:
        raise Problem(
            f'"{text}" is not NAME=INSTANT.', "For example: meeting=2022-02-15T16:00 Geneva"
        )
    return name, parse_instant(instant)


def known_of(file: Path, rules: Procedure, start: str, dates: list[str]) -> Known:
    """What is known of the dates before a start."""
    return known(plan_of(file, rules, start, dates), dict(map(dated, dates)))


def outcomes_of(rules: Procedure, given: list[str]) -> dict[str, str]:
    """
    Read what stages are assumed to come to.

    :raises Problem: there is no such stage, or it has no such outcome
    """
    found = {}
    for one in given:
        key, _, outcome = one.partition("=")
        stage = next((each for each in rules.roadmap if each.stage == key), None)
        if stage is None or outcome not in stage.then:
            known = ", ".join(stage.then if stage else (each.stage for each in rules.roadmap))
            raise Problem(f'"{one}" is not STAGE=OUTCOME of this procedure.', f"There are: {known}")
        found[key] = outcome
    return found


def plan_of(
    file: Path,
    rules: Procedure,
    start: str,
    dates: list[str],
    outcomes: Mapping[str, str] | None = None,
) -> Plan:
    """
    Lay out the dates of a procedure from its file.

    :raises Problem: a date is missing, or names nothing
    """
    given = dict(map(dated, dates))
    missing = [name for name in rules.dates if name not in given]
    unknown = [name for name in given if name not in rules.dates]
    if missing:
        title = rules.dates[missing[0]].title
        raise Problem(
            f"The procedure asks for a date: {missing[0]} ({title}).",
            f'Give it: --date "{missing[0]}=2022-05-16T18:00 Geneva"',
        )
    if unknown:
        known = ", ".join(rules.dates) or "none"
        raise Problem(f"The procedure knows no date {unknown[0]}.", f"Its dates: {known}")
    try:
        return planned(rules, parse_instant(start), given, calendars_of(file, rules), outcomes)
    except Refused as refused:
        raise Problem(f"The dates cannot be laid out: {refused.sentence}") from refused
