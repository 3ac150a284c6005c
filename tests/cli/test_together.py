"""What is shown of acts that holders of one role decide together: who has said what, and whom it waits for."""

from rich.text import Text

from cli.owed import owed
from cli.status import as_data, told
from tests.domain.play import Play
from tests.domain.test_hard_case_06_joint_decisions import (
    A,
    B,
    disposes,
    judges,
    objected,
    proposed,
)


def shown(on: Play) -> str:
    return Text("\n").join(told(on.state, on.clock)).plain


def waits(on: Play) -> list[tuple[str, tuple[str, ...], str]]:
    found = [one for one in owed(on.state, on.clock) if one.kind == "together"]
    return [(one.what, one.parties, one.how) for one in found]


def test_status_and_todo_show_who_has_judged_what_and_whom_it_waits_for() -> None:
    on = objected()
    assert waits(on) == []
    judges(on, A, "agreed")
    words = (
        "Co-facilitator, together on only#1.list: "
        "1 of 2 have judged: agreed (Bangladesh); awaited: Spain"
    )
    how = "judge PROCESS only#1.list --outcome agreed --grounds ..."
    assert waits(on) == [(words, (B,), how)]
    assert words in shown(on)
    [one] = as_data(on.state, on.clock)["together"]
    assert (one["said"], one["awaited"]) == ({"agreed": [A]}, [B])


def test_holders_who_disagree_are_both_awaited() -> None:
    on = objected()
    judges(on, A, "agreed")
    judges(on, B, "not_agreed")
    [(words, parties, _)] = waits(on)
    assert words.endswith(
        "1 of 2 have judged: agreed (Bangladesh); 1 of 2 have judged: not_agreed (Spain); "
        "they have not decided"
    )
    assert parties == (A, B)


def test_what_is_decided_waits_no_more() -> None:
    on = objected()
    judges(on, A, "agreed")
    judges(on, B, "agreed")
    assert waits(on) == [] and "together" not in shown(on)


def test_a_disposition_names_the_proposal_that_it_is_about() -> None:
    on, number = proposed()
    disposes(on, A, number)
    [(words, _, _)] = waits(on)
    assert f"have answered: disposition accepted act {number} (Bangladesh); awaited: Spain" in words
