"""Hard case 14: a meeting moves, is suspended or cancelled; what hangs on it follows, stays or is asked about."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from domain.command import Actor, Command
from domain.letter.write import letter
from domain.procedure.check.procedure import check
from domain.procedure.explain.page import explain
from domain.procedure.models import Procedure
from domain.process import moving
from domain.process.commands import MoveDates
from domain.process.judge import Decision
from domain.process.preview import next_at, preview
from domain.process.verify import verify
from domain.step.commands import ExtendDeadline
from domain.step.events import StepMoved
from tests.domain.asking import publish, question, says, started, with_stage
from tests.domain.forgery import stored
from tests.domain.play import Play

NEW_YORK = ZoneInfo("America/New_York")
BEFORE = {"closes": {"date": "meeting", "less": {"days": 7}, "at_time": "18:00"}}
DATES = {"meeting": {"title": "The meeting"}, "hearing": {"title": "The hearing"}}
ROUTE = {"held": ["end"], "broken": ["end"], "withdrawn": ["end"]}


def ny(month: int, day: int, hour: int = 10) -> datetime:
    return datetime(2022, month, day, hour, tzinfo=NEW_YORK)


MEETING, HEARING = ny(3, 24), ny(3, 10)


def of(window: dict[str, Any] = BEFORE, **values: Any) -> Procedure:
    then = ROUTE | ({"cancelled": ["end"]} if values.pop("says_what_follows", False) else {})
    stage = {"kind": "single_question", "questions": {"list": question(window=window, **values)}}
    return with_stage(then, stage, dates=DATES)


def put(window: dict[str, Any] = BEFORE, **values: Any) -> Play:
    """A question that closes seven days before the meeting of 24 March, on 17 March at 18:00."""
    play = started(of(window, **values), dates={"meeting": MEETING, "hearing": HEARING})
    publish(play, ("1", "2"))
    return play


def moves(play: Play, person: str = "chair-principal", **values: Any) -> Decision:
    decision = play.send(MoveDates(grounds="The hall is closed.", **values), person)
    play.settle()
    return decision


def code(decision: Decision) -> str | None:
    return decision.refused.code if decision.refused else None


def closing(play: Play) -> datetime | None:
    return play.step("only.list").closes_at


def test_what_follows_moves_with_the_meeting_and_what_stays_does_not() -> None:
    for rule, at in (("follow", ny(3, 19, 18)), ("stay", ny(3, 17, 18))):
        play = put(if_the_date_moves=rule)
        assert closing(play) == ny(3, 17, 18)
        assert code(moves(play, dates={"meeting": ny(3, 26)})) is None
        assert closing(play) == at
        assert play.state.dates["meeting"] == ny(3, 26)


@pytest.mark.parametrize("rule", ["ask", None])
def test_where_it_is_left_open_whoever_moves_the_date_says_it_and_nothing_moves_silently(
    rule: str | None,
) -> None:
    play = put(if_the_date_moves=rule)
    silent = moves(play, dates={"meeting": ny(3, 26)})
    assert code(silent) == "DateAsks"
    assert closing(play) == ny(3, 17, 18)
    assert play.state.dates["meeting"] == MEETING
    step = play.step("only.list").step
    assert code(moves(play, dates={"meeting": ny(3, 26)}, follow=(step,))) is None
    assert closing(play) == ny(3, 19, 18)
    assert code(moves(play, dates={"meeting": ny(3, 28)}, stay=(step,))) is None
    assert closing(play) == ny(3, 19, 18)


def test_what_the_procedure_says_cannot_be_said_otherwise() -> None:
    play = put(if_the_date_moves="stay")
    step = play.step("only.list").step
    assert code(moves(play, dates={"meeting": ny(3, 26)}, follow=(step,))) == "OutOfPlace"


def test_seven_days_before_that_would_lie_in_the_past_is_refused() -> None:
    play = put(if_the_date_moves="follow")
    play.until(ny(3, 14))
    assert code(moves(play, dates={"meeting": ny(3, 18)})) == "DeadlineTooEarly"
    assert closing(play) == ny(3, 17, 18)


def test_nothing_follows_below_its_notice_or_its_shortest_length() -> None:
    play = put({**BEFORE, "minimum_notice": {"days": 3}}, if_the_date_moves="follow")
    play.until(ny(3, 10))
    assert code(moves(play, dates={"meeting": ny(3, 19)})) == "DeadlineTooEarly"
    assert code(moves(play, dates={"meeting": ny(3, 20)})) is None
    short = put({**BEFORE, "at_least": {"days": 21}}, if_the_date_moves="follow")
    assert code(moves(short, dates={"meeting": ny(3, 20)})) == "WindowTooShort"
    assert code(moves(short, dates={"meeting": ny(3, 21)})) is None


def test_what_an_extension_had_added_stays_added() -> None:
    play = put(if_the_date_moves="follow")
    act = ExtendDeadline(step=play.step("only.list").step, closes_at=ny(3, 18, 18), grounds="Asked")
    assert play.send(act, "chair-principal").refused is None
    moves(play, dates={"meeting": ny(3, 26)})
    assert closing(play) == ny(3, 20, 18)


def test_only_the_chair_moves_a_date_and_only_one_that_was_given() -> None:
    play = put(if_the_date_moves="follow")
    assert code(moves(play, "a-principal", dates={"meeting": ny(3, 26)})) == "NotPermitted"
    assert code(moves(play, dates={"dinner": ny(3, 26)})) == "OutOfPlace"
    assert code(moves(play, dates={"meeting": ny(2, 1)})) == "DeadlineTooEarly"
    with pytest.raises(ValidationError):
        MoveDates(grounds="Nothing.")


def test_a_question_that_opens_with_the_meeting_opens_with_it_later() -> None:
    play = put({"opens": {"date": "meeting"}, "on": "gavel"}, if_the_date_moves="follow")
    assert not play.step("only.list").opened
    assert code(moves(play, dates={"meeting": ny(3, 26)})) is None
    play.until(ny(3, 25))
    assert not play.step("only.list").opened
    play.until(ny(3, 26))
    assert play.step("only.list").opened


def test_a_meeting_that_has_begun_is_suspended_and_goes_on_on_another_day() -> None:
    window = {"closes": {"date": "meeting", "at_time": "end_of_day"}}
    play = put(window, if_the_date_moves="follow")
    play.until(ny(3, 24, 13))
    assert code(moves(play, dates={"meeting": ny(3, 25)})) is None
    told = play.history[-2].event if play.types()[-1] == "StepMoved" else play.history[-1].event
    assert told.model_dump()["how"] == {"meeting": "suspended"}
    play.until(ny(3, 25, 9))
    assert says(play, "only.list", "objection", "a").refused is None
    play.until(ny(3, 26, 0))
    assert play.step("only.list").outcome == "broken"


def test_a_meeting_that_is_cancelled_ends_its_questions_where_the_procedure_says_what_follows() -> (
    None
):
    play = put(says_what_follows=True)
    assert code(moves(play, cancelled=("meeting",))) is None
    assert play.step("only.list").outcome == "cancelled"
    assert play.state.status == "ended"
    assert code(moves(put(), cancelled=("meeting",))) == "OutOfPlace"


def test_a_meeting_that_has_taken_place_cannot_be_cancelled() -> None:
    play = put({"lasts": {"days": 60}})
    play.until(ny(3, 25))
    assert code(moves(play, cancelled=("meeting",))) == "OutOfPlace"


def many(rule: str | None = "follow") -> Play:
    """Thirty questions side by side, each of which closes some days before the meeting; and one before the hearing."""
    stages: list[dict[str, Any]] = [
        {
            "stage": f"s{n}",
            "kind": "single_question",
            "title": f"Question {n}",
            "then": {"held": ["end"], "broken": ["end"], "withdrawn": ["end"]},
            "questions": {
                "list": question(
                    window={"closes": {"date": "meeting", "less": {"days": n % 15}}},
                    if_the_date_moves=rule,
                )
            },
        }
        for n in range(30)
    ]
    first = {
        **stages[0],
        "stage": "first",
        "title": "First",
        "then": {key: [f"s{n}" for n in range(30)] for key in ("held", "broken", "withdrawn")},
        "questions": {"list": question(window={"lasts": {"hours": 1}})},
    }
    rules = with_stage({}, {}, roadmap=[first, *stages], dates=DATES)
    play = started(rules, dates={"meeting": MEETING, "hearing": HEARING})
    publish(play, ("1",))
    play.until(ny(2, 22))
    publish(play, ("1",), "v2", 2)
    assert len(play.state.open_steps()) == 30
    return play


def test_thirty_deadlines_move_in_one_act_with_one_reason_and_are_seen_before() -> None:
    play = many()
    before = {step.step: step.closes_at for step in play.state.open_steps()}
    act = MoveDates(dates={"meeting": ny(3, 28)}, grounds="The hall is closed.")
    actor = Actor(person="chair-principal", via="terminal")
    process = play.state.process_id
    command = Command(command_id="look", process=process, actor=actor, act=act)
    seen = preview(play.state, command, next_at(play.state, play.now))
    assert seen.refused is None
    assert len([one for one in seen.changes if one.kind == "closes"]) == 30
    assert {s.step: s.closes_at for s in play.state.open_steps()} == before, "nothing was done"
    assert code(moves(play, dates={"meeting": ny(3, 28)})) is None
    assert play.types()[-31:] == ["DatesMoved", *["StepMoved"] * 30]
    after = {step.step: step.closes_at for step in play.state.open_steps()}
    assert {local(after[step]) - local(at) for step, at in before.items()} == {timedelta(days=4)}


def local(instant: datetime | None) -> datetime:
    """What the clocks of the venue show: they go forward on 13 March, and a deadline keeps its time of day."""
    assert instant is not None
    return instant.astimezone(NEW_YORK).replace(tzinfo=None)


def test_one_of_thirty_that_nobody_spoke_of_holds_the_whole_act() -> None:
    play = many("ask")
    steps = [step.step for step in play.state.open_steps()]
    said: dict[str, Any] = {"dates": {"meeting": ny(3, 28)}, "follow": tuple(steps[:29])}
    assert code(moves(play, **said)) == "DateAsks"
    assert code(moves(play, **said, stay=(steps[29],))) is None


def test_a_date_on_which_nothing_hangs_moves_alone() -> None:
    play = put()
    assert code(moves(play, dates={"hearing": ny(3, 12)})) is None
    assert closing(play) == ny(3, 17, 18)


def test_those_who_are_asked_are_told_of_the_old_and_the_new_deadline() -> None:
    play = put(if_the_date_moves="follow")
    moves(play, dates={"meeting": ny(3, 26)})
    version = next(one.envelope.version for one in play.history if isinstance(one.event, StepMoved))
    one = letter(play.history, version)
    assert {a.party for a in one.addressees} == {"a", "b", "c", "d"}
    assert any("18:00 New York" in line and "before" in line for line in one.body)
    whole = letter(play.history, version - 1)
    assert any("The hall is closed." in line for line in whole.body)
    assert verify(stored(play.history)).clean


def test_the_page_says_what_happens_and_the_check_finds_what_hangs_on_nothing() -> None:
    def lines(rules: Procedure) -> list[str]:
        return [line for passage in explain(rules) for line in passage.lines]

    assert [one for one in lines(of(if_the_date_moves="stay")) if "this stays as it was put" in one]
    assert [one for one in lines(of()) if "says whether this moves with it" in one]
    rules = of({"lasts": {"days": 3}})
    [stage] = rules.roadmap
    bad = stage.questions["list"].model_copy(update={"if_the_date_moves": "follow"})
    faulty = stage.model_copy(update={"questions": {"list": bad}})
    found = check(rules.model_copy(update={"roadmap": (faulty,)}))
    assert [one for one in found if "hangs on no date" in one.wrong]


TWINS: dict[str, tuple[str, Any, Callable[[], None]]] = {
    "everything follows silently": (
        "_follows",
        lambda *_: True,
        test_one_of_thirty_that_nobody_spoke_of_holds_the_whole_act,
    ),
    "nothing follows": (
        "_follows",
        lambda *_: False,
        test_what_follows_moves_with_the_meeting_and_what_stays_does_not,
    ),
    "below its notice": (
        "not_too_early",
        lambda *_: None,
        test_nothing_follows_below_its_notice_or_its_shortest_length,
    ),
    "below its length": (
        "not_too_short",
        lambda *_: None,
        test_nothing_follows_below_its_notice_or_its_shortest_length,
    ),
}


@pytest.mark.parametrize("name", TWINS)
def test_a_broken_twin_is_caught(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    function, broken, test = TWINS[name]
    monkeypatch.setattr(moving, function, broken)
    with pytest.raises(AssertionError):
        test()
