"""
A challenge to a refusal: a question that is raised about it, by whose outcome the refused act counts.

It counts from its own postmark, as if it had been taken then, and what was counted since is counted anew. So it must be
an act that was refused for that alone: it is tested once more for everything else when the question is raised.

Source: hard case 9, a challenge to a refusal
"""

from domain.event import Event
from domain.participation.authority import Acting
from domain.procedure.incidental import Incidental
from domain.process.state import Process
from domain.refused import DeadlinePassed, NotRaisable, Refused, StepIsOver
from domain.step import raising
from domain.step.commands import RaiseQuestion
from domain.step.deadline import before_closing
from domain.step.decide import admissible
from domain.step.refusals import covers, kind_of
from domain.step.state import Late, Step


def raise_question(process: Process, act: RaiseQuestion, who: Acting) -> list[Event]:
    """
    Raise a question on another that is not settled. Time is tested last, as of answers.

    :raises NotRaisable: the procedure does not know it here, it was raised as often as it may be, or a refusal that it
        challenges cannot be upheld against
    :raises DeadlinePassed: it came by other means and was typed in after the closing; it can be admitted
    :raises StepIsOver: the other question is settled
    """
    step = raising.raised_on(process, act)
    party = raising.admissible(process, step, act, who)
    challenged(process, step, act)
    raising.still_open(step, act, who)
    return [raising.raised_from(step, act, party, who.person)]


def challenged(process: Process, step: Step, act: RaiseQuestion) -> None:
    """
    See that what may admit an act is raised about a refusal that can be upheld against.

    :raises NotRaisable: the act that it is about was not refused for that, or would not count in any case
    """
    rule = step.rule.incidental[act.raises]
    if any(effect.does == "admits" for effect in rule.then.values()):
        can_be_upheld(process, step, rule, act.about)


def can_be_upheld(process: Process, step: Step, rule: Incidental, about: int | None) -> None:
    """:raises NotRaisable: that refusal cannot be upheld against here"""
    kept = step.kept(about)
    if kept is None:
        raise NotRaisable(why=f"act {about} is no act on this step that was refused and kept")
    if kept.counted:
        raise NotRaisable(why=f"act {about} counts already")
    if kind_of(kept.code) is None:
        raise NotRaisable(
            why=f"that act {about} was refused ({kept.code}) is a fact, and no judgement"
        )
    if not covers(rule, kept.code):
        about_what = ", ".join(rule.about_refusals)
        raise NotRaisable(why=f"this is raised about refusals of: {about_what}; not {kept.code}")
    try:
        else_in_order(process, step, kept)
    except Refused as other:
        raise NotRaisable(
            why=f"act {about} would be refused in any case ({other.code}): {other.sentence}"
        ) from other


def else_in_order(process: Process, step: Step, kept: Late) -> None:
    """
    Whether an act that was refused would count but for that, by its own postmark.

    :raises Refused: it would be refused for something else as well
    """
    act, who = kept.sent, acting_then(process, kept)
    if isinstance(act, RaiseQuestion):
        _raisable(process, step, act, who, kept.code)
        return
    party = admissible(process, step, act, who, kept).party
    if kept.code != DeadlinePassed.__name__:
        before_closing(step, who, party)


def _raisable(process: Process, step: Step, act: RaiseQuestion, who: Acting, waived: str) -> None:
    if step.settled or step.ended_by is not None:
        raise StepIsOver(outcome=step.outcome or step.ended_by)
    raising.admissible(process, step, act, who, waived)
    challenged(process, step, act)
    if waived != DeadlinePassed.__name__ and step.closed_at is None:
        before_closing(step, who)


def acting_then(process: Process, kept: Late) -> Acting:
    """Who sent an act that was kept, as it was judged then."""
    role = kept.role or ""
    known = process.procedure.roles.get(role)
    return Acting(
        kept.person,
        kept.party or "",
        role,
        known.role_class if known else "consulted",
        kept.capacity,
        kept.received_at,
        kept.received_at,
        clockwork=kept.person is None,
        delegated=kept.delegated,
    )
