"""What may be raised on a question, and how it may be divided, in plain words."""

from domain.procedure.incidental import Incidental
from domain.procedure.models import Procedure
from domain.procedure.question import Question
from domain.procedure.words import does, named

CLOCK = {
    "runs": "The deadline of the question that it is raised on runs on, but its count waits.",
    "stops": "The deadline of the question that it is raised on stands still until it is settled.",
}
GIVEN = {
    "grounds": "its grounds",
    "paragraphs": "the paragraphs",
    "wording": "the words that it proposes",
    "about": "the act that it is about",
}


def raising_said(procedure: Procedure, one: Incidental) -> list[str]:
    """Who may raise it and how often, what happens meanwhile, and what each outcome does."""
    who = named(procedure, one.raised_by)
    capacities = ", ".join(each.replace("_", "-") for each in one.given_by)
    often = "once" if one.per_party == 1 else f"{one.per_party} times"
    given = [GIVEN[field] for field in one.needs]
    needs = f" It must give {' and '.join(given)}." if given else ""
    return [
        f"Raised by: {who}, as {capacities}; {often} by each party, at most {one.total} in all.{needs}",
        CLOCK[one.clock],
        f"Of several that wait, the lowest number is put first; this one has {one.precedence}.",
        *_refusals(one),
        one.question.title,
        *(f"If “{outcome}”: that question {does(effect)}." for outcome, effect in one.then.items()),
    ]


KINDS: dict[str, str] = {
    "late": "it came too late",
    "capacity": "the capacity does not suffice",
    "condition": "a condition is not met",
    "reason": "its reason is missing",
}
"""Why an act was refused, where that can be judged otherwise."""


def _refusals(one: Incidental) -> list[str]:
    """About which refusals it is raised, where it can admit an act."""
    if all(effect.does != "admits" for effect in one.then.values()):
        return []
    why = "; or ".join(KINDS.get(each, f"“{each}”") for each in one.about_refusals)
    return [
        f"It is raised about an act that was refused because: {why}.",
        "An act that is admitted counts from the instant at which it came in, as if it had been taken then.",
    ]


def division_said(question: Question) -> list[str]:
    lines = []
    if "by_item" in question.divides:
        lines.append(
            "Each paragraph comes to an outcome of its own, from the answers that name it and those that name none; "
            "where they differ the outcome is “divided”."
        )
    if "by_act" in question.divides:
        lines.append(
            "While it is open the chair may take paragraphs apart: they become a question of their own, with its own "
            "deadline, and keep the answers that were given on them. What follows waits for all."
        )
    return lines
