"""Texts as a person looks at them: as they stand, compared word by word, and with all proposals."""

from pathlib import Path

from tests.cli.terminal import Played, Terminal

V2 = """[preamble] We, the entities.

[a] We know our mandates.

[b | was a] We all commit.

[c | was b] We report.
"""


def second(parley: Terminal, played: Played, tmp_path: Path) -> None:
    """The Coordinator publishes a second version, in which a paragraph is inserted."""
    file = tmp_path / "v2.txt"
    file.write_text(V2)
    words = (
        "publish",
        played.process,
        file,
        "--text",
        "v2",
        "--kind",
        "rev",
        "--predecessor",
        "v1",
    )
    parley(*words, "--yes", "--in", "coordinator", as_="iom-principal")


def test_a_text_is_shown_with_its_paragraphs_and_how_far_each_is_agreed(
    parley: Terminal, proposed: Played
) -> None:
    assert "[a] We commit." in parley("text", "show", proposed.process).out
    table = parley("text", "show", proposed.process, "v1", "--paragraphs").out
    assert "0 of 3 paragraphs are agreed; 2 open brackets." in table
    rows = parley("text", "show", proposed.process, "--json").data["paragraphs"]
    assert [(row["label"], row["status"], row["open_brackets"]) for row in rows] == [
        ("preamble", "open", 0),
        ("a", "open", 0),
        ("b", "open", 2),
    ]


def test_a_redline_shows_words_and_a_renumbered_paragraph_as_itself(
    parley: Terminal, asked: Played, tmp_path: Path
) -> None:
    second(parley, asked, tmp_path)
    told = parley("text", "diff", "v1", "v2", "--process", asked.process).out
    assert "[a, new] {+We know our mandates.+}" in told
    assert "[b, was a] We {+all+} commit." in told
    assert "[c, was b] We report." in told
    assert "3 paragraphs differ, 1 are the same." in told
    rows = parley("text", "diff", "v1", "v2", "--process", asked.process, "--json").data[
        "paragraphs"
    ]
    assert [(row["before"], row["after"]) for row in rows] == [
        ("preamble", "preamble"),
        (None, "a"),
        ("a", "b"),
        ("b", "c"),
    ]


def test_the_compilation_names_proponents_unless_it_speaks_with_one_voice(
    parley: Terminal, proposed: Played
) -> None:
    told = parley("text", "compilation", proposed.process).out
    assert "WHO: =SUM(A1) of all themes" in told and "IOM: We report yearly." in told
    one_voice = parley("text", "compilation", proposed.process, "--without-names").out
    assert "We report yearly." in one_voice and "WHO" not in one_voice and "IOM" not in one_voice
    rows = parley("text", "compilation", proposed.process, "--json").data["paragraphs"]
    assert [len(row["proposals"]) for row in rows] == [0, 0, 2]


def test_a_text_that_is_not_there_is_said_with_those_that_are(
    parley: Terminal, published: Played
) -> None:
    assert "Published are: v1" in parley("text", "show", published.process, "v9", exit_=2).err
