"""
What an answer to a step becomes: events, or a refusal. Pure.

The order of the tests is the order in which a person would ask: is there such a step, may I, may I say this, does it
replace something, is it the right time, and what does it do at once. Time is last, so that an act refused as late is
one that would have counted, and counts where an extension or an admission says so.
"""

import json
from collections.abc import Collection, Iterator
from uuid import UUID

from domain.calendar.show import in_both_cities
from domain.command import step_id_of
from domain.event import Event
from domain.participation.authority import Acting, in_force
from domain.procedure.question import ABOUT_ANSWERS, ON_PARAGRAPHS, RANK, AnswerRule
from domain.process.guards import may_say, not_put
from domain.process.state import Process
from domain.refused import (
    AlreadyDone,
    AnswerFinal,
    AnswerNotOffered,
    CapacityInsufficient,
    CapacityNotInForce,
    ChannelNotOfficial,
    ConditionNotMet,
    FieldMissing,
    FieldNotTaken,
    HasNotAnswered,
    InstantTooNear,
    ItemDecidedOtherwise,
    KeptAsComment,
    LowerCapacity,
    NotAGroup,
    NotAnOption,
    NotAsked,
    NotEntitled,
    NothingToWithdraw,
    NotOpenYet,
    NotPermitted,
    NotPresent,
    NotPutYet,
    OutOfPlace,
    OverlapsCondition,
    PartySuspended,
    StepIsOver,
    TextNotInForce,
    UnknownStep,
)
from domain.step import hold
from domain.step.about_answers import decided_together, matter_of
from domain.step.adoption import only_the_agreed_text
from domain.step.commands import Answer, FlagProposal, Reported, WithdrawAnswer
from domain.step.deadline import before_closing, may_end
from domain.step.division import in_its_matter
from domain.step.electorate import is_asked, item_of
from domain.step.events import (
    AnswerWithdrawn,
    ClosingBroughtForward,
    PledgePublished,
    ProposalFlagged,
)
from domain.step.figures import whole_figures
from domain.step.fold import answered_from, spoken_for
from domain.step.inner import by_process
from domain.step.provenance import effect_of, unaccounted, undisposed_in, well_sourced
from domain.step.state import Step
from domain.step.when import after
from domain.text.paragraphs import Change
from domain.text.said import change_of, everything_agreed, identity, lawful, settled
from domain.text.same import same_paragraphs

FIELDS = (
    "comment",
    "reason",
    "grounds",
    "paragraphs",
    "wording",
    "title",
    "choice",
    "items",
    "about",
    "figures",
    "instant",
    "symbol",
    "aligned",
    "statuses",
    "rendition",
    "provenance",
)


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
    party, capacity = on_behalf(process, act.reported, who)
    rule = offered(step, act)
    permitted_party(process, step, act.answer, party, who)
    sayable_by(process, rule, act, party, who)
    if_present(process, step, rule, party)
    if capacity not in step.rule.given_by:
        raise CapacityInsufficient(capacity=capacity, needed=", ".join(step.rule.given_by))
    about_the_text(process, step, act)
    complete_fields(rule, act)
    only_the_agreed_text(process, step.rule, step.text)
    figures = whole_figures(process, rule, act)
    far_enough(process, rule, act, who)
    may_say(process, step, act, who.at)
    refer(process, step, rule, act)
    matter_of(process, rule, act, party)
    by_process(step, act, party)
    well_sourced(process, rule, act)
    aligned_with(process, step, act, party)
    replaceable(step, rule, party, capacity, rank_of(act.reported, who))
    if rule.effect == "qualifies":
        until_counted(step)
    else:
        in_time(step, who, party)
    said = answered_from(act, party, who.person, capacity)
    told = {
        "figures": figures,
        "text": act.text or step.text,
        "speaks_for": spoken_for(process, rule, party, who.at),
        "delegated": None if act.reported else who.delegated,
    }
    said = said.model_copy(update=told)
    does = effects(process, step, rule, act, party, who)
    if any(isinstance(one, ClosingBroughtForward) for one in does):
        may_end(step)
    return [said, *does]


