"""A second window in plain words: who may answer, as what they count, and what is carried over."""

from domain.procedure.explain.window import asked_in
from domain.procedure.models import Procedure
from domain.procedure.question import Question
from domain.procedure.second_window import OnlyWhoAnswered


def second_window_said(procedure: Procedure, question: Question) -> list[str]:
    lines = []
    only = question.only_who_answered
    if only is not None:
        lines.append(
            f"Only who has answered “{asked_in(procedure, only.question)}”{_with(procedure, only)} is asked, "
            "and counts in the role that it held when that closed."
        )
    if question.starts_from is not None:
        lines.append(
            f"What stands on “{asked_in(procedure, question.starts_from)}” is carried over"
            f"{' from the round before' if _itself(procedure, question) else ''}: who says nothing here has answered "
            "as before."
        )
    return lines


def _with(procedure: Procedure, only: OnlyWhoAnswered) -> str:
    """The answers that are meant, by their titles."""
    earlier = procedure.question(only.question)
    known = earlier.answers if earlier is not None else {}
    titles = [f"“{known[name].title if name in known else name}”" for name in only.answers]
    return f" with {' or '.join(titles)}" if titles else ""


def _itself(procedure: Procedure, question: Question) -> bool:
    """Whether a question takes up its own earlier round."""
    return procedure.question(question.starts_from or "") is question
