"""What a page says of duties: who is reminded of what, and who is told when it is overdue."""

from domain.calendar.models import Span
from domain.procedure.explain.window import span
from domain.procedure.explain.words import joined
from domain.procedure.models import Procedure
from domain.procedure.question import Question


def reminders(procedure: Procedure, question: Question) -> list[str]:
    lines = []
    if question.remind is not None:
        due = question.window.on is not None
        times = joined([span(one) for one in question.remind.before])
        before = [f"{times} before {'it is due' if due else 'the deadline'}"] if times else []
        every = question.remind.every
        again = [_often(question, every)] if every and not _ends(question) else []
        if before or again:
            lines.append(f"Who has not answered is reminded {', and then '.join(before + again)}.")
    lines += [f"{line}." for line in _to_decide(procedure, question)]
    if question.escalates_to is not None:
        lines.append(f"When it is overdue, {_role(procedure, question.escalates_to)} is told.")
    return lines


def _ends(question: Question) -> bool:
    """Whether it has a deadline, so that who is silent then has been so for good."""
    return question.window.lasts is not None or question.window.closes is not None


def _to_decide(procedure: Procedure, question: Question) -> list[str]:
    """Who has to judge or confirm what has closed, or to say what the answers are, is reminded as well."""
    every = question.remind.every if question.remind is not None else None
    if every is None:
        return []
    does = ((question.decided_by, "decided"), (question.confirmed_by, "confirmed"))
    what_they_are = f"who has to say what the answers are is reminded {_often(question, every)}"
    return [
        *([f"Once it has closed, {what_they_are}"] if question.qualified() else []),
        *_deciding(procedure, question, every, does),
    ]


def _deciding(
    procedure: Procedure, question: Question, every: Span, does: tuple[tuple[str | None, str], ...]
) -> list[str]:
    return [
        f"Once it has closed, {_role(procedure, role)} is reminded {_often(question, every)}, until it is {done}"
        for role, done in does
        if role not in (None, "automatic")
    ]


def _role(procedure: Procedure, key: str | None) -> str:
    role = procedure.roles.get(key or "")
    return f"the {role.title}" if role else str(key)


def _often(question: Question, every: Span) -> str:
    most = question.remind.at_most if question.remind is not None else 0
    return f"every {span(every).removeprefix('1 ')}, at most {most} times"
