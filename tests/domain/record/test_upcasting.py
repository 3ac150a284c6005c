"""Old events are lifted as they are read; what this code cannot know is refused by name."""

from typing import Any

import pytest

from domain.process.events import StageFinished
from domain.record import upcasting
from domain.record.upcasting import UnknownEvent, read_event, upcaster

BODY = '{"outcome":"held","stage":"00000000-0000-0000-0000-000000000007"}'
OLD = '{"result":"held","stage":"00000000-0000-0000-0000-000000000007"}'


@pytest.fixture
def third_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(StageFinished, "type_v", 3)
    monkeypatch.setattr(upcasting, "_lifts", {})


def test_a_body_of_the_present_version_is_read_as_it_is() -> None:
    event = read_event("StageFinished", 1, BODY)
    assert isinstance(event, StageFinished) and event.outcome == "held"


@pytest.mark.usefixtures("third_version")
def test_an_old_body_is_lifted_version_by_version() -> None:
    def renamed(body: dict[str, Any]) -> dict[str, Any]:
        return {("outcome" if key == "result" else key): value for key, value in body.items()}

    upcaster("StageFinished", 1)(lambda body: body)
    upcaster("StageFinished", 2)(renamed)
    event = read_event("StageFinished", 1, OLD)
    assert isinstance(event, StageFinished) and event.outcome == "held"


@pytest.mark.usefixtures("third_version")
def test_a_missing_step_of_the_way_up_is_named() -> None:
    upcaster("StageFinished", 2)(lambda body: body)
    with pytest.raises(UnknownEvent, match="nothing lifts StageFinished from version 1"):
        read_event("StageFinished", 1, OLD)


@pytest.mark.usefixtures("third_version")
def test_two_ways_up_from_one_version_are_refused() -> None:
    upcaster("StageFinished", 1)(lambda body: body)
    with pytest.raises(TypeError, match="two upcasters"):
        upcaster("StageFinished", 1)(lambda body: body)


def test_a_version_from_the_future_is_refused() -> None:
    with pytest.raises(UnknownEvent, match="newer"):
        read_event("StageFinished", 2, BODY)


def test_an_unknown_type_is_refused() -> None:
    with pytest.raises(UnknownEvent, match="Unheard"):
        read_event("Unheard", 1, BODY)


def test_a_body_with_a_field_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="extra"):
        read_event("StageFinished", 1, BODY.replace('"held"', '"held","more":1'))
