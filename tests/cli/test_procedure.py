"""Procedures as a person looks at them: checked with lines, explained in words, drawn without a collision."""

import re
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.procedure.draw.mermaid import mermaid
from domain.procedure.draw.said import ways, wrapped
from domain.procedure.draw.svg import draw
from domain.procedure.draw.tracks import seats
from domain.procedure.explain.page import explain
from domain.procedure.models import END, Procedure, Stage
from tests.cli.picture import SVG, collisions, outcomes, words
from tests.cli.terminal import Terminal
from tests.domain.play import procedure

ROOT = Path(__file__).parents[2]
PLEDGE = ROOT / "procedures" / "un-system-pledge.yaml"
SILENCE = ROOT / "procedures" / "silence-20-seconds.yaml"


@pytest.fixture
def parley() -> Terminal:
    """Rules of procedure are looked at without any server."""
    return Terminal(None)


def edited(folder: Path, old: str, new: str, file: Path = PLEDGE) -> Path:
    """A shipped procedure with one fault."""
    text = file.read_text()
    assert old in text
    path = folder / "edited.yaml"
    path.write_text(text.replace(old, new, 1))
    return path


# Listed and shown.


def test_the_shipped_procedures_are_listed(parley: Terminal) -> None:
    rows = {row["procedure"]: row for row in parley("procedure", "list", "--json").data}
    assert rows["un-system-pledge"]["stages"] == 7
    assert "Common pledge of the UN system" in parley("procedure", "list").out


