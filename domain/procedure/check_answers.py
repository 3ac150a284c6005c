"""The check of what may be said: by whom, and under which conditions."""

from collections.abc import Iterator

from domain.procedure.finding import Finding, Place, error
from domain.procedure.models import Procedure
from domain.procedure.question import Question


def check_answers(procedure: Procedure, question: Question, place: Place) -> Iterator[Finding]:
    for name, rule in question.answers.items():
        for role in rule.by:
            if role not in procedure.roles or role not in question.asks:
                yield error(
                    (*place, "answers", name, "by"),
                    f"{role} is not asked, and only {', '.join(rule.by)} may say {name}",
                    "nobody in that role could",
                    f"name roles that are asked: {', '.join(question.asks)}",
                )
