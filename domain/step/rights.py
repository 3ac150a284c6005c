"""Who may answer a step, for whom, and with whose weight."""

from domain.participation.authority import Acting, in_force
from domain.procedure.question import RANK, AnswerRule
from domain.process.state import Process
from domain.refused import (
    CapacityNotInForce,
    ChannelNotOfficial,
    ConditionNotMet,
    HasNotAnswered,
    ItemDecidedOtherwise,
    KeptAsComment,
    NotEntitled,
    NotPermitted,
    NotPresent,
    PartySuspended,
)
from domain.step.commands import Answer, Reported
from domain.step.electorate import is_asked, item_of
from domain.step.state import Step


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
    raise CapacityNotInForce(party=reported.party, role=reported.capacity, postmark=who.at)


def permitted_party(process: Process, step: Step, name: str, party: str, who: Acting) -> None:
    """
    Rights by role class: who is asked may answer; a consulted party's objection is kept as a comment.

    Source: rules of the field, 3.5
    """
    has_a_say(process, party)
    roles = process.parties[party].roles
    if is_asked(process, step, party):
        return
    if any(role in step.rule.asks for role in roles):
        _has_not_answered(step, party)
        as_item(process, step, party)
        raise NotEntitled(party=party, opened=step.opens_at)
    classes = {process.procedure.roles[role].role_class for role in roles}
    if "consulted" in classes and step.rule.silence_means == "agrees":
        raise KeptAsComment(role=who.role, answer=name)
    raise NotPermitted(role=who.role, why=f"this step asks: {', '.join(step.rule.asks)}")


def has_a_say(process: Process, party: str) -> None:
    """:raises PartySuspended: it says nothing until it is resumed, whatever it has kept"""
    if party in process.suspended:
        raise PartySuspended(party=party)


def _has_not_answered(step: Step, party: str) -> None:
    """:raises ConditionNotMet: only who answered earlier is asked; with the code that the procedure gives"""
    only = step.rule.only_who_answered
    if only is not None and only.otherwise is not None:
        raise ConditionNotMet(called=only.otherwise.code, says=only.otherwise.says, measured="")
    if only is not None:
        raise HasNotAnswered(party=party, question=only.said)


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


def rank_of(reported: Reported | None, who: Acting) -> int:
    """Whose word prevails: that of who acts, or of who sent what is typed in."""
    return RANK[reported.capacity] if reported is not None else who.rank
