"""
What an answer to a step becomes: events, or a refusal. Pure.

The order of the tests is the order in which a person would ask: is there such a step, may I, may I say this, does it
replace something, is it the right time, and what does it do at once. Time is last, so that an act refused as late is
one that would have counted, and counts where an extension or an admission says so.
"""

import json
from typing import NamedTuple
from uuid import UUID

from domain.command import step_id_of
from domain.event import Event
from domain.participation.authority import Acting
from domain.procedure.question import ABOUT_ANSWERS, ON_MEETINGS, ON_PARAGRAPHS, AnswerRule
from domain.process.guards import may_say, not_put
from domain.process.state import Process
from domain.refused import (
    AnswerFinal,
    CapacityInsufficient,
    FieldMissing,
    InstantTooNear,
    LowerCapacity,
    NothingToWithdraw,
    NotOpenYet,
    NotPutYet,
    OutOfPlace,
    StepIsOver,
    UnknownStep,
)
from domain.step import hold, meeting
from domain.step.about_answers import decided_together, matter_of
from domain.step.adoption import only_the_agreed_text
from domain.step.commands import Answer, FlagProposal, WithdrawAnswer
from domain.step.deadline import before_closing, may_end
from domain.step.done import completes, ending, last_to_answer
from domain.step.events import (
    AnswerWithdrawn,
    ClosingBroughtForward,
    PledgePublished,
    ProposalFlagged,
)
from domain.step.figures import whole_figures
from domain.step.fold import answered_from, spoken_for
from domain.step.inner import by_process
from domain.step.notice import until_known
from domain.step.provenance import well_sourced
from domain.step.rights import (
    has_a_say,
    if_present,
    on_behalf,
    permitted_party,
    rank_of,
    sayable_by,
)
from domain.step.sayable import (
    about_the_text,
    aligned_with,
    complete_fields,
    far_enough,
    offered,
    proposal_of,
    refer,
)
from domain.step.state import Late, Step


def find(process: Process, act: Answer | WithdrawAnswer | FlagProposal, who: Acting) -> Step:
    """
    Find a step.

    :raises NotPutYet: it is a question of this stage whose turn has not come
    """
    step = process.steps.get(act.step)
    if step is None:
        not_before(process, act.step)
        not_put(process, act.step, who.at)
        raise UnknownStep(step=str(act.step))
    return step


def not_before(process: Process, wanted: UUID) -> None:
    """:raises NotPutYet: a running stage puts that question when an earlier one is settled"""
    for run in process.stages.values():
        questions = process.procedure.stage(run.key).questions if run.ended_at is None else {}
        earlier = ""
        for name, rule in questions.items():
            if earlier and step_id_of(run.stage, name) == wanted:
                raise NotPutYet(after=earlier)
            earlier = rule.title


def answer(process: Process, act: Answer, who: Acting) -> list[Event]:
    """
    Record that a party has answered its step.

    :raises DeadlinePassed: the postmark is not before the step's closing instant; the act is kept, marked late
    :raises NotOpenYet: the postmark is before the opening; nothing is kept
    :raises CapacityInsufficient: the question asks for a higher capacity
    """
    step = find(process, act, who)
    party, capacity, figures = admissible(process, step, act, who)
    rule = step.rule.answers[act.answer]
    if rule.effect == "qualifies":
        until_counted(step)
    else:
        in_time(step, who, party)
    said = answered_from(
        act,
        party,
        who.person,
        capacity or None,
        figures=figures,
        text=act.text or step.text,
        speaks_for=spoken_for(process, rule, party, who.at),
        delegated=None if act.reported else who.delegated,
    )
    does = effects(process, step, rule, act, party, who)
    return [said, *_ends_now(step, does)]


class Admissible(NamedTuple):
    """For which party an answer counts, in which capacity, and its figures with the rest worked out."""

    party: str
    capacity: str
    figures: dict[str, int]


