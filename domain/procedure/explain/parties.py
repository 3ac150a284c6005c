"""Whom a question counts, and by whom it may be answered, in plain words."""

from domain.procedure.explain.consultation import item_said
from domain.procedure.models import Procedure
from domain.procedure.question import Question, Told
from domain.procedure.visible import Part
from domain.procedure.words import named

GROUPS = {
    "as_one": "A group counts as one; a member that answers itself counts for itself, and the rest of the "
    "group's answer stands while one member remains.",
    "per_member": "A group's answer counts for each of its members that are asked, as of when it is given; a "
    "member's own answer prevails for that member.",
}

ENTITLED = {
    "opening": "Who was asked when it opened is counted, and nobody else.",
    "act": "Who holds one of these roles when it answers is counted.",
    "close": "Who holds one of these roles when the answers are counted is counted, and nobody else.",
    "instant": "Who held one of these roles at the record date is counted, and nobody else.",
}


def parties_of(procedure: Procedure, question: Question) -> list[str]:
    """How groups count, as of when a party is entitled, and whether a process of its own may answer."""
    lines = [GROUPS[question.groups]] if question.groups else []
    lines += [ENTITLED[question.entitled.as_of]] if question.entitled else []
    lines += item_said(procedure, question.entitled) if question.entitled else []
    return [*lines, *_by_process(question)]


def _by_process(question: Question) -> list[str]:
    rule = question.answered_by
    if rule is None:
        return []
    gives = "; ".join(
        f"“{outcome}” there is “{question.answers[name].title if name in question.answers else name}” here"
        for outcome, name in rule.gives.items()
    )
    only = " These answers are taken in no other way." if rule.only else ""
    whose = f"A party may answer by the outcome of a process of its own, by {rule.process}"
    carried = "Its outcome comes in by itself when it has ended, signed by whoever signs there."
    return [f"{whose}: {gives}.{only} {carried} Until then the party is silent."]


VISIBLE = {
    "chair": "Who answered what is seen by the chair only.",
    "asked": "Who answered what is seen by those who are asked.",
    "all": "Who answered what is seen by everybody.",
}

PARTS: dict[Part, str] = {
    "matter": "What it is about",
    "step": "That it is asked",
    "who": "Who has answered",
    "answers": "What was answered",
    "figures": "The figures",
}

TO = {
    "nobody": "nobody",
    "chair": "the chair only",
    "asked": "those who are asked",
    "all": "all parties",
    "public": "the public",
}

SINCE = {
    "opening": "from the opening on",
    "close": "from the close on",
    "outcome": "from the settled outcome on",
}


def visible_said(question: Question) -> list[str]:
    """Who sees what, and from when."""
    if isinstance(question.visible, str):
        return [VISIBLE[question.visible]]
    found = []
    for part, title in PARTS.items():
        seen = getattr(question.visible, part)
        since = "" if seen.to == "nobody" else f", {SINCE[seen.since]}"
        found.append(
            f"{title} is seen by {TO[seen.to]}{since}.".replace("figures is", "figures are")
        )
    return [*found, "A party always sees its own answers."]


TELLS: dict[Told, str] = {
    "opened": "when it opens",
    "deadline": "when its deadline is fixed",
    "extended": "when its deadline is moved",
    "hold": "when more time is granted",
    "ended_early": "when it is ended before its deadline",
    "read": "when it is read",
    "outcome": "of the outcome",
    "confirmed": "when the outcome is confirmed",
    "corrected": "when the outcome is put right",
    "overdue": "when it is overdue",
    "broken": "when silence is broken",
    "stated": "when a statement is attached to the decision",
}


def told_said(procedure: Procedure, question: Question) -> list[str]:
    """Who is told of what, where it is not simply those who are asked."""
    return [
        f"Told {TELLS[what]}: {named(procedure, roles) if roles else 'nobody'}."
        for what, roles in question.tells.items()
    ]