def test_a_folder_is_listed_with_what_cannot_be_read(parley: Terminal, tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("a: [")
    edited(tmp_path, "version: 1", "version: 7")
    broken, good = parley("procedure", "list", "--folder", tmp_path, "--json").data
    assert broken["title"].startswith("cannot be read: ") and good["version"] == 7
    assert "not a folder" in parley("procedure", "list", "--folder", PLEDGE, exit_=2).err


def test_a_calendar_that_is_not_there_is_found_and_those_that_are_there_are_named(
    parley: Terminal, tmp_path: Path
) -> None:
    """A procedure outside the folder of the shipped ones names a shipped calendar, and one of its own."""
    file = edited(tmp_path, "calendar: un-geneva", "calendar: un-genova")
    assert "did you mean un-geneva?" in parley("procedure", "check", file, exit_=1).out
    own = tmp_path / "calendars" / "own.yaml"
    own.parent.mkdir()
    own.write_text(
        "calendars: {un-genova/1: {weekend: [Sun], status: synthetic, official_holidays: {}}}"
    )
    parley("procedure", "check", file)


def test_a_procedure_is_shown_as_tables(parley: Terminal) -> None:
    text = parley("procedure", "show", PLEDGE).out
    for part in ("decision_maker", "agreement.objections", "72 hours, silence agrees", "broken"):
        assert part in text
    data = parley("procedure", "show", PLEDGE, "--json").data
    assert data["sha256"] == procedure().sha256()


# Checked.


@pytest.mark.parametrize(
    ("old", "new", "said", "stands_in"),
    [
        (
            "then: {held: [endorsement], ",
            "then: {",
            "the outcome held leads nowhere",
            "then: {broken",
        ),
        (
            "broken: [revision]",
            "broken: [nowhere]",
            "there is no stage nowhere",
            "broken: [nowhere]",
        ),
        (
            "        stands: close",
            "        wrong: 1\n        stands: close",
            "not a field",
            "wrong: 1",
        ),
        (
            "silence_means: agrees",
            "silence_means: maybe",
            "`maybe` is not known",
            "silence_means: maybe",
        ),
        ("        silence_means: agrees\n", "", "is needed and is not given", "objections:"),
        ("class: chair", "class: consulted", "no role is a chair", "roles:"),
        ("lasts: {hours: 72}", "lasts: {hours: -72}", "-72 hours is no length of time", "lasts:"),
        ("lasts: {hours: 72}", "lasts: {hours: 0}", "0 hours is no length of time", "lasts:"),
        (
            "lasts: {hours: 72}",
            "closes: {at: 2022-05-16T18:00:00}",
            "this instant has no time zone",
            "closes:",
        ),
    ],
)
def test_a_fault_is_told_with_the_line_on_which_it_stands(
    parley: Terminal, tmp_path: Path, old: str, new: str, said: str, stands_in: str
) -> None:
    file = edited(tmp_path, old, new)
    told = parley("procedure", "check", file, "--json", exit_=1).data
    one = next(finding for finding in told["findings"] if said in finding["wrong"])
    assert stands_in in file.read_text().splitlines()[one["line"] - 1]
    lines = [finding["line"] for finding in told["findings"]]
    assert lines == sorted(lines)
    assert f"line {one['line']}" in parley("procedure", "check", file, exit_=1).out


def test_an_error_says_what_is_wrong_why_it_matters_and_how_to_mend_it(
    parley: Terminal, tmp_path: Path
) -> None:
    text = parley("procedure", "check", edited(tmp_path, "held: [endorsement], ", ""), exit_=1).out
    line = next(
        n for n, one in enumerate(PLEDGE.read_text().splitlines(), 1) if "held: [endo" in one
    )
    assert f"edited.yaml, line {line}" in text
    assert "why   the process would stand still" in text and "mend  add `held:" in text


def test_one_fault_in_a_stage_is_told_once_and_not_as_a_roadmap_without_stages(
    parley: Terminal, tmp_path: Path
) -> None:
    file = edited(tmp_path, "        stands: close", "        wrong: 1\n        stands: close")
    out = parley("procedure", "check", file, exit_=1).out
    assert "Tuple" not in out and out.endswith("1 error, 0 warnings.\n")


def test_a_roadmap_without_stages_is_told(parley: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "empty.yaml"
    text = PLEDGE.read_text()
    file.write_text(text[: text.index("roadmap:")] + "roadmap: []\n")
    told = parley("procedure", "check", file, "--json", exit_=1).data["findings"]
    assert [(one["where"], one["wrong"]) for one in told] == [
        ("roadmap", "at least one is needed here")
    ]


def test_a_file_that_is_nested_too_deep_is_told_so(parley: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "deep.yaml"
    file.write_text("a: " + "[" * 3000 + "]" * 3000 + "\n")
    assert "nested too deep" in parley("procedure", "check", file, exit_=1).out


def test_a_warning_ends_with_zero(parley: Terminal) -> None:
    told = parley("procedure", "check", SILENCE, "--json").data
    assert told["errors"] == 0 and told["findings"][0]["level"] == "warning"
    assert "nothing is wrong" in parley("procedure", "check", PLEDGE).out


@pytest.mark.parametrize(
    "content",
    [
        b"", b"a: [", b"- 1", b"a: 1\na: 2", b"\xff\xfe\x00", b"a: \x00", b'a: "\\ud800"', b"a: &a [*a]",
        b"&x " + b"[" * 3000, b"procedure: x", b"? [1]: 2", b"roadmap: 3", b"venues: {1: {2: 3}}",
        b"a: 2022-02-30", b"%YAML 9.9\n---\na: 1", b"!!python/object:os.system {}",
    ],
)  # fmt: skip
@pytest.mark.parametrize("command", ["check", "show", "explain", "draw"])
def test_a_broken_file_is_told_in_sentences(
    parley: Terminal, tmp_path: Path, content: bytes, command: str
) -> None:
    file = tmp_path / "broken.yaml"
    file.write_bytes(content)
    expected = 1 if command == "check" and decodable(content) else 2
    told = parley("procedure", command, file, exit_=expected)
    assert "broken.yaml" in told.out + told.err


def decodable(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def test_a_file_that_is_missing_or_too_large_is_told(parley: Terminal, tmp_path: Path) -> None:
    assert "cannot be read" in parley("procedure", "check", tmp_path / "none", exit_=2).err
    large = tmp_path / "large.yaml"
    large.write_text("a: 1\n" * 2_000_000)
    assert "longer than" in parley("procedure", "check", large, exit_=2).err


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("venue: geneva", "venue: nowhere"),
        ("broken: [revision]", "broken: [nowhere]"),
        ("asks: [principal]", "asks: [nowhere]"),
        ("kind: silence_procedure", "kind: nowhere"),
        ("closes: {date: meeting}", "closes: {date: nowhere}"),
        ("escalates_to: coordinator", "escalates_to: nowhere"),
        ("count: objection", "count: nowhere"),
    ],
)
def test_a_faulty_procedure_can_be_read_as_words_and_as_a_picture(
    parley: Terminal, tmp_path: Path, old: str, new: str
) -> None:
    """Whoever mends a file wants to see what it says so far."""
    file = edited(tmp_path, old, new)
    parley("procedure", "check", file, exit_=1)
    assert "Revision round" in parley("procedure", "explain", file).out
    assert collisions(parley("procedure", "draw", file).out) == []
    assert "flowchart" in parley("procedure", "draw", file, "--mermaid").out
    assert parley("procedure", "show", file).out


# Explained.


def sentences(rules: Procedure) -> str:
    return "\n".join(line for passage in explain(rules) for line in passage.lines)


def test_what_parties_agree_to_by_silence_stands_there_in_two_sentences(parley: Terminal) -> None:
    text = parley("procedure", "explain", PLEDGE).out
    assert (
        "If no Entity of the Executive Committee objects within 72 hours, the text is agreed. "
        "An objection sent later is kept but does not count."
    ) in text
    data = parley("procedure", "explain", PLEDGE, "--json").data
    assert [one["heading"] for one in data if one["level"] == 2][3] == "Drafting of the pledge"


def test_every_stage_question_answer_and_role_is_explained() -> None:
    rules = procedure()
    text = sentences(rules) + "\n".join(passage.heading for passage in explain(rules))
    for stage in rules.roadmap:
        assert stage.title in text
        for question in stage.questions.values():
            assert question.title in text
            assert all(f"“{one.title}”" in text for one in question.answers.values())
    assert all(role.title in text for role in rules.roles.values())


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"window": {"lasts": {"hours": 48}}}, "within 48 hours, the text is agreed"),
        ({"hold": None}, "A party may ask"),
        ({"if_all_withdrawn": "stays_broken"}, "Once broken it stays broken"),
        ({"confirmed_by": "coordinator"}, "provisional until the Network Coordinator confirms it"),
        ({"visible": "all"}, "is seen by everybody"),
        (
            {"adds_up_to": [{"when": [{"count": "objection", "at_least": 2}], "permits": ["broken"]},
                            {"permits": ["held"]}]},
            "If fewer than 2 give “Objection” within 72 hours, the text is agreed.",
        ),
        (
            {"adds_up_to": [{"when": [{"count": "objection", "share_at_least": "1/3", "of": "answered"}],
                             "permits": ["broken"]}, {"permits": ["held"]}]},
            "If at least one third of those that have answered have said “Objection”: “broken”",
        ),
    ],
)  # fmt: skip
def test_the_page_changes_with_the_rule(value: dict[str, object], said: str) -> None:
    """A page that says the same whatever the rule says would be caught here."""
    data = procedure().model_dump(mode="json", by_alias=True)
    agreement = next(stage for stage in data["roadmap"] if stage["stage"] == "agreement")
    before = sentences(Procedure.model_validate(data))
    agreement["questions"]["objections"].update(value)
    after = sentences(Procedure.model_validate(data))
    assert before.count(said) != after.count(said)


