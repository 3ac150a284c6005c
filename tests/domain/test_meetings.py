"""A meeting that decides: who is present, who stands aside, and what an answer is before it counts."""

from datetime import timedelta
from typing import Any

from domain.participation.commands import RecordAttendance
from domain.procedure.check.procedure import check
from domain.procedure.models import Procedure
from domain.process.facts import tally_of
from domain.step.commands import WithdrawAnswer
from tests.domain.play import Play
from tests.domain.ways import NOW, play, question, rules, running, says, stage

OPPOSED = [
    {"when": [{"count": "against", "at_least": 2}], "permits": ["not_approved"]},
    {"permits": ["approved"]},
]


def meeting(**fields: Any) -> Procedure:
    """No more than one member present may oppose; an observer's opposition is kept and does not count."""
    answers = {
        "oppose": {"title": "Oppose", "each": "one"},
        "abstain": {"title": "Abstain from the procedure", "each": "one", "effect": "stands_aside"},
    }
    asked = question(
        asks=["member", "observer"],
        answers=answers,
        silence_means="not_counted",
        window={"on": "gavel", "early_close": ["gavel"]},
        only_present=True,
        counts={"against": {"answers": ["oppose"], "by": ["member"]}},
        adds_up_to=OPPOSED,
        **fields,
    )
    way = {"approved": ["end"], "not_approved": ["end"]}
    return rules({**stage("meeting", asked=asked), "then": way})


def sitting(*present: str, **fields: Any) -> Play:
    on = play(meeting(**fields))
    act = RecordAttendance(meeting="meeting", present=tuple((one, "principal") for one in present))
    assert on.send(act, "office-principal").refused is None
    return on


def against(on: Play) -> int:
    return tally_of(on.state, on.step("meeting.q")).count("against")


def test_only_who_is_present_decides() -> None:
    on = sitting("a", "b", "o")
    assert says(on, "meeting.q", "oppose", "a") is None
    assert says(on, "meeting.q", "oppose", "o") is None
    assert says(on, "meeting.q", "oppose", "c") == "NotPresent"
    tally = tally_of(on.state, on.step("meeting.q"))
    assert (tally.asked, tally.present, tally.given, tally.count("against")) == (
        3,
        3,
        {"oppose": 2},
        1,
    )


def test_without_that_value_an_absent_party_decides_too() -> None:
    """The broken twin."""
    procedure = meeting().model_dump(mode="json", exclude_defaults=True)
    procedure["roadmap"][0]["questions"]["q"]["only_present"] = False
    on = play(Procedure.model_validate(procedure))
    assert says(on, "meeting.q", "oppose", "c") is None


def test_who_stands_aside_keeps_what_it_has_said_and_it_counts_again_when_that_ends() -> None:
    on = sitting("a", "b", "o")
    says(on, "meeting.q", "oppose", "a")
    says(on, "meeting.q", "oppose", "b")
    assert against(on) == 2
    assert says(on, "meeting.q", "abstain", "b") is None
    tally = tally_of(on.state, on.step("meeting.q"))
    assert (tally.count("against"), tally.count("entitled"), tally.asked) == (1, 2, 3)
    assert tally.given == {"abstain": 1, "oppose": 1}
    act = WithdrawAnswer(step=on.step("meeting.q").step, answer="abstain")
    assert on.send(act, "b-principal").refused is None
    assert against(on) == 2


def test_attendance_that_is_recorded_before_the_meeting_opens_is_of_that_meeting() -> None:
    """The list at the door is closed at nine; the chair opens the meeting a minute later."""
    asked = meeting().roadmap[0].questions["q"].model_dump(mode="json", exclude_defaults=True)
    way = {"approved": ["end"], "not_approved": ["end"]}
    on = play(rules(stage("start", "meeting"), {**stage("meeting", asked=asked), "then": way}))
    act = RecordAttendance(meeting="meeting", present=(("a", "principal"),))
    assert on.send(act, "office-principal").refused is None
    says(on, "start.q", "done")
    assert says(on, "meeting.q", "oppose", "a") is None
    assert says(on, "meeting.q", "oppose", "b") == "NotPresent"


