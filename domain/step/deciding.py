"""
What is owed once a question has closed: a judgement, or a confirmation.

Like every duty it is reminded of and escalates, and a judgement may come to a default. Source: hard case 4
"""

from dataclasses import dataclass
from datetime import datetime

from domain.participation.authority import Acting
from domain.process.state import Process
from domain.refused import AlreadyDone, OutOfPlace
from domain.step.commands import SendReminders
from domain.step.due import wait
from domain.step.events import RemindersSent
from domain.step.state import Step
from domain.step.when import after, times


@dataclass(frozen=True, slots=True)
class Decision:
    """:param act: the act by which it is done; `since`: from when on it is owed"""

    role: str
    act: str
    since: datetime


def owed_decision(step: Step) -> Decision | None:
    """Find what a role has to decide on a question that has closed; None: nothing, or nothing yet."""
    rule = step.rule
    if step.closed_at is None or step.pending:
        return None
    if step.outcome is None and step.permitted and rule.decided_by != "automatic":
        return Decision(rule.decided_by, "Judge", step.closed_at)
    if step.provisional and rule.confirmed_by is not None and step.provisional_since is not None:
        return Decision(rule.confirmed_by, "ConfirmOutcome", step.provisional_since)
    return None


def deciders(process: Process, step: Step, owed: Decision) -> tuple[str, ...]:
    """The holders who have to decide it. Of those who act together: who has said nothing, or all who disagree."""
    holders = process.holders.get(owed.role, set()) - process.suspended
    said = {
        one.party: one.fields.get("outcome")
        for one in process.jointly
        if one.step == step.step and one.role == owed.role and one.fields["act"] == owed.act
    }
    agreed = len(set(said.values())) < 2  # noqa: PLR2004 (two different outcomes are a disagreement)
    return tuple(sorted(holders - set(said) if agreed else holders))


def decision_reminders(process: Process, step: Step) -> list[datetime]:
    """The instants at which whoever has to decide is reminded; a default takes effect one interval after the last."""
    owed, remind = owed_decision(step), step.rule.remind
    if owed is None or remind is None or remind.every is None:
        return []
    most = remind.at_most + (_default(step, owed) is not None)
    return [after(process, owed.since, times(remind.every, n)) for n in range(1, most + 1)]


def remind_to_decide(
    process: Process, step: Step, act: SendReminders, who: Acting
) -> tuple[RemindersSent, str | None]:
    """
    Remind whoever has to decide.

    :returns: the reminder, and the outcome by default where nobody has decided until now
    """
    owed, due = owed_decision(step), decision_reminders(process, step)
    if owed is None or act.due_at in step.reminded:
        raise AlreadyDone(what="the reminders were sent")
    wait(act.due_at, who)
    if act.due_at not in due:
        raise OutOfPlace(why="no reminder is due at that instant")
    last = act.due_at == due[-1]
    sent = RemindersSent(
        step=step.step,
        due_at=act.due_at,
        parties=deciders(process, step, owed),
        escalated_to=step.rule.escalates_to if last else None,
    )
    return sent, _default(step, owed) if last else None


def _default(step: Step, owed: Decision) -> str | None:
    return step.rule.defaults_to if owed.act == "Judge" else None
