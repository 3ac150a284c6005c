"""Tables in and out: a dry run, lines and columns of what is wrong, a receipt for each row, no formulas."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli import acts_table, dispositions_table, parties_table
from cli.tables import FORMULA, shielded, shielded_out, table
from rehearsal.parties import read_parties
from tests.cli.terminal import Played, Terminal

ROOT = Path(__file__).parents[2]
CHAIR = ("--in", "coordinator")
PARTIES = """\
party,name,roles,person,person_name,email,capacity,person_roles,from,until
office,The office,coordinator,chair,Chair,,principal,,,
a,Member A,member,member-a,Head of A,head@a.example,principal,,,
a,,,deputy-a,Deputy of A,,deputy,member,2026-01-01T00:00 Geneva,2027-01-01T00:00 Geneva
b,"Member B, merged",member,,,,,,,
"""
ACTS = """\
step,person,answer,channel,source,reported_at,paragraphs,wording,comment
revision.proposals,who-principal,proposal,e-mail,mail 11,2022-02-16T09:30 Geneva,"a, b",Better words,
revision.proposals,ilo-principal,comment,letter,letter 3,,,,We agree
"""


def written(folder: Path, text: str | bytes, name: str = "table.csv") -> Path:
    file = folder / name
    file.write_bytes(text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text)
    return file


def version(parley: Terminal, played: Played) -> int:
    return int(parley("status", played.process, "--json").data["version"])


# Parties.


def test_a_table_of_parties_becomes_the_file_with_which_a_process_starts(
    parley: Terminal, tmp_path: Path
) -> None:
    file, parties = written(tmp_path, PARTIES), tmp_path / "parties.yaml"
    dry = parley("parties", "import", file, "-o", parties, "--dry-run")
    assert "3 parties, 3 persons." in dry.out and not parties.exists()
    parley("parties", "import", file, "-o", parties)
    assert [one.name for one in read_parties(parties.read_text()).parties][2] == "Member B, merged"
    rules = ROOT / "procedures/silence-20-seconds.yaml"
    parley("start", rules, parties, "--title", "A text", as_="chair")
    rows = list(csv.DictReader(io.StringIO(parley("parties", "export", "A text").out)))
    assert [(row["party"], row["person"]) for row in rows] == [
        ("office", "chair"), ("a", "member-a"), ("a", "deputy-a"), ("b", ""),
    ]  # fmt: skip
    assert (
        rows[1]["email"] == "head@a.example" and rows[2]["until"] == "2026-12-31T23:00:00.000000Z"
    )


def test_what_was_exported_can_be_imported_and_says_the_same(
    parley: Terminal, tmp_path: Path
) -> None:
    parties = ROOT / "scenarios/three-members.parties.yaml"
    rules = ROOT / "procedures/silence-20-seconds.yaml"
    parley("start", rules, parties, "--title", "A text", as_="chair")
    table_, again = tmp_path / "out.csv", tmp_path / "again.yaml"
    parley("parties", "export", "A text", "-o", table_)
    parley("parties", "import", table_, "-o", again)
    assert read_parties(again.read_text()) == read_parties(parties.read_text())


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("2026-01-01T00:00 Geneva", "2026-01-01T00:00", "line 4: column from"),
        ("principal,,,\na,", "emperor,,,\na,", "line 2: column capacity"),
        ("head@a.example", "nowhere", "line 3: column email: this is not an e-mail address"),
        (
            "deputy,member,",
            "deputy,observer,",
            "line 4: column person_roles: a has no role observer",
        ),
        ("a,,,deputy-a", "a,Other,,deputy-a", "line 4: column name: line 3 says Member A for a"),
        ("a,,,deputy-a", ",,,deputy-a", "line 4: column party"),
        ("deputy-a,Deputy of A", "member-a,Somebody", "line 4: column person_name"),
        ("The office,coordinator", "The office,", "line 2: column roles"),
        ("Chair,", "Cha\x00ir,", "line 2"),
        ("Chair,", "Cha\x07ir,", "line 2: column person_name: the character U+0007"),
        ("until\n", "until,more\n", 'line 1: there is no column "more"'),
        ("email,capacity", "email,email", "line 1: the column email is there twice"),
        ('merged",member,,,,,,,', 'merged",member,,,,,,,,,9', "line 5: 12 cells"),
        ('"Member B, merged"', '"Member B', "line 5"),
        ("party,name", "name", "the column party is missing"),
    ],
)
def test_bad_rows_are_named_with_line_and_column_and_nothing_is_written(
    parley: Terminal, tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert old in PARTIES
    file, out = written(tmp_path, PARTIES.replace(old, new, 1)), tmp_path / "out.yaml"
    told = parley("parties", "import", file, "-o", out, exit_=2)
    assert said in told.err and not out.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the column party is missing"),
        (b"party\n", "has no row"),
        (b"party\n\xff\n", "not UTF-8"),
        ("party\n\ud800\n", "not UTF-8"),
        (b"party\n" + b"a\n" * 4_100_000, "larger than"),
        (b"party\n" + b"x" * 200_000 + b"\n", "field larger than field limit"),
    ],
    ids=["empty", "no row", "no text", "half a letter", "too large", "a huge cell"],
)
def test_a_file_that_is_no_table_is_told(
    parley: Terminal, tmp_path: Path, content: str | bytes, said: str
) -> None:
    assert said in parley("parties", "import", written(tmp_path, content), exit_=2).err


def test_a_table_from_a_spreadsheet_may_have_a_mark_and_semicolons(
    parley: Terminal, tmp_path: Path
) -> None:
    text = "\ufeff" + PARTIES.replace('"Member B, merged"', "Member B").replace(",", ";")
    file = written(tmp_path, text.replace("\n", "\r\n"))
    assert "3 parties" in parley("parties", "import", file, "--dry-run").out


# Received acts.


def test_a_dry_run_foresees_every_row_and_sends_nothing(
    parley: Terminal, asked: Played, tmp_path: Path
) -> None:
    before = version(parley, asked)
    words = ("acts", "import", asked.process, written(tmp_path, ACTS), "--dry-run", "--json")
    told = parley(*words, as_="secretariat-principal").data
    assert [row["result"] for row in told["rows"]] == ["would be accepted"] * 2
    assert [row["line"] for row in told["rows"]] == [2, 3]
    assert version(parley, asked) == before


def test_every_row_has_its_receipt_is_marked_as_bulk_and_counts_for_its_author(
    parley: Terminal, asked: Played, tmp_path: Path
) -> None:
    words = ("acts", "import", asked.process, written(tmp_path, ACTS), "--yes", "--json")
    told = parley(*words, as_="secretariat-principal").data
    assert all(
        row["receipt"] and row["command_id"].startswith("bulk:acts:") for row in told["rows"]
    )
    on_record = {one.envelope.command_id: one for one in asked.history()}
    assert all(row["command_id"] in on_record for row in told["rows"])
    first = parley("proposals", asked.process, "--json").data[0]
    assert first["party"] == "who" and first["paragraphs"] == ["a", "b"]


def test_importing_twice_records_nothing_twice(
    parley: Terminal, asked: Played, tmp_path: Path
) -> None:
    words = ("acts", "import", asked.process, written(tmp_path, ACTS), "--yes", "--json")
    parley(*words, as_="secretariat-principal")
    before = version(parley, asked)
    told = parley(*words, as_="secretariat-principal").data
    assert {row["result"] for row in told["rows"]} == {"already on record"}
    assert version(parley, asked) == before
    more = ACTS + "revision.proposals,undp-principal,comment,e-mail,mail 12,,,,Fine\n"
    longer = ("acts", "import", asked.process, written(tmp_path, more), "--yes", "--json")
    told = parley(*longer, as_="secretariat-deputy").data
    assert told["totals"] == {"already on record": 2, "accepted": 1}


def test_rows_that_are_alike_are_separate_acts(
    parley: Terminal, asked: Played, tmp_path: Path
) -> None:
    """Two equal comments of one institution are two comments; an id from the row alone would swallow one."""
    row = ACTS.splitlines()[2]
    file = written(tmp_path, ACTS + row + "\n")
    words = ("acts", "import", asked.process, file, "--yes", "--json")
    told = parley(*words, as_="secretariat-principal").data
    assert told["totals"] == {"accepted": 3}
    assert len({one["command_id"] for one in told["rows"]}) == 3


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("2022-02-16T09:30 Geneva", "2022-02-16T09:30", "line 2: column reported_at"),
        ("2022-02-16T09:30 Geneva", "yesterday", "line 2: column reported_at"),
        ("ilo-principal", "ilo-nobody", 'line 3: column person: There is no person "ilo-nobody"'),
        ("revision.proposals,ilo", "revision.nothing,ilo", "line 3: column step"),
        ("comment,letter", "applause,letter", "line 3: column answer"),
        ("comment,letter", "comment,telex", "line 3: column channel"),
        ("letter 3", "", "line 3: column source: this is needed"),
        ("We agree", "", "line 3: column comment"),
        ('"a, b"', '"a, z"', "line 2: column paragraphs"),
        ("Better words", "", "line 2: column wording"),
        ("We agree", "We \x0b agree", "line 3: column comment: the character U+000B"),
        ("We agree", "x" * 21_000, "line 3: column comment"),
    ],
)
def test_while_any_row_is_malformed_nothing_is_sent(
    parley: Terminal, asked: Played, tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert old in ACTS
    before = version(parley, asked)
    file = written(tmp_path, ACTS.replace(old, new, 1))
    words = ("acts", "import", asked.process, file, "--yes")
    told = parley(*words, exit_=2, as_="secretariat-principal")
    assert said in told.err
    assert version(parley, asked) == before


def test_late_rows_are_kept_and_told_apart(
    parley: Terminal, proposed: Played, tmp_path: Path
) -> None:
    words = ("acts", "import", proposed.process, written(tmp_path, ACTS), "--yes", "--json")
    dry = parley(*words, "--dry-run", exit_=1, as_="secretariat-principal").data
    assert {row["result"] for row in dry["rows"]} == {"would be kept, not counted"}
    told = parley(*words, exit_=3, as_="secretariat-principal").data
    assert {row["refused"]["code"] for row in told["rows"]} == {"DeadlinePassed"}
    assert all(row["receipt"] for row in told["rows"])


def test_only_who_enters_acts_may_import_them_and_is_asked_before(
    parley: Terminal, asked: Played, tmp_path: Path
) -> None:
    words = ("acts", "import", asked.process, written(tmp_path, ACTS))
    assert "nothing was sent" in parley(*words, "--yes", exit_=2, as_="who-principal").err
    told = parley(*words, exit_=2, as_="secretariat-principal")
    assert "This enters 2 acts" in told.err and "Nothing was done" in told.err


# Dispositions.


def test_dispositions_go_out_are_filled_in_and_come_back(
    parley: Terminal, proposed: Played, tmp_path: Path
) -> None:
    file = tmp_path / "proposals.csv"
    parley("dispositions", "export", proposed.process, "-o", file)
    rows = list(csv.DictReader(io.StringIO(file.read_text())))
    assert rows[0]["wording"] == "'=SUM(A1) of all themes"
    assert rows[0]["flag"] == "P3" and rows[0]["disposition"] == ""
    rows[0] |= {"disposition": "not_accepted", "grounds": "It lists themes"}
    written(tmp_path, table(list(rows[0]), rows), "proposals.csv")
    words = ("dispositions", "import", proposed.process, file, *CHAIR, "--json")
    dry = parley(*words, "--dry-run", as_="iom-principal").data
    assert dry["totals"] == {"would be accepted": 1}
    assert parley(*words, "--yes", as_="iom-principal").data["totals"] == {"accepted": 1}
    assert parley(*words, "--yes", as_="iom-principal").data["totals"] == {"already on record": 1}
    left = parley("proposals", proposed.process, "--open", "--json").data
    assert [one["party"] for one in left] == ["iom"]
    every = parley("dispositions", "export", proposed.process, "--all", "--json").data
    assert every[0]["disposition"] == "not_accepted"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("999,accepted,x", "line 2: column proposal: there is no standing proposal"),
        ("=1+1,accepted,x", "line 2: column proposal"),
        ("{0},wonderful,x", "line 2: column disposition"),
        ("{0},accepted,", "line 2: column grounds"),
        ("{0},,x", "line 2: column disposition: grounds are given without"),
        (
            "{0},accepted,x\n{0},noted,y",
            "line 3: column proposal: proposal {0} is already in line 2",
        ),
    ],
)
def test_a_malformed_disposition_stops_the_whole_table(
    parley: Terminal, proposed: Played, tmp_path: Path, rows: str, said: str
) -> None:
    number = parley("proposals", proposed.process, "--json").data[0]["number"]
    file = written(tmp_path, "proposal,disposition,grounds\n" + rows.format(number) + "\n")
    before = version(parley, proposed)
    words = ("dispositions", "import", proposed.process, file, "--yes", *CHAIR)
    assert said.format(number) in parley(*words, exit_=2, as_="iom-principal").err
    assert version(parley, proposed) == before


def test_a_disposition_on_record_is_not_changed_by_a_table(
    parley: Terminal, proposed: Played, tmp_path: Path
) -> None:
    number = parley("proposals", proposed.process, "--json").data[0]["number"]
    file = written(tmp_path, f"proposal,disposition,grounds\n{number},accepted,x\n")
    words = ("dispositions", "import", proposed.process, file, "--yes", *CHAIR)
    parley(*words, as_="iom-principal")
    written(tmp_path, f"proposal,disposition,grounds\n{number},noted,x\n")
    told = parley(*words, exit_=2, as_="iom-principal")
    assert f"proposal {number} is already accepted" in told.err


def test_a_deputy_of_another_party_disposes_of_nothing(
    parley: Terminal, proposed: Played, tmp_path: Path
) -> None:
    number = parley("proposals", proposed.process, "--json").data[0]["number"]
    file = written(tmp_path, f"proposal,disposition,grounds\n{number},accepted,x\n")
    words = ("dispositions", "import", proposed.process, file, "--dry-run", "--json")
    told = parley(*words, exit_=1, as_="who-deputy").data
    assert told["rows"][0]["refused"]["code"] == "NotPermitted"


# Cells.


@given(st.text(st.characters(exclude_categories=("Cs", "Cc"))))
def test_a_cell_comes_back_as_it_went_out_and_is_no_formula(cell: str) -> None:
    assert not shielded(cell).startswith(FORMULA)
    assert shielded_out(shielded(cell)) == cell


def test_a_cell_written_as_it_is_would_be_a_formula() -> None:
    """The broken twin of `table`: what a spreadsheet would have computed."""
    naive, safe = io.StringIO(), table(("x",), [{"x": "=1+1"}])
    csv.writer(naive).writerow(["=1+1"])
    assert naive.getvalue().startswith(FORMULA)
    assert not safe.splitlines()[1].startswith(FORMULA)


def test_the_document_names_every_column() -> None:
    text = (ROOT / "docs/tables.md").read_text()
    acts = (*acts_table.NEEDED, *acts_table.OPTIONAL)
    columns = {*parties_table.COLUMNS, *dispositions_table.COLUMNS, *acts}
    assert [one for one in sorted(columns) if f"`{one}`" not in text] == []
