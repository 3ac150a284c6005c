"""The smallest scenario that has everything: a text, an objection, an expectation. Three members and a chair."""

from pathlib import Path

ROOT = Path(__file__).parents[2]

SMALL = f"""\
scenario: small
title: A small silence
procedure: {ROOT}/procedures/silence-20-seconds.yaml
parties: {ROOT}/scenarios/three-members.parties.yaml
clock: 2022-02-24T18:00 Geneva
texts:
  v1:
    kind: rev
    title: A text
    paragraphs: {{1: One., 2: Two.}}
acts:
  - at: 2022-02-24T18:00 Geneva
    as: chair
    label: placed
    act: publish-text
    text: v1
  - at: 2022-02-24T18:00:05 Geneva
    as: member-a
    label: first
    act: object
    step: agreement.objections
    reason: Not like this.
expectations:
  - endorsers: []
    steps: {{agreement.objections: {{outcome: broken}}}}
"""


def with_(old: str, new: str) -> str:
    """The small scenario with one change."""
    assert SMALL.count(old) == 1, f"{old!r} is there {SMALL.count(old)} times"
    return SMALL.replace(old, new)


def write(folder: Path, text: str, name: str = "small.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


ENDED = with_("expectations:", "ends_at: 2022-02-24T18:00:30 Geneva\nexpectations:")
"""The small scenario, played on until the window has closed."""