# Drawn.


def test_a_picture_is_an_accessible_document_with_every_outcome_on_an_arrow(
    parley: Terminal, tmp_path: Path
) -> None:
    file = tmp_path / "pledge.svg"
    parley("procedure", "draw", PLEDGE, "-o", file)
    root = fromstring(file.read_text())
    assert root.get("role") == "img" and root.get("aria-labelledby") == "title desc"
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None and description is not None
    assert title.text == "Common pledge of the UN system, version 1"
    assert "Agreement on the text: broken leads to Revision round." in (description.text or "")
    drawn = {word.what for word in outcomes(file.read_text())}
    assert {"held", "broken", "withdrawn", "no agreement", "read"} <= drawn
    assert parley("procedure", "draw", PLEDGE).out == file.read_text()


@pytest.mark.parametrize("name", sorted(file.stem for file in PLEDGE.parent.glob("*.yaml")))
def test_nothing_collides_in_the_shipped_pictures(name: str) -> None:
    assert collisions(draw(procedure(name))) == []


NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,30}", fullmatch=True)
TITLES = st.text(
    st.characters(categories=("L", "N", "P", "Zs"), max_codepoint=0x24F), min_size=1, max_size=120
)


@st.composite
def roadmaps(draw_: st.DrawFn) -> Procedure:
    """Roadmaps of any shape: loops, branches, joins, stages that skip others, long and strange titles."""
    stages = procedure().roadmap
    keys = [f"s{number}" for number in range(draw_(st.integers(1, 7)))]
    found = []
    for key in keys:
        stage = draw_(st.sampled_from(stages))
        targets = st.lists(st.sampled_from([*keys, END]), min_size=1, max_size=3, unique=True).map(
            tuple
        )
        then = draw_(st.dictionaries(NAMES, targets, min_size=1, max_size=5))
        title = draw_(TITLES.filter(str.strip))
        found.append(stage.model_copy(update={"stage": key, "then": then, "title": title}))
    return procedure().model_copy(update={"roadmap": tuple(found)})