def on_behalf(process: Process, reported: Reported | None, who: Acting) -> tuple[str, str]:
    """
    Say for which party, and in which capacity, an act counts: the author's, where the secretariat entered it.

    :raises ChannelNotOfficial: it came by a way that the procedure does not name
    Source: hard case 1
    """
    if reported is None:
        return who.party, who.capacity or ""
    rules = process.procedure.reported
    if who.role not in rules.entered_by:
        raise NotPermitted(
            role=who.role, why=f"acts by other means are entered by: {', '.join(rules.entered_by)}"
        )
    if reported.channel not in rules.channels:
        raise ChannelNotOfficial(channel=reported.channel, official=", ".join(rules.channels))
    for appointment in process.appointments.get(reported.person, ()):
        same = (appointment.party, appointment.capacity) == (reported.party, reported.capacity)
        if same and in_force(appointment, reported.reported_at or who.at):
            return reported.party, reported.capacity
    raise CapacityNotInForce(
        party=reported.party, role=reported.capacity, postmark=in_both_cities(who.at)
    )


def in_time(step: Step, who: Acting, party: str | None = None) -> None:
    """Half-open: in time from the opening instant on, and before the closing instant (a party may have its own)."""
    if who.at < step.opens_at:
        raise NotOpenYet(opens_at=in_both_cities(step.opens_at), postmark=in_both_cities(who.at))
    before_closing(step, who, party)
    until_counted(step)


def until_counted(step: Step) -> None:
    """What an answer is may be said after the close as well: the count waits for it."""
    if step.closed_at is not None:
        raise StepIsOver(outcome=step.outcome or "closed")


def permitted_party(process: Process, step: Step, name: str, party: str, who: Acting) -> None:
    """
    Rights by role class: who is asked may answer; a consulted party's objection is kept as a comment.

    Source: rules of the field, 3.5
    """
    roles = process.parties[party].roles
    if is_asked(process, step, party):
        return
    if party in process.suspended:
        raise PartySuspended(party=party)
    if any(role in step.rule.asks for role in roles):
        _has_not_answered(step, party)
        as_item(process, step, party)
        raise NotEntitled(party=party, opened=in_both_cities(step.opens_at))
    classes = {process.procedure.roles[role].role_class for role in roles}
    if "consulted" in classes and step.rule.silence_means == "agrees":
        raise KeptAsComment(role=who.role, answer=name)
    raise NotPermitted(role=who.role, why=f"this step asks: {', '.join(step.rule.asks)}")


def _has_not_answered(step: Step, party: str) -> None:
    """:raises ConditionNotMet: only who answered earlier is asked; with the code that the procedure gives"""
    only = step.rule.only_who_answered
    if only is not None and only.otherwise is not None:
        raise ConditionNotMet(called=only.otherwise.code, says=only.otherwise.says, measured="")
    if only is not None:
        raise HasNotAnswered(party=party, question=only.question)


def as_item(process: Process, step: Step, party: str) -> None:
    """:raises ItemDecidedOtherwise: the party was an item of a question, and that came to something else"""
    entitled = step.rule.entitled
    found = item_of(process, step).get(party)
    if entitled is not None and found is not None and found not in entitled.came_to:
        raise ItemDecidedOtherwise(party=party, question=entitled.item_of, outcome=found)


def sayable_by(process: Process, rule: AnswerRule, act: Answer, party: str, who: Acting) -> None:
    """Some answers are for some of those who are asked: the others' are kept, refused."""
    if not rule.by:
        return
    roles = (who.role,) if act.reported is None else process.parties[party].roles
    if not any(role in rule.by for role in roles):
        raise NotPermitted(
            role=who.role, why=f'"{act.answer}" is said here by: {", ".join(rule.by)}'
        )


def if_present(process: Process, step: Step, rule: AnswerRule, party: str) -> None:
    """Where only those who are present decide, what the others send is kept, refused. Not so the chair's own."""
    if not step.rule.only_present or rule.effect == "qualifies":
        return
    run = process.stages[step.stage]
    if party not in run.present:
        raise NotPresent(party=party, meeting=run.key)


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


def complete_fields(rule: AnswerRule, act: Answer) -> None:
    for name in FIELDS:
        value = getattr(act, name)
        if value in (None, (), {}):
            if name in rule.needs:
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
    for other in act.aligned:
        if other not in process.asked(step):
            raise NotAsked(party=other)


