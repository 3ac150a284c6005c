"""The audit decides again what guards, needs, presence and qualities have decided; the door wakes what may go on."""

from collections.abc import Callable
from datetime import date

import pytest

from domain.process.agenda import moves_nothing
from domain.process.verify import verify
from domain.step.events import Answered
from tests.domain.forgery import Forger, stored
from tests.domain.play import Play
from tests.domain.test_guards import conditional
from tests.domain.ways import play, question, rules, says, stage
from tests.procedures.aap import CHAIR, MEMBERS, STATES, Course, shipped
from tests.procedures.others import Body
from tests.procedures.test_other_bodies import CODEX


def to_the_end() -> Play:
    """A meeting in which nearly everything is refused once, then more time, a restart, and a refused announcement."""
    course = Course(shipped()).sitting()
    course.opposed((*STATES[:3], *MEMBERS[:2], "absent-1"))
    course.must("sg_meeting.decision", "abstain_from_procedure", STATES[2])
    assert course.takes_back("sg_meeting.decision", "abstain_from_procedure", STATES[2]) is None
    course.says("sg_meeting.decision", "request_more_time", MEMBERS[0])
    course.closed()
    for answer in ("consulted", "restart"):
        course.must("restart.restart", answer, CHAIR)
    course.says("preparation.announcement", "announced", "director")
    course.announced(date(2024, 6, 3))
    return course.play


def left_out() -> Play:
    on = play(conditional())
    says(on, "first.q", "found", choice="not_needed")
    says(on, "report.q", "done")
    return on


def in_steps() -> Play:
    body = Body(CODEX, 1)
    for one in ("on", "on", "on", "back-to-2"):
        (key,) = body.running()
        body.says(f"{key}.next", "way", choice=one)
    return body.play


@pytest.mark.parametrize("played", [to_the_end, left_out, in_steps])
def test_what_the_rules_made_of_it_is_clean(played: Callable[[], Play]) -> None:
    history = played().history
    assert verify(stored(history)).findings == ()


def test_a_refusal_that_the_procedure_worded_cannot_be_given_another_code() -> None:
    forged = Forger(stored(to_the_end().history))
    last = forged.version_of("ActRefused")
    forged.body(last, lambda body: body | {"code": "no-consent-at-all"})
    assert verify(forged.rows).findings != ()


def waiting(*needs: dict[str, object]) -> Play:
    asked = question(
        answers={"note": {"title": "Note", "each": "many"}},
        window={"standing": True},
        silence_means="not_counted",
    )
    on = play(
        rules(
            stage("start", "desk", "work"), stage("desk", asked=asked), stage("work", needs=needs)
        )
    )
    says(on, "start.q", "done")
    return on


def test_an_answer_wakes_what_may_go_on_with_it_and_nothing_else() -> None:
    """What it wakes is looked for only where it can be: an ordinary answer costs no agenda."""
    on = waiting({"answered": "desk.q", "with": "note"})
    step = on.step("desk.q")
    said = Answered(step=step.step, party="office", person=None, answer="note")
    assert not moves_nothing(on.state, said)
    says(on, "desk.q", "note")
    assert moves_nothing(on.state, said), "nothing waits any more"
    review = Course(shipped()).announced()
    comment = Answered(
        step=review.play.step("last_call.comments").step, party="x", person=None, answer="comment"
    )
    assert not moves_nothing(review.process, comment), "its count may wait, or go on"
