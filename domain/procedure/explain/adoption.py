"""What bodies report and decide, in plain words: figures, adoption, the limits of a mandate."""

from domain.procedure.explain.window import moment
from domain.procedure.explain.words import joined
from domain.procedure.models import Procedure
from domain.procedure.question import AnswerRule, Question
from domain.procedure.words import MANNERS, named, title_of


def figures_said(procedure: Procedure, rule: AnswerRule) -> str:
    """What figures an answer reports, and what they never exceed."""
    if rule.figures is None:
        return ""
    of = rule.figures
    names = joined([f"“{one.replace('_', ' ')}”" for one in of.names])
    rest = f" Who is in no figure is counted as “{of.rest.replace('_', ' ')}”." if of.rest else ""
    most = f"never more than the parties in the role {named(procedure, of.of)}"
    return f" Its figures are {names}; together they are {most}.{rest}"


def adoption_said(procedure: Procedure, question: Question) -> list[str]:
    """Which outcome adopts a text, in whose name, in which manner; and that no other does."""
    rule = question.adopts
    if rule is None:
        return []
    role = procedure.roles.get(rule.body)
    body = role.title if role else rule.body
    does = "adopts" if rule.does == "adoption" else "endorses"
    lines = [
        f"By the outcome “{outcome}” the {body} {does} the text, {MANNERS[manner]}."
        for outcome, manner in rule.by.items()
    ]
    lines.append(f"Nothing else is its {rule.does}: agreement before it is none.")
    if rule.text == "agreed":
        lines.append("Only the agreed text can be decided on, to the word.")
    return lines


def limits_said(procedure: Procedure) -> list[str]:
    """What must have happened by when."""
    found = []
    for limit in procedure.limits.values():
        stage, _, _ = limit.met_by.partition(".")
        outcomes = " or ".join(f"“{one}”" for one in limit.outcomes)
        by = f"by {moment(procedure, limit.at)}: {title_of(procedure, stage)}"
        found.append(
            f"{limit.title}: {by}, with the outcome {outcomes}. The days that are left are shown."
        )
    return found
