"""One voice: many inputs go out as one table, who said what stays inside; every input learns what became of it."""

import json
from typing import Any

from cli.feedback import became
from cli.proposals import Proposal, kinds_of_sources, one_voice, proposals_of, sources
from domain.participation.commands import Party
from domain.process.state import Process
from domain.step.commands import Source
from domain.step.provenance import inputs
from tests.domain.test_consultation import (
    DATES,
    ORGANISATIONS,
    collected,
    number,
    publish,
    says,
    sourced,
)


def consolidated() -> tuple[Process, list[Proposal]]:
    """Three inputs, two proposals of them with a report beside, one input noted; feedback on the first proposal."""
    play, (first, second, third) = collected({"one": 2, "two": 1})
    numbers = []
    sourced(play, first, second)
    numbers.append(number(play))
    both = (Source(kind="submission", act=third), Source(kind="sg_report", document="A/76/642"))
    said: dict[str, Any] = {"wording": "as reported", "provenance": both}
    says(play, "consultation.consolidation", "proposal", "office", **said)
    numbers.append(number(play))
    publish(play, "table", "1", "2")
    play.until(DATES["revision"])
    fields = {"about": numbers[0], "choice": "partly", "grounds": "see paragraph 3"}
    says(play, "consultation.feedback", "disposition", "facilitators", **fields)
    return play.state, proposals_of(play.state)


def renamed(process: Process) -> None:
    """Names that can be found in a text, if anybody's is in it."""
    for key, party in list(process.parties.items()):
        fields = party.model_dump() | {"name": f"THE NAME OF {key.upper()}"}
        process.parties[key] = Party.model_validate(fields)


def test_the_outgoing_table_names_no_party_and_no_number_of_the_record() -> None:
    process, found = consolidated()
    renamed(process)
    text = json.dumps(one_voice(found))
    assert "THE NAME" not in text
    assert all(f'"{key}"' not in text for key in (*ORGANISATIONS, "office"))
    assert [row["number"] for row in one_voice(found)] == [1, 2]
    assert not {str(one.number) for one in found} & set(text.replace(",", " ").split())


def test_the_outgoing_table_keeps_wording_kinds_of_sources_and_feedback() -> None:
    _, found = consolidated()
    first, second = one_voice(found)
    assert (first["sources"], first["disposition"]) == (["submission (2)"], "partly")
    assert (second["sources"], second["disposition"]) == (
        ["submission (1)", "sg_report: A/76/642"],
        None,
    )


def test_inside_every_source_has_its_author() -> None:
    process, found = consolidated()
    renamed(process)
    told = " ".join(sources(process, found[0]))
    assert "THE NAME OF ONE" in told
    assert "THE NAME" not in " ".join(kinds_of_sources(found[0]))


def test_an_input_learns_what_became_of_the_proposals_that_were_drawn_from_it() -> None:
    process, found = consolidated()
    proposals = {one.number: one for one in found}
    first, second, third = inputs(process)
    assert became(first, proposals) == became(second, proposals)
    assert became(first, proposals) == [f"{found[0].number} partly: see paragraph 3"]
    assert became(third, proposals) == [f"{found[1].number} awaits its feedback"]