def test_attendance_at_another_meeting_is_not_attendance_here() -> None:
    on = play(meeting())
    act = RecordAttendance(meeting="Another meeting", present=(("a", "principal"),))
    assert on.send(act, "office-principal").refused is None
    assert says(on, "meeting.q", "oppose", "a") == "NotPresent"


def review(**changed: Any) -> Procedure:
    """Comments for a week; the chair says of each what it is, and only substantive ones count."""
    answers = {
        "comment": {"title": "Comment", "each": "many", "needs": ["comment"], "by": ["member"]},
        "quality": {
            "title": "What a comment is",
            "each": "many",
            "needs": ["about", "choice"],
            "choices": ["substantive", "typographical"],
            "of": ["comment"],
            "by": ["chair"],
            "effect": "qualifies",
            "own": "any",
        },
    }
    asked = question(
        asks=["member", "chair"],
        answers=answers,
        silence_means="no_comment",
        window={"lasts": {"weeks": 1}},
        remind={"every": {"days": 2}, "at_most": 3},
        counts={
            "substantive": {"answers": ["comment"], "quality": "substantive"},
            "typographical": {"answers": ["comment"], "quality": "typographical"},
        },
        adds_up_to=[
            {"when": [{"count": "substantive", "at_least": 1}], "permits": ["judgement"]},
            {"permits": ["approved"]},
        ],
        **changed,
    )
    way = {"judgement": ["end"], "approved": ["end"]}
    return rules({**stage("review", asked=asked), "then": way})


CLOSE = NOW + timedelta(weeks=1)


def commented(*parties: str) -> Play:
    on = play(review())
    for party in parties:
        assert says(on, "review.q", "comment", party, comment="a word") is None
    return on


def qualify(on: Play, number: int, choice: str, party: str = "office") -> str | None:
    return says(on, "review.q", "quality", party, about=number, choice=choice)


def test_the_count_waits_after_the_close_until_each_comment_has_its_quality() -> None:
    on = commented("a", "b")
    first, second = on.step("review.q").numbered
    assert qualify(on, first, "typographical") is None
    on.until(CLOSE + timedelta(days=1))
    assert running(on) == ["review"], "the second comment has no quality yet"
    assert says(on, "review.q", "comment", "c", comment="too late") == "DeadlinePassed"
    assert qualify(on, second, "typographical", "a") == "NotPermitted"
    assert qualify(on, second, "typographical") is None
    assert on.step("review.q").outcome == "approved"
    figures = on.step("review.q").figures
    assert figures is not None
    assert figures.counts == {"substantive": 0, "typographical": 2}


def test_one_substantive_comment_changes_the_outcome_and_what_was_said_first_can_be_put_right() -> (
    None
):
    on = commented("a")
    (number,) = on.step("review.q").numbered
    assert qualify(on, number, "typographical") is None
    assert qualify(on, number, "substantive") is None
    on.until(CLOSE)
    assert on.step("review.q").outcome == "judgement"


def test_without_comments_nothing_waits() -> None:
    on = commented()
    on.until(CLOSE)
    assert on.step("review.q").outcome == "approved"


def test_who_has_to_say_it_is_reminded_after_the_close() -> None:
    on = commented("a")
    on.until(CLOSE + timedelta(days=7))
    sent = [one.event for one in on.history if one.envelope.type == "RemindersSent"]
    after = [one for one in sent if getattr(one, "due_at", CLOSE) > CLOSE]
    assert [(getattr(one, "parties", ()), getattr(one, "escalated_to", None)) for one in after] == [
        (("office",), None),
        (("office",), None),
        (("office",), "chair"),
    ]


def test_the_check_finds_qualities_of_which_nobody_is_reminded() -> None:
    assert check(review()) == []
    without = review().model_dump(mode="json", exclude_defaults=True)
    del without["roadmap"][0]["questions"]["q"]["remind"]
    found = check(Procedure.model_validate(without))
    assert [(one.level, one.wrong) for one in found] == [
        ("warning", "the count waits for a quality, and nobody is reminded of it")
    ]
