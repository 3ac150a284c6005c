"""A second window in plain words: who may answer, as what they count, and what is carried over."""

from domain.procedure.explain.window import asked_in
from domain.procedure.models import Procedure
from domain.procedure.question import Question


def second_window_said(procedure: Procedure, question: Question) -> list[str]:
    lines = []
    only = question.only_who_answered
    if only is not None:
        lines.append(
            f"Only who has answered “{asked_in(procedure, only.question)}” is asked, and counts in the role that it "
            "held when that closed."
        )
    if question.starts_from is not None:
        lines.append(
            f"What stands on “{asked_in(procedure, question.starts_from)}” is carried over"
            f"{' from the round before' if _itself(procedure, question) else ''}: who says nothing here has answered "
            "as before."
        )
    return lines


def _itself(procedure: Procedure, question: Question) -> bool:
    """Whether a question takes up its own earlier round."""
    stage_key, _, name = (question.starts_from or "").partition(".")
    stages = [stage for stage in procedure.roadmap if stage.stage == stage_key]
    return bool(stages) and stages[0].questions.get(name) is question
