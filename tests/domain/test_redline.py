"""The redline of two versions, and the compilation of what is proposed. Source: rules 2.3."""

from hypothesis import given
from hypothesis import strategies as st

from domain.text.commands import normalised
from domain.text.compilation import compilation, open_brackets
from domain.text.lineage import trace
from domain.text.redline import Piece, Version, applied, compare, read_back, redline
from tests.domain.play import Play
from tests.domain.reading import agree, placed, publish, say, written


def version(**wordings: str) -> Version:
    """A version whose paragraphs have their labels as identities, in the order given: `p_1="..."`."""
    given_ = {key[2:]: wording for key, wording in wordings.items()}
    return Version({key: key for key in given_}, given_, {})


def test_words_that_changed_are_shown_and_no_others() -> None:
    assert compare("We shall consider steps.", "We will consider concrete steps.") == (
        Piece("same", " We"),
        Piece("gone", " shall"),
        Piece("new", " will"),
        Piece("same", " consider"),
        Piece("new", " concrete"),
        Piece("same", " steps."),
    )


def test_a_comma_alone_is_a_change_of_a_comma_alone() -> None:
    assert [one for one in compare("all, and more", "all and more") if one.kind != "same"] == [
        Piece("gone", ",")
    ]


def test_how_a_file_broke_its_lines_is_no_difference() -> None:
    assert [one.kind for one in compare("one\n two", "one  two")] == ["same"]


def test_a_paragraph_that_moved_is_shown_once_in_its_new_place() -> None:
    rows = redline(
        version(p_1="One.", p_2="Two.", p_3="Three."), version(p_3="Three.", p_1="One.", p_2="Two.")
    )
    assert [(row.after, row.moved) for row in rows] == [("3", True), ("1", False), ("2", False)]


def test_a_renumbered_paragraph_shows_both_labels_and_what_is_gone_stands_where_it_stood() -> None:
    before = version(p_1="One.", p_2="Two.", p_3="Three.")
    after = Version({"1": "1", "3": "2"}, {"1": "One.", "3": "Three."}, {})
    rows = redline(before, after)
    assert [(row.before, row.after) for row in rows] == [("1", "1"), ("2", None), ("3", "2")]
    assert [row.changed for row in rows] == [False, True, True]


def test_a_split_paragraph_names_what_it_was_split_from() -> None:
    labels = ("1", "1bis")
    ids, origins = trace(labels, {}, {"1": ("1",), "1bis": ("1",)}, {"1": "1"}, {"1"})
    after = Version(dict(zip(ids, labels, strict=True)), dict.fromkeys(ids, "Words."), origins)
    found = {row.after: row.origins for row in redline(version(p_1="One."), after)}
    assert found == {"1": ("1",), "1bis": ("1",), None: ()}


words = st.text(st.sampled_from("ab,.-'\u2019 \n[]é1"), min_size=1, max_size=30).filter(str.strip)


@given(words, words)
def test_a_redline_of_two_wordings_reads_back_to_both(before: str, after: str) -> None:
    pieces = compare(before, after)
    assert read_back(pieces, "before") == normalised(before)
    assert read_back(pieces, "after") == normalised(after)


texts = st.dictionaries(st.sampled_from("12345678"), words, min_size=1, max_size=8)


@given(texts, texts)
def test_a_redline_applied_to_the_version_before_gives_the_version_after(
    before: dict[str, str], after: dict[str, str]
) -> None:
    old = Version({key: key for key in before}, before, {})
    rows = redline(old, Version({key: key for key in after}, after, {}))
    assert applied(rows) == [(label, normalised(wording)) for label, wording in after.items()]
    undone = {row.before: read_back(row.pieces, "before") for row in rows if row.before is not None}
    assert undone == {label: normalised(wording) for label, wording in before.items()}


def propose(play: Play, party: str, wording: str, *labels: str) -> int:
    decision = say(play, "proposal", f"{party}-principal", paragraphs=labels, wording=wording)
    assert decision.refused is None
    return play.history[-1].envelope.version


def compiled(play: Play, **more: bool) -> dict[str | None, list[tuple[str | None, str | None]]]:
    text = play.state.text_in_force
    assert text is not None
    rows = compilation(play.state, text, {}, **more)
    return {row.label: [(one.party, one.wording) for one in row.proposals] for row in rows}


def test_the_compilation_has_every_open_proposal_under_its_paragraph_with_its_proponent() -> None:
    play = placed("1", "2")
    propose(play, "a", "A says.", "1")
    propose(play, "b", "B says.", "1", "2")
    assert compiled(play) == {
        "1": [("a", "A says."), ("b", "B says.")],
        "2": [("b", "B says.")],
    }


def test_one_voice_names_nobody() -> None:
    play = placed("1", "2")
    propose(play, "a", "A says.", "1")
    assert compiled(play, names=False)["1"] == [(None, "A says.")]


def test_what_is_disposed_of_is_no_open_bracket_and_is_archived() -> None:
    play = placed("1", "2")
    number = propose(play, "a", "A says.", "1")
    assert open_brackets(play.state) == {"1": 1}
    say(play, "disposition", about=number, choice="noted")
    assert open_brackets(play.state) == {}
    assert compiled(play)["1"] == []
    assert compiled(play, resolved=True)["1"] == [("a", "A says.")]


def test_a_proposal_follows_its_paragraph_into_the_next_version() -> None:
    play = placed("1", "2")
    propose(play, "a", "A says.", "2")
    propose(play, "b", "B says.", "1")
    publish(play, "v2", written("0", "3", was={"3": ("2",)}))
    assert compiled(play) == {"0": [], "3": [("a", "A says.")], None: [("b", "B says.")]}


def test_the_compilation_says_how_far_each_paragraph_is_agreed() -> None:
    play = placed("1", "2")
    agree(play, "2")
    text = play.state.text_in_force
    assert text is not None
    found = compilation(play.state, text, {"1": "One.", "2": "Two."})
    assert [(row.status, row.wording) for row in found] == [
        ("open", "One."),
        ("agreed_ad_ref", "Two."),
    ]
