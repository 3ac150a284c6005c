"""
The check of a question's polarity: whether its outcome is what those who say yes to it want.

A ballot that asks "do you approve of the decision?", and overturns the decision if it passes, is found here.
"""

from collections.abc import Iterator

from domain.procedure.finding import Finding, Place, error
from domain.procedure.question import Proposes, Question
from domain.procedure.trial import unanimous


def polarity(question: Question, place: Place) -> Iterator[Finding]:
    proposes = question.proposes
    if proposes is None:
        return
    unknown = [
        one for one in (*proposes.in_favour, *proposes.against) if one not in question.answers
    ]
    for one in unknown:
        yield error(place, f"there is no answer {one}", "nobody could say it", "name an answer")
    if proposes.outcome not in question.outcomes():
        yield error(
            place,
            f"it proposes {proposes.outcome}, and its rule never gives that",
            "whoever votes for it votes for nothing",
            f"outcomes are: {', '.join(question.outcomes())}",
        )
    elif not unknown:
        yield from _disagrees(question, proposes, place)


def _disagrees(question: Question, proposes: Proposes, place: Place) -> Iterator[Finding]:
    for answer in proposes.in_favour:
        came = _came_to(question, answer)
        if proposes.outcome not in came:
            yield error(
                place,
                f"all say “{question.answers[answer].title}”, and the outcome is {_said(came)}",
                f"they are in favour of {proposes.outcome}, and their votes bring the opposite",
                "turn the rule, or the question, round",
            )
    for answer in proposes.against:
        came = _came_to(question, answer)
        if proposes.outcome in came:
            yield error(
                place,
                f"all say “{question.answers[answer].title}”, and the outcome is {_said(came)}",
                f"they are against {proposes.outcome}, and get it",
                "turn the rule, or the question, round",
            )


def _came_to(question: Question, answer: str) -> tuple[str, ...]:
    ballot = unanimous(question, answer)
    return next((case.permits for case in question.adds_up_to if case.holds(ballot)), ())


def _said(outcomes: tuple[str, ...]) -> str:
    return " or ".join(outcomes) or "none"
