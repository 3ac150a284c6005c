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
    assert "3 paragraphs differ, 1 is the same." in told
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


def test_a_text_that_is_the_same_but_for_editorial_corrections_lists_them_as_a_redline(
    parley: Terminal, asked: Played, tmp_path: Path
) -> None:
    file = tmp_path / "l.txt"
    file.write_text("[preamble] We, the entities.\n\n[a] We commit.\n\n[b] We report yearly.\n")
    words = ("publish", asked.process, file, "--text", "l-1", "--kind", "final", "--same-as", "v1")
    end = ("--yes", "--in", "coordinator")
    refused = parley(*words, *end, as_="iom-principal", exit_=3)
    assert "differs from it in more than the corrections that are listed: b" in refused.out
    said = ("--editorial", "--symbol", "A/77/L.1", "--grounds", "A slip of the pen")
    told = parley(*words, *said, *end, as_="iom-principal")
    assert "[b] We report {+yearly+}." in told.err
    text = asked.state().texts["l-1"]
    assert text.symbol == "A/77/L.1" and [one.paragraph for one in text.corrections] == ["b"]
    log = parley("audit", "log", asked.process).out
    assert "the same text as v1 but for corrections of b: A slip of the pen" in log


def test_a_summary_is_listed_beside_the_text_and_the_version_stays_in_force(
    parley: Terminal, asked: Played, tmp_path: Path
) -> None:
    file = tmp_path / "heard.txt"
    file.write_text("[1] Two spoke.\n")
    words = ("publish", asked.process, file, "--text", "heard", "--kind", "summary")
    parley(*words, "--yes", "--in", "coordinator", as_="iom-principal")
    rows = {one["text"]: one for one in parley("text", "list", asked.process, "--json").data}
    assert (rows["v1"]["in_force"], rows["heard"]["beside"]) == (True, True)
    table = parley("text", "list", asked.process).out
    assert "beside the text" in table and "in force" in table
    assert "beside the text: summary heard" in parley("status", asked.process).out
