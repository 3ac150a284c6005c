"""Whom a question counts, and by whom it may be answered, in plain words."""

from domain.procedure.question import Question

GROUPS = {
    "as_one": "A group counts as one; a member that answers itself counts for itself, and the rest of the "
    "group's answer stands while one member remains.",
    "per_member": "A group's answer counts for each of its members that are asked, as of when it is given; a "
    "member's own answer prevails for that member.",
}

ENTITLED = {
    "opening": "Who was asked when it opened is counted, and nobody else.",
    "act": "Who holds a role when it answers is counted.",
    "close": "Who holds a role when it is counted is counted, and nobody else.",
}


def parties_of(question: Question) -> list[str]:
    """How groups count, as of when a party is entitled, and whether a process of its own may answer."""
    lines = [GROUPS[question.groups]] if question.groups else []
    lines += [ENTITLED[question.entitled.as_of]] if question.entitled else []
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
    return [f"{whose}: {gives}.{only} Until that process has ended the party is silent."]
