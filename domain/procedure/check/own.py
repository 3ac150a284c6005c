"""
The check of who decides on what is its own: a role that disposes of proposals, says what answers are, or judges.

That a party decides on its own proposal is lawful where the procedure says so; it must not happen unnoticed.
Source: hard case 6
"""

from collections.abc import Iterator

from domain.procedure.finding import Finding, Place, warning
from domain.procedure.models import Procedure, Stage
from domain.procedure.question import AnswerRule, Question

DECIDES = {
    "disposes": "would dispose of its own proposals",
    "qualifies": "would say what its own answers are",
}
PROPOSALS = ("proposes", "gives_input")


def of_its_own(procedure: Procedure) -> Iterator[Finding]:
    for index, stage in enumerate(procedure.roadmap):
        for name, question in stage.questions.items():
            place = ("roadmap", index, "questions", name)
            for key, rule in question.answers.items():
                yield from _answer(procedure, stage, question, rule, (*place, "answers", key))
            yield from _judges(procedure, question, (*place, "decided_by"))


def _answer(
    procedure: Procedure, stage: Stage, question: Question, rule: AnswerRule, place: Place
) -> Iterator[Finding]:
    if rule.effect not in DECIDES or rule.own is not None:
        return
    decide, propose = set(rule.by or question.asks), _proposing(stage, question, rule)
    if not propose:
        return
    who = _titles(procedure, sorted(decide & propose or decide))
    others = _titles(procedure, sorted(propose))
    does = "proposes" if rule.effect == "disposes" else "answers"
    as_well = f"{does} as well" if decide & propose else f"is {others} as well"
    wrong = f"{who}, where it {as_well}, {DECIDES[rule.effect]}"
    yield warning(
        place,
        wrong,
        "nothing says whether it may, and it would go unnoticed",
        "own: never, so that it is recused; or own: any, where it is meant so",
    )


def _proposing(stage: Stage, question: Question, rule: AnswerRule) -> set[str]:
    """The roles that may give what is decided on: the answers that are named, or the proposals of the stage."""
    questions = [question] if rule.effect == "qualifies" else list(stage.questions.values())
    return {
        role
        for asked in questions
        for name, other in asked.answers.items()
        if (name in rule.of if rule.of else other.effect in PROPOSALS)
        for role in other.by or asked.asks
    }


def _judges(procedure: Procedure, question: Question, place: Place) -> Iterator[Finding]:
    """A role that picks the outcome of a question on which it has its say itself."""
    counted = [question.answers[name] for name in question.answers_counted()]
    say = {role for rule in counted for role in rule.by or question.asks}
    if question.decided_by in say and len(say) > 1:
        yield warning(
            place,
            f"{_titles(procedure, [question.decided_by])} answers the question beside others, and judges its outcome",
            "it judges what it has answered itself",
            "let another role judge, or answer",
        )


def _titles(procedure: Procedure, roles: list[str]) -> str:
    return " or ".join(
        procedure.roles[one].title if one in procedure.roles else one for one in roles
    )
