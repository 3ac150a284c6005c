"""A reading of a text, paragraph by paragraph, on the pure domain: what tests of paragraphs begin from."""

from datetime import UTC, datetime
from typing import Any

from domain.procedure.models import Procedure
from domain.procedure.read import parse_procedure
from domain.process.commands import StartProcess
from domain.process.judge import Decision
from domain.step.commands import Answer
from domain.text.commands import Paragraph, PublishText, traced
from tests.domain.play import Play, parties, principals

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CHAIR = "chair-principal"
MEMBERS = ("a", "b", "c")

RULES = """
procedure: reading
version: 1
title: A reading and a silence
venue: geneva
venues: {geneva: {name: Geneva, zone: Europe/Zurich}}
roles:
  co_chair: {class: chair, title: Co-chair}
  member: {class: decision_maker, title: Member}
reported: {channels: [], entered_by: [], admitted_by: [co_chair]}
roadmap:
  - stage: reading
    kind: reading
    title: Reading of the text
    then: {read: [silence]}
    questions:
      paragraphs:
        title: What does each paragraph say, and how far is it agreed?
        about: text
        asks: [member, co_chair]
        given_by: [principal]
        answers:
          proposal: {title: Proposed wording, each: many, needs: [paragraphs, wording], effect: proposes}
          status: {title: How far paragraphs are agreed, each: many, needs: [statuses], effect: sets_status}
          package: {title: Accepted together only, each: many, needs: [title, paragraphs], effect: packages}
          reopening: {title: Opened again, each: many, needs: [paragraphs, grounds], effect: reopens}
          disposition:
            {title: What became of it, each: many, needs: [about, choice], choices: [accepted, noted], effect: disposes}
        silence_means: overdue
        escalates_to: co_chair
        window: {on: complete}
        complete_when: [paragraphs_settled]
        stands: close
        if_the_text_changes: stand
        visible: all
        adds_up_to: [{permits: [read]}]
        decided_by: automatic
  - stage: silence
    kind: silence_procedure
    title: Silence on the text
    then: {held: [end], broken: [end], withdrawn: [end]}
    questions:
      objections:
        title: Does anyone object to the text?
        about: text
        asks: [member]
        given_by: [principal]
        answers:
          objection: {title: Objection, each: one, needs: [reason], takes: [paragraphs, wording]}
        silence_means: agrees
        window: {lasts: {hours: 72}}
        stands: close
        if_the_text_changes: lapse
        visible: chair
        adds_up_to:
          - {when: [{count: objection, at_least: 1}], permits: [broken]}
          - {permits: [held]}
        decided_by: automatic
        text_agreed_by: [held]
"""


def rules(*changes: tuple[str, str]) -> Procedure:
    """The rules, with passages replaced."""
    text = RULES
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return parse_procedure(text)


def started(procedure: Procedure | None = None, members: tuple[str, ...] = MEMBERS) -> Play:
    act = StartProcess(
        title="A text",
        procedure=procedure or rules(),
        parties=(*parties("chair", roles=("co_chair",)), *parties(*members, roles=("member",))),
        appointments=principals("chair", *members),
        clock="stepped",
        starts_at=START,
    )
    return Play(act, START)


def written(
    *labels: str, was: dict[str, tuple[str, ...]] | None = None, **words: str
) -> tuple[Paragraph, ...]:
    """Paragraphs of these labels; each says its own label, unless other words are given as `p_LABEL`."""
    return tuple(
        Paragraph(
            label=one,
            wording=words.get(f"p_{one}", f"Words of {one}."),
            was=(was or {}).get(one, ()),
        )
        for one in labels
    )


def publish(
    play: Play, text: str, paragraphs: tuple[Paragraph, ...], kind: str = "draft", **more: Any
) -> Decision:
    fields = {"text": text, "kind": kind, "title": text, **traced(paragraphs), **more}
    return play.send(PublishText.model_validate(fields), CHAIR)


def placed(*labels: str, procedure: Procedure | None = None) -> Play:
    """Until the reading of a first text is open."""
    play = started(procedure)
    assert publish(play, "v1", written(*(labels or ("1", "2", "3", "4")))).refused is None
    play.settle()
    return play


def say(
    play: Play, name: str, person: str = CHAIR, key: str = "reading.paragraphs", **fields: Any
) -> Decision:
    act = Answer.model_validate({"step": play.step(key).step, "answer": name, **fields})
    return play.send(act, person)


def statuses(**given: str) -> tuple[dict[str, str], ...]:
    """Statuses by label, as `p_1="bracketed"`."""
    return tuple({"paragraph": key[2:], "status": status} for key, status in given.items())


def agree(play: Play, *labels: str) -> Decision:
    said = statuses(**{f"p_{label}": "agreed_ad_ref" for label in labels})
    return say(play, "status", statuses=said)


def now(play: Play) -> dict[str, str]:
    """How far each paragraph is agreed, by its identity."""
    return {one: status.status for one, status in play.state.paragraphs.standing.items()}


def refusal(decision: Decision) -> str | None:
    return decision.refused.code if decision.refused else None
