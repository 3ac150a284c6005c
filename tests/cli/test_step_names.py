"""A step is named by its stage or its question alone where that is clear."""

import pytest

from cli.desk import step_named
from cli.problems import Problem
from tests.domain.test_hard_case_09_incidental_questions import adoption, raises


def test_a_stage_alone_means_its_own_question_and_not_one_that_was_raised_on_it() -> None:
    play = adoption()
    raises(play, "recorded_vote")
    assert step_named(play.state, "only").question == "q"
    assert step_named(play.state, "recorded_vote").question == "q.recorded_vote"


def test_a_name_that_no_step_has_is_answered_with_those_that_are_there() -> None:
    play = adoption()
    with pytest.raises(Problem) as found:
        step_named(play.state, "onyl")
    assert "only#1.q" in str(found.value.advice)
