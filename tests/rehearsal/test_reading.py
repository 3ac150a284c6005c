"""A scenario that cannot be played is refused before anything is on record, with its file, its line and the reason."""

from itertools import pairwise
from pathlib import Path

import pytest

from rehearsal.read import read_rehearsal
from rehearsal.troubles import NotPlayable
from tests.rehearsal.small import ROOT, SMALL, with_, write

OBJECT = "reason: Not like this."
MORE = f"{OBJECT}\n  - at: 2022-02-24T18:00:06 Geneva\n    as: chair\n    act: "

LAUGHS = enumerate(pairwise("abcdefgh"))
"""Eight lists, each of ten times the one before: a hundred million values in a few lines."""

WRONG = {
    "an unknown act": ("act: object", "act: opject", 17, 'there is no act "opject"'),
    "no act": ("    act: object\n", "", 17, "this needs `act`"),
    "an unknown person": ("as: member-a", "as: member-z", 18, "there is no person member-z"),
    "an unknown party": (OBJECT, f"{OBJECT}\n    for: zzz", 23, "there is no party zzz"),
    "an unknown role": (OBJECT, f"{OBJECT}\n    in: zzz", 23, "there is no role zzz"),
    "an unknown step": (
        "step: agreement.objections",
        "step: agreement.objektions",
        21,
        "there is no step agreement.objektions here",
    ),
    "an unknown text": ("text: v1", "text: v9", 16, "there is no text v9"),
    "an unknown predecessor": ("kind: rev", "kind: rev\n    predecessor: v0", 6, "no text v0"),
    "an unknown field": (OBJECT, f"{OBJECT}\n    raison: x", 23, "not a field that is known"),
    "an unknown field of the file": ("title: A small", "titel: A small", 2, "not a field"),
    "a key that is there twice": (
        "label: first",
        "label: first\n    label: x",
        20,
        "`label` is there twice",
    ),
    "a time without a zone": ("T18:00:05 Geneva", "T18:00:05", 17, "has no time zone"),
    "a date without a time": ("clock: 2022-02-24T18:00 Geneva", "clock: 2022-02-24", 5, "instant"),
    "an hour that does not exist": (
        "2022-02-24T18:00:05 Geneva",
        "2022-03-27T02:30 Geneva",
        17,
        "does not exist",
    ),
    "a label that points nowhere": (
        OBJECT,
        f"{MORE}admit\n    refused: nowhere\n    evidence: e\n    grounds: g",
        26,
        'no act above has the label "nowhere"',
    ),
    "a label that points forward": (
        "    act: publish-text\n    text: v1",
        "    act: admit\n    refused: first\n    evidence: e\n    grounds: g",
        16,
        'no act above has the label "first"',
    ),
    "a label that is there twice": ("label: first", "label: placed", 19, "given twice"),
    "a label of several acts": ("as: member-a", "as: [member-a, member-a]", 19, "given twice"),
    "an act before the one above it": (
        "2022-02-24T18:00:05 Geneva",
        "2022-02-24T17:00 Geneva",
        17,
        "before the act above it",
    ),
    "an act before the clock": (
        "clock: 2022-02-24T18:00 Geneva",
        "clock: 2022-02-24T18:00:01 Geneva",
        12,
        "before the start of the clock",
    ),
    "an act after the end": (
        "expectations:",
        "ends_at: 2022-02-24T18:00:01 Geneva\nexpectations:",
        23,
        "is later than this",
    ),
    "an unknown refusal": (OBJECT, f"{OBJECT}\n    expect: {{refused: No}}", 23, "no refusal No"),
    "an unknown expectation of an act": (
        OBJECT,
        f"{OBJECT}\n    expect: maybe",
        23,
        "no result of an act",
    ),
    "an unknown field of an expectation": ("outcome: broken", "outcom: broken", 25, "not a field"),
    "an expectation of nothing": (
        "  - endorsers: []\n    steps: {agreement.objections: {outcome: broken}}",
        "  - why: of nothing",
        24,
        "nothing is expected",
    ),
    "a party that is never there": ("endorsers: []", "endorsers: [zzz]", 24, "no party zzz"),
    "a count of what nobody can say": ("outcome: broken", "counts: {abstain: 0}", 25, "no abstain"),
    "a count of an unknown refusal": ("endorsers: []", "refused: {Typo: 0}", 24, "no refusal Typo"),
    "a round of an unknown stage": ("endorsers: []", "rounds: {typo: 0}", 24, "no stage typo"),
    "an unknown action": ("endorsers: []", "actions: {ap9: {due: asap}}", 24, "no action ap9"),
    "an expectation before the clock": (
        "- endorsers: []",
        "- at: 2022-01-01T00:00 Geneva\n    endorsers: []",
        24,
        "before the start of the clock",
    ),
    "a date that the rules do not know": (
        "expectations:",
        "dates: {meeting: 2022-02-24T18:00 Geneva}\nexpectations:",
        23,
        "the procedure knows no date meeting",
    ),
    "a change of what is not there": (
        "expectations:",
        "rules: {nostage.x: 3}\nexpectations:",
        23,
        "the procedure has no nostage.x",
    ),
    "a change of a field that is not there": (
        "expectations:",
        "rules: {agreement.objections.window.nope: 3}\nexpectations:",
        23,
        "nope",
    ),
    "a change that the check refuses": (
        "expectations:",
        "rules: {agreement.objections.asks: [observer]}\nexpectations:",
        23,
        "observer is not a decision-maker",
    ),
    "a text without paragraphs": ("{1: One., 2: Two.}", "{}", 10, "at least one is needed"),
    "a list that is none": ("acts:", "acts: 3\nact:", 11, "this should be a list"),
    "a control character": ("title: A text", 'title: "a\\u0000b"', 9, "U+0000"),
    "parties that are no list": (
        f"parties: {ROOT}/scenarios/three-members.parties.yaml",
        "parties: {a: b}",
        4,
        "this should be a list",
    ),
    "an action about a round": (
        "act: object\n    step: agreement.objections\n    reason: Not like this.",
        (
            "act: record-action\n    action: a\n    meeting: m\n    item: i\n    words: w\n"
            "    owner: {body: b}\n    due: asap\n    step: agreement#2.objections"
        ),
        27,
        "names neither a step",
    ),
    "aliases without end": (
        "title: A small silence",
        "title: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n"
        + "".join(f"x{n}: &{b} [{', '.join([f'*{a}'] * 10)}]\n" for n, (a, b) in LAUGHS),
        1,
        "its aliases make it endless",
    ),
    "a tabulator": ("texts:", "\ttexts:", 6, "there is a tab character"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_in_a_scenario_is_refused_with_its_file_and_line(
    case: str, tmp_path: Path
) -> None:
    old, new, line, reason = WRONG[case]
    with pytest.raises(NotPlayable) as refused:
        read_rehearsal(write(tmp_path, with_(old, new)))
    found = {(one.file, one.line) for one in refused.value.troubles if reason in one.reason}
    assert found == {("small.yaml", line)}, str(refused.value)


def test_the_small_scenario_itself_is_played(tmp_path: Path) -> None:
    found = read_rehearsal(write(tmp_path, SMALL))
    assert [entry.said.act for entry in found.scenario.acts] == ["publish-text", "object"]


def test_every_trouble_is_told_at_once(tmp_path: Path) -> None:
    text = with_("as: member-a", "as: member-z").replace("text: v1", "text: v9")
    with pytest.raises(NotPlayable) as refused:
        read_rehearsal(write(tmp_path, text))
    assert len(refused.value.troubles) == 2


@pytest.mark.parametrize("what", ["procedure", "parties"])
def test_a_file_that_is_not_there_is_named(what: str, tmp_path: Path) -> None:
    line = next(one for one in SMALL.splitlines() if one.startswith(what))
    with pytest.raises(NotPlayable, match=r"nowhere\.yaml: cannot be read"):
        read_rehearsal(write(tmp_path, with_(line, f"{what}: nowhere.yaml")))


def test_a_scenario_that_is_not_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_bytes(b"\xff\xfe\x00scenario")
    with pytest.raises(NotPlayable, match="not UTF-8"):
        read_rehearsal(path)


def test_the_wrong_line_of_a_file_of_parties_is_told_with_the_name_of_that_file(
    tmp_path: Path,
) -> None:
    write(tmp_path, "parties:\n  - {party: a, name: A, roles: [member], rolls: []}\n", "p.yaml")
    line = next(one for one in SMALL.splitlines() if one.startswith("parties"))
    with pytest.raises(NotPlayable, match=r"p\.yaml, line 2: parties\.0\.rolls"):
        read_rehearsal(write(tmp_path, with_(line, "parties: p.yaml")))


VARIANT = """\
extends: small.yaml
scenario: variant
title: Another course
acts:
  - {at: 2022-02-24T18:00:01 Geneva, as: member-b, act: hold, step: agreement.objections}
  - {at: 2022-02-24T18:00:07 Geneva, as: member-c, label: first, act: hold, step: agreement.objections}
expectations:
  - text_agreed: v1
"""


def test_a_variant_adds_acts_by_their_instants_and_takes_the_place_of_labelled_ones(
    tmp_path: Path,
) -> None:
    write(tmp_path, SMALL)
    found = read_rehearsal(write(tmp_path, VARIANT, "variant.yaml")).scenario
    assert [(entry.as_, entry.said.act) for entry in found.acts] == [
        (("chair",), "publish-text"),
        (("member-b",), "hold"),
        (("member-c",), "hold"),
    ]
    assert [one.text_agreed for one in found.expectations] == ["v1"]


def test_a_variant_can_leave_acts_out_by_label_or_by_instant(tmp_path: Path) -> None:
    write(tmp_path, SMALL)
    head = "extends: small.yaml\nscenario: variant\ntitle: V\nexpectations: [{endorsers: []}]\n"
    for rest in ("without: [first]\n", "until: 2022-02-24T18:00 Geneva\n"):
        found = read_rehearsal(write(tmp_path, head + rest, "variant.yaml")).scenario
        assert [entry.label for entry in found.acts] == ["placed"]


@pytest.mark.parametrize(
    ("old", "new", "file", "line", "reason"),
    [
        ("title: Another course", "title: X\nwithout: [nothing]", "variant.yaml", 4, "no act"),
        ("title: Another course", "title: X\nclock: 2022-02-24T18:00 Geneva", "variant.yaml", 4, "not a"),
        ("as: member-b", "as: member-z", "variant.yaml", 5, "no person member-z"),
        ("extends: small.yaml", "extends: nowhere.yaml", "nowhere.yaml", 0, "cannot be read"),
        ("extends: small.yaml", "extends: variant.yaml", "variant.yaml", 0, "extend one another"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_variant_is_told_with_its_own_file_and_line(
    old: str, new: str, file: str, line: int, reason: str, tmp_path: Path
) -> None:
    write(tmp_path, SMALL)
    with pytest.raises(NotPlayable) as refused:
        read_rehearsal(write(tmp_path, VARIANT.replace(old, new), "variant.yaml"))
    found = [(one.file, one.line) for one in refused.value.troubles if reason in one.reason]
    assert found == [(file, line)], str(refused.value)


def test_what_a_variant_breaks_in_the_other_file_is_told_with_the_line_of_that_file(
    tmp_path: Path,
) -> None:
    more = "{at: 2022-02-24T18:01 Geneva, as: chair, act: admit, refused: first, evidence: e, grounds: g}"
    write(tmp_path, SMALL.replace("expectations:", f"  - {more}\nexpectations:"))
    text = "extends: small.yaml\nscenario: variant\ntitle: V\nwithout: [first]\n"
    with pytest.raises(NotPlayable, match=r"small\.yaml, line 23: admit: no act above"):
        read_rehearsal(write(tmp_path, text, "variant.yaml"))
