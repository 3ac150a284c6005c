"""
The roles that an act is for, so that a person who holds several is asked in which only where it matters.

Source: hard case 6
"""

from domain.act import ActBase
from domain.action.commands import SetActionStatus
from domain.participation.authority import chairs
from domain.procedure.question import Extension
from domain.process.commands import ChangeCondition, ChangeCourse
from domain.process.course import rule_of
from domain.process.state import Process
from domain.step.commands import (
    AdmitAct,
    Answer,
    ConfirmOutcome,
    Disavow,
    ExtendDeadline,
    Judge,
    RaiseQuestion,
    ReadWithheld,
    WithdrawAnswer,
)
from domain.step.state import Step
from domain.text.commands import PublishText
from domain.text.matter import asks_for

Roles = tuple[str, ...]
ON_STEP = (
    Answer | WithdrawAnswer | RaiseQuestion | Disavow | Judge | ConfirmOutcome | ExtendDeadline
)


def wanted(process: Process, act: ActBase) -> Roles:
    """The roles that an act is for: where its author holds one of these, it is done in that one."""
    if getattr(act, "reported", None) is not None:
        return process.procedure.reported.entered_by
    if isinstance(act, ON_STEP):
        step = process.steps.get(act.step)
        return _on_step(process, step, act) if step is not None else ()
    match act:
        case AdmitAct():
            return process.procedure.reported.admitted_by
        case ReadWithheld():
            roles = process.procedure.roles.items()
            return tuple(key for key, role in roles if role.role_class == "auditor")
        case ChangeCourse():
            rule = rule_of(process, act.became)
            return rule.by if rule is not None else chairs(process)
        case ChangeCondition():
            return process.set_by.get(act.condition, ())
        case SetActionStatus():
            action = process.actions.get(act.action)
            owner = action.owner.role if action is not None else None
            return (owner,) if owner is not None else chairs(process)
        case PublishText():
            return _publishing(process, act) or chairs(process)
    return chairs(process)


def _on_step(process: Process, step: Step, act: ActBase) -> Roles:
    rule = step.rule
    match act:
        case Answer() | WithdrawAnswer():
            answer = rule.answers.get(act.answer)
            return answer.by if answer is not None and answer.by else rule.asks
        case RaiseQuestion():
            raised = rule.incidental.get(act.raises)
            return raised.raised_by if raised is not None else ()
        case Judge():
            return (rule.decided_by,)
        case ConfirmOutcome() if rule.confirmed_by is not None:
            return (rule.confirmed_by,)
        case ConfirmOutcome() | ExtendDeadline():
            extension = rule.extension
            return extension.by if isinstance(extension, Extension) else chairs(process)
    return rule.asks


def _publishing(process: Process, act: PublishText) -> Roles:
    """Who is asked for the text, or else may correct the one that is asked about."""
    open_ = process.open_steps()
    asked = [role for s in open_ if asks_for(process, s, act.kind) for role in s.rule.asks]
    fixes = [s.rule.corrections.by for s in open_ if act.corrections and s.rule.corrections]
    return tuple(asked) or tuple(role for by in fixes for role in by)
