"""Status says what a question waits for that was raised on it."""

from cli.status import as_data, told
from tests.domain.play import Play
from tests.domain.test_amendments_from_the_floor import AMENDED, carried, floor, moved, published
from tests.domain.test_hard_case_09_incidental_questions import raises


def said(play: Play) -> str:
    return "\n".join(line.plain for line in told(play.state, play.clock))


def test_what_is_put_and_what_waits_for_its_turn_are_named() -> None:
    play = floor()
    moved(play)
    raises(play, "other", "c")
    assert "waits for  q.amendment, raised by b: put" in said(play)
    assert "waits for  q.other, raised by c: its turn has not come" in said(play)


def test_an_adopted_amendment_is_named_until_it_is_in_the_text() -> None:
    play = floor()
    number = moved(play)
    carried(play)
    words = (
        f"q.amendment, raised by b: adopted as amendment {number}, and to be published in the text"
    )
    assert words in said(play)
    assert as_data(play.state, play.clock)["steps"][0]["waits_for"] == [words]
    published(play, "v2", AMENDED, amended_by=(number,))
    assert "waits for" not in said(play)
