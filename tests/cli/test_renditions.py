"""A file in which a text exists, and what an answer about paragraphs says in short."""

import asyncio
from hashlib import sha256
from pathlib import Path
from typing import cast
from uuid import UUID

import pytest

from cli.desk import Desk
from cli.narrator import said_of
from cli.problems import Problem
from cli.renditions import RenditionFile
from domain.step.events import Answered
from domain.text.rendition import Rendition

NO_DESK = cast(Desk, None)
"""A preview keeps nothing, and needs no desk."""


def seen(path: Path, language: str | None) -> Rendition:
    return asyncio.run(RenditionFile(path, language).kept(NO_DESK, preview=True))


def test_a_language_version_says_its_paragraphs_and_a_picture_of_the_text_does_not(
    tmp_path: Path,
) -> None:
    french, pdf = tmp_path / "fr.txt", tmp_path / "v1.pdf"
    french.write_text("1. Nous rappelons.\n\n2. Nous agirons.\n")
    pdf.write_bytes(b"%PDF-1.7")
    assert seen(french, "fr").labels == ("1", "2")
    found = seen(pdf, None)
    assert (found.media_type, found.labels) == ("application/pdf", ())
    assert found.sha256 == sha256(b"%PDF-1.7").hexdigest()


def test_a_file_that_is_no_text_in_its_language_is_refused(tmp_path: Path) -> None:
    empty = tmp_path / "fr.txt"
    empty.write_text("\n")
    with pytest.raises(Problem, match="no paragraph"):
        seen(empty, "fr")
    with pytest.raises(Problem, match="cannot be read"):
        seen(tmp_path / "none.txt", "fr")


def answered(**fields: object) -> Answered:
    given = {"step": UUID(int=1), "party": "chair", "person": "chair", "answer": "status", **fields}
    return Answered.model_validate(given)


def test_an_answer_on_paragraphs_is_told_in_short() -> None:
    few = [{"paragraph": "1", "status": "bracketed"}, {"paragraph": "2", "status": "agreed_ad_ref"}]
    many = [{"paragraph": str(n), "status": "agreed_ad_ref"} for n in range(40)]
    assert said_of(answered(statuses=few)) == "1 bracketed, 2 agreed ad ref"
    assert said_of(answered(statuses=many)) == "40 agreed ad ref"
    named = tuple(str(n) for n in range(8))
    told = "P; paragraphs 0, 1, 2, 3, 4, 5 and 2 more"
    assert said_of(answered(title="P", paragraphs=named)) == told
    assert said_of(answered(paragraphs=("3",))) == "paragraph 3"
    assert said_of(answered(choice="held")) == "held"
    assert said_of(answered()) is None
