"""Broken files, as people write them: each is told with its line, what is wrong, why it matters and how to mend it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cli.procedure import findings_of
from domain.file.complaint import Unreadable
from rehearsal.parties import read_parties
from rehearsal.read import read_rehearsal
from rehearsal.troubles import NotPlayable, Trouble
from tests.rehearsal.small import SMALL, write

ROOT = Path(__file__).parents[2]
PLEDGE = (ROOT / "procedures" / "un-system-pledge.yaml").read_text()
PARTIES = (ROOT / "scenarios" / "three-members.parties.yaml").read_text()
SCENARIO = (ROOT / "scenarios" / "un-system-pledge-2022.yaml").read_text()
CALENDAR = (ROOT / "procedures" / "calendars" / "un-geneva.yaml").read_text()

TITLE = "    title: Agreement on the text"
LASTS = "window: {lasts: {hours: 72}}"
OBJECTION = "count: objection, at_least: 1"

Broken = tuple[str, str, str, str]
"""What stands there, what a person writes instead, what is told of it, and what to do."""

SYNTAX: dict[str, Broken] = {
    "a tab as indentation": (
        "    kind: silence_procedure", "\tkind: silence_procedure", "tab character", "put spaces",
    ),
    "a tab behind a colon": ("version: 1", "version:\t1\n\tx: 2", "tab character", "put spaces"),
    "a name that is not under the others": (
        "agreement\n    kind: sil", "agreement\n   kind: sil", "begins with 3 spaces", "under each other",
    ),
    "a name too far in": (TITLE, f"  {TITLE}", "further in than the one above", "with 4 spaces"),
    "a name twice": ("version: 1", "version: 1\nversion: 2", "`version` is there twice", "keep one"),
    "a colon in a value": (TITLE, "    title: Agreement: the text", "a colon inside", '"Agreement: the text"'),
    "no space after a colon": ("version: 1", "version:1", "a space is missing", "write `version: 1`"),
    "a bracket left open": ("broken: [revision]", "broken: [revision", "bracket `[`", "close it with `]`"),
    "a brace left open": (LASTS, "window: {lasts: {hours: 72", "bracket `{`", "close it with `}`"),
    "a quotation mark left open": (TITLE, '    title: "Agreement', "is never closed", "close it at the end"),
    "a value that begins with @": (TITLE, "    title: @x", "cannot begin with `@`", '"@x"'),
    "a value that begins with *": (TITLE, "    title: *x", "cannot begin with `*`", '"*x"'),
    "a value that begins with %": (TITLE, "    title: %x", "cannot begin with `%`", '"%x"'),
    "spaces of a word processor": (TITLE, TITLE.replace(" ", "\u00a0", 4), "spaces that are none", "plain spaces"),
    "a second document": ("roadmap:", "---\nroadmap:", "a second document", "a file of its own"),
    "a list in a mapping": ("roles:\n", "roles:\n  - x\n", "begins with", "under each other"),
    "a control character": (TITLE, "    title: A\x07B", "U+0007", "delete it"),
}  # fmt: skip

VALUES: dict[str, Broken] = {
    "a field misspelt": ("silence_means: agrees", "silence_mean: agrees", "`silence_mean` is not", "`silence_means`?"),
    "a field of something else": (TITLE, f"{TITLE}\n    silence_means: agrees", "not a field", "field of a question"),
    "a field that is missing": (
        "        silence_means: agrees\n", "", "`silence_means` is needed", "agrees, not_in, not_counted",
    ),
    "a value misspelt": ("silence_means: agrees", "silence_means: agree", "`agree` is not known", "`agrees`?"),
    "a class misspelt": ("class: chair", "class: chairman", "`chairman` is not known", "`chair`?"),
    "a capacity misspelt": ("given_by: [principal,", "given_by: [principle,", "`principle`", "`principal`?"),
    "who sees it misspelt": ("visible: asked", "visible: askd", "`askd` is not known", "`asked`?"),
    "a field of an answer misspelt": ("needs: [reason]", "needs: [reasons]", "`reasons`", "`reason`?"),
    "a unit misspelt": (LASTS, "window: {lasts: {hour: 72}}", "`hour` is not a field", "`hours`?"),
    "two units": (LASTS, "window: {lasts: {hours: 72, days: 1}}", "72 hours and 1 days", "write one of"),
    "no unit": (LASTS, "window: {lasts: 72}", "`72` is none", "{hours: 72}"),
    "a number in words": (LASTS, "window: {lasts: {hours: three}}", "no whole number", "in digits"),
    "a part of an hour": (LASTS, "window: {lasts: {hours: 1.5}}", "no whole number", "smaller unit"),
    "two ways of closing": (LASTS, "window: {lasts: {hours: 72}, on: gavel}", "`lasts` and `on` are given", "keep one"),
    "no way of closing": (LASTS, "window: {}", "none is given", "keep one"),
    "a moment of two things": (
        "closes: {date: meeting}", "closes: {date: meeting, at: 2022-05-16T18:00:00Z}", "`at` and `date`", "one of",
    ),
    "a moment that is a word": ("closes: {date: meeting}", "closes: meeting", "`meeting` is none", "{date: meeting}"),
    "an instant without a zone": (LASTS, "window: {closes: {at: 2022-05-16T18:00}}", "no time zone", "add an offset"),
    "a single value for a list": ("asks: [principal]", "asks: principal", "should be a list", "[principal]"),
    "a title that is a number": (TITLE, "    title: 2022", "read as a number", '"2022"'),
    "a title that is a truth": (TITLE, "    title: true", "read as a yes or no", '"true"'),
    "a title that is nothing": (TITLE, "    title:", "nothing is written", "write its words"),
    "a title that is too long": (TITLE, f"    title: {'x' * 600}", "at most 400 characters", "shorten"),
    "a name that is no short name": ("procedure: un-system-pledge", "procedure: UN Pl", "short name", "`un-pl`"),
    "a version in words": ("version: 1", "version: one", "no whole number", "in digits"),
    "a version of nothing": ("version: 1", "version: 0", "at least 1", "write a number"),
    "a share in words": (
        OBJECTION, "count: objection, share_at_least: two thirds, of: answered", "not an exact share", '"2/3"',
    ),
    "a rounded share": (OBJECTION, "count: objection, share_at_least: 0.66, of: answered", "rounded", '"2/3"'),
    "a comparison misspelt": (OBJECTION, "count: objection, atleast: 1", "`atleast` is not", "`at_least`?"),
    "a count without a number": (OBJECTION, "count: objection", "here is none", "at_least, at_most"),
    "a zone that is none": ("zone: Europe/Zurich", "zone: Europe/Geneva", "no time zone", "Europe/Zurich"),
}  # fmt: skip

NAMES: dict[str, Broken] = {
    "a kind of stage misspelt": (
        "kind: silence_procedure", "kind: silence_procedur", "no kind of stage", "did you mean silence_procedure?",
    ),
    "a stage misspelt": ("broken: [revision]", "broken: [revison]", "no stage revison", "did you mean revision?"),
    "a role misspelt": ("asks: [principal]", "asks: [principle]", "no role principle", "did you mean principal?"),
    "a date misspelt": ("closes: {date: meeting}", "closes: {date: meting}", "no date meting", "mean meeting?"),
    "a venue misspelt": ("venue: geneva\n", "venue: genva\n", "no venue genva", "did you mean geneva?"),
    "an answer misspelt": (OBJECTION, "count: objections, at_least: 1", "no answer objections", "mean objection?"),
}  # fmt: skip


@pytest.mark.parametrize("case", [*SYNTAX, *VALUES, *NAMES])
def test_a_broken_procedure_is_told_whole(case: str, tmp_path: Path) -> None:
    old, new, wrong, mend = {**SYNTAX, **VALUES, **NAMES}[case]
    found = findings_of(write(tmp_path, changed(PLEDGE, old, new), "broken.yaml"))
    mine = [one for one in found if wrong in one["wrong"]]
    assert len(mine) == 1, found
    assert mend in mine[0]["mend"]
    assert abs(mine[0]["line"] - line_of_change(PLEDGE, old)) <= (new.count("\n") + 1 if new else 8)
    assert whole(found)


@pytest.mark.parametrize("case", SYNTAX)
def test_broken_yaml_is_one_complaint_and_not_in_the_words_of_its_reader(
    case: str, tmp_path: Path
) -> None:
    old, new, _, _ = SYNTAX[case]
    (only,) = findings_of(write(tmp_path, changed(PLEDGE, old, new), "broken.yaml"))
    assert not re.search("block end|scalar|token|anchor|stream", only["wrong"] + only["mend"])


WHOLE_FILES = {
    "an empty file": ("", "nothing in this file", "parley procedure new"),
    "remarks only": ("# nothing yet\n", "nothing in this file", "parley procedure new"),
    "a list": ("- 1\n", "is a list", "begins like"),
    "a sentence": ("Rules of procedure\n", "a single value", "begins like"),
    "a scenario": (SCENARIO, "this is a scenario", "parley rehearse"),
    "a file of parties": (PARTIES, "this is a file of parties", "parley start"),
    "a list of holidays": (CALENDAR, "this is a list of holidays", "a venue"),
    "bytes that are no text": ("a: \x00", "U+0000", "plain text"),
    "levels without end": ("a: " + "[" * 3000 + "]" * 3000, "nested too deep", "fewer levels"),
}


@pytest.mark.parametrize("case", WHOLE_FILES)
def test_a_file_that_is_something_else_is_told_so_once(case: str, tmp_path: Path) -> None:
    text, wrong, mend = WHOLE_FILES[case]
    (only,) = findings_of(write(tmp_path, text, "broken.yaml"))
    assert wrong in only["wrong"] and mend in only["mend"] and only["why"]


PARTIES_BROKEN: dict[str, Broken] = {
    "a capacity misspelt": ("capacity: principal}", "capacity: principle}", "`principle`", "`principal`?"),
    "a field misspelt": ("    name: Member A", "    nam: Member A", "`nam` is not a field", "`name`?"),
    "one role without brackets": ("roles: [member]", "roles: member", "should be a list", "[member]"),
    "a party twice": ("party: b\n", "party: a\n", "is there twice", "another name"),
    "an instant without a zone": (
        "capacity: deputy}", "capacity: deputy, until: 2022-04-01T00:00}", "no time zone", "2022",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", PARTIES_BROKEN)
def test_a_broken_file_of_parties_is_told_whole(case: str) -> None:
    old, new, wrong, mend = PARTIES_BROKEN[case]
    with pytest.raises(Unreadable) as refused:
        read_parties(changed(PARTIES, old, new))
    (mine,) = [one for one in refused.value.complaints if wrong in one.reason]
    assert mend in f"{mine.reason} {mine.mend}" and mine.why


SCENARIO_BROKEN: dict[str, Broken] = {
    "an act misspelt": ("act: object", "act: objct", 'no act "objct"', "`object`?"),
    "a field of an act misspelt": ("reason: Not like this.", "reasn: x", "`reasn` is not", "`reason`?"),
    "a field of every act misspelt": ("label: first", "labl: first", "`labl` is not", "`label`?"),
    "a person misspelt": ("as: member-a", "as: membr-a", "no person membr-a", "did you mean member-a?"),
    "a step misspelt": ("agreement.objections\n", "agreement.objektions\n", "no step", "agreement.objections?"),
    "a kind of text misspelt": ("kind: rev", "kind: revision", "`revision` is not known", "rev"),
    "a procedure in its place": (SMALL, PLEDGE, "this is a procedure", "parley procedure check"),
    "a colon in a value": ("title: A text", "title: A: text", "a colon inside", '"A: text"'),
}  # fmt: skip


@pytest.mark.parametrize("case", SCENARIO_BROKEN)
def test_a_broken_scenario_is_told_whole(case: str, tmp_path: Path) -> None:
    old, new, wrong, mend = SCENARIO_BROKEN[case]
    found = troubles(write(tmp_path, changed(SMALL, old, new)))
    (mine,) = [one for one in found if wrong in one.reason]
    assert mend in mine.mend and mine.why and f"  mend  {mine.mend}" in str(mine)


def troubles(file: Path) -> list[Trouble]:
    with pytest.raises(NotPlayable) as refused:
        read_rehearsal(file)
    return refused.value.troubles


def changed(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new, 1)


def line_of_change(text: str, old: str) -> int:
    return text[: text.index(old)].count("\n") + 1


def whole(found: list[dict[str, Any]]) -> bool:
    """Whether every finding says all that it has to, and nothing in the words of programmers."""
    parts = ("line", "wrong", "why", "mend")
    return all(one[part] for one in found for part in parts) and not any(_odd(found))


ODD = re.compile(
    r"\b(tuple|dictionary|instance of|valid string|Input|Value error|pattern '|literal)\b"
)


def _odd(found: list[dict[str, Any]]) -> Iterator[str]:
    for one in found:
        yield from ODD.findall(f"{one['wrong']} {one['why']} {one['mend']}")


def test_a_finding_in_the_words_of_programmers_is_caught() -> None:
    good = {"line": 1, "wrong": "a", "why": "b", "mend": "c"}
    assert whole([good])
    assert not whole([{**good, "wrong": "this should be a valid tuple"}])
    assert not whole([{**good, "mend": ""}])
