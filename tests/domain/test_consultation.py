"""A stakeholder consultation: who takes part, sessions across two cities, and what becomes of every input."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.participation.commands import Appointment, Party
from domain.process import sessions
from domain.process.commands import StartProcess
from domain.process.judge import Decision
from domain.process.sessions import session_warnings
from domain.process.verify import verify
from domain.step.commands import Answer, Source
from domain.step.provenance import inputs, unaccounted
from domain.text.commands import PublishText
from domain.text.kinds import TextKind
from tests.domain.forgery import stored
from tests.domain.play import Play, calendars, procedure

ORGANISATIONS = ("one", "two", "three")


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """An instant of 2022 in UTC."""
    return datetime(2022, month, day, hour, minute, tzinfo=UTC)


START = at(2, 21, 15)
DATES = {
    "inputs_open": at(3, 2, 14),
    "inputs_close": at(3, 26, 3, 59),
    "townhall_1": at(3, 7, 14),
    "geneva": at(3, 15, 9),
    "joint": at(3, 17, 14),
    "townhall_2": at(3, 25, 13),
    "summary": at(3, 29, 10),
    "consolidation": at(4, 4, 14),
    "revision": at(4, 11, 14),
}


def started(**dates: datetime) -> Play:
    seats = {
        "office": "coordinator",
        "facilitators": "co_facilitator",
        "a": "state",
        **dict.fromkeys(ORGANISATIONS, "organisation"),
    }
    act = StartProcess(
        title="A consultation",
        procedure=procedure("consultation-new-york-geneva"),
        calendars=calendars(),
        dates=DATES | dates,
        parties=tuple(Party(party=p, name=p, roles=(role,)) for p, role in seats.items()),
        appointments=tuple(Appointment(person=p, party=p, capacity="principal") for p in seats),
        clock="stepped",
        starts_at=START,
    )
    play = Play(act, START)
    play.settle()
    publish(play, "list", *ORGANISATIONS)
    return play


KINDS: dict[str, TextKind] = {"list": "list", "heard": "summary"}


def publish(play: Play, text: str, *labels: str, person: str = "office") -> Decision:
    number, kind = str(len(play.state.texts) + 1), KINDS.get(text, "elements")
    act = PublishText(text=text, kind=kind, title=text, sha256=number * 64, labels=labels)
    decision = play.send(act, person)
    play.settle()
    return decision


def says(play: Play, step: str, name: str, person: str, **fields: Any) -> Decision:
    said = {"step": play.step(step).step, "answer": name, **fields}
    decision = play.send(Answer.model_validate(said), person)
    play.settle()
    return decision


def number(play: Play) -> int:
    """The number of the last answer."""
    return next(o.envelope.version for o in reversed(play.history) if o.envelope.type == "Answered")


def code(decision: Decision) -> str | None:
    return decision.refused.code if decision.refused else None


def accredited(**dates: datetime) -> Play:
    """One State objects to one of three organisations; the outcome stands when nobody confirms it in a day."""
    play = started(**dates)
    says(play, "accreditation.list", "objection", "a", paragraphs=("three",), reason="sealed:x:1")
    play.until(START + timedelta(hours=96))
    return play


def collected(inputs_of: dict[str, int]) -> tuple[Play, list[int]]:
    """Until the inputs are in, the sessions held, and the consolidation open."""
    play = accredited()
    play.until(DATES["inputs_open"])
    numbers = []
    for organisation, count in inputs_of.items():
        for _ in range(count):
            says(play, "consultation.inputs", "input", organisation, wording="more of it")
            numbers.append(number(play))
    for date, stage in (
        ("townhall_1", "townhall_1"),
        ("geneva", "geneva_session"),
        ("joint", "joint_session"),
        ("townhall_2", "townhall_2"),
    ):
        play.until(DATES[date])
        says(play, f"{stage}.session", "record", "office", choice="held", grounds="it was held")
    play.until(DATES["summary"])
    publish(play, "heard", "1")
    play.until(DATES["consolidation"])
    return play, numbers


def sourced(play: Play, *acts: int, kind: str = "submission") -> Decision:
    sources = tuple(Source(kind=kind, act=act) for act in acts)
    return says(
        play, "consultation.consolidation", "proposal", "office", wording="so", provenance=sources
    )


def test_who_was_objected_to_is_no_part_of_it_and_the_refusal_is_kept() -> None:
    play = accredited()
    play.until(DATES["inputs_open"])
    assert says(play, "consultation.inputs", "input", "one", wording="x").refused is None
    assert code(says(play, "consultation.inputs", "input", "three", wording="x")) == (
        "ItemDecidedOtherwise"
    )
    assert play.history[-1].envelope.type == "ActRefused"
    asked = play.state.asked(play.step("consultation.inputs"))
    assert asked == {"a", "one", "two"}


def test_a_state_takes_part_though_no_list_names_it() -> None:
    play = accredited()
    play.until(DATES["inputs_open"])
    assert says(play, "consultation.inputs", "input", "a", wording="x").refused is None


def test_the_table_is_done_only_when_every_input_is_accounted_for() -> None:
    play, (first, second, third) = collected({"one": 2, "two": 1})
    sourced(play, first, second)
    publish(play, "table", "1")
    step = play.step("consultation.consolidation")
    assert (step.outcome, unaccounted(play.state)) == (None, {third})
    says(
        play, "consultation.consolidation", "noted", "office",
        about=third, choice="noted", grounds="it proposes no language",
    )  # fmt: skip
    assert (step.outcome, unaccounted(play.state)) == ("consolidated", set())


def test_no_proposal_stays_without_its_feedback() -> None:
    play, (first, second) = collected({"one": 1, "two": 1})
    numbers = []
    for one in (first, second):
        sourced(play, one)
        numbers.append(number(play))
    publish(play, "table", "1", "2")
    play.until(DATES["revision"])
    for proposal, choice in zip(numbers, ("partly", "not_reflected"), strict=True):
        assert play.state.status == "running"
        says(
            play, "consultation.feedback", "disposition", "facilitators",
            about=proposal, choice=choice, grounds="see paragraph 3",
        )  # fmt: skip
    assert (play.state.status, play.state.outcome) == ("ended", "answered")
    became = {one.given.version: len(one.proposals) for one in inputs(play.state)}
    assert became == {first: 1, second: 1}


def test_a_duty_that_has_nothing_to_do_closes_when_it_opens() -> None:
    play, _ = collected({"one": 1})
    step = play.step("consultation.corrections")
    assert (step.outcome, step.closed_at) == ("corrected", step.opens_at)


def test_a_source_is_of_a_kind_that_the_procedure_names_and_an_act_that_stands() -> None:
    play, (first,) = collected({"one": 1})
    assert code(sourced(play, first, kind="rumour")) == "NotAnOption"
    assert code(sourced(play, 9999)) == "OutOfPlace"
    assert code(sourced(play)) == "FieldMissing"


def test_no_stakeholder_changes_a_text() -> None:
    play, _ = collected({"one": 1})
    before = dict(play.state.texts)
    assert code(publish(play, "mine", "1", person="one")) == "NotPermitted"
    assert play.state.texts == before


def test_ten_in_geneva_is_five_in_new_york_and_is_warned_of() -> None:
    play = accredited()
    warned = {
        stage: [
            (one.kind, one.venue)
            for one in session_warnings(play.state, play.step(f"{stage}.session"))
        ]
        for stage in ("townhall_1", "geneva_session", "joint_session", "townhall_2")
    }
    assert warned["geneva_session"] == [("outside_hours", "new-york")]
    assert warned["joint_session"] == warned["townhall_2"] == []


def test_a_session_on_a_closed_day_and_at_short_notice_is_warned_of_and_held_all_the_same() -> None:
    play = accredited(townhall_1=at(2, 26, 15))
    step = play.step("townhall_1.session")
    kinds = [(one.kind, one.venue) for one in session_warnings(play.state, step)]
    assert kinds == [
        ("closed_day", "new-york"),
        ("closed_day", "geneva"),
        ("short_notice", "new-york"),
    ]
    play.until(at(2, 26, 15))
    decision = says(play, "townhall_1.session", "record", "office", choice="held", grounds="held")
    assert decision.refused is None


def test_three_working_days_are_days_on_which_both_cities_are_open() -> None:
    """Good Friday and Easter Monday: New York's list has Friday only, Geneva's has both."""
    play = accredited(summary=at(4, 13, 10), consolidation=at(4, 25, 14), revision=at(4, 29, 14))
    for date, stage in (
        ("townhall_1", "townhall_1"),
        ("geneva", "geneva_session"),
        ("joint", "joint_session"),
        ("townhall_2", "townhall_2"),
    ):
        play.until(DATES[date])
        says(play, f"{stage}.session", "record", "office", choice="held", grounds="it was held")
    play.until(at(4, 13, 10))
    publish(play, "heard", "1")
    assert play.step("consultation.heard").closes_at == at(4, 20, 16)


def test_an_audit_of_the_whole_finds_nothing() -> None:
    play, (first,) = collected({"one": 1})
    sourced(play, first)
    publish(play, "table", "1")
    assert verify(stored(play.history)).findings == ()


# Broken twins: each changes one rule, and a test above turns red by it.


def test_twin_inputs_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("domain.step.done.unaccounted", lambda _: set())
    with pytest.raises(AssertionError):
        test_the_table_is_done_only_when_every_input_is_accounted_for()


def test_twin_everybody_on_the_list_takes_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("domain.step.electorate._decided_otherwise", lambda *_: set())
    with pytest.raises(AssertionError):
        test_who_was_objected_to_is_no_part_of_it_and_the_refusal_is_kept()


def test_twin_any_hour_is_a_working_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "_in_hours", lambda *_: True)
    with pytest.raises(AssertionError):
        test_ten_in_geneva_is_five_in_new_york_and_is_warned_of()


def test_twin_any_kind_of_source_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("domain.step.decide.well_sourced", lambda *_: None)
    with pytest.raises(AssertionError):
        test_a_source_is_of_a_kind_that_the_procedure_names_and_an_act_that_stands()
