"""What may be said on a step: the answers that are offered, the fields that they need and take, what they refer to."""

from typing import get_args

from domain.participation.authority import Acting
from domain.procedure.question import AnswerField, AnswerRule
from domain.process.state import Process
from domain.refused import (
    AlreadyDone,
    AnswerNotOffered,
    FieldMissing,
    FieldNotTaken,
    InstantTooNear,
    NotAGroup,
    NotAnOption,
    NotAsked,
    OutOfPlace,
    OverlapsCondition,
    TextNotInForce,
)
from domain.step.commands import Answer
from domain.step.division import in_its_matter
from domain.step.provenance import effect_of
from domain.step.state import Step
from domain.step.when import after
from domain.text.said import change_of, identity, lawful
from domain.text.same import same_paragraphs

FIELDS = tuple(name for name in get_args(AnswerField) if name != "text")
"""What an answer carries beside the version that it is given on, which every answer may name."""


def offered(step: Step, act: Answer) -> AnswerRule:
    rule = step.rule.answers.get(act.answer)
    if rule is None:
        raise AnswerNotOffered(answer=act.answer, offered=", ".join(step.rule.answers))
    return rule


def about_the_text(process: Process, step: Step, act: Answer) -> None:
    """Every answer names, or takes over, the version that the step concerns; paragraphs must exist in it."""
    if act.text is not None and step.text is not None and act.text != step.text:
        raise TextNotInForce(current=step.text, named=act.text)
    text = process.texts.get(step.text or "")
    for label in act.paragraphs:
        identity(text, label)
    in_its_matter(process, step, act.paragraphs)


EXPLAINS = ("reason", "grounds", "comment")
"""The fields that only explain an answer: no count hangs on their words."""


def complete_fields(rule: AnswerRule, act: Answer, unexplained: bool = False) -> None:
    """
    Whether an answer says what it needs to, and no more.

    :param unexplained: it may lack what only explains it

    :raises FieldMissing: it lacks a field; an answer that needs `text` says itself on which version it is given
    """
    if "text" in rule.needs and act.text is None:
        raise FieldMissing(answer=act.answer, field="text")
    for name in FIELDS:
        value = getattr(act, name)
        if value in (None, (), {}):
            if name in rule.needs and not (unexplained and name in EXPLAINS):
                raise FieldMissing(answer=act.answer, field=name)
        elif name not in rule.needs and name not in rule.takes:
            raise FieldNotTaken(answer=act.answer, field=name)
    if act.choice is not None and rule.choices and act.choice not in rule.choices:
        raise NotAnOption(permitted=", ".join(rule.choices), chosen=act.choice)


def aligned_with(process: Process, step: Step, act: Answer, party: str) -> None:
    """
    Only a group names others who align with it, and only those who are asked themselves.

    Source: hard case 13
    """
    if act.aligned and not process.parties[party].members:
        raise NotAGroup(party=party)
    asked = process.asked(step) if act.aligned else set()
    for other in act.aligned:
        if other not in asked:
            raise NotAsked(party=other)


def far_enough(process: Process, rule: AnswerRule, act: Answer, who: Acting) -> None:
    """:raises InstantTooNear: the time that is named in the answer is nearer than the procedure allows"""
    if act.instant is None or rule.instant_at_least is None:
        return
    least = after(process, who.at, rule.instant_at_least)
    if act.instant < least:
        raise InstantTooNear(
            named=act.instant,
            at_least=str(rule.instant_at_least),
            least=least,
        )


def refer(process: Process, step: Step, rule: AnswerRule, act: Answer) -> None:
    """A disposition disposes of a proposal that stands, once; a pledge is recorded once; paragraphs change lawfully."""
    if rule.effect == "disposes":
        proposal = proposal_of(process, act.about or 0)
        if act.about in proposal.disposals:
            raise AlreadyDone(what=f"proposal {act.about} was disposed of")
        if act.about in proposal.flags and act.grounds is None:
            raise OverlapsCondition(condition=proposal.flags[act.about][0])
    if rule.effect == "records_pledge" and (act.choice or "") in process.pledges:
        raise AlreadyDone(what=f"the pledge {act.choice} is recorded")
    if act.rendition is not None:
        same_paragraphs(process.texts[step.text or ""].labels, act.rendition)
    change = change_of(process, step, rule, act, 0)
    if change is not None:
        lawful(process, change, act)


def proposal_of(process: Process, version: int) -> Step:
    """Find the step of a proposal, or of an input, that stands."""
    for number in process.numbered.get(version, ()):
        step = process.steps[number]
        given = step.numbered[version]
        wanted = step.proposes(given) or effect_of(step, given) == "gives_input"
        if given.stands and wanted:
            return step
    raise OutOfPlace(why=f"there is no standing proposal with the number {version}")
