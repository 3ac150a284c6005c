"""What silence means and what follows which outcome, in plain words."""

from domain.procedure.explain.rule import test_said
from domain.procedure.explain.window import (
    length,
)
from domain.procedure.explain.words import joined, said
from domain.procedure.models import END, Procedure, Stage
from domain.procedure.question import Question
from domain.procedure.words import follows, often
from domain.rule.models import CHOSEN, Case


def _silence(procedure: Procedure, question: Question, until: str) -> list[str]:
    match question.silence_means:
        case "agrees":
            return [_agreement(procedure, question, until)]
        case "not_in":
            return ["Who says nothing has not joined; no passing of time makes anyone join."]
        case "not_counted":
            return ["Who says nothing is not counted."]
        case "no_comment":
            return ["Who says nothing has no comment."]
        case "overdue":
            waits = question.window.closes is None and question.window.lasts is None
            return [
                "This is a duty: the process waits until it is done."
                if waits
                else "This is a duty: until it is done it is overdue."
            ]


def _agreement(procedure: Procedure, question: Question, until: str = "") -> str:
    """The sentence that parties agree to when they agree to be silent."""
    within = length(question.window)
    until = until or (f" within {within}" if within else " before the deadline")
    breaking = [_breaking(procedure, question, case) for case in question.adds_up_to[:-1]]
    if not breaking or None in breaking or not question.text_agreed_by:
        return "Who says nothing agrees."
    fewest = " and ".join(one for one in breaking if one)
    objects = question.adds_up_to[0].when[0].count == "objection"
    later = f"{'An objection' if objects else 'An answer'} sent later is kept but does not count."
    return f"If {fewest}{until}, the {matter(question)} is agreed. {later}"


def matter(question: Question) -> str:
    """What is agreed: the text, or a document beside it."""
    return question.document or "text"


def _breaking(procedure: Procedure, question: Question, case: Case) -> str | None:
    """What has not happened when a case does not hold. None: it is no plain count of objections."""
    one = case.when[0] if len(case.when) == 1 else None
    if one is None or one.at_least is None or one.count is None:
        return None
    if one.count not in question.answers:
        return None
    if set(case.permits) & set(question.text_agreed_by):
        return None
    title = question.answers[one.count].title
    gives = "objects" if one.count == "objection" else f"answers “{title}”"
    if one.at_least == 1:
        return f"no {often(procedure, question.asks)} {gives}"
    return f"fewer than {one.at_least} give “{title}”"


def _case(procedure: Procedure, stage: Stage, question: Question, number: int) -> str:
    case = question.adds_up_to[number]
    result = _results(_outcomes(procedure, stage, question, case))
    if not case.when:
        return f"{'Otherwise' if number else 'In the end'}: {result}."
    tests = " and ".join(test_said(procedure, question, one) for one in case.when)
    return f"If {tests}: {result}."


def _results(outcomes: list[str]) -> str:
    """Several outcomes in one sentence: what follows once, where the same follows all of them."""
    apart = [one.partition(". Then: ") for one in outcomes]
    if len(outcomes) > 1 and len({then for _, _, then in apart}) == 1 and apart[0][1]:
        return f"{joined([one for one, _, _ in apart], 'or')}. Then: {apart[0][2]}"
    if len(outcomes) > 1:
        same: dict[str, list[str]] = {}
        for one, _, then in apart:
            same.setdefault(then, []).append(one)
        each = [f"{joined(ones, 'or')} (then: {then})" for then, ones in same.items()]
        return "; or ".join(each)
    return "".join(outcomes)


def _outcomes(procedure: Procedure, stage: Stage, question: Question, case: Case) -> list[str]:
    found: list[str] = []
    for outcome in case.permits:
        found += question.choices() if outcome == CHOSEN else [outcome]
    return [_outcome(procedure, stage, question, one) for one in found]


def _outcome(procedure: Procedure, stage: Stage, question: Question, outcome: str) -> str:
    agreed = f", the {matter(question)} is agreed" if outcome in question.text_agreed_by else ""
    names = list(stage.questions)
    mine = next((key for key, one in stage.questions.items() if one is question), None)
    if mine is None:
        return said(outcome)
    if mine != names[-1]:
        return (
            f"{said(outcome)}{agreed}. Then: {stage.questions[names[names.index(mine) + 1]].title}"
        )
    then = follows(procedure, stage.stage, stage.then.get(outcome, (END,)))
    return f"{said(outcome)}{agreed}. Then: {then}"


def _other_ends(procedure: Procedure, stage: Stage, question: Question) -> list[str]:
    """What is settled otherwise than by the count of the last question: a withdrawn text, a reading."""
    if question is not list(stage.questions.values())[-1]:
        return []
    ends = {
        "withdrawn": "If the text is withdrawn meanwhile",
        "read": "Whenever it is read",
        "cancelled": "If its meeting is cancelled",
    }
    return [
        f"{ends[outcome]}, this follows: {follows(procedure, stage.stage, keys)}."
        for outcome, keys in stage.then.items()
        if outcome in ends and outcome not in question.outcomes()
    ]