def far_enough(process: Process, rule: AnswerRule, act: Answer, who: Acting) -> None:
    """:raises InstantTooNear: the time that is named in the answer is nearer than the procedure allows"""
    if act.instant is None or rule.instant_at_least is None:
        return
    least = after(process, who.at, rule.instant_at_least)
    if act.instant < least:
        raise InstantTooNear(
            named=in_both_cities(act.instant),
            at_least=str(rule.instant_at_least),
            least=in_both_cities(least),
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


def rank_of(reported: Reported | None, who: Acting) -> int:
    """Whose word prevails: that of who acts, or of who sent what is typed in."""
    return RANK[reported.capacity] if reported is not None else who.rank


def replaceable(step: Step, rule: AnswerRule, party: str, capacity: str, rank: int) -> None:
    """
    Whether a new answer may replace the party's earlier one.

    :raises LowerCapacity: a higher capacity of the same institution has spoken
    """
    if rule.each == "many":
        return
    earlier = step.single(party)
    if earlier is None:
        return
    if step.rule.stands == "never":
        raise AnswerFinal
    if earlier.rank > rank:
        raise LowerCapacity(party=party, higher=earlier.said.capacity, capacity=capacity)


def effects(
    process: Process, step: Step, rule: AnswerRule, act: Answer, party: str, who: Acting
) -> list[Event]:
    """What an answer does at once: move the closing, end the question, publish a pledge. A statement does nothing."""
    if rule.effect in ("states", "requests_time"):
        return []
    if rule.effect == "hold":
        return [hold.granted(process, step, party, who)]
    if rule.effect in ABOUT_ANSWERS or rule.effect == "stands_aside":
        return []
    if not decided_together(process, step, act, party):
        return []
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


def last_to_answer(process: Process, step: Step, answering: set[str]) -> bool:
    """Whether nobody who is asked is silent once these have answered."""
    if step.rule.groups is None:
        return all(one in answering or step.has_answered(one) for one in process.asked(step))
    return not set(process.awaited(step)) - answering


def ending(step: Step) -> list[Event]:
    if step.rule.window.on != "answered":
        return []
    return [ClosingBroughtForward(step=step.step, old=step.closes_at, by="answer")]


def completes(process: Process, step: Step, act: Answer, rule: AnswerRule) -> bool:
    """Whether a duty is done with this answer: every proposal disposed of, and the new text published."""
    if step.rule.window.on != "complete":
        return False
    disposed = act.about if rule.effect == "disposes" else None
    sourced = {one.act for one in act.provenance} if rule.effect == "proposes" else set()
    change = change_of(process, step, rule, act, 0)
    return complete(process, step, disposed, change=change, done={disposed, *sourced})


def complete(
    process: Process,
    step: Step,
    disposed: int | None = None,
    published: bool = False,
    change: Change | None = None,
    done: Collection[int | None] = (),
) -> bool:
    """
    Whether a duty is done, with what is being decided: a disposition, a publication, a change of paragraphs.

    :param done: the inputs of which this act says what became of them
    """
    for need in step.rule.complete_when:
        if need == "proposals_disposed" and any(
            one != disposed for one in undisposed(process, step)
        ):
            return False
        if need == "inputs_accounted" and unaccounted(process) - set(done):
            return False
        if need == "text_published" and not (published or published_since(process, step)):
            return False
        if need == "paragraphs_settled" and not settled(process, step, change):
            return False
        if need == "everything_agreed" and not everything_agreed(process, change):
            return False
    return True


def undisposed(process: Process, step: Step) -> Iterator[int]:
    """Give the proposals of the same stage that have no disposition yet, one after another."""
    return undisposed_in(process, process.stages[step.stage])


def published_since(process: Process, step: Step) -> bool:
    text = process.text_in_force
    return text is not None and text.published_at >= step.opens_at and text.text != step.text


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
    in_time(step, who, party)
    given = step.stands(party, act.answer, act.about)
    if given is None:
        raise NothingToWithdraw(party=party)
    if step.rule.stands == "never" or step.rule.answers[act.answer].effect in ON_PARAGRAPHS:
        raise AnswerFinal
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
