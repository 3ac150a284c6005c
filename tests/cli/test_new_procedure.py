"""A procedure of one's own from a template, and the schema that editors check it with."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from cli.new_procedure import KINDS, TEMPLATES, _line, filled
from cli.schemas import text_of
from domain.file.load import load_yaml, plain
from domain.procedure.check.procedure import check
from domain.procedure.read import parse_procedure
from rehearsal.schema import SCHEMAS
from tests.cli.terminal import Terminal

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT / "docs" / "schema"
VALUES = {
    "title": "A title",
    "name": "a-title",
    "chair": "Chair",
    "members": "Member",
    "window": "{hours: 72}",
    "venue": "geneva",
    "venue-name": "Geneva",
    "zone": "Europe/Zurich",
}


@pytest.fixture
def parley() -> Terminal:
    return Terminal(None)


def test_every_template_is_offered() -> None:
    assert {file.stem for file in TEMPLATES.glob("*.yaml")} == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_template_gives_passes_the_check_without_a_warning(
    parley: Terminal, tmp_path: Path, kind: str
) -> None:
    file = tmp_path / "mine.yaml"
    parley("procedure", "new", "--template", kind, "--title", "Mine: a “test”", "-o", file)
    assert "<<" not in file.read_text()
    told = parley("procedure", "check", file, "--json").data
    assert told["findings"] == []
    assert parley("procedure", "explain", file).out.startswith("# Mine: a “test”")


@given(st.text(min_size=1, max_size=60))
def test_no_title_breaks_the_file(title: str) -> None:
    if not title.isprintable() or not title.strip():
        return
    one = parse_procedure(filled("silence", {**VALUES, "title": _line(title)}))
    assert one.title == title


def test_options_are_what_the_file_says(parley: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    words = ("--title", "Minutes", "--members", "Member State", "--window", "1 week")
    parley(
        "procedure",
        "new",
        "--template",
        "silence",
        *words,
        "--venue",
        "Lima=America/Lima",
        "-o",
        file,
    )
    one = parse_procedure(file.read_text())
    assert (one.procedure, one.zone, one.roles["member"].title) == (
        "minutes", "America/Lima", "Member State",
    )  # fmt: skip
    window = one.roadmap[0].questions["objections"].window.lasts
    assert window is not None and (window.unit, window.n) == ("weeks", 1)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--template", "treaty"), 'no template "treaty"'),
        ((), "No template is named"),
        (("--template", "silence", "--venue", "Atlantis"), "no place that is known"),
        (("--template", "silence", "--window", "soon"), "is not a span"),
        (("--template", "silence", "--window", "72 parsecs"), "is not a span"),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(
    parley: Terminal, words: tuple[str, ...], said: str
) -> None:
    assert said in parley("procedure", "new", *words, exit_=2).err


def test_a_file_that_is_there_is_not_written_over(parley: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("mine")
    words = ("procedure", "new", "--template", "silence", "-o", file)
    assert "is there already" in parley(*words, exit_=2).err
    assert file.read_text() == "mine"
    parley(*words, "--force")
    assert file.read_text() != "mine"


# The schema.


@pytest.mark.parametrize("kind", SCHEMAS)
def test_the_published_schemas_are_current(kind: str) -> None:
    """Where this fails: `parley procedure schema KIND -o docs/schema/KIND.json`."""
    assert (SCHEMA / f"{kind}.json").read_text(encoding="utf-8") == text_of(kind)


def files() -> list[tuple[str, Path]]:
    procedures = [("procedure", file) for file in sorted((ROOT / "procedures").glob("*.yaml"))]
    scenarios = [
        ("parties" if ".parties" in file.name else "scenario", file)
        for file in sorted((ROOT / "scenarios").glob("*.yaml"))
    ]
    return procedures + scenarios


def problems(kind: str, text: str) -> list[str]:
    schema = json.loads((SCHEMA / f"{kind}.json").read_text(encoding="utf-8"))
    found = Draft202012Validator(schema).iter_errors(plain(load_yaml(text)))
    return [one.message for one in found]


@pytest.mark.parametrize(("kind", "file"), files(), ids=lambda value: getattr(value, "stem", value))
def test_every_shipped_file_fits_its_schema(kind: str, file: Path) -> None:
    assert problems(kind, file.read_text(encoding="utf-8")) == []


def test_the_schema_finds_what_an_editor_should_show() -> None:
    text = (ROOT / "procedures" / "silence-20-seconds.yaml").read_text()
    assert problems("procedure", text.replace("silence_means: agrees", "silence_means: maybe"))
    assert problems("procedure", text.replace("visible: chair", "visibel: chair"))
    assert problems("procedure", text.replace("{class: chair,", "{klass: chair,"))


def test_every_template_fits_the_schema() -> None:
    for kind in KINDS:
        text = filled(kind, VALUES)
        assert problems("procedure", text) == [] and check(parse_procedure(text)) == []


def test_the_schema_says_what_a_field_is_for() -> None:
    schema = SCHEMAS["scenario"]()
    assert "with a zone" in schema["$defs"]["act-extend"]["properties"]["at"]["description"]
    assert schema["$defs"]["act-amend"]["properties"]["also_open"]["description"]
