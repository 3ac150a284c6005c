"""The check of what bodies report and decide: figures, adoption, statements, and the limits of a mandate."""

from collections.abc import Iterator

from domain.procedure.finding import Finding, Place, error, warning
from domain.procedure.models import Procedure
from domain.procedure.question import AnswerRule, Question


def adoption(procedure: Procedure, question: Question, place: Place) -> Iterator[Finding]:
    """What is wrong with the figures, the statements and the adoption of one question."""
    for name, rule in question.answers.items():
        yield from _figures(procedure, rule, (*place, "answers", name))
    yield from _statements(question, place)
    yield from _adopts(procedure, question, (*place, "adopts"))


def _figures(procedure: Procedure, rule: AnswerRule, place: Place) -> Iterator[Finding]:
    offered = "figures" in (*rule.needs, *rule.takes)
    if offered and rule.figures is None:
        yield error(
            place,
            "it takes figures, and nothing says of whom and by which names",
            "more could be reported than there are members",
            "add figures: {of: [role], names: [...]}",
        )
    if rule.figures is not None and not offered:
        yield error(
            (*place, "figures"),
            "it says what the figures are, and the answer takes none",
            "nobody could report them",
            "add figures to needs or takes",
        )
    for role in rule.figures.of if rule.figures else ():
        if role not in procedure.roles:
            yield error(
                (*place, "figures"),
                f"there is no role {role}",
                "any figure would be too many",
                "name one of the roles",
            )


def _statements(question: Question, place: Place) -> Iterator[Finding]:
    named = question.answers_counted()
    for name, rule in question.answers.items():
        if rule.effect == "states" and name in named:
            yield error(
                (*place, "adds_up_to"),
                f"the outcome hangs on {name}, which is a statement",
                "a statement leaves the outcome as it is",
                "count another answer, or give this one another effect",
            )


def _adopts(procedure: Procedure, question: Question, place: Place) -> Iterator[Finding]:
    rule = question.adopts
    if rule is None:
        return
    if rule.body not in procedure.roles:
        yield error(
            place, f"there is no role {rule.body}", "no body would decide", "name one of the roles"
        )
    if question.about != "text":
        yield error(
            place,
            "it adopts a text, and is about none",
            "nothing would be adopted",
            "about: text",
        )
    for outcome in rule.by:
        if outcome not in question.outcomes():
            yield error(
                (*place, "by"),
                f"no rule of this question gives the outcome {outcome}",
                "nothing would ever be adopted by it",
                f"outcomes are: {', '.join(question.outcomes())}",
            )
    asked = [question, *(one.question for one in question.incidental.values())]
    reports = any(answer.figures for one in asked for answer in one.answers.values())
    if "recorded_vote" in rule.by.values() and not reports and rule.body in question.asks:
        yield warning(
            place,
            "a recorded vote adopts the text, and no answer takes its figures",
            "the record would not say how many were for it",
            "add an answer with figures",
        )


def limits(procedure: Procedure) -> Iterator[Finding]:
    """What is wrong with what must have happened by a moment."""
    for name, limit in procedure.limits.items():
        place: Place = ("limits", name)
        if limit.at.date is not None and limit.at.date not in procedure.dates:
            yield error(
                place, f"there is no date {limit.at.date}", "it has no instant", "add it to dates"
            )
        for named in (limit.met_by, *((limit.at.named_in,) if limit.at.named_in else ())):
            if _question(procedure, named) is None:
                yield error(
                    place,
                    f"there is no question {named}",
                    "it could not be met",
                    "name it as stage.question",
                )
        found = _question(procedure, limit.met_by)
        for outcome in limit.outcomes if found else ():
            if found is not None and outcome not in found.outcomes():
                yield error(
                    place,
                    f"{limit.met_by} has no outcome {outcome}",
                    "it could never be met by it",
                    f"outcomes are: {', '.join(found.outcomes())}",
                )


def _question(procedure: Procedure, named: str) -> Question | None:
    stage, _, question = named.partition(".")
    asked = next((one for one in procedure.roadmap if one.stage == stage), None)
    return asked.questions.get(question) if asked else None
