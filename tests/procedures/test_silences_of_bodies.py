"""The silence procedures of other bodies: read, checked, explained, drawn, and played on the domain alone."""

from pathlib import Path

import pytest

from domain.procedure.check.procedure import check
from domain.procedure.draw.svg import draw
from domain.procedure.explain.page import explain
from tests.procedures.in_memory import played
from tests.procedures.osce import shipped
from tests.rehearsal.test_scenarios import HOME, wrong

SAID = {
    "osce-silence": (
        "It closes at the time that is named in “Is a silence procedure suggested, and when does it expire?”.",
        (
            "If no participating State objects and no participating State answers “Amendment” before the deadline, "
            "the text is agreed. An objection sent later is kept but does not count."
        ),
        "Its deadline cannot be extended.",
        "If it is still not done when it is due: “not suggested”. Then: the process ends.",
    ),
    "ga-silence-74-544": (
        (
            "If no Member State objects before the deadline, the text is agreed. An objection sent later is kept but "
            "does not count."
        ),
        "Before it has passed, its deadline may be extended by: President of the General Assembly.",
        "By the outcome “adopted” the General Assembly adopts the text, by silence.",
    ),
    "minutes-by-silence": (
        (
            "It closes when it is done. It is due at the end of the day that is 7 days after the date “The meeting "
            "that the minutes are of”."
        ),
        (
            "If no Member answers “Comment” within 7 days, the text is agreed. An answer sent later is kept but does "
            "not count."
        ),
    ),
}
SCENARIOS = ("osce-silence", "osce-silence-broken", "ga-silence-74-544", "minutes-by-silence")


@pytest.mark.parametrize("name", SAID)
def test_nothing_is_wrong_with_it_and_it_says_what_parties_agree_to(name: str) -> None:
    rules = shipped(name)
    assert check(rules) == []
    lines = [line for passage in explain(rules) for line in passage.lines]
    assert [wanted for wanted in SAID[name] if wanted not in lines] == []


@pytest.mark.parametrize("name", SAID)
def test_its_picture_has_every_stage(name: str) -> None:
    picture = draw(shipped(name))
    for stage in shipped(name).roadmap:
        assert stage.title.split()[0] in picture


@pytest.mark.parametrize("name", SCENARIOS)
async def test_its_history_goes_as_its_file_says(name: str) -> None:
    report = (await played(Path(HOME / f"{name}.yaml"))).report()
    assert wrong(report) == []
    assert report.expectations
