"""
Division: a question about a matter with parts, of which each may come to an outcome of its own.

By rule every item gets its outcome at the close, from the answers that name it and those that name none. By act the
chair takes items apart while the question is open: they become a question of their own, with its own deadline, which
keeps the answers given on them. The stage waits for all.

Source: hard case 10
"""

from dataclasses import replace
from datetime import datetime

from domain.command import step_id_of
from domain.event import Event
from domain.participation.authority import Acting, require_chair
from domain.process.facts import comes_to
from domain.process.state import Process
from domain.refused import DeadlineTooEarly, NotDivisible, ParagraphElsewhere
from domain.step.commands import DivideQuestion
from domain.step.deadline import before_closing, not_too_early, open_step
from domain.step.events import QuestionDivided
from domain.step.state import Given, Step
from domain.step.whole import matter


def in_its_matter(process: Process, step: Step, named: tuple[str, ...]) -> None:
    """:raises ParagraphElsewhere: a paragraph that an answer names is asked about by another step"""
    if step.only is None and not step.gone:
        return
    here = matter(process, step)
    for label in named:
        if label not in here:
            raise ParagraphElsewhere(paragraph=label, here=", ".join(here))


def divide(process: Process, act: DivideQuestion, who: Acting) -> list[Event]:
    """
    Take items of an open question apart.

    :raises NotDivisible: the procedure does not let it be divided, or nothing would be left
    :raises DeadlineTooEarly: the part would close before the question that it is taken from
    """
    require_chair(who, "divide a question")
    step = open_step(process, act.step)
    before_closing(step, who)
    if "by_act" not in step.rule.divides:
        raise NotDivisible(why="the procedure gives nobody this right here")
    if not step.opened or step.brought_forward:
        raise NotDivisible(why="it is not open")
    later = act.closes_at
    if later is not None and step.closes_at is not None and later < step.closes_at:
        raise DeadlineTooEarly(new=later, bound="at least", least=step.closes_at)
    if later is not None:
        not_too_early(process, later, who)
    return [apart(process, step, act.paragraphs, later or left_of(step, who.at), act.grounds)]


def left_of(step: Step, at: datetime) -> datetime | None:
    """When a part closes that is taken from it: with it; where its clock stands still, after the time that was left."""
    if step.stopped_at is None or step.closes_at is None:
        return step.closes_at
    return step.closes_at + (at - step.stopped_at)


def apart(
    process: Process,
    step: Step,
    labels: tuple[str, ...],
    closes_at: datetime | None,
    grounds: str,
) -> QuestionDivided:
    """:raises NotDivisible: a label is no item of this step, or none would be left"""
    here = matter(process, step)
    unknown = [label for label in labels if label not in here]
    if unknown:
        raise NotDivisible(
            why=f"{unknown[0]} is no item of it; its items are {', '.join(here) or 'none'}"
        )
    if set(labels) == set(here):
        raise NotDivisible(why="nothing would be left of it; move its deadline instead")
    question = f"{step.question}.{len(step.parts_apart) + 1}"
    return QuestionDivided(
        step=step.step,
        part=step_id_of(step.stage, question),
        question=question,
        paragraphs=tuple(label for label in here if label in labels),
        closes_at=closes_at,
        grounds=grounds,
    )


def taken_apart(step: Step, event: QuestionDivided, at: datetime) -> Step:
    """
    Make the part's step from the one that it is taken from, with the answers given on its items.

    Who is asked, what was used up of the right to more time, and what waits to be confirmed, is as it was.
    """
    wanted = set(event.paragraphs)
    part = Step(
        step=event.part,
        stage=step.stage,
        question=event.question,
        rule=step.rule,
        text=step.text,
        scheduled_at=at,
        opens_at=step.opens_at,
        closes_at=event.closes_at,
        opened=True,
        part_of=step.step,
        only=event.paragraphs,
        electors=step.electors,
        eligible_at=step.eligible_at,
        only_after=step.only_after,
        held=dict(step.held),
        holds=dict(step.holds),
        extensions=step.extensions,
        own_closing=dict(step.own_closing),
        qualities=dict(step.qualities),
        disposals=dict(step.disposals),
        flags=dict(step.flags),
        text_changed_at=step.text_changed_at,
        confirming=step.confirming,
        unconfirmed=set(step.unconfirmed),
        carried=set(step.carried),
    )
    for given in [given for given in step.answers if given.stands]:
        named = given.said.paragraphs
        mine = tuple(label for label in named if label in wanted)
        if mine or not named:
            said = given.said.model_copy(update={"step": event.part, "paragraphs": mine})
            part.add(Given(given.version, given.received_at, said))
        if mine:
            step.limit(given, tuple(label for label in named if label not in wanted), at)
    step.parts_apart.append(event.part)
    step.gone |= wanted
    return part


# What the items of a question come to.


def about_item(step: Step, label: str) -> Step:
    """The step as one item sees it: the answers that name it, and those that name none."""
    mine = [g for g in step.answers if not g.said.paragraphs or label in g.said.paragraphs]
    standing: dict[str, dict[str, list[Given]]] = {}
    for given in mine:
        if given.stands:
            standing.setdefault(given.party, {}).setdefault(given.said.answer, []).append(given)
    return replace(step, answers=mine, standing=standing, ever={g.said.answer for g in mine})


def items_come_to(process: Process, step: Step, now: datetime) -> dict[str, str]:
    """
    Compute what each item comes to, by the question's own rule; empty where it is not divided by item.

    Source: hard case 10; scenario C2, a list that splits
    """
    if "by_item" not in step.rule.divides:
        return {}
    found: dict[str, str] = {}
    for label in matter(process, step):
        options = comes_to(process, about_item(step, label), now)
        if len(options) == 1:
            found[label] = options[0]
    return found