def admissible(
    process: Process, step: Step, act: Answer, who: Acting, kept: Late | None = None
) -> Admissible:
    """
    Whether an answer may be given here, by this party, with these fields: everything but its time.

    :param kept: it was refused, and is looked at once more: the refusal is set aside, and what the party said since
    """
    waived = kept.code if kept else None
    party, capacity = on_behalf(process, act.reported, who)
    rule = offered(step, act)
    permitted_party(process, step, act.answer, party, who)
    sayable_by(process, rule, act, party, who)
    if_present(process, step, rule, party)
    waives = who.clockwork or waived == CapacityInsufficient.__name__
    if capacity not in step.rule.given_by and not waives:
        raise CapacityInsufficient(capacity=capacity, needed=", ".join(step.rule.given_by))
    about_the_text(process, step, act)
    complete_fields(rule, act, waived == FieldMissing.__name__)
    only_the_agreed_text(process, step.rule, step.text)
    figures = whole_figures(process, rule, act)
    if waived != InstantTooNear.__name__:
        far_enough(process, rule, act, who)
    may_say(process, step, act, who.at, waived)
    refer(process, step, rule, act)
    matter_of(process, rule, act, party)
    by_process(step, act, party)
    well_sourced(process, rule, act)
    aligned_with(process, step, act, party)
    if waived != LowerCapacity.__name__:
        before = kept.version if kept else None
        replaceable(step, rule, party, capacity, rank_of(act.reported, who), before)
    return Admissible(party, capacity, figures)


def _ends_now(step: Step, does: list[Event]) -> list[Event]:
    """
    Where a raised question stops the clock nothing ends the question, and what is said in time is taken nevertheless.

    :raises QuestionPending: what ends with this very answer takes it when the raised question is settled
    """
    if not any(isinstance(one, ClosingBroughtForward) for one in does):
        return does
    if step.rule.window.on is not None or not any(one.stops for one in step.pending):
        may_end(step)
        return does
    return [one for one in does if not isinstance(one, ClosingBroughtForward)]


def in_time(step: Step, who: Acting, party: str | None = None) -> None:
    """Half-open: in time from the opening instant on, and before the closing instant (a party may have its own)."""
    if who.at < step.opens_at:
        raise NotOpenYet(opens_at=step.opens_at, postmark=who.at)
    before_closing(step, who, party)
    until_counted(step)


def until_counted(step: Step) -> None:
    """What an answer is may be said after the close as well: the count waits for it."""
    if step.closed_at is not None:
        raise StepIsOver(outcome=step.outcome or "closed")


def replaceable(
    step: Step, rule: AnswerRule, party: str, capacity: str, rank: int, before: int | None = None
) -> None:
    """
    Whether a new answer may replace the party's earlier one.

    :param before: only one that was recorded before this number
    :raises LowerCapacity: a higher capacity of the same institution has spoken
    """
    if rule.each == "many":
        return
    earlier = step.single(party)
    if earlier is None or (before is not None and earlier.version > before):
        return
    if step.rule.stands == "never":
        raise AnswerFinal
    until_known(step, earlier)
    if earlier.rank > rank:
        raise LowerCapacity(party=party, higher=earlier.said.capacity, capacity=capacity)


def effects(
    process: Process, step: Step, rule: AnswerRule, act: Answer, party: str, who: Acting
) -> list[Event]:
    """What an answer does at once: move the closing, end the question, publish a pledge. A statement does nothing."""
    if rule.effect in ("states", "requests_time", "stands_aside", *ABOUT_ANSWERS):
        return []
    if rule.effect == "hold":
        return [hold.granted(process, step, party, who)]
    if not decided_together(process, step, act, party):
        return []
    if rule.effect in ON_MEETINGS:
        return meeting.changed(process, step, rule, act, who)
    if rule.effect == "ends":
        return [ClosingBroughtForward(step=step.step, old=step.closes_at, by="answer")]
    if rule.effect == "records_pledge":
        return [publication(process, step, act, party), *ending(step)]
    if step.rule.window.on == "answered":
        ends = any(other.effect == "ends" for other in step.rule.answers.values())
        return [] if ends else ending(step)
    if completes(process, step, act, rule):
        return [ClosingBroughtForward(step=step.step, old=step.closes_at, by="complete")]
    if "all_answered" in step.rule.window.early_close and last_to_answer(
        process, step, {party, *spoken_for(process, rule, party, who.at), *act.aligned}
    ):
        return [ClosingBroughtForward(step=step.step, old=step.closes_at, by="all_answered")]
    return []


