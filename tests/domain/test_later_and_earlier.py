"""A moment that is the later or the earlier of several: 28 days at least, and not before ten days after the draw."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.procedure.check.procedure import check
from domain.procedure.draw.said import summary
from domain.procedure.explain.page import explain
from domain.procedure.models import Procedure
from domain.procedure.window import Moment
from domain.process.commands import MoveDates
from domain.step import when
from tests.domain.asking import START, question, started, with_stage
from tests.domain.play import Play

DAY = timedelta(days=1)
LONG: dict[str, Any] = {"from_opening": {"days": 28}}
ENDS = {"broken": ["end"], "held": ["end"]}


def after_the_draw(days: int = 10) -> dict[str, Any]:
    return {"date": "draw", "plus": {"days": days}}


def rules(closes: dict[str, Any], **values: Any) -> Procedure:
    asked = question(about="finding", text_agreed_by=[], window={"closes": closes, **values})
    stage = {
        "kind": "single_question",
        "questions": {"list": {**asked, "if_the_date_moves": "follow"}},
    }
    dates = {"draw": {"title": "Last draw"}}
    return with_stage(ENDS, stage, dates=dates)


def put(closes: dict[str, Any], draw: datetime) -> Play:
    return started(rules(closes), dates={"draw": draw})


def closing(closes: dict[str, Any], draw: datetime) -> datetime | None:
    return put(closes, draw).step("only.list").closes_at


LATER: dict[str, Any] = {"later_of": [LONG, after_the_draw()]}
EARLIER: dict[str, Any] = {"earlier_of": [LONG, after_the_draw()]}


@pytest.mark.parametrize(("draw", "later", "earlier"), [(3, 28, 13), (18, 28, 28), (20, 30, 28)])
def test_the_window_closes_at_the_later_or_at_the_earlier_of_both(
    draw: int, later: int, earlier: int
) -> None:
    drawn = START + draw * DAY
    new_york = timedelta(hours=1)  # its clocks go forward on 13 March: days are local dates

    def day(instant: datetime | None) -> int:
        assert instant is not None
        return round((instant - START + new_york) / DAY)

    assert day(closing(LATER, drawn)) == later
    assert day(closing(EARLIER, drawn)) == earlier


NAMED: dict[str, Any] = {"end_of": "later.list"}


def test_the_later_waits_until_all_are_known_and_the_earlier_takes_what_is_known() -> None:
    play = put(LATER, START + 20 * DAY)
    unknown, known = Moment.model_validate(NAMED), Moment(at=START + DAY)
    later = Moment(later_of=(unknown, known))
    earlier = Moment(earlier_of=(unknown, known))
    assert when.found(play.state, later) is None
    assert when.found(play.state, earlier) == START + DAY
    assert when.found(play.state, Moment(earlier_of=(unknown, unknown))) is None


def test_they_can_be_nested_and_counted_from() -> None:
    play = put(LATER, START + 20 * DAY)
    one, two, three = (Moment(at=START + n * DAY) for n in (1, 2, 3))
    nested = Moment.model_validate(
        {"later_of": [one, {"earlier_of": [two, three]}], "plus": {"hours": 5}}
    )
    assert when.found(play.state, nested) == START + 2 * DAY + timedelta(hours=5)


def test_a_window_moves_with_a_date_that_is_one_of_several() -> None:
    play = put(LATER, START + 20 * DAY)
    new = START + 30 * DAY
    act = MoveDates(dates={"draw": new}, grounds="The draw is later.")
    assert play.send(act, "chair-principal").refused is None
    assert play.step("only.list").closes_at == new + 10 * DAY


def found(closes: dict[str, Any], **window: Any) -> list[str]:
    data = rules(LATER).model_dump(mode="json", by_alias=True)
    data["roadmap"][0]["questions"]["list"]["window"] = {"closes": closes, **window}
    return [one.wrong for one in check(Procedure.model_validate(data))]


def test_the_check_looks_into_each_of_them() -> None:
    assert "there is no date lot" in found({"later_of": [LONG, {"date": "lot"}]})
    nowhere = {"earlier_of": [{"date": "draw"}, {"end_of": "no.list"}]}
    assert "there is no question no.list" in found(nowhere)
    wrong = "it is counted from the opening, and neither closes the window nor is due in it"
    assert wrong in found({"date": "draw"}, opens=LONG)
    assert found(LATER) == []


@pytest.mark.parametrize(
    "moment",
    [
        {"later_of": [LONG]},
        {"later_of": [LONG, LONG], "date": "draw"},
        {"later_of": [LONG, LONG], "earlier_of": [LONG, LONG]},
    ],
)
def test_of_one_moment_none_is_later_and_one_moment_is_counted_from_one_thing(
    moment: dict[str, Any],
) -> None:
    with pytest.raises(ValueError, match="moment"):
        Moment.model_validate(moment)


def test_page_and_picture_say_it() -> None:
    procedure = rules(LATER)
    page = "\n".join(line for one in explain(procedure) for line in one.lines)
    assert (
        "whichever is later of these, once all are known (the time 28 days after its opening; "
        "10 days after the date “Last draw”)"
    ) in page
    asked = procedure.roadmap[0].questions["list"]
    assert "the later of 28 days from the opening and 10 days after the date “draw”" in summary(
        asked
    )


def test_a_twin_that_takes_the_first_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        when, "_among", lambda process, wanted, at: when.found(process, wanted.among[0], at)
    )
    with pytest.raises(AssertionError):
        test_the_window_closes_at_the_later_or_at_the_earlier_of_both(3, 28, 13)


def test_what_names_no_other_moment_is_written_as_before() -> None:
    plain = Moment(at=datetime(2022, 3, 1, tzinfo=UTC)).model_dump(exclude_defaults=True)
    assert list(plain) == ["at"]
