"""What is owed before a count, and what comes next and waits: from the folded process alone."""

from copy import deepcopy
from datetime import date

from cli.owed import Owed, owed
from cli.status import told
from domain.process.differences import Change, differences
from tests.domain.play import Play
from tests.domain.test_hard_case_09_incidental_questions import (
    objection_to_silence,
    raised,
    raises,
    ruling,
    silence,
)
from tests.domain.test_hard_case_18_facts_with_a_life import became, placed
from tests.domain.ways import play, rules, says, stage
from tests.procedures.aap import CHAIR, DIRECTOR, STATES, Course, shipped


def owed_of(course: Course, kind: str) -> list[Owed]:
    return [one for one in owed(course.process, course.play.clock) if one.kind == kind]


def test_who_says_what_comments_are_owes_it_until_it_is_said() -> None:
    course = Course(shipped()).announced()
    assert owed_of(course, "quality") == []
    course.must("last_call.comments", "comment", STATES[0], comment="a word")
    course.until(date(2024, 3, 2))
    (number,) = course.play.step("last_call.comments").numbered
    (one,) = owed_of(course, "quality")
    assert (one.roles, str(number) in one.what) == (("sg_chair",), True)
    assert one.how.startswith("answer PROCESS last_call#1.comments quality --about")
    course.must("last_call.comments", "quality", CHAIR, about=number, choice="typographical")
    assert owed_of(course, "quality") == []


def test_a_duty_is_overdue_only_once_its_time_has_passed() -> None:
    asked = ruling("upheld", "dismissed", window={"on": "answered", "due_within": {"hours": 4}})
    on = silence(
        "procedure", raised(asked, {"upheld": {"ends": "not_used"}, "dismissed": "continues"})
    )
    raises(on, "procedure", "b")
    (one,) = [each for each in owed(on.state, on.clock) if each.kind == "duty"]
    assert one.due is not None and "; due " in one.what and "overdue" not in one.what
    (late,) = [each for each in owed(on.state, one.due) if each.kind == "duty"]
    assert "; overdue since " in late.what


def test_while_the_clock_stands_still_no_deadline_is_told() -> None:
    on = silence("procedure", objection_to_silence())
    before = deepcopy(on.state)
    assert " in 3 d " in words(on) and "the clock stands still" not in words(on)
    raises(on, "procedure", "b")
    assert "closes     not while the clock stands still, since " in words(on)
    assert " in 3 d " not in words(on)
    closing = [one for one in differences(before, on.state) if one.kind == "closes"]
    assert [(one.what, one.new) for one in closing] == [("only#1.q", "the clock stands still")]
    says(on, "only.q.procedure", "ruling", "chair", choice="dismissed")
    assert " in 3 d " in words(on) and "the clock stands still" not in words(on)


def test_while_the_process_is_suspended_its_deadlines_are_told_as_later_ones() -> None:
    on = placed()
    before = deepcopy(on.state)
    assert " in " in closing_line(on)
    became(on, "suspended")
    assert closing_line(on).endswith("and later, by as long as the process is suspended")
    assert list(differences(before, on.state)) == [
        Change("process", "A text", "running", "suspended")
    ]


def closing_line(on: Play) -> str:
    return next(one for one in words(on).splitlines() if "  closes  " in one)


def words(on: Play) -> str:
    """What the status says of the silence procedure."""
    return "\n".join(str(line) for line in told(on.state, on.clock))


def test_what_comes_next_and_cannot_begin_says_what_it_waits_for() -> None:
    on = play(
        rules(
            stage("start", "short", "long"),
            stage("short", "join"),
            stage("long", "join"),
            stage("join", waits_for=["short", "long"]),
        )
    )
    says(on, "start.q", "done")
    says(on, "short.q", "done")
    waiting = [one.what for one in owed(on.state, on.clock) if one.kind == "waiting"]
    assert waiting == ["Stage join comes next and waits for the end of Stage short and Stage long"]


def test_attendance_is_owed_where_only_who_is_present_decides() -> None:
    course = Course(shipped()).commented()
    course.must("last_call_judgement.route", "judged_meeting_close", CHAIR)
    course.must("sg_announced.announcement", "announced", DIRECTOR)
    course.play.until(course.process.dates["meeting"])
    (one,) = owed_of(course, "attendance")
    assert one.how == "attendance PROCESS sg_meeting --present PARTY=CAPACITY"
    course.sits()
    assert owed_of(course, "attendance") == []
