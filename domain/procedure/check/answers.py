"""The check of what may be said: by whom, and under which conditions."""

from collections.abc import Iterator

from domain.procedure.check.rule import facts
from domain.procedure.finding import Finding, Place, error, warning
from domain.procedure.models import Procedure
from domain.procedure.question import Question
from domain.rule.condition import within

NEEDS = {
    "qualifies": ("about", "choice"),
    "supports": ("about",),
    "opposes": ("about",),
    "satisfied": ("about",),
}
"""The fields without which an answer about an answer says nothing."""


def check_answers(procedure: Procedure, question: Question, place: Place) -> Iterator[Finding]:
    for name, rule in question.answers.items():
        yield from _about(procedure, question, name, (*place, "answers", name))
        yield from _guards(procedure, question, name, (*place, "answers", name, "only_if"))
        yield from _names_its_text(question, name, (*place, "answers", name, "needs"))
        for role in rule.by:
            if role not in procedure.roles or role not in question.asks:
                yield error(
                    (*place, "answers", name, "by"),
                    f"{role} is not asked, and only {', '.join(rule.by)} may say {name}",
                    "nobody in that role could",
                    f"name roles that are asked: {', '.join(question.asks)}",
                )


def _about(procedure: Procedure, question: Question, name: str, place: Place) -> Iterator[Finding]:
    """An answer about answers names which, and carries their number."""
    rule = question.answers[name]
    missing = [one for one in NEEDS.get(rule.effect, ()) if one not in rule.needs]
    if missing:
        yield error(
            (*place, "needs"),
            f"an answer that {rule.effect} needs: {', '.join(NEEDS[rule.effect])}",
            "nobody would know which answer it is about, or what it says of it",
            f"add {', '.join(missing)} to needs",
        )
    if rule.effect in NEEDS and not rule.of:
        yield error(
            place,
            f"it {rule.effect} another answer, and does not say which",
            "it could be about anything",
            "name the answers: of",
        )
    for other in rule.of:
        if not any(other in q.answers for s in procedure.roadmap for q in s.questions.values()):
            yield error(
                (*place, "of"), f"there is no answer {other}", "it is about nothing", "name one"
            )
    if rule.effect == "qualifies":
        yield from _qualities(question, name, place)


def _names_its_text(question: Question, name: str, place: Place) -> Iterator[Finding]:
    """Who has to name the version that the answer is given on must be asked about one."""
    if "text" in question.answers[name].needs and question.about != "text":
        yield error(
            place,
            f"{name} has to name its version of the text, and the question is about none",
            "there may be none to name, and nobody could answer",
            "about: text, or leave text out of needs",
        )


def _guards(procedure: Procedure, question: Question, name: str, place: Place) -> Iterator[Finding]:
    """Whoever is refused must be told why: each guard has its code and its words."""
    for one in question.answers[name].only_if:
        if one.otherwise is None:
            yield error(
                place,
                f"{name} is refused where this does not hold, and nothing says with which words",
                "nobody would know why",
                "otherwise: {code: ..., says: ...}",
            )
    for one in within(question.answers[name].only_if):
        yield from facts(procedure, one, place)


def _qualities(question: Question, name: str, place: Place) -> Iterator[Finding]:
    rule = question.answers[name]
    for other in rule.of:
        if other not in question.answers:
            yield error(
                (*place, "of"),
                f"{other} is no answer of this question",
                "its count waits for the quality of its own answers",
                f"name one of: {', '.join(question.answers)}",
            )
    if not rule.choices:
        yield error(place, "it names no qualities", "nothing could be said", "choices")
    if question.remind is None or question.remind.every is None:
        yield warning(
            place,
            "the count waits for a quality, and nobody is reminded of it",
            "the process can wait for ever here",
            "remind: {every: {days: 2}}",
        )