@settings(deadline=None)
@given(roadmaps())
def test_nothing_collides_whatever_leads_where(rules: Procedure) -> None:
    assert collisions(draw(rules)) == []


def tracks() -> Procedure:
    """Four stages that follow one: two tracks join a third one, which is the longest; a fourth ends by itself."""
    one = procedure().stage("agreement")

    def stage(key: str, **then: tuple[str, ...]) -> Stage:
        return one.model_copy(update={"stage": key, "title": f"Stage {key}", "then": then})

    roadmap = (
        stage("opening", held=("budget", "legal", "event", "text"), broken=(END,)),
        stage("budget", held=("joined",), broken=("budget",)),
        stage("legal", held=("joined",)),
        stage("event", held=(END,)),
        stage("text", held=("reading",), broken=("text",)),
        stage("reading", held=("joined",), broken=("text",)),
        stage("joined", held=("adoption", "statements"), broken=("joined",)),
        stage("adoption", held=(END,)),
        stage("statements", held=(END,)),
    )
    return procedure().model_copy(update={"roadmap": roadmap})


def test_tracks_that_run_at_the_same_time_stand_side_by_side_and_come_together_where_they_join() -> (
    None
):
    at, found = seats(tracks(), ways(tracks()))
    assert {at[key].row for key in ("budget", "legal", "event", "text")} == {1}
    assert {at[key].column for key in ("budget", "legal", "event")} == {1, 2, 3}
    assert at["opening"].column == at["text"].column == at["reading"].column == 0
    assert at["joined"].row > at["reading"].row and at["statements"].column == 1
    assert {one.joins for one in found if one.stages[0] in ("budget", "legal")} == {"joined"}
    picture = draw(tracks())
    assert collisions(picture) == []
    assert "side by side" in "".join(one.what for one in words(picture))


def test_a_track_that_may_lead_back_to_its_beginning_stands_beside_the_others_too() -> None:
    rules = procedure("entity-clearance")
    at, _ = seats(rules, ways(rules))
    assert at["units"].row == at["legal_review"].row
    assert {at["units"].column, at["legal_review"].column} == {0, 1}
    assert collisions(draw(rules)) == []


def test_a_track_that_another_stage_leads_into_stays_in_the_first_column() -> None:
    """The broken twin: an arrow from the middle of one track into another would cross its boxes."""
    rules = tracks()
    then = {"held": ("joined",), "broken": ("budget",)}
    tangled = rules.model_copy(
        update={
            "roadmap": tuple(
                one.model_copy(update={"then": then}) if one.stage == "reading" else one
                for one in rules.roadmap
            )
        }
    )
    at, _ = seats(tangled, ways(tangled))
    assert at["budget"].column == at["reading"].column == 0 and at["event"].column > 0
    assert collisions(draw(tangled)) == []


