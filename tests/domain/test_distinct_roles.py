"""Counts of roles: support from at least two regions, however many parties of each there are."""

from typing import Any

import pytest

from domain.participation.commands import Appointment, Party
from domain.procedure.check.procedure import check
from domain.procedure.explain.page import explain
from domain.procedure.models import Procedure
from domain.process.commands import StartProcess
from domain.rule import counts
from tests.domain.asking import START, question, says, with_stage
from tests.domain.play import Play

REGIONS = ("africa", "asia", "europe")
SUPPORT: dict[str, Any] = {
    "about": "finding",
    "text_agreed_by": [],
    "silence_means": "not_counted",
    "asks": list(REGIONS),
    "answers": {name: {"title": name.title(), "each": "one"} for name in ("yes", "no")},
    "counts": {"regions": {"answers": ["yes"], "by": list(REGIONS), "distinct": "roles"}},
    "adds_up_to": [
        {
            "when": [{"count": "regions", "at_least": 2, "called": "two_regions"}],
            "permits": ["held"],
        },
        {"permits": ["broken"]},
    ],
}
ROLES = {
    "chair": {"class": "chair", "title": "Chair"},
    "desk": {"class": "supporter", "title": "Secretariat"},
    **{one: {"class": "decision_maker", "title": one.title()} for one in REGIONS},
}
SEATS = {"a1": "africa", "a2": "africa", "a3": "africa", "b1": "asia", "c1": "europe"}


def rules(**values: Any) -> Procedure:
    asked = question(**{**SUPPORT, **values})
    stage = {"kind": "single_question", "questions": {"list": asked}}
    return with_stage({"held": ["end"], "broken": ["end"]}, stage, roles=ROLES)


def outcome(**votes: str) -> str | None:
    seats = {"chair": "chair", **SEATS}
    act = StartProcess(
        title="Regions",
        procedure=rules(),
        parties=tuple(Party(party=p, name=p, roles=(role,)) for p, role in seats.items()),
        appointments=tuple(
            Appointment(person=f"{p}-principal", party=p, capacity="principal") for p in seats
        ),
        clock="stepped",
        starts_at=START,
    )
    play = Play(act, START)
    play.settle()
    for party, vote in votes.items():
        assert says(play, "only.list", vote, party).refused is None
    play.until(START.replace(month=3))
    return play.step("only.list").outcome


@pytest.mark.parametrize(
    ("votes", "expected"),
    [
        ({"a1": "yes", "a2": "yes", "a3": "yes"}, "broken"),
        ({"a1": "yes", "b1": "yes"}, "held"),
        ({"a1": "yes", "b1": "no", "c1": "no"}, "broken"),
        ({}, "broken"),
    ],
)
def test_two_regions_are_two_however_many_parties_support(
    votes: dict[str, str], expected: str
) -> None:
    assert outcome(**votes) == expected


def found(**values: Any) -> list[str]:
    data = rules().model_dump(mode="json", by_alias=True)
    data["roadmap"][0]["questions"]["list"].update(values)
    return [one.wrong for one in check(Procedure.model_validate(data))]


def test_the_check_finds_regions_that_are_compared_with_parties_or_not_asked() -> None:
    share = {"count": "regions", "share_at_least": "1/2", "of": "asked", "of_none": "fails"}
    cases = [{"when": [share], "permits": ["held"]}, {"permits": ["broken"]}]
    assert found(adds_up_to=cases) == ["regions counts roles, and is compared with heads"]
    desk = {"regions": {"answers": ["yes"], "by": ["desk", "asia"], "distinct": "roles"}}
    assert "it counts those with the role desk, which is not asked" in found(counts=desk)
    assert found() == []


@pytest.mark.parametrize(
    "count",
    [
        {"answers": ["yes"], "distinct": "roles"},
        {"answers": ["yes"], "by": ["asia"], "distinct": "roles", "weigh": "people"},
    ],
)
def test_the_roles_are_named_and_weigh_nothing(count: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="distinct"):
        counts.Count.model_validate(count)


def test_the_page_says_it() -> None:
    page = "\n".join(line for one in explain(rules()) for line in one.lines)
    assert (
        "how many of these are among the parties that have said “Yes”: Africa, Asia and Europe"
        in page
    )


def test_a_twin_that_counts_parties_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counts, "_roles", lambda _, parties, __: len(parties))
    with pytest.raises(AssertionError):
        test_two_regions_are_two_however_many_parties_support(
            {"a1": "yes", "a2": "yes", "a3": "yes"}, "broken"
        )
