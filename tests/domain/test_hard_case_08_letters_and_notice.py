"""Hard case 8: every milestone names its addressees, as the question says; a duty that is overdue is made known."""

from typing import Any

import pytest

from domain.letter.write import letter
from domain.procedure.check.procedure import check
from domain.procedure.explain.page import explain
from domain.procedure.models import Procedure
from domain.process.commands import StartProcess
from domain.step import telling
from tests.domain.play import Play, parties, principals, procedure
from tests.domain.test_silence import START, finish, objection, publish

TELLS = {"opened": ["member", "observer"], "outcome": ["observer"], "overdue": []}


def rules(**question: Any) -> Procedure:
    data = procedure("silence-20-seconds").model_dump(mode="json")
    data["roadmap"][0]["questions"]["objections"].update(question)
    return Procedure.model_validate(data)


def played(**question: Any) -> Play:
    act = StartProcess(
        title="A text",
        procedure=rules(**question),
        parties=(
            *parties("chair", roles=("coordinator",)),
            *parties("a", "b", roles=("member",)),
            *parties("o", roles=("observer",)),
        ),
        appointments=principals("chair", "a", "b", "o"),
        clock="stepped",
        starts_at=START,
    )
    play = Play(act, START)
    publish(play, "v1")
    play.settle()
    return play


def told(play: Play, kind: str) -> list[tuple[str, ...]]:
    return [one.addressees for one in play.state.milestones.values() if one.type == kind]


def test_who_is_told_of_what_is_said_by_the_question_and_else_those_who_are_asked() -> None:
    play = played(tells={"opened": ["member", "observer"], "outcome": ["observer"]})
    play.send(objection(play), "a-principal")
    finish(play)
    assert told(play, "StepOpened") == [("a", "b", "o")]
    assert told(play, "OutcomeReached") == [("o",)]
    other = played()
    finish(other)
    assert told(other, "StepOpened") == told(other, "OutcomeReached") == [("a", "b")]


def test_a_letter_to_more_than_those_who_are_asked_names_nobody() -> None:
    play = played(visible="asked", tells={"outcome": ["member", "observer"]})
    play.send(objection(play), "a-principal")
    finish(play)
    version = next(v for v, one in play.state.milestones.items() if one.type == "OutcomeReached")
    body = " ".join(letter(play.history, version).body)
    assert "A " not in body.replace("A text", "") and "broken" in body


def test_an_overdue_duty_is_made_known_to_whom_the_question_names() -> None:
    duty = {
        "silence_means": "overdue",
        "window": {"on": "answered"},
        "hold": None,
        "remind": {"every": {"hours": 1}, "at_most": 2},
        "escalates_to": "coordinator",
        "tells": {"overdue": ["coordinator"]},
    }
    play = played(**duty)
    play.until(START.replace(hour=12))
    assert told(play, "RemindersSent") == [("chair",)]
    version = next(v for v, one in play.state.milestones.items() if one.type == "RemindersSent")
    assert "owed by A, B" in " ".join(letter(play.history, version).body)


def test_whom_it_tells_is_checked_and_said_in_plain_words() -> None:
    wrong = [one.wrong for one in check(rules(tells={"opened": ["nobody"], "overdue": ["member"]}))]
    assert "there is no role nobody" in wrong
    assert "it says who is told when it is overdue, and it escalates to nobody" in wrong
    lines = [line for passage in explain(rules(tells=TELLS)) for line in passage.lines]
    assert "Told of the outcome: Observer." in lines and "Told when it is overdue: nobody." in lines


def test_a_fold_that_tells_only_those_who_are_asked_is_caught(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The broken twin."""
    monkeypatch.setattr(
        telling, "addressees_of", lambda process, step, _: process.asked(step) if step else set()
    )
    with pytest.raises(AssertionError):
        test_who_is_told_of_what_is_said_by_the_question_and_else_those_who_are_asked()
