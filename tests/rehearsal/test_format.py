"""`docs/scenario-format.md` names every word and every field, and what it shows is taken by the reader."""

import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from ruamel.yaml import YAML

from domain.file.load import plain
from rehearsal.acts import VOCABULARY
from rehearsal.expectations import (
    PLACE,
    Expectation,
    NotEndorsed,
    OfAction,
    OfPledge,
    OfProposal,
    OfStep,
    OfText,
)
from rehearsal.keeping import EVENT_TYPES
from rehearsal.parties import PartiesFile, PartyEntry, PersonEntry
from rehearsal.scenario import HEADER, Entry, Scenario, Variant
from rehearsal.texts import TextEntry
from tests.rehearsal.conftest import Play
from tests.rehearsal.small import ROOT, write
from tests.rehearsal.test_scenarios import wrong

TEXT = (ROOT / "docs" / "scenario-format.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
SECTIONS = dict(re.findall(r"### `([a-z-]+)`\n(.*?)(?=\n#|\Z)", TEXT, re.DOTALL))


def names(model: type[BaseModel]) -> set[str]:
    """The fields of a model as a file writes them."""
    fields = {field.alias or name for name, field in model.model_fields.items()}
    return fields - set(PLACE) if model in (Expectation, Entry) else fields


def named_in(text: str) -> set[str]:
    return set(re.findall(r"`([^`\n]+)`", text))


def loaded(block: str) -> Any:
    return plain(YAML(typ="rt", pure=True).load(block))


def test_the_document_names_every_act_and_no_other() -> None:
    assert set(SECTIONS) == set(VOCABULARY)


@pytest.mark.parametrize("word", VOCABULARY)
def test_the_document_names_every_field_of_an_act_and_shows_it(word: str) -> None:
    prose, example = SECTIONS[word].split("```yaml\n")
    assert names(VOCABULARY[word]) - {"act"} <= named_in(prose)
    (shown,) = loaded(example.removesuffix("```\n").removesuffix("```"))
    assert Entry.model_validate(shown).said.act == word


@pytest.mark.parametrize(
    "model",
    [
        Scenario,
        Variant,
        Entry,
        PartyEntry,
        PersonEntry,
        TextEntry,
        Expectation,
        NotEndorsed,
        OfStep,
        OfAction,
        OfProposal,
        OfText,
        OfPledge,
    ],
)
def test_the_document_names_every_field_of_the_file(model: type[BaseModel]) -> None:
    shown = named_in(TEXT) | set(
        re.findall(r"^ *-? *\{?([a-z_]+):", "\n".join(BLOCKS), re.MULTILINE)
    )
    assert names(model) - {"said"} <= shown


def test_the_document_names_what_every_act_has_and_what_letters_are_about() -> None:
    assert set(HEADER) | set(EVENT_TYPES) <= named_in(TEXT)


@pytest.mark.parametrize("block", BLOCKS, ids=[block.splitlines()[0][:40] for block in BLOCKS])
def test_what_the_document_shows_is_taken_by_the_reader(block: str) -> None:
    data = loaded(block)
    if isinstance(data, list):
        assert all(Entry.model_validate(one).said.act == one["act"] for one in data)
    elif "procedure" in data:
        assert Scenario.model_validate(data).acts
    elif "parties" in data:
        assert PartiesFile.model_validate(data).parties
    else:
        head = {"extends": "x.yaml", "scenario": "x", "title": "X"}
        assert Variant.model_validate({**head, **data}).model_fields_set >= set(data)


async def test_the_whole_files_of_the_document_go_as_they_say(tmp_path: Path, play: Play) -> None:
    """They lie beside the shipped scenarios, so their paths are those of that folder."""
    home = tmp_path / "scenarios"
    home.mkdir()
    for file in (ROOT / "scenarios").glob("*.yaml"):
        (home / file.name).symlink_to(file)
    (tmp_path / "procedures").symlink_to(ROOT / "procedures")
    whole = [block for block in BLOCKS if re.search(r"^(procedure|extends):", block, re.MULTILINE)]
    assert len(whole) == 2
    for number, block in enumerate(whole):
        report = await play(write(home, block, f"shown-{number}.yaml"))
        assert wrong(report) == []
