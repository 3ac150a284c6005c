"""A window that is longer where conditions hold: over the end of the year, or for a text from elsewhere."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.letter.commands import DispatchLetter
from domain.procedure.check.procedure import check
from domain.procedure.draw.said import summary
from domain.procedure.explain.page import explain
from domain.procedure.models import Procedure
from domain.process.fold import replay
from domain.process.verify import verify
from domain.step import clockwork, longer
from tests.domain.asking import START, publish, question, started, with_stage
from tests.domain.forgery import stored

WEEK = timedelta(weeks=1)
ENDS = {"broken": ["end"], "held": ["end"], "withdrawn": ["only"]}
FEBRUARY: dict[str, Any] = {
    "when": [
        {"after": {"at": "2022-02-01T00:00:00Z"}},
        {"before": {"at": "2022-03-01T00:00:00Z"}},
    ],
    "by": {"weeks": 3},
    "says": "The recess",
}
ELSEWHERE: dict[str, Any] = {
    "when": [{"none": [{"text": "from_the_group"}]}],
    "by": {"days": 2},
    "says": "The text is not from the working group",
}


def rules(*more: dict[str, Any], **window: Any) -> Procedure:
    plain = {"lasts": {"weeks": 1}, "longer": list(more), **window}
    stage = {"kind": "silence_procedure", "questions": {"list": question(window=plain)}}
    return with_stage(ENDS, stage)


def lasts(procedure: Procedure) -> timedelta:
    play = started(procedure)
    publish(play, ("1",))
    step = play.step("only.list")
    assert step.closes_at is not None
    assert replay(play.history) == play.state
    assert verify(stored(play.history)).findings == ()
    return step.closes_at - step.opens_at


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ((), WEEK),
        ((ELSEWHERE,), WEEK + timedelta(days=2)),
        ((FEBRUARY,), 4 * WEEK - timedelta(hours=1)),
        ((FEBRUARY, ELSEWHERE), 4 * WEEK + timedelta(days=2) - timedelta(hours=1)),
    ],
)
def test_what_holds_when_it_opens_is_added_to_the_span(
    more: tuple[dict[str, Any], ...], expected: timedelta
) -> None:
    """Weeks are local dates of New York, where the clocks go forward on 13 March."""
    assert lasts(rules(*more)) == expected


def test_what_does_not_hold_adds_nothing() -> None:
    never = {**FEBRUARY, "when": [{"after": {"at": "2030-01-01T00:00:00Z"}}]}
    final = {**ELSEWHERE, "when": [{"none": [{"text": "final"}]}]}
    assert lasts(rules(never, final)) == WEEK


def test_the_time_of_day_is_that_of_the_last_day() -> None:
    play = started(rules(ELSEWHERE, at_time="end_of_day"))
    publish(play, ("1",))
    assert play.step("only.list").closes_at == datetime(2022, 3, 3, 5, tzinfo=UTC)


def found(window: dict[str, Any]) -> list[str]:
    data = rules().model_dump(mode="json", by_alias=True)
    data["roadmap"][0]["questions"]["list"]["window"] = window
    return [one.wrong for one in check(Procedure.model_validate(data))]


def test_the_check_finds_what_hangs_on_answers_or_adds_nothing() -> None:
    counted = {**FEBRUARY, "when": [{"count": "objection", "at_least": 1}]}
    wrong = "it hangs on the count objection, and nobody has answered when it opens"
    assert wrong in found({"lasts": {"weeks": 1}, "longer": [counted]})
    nothing = {**FEBRUARY, "by": {"weeks": 0}}
    assert any(
        "is no length of time" in one for one in found({"lasts": {"weeks": 1}, "longer": [nothing]})
    )
    undated = {**FEBRUARY, "when": [{"after": {"date": "december"}}]}
    assert "there is no date december" in found({"lasts": {"weeks": 1}, "longer": [undated]})


def test_only_a_span_can_be_longer() -> None:
    with pytest.raises(ValueError, match="lasts"):
        found({"asap": True, "longer": [FEBRUARY]})


def test_page_and_picture_say_it() -> None:
    procedure = rules(ELSEWHERE)
    page = "\n".join(line for one in explain(procedure) for line in one.lines)
    assert (
        "It is open for 1 week. It is 2 days longer if, when it opens, none of these holds" in page
    )
    assert "The text is not from the working group." in page
    assert "1 week, or longer" in summary(procedure.roadmap[0].questions["list"])


def test_a_twin_that_adds_always_and_one_that_adds_never_are_caught(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as twin:
        twin.setattr(longer, "first_that_fails", lambda *_: None)
        with pytest.raises(AssertionError):
            test_what_does_not_hold_adds_nothing()
    with monkeypatch.context() as twin:
        twin.setattr(clockwork, "longer_by", lambda *_: [])
        with pytest.raises(AssertionError):
            test_what_holds_when_it_opens_is_added_to_the_span(
                (ELSEWHERE,), WEEK + timedelta(days=2)
            )


def test_a_window_that_is_never_longer_is_written_as_before() -> None:
    assert "longer" not in rules().canonical()


def test_what_runs_from_the_dispatch_is_longer_too() -> None:
    play = started(rules(ELSEWHERE, runs_from="dispatch"))
    publish(play, ("1",))
    step = play.step("only.list")
    assert step.closes_at is None
    opened = next(
        version for version, one in play.state.milestones.items() if one.type == "StepOpened"
    )
    addressees = play.state.milestones[opened].addressees
    letter = DispatchLetter(event=opened, channel="e-mail", addressees=addressees)
    assert play.send(letter, "chair-principal").refused is None
    assert play.step("only.list").closes_at == START + WEEK + timedelta(days=2)