def publication(process: Process, step: Step, act: Answer, party: str) -> PledgePublished:
    """
    Record a common pledge once, by its lead, for all partners as of now. Its text is the agreed text.

    Source: pledging form, one recorder for all partners
    """
    text = process.text_in_force
    if text is None or text.agreed_at is None:
        raise OutOfPlace(why="there is no agreed text to publish")
    partners = endorsers(process, text.text)
    if not partners:
        raise OutOfPlace(why="nobody has endorsed the text")
    return PledgePublished(
        step=step.step,
        pledge=act.choice or "",
        title=act.title or "",
        lead=party,
        partners=partners,
        commitments=act.items,
        text=text.text,
        sha256=text.sha256,
    )


def endorsers(process: Process, text: str | None = None) -> tuple[str, ...]:
    """
    The parties whose endorsement stands: only explicit acts on questions where silence is not in.

    What was given in a stage that a correction voided stays in the record, and joins nobody.
    """
    found: dict[str, None] = {}
    for step in process.steps.values():
        if process.stages[step.stage].voided:
            continue
        if step.rule.silence_means == "not_in" and (text is None or step.text == text):
            joins = [name for name, rule in step.rule.answers.items() if rule.effect == "joins"]
            found.update(dict.fromkeys(p for name in joins for p in step.roster().get(name, ())))
    return tuple(found)


def withdraw(process: Process, act: WithdrawAnswer, who: Acting) -> list[Event]:
    """
    Withdraw an answer that stands. Its own postmark must be in time.

    :raises AnswerFinal: the question does not let answers be withdrawn
    """
    step = find(process, act, who)
    party, capacity = on_behalf(process, act.reported, who)
    has_a_say(process, party)
    in_time(step, who, party)
    given = step.stands(party, act.answer, act.about)
    if given is None:
        raise NothingToWithdraw(party=party)
    if step.rule.stands == "never" or step.rule.answers[act.answer].effect in ON_PARAGRAPHS:
        raise AnswerFinal
    until_known(step, given)
    if capacity not in step.rule.given_by:
        raise CapacityInsufficient(capacity=capacity, needed=", ".join(step.rule.given_by))
    replaceable(step, step.rule.answers[act.answer], party, capacity, rank_of(act.reported, who))
    holds = step.rule.answers[act.answer].effect == "hold"
    return [
        AnswerWithdrawn(
            step=step.step,
            party=party,
            answer=act.answer,
            about=act.about,
            reported=act.reported,
        ),
        *(hold.lifted(process, step, party, who) if holds else []),
    ]


def flag(process: Process, act: FlagProposal, who: Acting) -> list[Event]:
    """Flag a proposed change against a condition that was recorded with an agreement."""
    step = find(process, act, who)
    if act.proposal not in step.numbered or proposal_of(process, act.proposal) is not step:
        raise OutOfPlace(
            why=f"there is no standing proposal with the number {act.proposal} on this step"
        )
    if act.condition not in process.conditions:
        known = ", ".join(process.conditions) or "none"
        raise OutOfPlace(why=f"there is no condition {act.condition}; recorded are: {known}")
    return [
        ProposalFlagged(
            step=step.step, proposal=act.proposal, condition=act.condition, grounds=act.grounds
        )
    ]


def as_json(act: Answer | WithdrawAnswer) -> str:
    return json.dumps(act.model_dump(mode="json", exclude_none=True), ensure_ascii=False)