def test_a_picture_says_what_its_signs_mean_and_names_several_questions_by_their_titles() -> None:
    told = " ".join(one.what for one in words(draw(procedure())))
    assert "A box is a stage." in told and "A ring: the process ends there." in told
    assert "1. A first text of the pledge (Lead pledging entity)" in told


def test_arrows_that_do_not_pass_each_other_share_a_lane() -> None:
    """Forty stages with a loop back from each: the picture is no wider than that of three."""
    one = procedure().stage("agreement")

    def wide(stages: int) -> float:
        then = {"held": (END,), "withdrawn": (END,)}
        found = [
            one.model_copy(
                update={
                    "stage": f"s{n}",
                    "then": {**then, "held": (f"s{n + 1}",), "broken": (f"s{max(0, n - 1)}",)},
                }
            )
            for n in range(stages)
        ]
        rules = procedure().model_copy(update={"roadmap": tuple(found)})
        return float(fromstring(draw(rules)).get("width", 0))

    assert wide(40) == wide(3)


def test_a_picture_whose_words_lie_on_lines_is_caught() -> None:
    """The broken twin: words where the lanes are, and all arrows in one lane through the boxes."""
    good = draw(procedure())
    on_the_line = re.sub(
        r'(class="outcome" x="\d+" y=")(\d+)', lambda m: f"{m[1]}{int(m[2]) + 8}", good
    )
    assert any("a line through" in one for one in collisions(on_the_line))
    left = good.split('rx="8"')[0].rsplit('x="', 1)[1].split('"')[0]
    through = re.sub(r"H\d+ V", f"H{int(left) + 40} V", good)
    assert "a line through a box" in collisions(through)


@given(st.text(max_size=300), st.integers(4, 60))
def test_lines_are_never_longer_than_they_may_be_and_lose_no_letter(text: str, most: int) -> None:
    lines = wrapped(text, most)
    assert max(map(len, lines)) <= most
    kept = "".join(lines).replace("-", "").replace(" ", "")
    assert kept == "".join(text.split()).replace("-", "")


def test_mermaid_text_names_every_stage_and_arrow(parley: Terminal) -> None:
    text = parley("procedure", "draw", PLEDGE, "--mermaid").out
    assert text.startswith("flowchart TD\n  accTitle: Common pledge of the UN system")
    assert text.count("-->") == len(
        {(s.stage, t) for s in procedure().roadmap for ts in s.then.values() for t in ts}
    )
    assert '-->|"broken"| s3' in text


def test_strange_titles_stay_words_in_both_pictures() -> None:
    rules = procedure()
    strange = '<b>"x"</b> & ]--> end'
    stage = rules.roadmap[0].model_copy(update={"title": strange})
    rules = rules.model_copy(update={"roadmap": (stage, *rules.roadmap[1:])})
    assert strange in [one.text for one in fromstring(draw(rules)).iter(f"{SVG}text")]
    assert "#quot;x#quot;" in mermaid(rules) and "<b><b>" not in mermaid(rules)


def test_the_check_says_which_roles_a_file_of_parties_leaves_vacant(
    parley: Terminal, tmp_path: Path
) -> None:
    full = ROOT / "scenarios" / "three-members.parties.yaml"
    few = tmp_path / "parties.yaml"
    few.write_text(full.read_text().replace("roles: [member]", "roles: [observer]"))

    def vacant(parties: Path) -> list[str]:
        found = parley("procedure", "check", SILENCE, "--parties", parties, "--json").data
        return [one["wrong"] for one in found["findings"] if one["where"] != short]

    short = "roadmap.0.questions.objections.window"
    assert vacant(full) == []
    assert vacant(few) == [
        "nobody could act as Member",
        "agreement.objections asks only vacant roles, and nobody can answer it: Member",
    ]
